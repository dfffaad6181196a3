from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from training import card

RESULTS = Path("training/results.json")
EXTRA = ("genres", "headlines", "doses", "mismatch", "sourcing", "viewpoint", "probes")


@pytest.fixture
def results() -> dict[str, Any]:
    """The figures of the last fit, without the steps that a test adds by itself."""
    found = json.loads(RESULTS.read_text())
    kept = {key: value for key, value in found.items() if key not in EXTRA}
    for key in ("ablation", "unseen", "interval_coverage"):
        kept["pages"].pop(key, None)
    return copy.deepcopy(kept)


SHARES = {"pages": 12.0, "judged": 12.0, "not_clear": 0.25, "block": 0.0}
NONE = SHARES | {"not_clear": 0.0}

SECTIONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "genres": (
        {
            "all": {"pages": 24.0, "judged": 23.0, "not_clear": 0.13, "block": 0.0},
            "genres": {"verse": SHARES, "recipe": NONE}, "varieties": {"ie": SHARES, "nz": NONE},
        },
        "### By genre and variety of English", "| verse | 12 | 25.0% | 0.0% |",
    ),
    "headlines": (
        {"pages": 500.0, "f1.case": 0.98765, "pointed.case": 0.9, "false_alarms.untouched": 0.0012},
        "### The headline again", "| case | 0.988 | 0.900 |",
    ),
    "doses": (
        {"stuffing.1_in_40.mean": 0.3, "stuffing.1_in_40.recall": 0.512},
        "### Doses", "| stuffing 1 in 40 | 0.300 | 0.512 |",
    ),
    "mismatch": (
        {"auroc_random_signal": 0.9123, "recall_at_1_fpr_random_signal": 0.5},
        "### Headlines over the wrong text", "| random | signal | 0.91 | 0.50 |",
    ),
    "sourcing": (
        {"honest_orphan_quotes_fires": 0.02, "honest_strangers_fires": 0.12},
        "### Sourcing", "| honest | 0.02 | 0.12 | - | - | - |",
    ),
    "viewpoint": (
        {"news.parties.signed": -0.0001, "news.parties.absolute": 0.0011},
        "### Sides and names", "| news parties | -0.0001 | 0.0011 |",
    ),
    "probes": (
        {"style": {"auroc": 0.58, "shuffled": 0.5}}, "### Probes", "| style | 0.580 | 0.500 |",
    ),
}  # fmt: skip


def plain(text: str) -> str:
    return " ".join(text.split())


def test_a_card_of_the_last_fit_has_the_sections_that_were_asked_for(results) -> None:
    text = card.written(results)
    for title in (
        "## What it judges", "## Data", "## Figures", "### Whole pages, by kind",
        "### Foreign passages", "### Template residue and comments",
        "## Known false alarms and limits", "## Features weighed",
    ):  # fmt: skip
        assert f"\n{title}" in text
    for column in results["pages"]["columns"]:
        assert f"* `{column}`: " in text
    for kind in (*results["pages"]["recipes"], *results["pages"]["honest"]):
        assert f"\n| {kind} " in text


@pytest.mark.parametrize("step", SECTIONS)
def test_a_step_has_its_section_only_if_it_ran(results, step) -> None:
    figures, title, row = SECTIONS[step]
    assert title not in card.written(results)
    text = card.written(results | {step: figures})
    assert f"\n{title}" in text
    assert row in plain(text)


def test_genres_without_an_alarm_are_in_one_line_and_those_over_the_ceiling_are_known(
    results,
) -> None:
    text = plain(card.written(results | {"genres": SECTIONS["genres"][0]}))
    assert "All clear: recipe (12)." in text
    assert "All clear: nz (12)." in text
    assert "1 are abstained from" in text
    assert "Genres most often sent to review: verse 25.0%." in text


def test_the_ablation_puts_first_what_is_missed_most(results) -> None:
    results["pages"]["ablation"] = {
        "clickbait": {"auroc": 0.95, "recall_at_1_fpr": 0.7,
                      "alone_auroc": 0.6, "alone_recall_at_1_fpr": 0.02},
        "spliced_content": {"auroc": 0.8, "recall_at_1_fpr": 0.5},
    }  # fmt: skip
    text = plain(card.written(results)).partition("## What each signal is worth")[2]
    assert "| spliced_content | 0.800 | 0.500 | - | - | | clickbait | 0.950" in text


def test_recipes_left_out_of_the_fit_end_with_all_of_them(results) -> None:
    results["pages"]["unseen"] = {
        "all": {"auroc": 0.9, "recall_at_1_fpr": 0.5}, "repeated": {"auroc": 0.8},
    }  # fmt: skip
    results["pages"]["interval_coverage"] = {"covered": 0.874, "width": 0.08}
    text = plain(card.written(results))
    assert "| repeated | 0.80 | - | | all | 0.90 | 0.50 |" in text
    assert "87% have a share of honest pages that lies within their mean 90 % interval" in text


def test_splices_are_set_by_donor_and_headline_and_by_the_words_of_the_passage(results) -> None:
    results["splice"] = {
        "N.auroc": 0.75, "N.recall_at_1_fpr": 0.11, "N.passage_ap": 0.46, "R.headline.auroc": 0.985,
        "R.headline.words.180+": 0.9, "R.headline.words.30-60": 0.7, "R.headline.words.0-30": 0.4,
        "N.words.30-60": 0.2,
    }  # fmt: skip
    text = plain(card.written(results))
    assert "| R: any publisher | yes | 0.985 | - | - | | N: nearest subject | no | 0.750" in text
    assert "| donor | headline | 0-30 | 30-60 | 180+ |" in text
    assert "| R | yes | 0.40 | 0.70 | 0.90 | | N | no | - |" in text


def test_the_card_reads_well_in_80_columns(results) -> None:
    text = card.written(results | {step: figures for step, (figures, _, _) in SECTIONS.items()})
    assert max(map(len, text.splitlines())) <= card.WIDTH
    assert "\n\n\n" not in text
    assert text.endswith("\n")


def test_a_table_that_is_too_wide_is_turned(results) -> None:
    wide = {f"side.{s}.{'long_name_' * 2}{n}": 0.5 for s in ("left", "right") for n in range(6)}
    text = card.written(results | {"viewpoint": wide})
    assert "| side left | side right |" in plain(text)
    assert max(map(len, text.splitlines())) <= card.WIDTH


def test_verdicts_on_sources_stand_in_the_manual(results) -> None:
    size = {"auroc": 0.8, "ceiling": 0.81, "covered": 0.9}
    results["sources"] = {
        "steady": {"5": size, "20": size}, "dispersed": {"5": size, "20": size},
        "real": {"20_pages": {"auroc": 0.95, "honest_block": 0.0, "farms_block": 0.5}},
    }  # fmt: skip
    lines = [
        line
        for line in card.tables(results)["sources"].splitlines()
        if line.startswith("| 5") or line.startswith("| 20")
    ]
    assert ["0%; 50%" in line for line in lines] == [False, True]
