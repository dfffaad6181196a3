"""Pages assembled as farms assemble them.

Everything is drawn from clean articles of one split, with a generator that is seeded by the caller; the
honest pages are in `training.look_alikes`. Hosts are shortened by as many paragraphs as are put in, as
far as they have some of their own behind the place, and clean pages are edited in the same way with their own
paragraphs, so that neither length nor a broken order tells the two apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from darnel.wordlists import STOPWORDS
from training.corpora import Clean, Donor, Part
from training.phrases import families
from training.spin import spun
from training.word_pairs import WORDNET, Spin, spinner, wordnet

HOST, FOREIGN, HEADLINE, RESIDUE = 0, 1, 2, 3
"""Labels of blocks."""

CONTAINED = 0.3
"""Donor paragraphs with a larger share of word triples in the host are the same story: rejected."""

LEAST_FOREIGN = 15
"""Words of a spliced passage, at least."""

SHORTENED = 0.35
"""Share of pages of either class that keep five to ten paragraphs: farm pages are often short."""

UNTOPICAL = frozenset({"", "entertainment"})
"""No topics: a corpus without them has one label for all."""

NEIGHBOURS = 25
SAME_EVENT_DAYS = 2


@dataclass(frozen=True)
class Page:
    """A simulated page: `labels` has one entry a block, `recipe` says how it was made.

    `signs` names all recipes that a farm page went through, the chief one first; a recipe that is made of others
    names these behind plus signs.
    """

    title: str
    blocks: tuple[str, ...]
    labels: tuple[int, ...]
    recipe: str
    host: str
    publisher: str
    farm: bool
    foreign_words: int = 0
    donors: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The blocks as one text."""
        return "\n\n".join(self.blocks)


@dataclass
class Draft:
    """A page in the making."""

    host: Clean
    title: str
    blocks: list[str]
    labels: list[int] = field(default_factory=list)
    borrowed: list[tuple[str, int]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, host: Clean, rng: np.random.Generator | None = None) -> Draft:
        """Start from a clean article; with `rng`, from its first paragraphs alone in a part of cases."""
        blocks = list(host.blocks)
        if rng is not None and rng.random() < SHORTENED:
            del blocks[int(rng.integers(5, 11)) :]
        return cls(host, host.title, blocks, [HOST] * len(blocks))

    def insert(self, at: int, lines: Sequence[str], label: int) -> None:
        """Put lines before block `at`."""
        self.blocks[at:at] = lines
        self.labels[at:at] = [label] * len(lines)

    def drop(self, at: int, count: int) -> None:
        """Take `count` blocks out from `at` on."""
        del self.blocks[at : at + count], self.labels[at : at + count]

    def make_room(self, at: int, count: int) -> None:
        """Take up to `count` of the article's own blocks out from `at` on: what a recipe put in stays."""
        own = [i for i in range(at, len(self.blocks)) if self.labels[i] == HOST]
        for i in reversed(own[:count]):
            self.drop(i, 1)

    def place(self, rng: np.random.Generator, first: int = 1) -> int:
        """Draw a boundary between blocks, the end among them."""
        return int(rng.integers(min(first, len(self.blocks)), len(self.blocks) + 1))

    def page(self, recipe: str, *, farm: bool) -> Page:
        """Finish."""
        foreign = sum(
            len(b.split()) for b, label in zip(self.blocks, self.labels, strict=True)
            if label == FOREIGN
        )  # fmt: skip
        return Page(
            self.title, tuple(self.blocks), tuple(self.labels), recipe, self.host.id,
            self.host.publisher, farm, foreign, tuple(dict.fromkeys(d for d, _ in self.borrowed)),
        )  # fmt: skip


