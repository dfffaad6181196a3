from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.article import Article
from darnel.text import MOST_BLOCKS, Pages, Spans, Tokens, parse

PIECES = st.sampled_from(
    [
        "The board met. ", "Dr. Oss said no", "\r\n", "\n\n", "\n", "\t", "\u00a0", "e\u0301te\u0301 ",
        "👩‍👩‍👧 ", "שלום עולם. ", "नमस्ते दुनिया। ", "\u200bz\u200bero ", "\ufeff", "\x00", "\ud800", "\u2028",
        "Вank раypal ", "ｆｕｌｌ ", "𝐛𝐨𝐥𝐝 ", "“Why?” ", "3.5 ", "… ", "* ", "1. ", "don’t ", "ﬁne ", "。", "a",
        "\u0301", " \u0301", "ended.The ", '."But ', ". . . ", "\u202eevil\u202c ", "p.m. ", "\x1c", "\x85",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


def quotes(text: str, spans: Spans) -> list[str]:
    return [text[s:e] for s, e in zip(spans.start, spans.end, strict=True)]


def blocks(text: str) -> list[str]:
    return quotes(text, parse([Article(text=text)]).body.blocks)


def sentences(text: str) -> list[str]:
    return quotes(text, parse([Article(text=text)]).body.sentences)


def words(text: str) -> list[str]:
    body = parse([Article(text=text)]).body
    return [text[s:e] for s, e in zip(body.start, body.end, strict=True)]


def assert_ordered_and_in_bounds(spans: Spans, texts: list[str]) -> None:
    lengths = np.array([len(text) for text in texts])
    assert (spans.start >= 0).all()
    assert (spans.start < spans.end).all()
    assert (spans.end <= lengths[spans.page]).all()
    same = spans.page[1:] == spans.page[:-1]
    assert (np.diff(spans.page) >= 0).all()
    assert (spans.end[:-1][same] <= spans.start[1:][same]).all()


def assert_sound(tokens: Tokens, texts: list[str]) -> None:
    """Hold the whole contract of `Tokens`: order, bounds, nesting, numbering, quotes."""
    one = np.arange(len(tokens), dtype=np.int32)
    as_spans = Spans(tokens.page, tokens.start, tokens.end, one, one + 1)
    for spans in (tokens.blocks, tokens.sentences, as_spans):
        assert_ordered_and_in_bounds(spans, texts)
    for spans, number in ((tokens.blocks, tokens.block), (tokens.sentences, tokens.sentence)):
        assert (spans.first < spans.last).all()
        assert (spans.last[:-1] == spans.first[1:]).all()
        assert (number == np.repeat(np.arange(len(spans)), spans.words)).all()
        assert (spans.page[number] == tokens.page).all()
        assert (spans.start[number] <= tokens.start).all()
        assert (tokens.end <= spans.end[number]).all()
    parent = tokens.block[tokens.sentences.first]
    assert (tokens.blocks.start[parent] <= tokens.sentences.start).all()
    assert (tokens.sentences.end <= tokens.blocks.end[parent]).all()
    for page, (low, high) in enumerate(pairwise(tokens.page_words)):
        assert (tokens.page[low:high] == page).all()
    assert len(tokens.page_words) == len(tokens.page_blocks) == len(texts) + 1
    assert tokens.page_words[-1] == len(tokens)
    assert tokens.page_blocks[-1] == len(tokens.blocks)
    assert tokens.page_sentences[-1] == len(tokens.sentences)


def assert_quotes_are_trimmed(pages: Pages, texts: list[str]) -> None:
    body = pages.body
    for spans in (body.blocks, body.sentences):
        for page, start, end in zip(spans.page, spans.start, spans.end, strict=True):
            quote = texts[page][start:end]
            assert quote == quote.strip()
    for page, start, end in zip(body.page, body.start, body.end, strict=True):
        quote = texts[page][start:end]
        assert not any(map(str.isspace, quote))


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS)
def test_every_span_slices_the_original_and_lies_within_its_parent(one: str, two: str) -> None:
    articles = [Article(text=one), Article(text=two, title=one), Article()]
    pages = parse(articles)
    texts = [article.text for article in articles]
    assert_sound(pages.body, texts)
    assert_quotes_are_trimmed(pages, texts)
    assert_sound(pages.title, [article.title for article in articles])


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_text_is_parsed_alike_alone_and_in_a_batch(text: str) -> None:
    first = Article(text="Another page. With words.")
    spans = parse([first, Article(text=text)]).body.sentences
    mine = spans.page == 1
    together = [text[s:e] for s, e in zip(spans.start[mine], spans.end[mine], strict=True)]
    assert sentences(text) == together


SENTENCES = ["The board met.", "Nobody came!", "Was it late?", "They left at noon."]


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(lambda s: s.replace(" ", "\t"), id="tabs"),
        pytest.param(lambda s: s.replace(" ", "\u00a0"), id="no-break spaces"),
        pytest.param(lambda s: s.replace("e", "e\u0301"), id="decomposed accents"),
        pytest.param(lambda s: s.replace("e", "e\u200b"), id="zero-width spaces"),
        pytest.param(lambda s: s.replace("e", "е"), id="Cyrillic letters"),
        pytest.param(lambda s: s.replace(" ", " \x00"), id="NUL"),
        pytest.param(lambda s: s.replace(" ", " \ud83d "), id="lone surrogates"),
        pytest.param(lambda s: s.replace(" ", " 👩‍👩‍👧 "), id="joined emoji"),
        pytest.param(lambda s: f"\u202b{s}\u202c", id="direction marks"),
    ],
)
def test_odd_characters_do_not_move_the_ends_of_sentences(spoilt) -> None:
    text = " ".join(map(spoilt, SENTENCES))
    found = sentences(text)
    assert [f.strip("\u202b\u202c\u200b") for f in found] == [
        spoilt(s).strip("\u202b\u202c\u200b") for s in SENTENCES
    ]
    assert_sound(parse([Article(text=text)]).body, [text])


