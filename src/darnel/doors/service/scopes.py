"""What a key can allow."""

from __future__ import annotations

from typing import Literal

Scope = Literal["score", "read", "review", "admin"]
"""Score articles; read model, signals and metrics; work on a queue's cases; all of it."""
