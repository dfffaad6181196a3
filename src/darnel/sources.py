"""Assessments of pages in, one verdict a source out.

Pages are weighed evidence, not votes: each brings its likelihood ratio, and `darnel.populations`
weighs these against what honest and farm sources bear. Pages of one source are not independent:
`darnel.causes` counts those with one cause as one page.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from darnel.assessment import Band
from darnel.causes import Evidenced, causes
from darnel.lists import Entry, RatingList
from darnel.populations import Evidence, Populations, Posterior, learned, log_ratio, posterior

Ints = NDArray[np.int64]

LEAST_PAGES = 5.0
"""Effective pages under which there is no verdict."""

REVIEW, BLOCK = 0.5, 0.1
"""Source quality under which the band is review, and block if the whole interval is under REVIEW.
Honest sources seldom fall under either: `training/sources.py` measures how seldom."""

OWN_DOING = (
    "This passage shares no subject", "This line reads as the headline of another story",
    "“A” or “an” does not fit", "This word does not fit where it stands", "A machine seems to have put",
    "The headline has this name with another word", "Nobody is named as having said",
    "The text takes up hardly anything",
)  # fmt: skip
"""How messages begin of signs that no template can cause on page after page: stories put together and
words swapped. Their kind never counts as one cause, only their very words do."""

SHOWN_SIGNALS, SHOWN_SOURCES = 5, 10
"""How many signals and other sources a verdict names."""

QUOTED = 40
"""Characters of a quote that tell whether it is the same: what a template prints may go on otherwise."""

LEAST_TOLD = 0.01
"""Shares under this are not told by their figure."""

ROWS = 4_096
"""Sources that are judged at a time."""

_SIGN = re.compile(r"'?(?P<message>.+?): “(?P<quote>[^”]*+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Hold what one page says of its source.

    `quality` is at the share of farm pages `prevalence`, None if the page was not judged: `abstained`
    then tells an abstention from a failure. `reason` is the page's. `signals` are those that pull it
    down. `copies` names sources it copies without credit, `copied_by` sources that copy it; `cluster`
    and `template` are keys of near-duplicates and of a shared template, "" for none.
    """

    source: str
    quality: float | None
    prevalence: float
    reason: str = ""
    abstained: bool = False
    signals: tuple[str, ...] = ()
    cluster: str = ""
    copies: tuple[str, ...] = ()
    copied_by: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True, slots=True)
class SourceVerdict:
    """Say what the pages of a source say of it.

    `quality` is 1 - P(the source is a content farm) with the 90 % interval `low` to `high`, NaN without
    a judged page. `verdict` is its band, None for too few effective pages; `reason` says why.
    `farm_share` is the expected share of farm pages among all of its pages, with its own 90 % interval.
    `signals` maps a signal to the share of judged pages that it pulls down; `copies` and `copied_by`
    map a source to a number of pages. `members` are the sources of a network. `quality_with_prior` also
    takes in what a rating list says, `prior_score` and `prior_list`; nothing else does.
    """

    source: str
    verdict: Band | None
    quality: float
    low: float
    high: float
    pages: int
    effective_pages: float
    judged: int
    abstained: int
    failed: int
    farm_share: float
    farm_share_low: float
    farm_share_high: float
    reason: str
    signals: Mapping[str, float]
    copies: Mapping[str, int]
    copied_by: Mapping[str, int]
    template: str
    members: tuple[str, ...]
    quality_with_prior: float | None = None
    prior_score: float | None = None
    prior_list: str | None = None


@dataclass(slots=True)
class _Tally:
    """Count what one source's pages bear beside their evidence."""

    pages: int = 0
    abstained: int = 0
    failed: int = 0
    signals: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)
    copied_by: Counter[str] = field(default_factory=Counter)
    templates: Counter[str] = field(default_factory=Counter)

    def add(self, other: _Tally) -> None:
        """Take in the counts of another source of the same network."""
        self.pages += other.pages
        self.abstained += other.abstained
        self.failed += other.failed
        for name in ("signals", "copies", "copied_by", "templates"):
            getattr(self, name).update(getattr(other, name))


