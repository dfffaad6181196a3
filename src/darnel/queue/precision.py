"""How often people confirm what darnel says: finding by finding, and band by band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from darnel.assessment import Band
from darnel.queue.case import Verdict
from darnel.queue.estimates import Share, cases_of, share_of, weights_of
from darnel.queue.exported import JudgedFinding, Labelled

BANDS: tuple[Band, ...] = ("block", "review", "clear")

MEANT: dict[Band, Verdict] = {"block": "content_farm", "clear": "credible"}
"""What a band that acts by itself takes a page for; review takes it for nothing."""


@dataclass(frozen=True, slots=True)
class SignalPrecision:
    """Say how often people confirmed a signal's findings, of those that they judged.

    `precision` is weighted: the share among the findings of all ingested articles that people would
    have judged as they did these. Of several reviewers the majority counts; with as many on both
    sides a finding is `disputed` and counts for neither. `reported` counts the findings judged on
    rows that somebody asked for, which have no weight and are left out.
    """

    signal: str
    precision: Share
    confirmed: int
    rejected: int
    disputed: int
    reported: int


@dataclass(frozen=True, slots=True)
class BandAgreement:
    """Set a band against what people said of its articles, rows that somebody reported left out.

    `farm` is the weighted share of farm pages among those that people could judge; `overridden`
    that of articles where people said the contrary of what the band does by itself, None for
    review. `said` counts verdicts; `blind` counts rows that no reviewer judged in sight of the score.
    """

    band: Band
    farm: Share
    overridden: Share | None
    said: dict[Verdict, int]
    blind: int


def signal_precision(rows: Sequence[Labelled]) -> list[SignalPrecision]:
    """Measure every signal whose findings anybody judged, by name."""
    judged: dict[str, list[tuple[Labelled, JudgedFinding]]] = {}
    for row in rows:
        for finding in row.findings:
            judged.setdefault(finding.signal, []).append((row, finding))
    return [_signal(signal, judged[signal]) for signal in sorted(judged)]


def band_agreement(rows: Sequence[Labelled]) -> list[BandAgreement]:
    """Measure every band; rows of one model and bands are wanted, for they name other articles."""
    return [
        _band(band, [r for r in rows if r.sampled and r.assessment.band == band]) for band in BANDS
    ]


def models_of(rows: Sequence[Labelled]) -> dict[tuple[str, str, str], list[Labelled]]:
    """Group rows by the name, version and bands of the model that judged them."""
    found: dict[tuple[str, str, str], list[Labelled]] = {}
    for row in rows:
        model = row.assessment.model
        found.setdefault((model.name, model.version, model.bands), []).append(row)
    return found


def _signal(signal: str, judged: Sequence[tuple[Labelled, JudgedFinding]]) -> SignalPrecision:
    counted = [(row, _majority(finding)) for row, finding in judged if row.sampled]
    settled = [(row, said) for row, said in counted if said is not None]
    rows = [row for row, _ in settled]
    confirmed = sum(said for _, said in settled)
    share = share_of([float(said) for _, said in settled], weights_of(rows), cases_of(rows))
    return SignalPrecision(
        signal, share, confirmed, len(settled) - confirmed, len(counted) - len(settled),
        len(judged) - len(counted),
    )  # fmt: skip


def _majority(finding: JudgedFinding) -> bool | None:
    last = dict(finding.verdicts)
    confirmed = sum(word == "confirm" for word in last.values())
    return None if 2 * confirmed == len(last) else 2 * confirmed > len(last)


def _band(band: Band, rows: Sequence[Labelled]) -> BandAgreement:
    known = [row for row in rows if row.label is not None]
    weights, groups = weights_of(known), cases_of(known)
    farm = share_of([float(row.verdict == "content_farm") for row in known], weights, groups)
    meant = MEANT.get(band)
    overridden = (
        None
        if meant is None
        else share_of([float(row.verdict != meant) for row in known], weights, groups)
    )
    said: dict[Verdict, int] = {"content_farm": 0, "credible": 0, "unsure": 0}
    for row in rows:
        said[row.verdict] += 1
    blind = sum(all(review.saw_score is False for review in row.reviews) for row in rows)
    return BandAgreement(band, farm, overridden, said, blind)
