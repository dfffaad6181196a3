"""What is said on standard error, and how a command ends."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from darnel.cli.hints import hint
from darnel.cli.options import INTERRUPTED, READER_GONE, USAGE
from darnel.errors import FULL, InputError

FULL_DISK = "; make room there, or write to another disk (TMPDIR says where temporary files go)"
OUT_OF_MEMORY = "there is not enough memory; take fewer --workers, or split the input"

FRAMES = 6
"""Places of a fault that are named, the innermost."""


@contextmanager
def spoken() -> Iterator[None]:
    """Turn what a user can put right into a sentence and an exit code."""
    try:
        yield
    except InputError as error:
        end(str(error), USAGE, error)
    except BrokenPipeError:
        _forget_output()
        raise typer.Exit(READER_GONE) from None
    except KeyboardInterrupt as error:
        _forget_output()
        end("stopped", INTERRUPTED, error)
    except OSError as error:
        _forget_output()
        where = f"{error.filename}: " if error.filename else ""
        todo = FULL_DISK if error.errno in FULL else ""
        end(f"{where}{error.strerror or error}{todo or hint(error)}", USAGE, error)
    except MemoryError as error:
        _forget_output()
        end(OUT_OF_MEMORY, USAGE, error)


def end(message: str, code: int, error: BaseException) -> NoReturn:
    """Say what ended a command, and what the error's notes say of going on; exit."""
    for line in (message, *getattr(error, "__notes__", ())):
        say(line)
    raise typer.Exit(code) from None


def fault(error: Exception) -> None:
    """Say where darnel itself failed, without the error's message: it could hold words of an article."""
    say(
        f"darnel failed ({type(error).__name__}), by a fault of its own; report it with these lines"
    )
    for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]:
        say(f"  {frame.filename}:{frame.lineno} in {frame.name}")
    for line in getattr(error, "__notes__", ()):
        say(line)


def occupied() -> None:
    """Take the places of standard streams that the caller has closed, or a file would get one.

    What is written to such an output fails as it should; standard error alone swallows it.
    """
    modes = (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))
    for number, (name, mode) in enumerate(modes):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, mode)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            if number:
                setattr(sys, name, os.fdopen(number, "w", encoding="utf-8"))


def log(*, quiet: bool) -> None:
    """Log darnel's own lines to standard error, of others what goes wrong.

    At their lower levels they write the addresses that they ask, with the secrets of webhooks in them.
    """
    form = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.WARNING, format=form)
    for name in ("darnel", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING if quiet else logging.INFO)


def say(message: str) -> None:
    """Write a line to standard error, what does not print made visible."""
    from darnel.doors.terminal import visible

    sys.stderr.write(f"darnel: {visible(message)}\n")
    sys.stderr.flush()


def _forget_output() -> None:
    """Drop what standard output still holds, or the interpreter would try to write it at exit."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, number)
    os.close(devnull)
