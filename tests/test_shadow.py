from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.shadow import MARKS_AT_ONCE, shadow_of

ODD = st.text(st.sampled_from("aze \n\u200b\u00ad\ufeff\u0301\u0323ｆ𝐛ﬁеВр\ud800😀ß"), max_size=40)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("plain prose", "plain prose", id="plain"),
        pytest.param("ze\u200bro wid\u00adth\ufeff", "zero width", id="invisible characters"),
        pytest.param("рaypal Вank", "paypal Bank", id="Cyrillic in Latin words"),
        pytest.param("москва и раз", "москва и раз", id="Russian stays Russian"),
        pytest.param("cafe\u0301", "café", id="decomposed accents"),
        pytest.param("ｆｕｌｌ 𝐛𝐨𝐥𝐝 ﬁne", "full bold fine", id="compatibility letters"),
        pytest.param("соре аs ехреᴄt", "cope as expect", id="words wholly of borrowed letters"),
        pytest.param("ꓚоⅿⅿent ᴀɴᴅ ρоӏіϲу", "Comment and policy", id="letters of rare scripts"),
        pytest.param("роза и роса", "роза и роса", id="Russian beside words of borrowed letters"),
        pytest.param(
            "com\u034fment pol\U000e0061icy ru\u17b4les", "comment policy rules", id="ignorable"
        ),
        pytest.param("the\u3164board\u2800met", "the board met", id="fillers drawn as a space"),
        pytest.param(
            "donʼt say o′clock at 5′ 6", "don’t say o’clock at 5′ 6", id="apostrophes in words"
        ),
        pytest.param("„so“ he says, ‟so″", "“so“ he says, “so”", id="other quotation marks"),
        pytest.param("Brand™ №5 at 20 ℃", "Brand™ №5 at 20 ℃", id="signs that are no letters"),
    ],
)
def test_the_shadow_is_what_a_reader_sees(text: str, plain: str) -> None:
    assert shadow_of(text).text == plain


def test_spans_map_back_to_the_original() -> None:
    text = "A \u200bze\u200bro cafe\u0301 ﬁne end"
    shadow = shadow_of(text)
    for word, original in [
        ("zero", "ze\u200bro"),
        ("café", "cafe\u0301"),
        ("fine", "ﬁne"),
        ("end", "end"),
    ]:
        start = shadow.text.index(word)
        span = np.array([start, start + len(word)], np.int32)
        low, high = shadow.original_starts(span)[0], shadow.original_ends(span)[1]
        assert text[low:high] == original


def test_a_plain_text_is_its_own_shadow() -> None:
    assert shadow_of("plain – “quoted” naïve").starts is None


def test_nothing_but_invisible_characters_leaves_nothing() -> None:
    shadow = shadow_of("\u200b\ufeff")
    assert shadow.text == ""
    assert shadow.original_ends(np.array([0], np.int32)).tolist() == [0]


@settings(max_examples=300, deadline=None)
@given(ODD)
def test_every_character_of_the_shadow_has_its_place_in_the_original(text: str) -> None:
    shadow = shadow_of(text)
    offsets = np.arange(len(shadow.text), dtype=np.int32)
    starts, ends = shadow.original_starts(offsets), shadow.original_ends(offsets + 1)
    assert (starts >= 0).all()
    assert (starts < ends).all()
    assert (ends <= len(text)).all()
    assert (np.diff(starts) >= 0).all()
    assert (np.diff(ends) >= 0).all()
    for plain, start, end in zip(shadow.text, starts, ends, strict=True):
        original = text[start:end]
        assert plain in unicodedata.normalize("NFKC", original) or set(original) & set("еВр")


def test_a_mark_that_composes_with_nothing_keeps_its_place() -> None:
    text = "a \u0301b"
    shadow = shadow_of(text)
    offsets = np.arange(len(text), dtype=np.int32)
    assert shadow.text == text
    assert shadow.original_starts(offsets).tolist() == [0, 1, 2, 3]


def test_a_letter_under_a_tower_of_marks_keeps_them() -> None:
    shadow = shadow_of("a" + "\u0301\u0323" * 200_000)
    assert len(shadow.text) > 200_000 - MARKS_AT_ONCE
