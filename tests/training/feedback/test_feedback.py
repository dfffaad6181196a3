"""From an export to a candidate and its promotion, on articles of the tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.models import digest
from darnel.promotion import promote
from darnel.queue.exported import row_of
from darnel.queue.work import plain_article
from darnel.scorer import Scorer
from training.feedback import measures
from training.feedback.__main__ import main
from training.feedback.guards import Limits
from training.feedback.learning import Learning, learn
from training.gate import fixtures

FEW = ["--least-labels", "20", "--least-sources", "5"]
LIMITS = Limits(labels=20, effective=20)


class Remembering(Scorer):
    """A scorer that reads each article once: these rows are of few articles, over and over."""

    known: ClassVar[dict[tuple[str, str, str], Assessment]] = {}

    def assess(self, articles: Sequence[Article]) -> list[Assessment]:
        keys = [(self.model.version, article.title, article.text) for article in articles]
        new = {key: a for key, a in zip(keys, articles, strict=True) if key not in self.known}
        self.known.update(zip(new, super().assess(list(new.values())), strict=True))
        return [self.known[key] for key in keys]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.feedback.table.Scorer", Remembering)
    monkeypatch.setattr("training.feedback.fits.GAIN_SDS", (0.1,))
    monkeypatch.setattr(
        "training.feedback.judging.resamplings", partial(measures.resamplings, draws=50)
    )


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """Ten rounds of reviews of the tests' articles, two reviewers each, all honestly labelled."""
    known = [(a, e == "farm") for a, e in fixtures() if e != "abstain"]
    scored = Scorer.load().assess([article for article, _ in known])
    start, found = datetime(2026, 3, 1, 9, tzinfo=UTC), []
    for n in range(10 * len(known)):
        (article, farm), said = known[n % len(known)], scored[n % len(known)]
        verdict = "content_farm" if farm else "credible"
        two = [f"reviewer {(n + more) % 4}" for more in (0, 1)]
        finding = [{"finding": 0, **said.findings[0].to_dict(), "verdicts": [
            {"reviewer": two[0], "verdict": "confirm" if farm else "reject"}
        ]}] if said.findings else []  # fmt: skip
        audited = said.band == "clear"
        found.append({
            "schema": "darnel.labelled/1", "case_id": f"case_{n:04}", "content_sha256": f"{n:064x}",
            "article": plain_article(replace(article, id=str(n), source="")),
            "assessment": said.to_dict() | {"source": f"site{n % 60}.example"},
            "verdict": verdict, "label": int(farm), "round": 1,
            "why": "audit" if audited else "threshold", "probability": 0.5 if audited else 1.0,
            "decided_at": (start + timedelta(hours=n)).isoformat(), "findings": finding,
            "reviews": [
                {"reviewer": who, "verdict": verdict, "saw_score": False, "bulk": False}
                for who in two
            ],
        })  # fmt: skip
    return found


def written(rows: list[dict[str, Any]], folder: Path) -> Path:
    file = folder / "labelled.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def judged(rows: list[dict[str, Any]], signal: str) -> tuple[int, int]:
    """Count the findings of a signal that were judged, and those confirmed."""
    findings = [finding for row in rows for finding in row["findings"]]
    said = [f["verdicts"][0]["verdict"] for f in findings if f["signal"] == signal]
    return len(said), said.count("confirm")


def test_an_export_becomes_a_candidate_that_can_be_promoted(rows, tmp_path, capsys) -> None:
    file, out = written(rows, tmp_path), tmp_path / "out"
    assert main(["--labelled", str(file), "--out", str(out), *FEW]) == 0
    said = json.loads((out / "recalibrated" / "report.json").read_bytes())
    assert said["candidate"]["sha256"] == digest(out / "recalibrated" / "page.npz")
    assert said["people"]["agreement"]["alpha"] == 1
    assert judged(rows, "template_boilerplate")[1] > 0
    assert said["people"]["prevalence"]["share"]["low"] > 0
    text = (out / "recalibrated" / "report.md").read_text("utf-8")
    for part in (
        "Krippendorff's alpha 1.0000",
        "| log_loss |",
        "| template_boilerplate | {} | {} |".format(*judged(rows, "template_boilerplate")),
        "No retraining:",
    ):
        assert part in text
    assert said["candidate"]["version"] in capsys.readouterr().out
    card = (out / "recalibrated" / "card.md").read_text("utf-8")
    assert card.startswith(f"# Model card: darnel {said['candidate']['version']}\n")
    done = promote(
        str(out / "recalibrated"), tmp_path / "models", who="ann", why="March",
        now=datetime(2026, 4, 1, tzinfo=UTC), allow_regression=bool(said["worse"]),
    )  # fmt: skip
    model = Scorer.load(model=tmp_path / "models").model
    assert model.version == done.version == said["candidate"]["version"]
    assert not (out / "retrained").exists()


