"""darnel: how likely it is that a page was assembled rather than written, and the evidence."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darnel.article import Article
    from darnel.assessment import Assessment, Finding
    from darnel.corpus import Corpus
    from darnel.doors import score
    from darnel.doors.frame import score_frame
    from darnel.doors.html import read_html
    from darnel.doors.sources import judge_sources
    from darnel.doors.transformer import SignalTransformer
    from darnel.errors import InputError
    from darnel.scorer import Scorer
    from darnel.sources import SourceVerdict

    __version__: str

__all__ = [
    "Article",
    "Assessment",
    "Corpus",
    "Finding",
    "InputError",
    "Scorer",
    "SignalTransformer",
    "SourceVerdict",
    "__version__",
    "judge_sources",
    "read_html",
    "score",
    "score_frame",
]

_HOMES = {
    "Article": "darnel.article",
    "Assessment": "darnel.assessment",
    "Corpus": "darnel.corpus",
    "Finding": "darnel.assessment",
    "InputError": "darnel.errors",
    "Scorer": "darnel.scorer",
    "SignalTransformer": "darnel.doors.transformer",
    "SourceVerdict": "darnel.sources",
    "judge_sources": "darnel.doors.sources",
    "read_html": "darnel.doors.html",
    "score": "darnel.doors",
    "score_frame": "darnel.doors.frame",
}
"""Where each public name lives: imported at its first use, so `import darnel` costs nothing."""


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # only who asks pays for it

        return version("darnel")
    if name not in _HOMES:
        raise AttributeError(f"module 'darnel' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
