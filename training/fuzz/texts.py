"""Texts: the shadow that matching works on, parsing, fingerprints, addresses and dates."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np

from darnel.article import Article
from darnel.corpus.documents import UNKNOWN, credits_of, document_of, names_of, time_of
from darnel.corpus.fingerprints import prints_of
from darnel.domains import hosts_strangers, label_of, source_of
from darnel.doors.columns import comments_of, host_of
from darnel.lookalikes import LIKENESSES
from darnel.shadow import shadow_of
from darnel.text import Spans, Tokens, parse
from training.fuzz import Oracle, Target
from training.fuzz.drawing import Draw, seeds_of_texts, text_of


def _shadow() -> Oracle:
    def one(data: bytes) -> None:
        text = text_of(data)
        shadow = shadow_of(text)
        if shadow.starts is None or shadow.ends is None:
            assert shadow.text == text
            return
        starts, ends = shadow.starts.tolist(), shadow.ends.tolist()
        assert len(ends) == len(shadow.text) == len(starts) - 1
        assert starts[-1] == len(text)
        assert all(a <= b for a, b in pairwise(starts))
        assert all(a <= b for a, b in pairwise(ends))
        for letter, start, end in zip(shadow.text, starts, ends, strict=False):
            assert 0 <= start < end <= len(text)
            _assert_stands_for(letter, text[start:end])

    return one


def _assert_stands_for(letter: str, original: str) -> None:
    """A letter of the shadow is the original, a look-alike's, or a part of its composed form."""
    if letter == original or LIKENESSES.get(original) == letter:
        return
    forms = unicodedata.normalize("NFKC", original) + unicodedata.normalize("NFC", original)
    assert letter in forms or any(LIKENESSES.get(form) == letter for form in forms), (
        letter, original,
    )  # fmt: skip


def _parsing() -> Oracle:
    def one(data: bytes) -> None:
        draw = Draw(data)
        title = text_of(draw.some())
        text = text_of(draw.rest())
        pages = parse([Article(text=text, title=title), Article(text=title), Article()])
        assert_sound(pages.body, [text, title, ""])
        assert_sound(pages.title, [title, "", ""])

    return one


def assert_sound(tokens: Tokens, texts: list[str]) -> None:
    """Hold parsing to its contract: spans are in order, in bounds, nested, and trimmed."""
    one = np.arange(len(tokens), dtype=np.int32)
    words = Spans(tokens.page, tokens.start, tokens.end, one, one + 1)
    for spans in (tokens.blocks, tokens.sentences, words):
        _assert_in_order(spans, texts)
    for spans, number in ((tokens.blocks, tokens.block), (tokens.sentences, tokens.sentence)):
        assert (number == np.repeat(np.arange(len(spans)), spans.words)).all()
        assert (spans.start[number] <= tokens.start).all()
        assert (tokens.end <= spans.end[number]).all()
    parent = tokens.block[tokens.sentences.first]
    assert (tokens.blocks.start[parent] <= tokens.sentences.start).all()
    assert (tokens.sentences.end <= tokens.blocks.end[parent]).all()
    assert tokens.page_words[-1] == len(tokens)
    assert tokens.page_blocks[-1] == len(tokens.blocks)
    assert tokens.page_sentences[-1] == len(tokens.sentences)


def _assert_in_order(spans: Spans, texts: list[str]) -> None:
    last = (0, 0)
    for page, start, end in zip(
        spans.page.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True
    ):
        assert last <= (page, start)
        assert 0 <= start < end <= len(texts[page])
        quote = texts[page][start:end]
        assert quote == quote.strip(), quote
        last = (page, end)


def _fingerprints() -> Oracle:
    def one(data: bytes) -> None:
        draw = Draw(data)
        title = text_of(draw.some())
        articles = [Article(text_of(draw.rest()), title), Article(title), Article()]
        prints = prints_of(articles)
        assert len(prints.hash) == len(prints.document) == len(prints.position)
        assert (prints.position < prints.words[prints.document]).all()
        assert (prints.block_first < prints.block_last).all()
        assert (prints.block_last <= prints.words[prints.block_document]).all()
        assert len(prints.title) == len(prints.words) == len(articles)
        alone = prints_of(articles[:1])
        assert (alone.hash == prints.hash[prints.document == 0]).all()
        assert alone.title[0] == prints.title[0]

    return one


def _addresses() -> Oracle:
    def one(data: bytes) -> None:
        draw = Draw(data)
        said, other = text_of(draw.some()), text_of(draw.rest())
        source = source_of(said)
        assert source_of(source) == source, (said, source)
        label_of(source)
        hosts_strangers(source)
        assert all(isinstance(name, int) for name in names_of(source))
        host = host_of(said)
        assert host == host.strip()
        moment, precision = time_of(other)
        assert (moment == UNKNOWN) == (precision == 0)
        assert all(comment.strip() for comment in comments_of(other))
        article = Article(other, said, said, said, other, other, said)
        bits, names = credits_of(article, source)
        assert 0 <= bits < 2**32
        assert all(names)
        document = document_of(article)
        assert 0 <= document.digest < 2**64

    return one


_ADDRESSES = (
    "https://www.bbc.co.uk:443/news?x=1#y", "ann.blogspot.com", "The Daily Example", "127.0.0.1",
    "http://[::1]/a", "xn--mnchen-3ya.example", "münchen.example", "//a.example", "http://user:pw@b.example",
)  # fmt: skip
_MOMENTS = (
    "2024-05-14T08:00:00Z", "2024-05-14", "Tue, 14 May 2024 08:00:00 +0200", "May 14, 2024", "20240514",
    '["a comment", {"text": "another"}]', "one\ntwo\r\nthree", "Source: The Daily Example\n",
    "This article originally appeared on island.example.", "(Reuters) - The ferry", "By Ann Bell, AP",
)  # fmt: skip


def _seeds_of_addresses() -> list[bytes]:
    made = []
    for at, moment in enumerate(_MOMENTS):
        address = b"\x00" + _ADDRESSES[at % len(_ADDRESSES)].encode()
        made.append(bytes([len(address)]) + address + b"\x00" + moment.encode())
    return made


def _titled_seeds() -> list[bytes]:
    return [b"\x04\x01\x50\x51\x30" + seed for seed in seeds_of_texts()]


TARGETS = {
    target.name: target
    for target in (
        Target("shadow", "the copy of a text for matching", _shadow, seeds_of_texts, longest=80),
        Target("parsing", "blocks, sentences and words", _parsing, _titled_seeds, longest=160),
        Target(
            "fingerprints",
            "what a corpus keeps of texts",
            _fingerprints,
            _titled_seeds,
            longest=160,
        ),
        Target(
            "addresses", "addresses, dates, credits", _addresses, _seeds_of_addresses, longest=300
        ),
    )
}