def test_enough_labels_are_retrained_too_and_the_next_run_starts_there(rows, tmp_path) -> None:
    from darnel.artifacts import FOLDER
    from training.feedback.table import Base

    limits = replace(LIMITS, retrain_labels=20, retrain_sources=5, moves=9.0)
    labelled = [row_of(row) for row in rows]
    outcomes = learn(Learning(Base.load(FOLDER / "page.npz"), labelled, tmp_path, limits))
    assert [outcome.kind for outcome in outcomes] == ["recalibrated", "retrained"]
    assert outcomes[1].gains
    text = (tmp_path / "retrained" / "report.md").read_text("utf-8")
    assert "What each signal adds is multiplied by" in text
    again = learn(Learning(Base.load(outcomes[1].file), labelled, tmp_path / "2", limits))
    assert again[0].version != outcomes[0].version
    card = (tmp_path / "2" / "recalibrated" / "card.md").read_text("utf-8")
    assert card.count("# Model card: darnel") == 2


def test_the_same_rows_make_the_same_model(rows, tmp_path) -> None:
    file = written(rows, tmp_path)
    for out in ("a", "b"):
        assert main(["--labelled", str(file), "--out", str(tmp_path / out), *FEW]) == 0
    one, other = (tmp_path / out / "recalibrated" / "page.npz" for out in ("a", "b"))
    assert digest(one) == digest(other)


def test_too_little_is_refused_with_what_is_lacking_and_people_are_still_heard(
    rows, tmp_path, capsys
) -> None:
    file = written([row for row in rows if row["verdict"] == "credible"][:40], tmp_path)
    assert main(["--labelled", str(file), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "- 0 labelled farm pages before the cut; at least 50" in said
    assert "- 0 labelled rows of the band block; at least 10" in said
    assert "What people said" in (tmp_path / "out" / "report.md").read_text("utf-8")
    assert not (tmp_path / "out" / "recalibrated").exists()


def test_one_hand_is_refused(rows, tmp_path, capsys) -> None:
    mine = [row | {"reviews": [row["reviews"][0] | {"reviewer": "ann"}]} for row in rows]
    file = written(mine, tmp_path)
    assert main(["--labelled", str(file), "--out", str(tmp_path / "out"), *FEW]) == 1
    assert "- ann had a say in 100% of all rows; at most 60%" in capsys.readouterr().err


def test_no_name_steers_the_terminal(rows, tmp_path, capsys) -> None:
    name = {"reviewer": "ann\x1b[2J|x"}
    mine = [row | {"reviews": [row["reviews"][0] | name, *row["reviews"][1:]]} for row in rows]
    file = written(mine, tmp_path)
    assert main(["--labelled", str(file), "--out", str(tmp_path / "out"), *FEW]) == 1
    said = capsys.readouterr().err
    assert "ann\u241b[2J" in said
    assert "\x1b" not in said + (tmp_path / "out" / "report.md").read_text("utf-8")


def test_what_somebody_reported_teaches_nothing(rows, tmp_path) -> None:
    reported = [row | {"why": "report", "probability": 1.0} for row in rows]
    file = written(reported, tmp_path)
    assert main(["--labelled", str(file), "--out", str(tmp_path / "out"), *FEW]) == 1


def test_what_waits_is_stood_for_or_said_to_be_unknown(rows, tmp_path, capsys) -> None:
    file, counted = written(rows, tmp_path), tmp_path / "coverage.json"
    words = ["--labelled", str(file), "--out", str(tmp_path / "out"), *FEW]
    assert main(words) == 0
    assert "Mind: nobody said what still waits" in capsys.readouterr().out
    before = json.loads((tmp_path / "out" / "report.json").read_bytes())["people"]["prevalence"]
    counted.write_text('[{"why": "audit", "band": "clear", "chosen": 900, "decided": 246}]')
    assert main([*words, "--coverage", str(counted)]) == 0
    assert "Mind: 246 of 900 cases chosen as audit in clear" in capsys.readouterr().out
    after = json.loads((tmp_path / "out" / "report.json").read_bytes())["people"]["prevalence"]
    assert after["share"]["value"] < before["share"]["value"]
    assert main([*words, "--coverage", str(file)]) == 2
    assert "is no coverage" in capsys.readouterr().err


def test_a_file_that_is_no_export_is_said(rows, tmp_path, capsys) -> None:
    file = tmp_path / "labelled.jsonl"
    for content, fault in (("{}\n", "line 1 has the schema None"), ("", "")):
        file.write_text(content)
        code = main(["--labelled", str(file), "--out", str(tmp_path / "out")])
        assert code == (2 if fault else 1)
        assert fault in capsys.readouterr().err
    assert main(["--labelled", str(tmp_path / "no"), "--out", str(tmp_path)]) == 2
