"""What the style elements of a page hide by class or id, and nothing on the page shows again."""

from __future__ import annotations

import re
from typing import Any

LONGEST_STYLE = 1 << 20
"""Characters of style elements, and of scripts, that are read."""

_BRACE = re.compile(r"([{}])")
_HIDES = re.compile(r"(?:^|;)display:none(?:!important)?(?:;|$)")
_DISPLAYS = re.compile(r"(?:^|;)display:(?!none)")
_ALONE = re.compile(r"(?:[a-z][a-z0-9]{0,15}+)?+[.#][\w-]++")
_NAME = re.compile(r"[.#][\w-]++")
_WITHIN = re.compile(r"[\s>+~]")
_SCREENS = frozenset({"", "all", "screen"})


def hidden_names(tree: Any) -> frozenset[str]:  # noqa: ANN401 (an lxml element)
    """Give the classes and ids that the page's style elements hide, as in ".sample" and "div#more".

    Counted is a rule for the name alone, on any element or on one kind, that holds on every screen. A
    name that another rule displays, or that a script of the page speaks of, may unfold at a click: it
    is left out.
    """
    styles = [s for s in tree.iter("style") if (s.get("media") or "").strip().lower() in _SCREENS]
    css = "\n".join(style.text or "" for style in styles)
    if "display" not in css or len(css) > LONGEST_STYLE:
        return frozenset()
    hidden, shown = _judged(_plain(css))
    hidden = {name for name in hidden if _bare(name) not in shown}
    if not hidden:
        return frozenset()
    said = "\n".join(script.text or "" for script in tree.iter("script"))
    if len(said) > LONGEST_STYLE:
        return frozenset()
    return frozenset(name for name in hidden if _bare(name)[1:] not in said)


def has_name(element: Any, names: frozenset[str]) -> bool:  # noqa: ANN401
    """Say whether an element bears one of the names."""
    own = [f"#{(element.get('id') or '').strip()}"]
    own += [f".{name}" for name in (element.get("class") or "").split()]
    return any(name in names or f"{element.tag}{name}" in names for name in own)


def _bare(name: str) -> str:
    """Give a name without the kind of element that it is hidden on: "#more" of "div#more"."""
    return name.lstrip("abcdefghijklmnopqrstuvwxyz0123456789")


def _plain(css: str) -> str:
    """Give styles without comments, and without the marks that hid them from browsers of old."""
    first, *rest = css.replace("<!--", " ").replace("-->", " ").split("/*")
    return first + "".join(part.partition("*/")[2] for part in rest)


def _judged(css: str) -> tuple[set[str], set[str]]:
    """Give the names that rules for them alone hide, and those that any rule displays."""
    hidden, shown = set[str](), set[str]()
    above: list[str] = []
    last = ""
    for piece in _BRACE.split(css):
        if piece == "{":
            above.append(last.rpartition(";")[2].strip())
        elif piece == "}":
            selectors = above.pop() if above else ""
            style = re.sub(r"\s+", "", last).lower()
            if selectors.startswith("@"):
                pass
            elif _DISPLAYS.search(style):
                shown.update(*(_NAME.findall(own) for own in _subjects(selectors)))
            elif not above and _HIDES.search(style):
                found = (_ALONE.fullmatch(selector.strip()) for selector in selectors.split(","))
                hidden.update(match.group() for match in found if match)
            last = ""
            continue
        last = piece
    return hidden, shown


def _subjects(selectors: str) -> list[str]:
    """Give of each selector the part that says what it is for: ".b.c" of ".a > .b.c"."""
    return [_WITHIN.split(selector.strip())[-1] for selector in selectors.split(",")]
