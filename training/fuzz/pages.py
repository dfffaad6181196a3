"""Pages: every signal on a text, and articles read off HTML and archives."""

from __future__ import annotations

import gzip
import io
import math
from datetime import UTC, datetime

import numpy as np

from darnel.article import Article
from darnel.corpus import corpus_of
from darnel.doors.html import read_html
from darnel.doors.readers import Input
from darnel.doors.warc import records
from darnel.errors import InputError
from darnel.signals import Signal, load_signals
from darnel.text import Pages, parse
from training.fuzz import Oracle, Target
from training.fuzz.drawing import Draw, seeds_of_texts, text_of

KNOWN = "The ferry is late, the harbour board said. Its gearbox had failed two tests in March. " * 3


def _signals() -> Oracle:
    """Every signal of the register keeps its contract, and so does the whole assessment."""
    from darnel.scorer import Scorer

    known = corpus_of([Article(KNOWN, "Ferry is late again after tests", "k", source="k.example")])
    scorer = Scorer.load(corpus=known)

    def one(data: bytes) -> None:
        draw = Draw(data)
        title = text_of(draw.some())
        article = Article(text_of(draw.rest()), title, comments=(title,), source="a.example")
        pages = parse([article], known)
        for signal in load_signals():
            assert_contract(signal, pages)
        (assessment,) = scorer.assess([article])
        assert assessment.quality is None or 0 <= assessment.quality <= 1
        assert (assessment.quality is None) == (assessment.abstained is not None)
        assessment.to_json().encode()

    return one


def assert_contract(signal: Signal, pages: Pages) -> None:
    """Features are finite or NaN, scores in [0, 1], and findings slice the article to their quotes."""
    reading = signal.measure(pages)
    assert set(reading.features) == {feature.name for feature in signal.features}
    for name, values in reading.features.items():
        assert values.shape == (len(pages),), (signal.name, name)
        assert not np.isinf(values).any(), (signal.name, name)
    for score in reading.features["score"].tolist():
        assert math.isnan(score) or 0 <= score <= 1, (signal.name, score)
    for article, findings in zip(pages.articles, reading.findings, strict=True):
        for found in findings:
            said = article.field(found.field)
            assert found.signal == signal.name
            assert 0 <= found.start < found.end <= len(said), found
            assert said[found.start : found.end] == found.quote, found
            assert 0 <= found.score <= 1, found
            assert found.message.strip(), found


def _html() -> Oracle:
    from darnel.scorer import measure

    def one(data: bytes) -> None:
        draw = Draw(data)
        charset = draw.pick(("", "utf-8", "utf-16", "cp1251", "no such", "idna", "base64", "rot13"))
        address = draw.pick(("", "https://a.example/b", "not an address", "http://[", "//x"))
        try:
            article = read_html(draw.rest(), address, charset=charset)
        except InputError as error:
            assert str(error).strip()
            return
        last = 0
        for line in article.layout:
            assert last <= line.start <= line.end <= len(article.text)
            assert 0 <= line.links <= 1, line
            assert 0 <= line.place <= 1, line
            last = line.start
        measure(parse([article]))

    return one


_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry is late | Courier</title>
<meta name="author" content="Ines Valdo"><meta property="article:published_time" content="2024-05-14T08:00:00Z">
<link rel="canonical" href="https://courier.example/ferry"><script>var x = "<p>no</p>";</script></head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav><article><h1>Ferry is late</h1><p>%s</p><p>%s</p>
<blockquote>“We would rather be late”</blockquote><table><tr><td>1<td>2</table></article>
<aside class="related"><a href="/x">Recommended News</a></aside><div id="comments"><p>Why?</p></div></body></html>"""


def _seeds_of_html() -> list[bytes]:
    whole = _PAGE % (KNOWN, KNOWN)
    odd = ["<p>x", "<html><body><p>" + KNOWN, "<p a=1 a=2>" + KNOWN, "<div>" * 60 + KNOWN, "<!-- <p> -->" + KNOWN,
           "<p>&#0;&#xd800;&amp;&lt;" + KNOWN, "<title>" + "a | " * 30 + "</title><p>" + KNOWN, "\ufeff<p>\x00</p>" + KNOWN,
           "<frameset><frame src=x></frameset>", "<svg><math><p>" + KNOWN]  # fmt: skip
    return [b"\x00\x00" + text.encode() for text in (whole, *odd)] + [
        b"\x02\x01" + whole.encode("utf-16")
    ]


def _warc() -> Oracle:
    def one(data: bytes) -> None:
        draw = Draw(data)
        packed, body = draw.byte() % 2, draw.rest()
        stream = io.BytesIO(gzip.compress(body, mtime=0) if packed else body)
        for page in records(Input("a.warc", None, "a: "), stream):
            assert page.place.startswith("a: row ")
            assert page.id
            assert page.fault or page.html.strip() or page.text.strip()

    return one


def _record(kind: str, content: str, body: str) -> bytes:
    date = datetime(2024, 5, 14, tzinfo=UTC).isoformat().replace("+00:00", "Z")
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: {date}\r\n"
        f"WARC-Target-URI: https://a.example/b\r\nContent-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
        f"{body}\r\n\r\n"
    ).encode()


def _seeds_of_warc() -> list[bytes]:
    http = "application/http; msgtype=response"
    answer = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The ferry is late.</p>"
    )
    chunked = ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
               "5\r\n<p>ab\r\n0\r\n\r\n")  # fmt: skip
    packed = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\nnot gzip"
    made = [
        _record("response", http, text)
        for text in (answer, chunked, packed, answer.replace("200", "301"))
    ]
    made += [
        _record("conversion", "text/plain", "The ferry is late."),
        _record("warcinfo", "x", "software: y"),
    ]
    return [bytes([flag]) + record for record in [*made, b"".join(made)] for flag in (0, 1)]


def _titled() -> list[bytes]:
    return [b"\x04\x01\x50\x51\x30" + seed for seed in seeds_of_texts()]


_TAGS = (b"<p>", b"</p>", b"<div>", b"<article>", b"<script>", b"<title>", b"<a href=x>", b"<table><tr><td>", b"<!--",
         b"charset=", b"&#x0;", b"class=", b'"', b"<h1>", b"<br>", b"<li>", b"]]>", b"<?xml", b"<meta ")  # fmt: skip
_HEADS = (b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"Content-Length: 5\r\n", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n",
          b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n")  # fmt: skip

TARGETS = {
    target.name: target
    for target in (
        Target("signals", "every signal and the whole score", _signals, _titled, longest=200),
        Target("html", "pages of HTML", _html, _seeds_of_html, _TAGS),
        Target("warc", "archives of a crawl", _warc, _seeds_of_warc, _HEADS),
    )
}