@pytest.mark.parametrize(
    "newline",
    ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n \t\n", "\u2028", "\u2029", "\x0b", "\x85"],
)
def test_single_newlines_and_blank_lines_part_blocks(newline: str) -> None:
    assert blocks(f"One here.{newline}Two there.") == ["One here.", "Two there."]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_hard_wrapped_lines_are_one_block(newline: str) -> None:
    lines = [
        "The harbour board met on Tuesday evening to hear why the new",
        "ferry of the island is late, and its engineers told the board",
        "that the gearbox, which had been ordered in March, had failed",
        "two tests on the quay and that a third one would have to wait",
        "for a month.",
    ]
    wrapped = newline.join(lines)
    assert blocks(f"{wrapped}{newline}{newline}{wrapped}") == [wrapped, wrapped]


def test_lines_of_a_poem_stay_lines() -> None:
    poem = "The sea is grey\nThe boat is late\nThe gulls cry out\nI sit and wait\nAnd wait"
    assert blocks(poem) == poem.split("\n")


def test_lines_without_a_word_are_no_blocks() -> None:
    assert blocks("One.\n\n***\n\n— — —\n\nTwo.") == ["One.", "Two."]


def test_signs_at_the_edges_belong_to_their_block() -> None:
    assert blocks("  “One,” she said.  \n\n (Two!) \n") == ["“One,” she said.", "(Two!)"]


def test_words_keep_apostrophes_marks_and_accents() -> None:
    pages = parse([Article(text="Don’t rush the cafe\u0301, O'Neil; naïve हिन्दी.")])
    assert [pages.vocabulary.words[w] for w in pages.body.word] == [
        "Don’t", "rush", "the", "café", "O'Neil", "naïve", "हिन्दी",
    ]  # fmt: skip


