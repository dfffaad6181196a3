"""Stuffing and repeats in fixed doses: how the scores of two signals rise with them.

`python -m training.doses --data DIR` plants in clean articles of the `test` publishers a search
phrase once in so many words, and passages of the article again. For each dose: the mean score, and
the share of pages above 99 in 100 untouched ones. Then the same share of honest pages that must say
a thing often. `--part tune` prints what the choices were made on.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from darnel.article import Article
from darnel.scorer import batches
from darnel.signals import keyword_stuffing, repetition
from darnel.signals.base import Signal
from darnel.text import parse
from training.corpora import Clean, Part, load_news, split
from training.headlines import HONEST as LOOK_ALIKES

Rng = np.random.Generator
Scores = NDArray[np.float64]
Lines = list[str]

FALSE = 0.01
"""Share of untouched articles that may lie above the bar of the recall."""

EVERY = (30, 45, 60, 90, 120, 200)
"""Words to one occurrence of the planted phrase."""

PHRASES: dict[Part, tuple[str, ...]] = {
    "tune": (
        "car insurance", "weight loss", "cheap flights", "garden furniture", "payday loans",
        "hair removal", "best running shoes", "home security system", "lose belly fat",
        "cheap hotel rooms", "used phones",
    ),
    "test": (
        "life insurance", "back pain", "used cars", "kitchen cabinets", "online casino",
        "teeth whitening", "best coffee maker", "wireless phone charger", "learn guitar fast",
        "remove wine stains",
    ),
}  # fmt: skip
"""Search phrases of two and of three words, in part everyday words; each serves one split."""

FRAMES = (
    "Many readers ask about {}.", "Here is more on {}.", "This is why {} matters to so many.",
    "There is a lot to say about {}.", "Those who look for {} should read on.",
    "With {} it pays to compare.", "Our guide to {} has the answer.", "Nothing beats good {}.",
)  # fmt: skip
WITHIN = (", as with {},", " thanks to {}", " and {}", ", unlike {},", " for {}")

NAMES = ("Martha Lindqvist", "Ines Valdo", "Calder Motors", "Port Norwick", "Osmund Hale")
THINGS = ("kettle", "vaccine", "ferry", "reservoir", "telescope", "orchard")


def _sentences(block: str) -> Lines:
    return re.split(r"(?<=[.!?])\s+", block)


def planted(blocks: Sequence[str], phrases: Sequence[str], every: int, rng: Rng) -> Lines:
    """Put one of the phrases in once in `every` words: in a sentence of its own or within one."""
    result, since = [], int(rng.integers(every))
    for block in blocks:
        sentences: Lines = []
        for sentence in _sentences(block):
            since += len(sentence.split())
            sentences.append(sentence)
            while since >= every:
                since -= every
                phrase = phrases[int(rng.integers(len(phrases)))]
                words = sentences[-1].split(" ")
                if rng.random() < 0.5 or len(words) < 6:
                    line = FRAMES[int(rng.integers(len(FRAMES)))].format(phrase)
                    sentences.append(line[:1].upper() + line[1:])
                else:
                    at = int(rng.integers(3, len(words) - 1))
                    words[at - 1] = words[at - 1].rstrip(",;") + WITHIN[
                        int(rng.integers(len(WITHIN)))
                    ].format(phrase)
                    sentences[-1] = " ".join(words)
        result.append(" ".join(sentences))
    return result


def stuffed(every: int, phrases: Sequence[str]) -> Callable[[Clean, Rng], Lines]:
    """Make pages round one of the phrases."""

    def make(article: Clean, rng: Rng) -> Lines:
        return planted(article.blocks, [phrases[int(rng.integers(len(phrases)))]], every, rng)

    return make


def repeated_sentences(count: int) -> Callable[[Clean, Rng], Lines]:
    """Make pages that say so many of their sentences again at the end of a later paragraph."""

    def make(article: Clean, rng: Rng) -> Lines:
        blocks = list(article.blocks)
        long = [s for block in blocks for s in _sentences(block) if len(s.split()) >= 10]
        first = int(rng.integers(max(1, len(long) - count)))
        at = int(rng.integers(len(blocks) // 2, len(blocks)))
        blocks[at] = " ".join([blocks[at], *long[first : first + count]])
        return blocks

    return make


def repeated_paragraphs(count: int) -> Callable[[Clean, Rng], Lines]:
    """Make pages that print so many of their paragraphs again, further down, in one place."""

    def make(article: Clean, rng: Rng) -> Lines:
        blocks = list(article.blocks)
        first = int(rng.integers(max(1, len(blocks) - count)))
        _again(blocks, blocks[first : first + count], rng)
        return blocks

    return make


def _again(blocks: Lines, lines: Lines, rng: Rng) -> None:
    at = int(rng.integers(max(1, len(blocks) // 2), len(blocks) + 1))
    blocks[at:at] = [line for line in lines if line]


def of_a_person(article: Clean, rng: Rng) -> Lines:
    """An obituary or a profile: a name once in 40 words, in full one time in four."""
    name = NAMES[int(rng.integers(len(NAMES)))]
    return planted(article.blocks, [name, *[name.split()[1]] * 3], 40, rng)


def of_a_thing(article: Clean, rng: Rng) -> Lines:
    """News of one product or place: a plain noun once in 40 words."""
    return planted(article.blocks, [THINGS[int(rng.integers(len(THINGS)))]], 40, rng)


def quoted_again(article: Clean, rng: Rng) -> Lines:
    """A pull quote: a sentence set large, once more."""
    long = [s for block in article.blocks for s in _sentences(block) if 10 <= len(s.split()) <= 25]
    blocks = list(article.blocks)
    if long:
        _again(blocks, [long[int(rng.integers(len(long)))]], rng)
    return blocks


def caption_twice(article: Clean, rng: Rng) -> Lines:
    """A caption at the top that an old system prints twice."""
    words = article.blocks[int(rng.integers(len(article.blocks)))].split()[:16]
    return [" ".join(words) + "."] * 2 + list(article.blocks)


HONEST: dict[str, dict[str, Callable[[Clean, Rng], Lines]]] = {
    "stuffing": {"person": of_a_person, "thing": of_a_thing},
    "repeats": {
        "pull_quote": quoted_again, "caption_twice": caption_twice,
        "lyrics": LOOK_ALIKES["lyrics"], "live_blog": LOOK_ALIKES["live_blog"],
        "title_on_top": LOOK_ALIKES["title_on_top"],
    },
}  # fmt: skip


def scores(
    signal: Signal, articles: Sequence[Clean], make: Callable[[Clean, Rng], Lines], seed: int
) -> Scores:
    """Give the score of every page; 0 where there was nothing to measure."""
    rng = np.random.default_rng(seed)
    pages = [Article(text="\n\n".join(make(a, rng)), title=a.title) for a in articles]
    found = [signal.measure(parse(batch)).features["score"] for batch in batches(pages)]
    return np.nan_to_num(np.concatenate(found))


def plain(article: Clean, _rng: Rng) -> Lines:
    """The article as it is."""
    return list(article.blocks)


def responses(
    clean: Scores, dosed: dict[str, Scores], honest: dict[str, Scores]
) -> dict[str, float]:
    """Sum up one signal's scores."""
    bar = float(np.quantile(clean, 1 - FALSE))
    result = {"untouched.mean": float(clean.mean()), "untouched.over_bar": _over(clean, bar)}
    for name, found in dosed.items():
        result |= {f"{name}.mean": float(found.mean()), f"{name}.recall": _over(found, bar)}
    return result | {f"honest.{name}.over_bar": _over(s, bar) for name, s in honest.items()}


