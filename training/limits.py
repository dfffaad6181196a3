"""Everything that has an upper bound, and what happens beyond it: `python -m training.limits` prints the manual's table.

Values are read off the code, so that the table can't say another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from darnel import article, scorer, stored, text
from darnel.corpus import documents, fingerprints, index
from darnel.doors import html
from darnel.doors.readers import bounds, encodings
from darnel.doors.service import bodies, inbound
from darnel.doors.service.queue import calls
from darnel.doors.service.settings import Settings
from darnel.doors.worker.settings import Settings as WorkerSettings
from darnel.likeness import MOST_BLOCKS as LIKENED

MB = 2**20


def _number(value: float) -> str:
    return f"{value:,}"


def _bytes(value: int) -> str:
    return f"{value // 2**30} GB" if value >= 2**30 else f"{value // MB} MB"


def _of_worker() -> dict[str, Any]:
    return {field.name: field.default for field in fields(WorkerSettings)}


def rows() -> Iterator[tuple[str, str, str]]:
    """Give what is bounded, the bound, and what happens beyond."""
    service, worker = Settings(), _of_worker()
    refused = "a row's error"
    yield (
        "characters of an article, all fields",
        _number(article.MOST_CHARACTERS),
        "an error in place of an answer",
    )
    yield ("blocks of a text", _number(text.MOST_BLOCKS),
           "neighbours count as one: all is looked at, more coarsely")  # fmt: skip
    yield ("blocks that a passage is compared with singly", _number(LIKENED),
           "evenly spread ones stand for the others")  # fmt: skip
    yield ("words that a corpus looks at", _number(fingerprints.MOST_WORDS),
           "what follows is not looked up elsewhere")  # fmt: skip
    yield ("characters at head and tail where credits are sought", _number(documents.CREDITS_LOOKED_AT),
           "the middle is not read for credits")  # fmt: skip
    yield (
        "documents of a corpus that one shingle leads to",
        _number(index.CAP),
        "evenly spread ones are taken",
    )
    yield "characters of a row", _number(bounds.LONGEST), f"cut, {refused}"
    yield ("lines of a row", _number(bounds.LONGEST // bounds.LEAST_LINE), f"cut, {refused}")
    yield (
        "columns of a table, keys of JSON lines",
        _number(bounds.MOST_COLUMNS),
        "the input is refused",
    )
    yield ("bytes that a packed byte stands for", f"{bounds.BOMB_RATIO}, from {_bytes(bounds.BOMB_FROM)} on",
           f"the file ends there with {refused}")  # fmt: skip
    yield (
        "bytes that a row group of Parquet claims",
        _bytes(bounds.GROUP_BYTES),
        "the input is refused",
    )
    yield "text of a batch of Parquet", _bytes(bounds.BATCH_BYTES), "its rows are read one by one"
    yield "bytes by which an encoding is told", _bytes(encodings.SAMPLE), "not looked at for that"
    yield "bytes of a page of HTML", _bytes(html.MAX_BYTES), refused
    yield "elements of a page", _number(html.MAX_ELEMENTS), refused
    yield (
        "elements inside each other",
        _number(html.MAX_DEPTH),
        "deeper ones count to the one they stand in",
    )
    yield "attributes of an element", _number(html.MAX_WORDS_OF_TAG), refused
    yield "bytes that a model file unpacks to", _bytes(stored.MOST_BYTES), "the model is refused"
    yield ("articles, characters scored together", f"{scorer.BATCH_ARTICLES}, {_number(scorer.BATCH_CHARACTERS)}",
           "the next batch")  # fmt: skip
    yield (
        "HTTP: body of one article, of a batch",
        f"{_bytes(service.body)}, {_bytes(service.batch_body)}",
        "413",
    )
    yield "HTTP: characters of an article", _number(service.characters), "422, in a batch its error"
    yield "HTTP: articles of a request", _number(service.batch), "413"
    yield "HTTP: values of a body", _number(bodies.MOST_PARTS), "413"
    yield (
        "HTTP: body of other calls, of a webhook in",
        f"{calls.SMALL // 1024} kB, {inbound.MAX_BODY // 1024} kB",
        "413",
    )
    yield (
        "HTTP: articles that wait, bytes in hand",
        f"{_number(service.waiting)}, {_bytes(service.held)}",
        "503",
    )
    yield (
        "HTTP: seconds for a body, for an answer",
        f"{service.read_seconds:g}, {service.seconds:g}",
        "408, 503",
    )
    yield "worker: bytes of a message", _bytes(worker["size"]), "sent to OUT.dead"
    yield "worker: characters of an article", _number(worker["characters"]), "sent to OUT.dead"


def table() -> str:
    """Lay the bounds out."""
    lines = ["| what | at most | beyond it |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {what} | {bound} | {then} |" for what, bound, then in rows())])


if __name__ == "__main__":
    print(table())