def test_a_word_covers_the_invisible_characters_within_it_only() -> None:
    assert words("\u200bze\u200bro\u200b, \ufeffe\u0301te\u0301") == [
        "ze\u200bro",
        "e\u0301te\u0301",
    ]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(["Dr. Oss met Mr. J. K. Vale.", "They left."], id="titles and initials"),
        pytest.param(
            ["Sens. Oss and Vale met Reps. Lund and Ek.", "Gov. Dahl came."], id="plural titles"
        ),
        pytest.param(["The reps of the yard met a sales rep.", "Police came."], id="rep, no title"),
        pytest.param(["It cost $3.5 million.", "He paid."], id="decimals"),
        pytest.param(["It rose 0.25%.", "Rates fell 3.1 per cent."], id="per cent"),
        pytest.param(["He flew to the U.S. on Monday.", "She stayed."], id="acronym inside"),
        pytest.param(["The U.S. Senate voted.", "It passed."], id="acronym before a name"),
        pytest.param(["He flew to the U.S.", "The flight was late."], id="acronym at the end"),
        pytest.param(["She has a Ph.D. in law.", "He has none."], id="degree"),
        pytest.param(["“Why?” she asked.", "“Because it is late.”", "He left."], id="quotes"),
        pytest.param(["“It is late.", "Go home.”", "He went."], id="sentences within a quotation"),
        pytest.param(['"It is over."', "He sat down."], id="stop inside straight quotes"),
        pytest.param(["He called it 'over'.", "She left."], id="stop behind single quotes"),
        pytest.param(["Then... nothing happened.", "Wait…", "What?"], id="ellipses"),
        pytest.param(["It went on . . . and on.", "Then it stopped."], id="spaced ellipsis"),
        pytest.param(["It opened on Jan. 5 at No. 10.", "Done."], id="months and numbers"),
        pytest.param(["He said no.", "Police left."], id="no, no number"),
        pytest.param(
            ["She was ill.", "Doctors came.", "He sat.", "Nurses left."], id="ill, no state"
        ),
        pytest.param(["Smith Inc. sold it.", "Acme Corp.", "The rest kept it."], id="firms"),
        pytest.param(["She lives on Main St.", "He lives in St. Olaf."], id="street and saint"),
        pytest.param(["It began at 5 p.m. on Friday.", "Rain fell."], id="times"),
        pytest.param(["It began at 5 p.m. ET Friday.", "Rain fell."], id="time zones"),
        pytest.param(["It ended at 5 p.m.", "Police left."], id="an hour ends a sentence"),
        pytest.param(["He won!", "Did she?", "Yes."], id="strong marks"),
        pytest.param(["What?!", "No way!!!", "Yes."], id="doubled marks"),
        pytest.param(["Fans of Yahoo! cheered.", "Others wept."], id="mark before a small letter"),
        pytest.param(["(It was late.)", "Nobody came."], id="brackets"),
        pytest.param(["It was Oss (R-Tex.).", "Vale stayed."], id="abbreviation in brackets"),
        pytest.param(["In 2018.", "The year after it fell."], id="a year ends a sentence"),
        pytest.param(["He saw Henry V.", "The play was long."], id="Roman number"),
        pytest.param(["So do I.", "Nobody minds."], id="the pronoun I"),
        pytest.param(["It is a U-S-A.", "Nothing else."], id="letters with hyphens"),
        pytest.param(["He read it.", "iPhone sales fell."], id="small first letter of a brand"),
        pytest.param(["He read it.", "https://example.org/a tells more."], id="link"),
        pytest.param(["Rovers v. United was off.", "Rain fell."], id="versus"),
        pytest.param(["See example.com for more.", "Or www.example.org/a.b now."], id="hosts"),
        pytest.param(["会议结束了。", "大家回家。"], id="Chinese"),
        pytest.param(["वह घर गया।", "वह सो गया।"], id="Hindi"),
        pytest.param(["هل وصلت؟", "نعم."], id="Arabic"),
        pytest.param(["שלום עולם.", "מה שלומך?"], id="Hebrew"),
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    joiner = "" if "。" in parts[0] else " "
    assert sentences(joiner.join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(["The board ended.", "The ferry left."], id="word that opens sentences"),
        pytest.param(["It left on Wednesday.", "“But it is late,” he said."], id="opening quote"),
        pytest.param(["“It is late.”", "But he stayed."], id="closing quote"),
        pytest.param(["Was it late?", "They said so."], id="question"),
    ],
)
def test_a_stop_without_a_space_ends_a_sentence_where_it_is_sure(parts: list[str]) -> None:
    assert sentences("".join(parts)) == parts


