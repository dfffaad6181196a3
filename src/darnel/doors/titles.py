"""The title of a page: its headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from darnel.doors.columns import host_of

SEPARATOR = re.compile(
    r"\s{1,30}[|•·»«:–—\\/~-]{1,30}\s{1,30}|\s{0,30}[|•»]\s{0,30}|\s{1,30}::\s{1,30}"
)
"""What stands between a title and its site's name."""

SITE_WORDS = 7
"""Words of the longest site name that is cut off a title by its place alone."""

MANY = 20
"""Headlines of a page that are weighed."""

LONGEST_TITLE = 400
"""Characters of a declared title that are read."""

LEAST_BEFORE_COLON = 3
"""Words before a colon that are a title: fewer name a section or a series, as in "Recipe: Plum cake"."""

ARTICLES = frozenset({"a", "an", "the"})

LONGEST = 25
"""Words of a headline; more is a paragraph in a heading's clothes."""


def title_of(tree: Any, declared: str, site: str, url: str) -> str:  # noqa: ANN401 (an lxml element)
    """Give the title: of headlines and declared titles, the one most like the others and the address.

    `declared` is what the page's metadata say, `site` the site's name.
    """
    host = host_of(url)
    titles = (_meta(tree), _first(tree, "//head//title"), declared)
    said = [text[:LONGEST_TITLE] for text in titles if text]
    cut = [name for text in said if (name := without_site(text, site, host))]
    heads = [text for text in _headings(tree) if not _is_site(text, site, host)]
    own, others = _slug(url), ([_words(text) for text in group] for group in (cut, heads))
    groups = [*others, [own]]

    def agreement(title: str) -> float:
        mine = _words(title)
        return sum(
            max((_likeness(mine, other) for other in group), default=0.0) for group in groups
        )

    best = max([*heads, *cut], key=agreement, default="")
    return _at_full_length(best, [*heads, *cut], lambda name: _is_site(name, site, host))


def _at_full_length(title: str, others: Sequence[str], is_site: Callable[[str], bool]) -> str:
    """Give the title that goes on behind a colon where this one ends, as it was cut short for lists.

    An article before it does not make it another: "The best kettles" is "Best kettles: twelve tried".
    """
    own = _without_article(title)
    if len(own) < LEAST_BEFORE_COLON:
        return title
    for other in others:
        before, _, after = other.partition(": ")
        if after and _without_article(before) == own and not is_site(after):
            return other
    return title


def _without_article(title: str) -> list[str]:
    words = re.findall(r"\w+", title.casefold())
    return words[1:] if words[:1] and words[0] in ARTICLES else words


def without_site(title: str, site: str, host: str) -> str:
    """Cut the site's name off either end of a title, by its name or else by a bar before it."""
    while True:
        cuts = list(SEPARATOR.finditer(title))
        if not cuts:
            return title
        before, last = title[: cuts[-1].start()], title[cuts[-1].end() :]
        first, after = title[: cuts[0].start()], title[cuts[0].end() :]
        barred = "|" in cuts[-1].group() and len(last.split()) <= SITE_WORDS
        if before and (barred or _is_site(last, site, host)):
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


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _likeness(own: frozenset[str], other: frozenset[str]) -> float:
    """Give the F1 of the words of two titles."""
    return 2 * len(own & other) / max(len(own) + len(other), 1)


def _slug(url: str) -> frozenset[str]:
    """Give the words that the last part of an address is made of."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    last = next((part for part in reversed(path.split("/")) if part), "")
    return frozenset(re.findall(r"[^\W\d_]+|\d+", re.sub(r"\.\w{2,5}$", "", last).casefold()))


def _headings(tree: Any) -> list[str]:  # noqa: ANN401
    marked = tree.xpath("//h1|//*[@itemprop='headline']")[:MANY]
    texts = [_text(element) for element in marked]
    return [text for text in texts if text and len(text.split()) <= LONGEST]


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