class Pool:
    """The articles of one split, and whose passages can stand in whose pages."""

    def __init__(self, hosts: Sequence[Clean], donors: Sequence[Donor], part: Part) -> None:
        self.hosts = [h for h in hosts if len(h.blocks) >= 6 and h.title]
        self.donors = [d for d in donors if d.split == part and len(d.blocks) > 1]
        self.part = part
        self.used: set[tuple[str, int]] = set()
        self._topic = self._grouped(lambda h: h.topic)
        self._publisher = self._grouped(lambda h: h.publisher)
        self._day = self._grouped(lambda h: h.date)

    def _grouped(self, key: Callable[[Clean], str]) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = defaultdict(list)
        for number, host in enumerate(self.hosts):
            groups[key(host)].append(number)
        return groups

    @cached_property
    def _near(self) -> NDArray[np.int64]:
        """For each host, the hosts with the likest words (TF-IDF), nearest first."""
        texts = [f"{h.title} {' '.join(h.blocks[:6])}" for h in self.hosts]
        X = TfidfVectorizer(
            min_df=2, max_df=0.2, sublinear_tf=True, max_features=60_000
        ).fit_transform(texts)
        rows = []
        for low in range(0, len(texts), 1000):
            likeness = (X[low : low + 1000] @ X.T).toarray()
            likeness[np.arange(len(likeness)), low + np.arange(len(likeness))] = -1
            rows.append(np.argsort(-likeness, axis=1)[:, : 4 * NEIGHBOURS])
        return np.concatenate(rows)

    def candidates(self, number: int, mode: str) -> list[int]:
        """List hosts that can lend a passage to host `number` in a donor mode."""
        host = self.hosts[number]
        if mode == "S":
            return [i for i in self._publisher[host.publisher] if self.hosts[i].topic != host.topic]
        if mode == "ST":
            near = set(self._topic[host.topic])
            return [i for i in self._publisher[host.publisher] if i in near and i != number]
        if mode == "T":
            fellows = self._topic[host.topic] if host.topic not in UNTOPICAL else []
            return [i for i in fellows if self.hosts[i].publisher != host.publisher]
        if mode == "N":
            likest = [int(i) for i in self._near[number]]
            return [i for i in likest if self.hosts[i].publisher != host.publisher][:NEIGHBOURS]
        if mode == "E":
            return [
                i for i in (int(i) for i in self._near[number])
                if self.hosts[i].publisher != host.publisher and _close(self.hosts[i].date, host.date)
            ]  # fmt: skip
        raise ValueError(mode)

    def donor(self, number: int, mode: str, rng: np.random.Generator) -> Clean | None:
        """Draw an article to take a passage from; None if the mode has none for this host."""
        if mode == "R":
            if self.donors and rng.random() < 0.3:
                return self.donors[int(rng.integers(len(self.donors)))]
            for _ in range(20):
                other = self.hosts[int(rng.integers(len(self.hosts)))]
                if other.publisher != self.hosts[number].publisher:
                    return other
            return None
        some = self.candidates(number, mode)
        return self.hosts[some[int(rng.integers(len(some)))]] if some else None

    def passage(
        self, number: int, donor: Clean, count: int, rng: np.random.Generator
    ) -> list[tuple[str, int]]:
        """Find `count` paragraphs in a row that no page of the split has yet; none if none fit."""
        if len(donor.blocks) < count:
            return []
        start = int(rng.integers(0, len(donor.blocks) - count + 1))
        lines = list(donor.blocks[start : start + count])
        keys = [(donor.id, i) for i in range(start, start + count)]
        long = sum(len(line.split()) for line in lines) >= LEAST_FOREIGN
        if not long or self.used.intersection(keys) or _contained(lines, self.hosts[number]):
            return []
        return keys

    def hand(self, number: int) -> Hand:
        """Give the typography of a host; what it does not show is taken from its publisher."""
        host = self.hosts[number]
        return _hand(" ".join(host.blocks)) | self._hands[host.publisher]

    @cached_property
    def _hands(self) -> dict[str, Hand]:
        return {
            publisher: _hand(" ".join(" ".join(self.hosts[i].blocks) for i in numbers[:5]))
            for publisher, numbers in self._publisher.items()
        }


@dataclass(frozen=True)
class Hand:
    """How a text sets quotation marks and dashes; empty where it shows none."""

    quote: str = ""
    apostrophe: str = ""
    dash: str = ""

    def __or__(self, other: Hand) -> Hand:
        """Fill what is not shown here from another hand."""
        return Hand(
            self.quote or other.quote, self.apostrophe or other.apostrophe, self.dash or other.dash
        )

    def set(self, line: str) -> str:
        """Set a line in this hand, as an assembling farm's pipeline does with all that it copies."""
        if self.quote == '"':
            line = line.translate(_STRAIGHT_QUOTES)
        elif self.quote:
            line = _CLOSING.sub("”", _OPENING.sub("“", line))
        if self.apostrophe == "'":
            line = line.translate(_STRAIGHT_APOSTROPHES)
        elif self.apostrophe:
            line = _OPENING_SINGLE.sub("‘", line).replace("'", "’")
        return _DASH.sub(self.dash, line) if self.dash else line


