"""The door of sources: tables, assessments and frames in, verdicts out."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from prose import STORY, TITLE, text
from typer.testing import CliRunner

import darnel
from darnel.assessment import Assessment, Contribution, ModelName
from darnel.cli import app
from darnel.doors.sources import PageReader, RowError
from darnel.doors.verdicts import COLUMNS
from darnel.errors import InputError

HEAD = "url,quality,band,reason\n"
FARM = [
    f'https://www.farm.example/{n},0.01,block,"A sign {c}: “words {c}”"\n'
    for n, c in enumerate("abcdef")
]
HONEST = [
    f"https://honest.example/{n},0.996,clear,No sign of assembly stands out.\n" for n in range(8)
]


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    path = tmp_path / "scored.csv"
    path.write_text(HEAD + "".join(FARM + HONEST), "utf-8")
    return path


def run(*arguments: object):
    return CliRunner().invoke(app, ["sources", *map(str, arguments)])


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_scored_table_gives_a_row_a_source_the_worst_first(scored) -> None:
    done = run(scored)
    assert done.exit_code == 0, done.output
    found = rows(done.stdout)
    assert [row["source"] for row in found] == ["farm.example", "honest.example"]
    assert [row["verdict"] for row in found] == ["block", "clear"]
    assert found[0]["pages"] == "6"
    assert "14 rows, 2 sources: 1 clear, 0 review, 1 block" in done.stderr


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet", "csv.gz"])
def test_every_format_holds_the_same_verdicts(scored, tmp_path, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    assert run(scored, "-o", out, "-q").exit_code == 0
    if suffix == "parquet":
        found = pd.read_parquet(out).to_dict("records")
    elif suffix == "jsonl":
        found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert found[0]["schema"] == "darnel.source/1"
    else:
        data = gzip.decompress(out.read_bytes()) if suffix.endswith("gz") else out.read_bytes()
        found = list(
            csv.DictReader(io.StringIO(data.decode()), delimiter="\t" if suffix == "tsv" else ",")
        )
    assert [row["source"] for row in found] == ["farm.example", "honest.example"]
    assert float(found[0]["quality"]) < 0.1
    assert set(COLUMNS) <= set(found[0])


def test_rows_that_cannot_be_read_are_named_and_the_rest_goes_on(scored) -> None:
    with scored.open("a", encoding="utf-8") as file:
        file.write(",0.5,review,x\nhttps://a.example/,good,clear,x\n")
    done = run(scored)
    assert done.exit_code == 1
    assert "row 15: no source in 'url'; name another column with --source or --url" in done.stderr
    assert "row 16: quality is 'good'" in done.stderr
    assert len(rows(done.stdout)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "url,text\nhttps://a.example,x\n", "there is no column 'quality'", id="quality"
        ),
        pytest.param("id,quality\n1,0.5\n", "name it with --source", id="source"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path, text: str, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    done = run(path)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_column_can_be_named(tmp_path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("where,source,quality\nhttps://a.example/1,The Paper,0.9\n", "utf-8")
    assert rows(run(path).stdout)[0]["source"] == "the paper"
    assert rows(run(path, "--url", "where").stdout)[0]["source"] == "a.example"


def test_a_list_stands_beside_the_verdict(scored, tmp_path) -> None:
    listed = tmp_path / "mine.csv"
    listed.write_text("domain,score\nfarm.example,0.9\n", "utf-8")
    done = run(scored, "--prior", listed)
    found = rows(done.stdout)
    assert found[0]["prior_score"] == "0.9000"
    assert float(found[0]["quality_with_prior"]) > float(found[0]["quality"])
    assert found[1]["prior_list"] == ""
    assert "mine (no licence stated): 1 sources; 1 of 2 sources are on it" in done.stderr


def test_a_wrong_list_is_refused_before_the_pages_are_read(scored) -> None:
    done = run(scored, "--prior", "nowhere.csv")
    assert done.exit_code == 2
    assert "--prior" in done.stderr


def test_what_the_corpus_found_is_read_off_columns(tmp_path) -> None:
    path = tmp_path / "x.csv"
    head = "source,quality,reason,cluster,copy,copied_from,copied_by,template\n"
    path.write_text(
        head
        + "a.example,0.9,,,uncredited,b.example; c.example,,t1\n" * 3
        + "a.example,0.9,,,credited,b.example,,\n"
        + "b.example,0.9,,k1,,,a.example,t1\n" * 2,
        "utf-8",
    )
    found = {row["source"]: row for row in rows(run(path).stdout)}
    assert found["a.example"]["copies"] == "b.example 3; c.example 3"
    assert found["b.example"]["copied_by"] == "a.example 3"
    assert found["b.example"]["effective_pages"] == "1.0000"
    joined = rows(run(path, "--by", "network").stdout)
    assert [row["members"] for row in joined] == ["a.example; b.example"]


def test_assessments_bring_signals_prevalence_and_what_stands_elsewhere() -> None:
    values = assessment(0.5).to_dict() | {
        "source": "https://www.a.example/",
        "elsewhere": {
            "cluster": "k", "copy": "uncredited", "template": "t", "copied_by": [],
            "copied_from": [{"id": "1", "source": "b.example", "words": 90}] * 2,
        },
    }  # fmt: skip
    page = PageReader(list(values), {}, "x", 0.1).page(values)
    assert (page.source, page.quality, page.prevalence) == ("a.example", 0.5, 0.02)
    assert page.signals == ("disguise",)
    assert (page.cluster, page.template, page.copies) == ("k", "t", ("b.example",))


def test_half_an_assessment_is_named_and_the_rest_goes_on(tmp_path) -> None:
    path = tmp_path / "scored.jsonl"
    said = {"schema": "darnel.assessment/1", "quality": 0.9, "reason": "", "source": "a.example"}
    broken = {**said, "contributions": [{"signal": "gears"}]}
    path.write_text("".join(json.dumps(line) + "\n" for line in (said, broken)), "utf-8")
    done = run(path)
    assert done.exit_code == 1
    assert "row 2: this is not a whole assessment" in done.stderr


def test_features_name_the_signals_of_a_table() -> None:
    header = ["source", "quality", "disguise.score", "repetition.score"]
    page = PageReader(header, {}, "x", 0.1).page(
        dict(zip(header, ["a", "0.2", "0.9", ""], strict=True))
    )
    assert page.signals == ("disguise",)


def test_our_quality_is_taken_where_the_input_had_one_of_its_own() -> None:
    header = ["source", "quality", "darnel_quality"]
    page = PageReader(header, {}, "x", 0.1).page(
        {"source": "a", "quality": "5", "darnel_quality": "0.2"}
    )
    assert page.quality == 0.2


def test_an_abstention_is_told_from_a_failure() -> None:
    reader = PageReader(["source", "quality", "reason"], {}, "x", 0.1)
    values = {"source": "a", "quality": "", "reason": "Not judged: under 60 words of text."}
    assert reader.page(values).abstained
    assert not reader.page(values | {"reason": "row 3: no text"}).abstained
    with pytest.raises(RowError):
        reader.page(values | {"quality": "1.5"})


# library


def assessment(quality: float | None) -> Assessment:
    return Assessment(
        "1", quality, None, None, None, "en", "A sign: “words”", {},
        (Contribution("disguise", 1.2), Contribution("repetition", 0.1)), 0.0, (),
        ModelName("m", "1", "b", 0.02),
    )  # fmt: skip


def test_a_frame_gives_a_frame() -> None:
    frame = pd.DataFrame({"url": ["https://a.example/x"] * 6, "quality": [0.99] * 5 + [None]})
    found = darnel.judge_sources(frame)
    assert found.loc[0, "source"] == "a.example"
    assert found.loc[0, "verdict"] == "clear"
    assert found.loc[0, "failed"] == 1


def test_assessments_give_a_list() -> None:
    found = darnel.judge_sources(
        [assessment(0.99)] * 6, source=["a.example"] * 3 + ["b.example"] * 3
    )
    assert [verdict.pages for verdict in found] == [3, 3]


def test_an_assessment_without_a_source_is_an_error_that_says_so() -> None:
    with pytest.raises(InputError, match=r"assessment 1: no source in 'source'"):
        darnel.judge_sources([assessment(0.9)])


def test_a_cell_runs_as_no_formula(tmp_path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('source,quality\n"=HYPERLINK(1)",0.9\n', "utf-8")
    assert rows(run(path).stdout)[0]["source"] == "'=hyperlink(1)"
    assert rows(run(path, "--raw-cells").stdout)[0]["source"] == "=hyperlink(1)"


def test_what_score_disarmed_is_read_as_it_was(tmp_path) -> None:
    scored = tmp_path / "scored.csv"
    scored.write_text("source,quality\n'@daily,0.9\n-5,0.9\n'tis,0.9\n", "utf-8")
    found = rows(run(scored, "--raw-cells").stdout)
    assert {row["source"] for row in found} == {"@daily", "-5", "'tis"}


def test_another_encoding_can_be_named(tmp_path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("source,quality\nЭхо порта,0.9\n".encode("cp1251"))
    assert run(path).exit_code == 1
    assert rows(run(path, "--encoding", "cp1251").stdout)[0]["source"] == "эхо порта"


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_whom_a_source_copies_comes_from_what_score_wrote(tmp_path, suffix: str) -> None:
    articles, scored = tmp_path / "in.csv", tmp_path / f"scored.{suffix}"
    own = {"title": TITLE, "text": text(*STORY), "source": "Island News",
           "url": "https://island.example/1", "published": "2020-01-01T08:00Z"}  # fmt: skip
    copy = {**own, "title": "What nobody tells you of ferries", "source": "",
            "url": "https://www.farm.example/2", "published": "2020-01-02T08:00Z"}  # fmt: skip
    pd.DataFrame([own, copy]).to_csv(articles, index=False)
    done = CliRunner().invoke(app, ["score", str(articles), "-o", str(scored), "-q"])
    assert done.exit_code == 0, done.stderr
    found = {row["source"]: row for row in rows(run(scored, "--least", 0, "-q").stdout)}
    assert set(found) == {"island.example", "farm.example"}
    assert found["farm.example"]["copies"] == "island.example 1"
    assert found["island.example"]["copied_by"] == "farm.example 1"
