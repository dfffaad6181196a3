"""Which words stand side by side in real news, and how a machine's swaps change that.

Words and pairs of the fit publishers are counted by article; what fewer than PUBLISHERS publishers
wrote is left out, and only hashed, logarithmic levels are kept: no text can be read back. The
log-odds of a level are learned on publishers that were not counted, against the same articles spun
with one thesaurus; the figures are of further publishers, spun with that one, another and a
hand-made one. The thesauri (Debian: wordnet-base, mythes-en-us) serve here only; nothing of them
is shipped.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from darnel import artifacts
from darnel.article import Article
from darnel.signals import spun_wording as signal
from darnel.text import Pages, parse
from darnel.wordlists import STOPWORDS
from training.corpora import Clean, load_news, split
from training.spin import spun

PUBLISHERS = 3
"""Fewer publishers than this may be one text, copied."""

WORDNET, MYTHES = Path("/usr/share/wordnet"), Path("/usr/share/mythes/th_en_US_v2.dat")

SHARES = (0.3, 0.5)
"""The least and largest share of content words that the spinner swaps."""

TUNED, TESTED = 1500, 2500
"""Articles that the log-odds and the figures are drawn from."""

SMOOTHING = 20.0
"""Pairs added to every cell of either side, so that a rare cell says little."""

Thesaurus = Mapping[str, Sequence[str]]
Spin = Callable[[str, np.random.Generator], str]

_ENDINGS = ("s", "ed", "ing")


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


def spinner(thesaurus: Thesaurus) -> Spin:
    """Make a spinner that swaps content words without regard to sense, and at times to number."""

    def stand_in(word: str, rng: np.random.Generator) -> str | None:
        for ending in ("", *_ENDINGS):
            stem = word.removesuffix(ending)
            others = thesaurus.get(stem)
            if word.endswith(ending) and others:
                other = others[int(rng.integers(len(others)))]
                return other + ending if ending and rng.random() < 0.5 else other
        return None

    def spin(text: str, rng: np.random.Generator) -> str:
        share = rng.uniform(*SHARES)

        def swap(match: re.Match[str]) -> str:
            word = match.group()
            if word.lower() in STOPWORDS or len(word) < 3 or rng.random() > share:
                return word
            other = stand_in(word.lower(), rng)
            if other is None:
                return word
            return other[0].upper() + other[1:] if word[0].isupper() else other

        return re.sub(r"[A-Za-z]+(?:['’][a-z]+)?", swap, text)

    return spin


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

    def add(self, key: NDArray[np.int64], page: NDArray[np.int64], site: NDArray[np.int64]) -> None:
        """Count the keys of a batch once a page."""
        once = np.unique(key * 4096 + page)
        self._keys.append(once >> 12)
        self._sites.append(site[once & 4095])

    def levels(self) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Give the keys that enough publishers have, and their levels."""
        keys, sites = np.concatenate(self._keys), np.concatenate(self._sites)
        distinct, inverse, count = np.unique(keys, return_inverse=True, return_counts=True)
        pairs = np.unique(inverse.astype(np.int64) * 4096 + sites) >> 12
        enough = np.bincount(pairs, minlength=len(distinct)) >= PUBLISHERS
        level = np.clip(np.log2(np.maximum(count, 1)).astype(np.int64), 1, signal.LEVELS - 1)
        return distinct[enough], level[enough].astype(np.uint8)


def count(news: Sequence[Clean]) -> dict[str, NDArray[Any]]:
    """Count the lower-case words and the pairs of articles."""
    words, pairs = Counter(), Counter()
    for pages, site in parsed(news):
        body = pages.body
        at, key = signal.pair_keys(pages)
        pairs.add(key.astype(np.int64), body.page[at].astype(np.int64), site)
        lower = pages.vocabulary.lower_case[body.word]
        hashed = pages.vocabulary.hash[body.word[lower]].astype(np.int64)
        words.add(hashed, body.page[lower].astype(np.int64), site)
    word, levels = words.levels()
    both, pair_levels = pairs.levels()
    table = np.zeros(1 << signal.PAIR_BITS, np.uint8)
    table[both] = pair_levels
    return {"words": word.astype(np.uint32), "levels": levels, "pairs": table}


def pages_of(texts: Sequence[str], titles: Sequence[str]) -> Pages:
    """Parse texts under their titles."""
    return parse([Article(text=x, title=t) for x, t in zip(texts, titles, strict=True)])


