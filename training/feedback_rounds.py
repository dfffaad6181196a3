"""Run ten rounds of biased review, to see whether feedback knows the share of farm pages.

`python -m training.feedback_rounds --seeds 20`. Each round the queue's own sampler chooses articles
(all of the band review, half of those near an edge, a tenth of new sources, 2 % of the rest), people
report some, reviewers with errors judge them, and the share of farm pages drifts from what the model
was calibrated for. Four estimates of that share over all articles so far:

    weighted     rows weighed by 1/probability, reported ones left out (`darnel.queue.estimates`)
    recalibrated the mean P(farm) of all articles by the model recalibrated on these rows so weighed
    naive rows   the share of farm pages among all labelled rows, as a naive retraining has it
    naive model  the mean P(farm) of all articles by the model recalibrated on all rows, unweighed
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np

from darnel.calibration import shipped
from darnel.queue.estimates import Share, share_of
from training.feedback.fits import recalibrated
from training.feedback.table import Bools, Evidence, Floats, Names, Table, expit
from training.feedback.world import Judged, Setting, Traffic, World

WITHIN, OFF = 0.10, 0.50
"""What is to be shown: weighted feedback within a tenth, naive rows off by half."""


@dataclass(frozen=True)
class Round:
    """Hold the true share of farm pages and its estimates after a round, over all rounds so far.

    `now` is the weighted estimate of this round's share alone, `true_now` that share.
    """

    number: int
    rows: int
    true: float
    weighted: Share
    recalibrated: float
    naive_rows: float
    naive_model: float
    true_now: float
    now: Share

    def off(self, estimate: float) -> float:
        """Give an estimate's error, as a share of the truth."""
        return abs(estimate - self.true) / self.true


@dataclass(frozen=True)
class Rows:
    """Hold labelled rows: P(farm) in log-odds, label (NaN: unsure), weight, source, by chance."""

    odds: Floats
    said: Floats
    weight: Floats
    source: Names
    sampled: Bools

    def __add__(self, other: Rows) -> Rows:
        """Put rows together."""
        return Rows(
            np.concatenate([self.odds, other.odds]),
            np.concatenate([self.said, other.said]),
            np.concatenate([self.weight, other.weight]),
            np.concatenate([self.source, other.source]),
            np.concatenate([self.sampled, other.sampled]),
        )

    def __getitem__(self, kept: Bools) -> Rows:
        """Take some of the rows."""
        return Rows(
            self.odds[kept], self.said[kept], self.weight[kept], self.source[kept],
            self.sampled[kept],
        )  # fmt: skip


def run(setting: Setting, seed: int) -> list[Round]:
    """Run all rounds of one seed."""
    figures = shipped()
    if figures is None:
        raise SystemExit("the model that ships has no calibration.json; run training.fit first")
    world = World(setting, figures, seed)
    found: list[Round] = []
    every: Rows | None = None
    odds, farms = np.zeros(0), np.zeros(0, bool)
    for number, (traffic, judged) in enumerate(world.rounds(), 1):
        mine = rows_of(traffic, judged)
        every = mine if every is None else every + mine
        odds = np.concatenate([odds, _odds(traffic.quality)])
        farms = np.concatenate([farms, traffic.farm])
        found.append(
            Round(
                number, len(every.said), float(farms.mean()), weighted(every),
                implied(every[every.sampled], odds, even=False),
                float(np.nanmean(every.said)),
                implied(every[~np.isnan(every.said)], odds, even=True),
                float(traffic.farm.mean()), weighted(mine),
            )
        )  # fmt: skip
    return found


def rows_of(traffic: Traffic, judged: Judged) -> Rows:
    """Give the labelled rows of a round."""
    return Rows(
        _odds(traffic.quality[judged.row]), judged.said, 1 / judged.probability,
        traffic.source[judged.row], judged.sampled,
    )  # fmt: skip


def weighted(rows: Rows) -> Share:
    """Estimate the share of farm pages as `darnel.queue.estimates.prevalence` does."""
    kept = rows[rows.sampled]
    return share_of(kept.said, kept.weight, range(len(kept.said)))


