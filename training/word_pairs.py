"""Which words stand side by side in real news, and how a machine's swaps change that.

1. Words, pairs, pairs that skip a word, and runs of three are counted by article over the `fit`
   publishers; what fewer than PUBLISHERS publishers wrote is left out, and only hashed, logarithmic
   levels are kept: no text can be read back.
2. Half of the `tune` publishers, of the web domains not held out and of some news from abroad, as
   they are and spun with WordNet or with the words of nearest vectors, teach how likely a word of a cell was swapped.
3. The other half teaches how the words of a spun page differ from an honest one's, and sets the
   scale of the score. Nothing is chosen on `test`.

The figures are of `test` publishers, spun with WordNet, with a thesaurus never trained on and with a
hand-made table never trained on. The thesauri (Debian: wordnet-base, mythes-en-us) serve here only;
nothing of them is shipped.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from darnel import artifacts, context, vectors
from darnel.article import Article
from darnel.signals import spun_wording as signal
from darnel.text import Pages, parse
from darnel.wordlists import STOPWORDS
from training.corpora import Clean, load_donors, load_news, split
from training.spin import spun

PUBLISHERS = 3
"""Fewer publishers than this may be one text, copied."""

WORDNET, MYTHES = Path("/usr/share/wordnet"), Path("/usr/share/mythes/th_en_US_v2.dat")

SHARES = (0.3, 0.5)
"""The least and largest share of content words that the plain spinner swaps."""

DOSES = (0.04, 0.5)
"""The least and largest share that training spins; small shares as often as large ones."""

MEASURED = (0.05, 0.1, 0.2, 0.4)
"""Shares of content words at which the figures are taken."""

TABLE_SHARE = 0.22
"""Share of the content words of news that the hand-made table has a stand-in for."""

TAUGHT, TUNED, TESTED = 1600, 1900, 2500
"""News articles that the weights of words, the page's weights and the figures are drawn from."""

SPINNERS_SLIPS = 0.2
"""Share of spun pages taken to bear a unit for a word or a broken name: WordNet's swaps make none, so
that it cannot be learned; how rare these are on honest pages is."""

SURE_SLIPS = 3
"""Slips of that kind that weigh what their rarity says: a single one may be quoted."""

NEIGHBOURS = 8
"""Stand-ins of a word by its vector."""

HONEST_OVER_HALF = 0.002
"""Share of the honest tune pages, news and web, that the scale of the score puts over a half."""

LONGEST = 12_000
"""Characters of a page that training reads: enough for its words to be counted."""

ABROAD = 5
"""Of the news from abroad every so manieth article is learned from."""

LEAST_PAGE = 100
"""Words of a web page."""

Thesaurus = Mapping[str, Sequence[str]]
Spin = Callable[[str, np.random.Generator], str]
Span = tuple[int, int]

_ENDINGS = ("", "s", "ed", "ing")
_SWAPPED = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


def need_thesauri() -> None:
    """Raise FileNotFoundError without them: a fit would take simpler spinning for the real thing."""
    if not WORDNET.is_dir() or not MYTHES.is_file():
        raise FileNotFoundError("a thesaurus is missing: apt-get install wordnet-base mythes-en-us")