class Sources:
    """Gather pages by source, 40 bytes a judged page, and judge the sources at the end."""

    def __init__(self) -> None:
        self._tallies: dict[str, _Tally] = {}
        self._numbers: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._source, self._kind = array("q"), array("q")
        self._ratio = array("d")
        self._cluster, self._quote = array("q"), array("q")

    def __len__(self) -> int:
        """Count the sources."""
        return len(self._tallies)

    def add(self, page: SourcePage) -> None:
        """Take in one page."""
        tally = self._tallies.setdefault(page.source, _Tally())
        number = self._numbers.setdefault(page.source, len(self._numbers))
        tally.pages += 1
        tally.copies.update(page.copies)
        tally.copied_by.update(page.copied_by)
        if page.template:
            tally.templates[page.template] += 1
        if page.quality is None:
            tally.abstained += page.abstained
            tally.failed += not page.abstained
            return
        tally.signals.update(page.signals)
        kind, quote = chief_sign(page.reason)
        self._source.append(number)
        self._ratio.append(log_ratio(page.quality, page.prevalence))
        self._cluster.append(_hashed(page.cluster))
        self._kind.append(self._kinds.setdefault(kind, len(self._kinds)) if kind else -1)
        self._quote.append(_hashed(quote[:QUOTED]))

    def verdicts(
        self,
        start: Populations,
        *,
        networks: bool = False,
        least: float = LEAST_PAGES,
        prior: RatingList | None = None,
    ) -> list[SourceVerdict]:
        """Judge all sources, the worst first; with `networks`, those that belong together as one.

        `start` are the populations to learn from; `least` the effective pages that a verdict needs.
        """
        self._mirror_copies()
        groups = self._networks() if networks else [(name,) for name in self._tallies]
        pages = self._evidenced(groups)
        shared = causes(pages, len(groups), self._of_template())
        evidence = Evidence(pages.source, pages.ratio, shared.weight, len(groups))
        judged = np.bincount(pages.source, minlength=len(groups))
        at = learned(evidence, start)
        kinds = [*self._kinds, ""]
        result = []
        for first in range(0, len(groups), ROWS):
            mine = groups[first : first + ROWS]
            likelihood = evidence.likelihood(slice(first, first + ROWS))
            entries = [prior.entry(names) if prior is not None else None for names in mine]
            alone = posterior(likelihood, at, np.full(len(mine), at.farms))
            listed = posterior(likelihood, at, _with_lists(at.farms, entries))
            for row, names in enumerate(mine):
                place = first + row
                said = _Said(
                    int(judged[place]), float(evidence.pages[place]), least,
                    int(shared.repeats[place]), kinds[shared.kind[place]],
                )  # fmt: skip
                entry = entries[row]
                beside = None if entry is None else (entry, float(listed.quality[row]))
                result.append(_verdict(names, self._pooled(names), said, alone, row, beside))
        return sorted(result, key=lambda v: (math.isnan(v.quality), v.quality, v.source))

    def _evidenced(self, groups: Sequence[tuple[str, ...]]) -> Evidenced:
        group = np.zeros(len(self._numbers), dtype=np.int64)
        for number, names in enumerate(groups):
            group[[self._numbers[name] for name in names]] = number
        return Evidenced(
            group[_integers(self._source)],
            np.asarray(self._ratio, dtype=np.float64),
            _integers(self._cluster),
            _integers(self._kind),
            _integers(self._quote),
        )

    def _of_template(self) -> NDArray[np.bool_]:
        return np.array([not kind.startswith(OWN_DOING) for kind in self._kinds], dtype=bool)

    def _mirror_copies(self) -> None:
        """Note at each source who copies it: what the copier's pages say, or its own, if more."""
        said: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for name, tally in self._tallies.items():
            for other, count in tally.copies.items():
                if other in self._tallies:
                    said[other][name] = count
        for name, copiers in said.items():
            copied_by = self._tallies[name].copied_by
            for other, count in copiers.items():
                copied_by[other] = max(copied_by[other], count)

    def _pooled(self, names: Sequence[str]) -> _Tally:
        pooled = _Tally()
        for name in names:
            pooled.add(self._tallies[name])
        for name in names:  # within a network, and within itself, a source takes what is its own
            pooled.copies.pop(name, None)
            pooled.copied_by.pop(name, None)
        return pooled

    def _networks(self) -> list[tuple[str, ...]]:
        """Join sources that share a template, or copy each other without credit."""
        root = {name: name for name in self._tallies}

        def found(name: str) -> str:
            while root[name] != name:
                root[name] = root[root[name]]
                name = root[name]
            return name

        first: dict[str, str] = {}
        for name, tally in self._tallies.items():
            for template in tally.templates:
                root[found(name)] = found(first.setdefault(template, name))
            for other in tally.copies:
                if other in root and name in self._tallies[other].copies:
                    root[found(name)] = found(other)
        joined: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._tallies:
            joined[found(name)].append(name)
        return [
            tuple(sorted(names, key=lambda name: (-self._tallies[name].pages, name)))
            for names in joined.values()
        ]


