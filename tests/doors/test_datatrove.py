"""Blocks in a pipeline of datatrove."""

from __future__ import annotations

import json
import pickle
import sys
from importlib import import_module
from pathlib import Path

import pytest
from libraries import DATATROVE, lacking

import darnel
from darnel import Article, InputError
from darnel.corpus import Builder

if lacking("datatrove", "orjson"):
    pytest.skip(DATATROVE, allow_module_level=True)

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from darnel.doors.datatrove import DarnelAnnotator, DarnelFilter

ARTICLES = Path(__file__).parents[1] / "data" / "articles.csv"


@pytest.fixture(scope="module")
def pages() -> list[dict[str, str]]:
    """Farm pages, honest ones, and some that can't be judged."""
    import pandas as pd

    rows = pd.read_csv(ARTICLES, dtype=str, keep_default_na=False)
    kept = rows[rows["id"].str.startswith(("farm-", "abstain-"))]
    return pd.concat([rows.head(5), kept])[["id", "title", "text"]].to_dict("records")


@pytest.fixture
def folder(pages, tmp_path) -> Path:
    read = tmp_path / "in"
    read.mkdir()
    for part in range(2):
        lines = [json.dumps(page) + "\n" for page in pages[part::2]]
        (read / f"{part}.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def _expected(pages) -> dict[str, darnel.Assessment]:
    articles = [Article(p["text"], p["title"], p["id"]) for p in pages]
    return {a.id: a for a in darnel.Scorer.load().assess(articles)}


def _run(folder: Path, *blocks, tasks: int = 1) -> None:
    steps = [JsonlReader(str(folder / "in")), *blocks, JsonlWriter(str(folder / "out"))]
    LocalPipelineExecutor(
        steps, tasks=tasks, workers=1, logging_dir=str(folder / "logs"), skip_completed=False
    ).run()


def _written(folder: Path) -> dict[str, dict]:
    import gzip

    lines = [
        line
        for file in folder.glob("*.jsonl.gz")
        for line in gzip.decompress(file.read_bytes()).decode().splitlines()
    ]
    return {found["id"]: found for found in map(json.loads, lines)}


def test_pages_in_block_are_dropped_and_written_with_their_reason(folder, pages) -> None:
    excluded = JsonlWriter(str(folder / "excluded"))
    _run(folder, DarnelFilter(exclusion_writer=excluded), tasks=2)
    expected = _expected(pages)
    blocked = {id for id, a in expected.items() if a.band == "block"}
    assert 1 < len(blocked) < len(expected) - 2
    kept, dropped = _written(folder / "out"), _written(folder / "excluded")
    assert kept.keys() == expected.keys() - blocked
    assert dropped.keys() == blocked
    for id, found in (kept | dropped).items():
        said = found["metadata"]
        assert said["darnel_quality"] == expected[id].quality
        assert said["darnel_band"] == expected[id].band
        assert said["darnel_reason"] == expected[id].reason
    assert {found["metadata"]["filter_reason"] for found in dropped.values()} == {"block"}
    logged = "".join(
        file.read_text("utf-8") for file in (folder / "logs").rglob("*") if file.is_file()
    )
    assert "dropped_block" in logged
    assert not any(page["text"][:40] in logged for page in pages)


def test_other_bands_can_be_dropped(pages) -> None:
    documents = [Document(p["text"], p["id"], metadata={"title": p["title"]}) for p in pages]
    expected = _expected(pages)
    kept = [d.id for d in DarnelFilter(drop=["block", "review"], batch_size=5).run(documents)]
    assert kept == [p["id"] for p in pages if expected[p["id"]].band in ("clear", None)]


def test_the_annotator_drops_nothing_and_writes_features(folder, pages) -> None:
    _run(folder, DarnelAnnotator(signals=True, prefix=""))
    expected, found = _expected(pages), _written(folder / "out")
    assert found.keys() == expected.keys()
    for id, assessment in expected.items():
        said = found[id]["metadata"]
        assert said["band"] == assessment.band
        for name, value in assessment.signals.items():
            assert said[name] == pytest.approx(value, rel=1e-9) or said[name] is None


def test_documents_are_judged_in_batches(stand_in, prose, monkeypatch) -> None:
    monkeypatch.setattr("darnel.doors.datatrove._loaded", lambda loading: stand_in)
    documents = [Document(prose, str(n)) for n in range(600)]
    assert len(list(DarnelFilter().run(documents))) == 600
    assert stand_in.batches == [256, 256, 88]
    assert DarnelFilter().filter(documents[0]) is True


def test_keys_are_found_by_their_usual_names_or_named(stand_in, prose, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr("darnel.doors.datatrove._loaded", lambda loading: stand_in)
    stand_in.before = seen.append
    metadata = {
        "Headline": "Late",
        "link": "https://a.example/1",
        "date": "2020-05-01",
        "k": "Kopf",
    }
    documents = [Document(prose, "1", metadata=dict(metadata) | {"content": "not the text"})]
    list(DarnelAnnotator().run(documents))
    list(DarnelAnnotator(title="k").run(documents))
    assert (seen[0].title, seen[0].url, seen[0].published) == (
        "Late", "https://a.example/1", "2020-05-01",
    )  # fmt: skip
    assert (seen[0].text, seen[0].source, seen[1].title) == (prose, "a.example", "Kopf")
    with pytest.warns(UserWarning, match="no document of a batch has 'heading'"):
        list(DarnelAnnotator(title="heading").run(documents))


def test_a_document_without_words_is_kept_and_says_so() -> None:
    document = Document(" ", "empty")
    assert list(DarnelFilter().run([document])) == [document]
    assert document.metadata["darnel_band"] is None
    assert "no text" in document.metadata["darnel_reason"]


def test_blocks_travel_without_their_scorer_and_know_a_corpus(pages, tmp_path) -> None:
    path = tmp_path / "some.corpus"
    articles = [Article(p["text"], p["title"], p["id"], source="a.example") for p in pages]
    with Builder() as builder:
        builder.add(articles)
        builder.write(path)
    block = DarnelAnnotator(corpus=path, prevalence=0.02)
    sent = pickle.dumps(block)
    assert len(sent) < 10_000
    documents = [
        Document(p["text"], p["id"], metadata={"title": p["title"], "source": "b.example"})
        for p in pages
    ]
    list(pickle.loads(sent).run(documents))
    scorer = darnel.Scorer.load(corpus=path, prevalence=0.02)
    wanted = scorer.assess(
        [Article(p["text"], p["title"], p["id"], source="b.example") for p in pages]
    )
    said = [document.metadata["darnel_quality"] for document in documents]
    assert said == [assessment.quality for assessment in wanted]


def test_what_cannot_be_used_is_refused_before_the_run(tmp_path) -> None:
    with pytest.raises(InputError, match="drop= is a list of bands"):
        DarnelFilter(drop=["spam"])
    with pytest.raises(InputError, match="drop= is a list of bands"):
        DarnelFilter(drop="block")
    with pytest.raises(InputError, match="prevalence"):
        DarnelAnnotator(prevalence=2)
    with pytest.raises(InputError):
        DarnelFilter(corpus=tmp_path / "none.corpus")


def test_without_the_extra_the_door_says_how_to_install_it(monkeypatch) -> None:
    for name in ("datatrove", "datatrove.data"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "darnel.doors.datatrove")
    with pytest.raises(ImportError, match=r"pip install 'darnel\[datatrove\]'"):
        import_module("darnel.doors.datatrove")