def wordnet(folder: Path = WORDNET) -> Thesaurus:
    """Read WordNet's synonyms of every sense together, as a spinner does."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{kind}").read_text("utf-8").splitlines():
            fields = line.split(" ")
            if line.startswith("  "):
                continue
            same = [re.sub(r"\(\w+\)$", "", w) for w in fields[4 : 4 + 2 * int(fields[3], 16) : 2]]
            same = [word.replace("_", " ") for word in same]
            for word in same:
                found[word.lower()].update(other for other in same if other.lower() != word.lower())
    return {word: sorted(others) for word, others in found.items() if others}


def mythes(path: Path = MYTHES) -> Thesaurus:
    """Read the synonyms of an OpenOffice thesaurus, without generic and related terms."""
    found: dict[str, set[str]] = defaultdict(set)
    entry = ""
    for line in path.read_text("utf-8").splitlines()[1:]:
        head, *rest = line.split("|")
        if not head.startswith("("):
            entry = head
            continue
        found[entry].update(term for term in rest if "(" not in term and term != entry)
    return {word: sorted(others) for word, others in found.items() if others}


@dataclass(frozen=True)
class Spinner:
    """Swap content words without regard to sense, and at times to number.

    `share` of them are tried; `weight` prefers some stand-ins (None: all alike); `constant` gives a
    word the same stand-in all through a page; `function` swaps function words too.
    """

    thesaurus: Thesaurus
    share: float
    weight: Callable[[str], float] | None = None
    constant: bool = False
    function: bool = False

    def __call__(self, text: str, rng: np.random.Generator) -> tuple[str, list[Span]]:
        """Spin a text; give it with the spans of what was put in."""
        memory: dict[str, str] = {}
        parts: list[str] = []
        spans: list[Span] = []
        done = length = 0
        for match in _SWAPPED.finditer(text):
            word = match.group()
            kept = len(word) < 3 or (not self.function and word.lower() in STOPWORDS)
            if kept or rng.random() > self.share:
                continue
            other = self._stand_in(word.lower(), memory, rng)
            if other is None or other == word.lower():
                continue
            other = other[0].upper() + other[1:] if word[0].isupper() else other
            between = text[done : match.start()]
            start = length + len(between)
            length = start + len(other)
            spans.append((start, length))
            parts += [between, other]
            done = match.end()
        return "".join([*parts, text[done:]]), spans

    def _stand_in(self, word: str, memory: dict[str, str], rng: np.random.Generator) -> str | None:
        if self.constant and word in memory:
            return memory[word]
        for ending in _ENDINGS:
            others = self.thesaurus.get(word.removesuffix(ending))
            if not word.endswith(ending) or not others:
                continue
            chances = None
            if self.weight is not None:
                weights = np.array([self.weight(term) for term in others])
                chances = weights / weights.sum()
            other = others[int(rng.choice(len(others), p=chances))]
            memory[word] = other + ending if ending and rng.random() < 0.5 else other
            return memory[word]
        return None


def alike(news: Sequence[Clean], stored: Mapping[str, NDArray[Any]]) -> Thesaurus:
    """Give each common word of news the common words of its form whose vectors are nearest.

    So swaps a spinner whose stand-ins are as common as the words: they fit the subject, not the place.
    """
    common = set(stored["words"][stored["levels"] >= context.FREQUENT].tolist())
    found = {
        w for a in news for block in a.blocks for w in block.split() if w.isalpha() and w.islower()
    }
    words = sorted(w for w in found - STOPWORDS if len(w) > 2 and crc32(w.encode()) in common)
    unit = vectors.of_words(words)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-9)
    result: dict[str, list[str]] = {}
    for low in range(0, len(words), 1000):
        near = np.argsort(-(unit[low : low + 1000] @ unit.T), axis=1)[:, 1 : NEIGHBOURS + 1]
        for word, others in zip(words[low : low + 1000], near.tolist(), strict=True):
            result[word] = [words[i] for i in others]
    return result


def spinner(thesaurus: Thesaurus) -> Spin:
    """Make a spinner that draws its share for every text."""

    def spin(text: str, rng: np.random.Generator) -> str:
        return Spinner(thesaurus, float(rng.uniform(*SHARES)))(text, rng)[0]

    return spin


def any_spinner(
    thesaurus: Thesaurus, weight: Callable[[str], float], rng: np.random.Generator
) -> Spinner:
    """Draw a spinner: careless or choosing common stand-ins, constant or not, at any share."""
    share = float(np.exp(rng.uniform(*np.log(DOSES))))
    common, constant, function = rng.random(3) < 0.5
    return Spinner(
        thesaurus,
        share,
        weight if common else None,
        constant=bool(constant),
        function=bool(function),
    )


def parsed(articles: Sequence[Clean], size: int = 256) -> Iterable[tuple[Pages, NDArray[np.int64]]]:
    """Parse articles in batches; give the batch and a number for each page's publisher."""
    names = {name: i for i, name in enumerate(sorted({a.publisher for a in articles}))}
    for low in range(0, len(articles), size):
        some = articles[low : low + size]
        pages = parse([Article(text="\n\n".join(a.blocks), title=a.title) for a in some])
        yield pages, np.array([names[a.publisher] for a in some])


class Counter:
    """Count articles of hashed keys, and whether PUBLISHERS publishers have each."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.int64]] = []
        self._sites: list[NDArray[np.int64]] = []

    def add(
        self, key: NDArray[np.uint32], page: NDArray[np.int32], site: NDArray[np.int64]
    ) -> None:
        """Count the keys of a batch once a page."""
        once = np.unique(key.astype(np.int64) * 4096 + page)
        self._keys.append(once >> 12)
        self._sites.append(site[once & 4095])

    def levels(self) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Give the keys that enough publishers have, and their levels."""
        keys, sites = np.concatenate(self._keys), np.concatenate(self._sites)
        distinct, inverse, count = np.unique(keys, return_inverse=True, return_counts=True)
        pairs = np.unique(inverse.astype(np.int64) * 4096 + sites) >> 12
        enough = np.bincount(pairs, minlength=len(distinct)) >= PUBLISHERS
        level = np.clip(np.log2(np.maximum(count, 1)).astype(np.int64), 1, context.LEVELS - 1)
        return distinct[enough], level[enough].astype(np.uint8)


