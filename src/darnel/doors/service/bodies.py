"""Bodies in: read off the wire within bounds, unpacked, and decoded."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from darnel.doors import articles
from darnel.doors.service.problems import Problem, busy

MOST_PARTS = 1_000_000
"""Values of a body: a thousand articles have some hundred thousand, with their comments. 32 MB of empty lists
would be eleven million, five seconds in which nobody else is served, and 850 MB."""

_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A string, or what begins like one: it is passed over once, however it ends."""

GZIP = 16 + zlib.MAX_WBITS


@dataclass(slots=True)
class Held:
    """Count the bytes that all requests in hand have brought, up to a limit."""

    limit: int
    count: int = 0

    def add(self, size: int) -> None:
        """Take bytes on; raise Problem if they are too many."""
        if self.count + size > self.limit:
            raise busy("the requests in hand hold all the memory that they may; come again")
        self.count += size


@asynccontextmanager
async def body_of(request: Request, held: Held, limit: int, seconds: float) -> AsyncIterator[bytes]:
    """Read a body of at most `limit` bytes, packed or not, within some seconds; hold it meanwhile.

    Raises Problem for one that is larger, slower, packed in a way that is not read, or broken.
    """
    _check_length(request, limit)
    own = _Own(held)
    try:
        yield await _in_time(request, own, limit, seconds)
    finally:
        own.drop()


async def _in_time(request: Request, own: _Own, limit: int, seconds: float) -> bytes:
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, own, limit)
    except TimeoutError as error:
        raise Problem("too-slow", f"the body must come within {seconds:g} seconds") from error
    except ClientDisconnect as error:
        raise Problem("refused", "the client went away before the body had come") from error


class _Own:
    """Hold the bytes of one request, and let go of them once."""

    def __init__(self, held: Held) -> None:
        self._held, self._mine = held, 0

    def add(self, size: int) -> None:
        self._held.add(size)
        self._mine += size

    def drop(self) -> None:
        self._held.count -= self._mine
        self._mine = 0


def _check_length(request: Request, limit: int) -> None:
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said[:20]) > limit:
        _too_large(limit)


def _too_large(limit: int) -> NoReturn:
    raise Problem(
        "too-large", f"at most {limit:,} bytes are taken, unpacked; send fewer articles at once",
        headers={"Connection": "close"},
    )  # fmt: skip


async def _read(request: Request, own: _Own, limit: int) -> bytes:
    unpacker = _unpacker(request.headers.get("content-encoding", ""))
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        part = chunk
        if unpacker is not None:
            part = _unpacked(unpacker, chunk, limit - size + 1)
        size += len(part)
        if size > limit or (unpacker is not None and unpacker.unconsumed_tail):
            _too_large(limit)
        own.add(len(part))
        parts.append(part)
    if unpacker is not None and not unpacker.eof:
        raise Problem("not-json", "the gzip stream of the body ends too early")
    return b"".join(parts)


def _unpacker(encoding: str) -> zlib._Decompress | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return zlib.decompressobj(GZIP)
    raise Problem(
        "wrong-type",
        "Content-Encoding must be gzip or left out",
        headers={"Accept-Encoding": "gzip"},
    )


def _unpacked(unpacker: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    if unpacker.eof and chunk:
        raise Problem("not-json", "the body has something after its gzip stream")
    try:
        part = unpacker.decompress(chunk, most)
    except zlib.error as error:
        raise Problem("not-json", "the body is no gzip stream, as Content-Encoding says") from error
    if unpacker.unused_data:
        raise Problem("not-json", "the body has something after its gzip stream")
    return part


def json_of(data: bytes) -> Any:  # noqa: ANN401 (whatever a client sent)
    """Read JSON; raise Problem, which says where it breaks and repeats nothing."""
    _check_parts(data)
    try:
        return articles.json_of(data)
    except articles.NotJsonError as error:
        raise Problem("not-json", f"the body {error}") from error


def _check_parts(data: bytes) -> None:
    """Raise Problem for a body of so many values that reading it would hold everybody up."""
    if _parts(data) > MOST_PARTS and _parts(_TEXT.sub(b"", data)) > MOST_PARTS:
        raise Problem(
            "too-large",
            f"the body has more than {MOST_PARTS:,} values; send fewer articles at once",
        )


def _parts(data: bytes) -> int:
    return sum(map(data.count, (b",", b"[", b"{")))
