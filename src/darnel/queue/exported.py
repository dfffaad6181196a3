"""Rows of the export (`darnel.queue.labelled`), read back and checked; no database is needed.

What a share of rows means. Each row was chosen with a known probability p > 0, by a draw that depends
on its content alone, so that the sum of 1/p over rows with a property, divided by that over all rows,
estimates the share of all ingested articles with it (Hájek's ratio estimator): biased only by terms of
the order 1/rows, as long as every article could be chosen and what was chosen is decided.

Rows that somebody reported (`why` is "report") are no part of that sample: their p is 1 because they
were asked for, and nobody knows how likely that was. Left out, nothing is lost: a reported article that
passes the sampler is in the sample with its own p like any other, for a report of what is a case
already keeps that case's choice. Counted with weight 1 beside the sample, such articles would count
twice. (So articles have to pass the sampler before they are reported: one that comes in as a report
first is lost to the sample.) Appeals keep why and p of their case, and their rows stay in the sample
with the later verdict.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, get_args

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.corpus.documents import source_of
from darnel.errors import InputError
from darnel.queue.case import FINDING_VERDICTS, VERDICTS, FindingVerdict, Verdict
from darnel.queue.sampling import Why
from darnel.queue.work import article_of

SCHEMA = "darnel.labelled/1"

LABELS: Mapping[Verdict, int | None] = {"credible": 0, "content_farm": 1, "unsure": None}
"""1 is a farm's page, as in training; None is no label."""

INDEPENDENT = 2
"""Reviews of a round that see no other: the third settles a dispute and sees both."""


@dataclass(frozen=True, slots=True)
class Review:
    """Hold what one reviewer said; `saw_score` is None where nobody recorded it."""

    reviewer: str
    verdict: Verdict
    saw_score: bool | None = None
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class JudgedFinding:
    """Hold what reviewers said of one finding, as (reviewer, verdict)."""

    signal: str
    score: float
    verdicts: tuple[tuple[str, FindingVerdict], ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Hold one decided case. `probability` in (0, 1] is that with which it was chosen."""

    case_id: str
    content: str
    article: Article
    assessment: Assessment
    verdict: Verdict
    why: Why
    probability: float
    decided_at: datetime
    reviews: tuple[Review, ...]
    findings: tuple[JudgedFinding, ...] = ()

    @property
    def label(self) -> int | None:
        """Give 1 for a farm's page, 0 for an honest one, None where people were unsure."""
        return LABELS[self.verdict]

    @property
    def weight(self) -> float:
        """Give how many ingested articles this row stands for: 1 / probability."""
        return 1 / self.probability

    @property
    def sampled(self) -> bool:
        """Tell whether chance chose it, so that its weight means anything; the module says more."""
        return self.why != "report"

    @property
    def source(self) -> str:
        """Give the site of the article; "" where nobody said."""
        return self.assessment.source or source_of(self.article)


def read_rows(lines: Iterable[str | bytes]) -> Iterator[Labelled]:
    """Read exported rows, one a line, blank lines left out; raise InputError that names the line."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                said = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"line {number} is no JSON: {error}") from error
            yield row_of(said, f"line {number}")


def row_of(said: Any, where: str = "the row") -> Labelled:  # noqa: ANN401 (JSON)
    """Read one exported row; raise InputError that says `where` it is and what is wrong."""
    if not isinstance(said, Mapping) or said.get("schema") != SCHEMA:
        schema = said.get("schema") if isinstance(said, Mapping) else None
        raise InputError(f"{where} has the schema {schema!r}; rows of the export have {SCHEMA!r}")
    try:
        return _row(said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # never str(error) of a foreign row in full: it may quote the article
        fault = f"{type(error).__name__}: {str(error)[:80]}"
        raise InputError(f"{where} is no row of the export ({fault})") from error


def verdict_triples(rows: Iterable[Labelled]) -> list[tuple[str, str, str]]:
    """Give (case, reviewer, verdict) of the reviews that saw no other, for `agreement`.

    A third review settles a dispute in sight of both: with it, half of all disputes would count as
    agreement. Bulk decisions are left out, for nobody looked at each page.
    """
    return [
        (row.case_id, review.reviewer, review.verdict)
        for row in rows
        for review in row.reviews[:INDEPENDENT]
        if not review.bulk
    ]


def _row(said: Mapping[str, Any]) -> Labelled:
    probability = float(said["probability"])
    if not 0 < probability <= 1:
        raise ValueError(f"the probability {probability:g} is not in (0, 1]")
    decided_at = datetime.fromisoformat(said["decided_at"])
    if decided_at.tzinfo is None:
        raise ValueError("decided_at has no time zone")
    return Labelled(
        str(said["case_id"]),
        str(said["content_sha256"]),
        article_of(said["article"]),
        Assessment.from_dict(said["assessment"]),
        _one_of(said["verdict"], VERDICTS),
        _one_of(said["why"], get_args(Why)),
        probability,
        decided_at,
        tuple(map(_review, said["reviews"])),
        tuple(map(_finding, said["findings"])),
    )


def _review(said: Mapping[str, Any]) -> Review:
    verdict: Verdict = _one_of(said["verdict"], VERDICTS)
    return Review(str(said["reviewer"]), verdict, said.get("saw_score"), bool(said.get("bulk")))


def _finding(said: Mapping[str, Any]) -> JudgedFinding:
    word = partial(_one_of, known=FINDING_VERDICTS)
    verdicts = tuple((str(v["reviewer"]), word(v["verdict"])) for v in said["verdicts"])
    return JudgedFinding(str(said["signal"]), float(said["score"]), verdicts)


def _one_of(value: object, known: Sequence[Any]) -> Any:  # noqa: ANN401 (a literal of `known`)
    if value not in known:
        raise ValueError(f"{str(value)[:40]!r} is none of {', '.join(known)}")
    return value
