"""What a key can allow."""

from __future__ import annotations

from typing import Literal

Scope = Literal["score", "read", "ingest", "review", "audit", "admin"]
"""Score articles; read model, signals and metrics; bring articles, appeals and other tools' decisions
into the queue; review cases; read history, statistics and the export; all of it, webhooks too."""
