"""Our answers in the shapes of other moderation tools, and their decisions in ours.

One tool a file; all are pure: no network, no tool's SDK, no clock. A caller fetches and sends.
"""

from __future__ import annotations

REGISTRY = (
    "cloudevents",
    "coop",
    "discourse",
    "label_studio",
    "label_studio_backend",
    "mastodon",
    "openai_moderation",
    "osprey",
    "ozone",
    "perspective",
    "standard",
    "threatexchange",
)
"""The files of this folder, each held to the rules of the house by `tests/queue/test_adapters.py`."""
