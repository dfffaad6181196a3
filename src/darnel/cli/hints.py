"""What to do about a file that can't be opened."""

from __future__ import annotations

import errno
from difflib import get_close_matches
from pathlib import Path


def hint(error: OSError) -> str:
    """Say what to do next about a file, as the end of a sentence; nothing if there is nothing to say."""
    if not error.filename:
        return ""
    path = Path(str(error.filename))
    if error.errno == errno.ENOENT:
        return _not_there(path)
    if error.errno == errno.EISDIR:
        return "; name a file in it"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "; name another file, or change its rights"
    if error.errno == errno.ENOSPC:
        return "; make room, or name a file on another disk"
    return ""


def _not_there(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"; there is no folder {folder} either"
    try:
        names = [each.name for each in folder.iterdir()]
    except OSError:
        return ""
    near = get_close_matches(path.name, names, 1)
    if near:
        return f"; did you mean {folder / near[0]}?"
    return f"; ls {folder} shows what is there"
