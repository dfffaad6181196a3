"""Template text stands inside the article: policies, subscriptions, links to other stories, residue.

Why: farms pad pages with the comment policy, the link list and the sign-up line of the outlets that
they copy, or print an excerpt and a link to the rest; text generators leave their own refusals and placeholders.
False alarms: small local papers whose old system prints its policy under every story, "About us"
tails of press releases, agency and author credits, feeds' and paywalls' own excerpts. One kind of
residue alone is common on honest pages: only what it adds up to with other signals should weigh.
Source: block classification by shallow text features and neighbours after Kohlschütter et al. (2010,
boilerpipe) and Peters and Lecocq (2013, dragnet); trained in `training/residue.py`. Where the article was
read from HTML, links, tags and surroundings of its blocks count too, after the same two; `training/structure.py`.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np

from darnel import residue, sayings, structure
from darnel.broken_off import broken_off
from darnel.quotations import quoted
from darnel.signals.base import Feature, Findings, FloatArray, Reading, Signal
from darnel.text import Bools, Ints, Pages
from darnel.titles import line_end

NAME = "template_boilerplate"

SHOWN = 0.5
"""A block is pointed at if it is likelier residue than the article's own."""

MESSAGES = {
    "policy": "This is a comment policy, a template text and not part of the article.",
    "recirculation": "This points to other stories; it is not part of the article.",
    "subscription": "This invites to subscribe; it is not part of the article.",
    "legal": "This is a cookie, privacy or legal notice, not part of the article.",
    "machine": "A text generator or an unfilled template left this in the article.",
    "teaser": "This is the cut-off opening of another text, or the link to its source.",
    "comment": "This reads as a reader's comment inside the article's text.",
    "chrome": "This is page furniture, not part of the article.",
}

WEIGHED = (
    "policy", "recirculation", "subscription", "legal", "machine", "teaser", "comment", "chrome",
)  # fmt: skip


FOREIGN = ("recirculation", "subscription", "legal", "machine", "teaser")
"""Kinds that, beside policies, count as residue inside the prose: publishers print furniture there themselves, and an
interview or a column can sound like readers' talk."""

NOTICES = ("subscription", "legal")


def measure(pages: Pages) -> Reading:
    """Score every block of every page by kind of residue."""
    names = [feature.name for feature in SIGNAL.features]
    features = {name: np.full(len(pages), np.nan) for name in names}
    findings = Findings(NAME, pages)
    blocks = pages.body.blocks
    if not len(blocks):
        return Reading(features, findings.lists)
    by_kind = kinds_of_blocks(pages)
    outside = by_kind.sum(axis=1)
    within = _between_prose(pages, outside)
    filled = np.flatnonzero(np.diff(pages.body.page_blocks) > 0)
    heads = pages.body.page_blocks[filled]

    def strongest(of_block: FloatArray) -> FloatArray:
        found: FloatArray = np.maximum.reduceat(of_block, heads)
        return found

    def of(*kinds: str) -> FloatArray:
        held: FloatArray = by_kind[:, [WEIGHED.index(kind) for kind in kinds]].sum(axis=1)
        return held

    for kind in WEIGHED:
        features[kind][filled] = strongest(of(kind))
    policy = _of_runs(pages, by_kind)
    features["policy"][filled] = strongest(policy)
    features["inside"][filled] = strongest(np.minimum(policy + of(*FOREIGN), 1.0) * within)
    features["links_inside"][filled] = strongest(of("recirculation") * within)
    features["notices_inside"][filled] = strongest(of(*NOTICES) * within)
    words = blocks.words.astype(np.float64)
    features["share"][filled] = np.add.reduceat(words * outside, heads) / np.add.reduceat(
        words, heads
    )
    comment = of("comment")
    talk = (comment > SHOWN) & (of("policy") < TALK)
    readers = strongest(np.where(talk, comment * (1 - within), 0.0))
    given = np.array([bool(article.comments) for article in pages.articles])[filled]
    features["policy_without_comments"][filled] = np.where(
        given, 0.0, features["policy"][filled] * (1 - readers)
    )
    own = 1 - outside + of("teaser")
    features["broken_off"], broken = broken_off(pages, own, of("subscription"))
    features["sayings"][filled] = sayings.of_generators(pages)[filled]
    pair = _two_strongest(of("teaser"), heads, blocks.page).prod(axis=1)
    single = strongest(of("teaser") * (1 - (1 - LONE_PLACE) * within))
    # A policy counts where the article goes on behind it: small papers print theirs at the end.
    parts = (
        features["machine"][filled], features["broken_off"][filled], np.maximum(pair, single),
        strongest(policy * within), _of_places(pages, of("recirculation", *NOTICES) * within, outside)[filled],
    )  # fmt: skip
    features["score"][filled] = 1 - np.prod([1 - part for part in parts], axis=0)
    for page in filled:
        _point(pages, int(page), by_kind, findings)
        if features["broken_off"][page] > SHOWN and outside[broken[page]] < SHOWN:
            findings.add(
                int(page), "text", blocks.start[broken[page]], blocks.end[broken[page]],
                features["broken_off"][page],
                "The text breaks off here, and a line behind it says where the rest is.",
            )  # fmt: skip
    return Reading(features, findings.lists)


