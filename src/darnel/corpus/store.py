"""The one file of a corpus: named arrays behind each other, memory-mapped when it is asked.

Format, version 1, little-endian: 16 bytes of MAGIC; every array's bytes, each at a multiple of 64;
a JSON object {"version": 1, "arrays": {name: [dtype, offset, length]}, "crc32": of all bytes before it};
then the JSON's length (8 bytes), its CRC-32 (4 bytes) and the 4 bytes of END. No code is in the file and
none is run. Files of before 0.3 have no "crc32".
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from darnel.errors import InputError

Arrays = Mapping[str, NDArray[Any]]

MAGIC = b"darnel corpus 1\n"
END = b"dnlc"
VERSION = 1
ALIGNED = 64
BLOCK = 2**20

COLUMNS: Mapping[str, str] = {
    "print.hash": "<u8",
    "print.document": "<u4",
    "print.position": "<u2",
    "block.hash": "<u8",
    "block.document": "<u4",
    "title.hash": "<u8",
    "title.document": "<u4",
    "document.source": "<u4",
    "document.digest": "<u8",
    "document.published": "<i8",
    "document.precision": "<u4",
    "document.agencies": "<u4",
    "document.words": "<u4",
    "document.prints": "<u4",
    "document.blocks": "<u4",
    "document.title": "<u8",
    "document.cluster": "<u4",
    "document.partners": "<u4",
    "credit.document": "<u4",
    "credit.name": "<u8",
    "repeated.hash": "<u8",
    "repeated.documents": "<u4",
    "repeated.sources": "<u4",
    "repeated.recurrent": "<u4",
    "repeated.clusters": "<u4",
    "id.bytes": "<u1",
    "id.ends": "<u8",
    "source.bytes": "<u1",
    "source.ends": "<u8",
}
"""Every array of a corpus and its type. Documents are in the order of source, id and digest;
`print`, `block`, `title` and `repeated` in the order of hash, then of document and position."""

_TRAILER = struct.Struct("<QI4s")


class Column:
    """An array in a file, written and read in pieces: a mapped one would count as memory in use."""

    def __init__(self, file: BinaryIO, dtype: np.dtype[Any], offset: int, length: int) -> None:
        self._file, self._dtype, self._offset, self._length = file, dtype, offset, length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, piece: slice) -> NDArray[Any]:
        """Read a piece."""
        low, high, _ = piece.indices(self._length)
        self._file.seek(self._offset + low * self._dtype.itemsize)
        data = self._file.read((high - low) * self._dtype.itemsize)
        return np.frombuffer(data, self._dtype)

    def __setitem__(self, piece: slice, values: NDArray[Any]) -> None:
        """Write a piece."""
        self._file.seek(self._offset + piece.start * self._dtype.itemsize)
        self._file.write(np.ascontiguousarray(values, self._dtype).tobytes())


class Writer:
    """Write the arrays of a corpus, large ones in place."""

    def __init__(self, path: Path) -> None:
        self._places: dict[str, tuple[str, int, int]] = {}
        self._file: BinaryIO = path.open("w+b")
        self._file.write(MAGIC)
        self._end = len(MAGIC)

    def room(self, name: str, length: int) -> Column:
        """Give an array of this length to be filled in."""
        offset = self._place(name, length)
        self._file.truncate(self._end)
        return Column(self._file, np.dtype(COLUMNS[name]), offset, length)

    def put(self, name: str, values: NDArray[Any]) -> None:
        """Write an array."""
        offset = self._place(name, len(values))
        self._file.seek(offset)
        self._file.write(np.ascontiguousarray(values, COLUMNS[name]).tobytes())

    def close(self) -> None:
        """Write what tells the arrays' places."""
        self._file.truncate(self._end)
        told = {
            "version": VERSION,
            "arrays": self._places,
            "crc32": _checksum(self._file, self._end),
        }
        said = json.dumps(told, sort_keys=True).encode()
        self._file.seek(self._end)
        self._file.write(said + _TRAILER.pack(len(said), crc32(said), END))
        self._file.close()

    def _place(self, name: str, length: int) -> int:
        offset = -(-self._end // ALIGNED) * ALIGNED
        self._places[name] = (COLUMNS[name], offset, length)
        self._end = offset + length * np.dtype(COLUMNS[name]).itemsize
        return offset


GROUPS = ("print", "block", "title", "document", "credit", "repeated")
"""Arrays that are columns of one table begin with one of these, and are of one length."""

_TABLES = {group: tuple(n for n in COLUMNS if n.startswith(f"{group}.")) for group in GROUPS}


def damaged(what: str) -> InputError:
    """Make the error of a corpus whose values can't be right."""
    return InputError(f"the corpus is damaged: {what}; make it again with darnel corpus build")


def read(path: Path) -> dict[str, NDArray[Any]]:
    """Map the arrays of a corpus file; raise InputError if it is none, or damaged."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            places = _places(file, size)
        arrays = {
            name: np.memmap(path, np.dtype(COLUMNS[name]), "r", at, (count,))
            if count
            else np.zeros(0, np.dtype(COLUMNS[name]))
            for name, (at, count) in places.items()
        }
        _check(arrays)
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: there is no such corpus; make it with darnel corpus build"
        ) from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OSError,
        RecursionError,
        struct.error,
    ) as error:
        raise InputError(
            f"{path} is no corpus that darnel wrote, or is damaged ({error}); "
            "make it with darnel corpus build"
        ) from error
    return arrays


def _places(file: BinaryIO, size: int) -> dict[str, tuple[int, int]]:
    """Give where each array of COLUMNS stands and how long it is; others are not looked at."""
    if file.read(len(MAGIC)) != MAGIC:
        raise ValueError("it does not begin as one")
    file.seek(max(len(MAGIC), size - _TRAILER.size))
    length, checksum, end = _TRAILER.unpack(file.read())
    if end != END or length > size - _TRAILER.size:
        raise ValueError("it breaks off")
    file.seek(size - _TRAILER.size - length)
    said = file.read(length)
    if crc32(said) != checksum:
        raise ValueError("its table of contents is altered")
    found = json.loads(said)
    if found["version"] != VERSION:
        raise ValueError(f"it is of version {found['version']}, this darnel reads {VERSION}")
    if "crc32" in found and found["crc32"] != _checksum(file, size - _TRAILER.size - length):
        raise ValueError("its content is altered")
    places = {}
    for name, dtype in COLUMNS.items():
        said_dtype, at, count = found["arrays"][name]
        whole = type(at) is int and type(count) is int and min(at, count) >= 0
        if said_dtype != dtype or not whole or at + count * np.dtype(dtype).itemsize > size:
            raise ValueError(f"{name} is not as it should be")
        places[name] = (at, count)
    return places


def _checksum(file: BinaryIO, length: int) -> int:
    """Give the CRC-32 of the first bytes of a file: of a gigabyte in a second, without holding it."""
    file.seek(0)
    found = 0
    while length > 0 and (block := file.read(min(BLOCK, length))):
        found, length = crc32(block, found), length - len(block)
    return found


def _check(arrays: Arrays) -> None:
    """Raise ValueError if what is small does not fit together; long arrays are checked when asked."""
    for group, names in _TABLES.items():
        if len({len(arrays[name]) for name in names}) > 1:
            raise ValueError(f"the columns of {group} are not of one length")
    documents, sources = len(arrays["document.digest"]), len(arrays["source.ends"])
    if len(arrays["id.ends"]) != documents:
        raise ValueError("not every document has an id")
    for name, most in (("document.source", sources), ("document.cluster", documents)):
        if documents and int(arrays[name].max()) >= most:
            raise ValueError(f"{name} points outside")
    for name in ("id", "source"):
        ends = np.append(np.uint64(0), arrays[f"{name}.ends"])
        if (ends[1:] < ends[:-1]).any() or int(ends[-1]) != len(arrays[f"{name}.bytes"]):
            raise ValueError(f"{name} is not as it should be")


def packed(texts: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """Put strings behind each other: their bytes, and where each ends."""
    ends = np.cumsum([len(text) for text in texts], dtype=np.uint64)
    return np.frombuffer(b"".join(texts), np.uint8), ends.astype(np.uint64)
