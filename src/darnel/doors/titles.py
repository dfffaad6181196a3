"""The title of a page: its headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

SEPARATOR = re.compile(r"\s+[|•·»«:–—\\/~-]+\s+|\s*[|•»]\s*|\s+::\s+")
"""What stands between a title and its site's name."""

SITE_WORDS = 7
"""Words of the longest site name that is cut off a title by its place alone."""

LIKE = 0.5
"""Share of words that a headline must have in common with the page's title."""

LONGEST = 300
"""Characters of a headline; more is a paragraph in a heading's clothes."""


def title_of(tree: Any, declared: str, site: str, host: str) -> str:  # noqa: ANN401 (an lxml element)
    """Give the title: the headline on the page that its <title> is like, else that without its site."""
    said = [text for text in (_meta(tree), _first(tree, "//head//title"), declared) if text]
    cut = [without_site(text, site, host) for text in said]
    heads = [text for text in _headings(tree) if not _is_site(text, site, host)]
    best = max(heads, key=lambda head: max((_likeness(head, text) for text in said), default=0.0), default="")
    if best and (not said or max(_likeness(best, text) for text in said) >= LIKE):
        return best
    if len(heads) == 1:
        return heads[0]
    return next((text for text in cut if text), "")


def without_site(title: str, site: str, host: str) -> str:
    """Cut the site's name off either end of a title, by its name or else by a bar before it."""
    while True:
        cuts = list(SEPARATOR.finditer(title))
        if not cuts:
            return title
        before, last = title[: cuts[-1].start()], title[cuts[-1].end() :]
        first, after = title[: cuts[0].start()], title[cuts[0].end() :]
        if before and (_is_site(last, site, host) or ("|" in cuts[-1].group() and _shorter(last, before))):
            title = before
        elif after and _is_site(first, site, host):
            title = after
        elif before and _shorter(last, before) and ":" not in cuts[-1].group():
            return before
        else:
            return title


def _shorter(name: str, title: str) -> bool:
    return len(name.split()) <= min(SITE_WORDS, len(title.split()))


def _is_site(name: str, site: str, host: str) -> bool:
    key = _key(name)
    if not key:
        return True
    return key == _key(site) or key in {_key(part) for part in host.split(".")} or key == _key(host)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _likeness(head: str, title: str) -> float:
    """Give the share of words in common, of the longer of the two."""
    own, other = (set(re.findall(r"\w+", text.casefold())) for text in (head, title))
    return len(own & other) / max(min(len(own), len(other)), 1) if own and other else 0.0


def _headings(tree: Any) -> list[str]:  # noqa: ANN401
    marked = tree.xpath("//h1|//*[@itemprop='headline']")
    return [text for element in marked if (text := _text(element)) and len(text) <= LONGEST]


def _meta(tree: Any) -> str:  # noqa: ANN401
    for name in ("og:title", "twitter:title"):
        found = tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
        if text := next((" ".join(value.split()) for value in found if value.strip()), ""):
            return text
    return ""


def _first(tree: Any, path: str) -> str:  # noqa: ANN401
    return next((text for element in tree.xpath(path) if (text := _text(element))), "")


def _text(element: Any) -> str:  # noqa: ANN401
    return " ".join("".join(element.itertext()).split())
