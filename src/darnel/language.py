"""What can be judged: language and prose, decided before the model is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from darnel import residue
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
    r"(?:verify|confirm|prove|proves|checking|check)\b.{0,40}\b(?:human|a person|robot|your browser)"
    r"|(?:not|are you|may be) a (?:robot|bot)|captcha|(?:security|browser) (?:check|service)\b"
    r"|enable (?:javascript|cookies)|javascript (?:is|from)|turn on javascript|(?:needs|requires?) (?:javascript|scripts)"
    r"|supported browser|browser is (?:out of date|not supported)|update your browser"
    r"|unusual (?:traffic|activity|number of requests)|too many requests|request was blocked"
    r"|access (?:to this (?:page|site) (?:has been |is )?)?denied|permission to (?:view|access)|\b40[1349] |\b451\b"
    r"|has been blocked|ip address|(?:reference|incident|session|ray) (?:id|number|code)"
    r"|regain access|unavailable for legal reasons|not available in your (?:region|country)"
    r"|(?:page|url|address) (?:was |could )?not (?:be )?found|page that you (?:were|are) looking for"
    r"|could not load|refresh (?:the|this) page|reload (?:it|the page)|load the page again|try again"
    r"|(?:uses?|set|accept|reject|allow|manage|such as|necessary|analytics) (?:all |[a-z]+ )?cookies|cookie (?:settings|policy|notice|preferences|banner)"
    r"|accept all|reject all|refuse all|manage (?:options|your choices|choices|preferences)"
    r"|(?:we|and our|our \d+) (?:[a-z]+ )?partners\b|(?:third parties|we) process (?:personal )?data|on your device"
    r"|your (?:privacy choices|consent\b)|withdraw your consent|personali[sz]ed ad|privacy (?:cent(?:re|er)|settings)|value your privacy"
    r"|(?:subscribe|log ?in|sign in|join|register)\b.{0,30} to (?:continue|read|keep|unlock|view)"
    r"|to (?:continue|keep) reading|(?:create|activate) (?:a|an|your) (?:[a-z]+ )?(?:account|access)|(?:for|reserved for|only for) (?:our )?(?:subscribers|members)\b"
    r"|already (?:a|have a) (?:subscriber|member|subscription)|(?:limit of|last|all (?:of )?your|of (?:two|three|four|five|\d+)) free (?:articles?|stor(?:y|ies))"
    r"|unlimited access|unlock (?:the|this)|cancel (?:at )?any ?time|(?:forgot|forgotten) your password|password\n|digital access"
    r"|become a member|log in if|(?:choose|one of) (?:a|our) plans?|free (?:trial|account)|premium content"
    r"|ad ?block(?:er|ing)?\b|white ?list|over (?:18|21)\b|of legal age|extensions that",
    re.IGNORECASE,
)
"""What walls say: to prove that one is human, to allow scripts or cookies, to pay, to log in, to come
back later. One such phrase stands in many articles; a wall says one in every sentence or two."""

_REPORTED = re.compile(
    r"\b(?:said|told|according to|announced|reported|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
"""Walls report nothing."""

WORDS_A_PHRASE = 40
"""A wall says one of its phrases at least this often; see `_WALL`."""

REPORT_PHRASES = 3
"""How many more phrases a text must hold to be a wall for every word of reporting in it."""

BARE = 0.06
"""Share of the words that are likely the article's own under which a page is nothing but boilerplate."""

TITLED = 0.3
"""Share of capitalised words from which a text is headlines and bylines, as an article's first lines can
be. A wall speaks in sentences."""


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
    for shadow, part in zip(pages.body.shadows, share, strict=True):
        if np.isnan(part):
            named.append(None)
        elif part >= ENGLISH:
            named.append("en")
        else:
            named.append(_identify(shadow.text))
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


def own_share(pages: Pages) -> Floats:
    """Give the share of each text's words that likely are an article's, its opening's or a reader's; NaN without."""
    words = np.diff(pages.body.page_words).astype(np.float64)
    blocks = pages.body.blocks
    own = residue.likely(pages)[
        :, [residue.CLASSES.index(c) for c in ("article", "comment", "teaser")]
    ]
    held = np.bincount(blocks.page, blocks.words * own.sum(axis=1), minlength=len(pages))
    return np.where(words > 0, held / np.maximum(words, 1), np.nan)


def abstentions(pages: Pages, named: Sequence[str | None]) -> list[Abstention | None]:
    """Say of each page why it can't be judged, or None if it can."""
    words = np.diff(pages.body.page_words)
    table = number_share(pages) >= TABLE
    prose = prose_share(pages)
    capitals = np.bincount(
        pages.body.page, pages.vocabulary.capitalised[pages.body.word], minlength=len(pages)
    )
    bare = (own_share(pages) < BARE) & (capitals < TITLED * words)
    return [
        "wall"
        if _is_wall(shadow.text, int(count)) or (none and language in JUDGED)
        else _abstention(int(count), language, float(share), table=bool(digits))
        for shadow, count, language, share, digits, none in zip(
            pages.body.shadows, words, named, prose, table, bare, strict=True
        )
    ]


def _is_wall(text: str, words: int) -> bool:
    """Say whether a short text speaks of nothing but how to get past it."""
    if not 0 < words <= WALL_WORDS:
        return False
    said = len(_WALL.findall(text[:WALL_CHARACTERS]))
    if not said:
        return False
    reported = len(_REPORTED.findall(text[:WALL_CHARACTERS]))
    return said >= 1 + words // WORDS_A_PHRASE + REPORT_PHRASES * reported


def _abstention(
    words: int, language: str | None, prose: float, *, table: bool
) -> Abstention | None:
    if words < LEAST_WORDS:
        return "too_short"
    if table or (prose < LEAST_PROSE and language in {"en", None}):
        return "no_prose"
    if language not in JUDGED:
        return "language"
    return None