def kinds_of_blocks(pages: Pages) -> FloatArray:
    """Give the probability of each kind for every block, shape (blocks, len(WEIGHED))."""
    by_words = _without_speech(pages, _by_kind(pages, residue.likely(pages)))
    return _with_stock(pages, _with_structure(pages, _with_policies(pages, by_words)))


STRUCTURE = 0.5
"""How much of what structure says is added to what the words say, in log-odds: it is no independent
witness, for the words were learned from pages with such structure."""


def _with_structure(pages: Pages, by_kind: FloatArray) -> FloatArray:
    """Make residue likelier or less likely by where its block stands on the page it came from."""
    ratio = structure.likelier(pages)
    known = np.flatnonzero(ratio)
    if not len(known):
        return by_kind
    said = by_kind[known].sum(axis=1)
    by_words = np.clip(said, TINY, 1 - TINY)
    odds = by_words / (1 - by_words) * np.exp(STRUCTURE * ratio[known])
    by_kind = by_kind.copy()
    by_kind[known] *= (odds / (1 + odds) / np.maximum(said, TINY))[:, None]
    return by_kind


SPEECH = 0.3
"""Share of a block's words within quotation marks from which somebody speaks there."""


def _without_speech(pages: Pages, by_kind: FloatArray) -> FloatArray:
    """Take what somebody is quoted with for no policy and no generator's residue, whatever it says."""
    blocks = pages.body.blocks
    spoken = np.add.reduceat(quoted(pages), blocks.first, dtype=np.int64) >= SPEECH * blocks.words
    by_kind = by_kind.copy()
    for kind in ("policy", "machine"):
        by_kind[spoken, WEIGHED.index(kind)] = 0.0
    return by_kind


SURE = 0.95
"""How surely a stock line is of its kind."""


def _with_stock(pages: Pages, by_kind: FloatArray) -> FloatArray:
    """Name the blocks that hold a stock line by its kind, whatever the detector says.

    An editor's note is page furniture, as likely as the detector holds it for residue of any kind. What people say,
    too, names its block only where another saying of a generator stands on the page.
    """
    proven = sayings.of_generators(pages) > 0
    for line in sayings.lines(pages):
        if line.name in sayings.SPOKEN and not proven[line.page]:
            continue
        column = WEIGHED.index(line.kind)
        found = (
            by_kind[line.block].sum()
            if line.kind == "chrome"
            else max(by_kind[line.block, column], SURE)
        )
        by_kind[line.block] = 0.0
        by_kind[line.block, column] = found
    return by_kind


def _by_kind(pages: Pages, likely: FloatArray) -> FloatArray:
    """Share the probability of residue out to its kinds by what both first models say."""
    alone = np.exp((residue.kinds(pages) + residue.meanings(pages)) / 2)
    columns = [residue.KINDS.index(kind) for kind in WEIGHED if kind not in residue.CLASSES]
    parts = alone[:, columns] / np.maximum(alone[:, columns].sum(axis=1, keepdims=True), 1e-12)
    cut = residue.features(pages)[:, residue.COLUMNS.index("cut")] * ~_closes_quote(pages)
    linked = np.exp(np.maximum(residue.kinds(pages), residue.meanings(pages)))
    shown = np.maximum(cut, LINKED * linked[:, residue.KINDS.index("teaser")])
    likely = likely.copy()
    likely[:, residue.CLASSES.index("teaser")] *= np.minimum(shown, 1.0)
    shared = iter((parts * likely[:, [residue.CLASSES.index("residue")]]).T)
    return np.column_stack(
        [
            likely[:, residue.CLASSES.index(kind)] if kind in residue.CLASSES else next(shared)
            for kind in WEIGHED
        ]
    )


def _closes_quote(pages: Pages) -> Bools:
    """Say of every block whether it ends with a stop and a closing quotation mark: nobody cut it there."""
    ends = pages.gaps.flags(lambda gap: line_end(gap).strip()[:2] in _CLOSING)
    return ends[pages.body.after[pages.body.blocks.last - 1]]


