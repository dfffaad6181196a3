"""The same article gets the same assessment through every door.

A new door is one function that takes articles, a folder to write in and a saved corpus or None,
and gives what it says of each article by its id, in as many of the parts of `said` as it has; and
one line in `DOORS`.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import math
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from libraries import BROKER, DATATROVE, SERVE, lacking, polars
from pyarrow import parquet
from typer.testing import CliRunner

import darnel
from darnel import Article
from darnel.assessment import Assessment
from darnel.cli import app
from darnel.corpus import Builder
from darnel.doors.columns import CORPUS
from darnel.doors.forms import elsewhere_cells

Said = dict[str, dict[str, Any]]
Door = Callable[[Sequence[Article], Path, Path | None], Said]

ARTICLES = Path(__file__).parents[1] / "data" / "articles.csv"
KEPT = (
    "plain-council-budget", "hard-recipe", "hard-press-release", "hard-indian-english",
    "farm-network", "farm-patchwork", "farm-disguise", "farm-orphan-quotes", "farm-title-again",
    "abstain-german", "abstain-wall", "abstain-table",
)  # fmt: skip


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """Farm pages and honest ones, copies, and what is odd in its characters, length or tongue."""
    with ARTICLES.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    kept = [
        Article(
            text=row["text"], title=row["title"], id=row["id"], url=row["url"],
            source=row["source"], published=row["published"], author=row["author"],
            comments=tuple(filter(None, row["comments"].split("\n"))),
        )
        for row in map(rows.__getitem__, KEPT)
    ]  # fmt: skip
    plain = kept[0].text
    return [
        *kept,
        Article(plain.replace("\n", "\r\n"), "A budget\tof commas, \"quotes\" and 'more'", "crlf"),
        Article(
            plain.replace(". ", ". 👩‍👩‍👧 Cafe\u0301 "),
            "🚢 Ferry שלום",
            "emoji",
            source="a.example",
        ),
        Article(plain, kept[0].title, "copy", "https://b.example/1", published="2031-01-01"),
        Article(plain.replace("e", "e\u200b"), "=1+1", "zero-width", comments=("One.", "“Two”, 2")),
        Article("Le port est fermé depuis mardi, dit-on. " * 40, "Le port", "french"),
        Article("So it is.", "Short", "short"),
        Article("", "Only a title", "title alone"),
        Article(" \n", "", "wordless"),
    ]


@pytest.fixture(scope="module")
def corpus(articles, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "batch.corpus"
    with Builder() as builder:
        builder.add([a for a in articles if a.text.strip() or a.title.strip()])
        builder.write(path)
    return path


# --- what doors say, in one form -------------------------------------------------------------


def said(assessment: Assessment) -> dict[str, Any]:
    """Give the parts of an assessment that doors show."""
    return {
        "quality": assessment.quality,
        "interval": assessment.interval,
        "band": assessment.band,
        "reason": assessment.reason,
        "abstained": assessment.abstained,
        "contributions": {c.signal: c.log_odds for c in assessment.contributions},
        "findings": [finding.to_dict() for finding in assessment.findings],
        "signals": dict(assessment.signals),
        **elsewhere_cells(assessment),
    }


def of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Take our columns off a scored row."""
    names = ("quality", "band", "reason", *CORPUS)
    found = {name: plain(row[name]) for name in names if name in row}
    signals = {name: plain(value) for name, value in row.items() if "." in name}
    return found | ({"signals": signals} if signals else {})


def plain(value: Any) -> Any:
    return None if value == "" or (isinstance(value, float) and math.isnan(value)) else value


def fields_of(article: Article) -> dict[str, Any]:
    """Give the fields that a row of a table or a call has."""
    told = asdict(article) | {"comments": list(article.comments)}
    del told["layout"]
    return told


def columns(articles: Sequence[Article]) -> dict[str, list[Any]]:
    """Give articles as the columns of a table."""
    rows = [fields_of(article) for article in articles]
    return {name: [row[name] for row in rows] for name in rows[0]}


# --- the doors --------------------------------------------------------------------------------