@dataclass(frozen=True, slots=True)
class _Said:
    """Hold what a verdict's words need: pages judged, their effective number and the least of it.

    `repeats` pages bear the sign `kind`, which counts once.
    """

    judged: int
    effective: float
    least: float
    repeats: int
    kind: str


def chief_sign(reason: str) -> tuple[str, str]:
    """Split the first sign off a page's reason: its kind, and its quote without digits and case.

    Both are "" where the reason names none.
    """
    match = _SIGN.match(reason)
    if match is None:
        return "", ""
    quote = re.sub(r"\d+", "0", " ".join(match["quote"].split()).casefold())
    return match["message"], quote


def band_of(quality: float, high: float) -> Band:
    """Name the band of a source's quality, with the upper bound of its interval.

    One bad page among few leaves the interval wide, and is not enough to block.
    """
    if quality < BLOCK and high < REVIEW:
        return "block"
    return "review" if quality < REVIEW else "clear"


def _verdict(
    names: tuple[str, ...], tally: _Tally, said: _Said, found: Posterior, row: int,
    beside: tuple[Entry, float] | None,
) -> SourceVerdict:  # fmt: skip
    quality, low, high, share, share_low, share_high = (
        float(values[row]) if said.judged else math.nan
        for values in (
            found.quality, found.low, found.high, found.share, found.share_low, found.share_high,
        )
    )  # fmt: skip
    signals = {
        name: count / said.judged for name, count in tally.signals.most_common(SHOWN_SIGNALS)
    }
    enough = said.judged > 0 and said.effective >= said.least
    template = next((name for name, _ in tally.templates.most_common(1)), "")
    sentence = _share(share, share_low, share_high, signals) if enough else _too_few(tally, said)
    return SourceVerdict(
        source=names[0], verdict=band_of(quality, high) if enough else None,
        quality=quality, low=low, high=high,
        pages=tally.pages, effective_pages=said.effective, judged=said.judged,
        abstained=tally.abstained, failed=tally.failed,
        farm_share=share, farm_share_low=share_low, farm_share_high=share_high,
        reason=" ".join(filter(None, (sentence, _repeat(said)))), signals=signals,
        copies=dict(tally.copies.most_common(SHOWN_SOURCES)),
        copied_by=dict(tally.copied_by.most_common(SHOWN_SOURCES)),
        template=template, members=names,
        quality_with_prior=None if beside is None or not said.judged else beside[1],
        prior_score=None if beside is None else beside[0].score,
        prior_list=None if beside is None else beside[0].list,
    )  # fmt: skip


def _share(share: float, low: float, high: float, signals: Mapping[str, float]) -> str:
    about = "Under 1%" if share < LEAST_TOLD else f"About {share:.0%}"
    sentence = f"{about} of its pages look assembled (90 % interval {low:.0%} to {high:.0%})"
    named = ", ".join(
        f"{name} on {part:.0%}" for name, part in signals.items() if part >= share / 4
    )
    return f"{sentence}: {named}." if named else f"{sentence}."


def _too_few(tally: _Tally, said: _Said) -> str:
    if not said.judged:
        return f"No verdict: none of its pages ({tally.pages:,}) could be judged."
    return f"No verdict: effective pages are {said.effective:.3g}, and {said.least:g} are needed."


def _repeat(said: _Said) -> str:
    if not said.repeats:
        return ""
    return (
        f"The same sign stands on {said.repeats:,} of {said.judged:,} pages; one template can cause "
        f"that, so it counts once; look at one of them: {said.kind}."
    )


def _with_lists(farms: float, entries: Sequence[Entry | None]) -> NDArray[np.float64]:
    moved = np.array([0.0 if entry is None else entry.log_odds for entry in entries])
    odds = farms / (1 - farms) * np.exp(moved)
    result: NDArray[np.float64] = odds / (1 + odds)
    return result


def _integers(column: array[int]) -> Ints:
    return np.asarray(column, dtype=np.int64)


def _hashed(text: str) -> int:
    """Hash a key to 64 bits, 0 for none."""
    if not text:
        return 0
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1