_CLOSING = frozenset({'."', ".”", '".', "”.", '?"', "?”", '!"', "!”"})

LINKED = 5.0
"""A teaser must show an ellipsis or, from a fifth likely by its own words, the link to its source: an
odd paragraph by itself is none."""

COMMENTING = frozenset(
    "comment comments commenting commenter commenters moderator moderators moderate moderated"
    " moderation".split()
)
"""What a run of residue that speaks of comments, without being comments, is about."""

SPOKEN_WORDS = 7
"""Words of a line that speaks of comments; "3 Comments" and "Leave a comment" are shorter."""

TALK = 0.02
"""A comment that is likelier a policy's line than this does not show that a policy has comments under it: without
this limit a line of its own cancelled three in ten policies of unseen families that were found."""

COMMENT_SHARE = 1 / 3
"""More comments than this in a run, and it is a discussion with its page furniture."""


def _with_policies(pages: Pages, by_kind: FloatArray) -> FloatArray:
    """Name a whole run of residue a policy where one of its lines speaks of commenting."""
    blocks, body = pages.body.blocks, pages.body
    policy, comment, chrome = (WEIGHED.index(k) for k in ("policy", "comment", "chrome"))
    spoken = np.add.reduceat(
        pages.vocabulary.among(COMMENTING)[body.word], blocks.first, dtype=np.int64
    )
    loose = (by_kind.sum(axis=1) >= SHOWN) & np.isin(
        by_kind.argmax(axis=1), (policy, comment, chrome)
    )
    done = -1
    for block in np.flatnonzero(loose & (spoken > 0) & (blocks.words >= SPOKEN_WORDS)):
        if block <= done:
            continue
        low, high = body.page_blocks[blocks.page[block] : blocks.page[block] + 2]
        first = last = int(block)
        while first > low and loose[first - 1]:
            first -= 1
        while last + 1 < high and loose[last + 1]:
            last += 1
        run, done = slice(first, last + 1), last
        if (by_kind[run].argmax(axis=1) == comment).mean() <= COMMENT_SHARE:
            by_kind[run, policy] += by_kind[run, comment] + by_kind[run, chrome]
            by_kind[run, comment] = by_kind[run, chrome] = 0.0
    return by_kind


RUN = 2
"""Neighbouring lines that are read together as one policy."""

POLICY_ODDS = 3.0
"""Log-odds that a line gains beside a policy's other lines: by itself a line is a policy's only if it is
likely one; a line of policies seldom stands alone and an article's odd sentence does."""

OTHER_RESIDUE = 0.6
"""How far a line counts as a policy's if it is residue of another kind and may be a policy's."""

MAY_BE = 0.05
"""Lines less likely a policy's than this are none, whatever else they are."""

FURTHER = tuple(WEIGHED.index(kind) for kind in ("subscription", "legal", "comment", "chrome"))
"""Kinds that the lines of a policy are mistaken for."""


LONE = 2.0
"""Log-odds that a line loses if the article's own blocks stand on both sides of it."""


def _of_runs(pages: Pages, by_kind: FloatArray) -> FloatArray:
    """Give the probability that a policy starts at each block, by the evidence of RUN blocks.

    The log-odds of the lines add up. For one line at the end the probability is its own, or none under
    5 %.
    """
    blocks = pages.body.blocks
    policy = by_kind[:, WEIGHED.index("policy")]
    other = np.where(policy > MAY_BE, OTHER_RESIDUE * by_kind[:, FURTHER].sum(axis=1), 0.0)
    likely = np.clip(policy + other, TINY, 1 - TINY)
    number = np.arange(len(blocks))
    low, high = pages.body.page_blocks[blocks.page], pages.body.page_blocks[blocks.page + 1]
    outside = by_kind.sum(axis=1)
    before = np.where(number > low, np.roll(outside, 1), 0.0)
    after = np.where(number < high - 1, np.roll(outside, -1), 1.0)
    lone = 1 - np.maximum(before, after)
    odds = np.log(likely / (1 - likely)) + POLICY_ODDS - LONE * lone
    summed = np.concatenate([[0.0], np.cumsum(np.maximum(odds, 0.0))])
    run = summed[np.minimum(number + RUN, high)] - summed[number]
    of_run: FloatArray = 1 / (1 + np.exp(POLICY_ODDS - run))
    of_run[run <= 0] = 0.0
    return of_run


TINY = 1e-4
"""Probabilities nearer to 0 or 1 than this are not told apart."""


