"""What a page's own markup hides from its readers: left out before its text is read.

A browser shows none of it, and a page may be padded with honest words there, have its words broken by
letters that nobody sees, or still hold the sample blocks of its template. Text that only scripts or the
classes of another file hide can't be told from what unfolds at a click: it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from darnel.doors.layout import INLINE
from darnel.doors.styles import has_name, hidden_names

LEAST_SHOWN = 60
"""Words of paragraphs that must be left, as many as an article needs to be judged: a page that shows
fewer is put on the screen by a script, and what it sends hidden is its article."""

MOST_HIDDEN = 0.5
"""Share of a page's paragraphs, in words, that may be left out as hidden. Paragraphs that say the same
count once: an article does not repeat itself, the samples that a template is sold with do."""

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
    """Take out of a page what its own attributes and styles hide, but not an article that a script shows."""
    _drop(tree, is_hidden)
    if names := hidden_names(tree):
        _drop(tree, lambda element: has_name(element, names))


def _drop(tree: Any, hides: Callable[[Any], bool]) -> None:  # noqa: ANN401
    hidden = list(_outermost(tree, hides))
    if not hidden:
        return
    inside, whole = _prose(hidden), _prose([tree])
    if inside and (whole - inside < LEAST_SHOWN or inside > MOST_HIDDEN * whole):
        return
    for element in hidden:
        element.drop_tree()


def _outermost(tree: Any, hides: Callable[[Any], bool]) -> Iterator[Any]:  # noqa: ANN401
    """List the outermost elements that are hidden."""
    pending = [tree]
    while pending:
        element = pending.pop()
        if isinstance(element.tag, str) and element.tag not in _KEPT and hides(element):
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


def _prose(elements: Iterable[Any]) -> int:
    """Count the words of the paragraphs in elements, of those that say the same once."""
    found: dict[str, int] = {}
    for element in elements:
        for paragraph in [element] if element.tag == "p" else element.iter("p"):
            words = " ".join(paragraph.itertext()).split()
            found[" ".join(words)] = len(words)
    return sum(found.values())
