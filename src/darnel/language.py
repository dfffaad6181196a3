"""What can be judged: language and prose, decided before the model is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from darnel.assessment import Abstention
from darnel.text import Pages

Floats = NDArray[np.float64]

LEAST_WORDS = 60
"""Under this many words of text most evidence cannot show; see the model card."""

ENGLISH = 0.22
"""Running English has at least this share of function words; no other language comes near."""

SAMPLE = 1500
"""Characters from the middle of a text that are enough to tell its language."""

LEAST_PROSE = 0.35
"""Share of the words that must stand in sentences for the text to count as prose."""

TABLE = 0.4
"""Share of words with a digit from which a text is a table, in whatever language its labels are."""

WALL_WORDS = 220
"""Longer pages have an article beside the wall."""

WALL_CHARACTERS = 5000
"""Where in a text a wall's wording is looked for."""

LEAST_SENTENCE = 5
"""Shorter runs of words are labels and cells of tables."""

JUDGED = frozenset({"en"})
"""The languages that the model was trained on."""

_WALL = re.compile(
    r"(?:verify|confirm|prove|checking)\b.{0,40}\b(?:human|not a robot|your browser)"
    r"|enable (?:javascript|cookies)|javascript is (?:disabled|required)|unusual (?:traffic|activity)"
    r"|access (?:to this page has been )?denied|captcha|are you a robot|not a robot"
    r"|(?:we|our site|this site|this website) uses? cookies|accept (?:all )?cookies|your privacy choices"
    r"|subscribe to (?:continue|read|keep)|create an account to (?:continue|read)"
    r"|already a subscriber|ad ?blocker",
    re.IGNORECASE,
)


def function_word_share(pages: Pages) -> Floats:
    """Give the share of each text's words that are English function words; NaN without words."""
    words = np.diff(pages.body.page_words).astype(np.float64)
    hits = np.bincount(
        pages.body.page, pages.vocabulary.stop[pages.body.word], minlength=len(pages)
    )
    return np.where(words > 0, hits / np.maximum(words, 1), np.nan)


def languages(pages: Pages) -> list[str | None]:
    """Give each text's language as an ISO 639-1 code, or None where there is no word to tell by."""
    share = function_word_share(pages)
    named: list[str | None] = []
    for article, part in zip(pages.articles, share, strict=True):
        if np.isnan(part):
            named.append(None)
        elif part >= ENGLISH:
            named.append("en")
        else:
            named.append(_identify(article.text))
    return named


@cache
def _classify() -> Callable[[str], tuple[str, float]]:
    from py3langid import classify

    return cast(Callable[[str], tuple[str, float]], classify)


def _identify(text: str) -> str:
    middle = max(0, (len(text) - SAMPLE) // 2)
    return _classify()(text[middle : middle + SAMPLE])[0]


def prose_share(pages: Pages) -> Floats:
    """Give the share of each text's words that stand in sentences; NaN without words.

    A sentence here has at least five words, one of them a function word, and few digits.
    """
    sentences, body = pages.body.sentences, pages.body
    words = np.diff(body.page_words).astype(np.float64)
    if not len(sentences):
        return np.where(words > 0, 0.0, np.nan)
    length = sentences.words
    stops = np.add.reduceat(pages.vocabulary.stop[body.word], sentences.first, dtype=np.int64)
    digits = np.add.reduceat(pages.vocabulary.numeric[body.word], sentences.first, dtype=np.int64)
    running = (length >= LEAST_SENTENCE) & (stops * 10 >= length) & (digits * 3 <= length)
    held = np.bincount(sentences.page, length * running, minlength=len(pages))
    return np.where(words > 0, held / np.maximum(words, 1), np.nan)


def number_share(pages: Pages) -> Floats:
    """Give the share of each text's words that hold a digit; 0 without words."""
    words = np.diff(pages.body.page_words).astype(np.float64)
    hits = np.bincount(
        pages.body.page, pages.vocabulary.numeric[pages.body.word], minlength=len(pages)
    )
    share: Floats = hits / np.maximum(words, 1)
    return share


def abstentions(pages: Pages, named: Sequence[str | None]) -> list[Abstention | None]:
    """Say of each page why it can't be judged, or None if it can."""
    words = np.diff(pages.body.page_words)
    table = number_share(pages) >= TABLE
    prose = prose_share(pages)
    return [
        _abstention(article.text, int(count), language, float(share), table=bool(digits))
        for article, count, language, share, digits in zip(
            pages.articles, words, named, prose, table, strict=True
        )
    ]


def _abstention(
    text: str, words: int, language: str | None, prose: float, *, table: bool
) -> Abstention | None:
    if 0 < words <= WALL_WORDS and len(_WALL.findall(text[:WALL_CHARACTERS])) >= 1 + words // 60:
        return "wall"
    if words < LEAST_WORDS:
        return "too_short"
    if table or (prose < LEAST_PROSE and language in {"en", None}):
        return "no_prose"
    if language not in JUDGED:
        return "language"
    return None
