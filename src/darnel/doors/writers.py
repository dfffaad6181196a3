"""Where tables go: which format by which name, and a name only for what is whole."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from darnel.doors.forms import CsvForm, Form, Header, JsonlForm
from darnel.doors.readers import PACKED, SUFFIXES, Chunk
from darnel.doors.summary import Summary
from darnel.errors import FULL, InputError, named

WRITTEN = ".csv, .tsv, .jsonl, .ndjson (each also .gz or .zst), .parquet"


class Plain:
    """Write pieces as they come to a stream that is not ours to keep: standard output, a device."""

    def __init__(self, stream: BinaryIO, form: Form) -> None:
        self._stream = stream
        self._assembly = form.assemble(stream)
        stream.write(form.head())

    def take(self, chunk: Chunk, made: bytes, summary: Summary) -> None:  # noqa: ARG002 (Sink)
        """Write the next chunk."""
        if self._assembly is None:
            self._stream.write(made)
        else:
            self._assembly.add(made)

    def close(self) -> None:
        """Hand everything to the stream."""
        if self._assembly is not None:
            self._assembly.close()
        self._stream.flush()


def form_of(form: str, header: Header, packing: str | None = None, *, raw: bool = False) -> Form:
    """Give what writes a format; `raw` leaves cells that a spreadsheet would run as they are."""
    if form == "jsonl":
        return JsonlForm(packing)
    if form == "parquet":
        from darnel.doors.parquet import ParquetForm  # Arrow, and only here

        return ParquetForm(header)
    return CsvForm(header, "\t" if form == "tsv" else ",", packing, raw)


def packing_of(out: Path | None) -> str | None:
    """Give how the output is packed, by its suffix."""
    return None if out is None else PACKED.get(out.suffix.lower())


def output_format(out: Path | None, form: str | None) -> str:
    """Give the format to write: as told, else by suffix, else CSV."""
    if form == "parquet" and packing_of(out) is not None:
        raise InputError(f"{out}: Parquet is packed inside; leave {out.suffix if out else ''} off")
    if form is not None:
        return form
    if out is None:
        return "csv"
    suffixes = [suffix.lower() for suffix in out.suffixes]
    inner = suffixes[-2:-1] if suffixes[-1:] and suffixes[-1] in PACKED else suffixes[-1:]
    found = SUFFIXES.get(inner[0]) if inner else None
    if found is None or (found == "parquet" and inner != suffixes[-1:]):
        raise InputError(f"{out}: the suffix is not one of {WRITTEN}; or say --format")
    return found


def check_output(out: Path, inputs: Sequence[Path]) -> None:
    """Raise InputError if `out` can't be written, before any work is done."""
    if out.is_dir():
        raise InputError(f"{out} is a folder; name a file in it")
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    if out.exists() and any(path.exists() and path.samefile(out) for path in inputs):
        raise InputError(f"{out} is also an input; write to another file")


def is_device(out: Path) -> bool:
    """Say whether this is there and no plain file: it is written, never replaced."""
    return out.exists() and not stat.S_ISREG(out.stat().st_mode)


@contextmanager
def whole_file(out: Path | None, *, packing: bool = True) -> Iterator[BinaryIO]:
    """Open `out` (None: standard output) so that a half-written file never bears its name.

    With `packing`, what is written is packed as the suffix says.
    """
    if out is None:
        with named("standard output", {*FULL, errno.EBADF}):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    out = out.resolve()  # a link stays a link
    packed = packing_of(out) if packing else None
    if is_device(out):
        with named(out, FULL), out.open("wb") as device, _packed(device, packed) as stream:
            yield stream
        return
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with named(part, FULL), part.open("wb") as file, _packed(file, packed) as stream:
            yield stream
        if out.exists():
            shutil.copymode(out, part)
        part.replace(out)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


@contextmanager
def _packed(file: BinaryIO, packed: str | None) -> Iterator[BinaryIO]:
    if packed == "gzip":
        with gzip.GzipFile(fileobj=file, filename="", mode="wb", mtime=0) as stream:
            yield cast(BinaryIO, stream)
    elif packed == "zstd":
        import pyarrow as pa

        with pa.CompressedOutputStream(pa.PythonFile(file, "w"), "zstd") as stream:
            yield cast(BinaryIO, stream)
    else:
        yield file
