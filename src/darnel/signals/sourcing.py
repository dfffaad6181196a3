"""Who says what: attribution, quotes that nobody said, speakers who are never introduced, strings of others' text.

Why: stitching loses the sentence that introduced a speaker and the one that named who was quoted,
rewriting tools put every stop outside of the quotation marks, and aggregators set a line with each source's
name beside its paragraph.
False alarms: British, Indian and African English put stops outside by rule, columns quote without
attribution, transcripts name speakers in labels, papers print other papers' leaders; each feature but the
labelled paragraphs is weak.
Source: discourse-new descriptions after Elsner and Charniak (2007); quote punctuation measured on
pages of a spun-news network.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from darnel.credits import AGENCIES, labelled
from darnel.quotations import attribution_lines, beside, quoted, quoting, runs_of
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Ints, Pages
from darnel.titles import line_end

NAME = "sourcing"

VERBS = frozenset(
    "said says say told tells added adds asked asks noted notes explained explains warned warns argued"
    " argues claimed claims insisted insists replied stated states announced wrote writes tweeted"
    " testified confirmed denied declared recalled suggested acknowledged admitted according reported"
    " continued concluded responded joked quipped remarked commented".split()
)
"""Verbs (and "according") that name who said it."""

LEAST_QUOTED = 8
"""Quoted words in a paragraph; fewer are a title or a term in quotation marks."""

LEAST_EVENTS = 4
"""Stops beside closing quotes that are needed to speak of a habit."""

LEAST_ANTHOLOGY = 5
"""Quotations that, if they are a third of all paragraphs, make a press review or a list of them."""

OF_STOPS = 0.4
"""Weight of stops outside of quotes: half of the world sets them so, alone they show nothing."""

OF_FRAGMENTS, FRAGMENT_SCORE = 1.5, 0.6
"""Quotations torn from their sentence that are as strong as two orphan quotes, and the score of each as a place."""

FRAGMENT = 6
"""Words of such a quotation, at least: fewer are a title or a pull quote's catchword."""

OF_LABELS, LABEL_SCORE = 3, 0.6
"""Labelled paragraphs that are as strong as three orphan quotes, and the score of each label as a place."""

BRITISH = frozenset(
    "colour colours labour labourers honour honours honoured honourable favour favours favoured"
    " favourite behaviour neighbour neighbours neighbouring neighbourhood harbour rumour rumours"
    " humour endeavour centre centres theatre metre metres kilometre kilometres litre litres fibre"
    " programme programmes defence offence offences licence cheque cheques kerb tyre tyres jewellery"
    " whilst amongst learnt organise organised organising organiser organisers"
    " organisation organisations realise realised recognise recognised recognising apologise"
    " apologised criticise criticised emphasise emphasised authorise authorised"
    " privatisation mobilise mobilised stabilise analyse analysed travelled travelling traveller"
    " travellers labelled modelling counsellor counselling marshalled enrol"
    " instalment instalments skilful lorry lorries petrol lakh lakhs crore crores rupee rupees naira"
    " shilling shillings cedi barangay parliamentarian parliamentarians constable mum mp mps".split()
)
"""Words that only writers say or spell so who put stops outside of quotes by rule."""

LEAST_BRITISH = 2
"""Such words that a page needs: one may be quoted, or a name."""

YEARS = (1990, 2039)
"""Older years are history, later ones are numbers."""

MOST_FINDINGS = 6

SHOWN = 0.35
"""A score from which places are pointed at: one bare surname or one loose quote is everyday."""

_OUTSIDE = re.compile(r"""^["”]\)?[.,](?!\d)""")
_INSIDE = re.compile(r"""^[.,]["”]""")