_STRAIGHT_QUOTES = str.maketrans("“”", '""')
_STRAIGHT_APOSTROPHES = str.maketrans("‘’", "''")
_OPENING, _CLOSING = re.compile(r'(?<![^\s(\[—–])"(?=\S)'), re.compile('"')
_OPENING_SINGLE = re.compile(r"(?<![^\s(\[—–“])'(?=[^\W\d])")
_DASH = re.compile(r" +(?:--|[–—-]) +|(?<=\w)(?:--|—)(?=\w)")


def _commonest(*counts: tuple[str, int]) -> str:
    name, count = max(counts, key=lambda pair: pair[1])
    return name if count else ""


def _hand(text: str) -> Hand:
    dashes = Counter(_DASH.findall(text)).most_common(1)
    return Hand(
        _commonest(('"', text.count('"')), ("“", text.count("“") + text.count("”"))),
        _commonest(("'", text.count("'")), ("’", text.count("’"))),
        dashes[0][0] if dashes else "",
    )


def _close(one: str, other: str) -> bool:
    try:
        gap = abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return False
    return gap <= SAME_EVENT_DAYS


def _triples(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def _contained(lines: Sequence[str], host: Clean) -> bool:
    mine = _triples(" ".join(lines))
    return bool(mine) and len(mine & _triples(" ".join(host.blocks))) / len(mine) > CONTAINED


def sham(draft: Draft, rng: np.random.Generator, count: int, hand: Hand | None = None) -> None:
    """Move `count` of the page's own paragraphs elsewhere and take one out."""
    start = int(rng.integers(1, max(2, len(draft.blocks) - count)))
    moved = draft.blocks[start : start + count]
    draft.drop(start, len(moved))
    moved = [hand.set(line) for line in moved] if hand else moved
    draft.insert(draft.place(rng), moved, HOST)
    draft.drop(int(rng.integers(1, len(draft.blocks))), 1)


def splice(
    pool: Pool, number: int, draft: Draft, rng: np.random.Generator, mode: str, *, headline: bool
) -> bool:
    """Put a passage of another article in, and take as many of the host's paragraphs out, if so many are there."""
    for _ in range(5):
        donor = pool.donor(number, mode, rng)
        if donor is None or (headline and not donor.title):
            continue
        # What cannot be taken out of an article is not put in.
        most = min(3, max(1, len(draft.blocks) - 4))
        keys = pool.passage(number, donor, int(rng.integers(1, most + 1)), rng)
        if not keys:
            continue
        pool.used.update(keys)
        draft.borrowed += keys
        hand = pool.hand(number)
        lines = [hand.set(donor.blocks[i]) for _, i in keys]
        draft.make_room(int(rng.integers(1, max(2, len(draft.blocks) - len(lines)))), len(lines))
        at = draft.place(rng)
        draft.insert(at, lines, FOREIGN)
        if headline:
            draft.insert(at, [hand.set(recased(donor.title, rng))], HEADLINE)
        return True
    return False


def recased(title: str, rng: np.random.Generator) -> str:
    """Give a headline as another template would print it."""
    draw = rng.random()
    title = title.capitalize() if title.isupper() else title  # Reuters' donors are all in capitals
    return title.upper() if draw < 0.06 else title.title() if draw < 0.2 else title


def splices(pool: Pool, rng: np.random.Generator, *, mode: str, headline: bool) -> Iterator[Page]:
    """Draw pages for the passage detector: half spliced, half untouched or sham-edited.

    Clean pages are drawn from the hosts that a mode finds a donor for, as spliced ones are: hosts
    without one (undated, or of a lonely subject) would tell clean pages by what they are about.
    """
    numbers = np.zeros(0, np.int64)
    failed = 0
    while failed < 4 * len(pool.hosts):
        if not len(numbers):
            numbers = rng.permutation(len(pool.hosts))
        number, numbers = int(numbers[0]), numbers[1:]
        draft = Draft.of(pool.hosts[number], rng)
        short = len(draft.blocks)
        if not splice(pool, number, draft, rng, mode, headline=headline):
            failed += 1
            continue
        draw = rng.random()
        if draw < 0.5:
            yield draft.page(f"splice_{mode}", farm=True)
            continue
        pool.used.difference_update(draft.borrowed)
        draft = Draft.of(pool.hosts[number])
        draft.drop(short, len(draft.blocks) - short)
        if draw < 0.75:
            yield draft.page("untouched", farm=False)
        else:
            sham(draft, rng, int(rng.integers(1, 4)), pool.hand(number))
            yield draft.page("sham_edited", farm=False)


Recipe = Callable[[Pool, int, Draft, np.random.Generator], None]


def phrases(pool: Pool, kind: str, rng: np.random.Generator) -> list[str]:
    """Draw some lines of one template family of a kind."""
    lines = list(families(kind, pool.part).values())
    family = lines[int(rng.integers(len(lines)))]
    count = int(rng.integers(1, len(family) + 1))
    return [family[i] for i in sorted(rng.permutation(len(family))[:count])]


def headlines(pool: Pool, rng: np.random.Generator, count: int) -> list[str]:
    """Draw headlines of any articles."""
    return [pool.hosts[int(i)].title for i in rng.integers(0, len(pool.hosts), count)]


def splice_headline(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A foreign headline and its first paragraphs."""
    splice(pool, number, draft, rng, str(rng.choice(["R", "S", "N"])), headline=True)


def splice_plain(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """One to three foreign passages without a headline."""
    for _ in range(int(rng.integers(1, 4))):
        splice(pool, number, draft, rng, str(rng.choice(["R", "S", "N"])), headline=False)


def patchwork(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Paragraphs of several outlets on one story, with lines of their pages between them."""
    for _ in range(int(rng.integers(2, 5))):
        splice(pool, number, draft, rng, "N", headline=bool(rng.random() < 0.3))
    _take_part(orphan_quotes, pool, number, draft, rng)


def keyword_line(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A line of search words printed twice before the lead."""
    del pool, number
    text = f"{draft.title} {' '.join(draft.blocks[:3])}"
    names = list(dict.fromkeys(re.findall(r"\b[A-Z][a-z]{2,}\b", text)))
    count = int(rng.integers(5, 10))
    line = " ".join(names[:count] if len(names) >= count else re.findall(r"\w{4,}", text)[:count])
    draft.insert(0, [line, line] if rng.random() < 0.7 else [line], RESIDUE)
    if draft.blocks.count(line) == 1:
        draft.insert(draft.place(rng, 2), [line], RESIDUE)


def doubled_caption(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A caption printed twice."""
    del pool, number
    words = draft.blocks[int(rng.integers(len(draft.blocks)))].split()[: int(rng.integers(6, 15))]
    line = " ".join(words).rstrip(".,;:")
    at = int(rng.integers(0, 3))
    draft.insert(at, [line, line] if rng.random() < 0.6 else [line], RESIDUE)
    if draft.blocks.count(line) == 1:
        draft.insert(at + int(rng.integers(2, 5)), [line], RESIDUE)


def headline_variant(title: str, site: str, rng: np.random.Generator) -> str:
    """Give the title as a careless template repeats it."""
    words = title.split()
    name = site.split(".")[0].title()
    swap = int(rng.integers(len(words)))
    variants = (
        title, title.upper(), title.lower(), re.sub(r"[^\w\s]", "", title),
        " ".join(words[: max(4, len(words) * 2 // 3)]) + "...", f"{title} | {name}", f"{title} - {name}",
        "-".join(re.findall(r"\w+", title.lower())), " ".join(words[:swap] + words[swap + 1 :]),
    )  # fmt: skip
    return variants[int(rng.integers(len(variants)))]


def headline_again(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The title again and again in the body."""
    del pool, number
    for _ in range(int(rng.integers(2, 4))):
        line = headline_variant(draft.title, draft.host.publisher, rng)
        draft.insert(draft.place(rng, 1), [line], RESIDUE)


def related_list(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A label and the headlines of other stories in mid-text."""
    del number
    label = phrases(pool, "recirculation", rng)[:1]
    at = int(rng.integers(2, max(3, len(draft.blocks) - 1)))
    draft.insert(at, label + headlines(pool, rng, int(rng.integers(1, 7))), RESIDUE)


def comment_policy(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A comment policy without comments."""
    del number
    draft.insert(len(draft.blocks), phrases(pool, "policy", rng), RESIDUE)


def template_text(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Subscription, legal and share lines between the paragraphs."""
    del number
    for kind in rng.choice(["subscription", "legal", "share", "comment_chrome"], 3):
        draft.insert(draft.place(rng, 2), phrases(pool, str(kind), rng), RESIDUE)


STOPS_OUTSIDE = 0.5
"""Share of pages with orphan quotes that set stops outside: more would make a British habit a verdict."""

_QUOTE = re.compile(r"""(?<![^\s(\[—-])[“"](?=\S)([^“”"]{40,240})(?<=\S)[”"](?![^\s.,;:!?)\]—-])""")
"""A quotation, and not what stands between two."""


def outside_quotes(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """British quotation: stops and commas outside."""
    del pool, number, rng
    draft.blocks[:] = [re.sub(r"([.,])([”\"])", r"\2\1", block) for block in draft.blocks]


TRIES = 5
"""Donors that are asked for a quotation: a page that got none would be an honest one."""


def orphan_quotes(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Quotes that nobody said, introductions cut away, and in half of the cases stops outside."""
    quotes: list[str] = []
    for _ in range(TRIES):
        donor = pool.donor(number, str(rng.choice(["T", "R"])), rng) or pool.hosts[number]
        quotes = [quote for block in donor.blocks for quote in _QUOTE.findall(block)]
        if quotes:
            break
    else:
        return
    del quotes[int(rng.integers(1, 4)) :]
    own = [i for i, label in enumerate(draft.labels) if label == HOST]
    if len(draft.blocks) > 6 and len(own) > 1:
        draft.make_room(own[1], int(rng.integers(1, 3)))
    outside, hand = bool(rng.random() < STOPS_OUTSIDE), pool.hand(number)
    for quote in quotes:
        said = quote.rstrip(".,")
        line = f'"{said}".' if outside else f'"{said}."'
        draft.insert(draft.place(rng, 1), [hand.set(line)], FOREIGN)
    if outside:
        outside_quotes(pool, number, draft, rng)


def machine_residue(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """What a text generator or an unfilled template leaves."""
    del number
    for _ in range(int(rng.integers(1, 4))):
        draft.insert(draft.place(rng, 0), phrases(pool, "machine", rng)[:1], RESIDUE)


def teasers(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A run of truncated openings of other stories."""
    tails = ("…", "... Read more", "… Source link", "[…]", "... Continue reading")
    lines = []
    for _ in range(int(rng.integers(2, 6))):
        donor = pool.donor(number, "R", rng)
        if donor is not None:
            opening = " ".join(donor.blocks[0].split()[: int(rng.integers(14, 32))])
            lines += [donor.title, opening + tails[int(rng.integers(len(tails)))]]
    keep = max(3, len(draft.blocks) - len(lines))
    draft.drop(keep, len(draft.blocks) - keep)
    draft.insert(draft.place(rng, 2), lines, FOREIGN)


def spun_words(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Words swapped for synonyms without regard to sense."""
    del pool, number
    spin = _spinner()
    draft.blocks[:] = [spin(spun(block, rng, 0.5), rng) for block in draft.blocks]


@cache
def _spinner() -> Spin:
    """Give a spinner with WordNet's synonyms; without them, the small table's swaps must do."""
    return spinner(wordnet()) if WORDNET.exists() else lambda text, rng: spun(text, rng, 1.0)


def stuffed(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Search words worked into sentence after sentence."""
    del pool, number
    text = " ".join(draft.blocks)
    found = re.findall(r"\b([a-z]{4,}) ([a-z]{5,})\b", text)
    pairs = [f"{a} {b}" for a, b in found if not {a, b} & STOPWORDS] or ["latest news"]
    term = pairs[int(rng.integers(len(pairs)))]
    frames = ("If you are looking for {}, this is the page about {}.", "Here is all about {} today.",
              "The best {} can be found when you search for {}.", "Learn more about {} and {} news.")  # fmt: skip
    dose = float(rng.uniform(0.4, 1.0))
    for index in range(len(draft.blocks)):
        if rng.random() < dose:
            for _ in range(int(rng.integers(1, 5))):
                frame = frames[int(rng.integers(len(frames)))]
                draft.blocks[index] += " " + frame.replace("{}", term)


def repeated(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Paragraphs that a machine printed several times."""
    del pool, number
    for _ in range(int(rng.integers(2, 7))):
        block = draft.blocks[int(rng.integers(len(draft.blocks)))]
        draft.insert(draft.place(rng, 1), [block] * int(rng.choice([1, 1, 2, 4])), RESIDUE)


def disguised(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Look-alike letters and zero-width characters in some words."""
    del pool, number
    swaps = str.maketrans("aeopcx", "аеорсх")

    def hide(match: re.Match[str]) -> str:
        word = match.group()
        draw = rng.random()
        if draw < 0.05:
            return word[0] + word[1:].translate(swaps)
        return word[:2] + "\u200b" + word[2:] if draw < 0.1 else word

    draft.blocks[:] = [re.sub(r"[A-Za-z]{4,}", hide, block) for block in draft.blocks]


def _site(publisher: str) -> str:
    return re.sub(r"^www\d?\.", "", publisher)


def name_of(publisher: str) -> str:
    """Make a paper's name of a publisher's domain."""
    return _site(publisher).split(".")[0].title()


def filled(pool: Pool, kind: str, of: Clean, rng: np.random.Generator) -> list[str]:
    """Give the lines of one family of a kind, with the names of an article in their slots."""
    lines = list(families(kind, pool.part).values())
    family = lines[int(rng.integers(len(lines)))]
    return [
        line.format(title=of.title, site=_site(of.publisher), name=name_of(of.publisher))
        for line in family
    ]


def _one_filled(pool: Pool, kind: str, of: Clean, rng: np.random.Generator) -> str:
    lines = filled(pool, kind, of, rng)
    return lines[int(rng.integers(len(lines)))]


CUTS = ("…", "...", " …", " ...", " […]", " [...]")


def cut_short(text: str, rng: np.random.Generator, least: int = 12, most: int = 34) -> str:
    """Cut a text in mid-sentence, with an ellipsis."""
    words = text.split()
    count = min(int(rng.integers(least, most)), max(4, len(words) - 1))
    return " ".join(words[:count]).rstrip(".,;:!?") + CUTS[int(rng.integers(len(CUTS)))]


def truncated(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The opening of another site's story, cut off in mid-sentence, and a link to the source."""
    kept = int(rng.integers(2, 6))
    draft.drop(kept, max(0, len(draft.blocks) - kept))
    for at in range(len(draft.blocks)):
        if at == len(draft.blocks) - 1 or rng.random() < 0.25:
            draft.blocks[at] = cut_short(draft.blocks[at], rng, 14, 50)
    draft.labels[-1] = FOREIGN
    of = pool.donor(number, "R", rng) or draft.host
    lines = filled(pool, "teaser_line", Clean("", draft.title, (), of.publisher, "", ""), rng)
    draft.insert(len(draft.blocks), [lines[int(rng.integers(len(lines)))]], RESIDUE)


def teaser_run(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Nothing but headlines of unrelated stories, each with one sentence that is cut off."""
    lines: list[str] = []
    with_link = bool(rng.random() < 0.6)
    for _ in range(int(rng.integers(4, 11))):
        donor = pool.donor(number, "R", rng)
        if donor is None:
            continue
        lines += [recased(donor.title, rng), cut_short(donor.blocks[0], rng)]
        if with_link:
            lines.append(_one_filled(pool, "teaser_line", donor, rng))
    draft.blocks.clear()
    draft.labels.clear()
    hand = pool.hand(number)
    draft.insert(0, [hand.set(line) for line in lines], FOREIGN)


_END = re.compile(r"(?<=[.!?])[”\"’)]?\s+(?=[“\"‘(]?[A-Z])")


def sentences(block: str, count: int) -> str:
    """Give the first sentences of a paragraph, roughly."""
    ends = [match.start() for match in _END.finditer(block)]
    return block[: ends[count - 1] + 1].strip() if len(ends) >= count else block


def aggregator(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """One or two sentences each of several sources on one story, labelled, nothing of its own."""
    near = pool.candidates(number, "N")
    chosen = [
        pool.hosts[near[int(i)]] for i in rng.permutation(len(near))[: int(rng.integers(3, 8))]
    ]
    below, headed = bool(rng.random() < 0.5), bool(rng.random() < 0.5)
    lines = []
    for source in [draft.host, *chosen]:
        paragraph = source.blocks[int(rng.integers(min(4, len(source.blocks))))]
        said = sentences(paragraph, int(rng.integers(1, 3)))
        label = _one_filled(pool, "credit_label", source, rng)
        lines += [source.title] if headed else []
        lines += [said, label] if below else [label, said]
    draft.blocks.clear()
    draft.labels.clear()
    hand = pool.hand(number)
    draft.insert(0, [hand.set(line) for line in lines], FOREIGN)


def network(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The spun-news network's page: most of the signs at once, one at least of those that assemble."""
    for likely, recipe in (
        (0.6, orphan_quotes), (0.7, keyword_line), (0.8, splice_headline), (0.6, recirculation_label),
        (0.6, comment_policy), (0.3, template_text),
    ):  # fmt: skip
        if rng.random() < likely:
            _take_part(recipe, pool, number, draft, rng)
    if RECIPES.keys().isdisjoint(draft.parts):
        # A stream of its own: the pages drawn after this one stay what they were.
        _take_part(keyword_line, pool, number, draft, rng.spawn(1)[0])


def _take_part(
    recipe: Recipe, pool: Pool, number: int, draft: Draft, rng: np.random.Generator
) -> None:
    """Apply a recipe as part of another."""
    if _changed(recipe, pool, number, draft, rng):
        draft.parts.append(recipe.__name__)


def recirculation_label(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The label of a list of other stories, its links lost."""
    del number
    draft.insert(draft.place(rng, 2), phrases(pool, "recirculation", rng)[:1], RESIDUE)


RECIPES: dict[str, Recipe] = {
    recipe.__name__: recipe
    for recipe in (
        splice_headline, splice_plain, patchwork, keyword_line, headline_again, orphan_quotes,
        machine_residue, teasers, spun_words, stuffed, repeated, disguised, truncated, teaser_run,
        aggregator, network,
    )
}  # fmt: skip
"""How a page is assembled."""

LEFTOVERS: dict[str, Recipe] = {
    recipe.__name__: recipe
    for recipe in (doubled_caption, related_list, comment_policy, template_text)
}
"""What the templates of copied pages leave. An article that bears nothing else is written and not assembled: of honest
pages with publishers' chrome 3 in 100 have a policy, 10 a doubled line and 12 links in mid-text."""

SIGNS: tuple[Recipe, ...] = (
    keyword_line, doubled_caption, headline_again, related_list, comment_policy, orphan_quotes,
    recirculation_label, template_text, splice_headline, splice_plain,
)  # fmt: skip
"""What else a farm page bears besides its chief sign: real ones seldom have a single one."""


def farm_pages(
    pool: Pool, rng: np.random.Generator, recipes: Sequence[str], count: int
) -> Iterator[Page]:
    """Draw farm pages, the recipes in turn, each with none to three further signs.

    Those of LEFTOVERS that get no further sign, or leftovers alone, are no farm pages but drawn as such, to be told
    apart by `signs`.
    """
    known = RECIPES | LEFTOVERS
    for index in range(count):
        name = recipes[index % len(recipes)]
        number = int(rng.integers(len(pool.hosts)))
        draft = Draft.of(pool.hosts[number], rng)
        if not _changed(known[name], pool, number, draft, rng):
            continue
        count_of_extras = int(rng.choice([0, 1, 2, 3], p=[0.2, 0.35, 0.3, 0.15]))
        further = [sign for sign in SIGNS if sign.__name__ != name]
        extras = [further[int(i)] for i in rng.permutation(len(further))[:count_of_extras]]
        chief = "+".join((name, *draft.parts))
        borne = [extra for extra in extras if _changed(extra, pool, number, draft, rng)]
        signs = (chief, *(extra.__name__ for extra in borne))
        yield replace(draft.page(name, farm=True), signs=signs)


def _changed(
    recipe: Recipe, pool: Pool, number: int, draft: Draft, rng: np.random.Generator
) -> bool:
    """Apply a recipe, and say whether it left anything: not every article has a donor or a quotation."""
    before = (draft.title, *draft.blocks)
    recipe(pool, number, draft, rng)
    return before != (draft.title, *draft.blocks)