def count_words(news: Sequence[Clean]) -> dict[str, NDArray[Any]]:
    """Count the lower-case words of articles."""
    words = Counter()
    for pages, site in parsed(news):
        body = pages.body
        lower = pages.vocabulary.lower_case[body.word]
        words.add(pages.vocabulary.hash[body.word[lower]], body.page[lower], site)
    word, levels = words.levels()
    return {"words": word.astype(np.uint32), "levels": levels}


def count_pairs(news: Sequence[Clean]) -> NDArray[np.uint8]:
    """Count the pairs and runs of articles; words must have been counted and written."""
    runs, skips, marks, pairs = (Counter() for _ in range(4))
    for pages, site in parsed(news):
        near, page = context.neighbours(pages), pages.body.page
        apart = np.append(~near.joined[1:], True)
        pairs.add(near.before, page, site)
        for counter, key, use in (
            (marks, near.mark, apart),
            (skips, near.skip, near.chained),
            (runs, near.three, near.chained),
        ):
            counter.add(key[use], page[use], site)
    table = np.zeros(1 << context.KEY_BITS, np.uint8)
    for counter in (runs, skips, marks, pairs):  # where two meet, the pair's level stands
        kept, level = counter.levels()
        table[context.bucket(kept.astype(np.uint32))] = level
    return table


@dataclass(frozen=True)
class Text:
    """A text to spin, with its title and where it is from."""

    text: str
    title: str
    publisher: str


def text_of(article: Clean) -> Text:
    """Join an article's blocks, up to LONGEST characters."""
    return Text("\n\n".join(article.blocks)[:LONGEST], article.title, article.publisher)


def web_pages(data: Path, *, held_out: bool, kinds: Sequence[str] = ()) -> list[Text]:
    """Load web pages of many kinds, none of them spun; those of held-out domains or the others."""
    frame = pd.read_parquet(data / "blocks_wcxb.parquet")
    frame = frame[(frame["label"] == "article") & frame["hi"]].sort_values(["page_id", "order"])
    if kinds:
        frame = frame[frame["page_type"].isin(kinds)]
    pages = []
    for _, rows in frame.groupby("page_id"):
        domain = str(rows["domain"].iloc[0])
        text = "\n\n".join(map(str, rows["text"]))[:LONGEST]
        if (split(domain) == "test") == held_out and len(text.split()) >= LEAST_PAGE:
            pages.append(Text(text, "", domain))
    return pages


def abroad(data: Path, parts: Sequence[str], publisher: str = "") -> list[Text]:
    """Load some British and Australian news and wire copy of 1987 (three publishers)."""
    some = [text_of(d) for d in load_donors(data) if d.split in parts and publisher in d.publisher]
    return [t for t in some if len(t.text.split()) >= LEAST_PAGE][:: ABROAD if not publisher else 1]


def half(publisher: str) -> int:
    """Put a publisher in one of two halves: the page's weights learn from words not learned on."""
    return crc32(f"spin {publisher}".encode()) & 1


def cut(texts: Sequence[Text], rng: np.random.Generator) -> list[Text]:
    """Cut half of the texts short, so that short pages are learned too."""
    result = []
    for text in texts:
        blocks = text.text.split("\n\n")
        if rng.random() < 0.5:
            blocks = blocks[: int(rng.integers(min(3, len(blocks)), len(blocks) + 1))]
        result.append(Text("\n\n".join(blocks), text.title, text.publisher))
    return result


def pages_of(texts: Sequence[str], titles: Sequence[str]) -> Pages:
    """Parse texts under their titles."""
    return parse([Article(text=x, title=t) for x, t in zip(texts, titles, strict=True)])


def batches(
    texts: Sequence[Text], spin: Callable[[], Spinner] | None, rng: np.random.Generator
) -> Iterable[tuple[Pages, list[list[Span]]]]:
    """Parse texts in batches, spun or (with no spinner) as they are, with the spans put in."""
    for low in range(0, len(texts), 128):
        some = texts[low : low + 128]
        made: list[tuple[str, list[Span]]]
        made = [(t.text, []) if spin is None else spin()(t.text, rng) for t in some]
        yield pages_of([text for text, _ in made], [t.title for t in some]), [s for _, s in made]


