"""Spark in, Spark out: the answers of one machine, cell for cell."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pandas as pd
import pytest

import darnel
from darnel import InputError
from darnel.corpus.index import CAP
from darnel.doors import spark
from darnel.doors.spark import clusters
from darnel.doors.spark.stages import Stages

pytestmark = pytest.mark.spark

DATA = Path(__file__).parents[1] / "data"
FIELDS = ["id", "title", "text", "source", "published"]


@pytest.fixture(scope="module")
def session():
    java = shutil.which("java") or os.environ.get("JAVA_HOME")
    if not os.environ.get("CI") and not (find_spec("pyspark") and java):
        pytest.skip("needs Java and pip install 'darnel[spark]'")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.codegen.wholeStage", "false")  # slower to compile than so few rows
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "16")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


def _genres() -> list[dict[str, str]]:
    files = sorted((DATA / "genres").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def _row(id: str, title: str, text: str, source: str, day: int) -> dict[str, str]:
    published = f"2020-03-{1 + day % 28:02}" if day % 5 else ""
    return dict(zip(FIELDS, (id, title, text, source, published), strict=True))


COMMON = "Readers of these pages are asked to tell the editor about every error that they may find."
"""Stands in more articles than are looked at for one hash."""

OWN = "The Paper has been printed on the same press by the same three families since it began."


def _chain(count: int) -> list[dict[str, str]]:
    """Make pages each of which is a near-duplicate of the next one, and of no other."""
    words = [f"w{Random(at).randrange(9**6)}" for at in range(2000)]
    return [
        _row(f"chain-{at}", "", " ".join(words[160 * at : 160 * at + 600]), f"c{at}.example", 1)
        for at in range(count)
    ]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Articles of many genres, with copies, patchworks, templates of all kinds and empty rows."""
    template = "This site and its partners bring you all the stories that matter most to you today."
    found = [
        _row(a["id"], a["title"], a["text"], f"site{at % 40}.example", at)
        for at, a in enumerate(_genres())
    ]
    made = _chain(5)
    for at in range(0, len(found), 9):
        one, two, three = (found[(at + step) % len(found)] for step in (0, 5, 11))
        body = two["text"].split("\n\n")
        mixed = "\n\n".join([*body[:2], one["text"][:900], three["text"][:900], template])
        farm = f"farm{at % 4}.example"
        made.append(_row(f"mixed-{at}", two["title"], mixed, farm, at + 3))
        if at % 2:
            made.append(_row(f"copy-{at}", one["title"], one["text"], farm, at + 5))
    made += [row | {"id": f"own-{at}", "source": "paper.example", "text": f"{row['text']}\n\n{OWN}"}
             for at, row in enumerate(found[:7])]  # fmt: skip
    found = [row | {"text": f"{row['text']}\n\n{COMMON}"} if at % 4 < 2 else row
             for at, row in enumerate(found)]  # fmt: skip
    empty = [_row("none-1", "", " ", "site1.example", 1), _row("none-2", "", "", "", 0)]
    every = [*found, *made, *empty, _row("short", "Short", "So it is.", "site2.example", 2)]
    Random(7).shuffle(every)
    return every


@pytest.fixture(scope="module")
def expected(rows) -> dict[str, dict[str, object]]:
    return _by_id(_library(rows, signals=True).to_dict("records"))


def _library(rows, **options) -> pd.DataFrame:
    frame = pd.DataFrame(rows, dtype=object)
    return darnel.score_frame(frame.set_index("id", drop=False), **options)


def _frame(session, rows, partitions=3):
    cells = [[row[name] for name in FIELDS] for row in rows]
    schema = ", ".join(f"{name} string" for name in FIELDS)
    return session.createDataFrame(cells, schema).repartition(partitions)


def _by_id(records) -> dict[str, dict[str, object]]:
    found = {
        record["id"]: {name: _plain(value) for name, value in record.items()} for record in records
    }
    assert len(found) == len(records)
    return found