def _between_prose(pages: Pages, outside: FloatArray) -> FloatArray:
    """Weigh a block by how surely the article goes on both before and after it."""
    blocks = pages.body.blocks
    own = (1 - outside) * (blocks.words >= residue.SHORT)
    before, after = np.zeros(len(blocks)), np.zeros(len(blocks))
    for page in range(len(pages)):
        low, high = pages.body.page_blocks[page : page + 2]
        if high - low > 2:  # noqa: PLR2004 (nothing lies between fewer blocks)
            before[low + 1 : high] = np.maximum.accumulate(own[low : high - 1])
            after[low : high - 1] = np.maximum.accumulate(own[low + 1 : high][::-1])[::-1]
    return before * after


LONE_PLACE = 0.5
"""What one teaser, link list or invitation inside an article counts in the score by itself: of 3,571 honest articles
22 have one such link or invitation surer than .85 and none has two, 10 have one such teaser and one has two."""

PLACE_WORDS = (3, 60)
"""Least and most words of a link or an invitation: fewer are the label of a digest's section, and a speech of many
long answers has a few that are taken for one."""


def _two_strongest(of_block: FloatArray, heads: Ints, page: Ints) -> FloatArray:
    """Give the largest value of each page and the next one, 0 without, shape (pages with text, 2)."""
    order = np.lexsort((-of_block, page))
    behind = np.minimum(heads + 1, len(order) - 1)
    next_one = np.where(page[order[behind]] == page[heads], of_block[order[behind]], 0.0)
    alone = behind == heads
    return np.column_stack([of_block[order[heads]], np.where(alone, 0.0, next_one)])


def _of_places(pages: Pages, of_block: FloatArray, outside: FloatArray) -> FloatArray:
    """Combine the strongest blocks of all runs of residue of a page, each as LONE_PLACE of what it is."""
    blocks, page = pages.body.blocks, pages.body.blocks.page
    fits = (blocks.words >= PLACE_WORDS[0]) & (blocks.words <= PLACE_WORDS[1])
    of_block = np.where((of_block >= SHOWN) & fits, of_block, 0.0)
    at = np.flatnonzero(outside >= SHOWN)
    if not len(at):
        return np.zeros(len(pages))
    fresh = np.append(True, (np.diff(at) > 1) | (np.diff(page[at]) > 0))
    run = np.maximum.reduceat(of_block[at], np.flatnonzero(fresh))
    absent = np.bincount(page[at[fresh]], np.log1p(-LONE_PLACE * run), len(pages))
    combined: FloatArray = 1 - np.exp(absent)
    return combined


def _point(pages: Pages, page: int, by_kind: FloatArray, findings: Findings) -> None:
    """Point at runs of blocks of one kind."""
    blocks = pages.body.blocks
    low, high = (int(v) for v in pages.body.page_blocks[page : page + 2])
    shown = np.where(by_kind[low:high].sum(axis=1) >= SHOWN, by_kind[low:high].argmax(axis=1), -1)
    for kind, group in groupby(range(low, high), key=lambda block: int(shown[block - low])):
        run = list(group)
        if kind < 0:
            continue
        findings.add(
            page, "text", blocks.start[run[0]], blocks.end[run[-1]],
            by_kind[run].sum(axis=1).max(), MESSAGES[WEIGHED[kind]],
        )  # fmt: skip


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of residue that honest articles seldom hold", evidence=True),
        Feature("policy", "probability of a comment policy in the text"),
        Feature("recirculation", "probability of links to other stories in the text"),
        Feature("subscription", "probability of an invitation to subscribe in the text"),
        Feature("legal", "probability of a cookie, privacy or legal notice in the text"),
        Feature("machine", "probability of a text generator's residue in the text", evidence=True),
        Feature(
            "teaser", "probability of another text's cut-off opening in the text", evidence=True
        ),
        Feature(
            "sayings",
            "generators' stock sayings of different kinds, none on a page about generators",
            evidence=True,
        ),
        Feature(
            "broken_off",
            "1 if the text ends in mid-sentence before a link to the rest, half of that without",
            evidence=True,
        ),
        Feature("comment", "probability of a reader's comment in the text", evidence=True),
        Feature("chrome", "probability of page furniture in the text", evidence=True),
        Feature(
            "policy_without_comments",
            "probability of a comment policy where there are no comments",
            evidence=True,
        ),
        Feature(
            "inside",
            "strongest residue, furniture and comments apart, with the article's prose on both sides",
            evidence=True,
        ),
        Feature(
            "links_inside",
            "links to other stories with the article's prose on both sides, not at the end",
            evidence=True,
        ),
        Feature(
            "notices_inside",
            "invitation or legal notice with the article's prose on both sides, not at the end",
            evidence=True,
        ),
        Feature("share", "share of the words that is residue or comments"),
    ),
    measure,
)