def swapped(pages: Pages, spans: Sequence[Sequence[Span]]) -> NDArray[np.bool_]:
    """Say of every word whether it lies in a span that was put in."""
    body = pages.body
    result = np.zeros(len(body), np.bool_)
    for page, mine in enumerate(spans):
        if mine:
            low, high = body.page_words[page : page + 2]
            starts, ends = np.array(mine).T
            at = np.searchsorted(starts, body.start[low:high], "right") - 1
            result[low:high] = (at >= 0) & (body.start[low:high] < ends[np.maximum(at, 0)])
    return result


def learn_words(
    texts: Sequence[Text], spin: Callable[[], Spinner], rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Learn the weight of every cell: how likely a word there was swapped."""
    rows, labels = [], []
    for way in (None, spin):
        for pages, spans in batches(texts, way, rng):
            at, cell = context.cells(pages)
            rows.append(cell)
            labels.append(swapped(pages, spans)[at])
    X, y = np.concatenate(rows), np.concatenate(labels)
    shape = (len(X), sum(context.SIZES))
    bounds = np.arange(0, X.size + 1, X.shape[1], dtype=np.int32)
    matrix = csr_array((np.ones(X.size, np.float32), X.ravel(), bounds), shape=shape)
    model = LogisticRegression(C=0.3, max_iter=100).fit(matrix, y)
    return {
        "weights": model.coef_[0].astype(np.float16),
        "bias": model.intercept_.astype(np.float32),
        "share": np.array([y.mean()], np.float32),
    }


def facts(pages: Pages) -> NDArray[np.float64]:
    """Describe the pages of a batch as the signal does."""
    at, odds = context.odds(pages)
    slips = signal.slips_of(pages).counts
    share = float(artifacts.arrays("word_pairs")["share"][0])
    return signal.statistics(pages, pages.body.page[at], odds, slips, share)


def learn_pages(
    texts: Sequence[Text], spin: Callable[[], Spinner], rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Learn what of a page's words tells it is spun, and where the score is a half."""
    honest, other = (
        np.concatenate([facts(pages) for pages, _ in batches(texts, way, rng)])
        for way in (None, spin)
    )
    fold = np.array([crc32(f"fold {t.publisher}".encode()) & 1 for t in texts])
    raw = np.zeros(len(texts))
    for part in (0, 1):
        weights = page_weights(honest[fold != part], other[fold != part])
        raw[fold == part] = honest[fold == part] @ weights
    return {
        "page": page_weights(honest, other),
        "middle": np.array([np.quantile(raw, 1 - HONEST_OVER_HALF)]),
    }


def page_weights(honest: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit a linear model of pages; give the weight of every fact, the first being the constant."""
    X = np.concatenate([honest, other])[:, 1:-1]
    y = np.repeat([0, 1], [len(honest), len(other)])
    scaler = StandardScaler().fit(X)
    model = LogisticRegression(max_iter=1000).fit(scaler.transform(X), y)
    weights = model.coef_[0] / scaler.scale_
    found = np.append(model.intercept_[0] - scaler.mean_ @ weights, weights)
    slipped = (honest[:, -1] > 0).sum() + 1
    return np.append(found, np.log(SPINNERS_SLIPS * len(honest) / slipped) / np.log(SURE_SLIPS + 1))


def fit(data: Path, out: Path) -> dict[str, float]:
    """Write `word_pairs.npz` to `out`; give how well spun pages of unseen publishers are told."""
    need_thesauri()
    rng = np.random.default_rng(5)
    news = load_news(data)
    counted = [a for a in news if split(a.publisher) == "fit"]
    # What comes next is learned by the signal's own code, which reads what is written so far.
    stored = count_words(counted)
    write(out, stored)
    stored["pairs"] = count_pairs(counted)
    write(out, stored)
    tune = [text_of(a) for a in drawn(news, "tune", len(news), rng)]
    web = web_pages(data, held_out=False) + abroad(data, ("fit", "tune"))
    thesauri, common = (wordnet(), alike(counted, stored)), commonness(stored)

    def any_of() -> Spinner:
        return any_spinner(thesauri[int(rng.random() < 0.5)], common, rng)

    halves: list[list[Text]] = []
    for part, most in ((0, TAUGHT), (1, TUNED)):
        halves.append([t for t in tune if half(t.publisher) == part][:most])
        halves[part] += [t for t in web if half(t.publisher + t.title) == part]
    stored |= learn_words(halves[0], any_of, rng)
    write(out, stored)
    stored |= learn_pages(cut(halves[1], rng), any_of, rng)
    write(out, stored)
    return {
        "words": float(len(stored["words"])),
        "pairs_set": float((stored["pairs"] > 0).mean()),
        **figures(drawn(news, "test", TESTED, rng), rng),
        **elsewhere(data),
    }


def commonness(stored: Mapping[str, NDArray[Any]]) -> Callable[[str], float]:
    """Make a weight for stand-ins: in how many articles the rarest word of a term stands."""
    known = dict(zip(stored["words"].tolist(), stored["levels"].tolist(), strict=True))
    seen: dict[str, float] = {}

    def weight(term: str) -> float:
        if term not in seen:
            levels = [known.get(crc32(word.encode()), 0) for word in term.lower().split(" ")]
            seen[term] = float(2 ** min(levels))
        return seen[term]

    return weight


def write(out: Path, stored: Mapping[str, NDArray[Any]]) -> None:
    """Write the artifact and forget the one that was loaded."""
    np.savez_compressed(out / "word_pairs.npz", allow_pickle=False, **dict(stored))
    artifacts.arrays.cache_clear()


def drawn(news: Sequence[Clean], part: str, most: int, rng: np.random.Generator) -> list[Clean]:
    """Draw articles of one split."""
    some = [a for a in news if split(a.publisher) == part]
    return [some[i] for i in rng.permutation(len(some))[:most]]


def scores(texts: Sequence[str], titles: Sequence[str]) -> NDArray[np.float64]:
    """Score texts in batches, 0 where there is nothing to measure."""
    found = [
        signal.measure(pages_of(texts[low : low + 256], titles[low : low + 256])).features["score"]
        for low in range(0, len(texts), 256)
    ]
    return np.nan_to_num(np.concatenate(found))


def careless(spin: Spinner) -> Spin:
    """Give a spinner's texts alone."""
    return lambda text, rng: spin(text, rng)[0]


def table_spin(share: float) -> Spin:
    """Spin with the hand-made table, `share` of the words that it has."""
    return lambda text, rng: spun(text, rng, share)


def spins() -> dict[str, tuple[Spin, float]]:
    """Name the spinners of the figures, each with the share of the test articles it spins."""
    result: dict[str, tuple[Spin, float]] = {
        "wordnet": (spinner(wordnet()), 1),
        "mythes": (spinner(mythes()), 1),
        "hand_made": (table_spin(0.6), 1),
    }
    for name, thesaurus in (("wordnet", wordnet()), ("mythes", mythes())):
        for dose in MEASURED:
            result[f"{name}_{dose * 100:.0f}"] = (careless(Spinner(thesaurus, dose)), 0.4)
    for dose in MEASURED[:3]:
        result[f"hand_made_{dose * 100:.0f}"] = (table_spin(dose / TABLE_SHARE), 0.4)
    return result


def figures(news: Sequence[Clean], rng: np.random.Generator) -> dict[str, float]:
    """Measure articles of publishers never counted as they are, and spun in many ways."""
    texts, titles = ["\n\n".join(a.blocks) for a in news], [a.title for a in news]
    honest = scores(texts, titles)
    limit = np.quantile(honest, 0.99)
    result = {
        "clean_score_q99": float(limit),
        "clean_score_over_half": float((honest > 0.5).mean()),
    }
    for name, (spin, share) in spins().items():
        count = int(share * len(texts))
        of_spun = scores([spin(text, rng) for text in texts[:count]], titles[:count])
        label = np.repeat([0, 1], [len(honest), len(of_spun)])
        result[f"auroc_{name}"] = float(roc_auc_score(label, np.concatenate([honest, of_spun])))
        result[f"recall_at_1_fpr_{name}"] = float((of_spun > limit).mean())
        result[f"over_half_{name}"] = float((of_spun > 0.5).mean())
    return result


def elsewhere(data: Path) -> dict[str, float]:
    """Measure honest pages that stand far from the news counted: held-out web, old and abroad."""
    groups = {
        "web_articles": web_pages(data, held_out=True, kinds=["article"]),
        "web_other": web_pages(data, held_out=True, kinds=["documentation", "forum", "service"]),
    }
    for name, publisher in (("british", "bbc"), ("australian", "abc"), ("of_1987", "reuters")):
        groups[f"news_{name}"] = abroad(data, ("test",), publisher)
    result = {}
    for name, texts in groups.items():
        score = scores([t.text for t in texts], [t.title for t in texts])
        result[f"{name}_over_half"] = float((score > 0.5).mean())
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    for key, value in fit(arguments.data, arguments.out).items():
        print(f"{key:32} {value:.4f}")