def _over(found: Scores, bar: float) -> float:
    return float((found > bar).mean())


def report(data: Path, part: Part = "test", limit: int | None = None) -> dict[str, float]:
    """Give mean score and recall at 1 % false alarms for every dose, and honest pages over the bar."""
    mine = [a for a in load_news(data) if split(a.publisher) == part]
    mine = [mine[int(i)] for i in np.random.default_rng(0).permutation(len(mine))[:limit]]
    doses: dict[str, dict[str, Callable[[Clean, Rng], Lines]]] = {
        "stuffing": {f"1_in_{every}": stuffed(every, PHRASES[part]) for every in EVERY},
        "repeats": {f"{n}_sentences": repeated_sentences(n) for n in (1, 2, 3, 5)}
        | {f"{n}_paragraphs": repeated_paragraphs(n) for n in (1, 2, 4)},
    }
    signals = {"stuffing": keyword_stuffing.SIGNAL, "repeats": repetition.SIGNAL}
    result = {"pages": float(len(mine))}
    for name, signal in signals.items():
        clean = scores(signal, mine, plain, 0)
        dosed = {k: scores(signal, mine, f, 1 + i) for i, (k, f) in enumerate(doses[name].items())}
        honest = {
            k: scores(signal, mine, f, 101 + i) for i, (k, f) in enumerate(HONEST[name].items())
        }
        figures = responses(clean, dosed, honest)
        result |= {f"{name}.{key}": value for key, value in figures.items()}
    return result


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("tune", "test"), default="test")
    parser.add_argument("--limit", type=int, help="measure so many articles only")
    arguments = parser.parse_args()
    found = report(arguments.data, arguments.part, arguments.limit)
    for name, value in found.items():
        print(f"{name:40} {value:.4f}")


if __name__ == "__main__":
    main()
