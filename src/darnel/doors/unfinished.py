"""An output until it is whole: a part beside it, and a journal of how far that is.

Beside OUT stand OUT.part (the bytes written so far), OUT.part.state (the journal: whose run this is,
how many of these bytes are good, the counts so far) and OUT.part.corpus. The journal is replaced in
one step and after the bytes it speaks of, so that a kill at any moment leaves a state to go on from:
what stands behind the last good byte is cut off and made again. All go when OUT is there.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from darnel.doors.forms import Form
from darnel.doors.readers import Chunk
from darnel.doors.summary import Summary
from darnel.errors import InputError, named

SCHEMA = "darnel.unfinished/1"

CHECKPOINT_SECONDS = 5.0
"""A kill costs at most the work of so many seconds and of one chunk; writing a journal waits for the
disk."""

BLOCK = 2**20

Identity = Mapping[str, Any]
"""What has to be the same for a run to go on, each under the name that an error gives it."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a run is: good bytes of the part, their CRC-32, the counts, and what else is ready.

    `corpus` are the size and CRC-32 of the corpus, `whole` the size of the finished output.
    """

    bytes: int = 0
    crc: int = 0
    summary: Summary = field(default_factory=Summary)
    corpus: tuple[int, int] | None = None
    whole: int | None = None

    @property
    def empty(self) -> bool:
        """Say that nothing would be lost."""
        return self.summary.rows == 0 and self.corpus is None


class Unfinished:
    """Take the chunks of one run; use `unfinished` to make one, and `finish` when all are in."""

    def __init__(self, out: Path, identity: Identity) -> None:
        self.out = out.resolve()  # a link stays a link
        self.part = self.out.with_name(f"{self.out.name}.part")
        self.journal = self._beside("state")
        self.corpus = self._beside("corpus")
        self.folder = self._beside("work")
        self._whole = self._beside("whole")
        self._identity = dict(identity)
        self._file: BinaryIO | None = None
        self._written = 0.0
        self.state = self._told = State()
        self.finished = False

    def _beside(self, suffix: str) -> Path:
        return self.part.with_name(f"{self.part.name}.{suffix}")

    # beginning

    def begin(self, *, resume: bool) -> None:
        """Take possession of the part and cut it to its good bytes.

        `finished` is then True where the run that is to be resumed had only to clear away. Raises InputError if another run is at it, if this is not the run that it holds, or if it
        holds rows and `resume` does not say what to do with them.
        """
        before = self._read_journal()
        if before is not None and self._is_done(before[1]):
            if resume:
                self._refuse_another(before[0])
                self.state = before[1]
                self._clean()
                self.finished = True
                return
            before = None
        elif before is None and self.part.exists() and self.part.stat().st_size:
            raise InputError(f"{self.part} is in the way and no run's of darnel; move it elsewhere")
        self._file = cast(BinaryIO, self.part.open("ab", buffering=0))
        _lock(self._file, self.out)
        shutil.rmtree(self.folder, ignore_errors=True)
        if before is not None and not resume and before[1].summary.rows:
            raise InputError(self._kept(before[1].summary.rows))
        if before is not None and resume and not before[1].empty:
            self._refuse_another(before[0])
            self._go_on(before[1])
        self._file.truncate(self.state.bytes)
        self.checkpoint()

    def _kept(self, rows: int) -> str:
        return (
            f"{self.part} holds {rows:,} rows of a run that was not finished; go on with --resume, "
            f"or delete {self.part} and {self.journal.name} to begin anew"
        )

    def _is_done(self, state: State) -> bool:
        return (
            state.whole is not None
            and not self.part.exists()
            and self.out.exists()
            and self.out.stat().st_size == state.whole
        )

    def _read_journal(self) -> tuple[Identity, State] | None:
        if not self.journal.exists():
            return None
        try:
            said = json.loads(self.journal.read_bytes())
            if said["schema"] != SCHEMA:
                raise ValueError(said["schema"])
            corpus = said["corpus"]
            return said["identity"], State(
                said["bytes"], said["crc"], Summary.from_dict(said["summary"]),
                None if corpus is None else (corpus[0], corpus[1]), said["whole"],
            )  # fmt: skip
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise InputError(
                f"{self.journal} is no journal that this darnel can read; "
                f"delete it and {self.part.name} to begin anew"
            ) from error

    def _refuse_another(self, before: Identity) -> None:
        now = json.loads(json.dumps(self._identity))
        names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
        if names:
            raise InputError(
                f"{self.part} can't be gone on with, for this is not the run that it holds: "
                f"{'; '.join(_changed(name, before, now) for name in names)}. "
                f"Run it as before, or delete {self.part.name} and {self.journal.name} to begin anew"
            )

    def _go_on(self, state: State) -> None:
        size, crc = (0, 0) if state.bytes == 0 else checksum(self.part, state.bytes)
        if (size, crc) != (state.bytes, state.crc):
            raise InputError(
                f"{self.part} is not what its journal says, it was altered or is damaged; "
                f"delete it and {self.journal.name} to begin anew"
            )
        kept = state.corpus
        if kept is not None and (not self.corpus.exists() or checksum(self.corpus) != kept):
            kept = None  # it is made again, and will be the same
        self.state = replace(state, corpus=kept, whole=None)

    # going on

    def keep_corpus(self, made: Path) -> None:
        """Take over a corpus that was made in `folder`."""
        made.replace(self.corpus)
        self.state = replace(self.state, corpus=checksum(self.corpus))
        self.checkpoint()

    def head(self, data: bytes) -> None:
        """Write what stands before the first chunk, unless it is there."""
        if self.state.bytes == 0:
            self._write(data, Summary())

    def take(self, chunk: Chunk, made: bytes, summary: Summary) -> None:  # noqa: ARG002 (Sink)
        """Write the next chunk."""
        self._write(made, summary)
        if time.monotonic() - self._written >= CHECKPOINT_SECONDS:
            self.checkpoint()

    def _write(self, data: bytes, summary: Summary) -> None:
        if self._file is None:
            raise RuntimeError("the run has not begun")
        before = self.state
        left = memoryview(data)
        with named(self.part):
            while left:
                left = left[self._file.write(left) :]
        counts = before.summary.copy()
        counts.add(summary)
        # one assignment, as Ctrl-C may come between any two
        self.state = replace(
            before, bytes=before.bytes + len(data), crc=zlib.crc32(data, before.crc), summary=counts
        )

    def checkpoint(self) -> None:
        """Put on disk what was written, then say so in the journal."""
        if self._file is not None:
            with named(self.part):
                os.fsync(self._file.fileno())
        state = self.state
        said = {
            "schema": SCHEMA, "identity": self._identity, "bytes": state.bytes, "crc": state.crc,
            "summary": state.summary.to_dict(), "corpus": state.corpus, "whole": state.whole,
        }  # fmt: skip
        fresh = self._beside("state.new")
        with named(fresh), fresh.open("wb") as file:
            file.write(json.dumps(said).encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.journal)
        self._told = state
        self._sync_folder()
        self._written = time.monotonic()

    # ending

    def finish(self, form: Form) -> None:
        """Give the output its name, and clear away what is beside it."""
        self.checkpoint()
        ready = self.part
        with named(self._whole), self._whole.open("wb") as stream:
            assembly = form.assemble(stream)
            if assembly is not None:
                assembly.add(self.part)
                assembly.close()
                stream.flush()
                os.fsync(stream.fileno())
                ready = self._whole
        self.state = replace(self.state, whole=ready.stat().st_size)
        self.checkpoint()
        if self.out.exists():
            shutil.copymode(self.out, ready)
        if os.name == "nt":
            self.close()  # Windows moves no open file
        ready.replace(self.out)
        self._sync_folder()
        self._clean()

    def abort(self) -> str | None:
        """Leave what can be gone on with, and say so; clear away what can't."""
        if self.state.empty:
            self._clean()
            return None
        with suppress(OSError):
            shutil.rmtree(self.folder, ignore_errors=True)
            self._whole.unlink(missing_ok=True)
            if self._file is not None:
                self._file.truncate(
                    self.state.bytes
                )  # on a full disk it makes room for the journal
            self.checkpoint()
        if self._told.empty:
            return None
        rows = self._told.summary.rows
        what = f"{rows:,} rows are" if rows else "the corpus is"
        return f"{what} kept in {self.part}; the same command with --resume goes on"

    def close(self) -> None:
        """Let go of the part."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def _clean(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in (self._whole, self.part, self.corpus, self._beside("state.new"), self.journal):
            with suppress(OSError):
                path.unlink()

    def _sync_folder(self) -> None:
        with suppress(OSError):  # not every system can
            number = os.open(self.out.parent, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


@contextmanager
def unfinished(out: Path, identity: Identity, *, resume: bool) -> Iterator[Unfinished]:
    """Hold the output of a run; what ends it too early carries a note of how to go on."""
    run = Unfinished(out, identity)
    try:
        run.begin(resume=resume)
    except BaseException:
        run.close()
        raise
    try:
        yield run
    except BaseException as error:
        if not run.finished and (note := run.abort()) is not None:
            error.add_note(note)
        raise
    finally:
        run.close()


def checksum(path: Path, length: int | None = None) -> tuple[int, int]:
    """Give the size and the CRC-32 of a file, or of its first `length` bytes."""
    size = crc = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK if length is None else min(BLOCK, length - size)):
            size, crc = size + len(block), zlib.crc32(block, crc)
    return size, crc


def _changed(name: str, before: Identity, now: Identity) -> str:
    if name not in before or name not in now:
        return f"{name} is {'new' if name in now else 'missing'}"
    old, new = before[name], now[name]
    if isinstance(old, (str, bool, int, float)) and isinstance(new, (str, bool, int, float)):
        return f"{name} was {old}, is {new}"
    return f"{name} has changed"


def _lock(file: BinaryIO, out: Path) -> None:
    """Hold the part for this run alone; the system lets go of it even after a kill."""
    lock: Callable[[int, int], None] | None = None
    with suppress(ImportError):  # no such thing on Windows
        import fcntl

        lock = fcntl.flock
        how = fcntl.LOCK_EX | fcntl.LOCK_NB
    if lock is None:
        return
    try:
        lock(file.fileno(), how)
    except OSError as error:
        raise InputError(
            f"another run is writing {out}; wait for it, or write elsewhere"
        ) from error