def learn(news: Sequence[Clean], spin: Spin, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Learn the log-odds of every cell, and how the mean of an honest page spreads."""
    texts, titles = ["\n\n".join(a.blocks) for a in news], [a.title for a in news]
    clean, other = pages_of(texts, titles), pages_of([spin(t, rng) for t in texts], titles)
    at, honest = signal.cells(clean)
    shape = signal.LEVELS**3
    of_clean, of_spun = (
        np.bincount(cell, minlength=shape) + SMOOTHING / 2
        for cell in (honest, signal.cells(other)[1])
    )
    odds = np.log(of_spun / of_spun.sum()) - np.log(of_clean / of_clean.sum())
    page = clean.body.page[at]
    number = np.bincount(page, minlength=len(clean))
    mean = np.bincount(page, odds[honest], len(clean)) / np.maximum(number, 1)
    within = float(np.var(odds[honest] - mean[page]))
    some = mean[number >= signal.LEAST_PAIRS]
    low, middle, high = np.quantile(some, [0.16, 0.5, 0.84])
    between = max(((high - low) / 2) ** 2 - within / float(np.median(number)), 1e-4)
    return {
        "odds": odds.astype(np.float16),
        "spread": np.array([middle, between, within], np.float32),
    }


def fit(data: Path, out: Path) -> dict[str, float]:
    """Write `word_pairs.npz` to `out`; give how well spun pages of unseen publishers are told."""
    if not WORDNET.is_dir() or not MYTHES.is_file():
        raise FileNotFoundError("a thesaurus is missing: apt-get install wordnet-base mythes-en-us")
    rng = np.random.default_rng(5)
    news = load_news(data)
    stored = count([a for a in news if split(a.publisher) == "fit"])
    # The log-odds are learned by the signal's own code, which reads the counts from the artifact.
    write(out, stored | {"odds": np.zeros(signal.LEVELS**3), "spread": np.ones(3)})
    stored |= learn(drawn(news, "tune", TUNED, rng), spinner(wordnet()), rng)
    write(out, stored)
    told = figures(drawn(news, "test", TESTED, rng), rng)
    pairs = stored["pairs"].astype(np.int64)
    return {
        "words": float(len(stored["words"])),
        "pairs_set": float((pairs > 0).mean()),
        **told,
        **elsewhere(data),
    }


KEPT = ("words", "levels", "pairs", "odds", "spread")


def write(out: Path, stored: Mapping[str, NDArray[Any]]) -> None:
    """Write the artifact and forget the one that was loaded."""
    np.savez_compressed(out / "word_pairs.npz", allow_pickle=False, **dict(stored))
    artifacts.arrays.cache_clear()


def drawn(news: Sequence[Clean], part: str, most: int, rng: np.random.Generator) -> list[Clean]:
    """Draw articles of one split."""
    some = [a for a in news if split(a.publisher) == part]
    return [some[i] for i in rng.permutation(len(some))[:most]]


def figures(news: Sequence[Clean], rng: np.random.Generator) -> dict[str, float]:
    """Measure articles of publishers never counted as they are, and spun in three ways."""
    texts, titles = ["\n\n".join(a.blocks) for a in news], [a.title for a in news]
    clean = signal.measure(pages_of(texts, titles))
    honest = np.nan_to_num(clean.features["score"])
    result = {
        "clean_score_q99": float(np.quantile(honest, 0.99)),
        "clean_score_over_half": float((honest > 0.5).mean()),
        "clean_with_findings": float(np.mean([bool(f) for f in clean.findings])),
    }
    limit = np.quantile(honest, 0.99)
    spins: dict[str, Spin] = {
        "wordnet": spinner(wordnet()),
        "mythes": spinner(mythes()),
        "hand_made": lambda text, rng: spun(text, rng, 0.6),
    }
    for name, spin in spins.items():
        reading = signal.measure(pages_of([spin(text, rng) for text in texts], titles))
        swapped = np.nan_to_num(reading.features["score"])
        label = np.repeat([0, 1], len(texts))
        result[f"auroc_{name}"] = float(roc_auc_score(label, np.concatenate([honest, swapped])))
        result[f"recall_at_1_fpr_{name}"] = float((swapped > limit).mean())
        result[f"over_half_{name}"] = float((swapped > 0.5).mean())
    return result


def elsewhere(data: Path) -> dict[str, float]:
    """Measure web pages that are no news and stand far from it: none is spun."""
    frame = pd.read_parquet(data / "blocks_wcxb.parquet")
    frame = frame[(frame["label"] == "article") & frame["hi"]].sort_values(["page_id", "order"])
    result = {}
    for name, kind in (("articles", ["article"]), ("other", ["documentation", "forum", "service"])):
        some = frame[frame["page_type"].isin(kind)].groupby("page_id")["text"]
        texts = ["\n\n".join(map(str, blocks)) for _, blocks in some]
        score = signal.measure(pages_of(texts, [""] * len(texts))).features["score"]
        result[f"web_{name}_over_half"] = float((np.nan_to_num(score) > 0.5).mean())
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    for key, value in fit(arguments.data, arguments.out).items():
        print(f"{key:28} {value:.4f}")
