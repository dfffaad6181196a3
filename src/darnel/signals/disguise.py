"""Words that look plain to a reader and are something else to a machine.

Why: copied or forbidden text is passed through filters by letters of another script, by characters
that nobody sees, or by mathematical letters in place of plain ones.
False alarms: bold "fancy" letters used as decoration (names of accounts are left out), mixed-script brand names, a typist's slip
between two keyboard layouts, joiners that control a ligature. Genuine Greek and Cyrillic words,
symbols of science (µ, TGF-β, TNFα), emoji sequences, joiners of Arabic and Indic scripts, a
byte-order mark and hyphenation by soft hyphens are left out.
Source: Unicode Technical Standard 39 (security mechanisms: mixed scripts, confusables); Boucher et
al. (2022, Bad Characters: imperceptible NLP attacks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import numpy as np

from darnel.article import FIELDS
from darnel.lookalikes import BORROWED, INVISIBLE, LOOKALIKES
from darnel.shadow import charset, holds_any
from darnel.signals.base import Feature, Findings, Reading, Signal
from darnel.text import Pages

NAME = "disguise"

Kind = Literal["mixed_script", "invisible", "compatibility"]
"""How a word is disguised."""

HALF_WORDS = 2.0
"""Disguised words at which the score is about one half: one may be a slip."""

LONGEST_WORD = 64
"""No word is longer; what is, is cut, so that odd input costs no more."""

MOST_FINDINGS = 32
"""More places make a list no clearer."""

MESSAGES: dict[Kind, str] = {
    "mixed_script": "This word mixes letters of two scripts that look alike.",
    "invisible": "This word has characters inside it that nobody sees.",
    "compatibility": "This word is written in look-alike symbols instead of letters.",
}

_SOFT_HYPHEN = "\u00ad"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_WIDE = "\uff21-\uff3a\uff41-\uff5a"
_STYLED = "\U0001d400-\U0001d6a5"
_LEAST_STYLED = 3
"""One or two mathematical letters are a formula."""

_SUSPECT_CLASS = re.compile(f"[{INVISIBLE}{BORROWED}{_WIDE}]")
_SUSPECT = charset(chr(code) for code in range(0x10000) if _SUSPECT_CLASS.match(chr(code)))
_SUSPECT[0x1D400:0x1D6A6] = True
_CANDIDATE = re.compile(
    rf"(?P<mixed_script>[{_LATIN}][{INVISIBLE}]*[{BORROWED}]|[{BORROWED}][{INVISIBLE}]*[{_LATIN}])"
    rf"|(?P<invisible>(?<=[{_LATIN}])[{INVISIBLE}]+(?=[{_LATIN}]))"
    rf"|(?P<compatibility>[{_STYLED}]{{{_LEAST_STYLED},}}|[{_WIDE}]{{{_LEAST_STYLED},}})"
)
_BEFORE = re.compile(rf"[^\W_{_STYLED}]|[{INVISIBLE}]")
_NAME_OF_ACCOUNT = re.compile(r"[^\n(]{0,60}\(@\w")
"""What follows a name that its bearer set in fancy letters, where a post is quoted."""
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HIDDEN = re.compile(f"[{INVISIBLE}]+")
_GREEK = re.compile("[\u0370-\u03ff]")
_BORROWED = re.compile(f"[{BORROWED}]")
_LOOKALIKE = frozenset(LOOKALIKES)


def measure(pages: Pages) -> Reading:
    """Look for disguised words in the text and title of every page."""
    features = {feature.name: np.full(len(pages), np.nan) for feature in SIGNAL.features}
    findings = Findings(NAME, pages)
    for page, article in enumerate(pages.articles):
        if not article.text and not article.title:
            continue
        for values in features.values():
            values[page] = 0.0
        for field in FIELDS:
            text = article.field(field)
            if text.isascii() or not holds_any(text, _SUSPECT):
                continue
            for start, end, kind in _disguised(text):
                if kind is None:
                    features["soft_hyphens"][page] += 1
                    continue
                features[kind][page] += 1
                if features["words"][page] < MOST_FINDINGS:
                    findings.add(page, field, start, end, _strength(1), MESSAGES[kind])
                features["words"][page] += 1
        features["score"][page] = _strength(float(features["words"][page]))
    return Reading(features, findings.lists)


def _strength(words: float) -> float:
    return words / (words + HALF_WORDS)


def _disguised(text: str) -> Iterator[tuple[int, int, Kind | None]]:
    """Give every disguised word once; no kind is a word with soft hyphens as hyphenation."""
    done = 0
    east_asian = None
    for match in _CANDIDATE.finditer(text):
        if match.start() < done:
            continue
        start, end = _word(text, match.start(), match.end())
        start = max(start, done)
        done = end
        word = text[start:end]
        if match.lastgroup == "compatibility":
            if "\uff21" <= match.group()[0] <= "\uff5a":
                if east_asian is None:
                    east_asian = _EAST_ASIAN.search(text) is not None
                plain = east_asian
            else:
                plain = _NAME_OF_ACCOUNT.match(text, match.end()) is not None
            if not plain:
                yield match.start(), match.end(), "compatibility"
        elif _is_mixed(word):
            yield start, end, "mixed_script"
        elif _is_split(word):
            yield start, end, "invisible"
        elif _SOFT_HYPHEN in word:
            yield start, end, None


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range to the whole word, invisible characters inside it included."""
    low, high = max(0, start - LONGEST_WORD), min(len(text), end + LONGEST_WORD)
    while start > low and _BEFORE.match(text[start - 1]):
        start -= 1
    while end < high and _BEFORE.match(text[end]):
        end += 1
    while start < end and _HIDDEN.match(text[start]):
        start += 1
    while end > start and _HIDDEN.match(text[end - 1]):
        end -= 1
    return start, end


def _is_mixed(word: str) -> bool:
    """Tell a Latin word with look-alikes in it from a Greek symbol at its edge ("TNFα")."""
    plain = _HIDDEN.sub("", word)
    borrowed = _BORROWED.findall(plain)
    if not borrowed or not _LOOKALIKE.issuperset(borrowed) or len(plain) < 3:  # noqa: PLR2004
        return False
    if len(borrowed) > 1 or _GREEK.match(borrowed[0]) is None:
        return True
    return borrowed[0] not in {plain[0], plain[-1]}


def _is_split(word: str) -> bool:
    """Tell characters hidden inside a word from hyphenation and from words glued together."""
    pieces = [piece for piece in _HIDDEN.split(word) if piece]
    hidden = set("".join(_HIDDEN.findall(word)))
    if hidden <= {_SOFT_HYPHEN}:
        single = sum(len(piece) == 1 for piece in pieces)
        return len(pieces) > 2 and 2 * single > len(pieces)  # noqa: PLR2004 ("a-bove", "re-a-son")
    glued = all(one[-1].islower() and other[0].isupper() for one, other in pairwise(pieces))
    return len(pieces) > 1 and not glued


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of words disguised from machines", evidence=True),
        Feature("words", "disguised words", evidence=True),
        Feature("mixed_script", "words that mix look-alike letters of two scripts", evidence=True),
        Feature("invisible", "words with invisible characters inside", evidence=True),
        Feature("compatibility", "words in mathematical or full-width letters"),
        Feature("soft_hyphens", "words hyphenated by soft hyphens"),
    ),
    measure,
)
