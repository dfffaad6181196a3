"""What a page's own markup hides from its readers: left out before its text is read.

A browser shows none of it, and a page may be padded with honest words there, or have its words broken
by letters that nobody sees. Text that only scripts or classes hide can't be told from what unfolds at a click: it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from darnel.doors.layout import INLINE

LEAST_SHOWN = 100
"""Words of paragraphs that must be left: a page that shows fewer is put on the screen by a script, and
what it sends hidden is its article."""

MOST_HIDDEN = 0.5
"""Share of a page's paragraphs, in words, that may be left out as hidden."""

_NOTHING = r"(?:0++(?:\.0*+)?|\.0++)(?:px|r?em|pt|%|vh|vw)?(?:!important)?(?:;|$)"
_STYLE = re.compile(
    rf"(?:^|;)(?:display:none|font-size:{_NOTHING}|text-indent:-\d{{3,}}|clip:rect\(0)"
)
_FADED = re.compile(rf"(?:^|;)(?:visibility:(?:hidden|collapse)|opacity:{_NOTHING})")
"""Pages bring paragraphs in like this while one scrolls: only words within a line are hidden by it."""
_AWAY = re.compile(r"(?:^|;)(?:left|right|top|bottom|margin(?:-left|-top)?):-\d{3,}")
_PLACED = re.compile(r"(?:^|;)position:(?:absolute|fixed)")
_FLAT = re.compile(rf"(?:^|;)(?:height|width):{_NOTHING}")
_CUT = re.compile(r"(?:^|;)overflow:hidden")
_COLOUR = re.compile(r"(?:^|;)(color|background(?:-color)?):(#[0-9a-f]{3,8}|[a-z]+)(?=;|!|$)")
_NAMED = {"white": "#ffffff", "black": "#000000"}
_KEPT = frozenset({"html", "head", "body"})
"""Elements that a style hides only until the page is ready."""


def drop_hidden(tree: Any) -> None:  # noqa: ANN401 (an lxml element)
    """Take out of a page what its own attributes hide, but not a whole article that a script shows."""
    hidden = list(_hidden(tree))
    if not hidden:
        return
    inside, whole = sum(_prose(element) for element in hidden), _prose(tree)
    if inside and (whole - inside < LEAST_SHOWN or inside > MOST_HIDDEN * whole):
        return
    for element in hidden:
        element.drop_tree()


def _hidden(tree: Any) -> Iterator[Any]:  # noqa: ANN401
    """List the outermost elements that are hidden."""
    pending = [tree]
    while pending:
        element = pending.pop()
        if isinstance(element.tag, str) and element.tag not in _KEPT and is_hidden(element):
            yield element
        else:
            pending += list(element)


def is_hidden(element: Any) -> bool:  # noqa: ANN401
    """Say whether an element's own attributes keep it from being shown."""
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    style = re.sub(r"\s+", "", element.get("style") or "").lower()
    if not style:
        return False
    if element.tag in INLINE and _FADED.search(style):
        return True
    if _STYLE.search(style) or (_PLACED.search(style) and _AWAY.search(style)):
        return True
    return bool(_FLAT.search(style) and _CUT.search(style)) or _same_colours(style)


def _same_colours(style: str) -> bool:
    """Tell writing in the colour of its own ground."""
    found = {name: _colour(value) for name, value in _COLOUR.findall(style)}
    ground = found.get("background-color", found.get("background"))
    return ground is not None and ground == found.get("color")


def _colour(value: str) -> str:
    """Write a colour out: "#fff" and "white" are "#ffffff"."""
    value = _NAMED.get(value, value)
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(2 * digit for digit in value[1:])
    return value


def _prose(element: Any) -> int:  # noqa: ANN401
    """Count the words of an element's paragraphs."""
    own = [element] if element.tag == "p" else element.iter("p")
    return sum(len(" ".join(p.itertext()).split()) for p in own)