def measure(pages: Pages) -> Reading:
    """Measure attribution, orphan quotes, speakers never introduced and quote punctuation."""
    words = np.diff(pages.body.page_words).astype(np.float64)
    some = words > 0
    verb = (
        pages.vocabulary.among(VERBS)[pages.body.word] if len(pages.body) else np.zeros(0, np.bool_)
    )
    orphans, paragraphs = _orphan_quotes(pages, verb)
    speakers, strangers, unsure = _strangers(pages, verb)
    outside, events = _punctuation(pages)
    habit = np.where(events >= LEAST_EVENTS, outside / np.maximum(events, 1), np.nan)
    counts = np.bincount(pages.body.blocks.page[orphans], minlength=len(pages)).astype(np.float64)
    unknown = np.bincount(pages.body.page[strangers], minlength=len(pages)).astype(np.float64)
    known = np.bincount(pages.body.page[speakers], minlength=len(pages)).astype(np.float64)
    others = np.bincount(pages.body.page[unsure], minlength=len(pages)).astype(np.float64)
    uniform = np.nan_to_num(habit) ** 2 * np.minimum(outside / 8, 1)
    uniform = np.where(_spells_british(pages), 0.0, uniform)
    strings, labels = labelled(pages)
    fragments = _fragments(pages)
    torn = np.bincount(pages.body.blocks.page[fragments], minlength=len(pages)).astype(np.float64)
    strength = strings / OF_LABELS + counts / 3 + unknown / 4 + others / 8 + OF_STOPS * uniform
    strength += torn / OF_FRAGMENTS
    features: dict[str, FloatArray] = {
        "score": 1 - np.exp(-strength / 2),
        "orphan_quotes": counts,
        "quote_fragments": torn,
        "labelled_paragraphs": strings,
        "strangers": unknown,
        "bare_speakers": others,
        "stops_outside": np.where(events >= LEAST_EVENTS, uniform, np.nan),
        "attributions": 100 * np.bincount(pages.body.page, verb, len(pages)) / np.maximum(words, 1),
        "quote_paragraphs": paragraphs,
        "speakers": known,
        "agency": _agency(pages),
        "years_apart": _years_apart(pages),
    }
    findings = Findings(NAME, pages)
    enough = features["score"] >= SHOWN
    orphans = orphans[enough[pages.body.blocks.page[orphans]]]
    _point_fragments(pages, fragments, findings)
    orphans = orphans[~np.isin(orphans, fragments)]
    _point(pages, orphans, strangers[enough[pages.body.page[strangers]]], findings)
    _point_labels(pages, labels[enough[pages.body.blocks.page[labels]]], findings)
    return Reading(
        {name: np.where(some, values, np.nan) for name, values in features.items()}, findings.lists
    )


def _spells_british(pages: Pages) -> Bools:
    """Say which pages are spelled, or speak of money and office, as Britain and its sisters do."""
    hits = pages.vocabulary.among(BRITISH)[pages.body.word]
    british: Bools = np.bincount(pages.body.page, hits, len(pages)) >= LEAST_BRITISH
    return british


def _years_apart(pages: Pages) -> FloatArray:
    """Give the span of the recent years that the text names, NaN without any."""
    body = pages.body
    year = pages.vocabulary.each(_year, np.int64)
    at = np.flatnonzero((year > 0)[body.word])
    first = np.full(len(pages), np.inf)
    last = np.full(len(pages), -np.inf)
    if len(at):
        np.minimum.at(first, body.page[at], year[body.word[at]])
        np.maximum.at(last, body.page[at], year[body.word[at]])
    apart: FloatArray = np.where(np.isfinite(first), last - first, np.nan)
    return apart


_YEARS = {str(number): number for number in range(YEARS[0], YEARS[1] + 1)}


def _year(word: str) -> int:
    return _YEARS.get(word, 0)


def _orphan_quotes(pages: Pages, verb: Bools) -> tuple[NDArray[np.int64], FloatArray]:
    """List paragraphs of nothing but quotation with nobody to say it in them or around them.

    A run of such paragraphs is one quotation: whoever speaks beside the run speaks all of it. A
    speaker beside it is a verb of saying, "he" or "she", a colon at the end of the paragraph
    before, a line that opens with a dash, or a short line of names, as press reviews put under what they quote.
    What stands behind a question is its answer.
    """
    body, blocks = pages.body, pages.body.blocks
    if not len(blocks):
        return np.zeros(0, np.int64), np.zeros(len(pages))
    inside = quoted(pages)
    words_quoted = np.add.reduceat(inside, blocks.first, dtype=np.int64)
    quotes = words_quoted >= LEAST_QUOTED
    ends = pages.gaps.flags(
        lambda gap: gap.split("\n")[0].strip().rstrip(".,;").endswith(('"', "”"))
    )
    part = quoting(pages)
    whole = part & quotes & ends[body.after[blocks.last - 1]]
    person = pages.vocabulary.among(_PERSONS)[body.word]
    speaks = np.add.reduceat((verb | person) & ~inside, blocks.first, dtype=np.int64) > 0
    speaks |= attribution_lines(pages)
    colon = pages.gaps.flags(lambda gap: gap.split("\n")[0].strip()[:1] == ":")
    speaks |= colon[body.after[blocks.last - 1]] & ~whole
    run = runs_of(blocks.page, part)
    asked = pages.gaps.flags(lambda gap: line_end(gap).strip()[:1] == "?")
    answered = beside(blocks.page, run, asked[body.after[blocks.last - 1]] & ~whole, behind=False)
    orphan = whole & ~(beside(blocks.page, run, speaks) | answered)[run]
    many = np.bincount(blocks.page, whole, len(pages))
    anthology = (many >= LEAST_ANTHOLOGY) & (many * 3 >= np.diff(body.page_blocks))
    count = np.bincount(blocks.page, quotes, len(pages)).astype(np.float64)
    return np.flatnonzero(orphan & ~anthology[blocks.page]), count


