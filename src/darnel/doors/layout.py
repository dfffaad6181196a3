"""A page's blocks as its markup has them, and the layout of a stretch of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from darnel.article import Layout

SKIPPED = frozenset("script style noscript template svg math iframe object select option textarea button canvas head".split())  # fmt: skip
"""Elements whose words no reader takes for text."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike"
    " strong sub sup time tt u var wbr".split()
)
"""Elements that do not end a block."""

PLACES = frozenset(
    "article main aside nav footer header form figure ul ol table blockquote dl".split()
)
"""Elements whose name says what stands in them."""

NAMED = {
    "related": r"relat|recommend|recirc|read-?(?:more|next)|more-?(?:from|stories|news)|also-?like|popular|trending|most-?read|similar|suggest|up-?next|teaser|promo(?:ted)?|latest|recent|sponsor|outbrain|taboola|zergnet|widget|sidebar|card|carousel|slider|swiper",
    "subscribe": r"newsletter|subscri|sign-?up|opt-?in|mailing|cta|call-?to-?action|donat|membership|paywall|popup|modal|lead-?form|hs-form|download",
    "comments": r"comment|disqus|discussion|replies|respond",
    "share": r"share|sharing|social|follow|addtoany|sharedaddy|print|whatsapp",
    "credit": r"author|byline|\bbio\b|profile|meta|dateline|credit|caption|copyright|pub-?date|timestamp",
    "legal": r"cookie|consent|gdpr|privacy|disclaimer|disclosure|legal|terms",
    "navigation": r"\bnav|menu|breadcrumb|pagination|\bpager|\btoc\b|table-?of-?contents|tag-?(?:s|list|cloud)|categor|footer|header|topbar|banner|masthead",
    "body": r"(?:entry|post|article|story|page|main|body)-?(?:content|body|text)|rich-?text|prose|the-?content",
    "advert": r"\bads?\b|\bad-|-ad\b|advert|adsense|dfp|\bgpt-",
}  # fmt: skip
"""What the names that sites give to their elements say of what stands in them."""

_NAMES = {place: re.compile(pattern, re.IGNORECASE) for place, pattern in NAMED.items()}

PROSE_WORDS, PROSE_LINKS = 15, 0.3
"""A block of as many words, of which at most so many are links, is prose."""

OUTSIDE = frozenset("aside nav footer header form related subscribe comments share legal navigation advert".split())  # fmt: skip
"""Where prose is not missed: it is not the article's."""

_NOT_KEY = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page: its text, key, where that begins among all keys, and where it stands."""

    text: str
    key: str
    start: int
    links: float
    tag: str
    within: tuple[str, ...]

    @property
    def words(self) -> int:
        """Count the words."""
        return self.text.count(" ") + 1


@dataclass(frozen=True, slots=True)
class Walk:
    """The blocks of a page in its order, and all their keys as one string."""

    blocks: tuple[Block, ...]
    starts: tuple[int, ...]
    keys: str

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Give the blocks, from and up to, over which a stretch of the keys runs."""
        return bisect_right(self.starts, start) - 1, bisect_left(self.starts, end)

    def layout(self, first: int, end: int, span: tuple[int, int] | None = None) -> Layout:
        """Give the layout of a line that is these blocks, or the part of them in `span`."""
        blocks = self.blocks[first:end]
        low, high = span or (blocks[0].start, blocks[-1].start + len(blocks[-1].key))
        sizes = [
            min(block.start + len(block.key), high) - max(block.start, low) for block in blocks
        ]
        most = blocks[sizes.index(max(sizes))]
        links = sum(s * block.links for s, block in zip(sizes, blocks, strict=True)) / sum(sizes)
        return Layout(0, 0, links, most.tag, most.within, low / len(self.keys))

    def missing(self, text: str) -> float:
        """Give the share of the page's prose, in words, that does not stand in the text."""
        prose = [
            block for block in self.blocks
            if block.words >= PROSE_WORDS and block.links <= PROSE_LINKS
            and OUTSIDE.isdisjoint(block.within)
        ]  # fmt: skip
        whole = sum(block.words for block in prose)
        if not whole:
            return 0.0
        own = key_of(text)
        return sum(block.words for block in prose if block.key not in own) / whole


