"""A corpus that breaks off or is altered at any place is refused, and says how to make another."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from random import Random

import pytest
from standin import PROSE
from typer.testing import CliRunner

from darnel.article import Article
from darnel.cli import app
from darnel.corpus import Builder, Corpus
from darnel.corpus.store import COLUMNS
from darnel.errors import InputError

REFUSED = "is no corpus that darnel wrote, or is damaged"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("corpus") / "c.corpus"
    with Builder(path.parent) as builder:
        builder.add([
            Article(PROSE.replace("ferry", f"ferry {n % 7}"), f"Ferry {n}", str(n), source=f"s{n}.example")
            for n in range(30)
        ])  # fmt: skip
        builder.write(path)
    return path.read_bytes()


def places(data: bytes) -> dict[str, tuple[str, int, int]]:
    length, _, _ = struct.unpack("<QI4s", data[-16:])
    return json.loads(data[-16 - length : -16])["arrays"]


def refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "c.corpus"
    path.write_bytes(data)
    with pytest.raises(InputError, match=REFUSED):
        Corpus.load(path)


def test_a_corpus_that_breaks_off_at_or_beside_any_section_is_refused(tmp_path, whole) -> None:
    found = places(whole)
    assert set(found) == set(COLUMNS)
    ends = {at + by for _, at, _ in found.values() for by in (-1, 0, 1)} | {0, 15, len(whole) - 1}
    for end in sorted(ends):
        refused(tmp_path, whole[:end])
        refused(tmp_path, whole[:end] + bytes(len(whole) - end))  # as some file systems leave it


def test_one_altered_byte_anywhere_is_refused(tmp_path, whole) -> None:
    dice = Random(1)
    starts = [at for _, at, count in places(whole).values() if count]
    for at in [*starts, *(dice.randrange(len(whole)) for _ in range(200))]:
        data = bytearray(whole)
        data[at] ^= 1 << dice.randrange(8)
        refused(tmp_path, bytes(data))


def test_a_corpus_of_before_there_were_checksums_is_read(tmp_path, whole) -> None:
    from zlib import crc32

    length, _, end = struct.unpack("<QI4s", whole[-16:])
    said = json.loads(whole[-16 - length : -16])
    del said["crc32"]
    told = json.dumps(said, sort_keys=True).encode()
    trailer = struct.pack("<QI4s", len(told), crc32(told), end)
    path = tmp_path / "old.corpus"
    path.write_bytes(whole[: -16 - length] + told + trailer)
    assert Corpus.load(path).summary().articles == 30


def test_every_command_that_asks_a_corpus_says_so(tmp_path, whole) -> None:
    path, table = tmp_path / "c.corpus", tmp_path / "t.csv"
    path.write_bytes(whole[:-100])
    table.write_text(f'text\n"{PROSE}"\n')
    for command in (
        ["score", table, "--corpus", path],
        ["corpus", "info", path],
        ["corpus", "add", path, table],
    ):
        done = CliRunner().invoke(app, [str(word) for word in command])
        assert done.exit_code == 2
        assert f"darnel: {path} {REFUSED}" in done.stderr
        assert "make it with darnel corpus build" in done.stderr
    assert path.read_bytes() == whole[:-100]
