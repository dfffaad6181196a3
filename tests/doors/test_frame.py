"""pandas in, pandas out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from darnel import InputError, score_frame

pytestmark = pytest.mark.usefixtures("stand_in")


def test_the_frame_comes_back_with_quality_band_and_reason(prose) -> None:
    frame = pd.DataFrame({"Headline": ["Ferry late"], "n": [3], "body": [prose]}, index=["x"])
    before = frame.copy()
    scored = score_frame(frame)
    assert list(scored.columns) == ["Headline", "n", "body", "quality", "band", "reason"]
    pd.testing.assert_frame_equal(scored[["Headline", "n", "body"]], before)
    pd.testing.assert_frame_equal(frame, before)
    assert scored.loc["x", "quality"] == pytest.approx(0.45)
    assert scored.loc["x", "band"] == "review"


def test_the_index_stays_even_when_its_labels_repeat(prose) -> None:
    frame = pd.DataFrame({"text": [prose, "", "short"]}, index=[7, 7, 9])
    scored = score_frame(frame)
    assert list(scored.index) == [7, 7, 9]
    assert scored["band"].tolist() == ["review", None, None]
    assert scored["reason"].iloc[1] == "row 7: no text and no title ('text' is empty)"
    assert scored["reason"].iloc[2].startswith("Not judged")
    assert scored["quality"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA, pd.NaT], ids=repr)
def test_absent_cells_are_no_text(prose, nothing) -> None:
    frame = pd.DataFrame({"title": [nothing, nothing], "text": [prose, nothing]}, dtype=object)
    reasons = score_frame(frame)["reason"]
    assert reasons[0] == "A gearbox stands here."
    assert reasons[1].startswith("row 1: no text")


def test_cells_of_other_types_are_read(prose) -> None:
    frame = pd.DataFrame(
        {
            "id": [1],
            "text": [prose],
            "date": pd.to_datetime(["2020-05-01"]),
            "comments": [["One.", "Two."]],
        }
    )
    assert score_frame(frame)["band"][0] == "review"


def test_columns_can_be_named_and_need_not_be_strings(prose) -> None:
    frame = pd.DataFrame({0: ["Ferry late"], 1: [prose]})
    assert score_frame(frame, title=0, text=1)["band"][0] == "review"


def test_a_missing_column_is_named_with_those_seen(prose) -> None:
    with pytest.raises(InputError, match=r"with text=\. Columns seen: 'a', 'b'\."):
        score_frame(pd.DataFrame({"a": [1], "b": [2]}))
    with pytest.raises(InputError, match="there is no column 'c'"):
        score_frame(pd.DataFrame({"text": [prose]}), title="c")


def test_signals_add_every_feature(prose) -> None:
    scored = score_frame(pd.DataFrame({"text": [prose, "short"]}), signals=True)
    assert scored["gears.score"].tolist() == [1.0, 0.0]
    assert np.isnan(scored["gears.share"][1])


def test_a_column_of_our_name_is_kept_and_ours_renamed(prose) -> None:
    frame = pd.DataFrame({"text": [prose], "band": ["brass"]})
    with pytest.warns(UserWarning, match="'band' is 'darnel_band'"):
        scored = score_frame(frame)
    assert (scored["band"][0], scored["darnel_band"][0]) == ("brass", "review")


def test_an_empty_frame_gives_an_empty_frame() -> None:
    scored = score_frame(pd.DataFrame({"text": pd.Series([], dtype=object)}))
    assert list(scored.columns) == ["text", "quality", "band", "reason"]
    assert len(scored) == 0


def test_many_rows_keep_their_order(prose) -> None:
    frame = pd.DataFrame({"text": [prose + " gearbox" * (n % 3) for n in range(1200)]})
    quality = score_frame(frame)["quality"]
    assert quality[:3].tolist() == pytest.approx([0.45, 0.3, 0.225])
    assert quality.tolist() == quality[:3].tolist() * 400


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(
        TypeError, match="takes a pandas or Polars DataFrame or an Arrow table, not list"
    ):
        score_frame(["text"])