def _plain(value):
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else value


def _collected(scored) -> dict[str, dict[str, object]]:
    return _by_id([row.asDict() for row in scored.collect()])


def _as_good(name, one, other) -> bool:
    """Features depend in their last digits on what else stands in a batch, as in the library."""
    numbers = isinstance(one, float) and isinstance(other, float)
    return "." in name and numbers and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-8)


def _same(found, expected) -> None:
    assert found.keys() == expected.keys()
    differing = [
        (id, name, found[id][name], value)
        for id, cells in expected.items()
        for name, value in cells.items()
        if found[id][name] != value and not _as_good(name, found[id][name], value)
    ]
    assert differing == []


def test_the_answers_are_those_of_one_machine(session, rows, expected) -> None:
    scored = spark.score_frame(_frame(session, rows), signals=True)
    assert scored.columns == list(expected[rows[0]["id"]])
    found = _collected(scored)
    _same(found, expected)
    said = [cells["copy"] for cells in found.values()]
    assert said.count("uncredited") > 10
    assert sum(cells["template"] is not None for cells in found.values()) > 10
    assert sum(cells["cluster"] is not None for cells in found.values()) > 10
    assert sum(COMMON in row["text"] for row in rows) > 2 * CAP
    assert found["chain-4"]["cluster"] == "c0.example/chain-0"
    assert all(found[f"own-{at}"]["shared_template.own_share"] > 0 for at in range(7))


@pytest.mark.parametrize(("partitions", "at_once"), [(1, 0), (7, 10**6)])
def test_order_partitions_and_rounds_do_not_show(
    session, rows, expected, partitions, at_once, monkeypatch
) -> None:
    monkeypatch.setattr(clusters, "ONE_TASK", at_once)
    scored = spark.score_frame(_frame(session, rows[::-1], partitions), signals=True)
    _same(_collected(scored), expected)


def test_a_chain_is_followed_to_its_least_in_rounds(session, tmp_path, monkeypatch) -> None:
    links = [(at, at + 1) for at in range(1, 12)] + [(30, 40), (35, 40), (50, 70), (60, 70)]
    frame = session.createDataFrame(links, "first bigint, second bigint").repartition(3)
    found = clusters._labels(Stages(session, str(tmp_path)), "all", frame, at_once=False).collect()
    least = {range(1, 13): 1, range(30, 41): 30, range(50, 71): 50}
    wanted = {
        end: next(one for ends, one in least.items() if end in ends)
        for end in {end for link in links for end in link}
    }
    assert len(found) == len(wanted)
    assert {row["document"]: row["cluster"] for row in found} == wanted


def test_a_killed_task_changes_nothing(session, rows, expected) -> None:
    frame = _frame(session, rows)
    killed = session.sparkContext.accumulator(0)

    def killed_once(batches):
        from pyspark import TaskContext

        task = TaskContext.get()
        for number, batch in enumerate(batches):
            if number == 1 and task.partitionId() == 1 and task.attemptNumber() == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            if task.attemptNumber() == 1 and number == 0:
                killed.add(1)
            yield batch

    shaky = frame.mapInArrow(killed_once, frame.schema)
    _same(_collected(spark.score_frame(shaky, signals=True)), expected)
    assert killed.value == 2  # once while the corpus was built, once while rows were scored


def test_each_article_alone(session, rows) -> None:
    few = rows[:60]
    found = _collected(spark.score_frame(_frame(session, few), corpus=False))
    _same(found, _by_id(_library(few, corpus=False).to_dict("records")))
    assert list(found[few[0]["id"]]) == [*FIELDS, "quality", "band", "reason"]