def key_of(text: str) -> str:
    """Give a text's letters and digits alone, by which a block is found again."""
    return _NOT_KEY.sub("", text.casefold())


def walk(tree: Any, depth: int) -> Walk:  # noqa: ANN401 (an lxml element)
    """Take down the blocks of a page; what lies deeper than `depth` counts to the block there."""
    blocks: list[Block] = []
    at = 0
    pieces, nodes = _pieces(tree, depth)
    within = _surroundings(nodes)
    for text, linked, tag, node in pieces:
        key = key_of(text)
        if key:
            links = min(len(key_of(linked)) / len(key), 1.0)
            shown = " ".join(text.split())
            blocks.append(Block(shown, key, at, links, tag, within[node]))
            at += len(key)
    starts = tuple(block.start for block in blocks)
    return Walk(tuple(blocks), starts, "".join(block.key for block in blocks))


_Piece = tuple[str, str, str, int]


class _Draft:
    """Gather the text of a block until the next begins."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.linked: list[str] = []
        self.size = 0

    def add(self, text: str | None, *, linked: bool) -> None:
        if text:
            self.text.append(text)
            self.size += len(text) - text.count(" ")
            if linked:
                self.linked.append(text)

    def taken(self, tag: str, node: int) -> _Piece | None:
        text, linked = "".join(self.text), "".join(self.linked)
        self.text, self.linked = [], []
        return (text, linked, tag, node) if text.strip() else None


@dataclass(slots=True)
class _Node:
    """An element that blocks stand in: where it stands itself, what it is, how much is in it."""

    parent: int
    tag: str
    links: int
    places: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    start: int = 0
    size: int = 0


def _pieces(tree: Any, depth: int) -> tuple[list[_Piece], list[_Node]]:  # noqa: ANN401
    """Take down text, linked text, tag and element of every block, without recursion."""
    draft, pieces = _Draft(), list[_Piece]()
    nodes, above = [_Node(-1, "body", 0)], [0]
    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        element, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if leaving:
            node = nodes[above[-1]]
            if tag not in INLINE and (piece := draft.taken(node.tag, above[-1])):
                pieces.append(piece)
            node.size = draft.size - node.start
            above.pop()
        elif tag and tag not in SKIPPED and len(above) <= depth:
            node = nodes[above[-1]]
            if tag not in INLINE and (piece := draft.taken(node.tag, above[-1])):
                pieces.append(piece)
            nodes.append(_node(element, tag, above[-1], node, draft.size))
            above.append(len(nodes) - 1)
            draft.add(element.text, linked=nodes[-1].links > 0)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        draft.add(element.tail, linked=nodes[above[-1]].links > 0)
    return pieces, nodes


def _node(element: Any, tag: str, at: int, parent: _Node, start: int) -> _Node:  # noqa: ANN401
    own = parent.tag if tag in INLINE else tag
    node = _Node(at, own, parent.links + (tag == "a"), start=start)
    if tag in PLACES:
        node.places = (LISTS.get(tag, tag),)
    get = element.get
    names = f"{get('class') or ''} {get('id') or ''} {get('role') or ''}"
    if not names.isspace():
        node.named = _named(names[:LONGEST_NAMES])
    return node


@lru_cache(maxsize=1 << 14)
def _named(names: str) -> tuple[str, ...]:
    return tuple(place for place, pattern in _NAMES.items() if pattern.search(names))


LISTS = dict.fromkeys(("ul", "ol", "dl"), "list")

LONGEST_NAMES = 300
"""Characters of an element's names that are read."""

WHOLE = 0.4
"""An element that holds more of the page's text than this is its frame: its names say what kind of page
it is (`sidebar-right`, `category-recent`), not what stands in it."""


def _surroundings(nodes: list[_Node]) -> list[tuple[str, ...]]:
    """Give for every element what it stands in and is itself."""
    whole = max(nodes[1].size if len(nodes) > 1 else 0, 1)
    found: list[tuple[str, ...]] = [()]
    for node in nodes[1:]:
        above = found[node.parent]
        framing = node.size > WHOLE * whole
        own = node.places + tuple(n for n in node.named if n == "body" or not framing)
        new = tuple(place for place in dict.fromkeys(own) if place not in above)
        found.append(above + new if new else above)
    return found