def implied(rows: Rows, odds: Floats, *, even: bool) -> float:
    """Recalibrate on rows, `even`: each counting 1; give the mean P(farm) of all articles."""
    nothing = np.zeros(len(rows.said))
    seen = Evidence(("score",), 0.0, rows.odds[:, None], nothing)
    weight = np.ones(len(rows.said)) if even else rows.weight
    table = Table(
        seen, rows.said == 1, weight, rows.source, rows.source, nothing,
        (frozenset(),) * len(rows.said),
    )  # fmt: skip
    fit = recalibrated(table, (0.0, 0.0))
    every = Evidence(("score",), 0.0, odds[:, None], np.zeros(len(odds)))
    return float(expit(fit.log_odds(every)).mean())


def _odds(quality: Floats) -> Floats:
    odds: Floats = np.log1p(-quality) - np.log(quality)
    return odds


HEAD = (
    f"{'round':>5} {'rows':>7} {'true':>7} {'weighted (90 %)':>26} {'off':>6} {'recal.':>7} {'off':>6} "
    f"{'naive rows':>10} {'off':>6} {'naive model':>11} {'off':>6} {'this round: true':>17} "
    f"{'weighted (90 %)':>26}"
)


def line(each: Round) -> str:
    """Write one round."""
    return (
        f"{each.number:>5} {each.rows:>7,} {each.true:>7.4f} {_bounded(each.weighted):>26} "
        f"{each.off(each.weighted.value):>6.1%} {each.recalibrated:>7.4f} "
        f"{each.off(each.recalibrated):>6.1%} {each.naive_rows:>10.4f} "
        f"{each.off(each.naive_rows):>6.0%} {each.naive_model:>11.4f} "
        f"{each.off(each.naive_model):>6.1%} {each.true_now:>17.4f} {_bounded(each.now):>26}"
    )


def _bounded(share: Share) -> str:
    return f"{share.value:.4f} ({share.low:.4f}-{share.high:.4f})"


def summary(runs: list[list[Round]]) -> list[str]:
    """Say in how many seeds it holds, after the last round."""
    last = [rounds[-1] for rounds in runs]
    every = [each for rounds in runs for each in rounds]
    off = np.array([each.off(each.weighted.value) for each in last])
    recal = np.array([each.off(each.recalibrated) for each in last])
    rows = np.array([each.off(each.naive_rows) for each in last])
    model = np.array([each.off(each.naive_model) for each in last])
    held = np.mean([each.now.low <= each.true_now <= each.now.high for each in every])
    end = np.mean([each.weighted.low <= each.true <= each.weighted.high for each in last])
    return [
        f"Over {len(runs)} seeds, after the last round:",
        f"  weighted within {WITHIN:.0%} in {(off <= WITHIN).mean():.0%} (median {np.median(off):.1%}, "
        f"most {off.max():.1%}); recalibrated so in {(recal <= WITHIN).mean():.0%} (median "
        f"{np.median(recal):.1%}, most {recal.max():.1%})",
        f"  naive rows off by {OFF:.0%} or more in {(rows >= OFF).mean():.0%} (least {rows.min():.0%}); "
        f"naive model so in {(model >= OFF).mean():.0%} (median {np.median(model):.0%}, least "
        f"{model.min():.0%})",
        f"  the 90 % interval held the truth in {held:.0%} of single rounds, in {end:.0%} at the end",
    ]


def main() -> None:
    """Print the rounds of the first seed and the sum over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    setting = Setting()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--articles", type=int, default=setting.articles, help="a round")
    parser.add_argument("--first", type=float, default=setting.first, help="share of farm pages")
    parser.add_argument("--last", type=float, default=setting.last, help="the same, last round")
    parser.add_argument("--audit", type=float, default=setting.audit, help="the audit's rate")
    asked = parser.parse_args()
    setting = replace(
        setting, articles=asked.articles, first=asked.first, last=asked.last, audit=asked.audit
    )
    runs = []
    for seed in range(asked.seeds):
        runs.append(run(setting, seed))
        if seed == 0:
            print(HEAD, *map(line, runs[0]), sep="\n", flush=True)
    print(*summary(runs), sep="\n")


if __name__ == "__main__":
    main()
