"""The corpus through every door: the same answer from all."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from prose import STORY, TITLE, text
from typer.testing import CliRunner

import darnel
from darnel.assessment import Assessment
from darnel.cli import app
from darnel.corpus import Corpus
from darnel.errors import InputError

ROWS = [
    {"id": "a", "title": TITLE, "text": text(*STORY), "source": "island.example",
     "published": "2020-01-01T08:00Z"},
    {"id": "b", "title": "What nobody tells you of ferries", "text": text(*STORY[:7]),
     "source": "farm.example", "published": "2020-01-02T08:00Z"},
]  # fmt: skip

OURS = ["quality", "band", "reason", "cluster", "copy", "copied_from", "copied_by", "template"]


@pytest.fixture
def table(tmp_path) -> Path:
    path = tmp_path / "in.csv"
    pd.DataFrame(ROWS).to_csv(path, index=False)
    return path


def run(*arguments: object, given: bytes | None = None):
    return CliRunner().invoke(app, [str(a) for a in arguments], input=given)


def rows(result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout, newline="")))


def test_a_batch_knows_what_stands_elsewhere_in_it(table) -> None:
    original, copied = rows(run("score", table, "-q"))
    assert list(copied) == [*ROWS[0], *OURS]
    assert (copied["copy"], copied["copied_from"]) == ("uncredited", "island.example")
    assert (original["copy"], original["copied_by"]) == ("", "farm.example")
    assert original["cluster"] == copied["cluster"] != ""


def test_alone_each_article_is_judged_as_before(table) -> None:
    _, alone = rows(run("score", table, "-q", "--no-corpus"))
    assert list(alone) == [*ROWS[0], *OURS[:3]]
    _, known = rows(run("score", table, "-q"))
    assert float(known["quality"]) < float(alone["quality"])


@pytest.mark.thorough
def test_standard_input_and_workers_give_the_same(table) -> None:
    once = run("score", table, "-q").stdout
    assert run("score", "-", "-q", given=table.read_bytes()).stdout == once
    assert run("score", table, "-q", "--workers", 2).stdout == once


def test_jsonl_and_parquet_hold_it(table, tmp_path) -> None:
    lines = run("score", table, "-q", "--format", "jsonl").stdout.splitlines()
    known = Assessment.from_dict(json.loads(lines[1]))
    assert known.elsewhere.copied_from[0].id == "a"
    named = [other.id for finding in known.findings for other in finding.elsewhere]
    assert set(named) == {"a"}
    assert known.to_json() == lines[1]
    out = tmp_path / "out.parquet"
    assert run("score", table, "-q", "-o", out).exit_code == 0
    assert pd.read_parquet(out)["copied_from"].fillna("").tolist() == ["", "island.example"]


def test_a_saved_corpus_is_asked_later(table, tmp_path) -> None:
    saved = tmp_path / "c.corpus"
    assert run("corpus", "build", table, "-o", saved, "-q").exit_code == 0
    _, batch = rows(run("score", table, "-q"))
    later = tmp_path / "later.csv"
    pd.DataFrame(ROWS[1:]).to_csv(later, index=False)
    (alone,) = rows(run("score", later, "-q", "--corpus", saved))
    assert alone == batch
    asked = darnel.score(**ROWS[1], corpus=saved)
    assert asked.elsewhere.copied_from[0].source == "island.example"
    assert f"{asked.quality:.4f}" == batch["quality"]


def test_a_corpus_is_extended_and_described(table, tmp_path) -> None:
    first, second, both = (tmp_path / f"{name}.corpus" for name in ("first", "second", "both"))
    for row, path in zip(ROWS, (first, second), strict=True):
        one = tmp_path / "one.csv"
        pd.DataFrame([row]).to_csv(one, index=False)
        assert run("corpus", "build", one, "-o", path, "-q").exit_code == 0
    assert run("corpus", "add", first, second, "-o", both, "-q").exit_code == 0
    assert run("corpus", "add", first, table, "-q").exit_code == 0
    assert first.read_bytes() == both.read_bytes()
    shown = run("corpus", "info", both)
    assert "2 of 2 sources" in shown.stdout
    assert len(Corpus.load(both)) == 2


def test_a_column_can_be_named(table, tmp_path) -> None:
    odd = tmp_path / "odd.csv"
    pd.DataFrame(ROWS).rename(columns={"text": "Artikel"}).to_csv(odd, index=False)
    out = tmp_path / "c.corpus"
    assert run("corpus", "build", odd, "-o", out, "--column", "text=Artikel", "-q").exit_code == 0
    assert Corpus.load(out).summary().words > 200


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("score", "IN", "--no-corpus", "--corpus", "IN"), "contradict"),
        (("score", "IN", "--corpus", "IN"), "no corpus that darnel wrote"),
        (("score", "IN", "--corpus", "none"), "no such corpus"),
        (("corpus", "info", "IN"), "no corpus that darnel wrote"),
        (("corpus", "build", "IN", "-o", "none/c.corpus"), "there is no folder"),
        (("corpus", "build", "IN", "-o", "c.corpus", "--column", "text"), "FIELD=COL"),
    ],
)
def test_what_can_be_put_right_is_said(table, arguments, said) -> None:
    result = run(*(str(table) if a == "IN" else a for a in arguments))
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_frame_is_its_own_corpus_unless_told_otherwise(tmp_path) -> None:
    frame = pd.DataFrame(ROWS)
    assert darnel.score_frame(frame)["copy"].tolist() == [None, "uncredited"]
    assert "copy" not in darnel.score_frame(frame, corpus=False)
    path = tmp_path / "c.corpus"
    table = tmp_path / "in.csv"
    frame[:1].to_csv(table, index=False)
    run("corpus", "build", table, "-o", path, "-q")
    for corpus in (path, str(path), Corpus.load(path)):
        scored = darnel.score_frame(frame[1:], corpus=corpus)
        assert scored["copied_from"].tolist() == ["island.example"]
    with pytest.raises(InputError):
        darnel.score_frame(frame, corpus=table)
