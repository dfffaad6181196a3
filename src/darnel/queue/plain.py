"""Plain JSON out: nothing that another program's parser would refuse."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

Json = Any
"""What JSON can say, or nearly."""


def plain(value: Json) -> Json:
    """Give a value as JSON has it: tuples as lists, NaN and infinities as None."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def encoded(value: Json) -> bytes:
    """Give a value as the UTF-8 bytes of its JSON; lone surrogates are escaped and lose nothing.

    The bytes are what is signed and sent: nobody may write them anew.
    """
    value = plain(value)
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False).encode()