@pytest.mark.parametrize("word", ["Node.Js", "3.14", "U.S.Steel", "a.The", "example.Org", "R.E.M"])
def test_a_stop_within_a_name_ends_nothing(word: str) -> None:
    assert sentences(f"They took {word} there.") == [f"They took {word} there."]


@pytest.mark.parametrize("mark", ["1.", "12.", "a.", "B.", "1)", "•", "-", "*"])
def test_marks_of_list_items_end_no_sentence(mark: str) -> None:
    items = f"{mark} Beat the eggs.\n{mark} Add milk."
    assert sentences(items)[-1].endswith("Add milk.")
    assert len(sentences(items)) == 2


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("word ", id="one line"),
        pytest.param("a\n\n", id="tiny blocks"),
        pytest.param("\n", id="newlines"),
        pytest.param("\r\n", id="Windows newlines"),
        pytest.param("\n       x", id="indented lines"),
        pytest.param("x", id="no space"),
        pytest.param('"', id="quotes"),
        pytest.param(".", id="stops"),
        pytest.param(".)", id="stops and brackets"),
        pytest.param(". ", id="spaced stops"),
        pytest.param("A. ", id="initials"),
        pytest.param("\u200b", id="zero width"),
        pytest.param("e\u0301 ", id="accents"),
        pytest.param("\u0301\u0323", id="nothing but marks"),
        pytest.param("Вa ", id="mixed scripts"),
        pytest.param("don't", id="apostrophes"),
    ],
)
def test_large_odd_texts_are_parsed_whole(unit: str) -> None:
    article = Article(text=unit * (800_000 // len(unit)))
    body = parse([article]).body
    assert (body.blocks.end[-1:] <= len(article.text)).all()
    assert body.page_words[-1] == len(body)


def test_five_megabytes_on_one_line_are_parsed() -> None:
    text = "The quick ferry crossed the sound before noon. " * 110_000
    body = parse([Article(text=text)]).body
    assert len(body.blocks) == 1
    assert len(body.sentences) == 110_000
    assert text[body.sentences.start[-1] : body.sentences.end[-1]].startswith("The quick ferry")


def test_of_a_hundred_thousand_paragraphs_neighbours_count_as_one_and_none_is_lost() -> None:
    text, short = "a\n\n" * 100_000, "One.\n\nTwo."
    body = parse([Article(text=text), Article(text=short)]).body
    assert (len(body), len(body.blocks)) == (100_002, MOST_BLOCKS + 2)
    assert set(body.blocks.words[:-2]) == {100_000 // MOST_BLOCKS}
    assert_sound(body, [text, short])


def test_as_many_paragraphs_as_may_be_are_each_their_own() -> None:
    assert len(parse([Article(text="a\n\n" * MOST_BLOCKS)]).body.blocks) == MOST_BLOCKS
    body = parse([Article(text="a\n\n" * (MOST_BLOCKS + 1))]).body
    assert len(body.blocks) == MOST_BLOCKS // 2 + 1


def test_a_million_newlines_hold_nothing_and_part_what_stands_round_them() -> None:
    assert len(parse([Article(text="\n" * 1_000_000)]).body) == 0
    assert blocks("One." + "\n" * 1_000_000 + "Two.") == ["One.", "Two."]


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b\ufeff", "… — !?", "\ud800", "👩‍👩‍👧"])
def test_a_text_without_words_has_no_spans(text: str) -> None:
    body = parse([Article(text=text), Article(text="One.")]).body
    assert (body.page_words.tolist(), len(body.blocks), len(body.sentences)) == ([0, 0, 1], 1, 1)


def test_an_empty_batch_has_no_pages() -> None:
    pages = parse([])
    assert (len(pages), len(pages.body), len(pages.vocabulary)) == (0, 0, 0)
