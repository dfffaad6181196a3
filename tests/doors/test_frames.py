"""Polars and Arrow in, the same out, with the answers that pandas gets."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from libraries import polars

from darnel import InputError, judge_sources, score_frame
from darnel.doors.verdicts import COLUMNS

POLARS = pytest.param("polars", marks=pytest.mark.polars)
BOTH = pytest.mark.parametrize("library", ["arrow", POLARS])
CORPUS = ["cluster", "copy", "copied_from", "copied_by", "template"]


def made(library: str, columns: dict[str, list]):
    """Make a frame of a library."""
    return pa.table(columns) if library == "arrow" else polars().DataFrame(columns)


def rows(frame) -> list[dict]:
    """Give the rows of a frame of any library, absent cells as None."""
    if isinstance(frame, pd.DataFrame):
        frame = frame.astype(object).where(frame.notna(), None)
        return frame.to_dict("records")
    return frame.to_pylist() if isinstance(frame, pa.Table) else frame.to_dicts()


@pytest.fixture
def columns(prose) -> dict[str, list]:
    other = prose.replace("gearbox", "keel").replace("ferry", "barge")
    return {
        "id": ["a", "b", "c", "d", "e"],
        "Headline": ["Ferry late", None, "Barge late", "", "Ferry late"],
        "n": [3, None, 1, 2, 5],
        "body": [prose, None, other, "short", prose],
        "source": ["a.example", "a.example", "b.example", None, "c.example"],
        "date": [date(2020, 5, 1), None, date(2020, 5, 2), None, date(2020, 5, 3)],
    }


@BOTH
def test_the_answers_are_those_of_pandas(library, columns) -> None:
    wanted = score_frame(pd.DataFrame(columns, dtype=object), signals=True)
    given = made(library, columns)
    scored = score_frame(given, signals=True)
    assert type(scored) is type(given)
    found = rows(scored)
    assert list(found[0]) == list(wanted.columns)
    assert list(found[0])[6:14] == ["quality", "band", "reason", *CORPUS]
    assert found == rows(wanted)
    assert found[4]["copied_from"] == "a.example; b.example"
    assert found[1]["reason"] == "row 1: no text and no title ('body' and 'Headline' are empty)"


@BOTH
@pytest.mark.usefixtures("stand_in")
def test_every_column_stays_and_ours_are_of_one_type_each(library, columns) -> None:
    given = made(library, columns)
    scored = score_frame(given)
    if library == "arrow":
        assert scored.select(given.column_names).equals(given)
        assert [str(f.type) for f in list(scored.schema)[6:]] == ["double", "string", "string"]
        assert scored["quality"].null_count == 2
    else:
        pl = polars()
        assert scored.select(given.columns).equals(given)
        assert scored.dtypes[6:] == [pl.Float64, pl.String, pl.String]
        assert scored["quality"].null_count() == 2


@BOTH
@pytest.mark.usefixtures("stand_in")
def test_a_column_of_our_name_is_kept_and_ours_renamed(library, prose) -> None:
    with pytest.warns(UserWarning, match="'band' is 'darnel_band'"):
        (row,) = rows(score_frame(made(library, {"text": [prose], "band": ["brass"]})))
    assert (row["band"], row["darnel_band"]) == ("brass", "review")


@BOTH
def test_an_empty_frame_gives_an_empty_frame(library) -> None:
    given = made(library, {"text": ["x"]})[:0]
    scored = score_frame(given)
    names = list(getattr(scored, "column_names", None) or scored.columns)
    assert (names, len(scored)) == (["text", "quality", "band", "reason", *CORPUS], 0)


@BOTH
@pytest.mark.usefixtures("stand_in")
def test_a_missing_column_is_named_with_those_seen(library) -> None:
    with pytest.raises(InputError, match=r"with text=\. Columns seen: 'a', 'b'\."):
        score_frame(made(library, {"a": [1], "b": [2]}))


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    "column",
    [
        pytest.param(lambda t: pa.array(t, pa.large_string()), id="large_string"),
        pytest.param(lambda t: pa.array(t, pa.string_view()), id="string_view"),
        pytest.param(lambda t: pa.array(t).dictionary_encode(), id="dictionary"),
        pytest.param(lambda t: pa.chunked_array([t[:1], [], t[1:]], pa.string()), id="chunks"),
        pytest.param(lambda t: pa.array([x and x.encode() for x in t], pa.binary()), id="binary"),
    ],
)
def test_texts_are_read_from_every_type_of_arrow(prose, column) -> None:
    given = pa.table({"text": column([prose, None, prose + " gearbox"])})
    scored = score_frame(given)
    assert scored["quality"].to_pylist() == pytest.approx([0.45, None, 0.3], nan_ok=True)
    assert scored["text"].type == given["text"].type


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("kind", [pa.string, pa.large_string])
def test_bytes_that_are_no_utf8_lose_no_row(prose, kind) -> None:
    texts = [prose.encode() + b" \xff", b"\xff", prose.encode()]
    held = pa.array(texts, pa.large_binary() if kind is pa.large_string else pa.binary())
    broken = pa.Array.from_buffers(kind(), 3, held.buffers())
    for column in (broken, broken.dictionary_encode()):
        assert len(score_frame(pa.table({"text": column}))) == 3


@pytest.mark.polars
@pytest.mark.usefixtures("stand_in")
def test_polars_types_are_read(prose) -> None:
    pl = polars()
    given = pl.DataFrame(
        {
            "title": pl.Series(["Late", "Late"], dtype=pl.Categorical),
            "text": pl.Series([prose, prose], dtype=pl.Categorical),
            "comments": [["One.", "Two."], None],
            "date": pl.Series([None, None], dtype=pl.Datetime("ns", "UTC")),
        }
    )
    scored = score_frame(given)
    assert scored["quality"].to_list() == pytest.approx([0.45, 0.45])
    assert scored.schema["text"] == pl.Categorical


@pytest.mark.polars
def test_a_lazy_frame_is_to_be_collected_first() -> None:
    lazy = polars().LazyFrame({"text": ["A."]})
    with pytest.raises(TypeError, match=r"not LazyFrame; collect it first: frame\.collect\(\)"):
        score_frame(lazy)
    with pytest.raises(TypeError, match="collect it first"):
        judge_sources(lazy)


@pytest.mark.usefixtures("stand_in")
def test_what_can_be_made_a_table_is_told_so(prose) -> None:
    batch = pa.RecordBatch.from_pydict({"text": [prose]})
    with pytest.raises(TypeError, match=r"not RecordBatch; pyarrow\.table\(…\) makes one of it"):
        score_frame(batch)
    with pytest.raises(TypeError, match=r"pyarrow\.table"):
        judge_sources(batch)
    assert len(score_frame(pa.table(batch))) == 1


@BOTH
def test_sources_are_judged_alike(library) -> None:
    scored = {
        "link": [f"https://{name}.example/{n}" for name in "ab" for n in range(9)],
        "quality": [0.99] * 9 + [0.01] * 8 + [None],
        "reason": ["No sign of assembly stands out."] * 17
        + ["Not judged: under 60 words of text."],
    }
    wanted = rows(judge_sources(pd.DataFrame(scored)))
    given = made(library, scored)
    found = judge_sources(given, url="link")
    assert type(found) is type(given)
    assert rows(found) == wanted
    assert tuple(rows(found)[0]) == COLUMNS
    assert [row["source"] for row in wanted] == ["b.example", "a.example"]
    with pytest.raises(InputError, match=r"row 0: no source in 'link'"):
        judge_sources(made(library, {"link": [""], "quality": [0.5]}))
