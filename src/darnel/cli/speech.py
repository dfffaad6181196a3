"""What is said on standard error, and how a command ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from darnel.cli.hints import hint
from darnel.cli.options import INTERRUPTED, READER_GONE, USAGE
from darnel.errors import InputError


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
        end(f"{where}{error.strerror or error}{hint(error)}", USAGE, error)


def end(message: str, code: int, error: BaseException) -> NoReturn:
    """Say what ended a command, and what the error's notes say of going on; exit."""
    for line in (message, *getattr(error, "__notes__", ())):
        say(line)
    raise typer.Exit(code) from None


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