def test_a_saved_corpus_is_asked_beside_the_frame(session, rows, tmp_path, monkeypatch) -> None:
    from darnel.corpus import Builder
    from darnel.doors.columns import Columns

    columns = Columns({name: at for at, name in enumerate(FIELDS)})
    other = [row | {"published": "2020-03-09"} for row in rows[40:] if row["title"]]
    saved = tmp_path / "saved.corpus"
    with Builder() as builder:
        builder.add([columns.article(list(row.values()), "") for row in other])
        builder.write(saved)
    monkeypatch.setattr("darnel.doors.spark.taking.SLICE", 5_000)
    few = rows[:60]  # a third of them in the saved corpus too, with another date
    scored = spark.score_frame(_frame(session, few), corpus=saved, folder=tmp_path)
    _same(_collected(scored), _by_id(_library(few, corpus=saved).to_dict("records")))
    assert [path.name for path in next(tmp_path.glob("darnel-*")).iterdir()] == ["records"]


def test_doubles_are_one_document_and_are_all_answered(session, rows) -> None:
    few = [row for row in rows if row["id"].startswith(("mixed", "copy"))][:20]
    urls = [f"https://{row['source']}/{row['id']}/{at}" for at in range(3) for row in few]
    frame = pd.DataFrame(few * 3, dtype=object).assign(url=urls)
    header = ", ".join(f"{name} string" for name in frame.columns)
    given = session.createDataFrame(frame.to_numpy().tolist(), header).repartition(5)
    found = [row.asDict() for row in spark.score_frame(given, signals=True).collect()]
    expected = darnel.score_frame(frame.set_index("url", drop=False), signals=True)
    _same(*(_by_id([row | {"id": row["url"]} for row in of])
            for of in (found, expected.to_dict("records"))))  # fmt: skip


def test_whole_assessments_and_names_that_are_taken(session, rows) -> None:
    few = [row | {"quality": "good"} for row in rows[:3]]
    frame = session.createDataFrame(few)
    with pytest.warns(UserWarning, match="'quality' is 'darnel_quality'"):
        scored = spark.score_frame(frame, corpus=False, assessments=True)
    for row in scored.collect():
        said = json.loads(row["assessment"])
        assert row["quality"] == "good"
        assert (said["id"], said["quality"]) == (row["id"], row["darnel_quality"])


def test_rows_without_an_id_are_looked_up_too(session, rows) -> None:
    bare = [{name: row[name] for name in ("title", "text", "source")} for row in rows[:40]]
    found = spark.score_frame(session.createDataFrame(bare)).collect()
    assert len(found) == len(bare)
    assert not any(row["copied_from"] == row["source"] for row in found)


def test_a_frame_without_articles_is_refused(session, tmp_path) -> None:
    with pytest.raises(InputError, match="no column is known to hold the text"):
        spark.score_frame(session.createDataFrame([{"n": 1}]))
    frame = session.createDataFrame([{"text": "So it is."}])
    with pytest.raises(InputError, match="there is no such folder"):
        spark.score_frame(frame, folder=tmp_path / "none")
    with pytest.raises(InputError, match="there is no such corpus"):
        spark.score_frame(frame, corpus=tmp_path / "none")


def test_the_job_writes_parquet(session, rows, expected, tmp_path) -> None:
    table = tmp_path / "in.csv"
    pd.DataFrame(rows).to_csv(table, index=False)
    assert spark.main([str(table), "-o", str(tmp_path / "out"), "--signals"], session) == 0
    found = pd.read_parquet(tmp_path / "out").astype(object)
    wanted = {
        id: {k: v for k, v in cells.items() if k not in FIELDS} for id, cells in expected.items()
    }
    _same(_by_id(found.to_dict("records")), wanted)


def test_without_spark_the_error_says_how_to_install_it(monkeypatch) -> None:
    monkeypatch.setattr("darnel.doors.spark.frame.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'darnel\[spark\]'"):
        spark.score_frame(None)


def test_a_cluster_needs_a_folder_that_all_see() -> None:
    session = SimpleNamespace(sparkContext=SimpleNamespace(master="yarn"))
    frame = SimpleNamespace(columns=["text"], sparkSession=session)
    with pytest.raises(InputError, match="name a folder that every worker sees"):
        spark.score_frame(frame)