def by_call(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    return {
        article.id: said(darnel.score(**fields_of(article), corpus=corpus)) for article in articles
    }


def by_call_with_an_article(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    return {article.id: said(darnel.score(article, corpus=corpus)) for article in articles}


def by_scorer(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    return {a.id: said(a) for a in darnel.Scorer.load(corpus=corpus).assess(articles)}


def by_pandas(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    frame = pd.DataFrame(columns(articles), index=[a.id for a in articles])
    scored = darnel.score_frame(frame, signals=True, corpus=corpus or False)
    return {
        str(id): of_row(row)
        for id, row in zip(scored.index, scored.to_dict("records"), strict=True)
    }


def by_arrow(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    table = pa.table(columns(articles))
    scored = darnel.score_frame(table, signals=True, corpus=corpus or False)
    return {row["id"]: of_row(row) for row in scored.to_pylist()}


def by_polars(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    frame = polars().DataFrame(columns(articles))
    scored = darnel.score_frame(frame, signals=True, corpus=corpus or False)
    return {row["id"]: of_row(row) for row in scored.to_dicts()}


def _run(corpus: Path | None, *arguments: object, input: bytes | None = None) -> bytes:
    looked_up = ["--no-corpus"] if corpus is None else ["--corpus", str(corpus)]
    done = CliRunner().invoke(app, ["score", *map(str, arguments), *looked_up], input=input)
    assert done.exit_code == 1, done.output  # the article without words is named
    return done.stdout_bytes


def _lines(articles: Sequence[Article]) -> bytes:
    rows = [fields_of(article) for article in articles]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _assessments(data: bytes) -> Said:
    found = [Assessment.from_dict(json.loads(line)) for line in data.decode().splitlines()]
    return {assessment.id: said(assessment) for assessment in found}


def by_csv(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    given, out = folder / "in.csv", folder / "out.csv"
    table = columns(articles)
    table["comments"] = list(map(json.dumps, table["comments"]))
    with given.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerows([list(table), *zip(*table.values(), strict=True)])
    _run(corpus, given, "-o", out, "--signals")
    with out.open(encoding="utf-8", newline="") as file:
        return {row["id"]: of_row(row) for row in csv.DictReader(file)}


def by_jsonl(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    given, out = folder / "in.jsonl", folder / "out.jsonl"
    given.write_bytes(_lines(articles))
    _run(corpus, given, "-o", out)
    return _assessments(out.read_bytes())


def by_parquet(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    given, out = folder / "in.parquet", folder / "out.parquet"
    parquet.write_table(pa.table(columns(articles)), given)
    _run(corpus, given, "-o", out, "--signals")
    return {row["id"]: of_row(row) for row in parquet.read_table(out).to_pylist()}


def by_standard_input(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    out = _run(corpus, "-", "--format", "csv", "--signals", input=_lines(articles))
    return {row["id"]: of_row(row) for row in csv.DictReader(io.StringIO(out.decode(), newline=""))}


def by_workers(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    given = folder / "in.jsonl"
    given.write_bytes(_lines(articles))
    return _assessments(_run(corpus, given, "--format", "jsonl", "--workers", 2))


def by_transformer(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    found = darnel.SignalTransformer(corpus=corpus).set_output(transform="pandas")
    frame = pd.DataFrame(columns(articles), index=[a.id for a in articles])
    rows = found.fit_transform(frame)
    return {str(id): {"signals": dict(row)} for id, row in rows.iterrows()}


def by_datatrove(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    if lacking("datatrove"):
        pytest.skip(DATATROVE)
    from datatrove.data import Document

    from darnel.doors.datatrove import DarnelAnnotator

    documents = [
        Document(a.text, a.id, metadata={k: v for k, v in fields_of(a).items() if k not in ("text", "id")})
        for a in articles
    ]  # fmt: skip
    annotated = DarnelAnnotator(signals=True, corpus=corpus, prefix="").run(documents)
    return {document.id: of_row(document.metadata) for document in annotated}


def by_spark(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    if lacking("pyspark") or not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("needs Java and pip install 'darnel[spark]'")
    from pyspark.sql import SparkSession

    from darnel.doors.spark import score_frame

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    table = columns(articles)
    schema = ", ".join(f"{name} string" for name in table if name != "comments")
    frame = session.createDataFrame(
        list(zip(*table.values(), strict=True)), f"{schema}, comments array<string>"
    )
    scored = score_frame(frame, assessments=True, corpus=corpus or False)
    found = _assessments("\n".join(row["assessment"] for row in scored.collect()).encode())
    session.stop()
    return found


def _asked(corpus: Path | None, ask: Callable[[Any], list[bytes]]) -> Said:
    if lacking("fastapi", "uvicorn", "prometheus_client", "httpx"):
        pytest.skip(SERVE)
    from fastapi.testclient import TestClient

    from darnel.doors.service import Settings, create_app

    with TestClient(create_app(Settings(corpus=corpus)), base_url="http://localhost") as client:
        return _assessments(b"\n".join(ask(client)))


def by_service(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    rows = [fields_of(article) for article in articles]
    return _asked(corpus, lambda c: [c.post("/v1/score", json=row).content for row in rows])


def by_service_in_one(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    rows = [fields_of(article) for article in articles]
    found: list[Any] = []
    _asked(corpus, lambda c: found.append(c.post("/v1/score/batch", json=rows)) or [])
    lines = [json.dumps(said) for said in found[0].json()["assessments"]]
    return _assessments("\n".join(lines).encode())


def by_worker(articles: Sequence[Article], folder: Path, corpus: Path | None) -> Said:
    if lacking("faststream"):
        pytest.skip(BROKER)
    from darnel.doors import load_scorer
    from darnel.doors.line import Line
    from darnel.doors.worker import Settings, address_of
    from darnel.doors.worker.aside import Aside
    from darnel.doors.worker.desk import Desk
    from darnel.doors.worker.messages import Letter, Parcel

    sent: list[bytes] = []

    async def send(letter: Letter) -> None:
        sent.append(json.dumps(json.loads(letter.body)["data"]).encode())

    settings = Settings(*[address_of(f"redis://h/{name}") for name in ("in", "out", "dead")])
    line = Line(load_scorer(corpus=corpus), 1000)
    desk = Desk(settings, line, Aside(settings.loading), send, send)
    bodies = [json.dumps(fields_of(article)).encode() for article in articles]
    asyncio.run(desk.handle([Parcel(body) for body in bodies]))
    line.close()
    return _assessments(b"\n".join(sent))


AS_WRITTEN = {"abs": 5e-5, "rel": 1e-5}
"""CSV has four decimals of quality and six digits of features."""

EXACT = {"abs": 1e-12, "rel": 1e-12}

DOORS = [
    pytest.param(by_call, EXACT, id="darnel.score"),
    pytest.param(by_call_with_an_article, EXACT, id="darnel.score of an Article"),
    pytest.param(by_scorer, EXACT, id="Scorer.assess"),
    pytest.param(by_pandas, EXACT, id="score_frame, pandas"),
    pytest.param(by_arrow, EXACT, id="score_frame, Arrow"),
    pytest.param(by_polars, EXACT, id="score_frame, Polars", marks=pytest.mark.polars),
    pytest.param(by_csv, AS_WRITTEN, id="darnel score, CSV"),
    pytest.param(by_jsonl, EXACT, id="darnel score, JSONL"),
    pytest.param(by_parquet, EXACT, id="darnel score, Parquet"),
    pytest.param(by_standard_input, AS_WRITTEN, id="darnel score, standard input"),
    pytest.param(by_workers, EXACT, id="darnel score, two workers"),
    pytest.param(by_transformer, EXACT, id="SignalTransformer"),
    pytest.param(by_datatrove, EXACT, id="datatrove"),
    pytest.param(by_service, EXACT, id="darnel serve"),
    pytest.param(by_service_in_one, EXACT, id="darnel serve, batch"),
    pytest.param(by_worker, EXACT, id="darnel worker"),
    pytest.param(by_spark, EXACT, id="Spark", marks=pytest.mark.spark),
]


# --- the comparison ---------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[False, True], ids=["alone", "with a corpus"])
def looked_up(request, corpus) -> Path | None:
    return corpus if request.param else None


@pytest.fixture(scope="module")
def expected(articles, looked_up) -> Said:
    found = [darnel.Scorer.load(corpus=looked_up).assess([article])[0] for article in articles]
    bands = [assessment.band for assessment in found]
    assert {"clear", "block", None} <= set(bands)
    assert sum(bool(assessment.findings) for assessment in found) > 5
    assert looked_up is None or "uncredited" in [elsewhere_cells(a)["copy"] for a in found]
    return {assessment.id: said(assessment) for assessment in found}


@pytest.mark.thorough
@pytest.mark.parametrize(("door", "close"), DOORS)
def test_the_same_article_gets_the_same_assessment(
    door: Door, close: dict[str, float], articles, looked_up, expected, tmp_path
) -> None:
    found = door(articles, tmp_path, looked_up)
    assert list(found) == [article.id for article in articles]
    wordless = found.pop("wordless")
    assert wordless.get("band") is None
    assert wordless.get("quality") is None
    assert wordless.get("reason", "Not judged").startswith("Not judged") or (
        "no text and no title" in wordless["reason"]
    )
    for id, parts in found.items():
        assert parts, id
        for part, value in parts.items():
            _same(value, expected[id][part], close, f"{part} of {id}")


def _same(found: Any, wanted: Any, close: dict[str, float], where: str) -> None:
    if isinstance(found, dict) and where.startswith("signals"):
        assert found, where
        wanted = {name: wanted[name] for name in found}
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys(), where
        for key, value in wanted.items():
            _same(found[key], value, close, f"{where}: {key}")
    elif isinstance(wanted, list | tuple):
        assert len(found) == len(wanted), where
        for one, other in zip(found, wanted, strict=True):
            _same(one, other, close, where)
    elif isinstance(wanted, float):
        number = math.nan if found is None else float(found)
        assert number == pytest.approx(wanted, **close, nan_ok=True), where
    else:
        assert found == wanted, where