def _fragments(pages: Pages) -> NDArray[np.int64]:
    """List paragraphs that are one quotation from the middle of a sentence, with no line that says whose.

    The paragraph before ends as a sentence does: a line of verse goes on from the last one.
    """
    body, blocks = pages.body, pages.body.blocks
    if not len(blocks):
        return np.zeros(0, np.int64)
    ended = pages.gaps.flags(lambda gap: not _STOPS.isdisjoint(line_end(gap)))[
        body.after[blocks.last - 1]
    ]
    closed = pages.gaps.flags(lambda gap: not _CLOSING.isdisjoint(line_end(gap)))[
        body.after[blocks.last - 1]
    ]
    plain = pages.vocabulary.alphabetic & ~pages.vocabulary.capitalised
    dots = pages.gaps.flags(lambda gap: "…" in gap or "..." in gap)[body.before[blocks.first]]
    # Who writes without capitals begins every sentence so.
    stop = pages.gaps.flags(lambda gap: gap.strip() in _STOPS)[body.before]
    uncased = np.logical_or.reduceat(stop & plain[body.word], blocks.first)
    whole = np.logical_and.reduceat(quoted(pages), blocks.first) & ~dots & ~uncased
    torn = quoting(pages) & closed & ended & whole & plain[body.word[blocks.first]]
    torn &= blocks.words >= FRAGMENT
    torn &= np.append(False, ended[:-1] & (blocks.page[1:] == blocks.page[:-1]))
    spoken = beside(blocks.page, np.arange(len(blocks), dtype=np.int32), attribution_lines(pages))
    return np.flatnonzero(torn & ~spoken)


_STOPS = frozenset(".!?…")
_CLOSING = frozenset('"”')


def _strangers(pages: Pages, verb: Bools) -> tuple[Ints, Ints, Ints]:
    """List the first place of each bare surname that speaks, and of those never introduced.

    The last list has those who may be a firm, a town or a paper, the one before it persons.
    A name is introduced where it follows another capitalised word or a title of a person,
    anywhere in the text or the headline.
    """
    body, vocabulary = pages.body, pages.vocabulary
    none = np.zeros(0, np.int32)
    if len(body) < 2:  # noqa: PLR2004 (a speaker and a verb)
        return none, none, none
    name = vocabulary.capitalised & vocabulary.alphabetic & ~vocabulary.stop & ~vocabulary.shouted
    name &= ~vocabulary.among(AGENCIES)
    named = (name & (vocabulary.length > 3))[body.word]  # noqa: PLR2004 (shorter names are initials)
    plain = pages.gaps.blank[body.before]
    joined = np.append(False, body.sentence[1:] == body.sentence[:-1]) & plain
    size = np.int64(max(len(vocabulary.lowers), 1))
    key = body.page.astype(np.int64) * size + vocabulary.lower[body.word]
    before = (vocabulary.capitalised & ~vocabulary.stop) | vocabulary.among(_PERSON_WORDS)
    capital = before[body.word]
    full = joined & np.append(False, capital[:-1]) & named
    at = np.flatnonzero(verb & joined) - 1
    at = at[named[at]]
    persons = _of_persons(pages, at)
    persons = persons[named[persons]]
    at = np.union1d(at, persons)
    distinct, where = np.unique(key[at], return_index=True)
    titled = pages.title.page.astype(np.int64) * size + vocabulary.lower[pages.title.word]
    spoken = np.zeros(int(size), np.bool_)
    spoken[vocabulary.lower[body.word[at]]] = True
    ours = spoken[vocabulary.lower][body.word]
    alone = ~np.isin(distinct, key[full & ours]) & ~np.isin(distinct, titled)
    alone &= ~np.isin(distinct, key[at[vocabulary.flags(_looks_plural)[body.word[at]]]])
    # A name that also stands as "the X" or "an X" is a firm, a paper or a people.
    article = np.append(False, vocabulary.among({"the", "a", "an"})[body.word][:-1]) & joined
    alone &= ~np.isin(distinct, key[article & ours])
    first = at[where].astype(np.int32)
    person = np.isin(distinct, key[persons])
    return first, first[alone & person], first[alone & ~person]


