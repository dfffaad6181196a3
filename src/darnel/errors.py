"""What a caller can put right, and where it went wrong."""

from __future__ import annotations

import errno
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path


class InputError(ValueError):
    """Say that an input can't be read, or an output written, as asked, and what to do."""


class ArtifactError(RuntimeError):
    """A model file is missing, foreign, or does not reproduce its reference scores."""


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""How a system says that there is no more room for what is written."""


@contextmanager
def named(where: Path | str, only: Container[int | None] | None = None) -> Iterator[None]:
    """Name a file in what the system says of it: of a write that fails it says what, not where.

    With `only`, none but these of the system's errors, where others may be another file's.
    """
    try:
        yield
    except OSError as error:
        if error.filename is None and (only is None or error.errno in only):
            error.filename = str(where)
        raise
