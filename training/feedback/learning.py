"""From labelled rows to candidates: first what people said, then the guards, then the fits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from darnel.doors.terminal import visible
from darnel.models import digest
from darnel.queue.estimates import Answered, Coverage, Share, answered_of, share_of
from darnel.queue.exported import Labelled
from training.feedback import guards, judging, report
from training.feedback.candidate import card, write
from training.feedback.fits import Fit, best_gain_sd, unchanged
from training.feedback.guards import Limits
from training.feedback.judging import Fitting
from training.feedback.table import Base, Table, split, table_of


@dataclass(frozen=True)
class Learning:
    """Hold one run: the model in use, the rows of the export, and where candidates go.

    `waiting` counts what was chosen and what is decided of it, None where nobody counted.
    """

    base: Base
    rows: Sequence[Labelled]
    out: Path
    limits: Limits
    holdout: float = 0.3
    seed: int = 0
    waiting: Sequence[Coverage] | None = None

    @cached_property
    def answered(self) -> Answered | None:
        """Give what is decided of what was chosen; None where nobody counted."""
        return None if self.waiting is None else answered_of(self.waiting)

    @cached_property
    def people(self) -> report.People:
        """Measure what people said."""
        return report.people(self.rows, self.answered)

    @cached_property
    def table(self) -> Table:
        """Measure the pages anew."""
        return table_of(self.base, self.rows, self.answered)

    @cached_property
    def parts(self) -> tuple[Table, Table]:
        """Give the pages to fit on and the pages held out."""
        return split(self.table, self.holdout)

    @cached_property
    def before(self) -> Fit:
        """Give the model in use as a fit."""
        return unchanged(len(self.table.evidence.signals), self.base.edges)

    @cached_property
    def moves(self) -> dict[str, float]:
        """Give by how much each reviewer moves the edges of the bands."""
        return guards.moves(self.parts[0], self.base.edges)

    @cached_property
    def refusals(self) -> list[str]:
        """Say why nothing may be learned; nothing if it may."""
        found = [
            *guards.lacking(*self.parts, self.limits),
            *guards.unseen_bands(self.rows, self.limits),
            *guards.one_sided(self.table, self.limits),
        ]
        return found or guards.poisoned(self.moves, self.limits)

    @cached_property
    def run(self) -> report.Run:
        """Sum up what all candidates share."""
        seen, held = self.parts
        return report.Run(
            self.base.file, self.base.model.version, _moment(seen).isoformat(), len(seen),
            len(held), farm_share(seen), farm_share(held), self.moves,
            guards.warnings(self.people.agreement, self.people.bulk)
            + guards.undecided(self.waiting),
        )  # fmt: skip

    @cached_property
    def name(self) -> str:
        """Name what was learned from: the same rows on the same model make the same name."""
        named = hashlib.sha256(digest(self.base.file).encode())
        for row in sorted(self.rows, key=lambda row: row.case_id):
            said = (row.case_id, row.content, row.verdict, str(row.probability))
            named.update("\0".join(said).encode("utf-8", "surrogatepass"))
        return f"{_moment(self.table):%Y%m%d}.{named.hexdigest()[:6]}"

    def fits(self) -> tuple[dict[str, Fitting], list[str]]:
        """Give the fits that there are labels for, and what is lacking for the others."""
        found: dict[str, Fitting] = {"recalibrated": judging.recalibrating(self.before)}
        limits = self.limits
        wanted = replace(limits, labels=limits.retrain_labels, sources=limits.retrain_sources)
        seen, held = self.parts
        too_few = guards.lacking(seen, held, wanted)
        if not too_few:
            found["retrained"] = judging.retraining(self.before, best_gain_sd(seen, self.before))
        return found, too_few

    def candidate(self, kind: str, fitting: Fitting) -> report.Outcome:
        """Fit on the pages before the cut, write the model, and measure it on those after."""
        seen, held = self.parts
        fit = fitting(seen)
        version = f"{self.base.model.version.partition('+')[0]}+{kind}.{self.name}"
        file = write(
            self.out / kind, self.base, fit, seen, version=version, bands=f"{kind}.{self.name}",
            prevalence=self.run.fit_prevalence.value, seed=self.seed,
        )  # fmt: skip
        one, other = judging.said(self.before, held), judging.blind(fitting, seen, held)
        figures, parts = judging.whole(one, other, held), judging.slices(one, other, held)
        gains = dict(zip(seen.evidence.signals, fit.gains.tolist(), strict=True))
        return report.Outcome(
            kind, version, file, figures, parts, judging.regressions(figures, parts),
            {"slope": fit.slope, "offset": fit.offset}, gains if kind == "retrained" else {},
        )  # fmt: skip


def learn(learning: Learning) -> list[report.Outcome]:
    """Write what people said and, if nothing speaks against it, every candidate with its report."""
    said = learning.people
    text = ["# Decisions come home", "", *report.people_text(said)]
    written(learning.out, report.as_json(said), text)
    if learning.refusals:
        return []
    fits, too_few = learning.fits()
    if too_few:
        text += ["", "No retraining: " + "; ".join(too_few) + "."]
    outcomes = []
    for kind, fitting in fits.items():
        outcome = learning.candidate(kind, fitting)
        mine = report.candidate_text(learning.run, outcome)
        written(
            learning.out / kind, report.as_json(said, learning.run, outcome), [*text, "", *mine]
        )
        made = card(learning.base, outcome.version, kind, visible("\n".join(mine)))
        (learning.out / kind / "card.md").write_text(made, "utf-8")
        outcomes.append(outcome)
    return outcomes


def written(folder: Path, data: bytes, lines: list[str]) -> None:
    """Write a report for programs and for people; names in it come from outside and are disarmed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_bytes(data)
    (folder / "report.md").write_text(visible("\n".join(lines)) + "\n", "utf-8")


def farm_share(table: Table) -> Share:
    """Estimate the share of farm pages among all articles of the time of these pages."""
    return share_of(table.farm.astype(float), table.weight, range(len(table)))


def _moment(table: Table) -> datetime:
    return datetime.fromtimestamp(float(table.decided.max()), UTC)