def _of_persons(pages: Pages, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep the speakers whom the text shows to be a person, and no firm, town or paper.

    That is "X himself", or "he", "she" or "his" soon after "X said" in its sentence.
    """
    body, vocabulary = pages.body, pages.vocabulary
    own = vocabulary.among({"himself", "herself"})[body.word]
    himself = np.flatnonzero(own[1:] & (body.sentence[1:] == body.sentence[:-1]))
    pronoun = vocabulary.among({"he", "she", "his"})[body.word]
    near = np.zeros(len(at), np.bool_)
    for step in range(2, 2 + SOON):
        there = np.minimum(at + step, len(body) - 1)
        near |= pronoun[there] & (body.sentence[there] == body.sentence[at])
    return np.concatenate([himself, at[near]])


def _looks_plural(word: str) -> bool:  # pragma: no mutate block (lexicons know it by its code)
    return word.endswith("s") and not word.endswith("ss")


_PERSONS = frozenset(("he", "she", "he's", "she's"))

SOON = 5
"""Words after "said" in which the speaker is taken up again."""

_PERSON_WORDS = frozenset("mr mrs ms dr professor judge president senator general minister".split())


def _agency(pages: Pages) -> FloatArray:
    """Say of each page whether it names a news agency (1) or not (0)."""
    hits = pages.vocabulary.among(AGENCIES)[pages.body.word]
    counted = np.bincount(pages.body.page, hits, len(pages))
    return (counted > 0).astype(np.float64)


def _punctuation(pages: Pages) -> tuple[FloatArray, FloatArray]:
    """Count stops and commas outside of a closing quotation mark, and on either side of it."""
    body = pages.body
    outside = pages.gaps.flags(lambda gap: _OUTSIDE.search(gap) is not None)[body.after]
    inside = pages.gaps.flags(lambda gap: _INSIDE.search(gap) is not None)[body.after]
    out = np.bincount(body.page, outside, len(pages)).astype(np.float64)
    both = out + np.bincount(body.page, inside, len(pages))
    return out, both


def _point_fragments(pages: Pages, fragments: NDArray[np.int64], findings: Findings) -> None:
    blocks = pages.body.blocks
    for block in fragments:
        findings.add(
            int(blocks.page[block]), "text", blocks.start[block], blocks.end[block], FRAGMENT_SCORE,
            "This quotation begins in the middle of a sentence, and nobody is named as having said it.",
        )  # fmt: skip


def _point(pages: Pages, orphans: NDArray[np.int64], strangers: Ints, findings: Findings) -> None:
    body, blocks = pages.body, pages.body.blocks
    shown = np.zeros(len(pages), np.int64)
    for block in orphans:
        page = int(blocks.page[block])
        shown[page] += 1
        if shown[page] <= MOST_FINDINGS:
            findings.add(
                page, "text", blocks.start[block], blocks.end[block], 0.5,
                "Nobody is named as having said this.",
            )  # fmt: skip
    for word in strangers:
        page = int(body.page[word])
        shown[page] += 1
        if shown[page] <= MOST_FINDINGS:
            findings.add(
                page, "text", body.start[word], body.end[word], 0.3,
                "This speaker is never introduced.",
            )  # fmt: skip


def _point_labels(pages: Pages, labels: NDArray[np.int64], findings: Findings) -> None:
    """Point at the first labels of every page."""
    blocks = pages.body.blocks
    shown = np.zeros(len(pages), np.int64)
    for label in labels.tolist():
        page = int(blocks.page[label])
        if shown[page] < MOST_FINDINGS:
            shown[page] += 1
            findings.add(
                page, "text", blocks.start[label], blocks.end[label], LABEL_SCORE,
                "This line names whose the paragraph beside it is: the page strings others' paragraphs together.",
            )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature(
            "score",
            "strength of orphan and torn quotes, strangers and stops outside together",
            evidence=True,
        ),
        Feature(
            "orphan_quotes",
            "paragraphs of quotation that nobody is said to have said",
            evidence=True,
        ),
        Feature(
            "quote_fragments",
            "paragraphs of one quotation that begins in mid-sentence and that nobody is said to have said",
            evidence=True,
        ),
        Feature(
            "labelled_paragraphs",
            "paragraphs under or over a line that names another source, if they make up the page",
            evidence=True,
        ),
        Feature("strangers", "speakers who are never introduced", evidence=True),
        Feature("bare_speakers", "the same where it may be a firm or a town", evidence=True),
        Feature(
            "stops_outside", "how uniformly and often stops stand outside of quotes", evidence=True
        ),
        Feature("attributions", "verbs of saying per 100 words"),
        Feature("quote_paragraphs", "paragraphs with quotations"),
        Feature("speakers", "speakers named by a bare surname"),
        Feature("agency", "1 if a news agency is named, else 0"),
        Feature("years_apart", "span of the recent years that the text names"),
    ),
    measure,
)
