"""Cells that a spreadsheet would run as a formula, and the apostrophe that keeps it from that.

A page that darnel reads is written by strangers, and `=HYPERLINK(…)` in a headline is their code. The
signs are OWASP's, full-width ones too; an apostrophe is what spreadsheets themselves put before text.
"""

from __future__ import annotations

import re

_RUN = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_ARMED = re.compile(f"'{_RUN.pattern}")

_NUMBER = re.compile(r"[+-](?:(?:\d+(?:[.,]\d+)*\.?|[.,]\d+)(?:[eE][+-]?\d+)?\s?%?)?")
"""A number with its sign, or the sign alone: these run nothing, and have to stay numbers."""


def disarmed(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run; signed numbers stay."""
    if _RUN.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def as_it_was(cell: str) -> str:
    """Take the apostrophe off that `disarmed` puts on."""
    if _ARMED.match(cell) and disarmed(cell[1:]) == cell:
        return cell[1:]
    return cell
