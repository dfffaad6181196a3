"""How our sentence splitter differs from two kept ones (pysbd, sentencex) on real articles.

`python -m training.sentences --data DIR` prints precision, recall and F1 of our boundaries with the
other splitter as the reference, and where the two part. Neither is the truth: both keep a quotation
of several sentences whole, so boundaries inside quotations are counted apart.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pysbd
import sentencex

from darnel.article import Article
from darnel.text import parse
from training.corpora import Clean, load_news

ARTICLES = 200

Splitter = Callable[[str], Iterable[tuple[int, int]]]

INSIDE = "inside a quotation"


def by_darnel(block: str) -> list[tuple[int, int]]:
    """Split a paragraph by our rules."""
    spans = parse([Article(text=block)]).body.sentences
    return list(zip(spans.start.tolist(), spans.end.tolist(), strict=True))


def by_pysbd() -> Splitter:
    """Make pysbd's splitter of a paragraph."""
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    return lambda block: [(s.start, s.end) for s in segmenter.segment(block)]


def by_sentencex(block: str) -> list[tuple[int, int]]:
    """Split a paragraph by sentencex, which gives the sentences as strings, in order."""
    found, at = [], 0
    for sentence in sentencex.segment("en", block):
        start = block.index(sentence, at)
        at = start + len(sentence)
        found.append((start, at))
    return found


def ends(block: str, sentences: Iterable[tuple[int, int]]) -> set[int]:
    """Give the end of the last visible character of each sentence but the block's last."""
    marks = {start + len(block[start:end].rstrip()) for start, end in sentences}
    return marks - {len(block.rstrip())}


def kind(block: str, end: int) -> str:
    """Name what stands at a boundary that only one splitter sees."""
    before, after = block[:end].rstrip(), block[end:].lstrip()
    last = before.split()[-1] if before.split() else ""
    if before.count("“") > before.count("”") or before.count('"') % 2:
        return INSIDE
    if last.rstrip("\"'”’)").endswith(("...", "…")):
        return "after an ellipsis"
    if last.endswith(('"', "”", "'", "’", ")")):
        return "after a closing quote or bracket"
    if last.endswith(".") and (len(last) <= 4 or "." in last[:-1]):
        return "after a short word, an abbreviation or an initial"
    if not block[end : end + 1].isspace():
        return "no white space behind"
    return "before a lower-case word" if after[:1].islower() else "other"


def compare(articles: Iterable[Clean], theirs: Splitter) -> Counter[tuple[str, str]]:
    """Count boundaries by who sees them (both, ours, theirs) and by what stands there."""
    counts: Counter[tuple[str, str]] = Counter()
    for block in (block for article in articles for block in article.blocks):
        mine, other = ends(block, by_darnel(block)), ends(block, theirs(block))
        for who, where in (
            ("both", mine & other),
            ("ours", mine - other),
            ("theirs", other - mine),
        ):
            counts.update((who, kind(block, end)) for end in where)
    return counts


def show(name: str, counts: Counter[tuple[str, str]]) -> None:
    """Print the figures with and without the insides of quotations."""
    print(f"\n{name}")
    for title, left_out in (("all boundaries", ""), ("outside of quotations", INSIDE)):
        total = Counter[str]()
        for (who, what), count in counts.items():
            total[who] += count * (what != left_out)
        precision = total["both"] / (total["both"] + total["ours"])
        recall = total["both"] / (total["both"] + total["theirs"])
        f1 = 2 * precision * recall / (precision + recall)
        print(
            f"  {title:24} P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  shared {total['both']}"
        )
    for (who, what), count in counts.most_common():
        if who != "both":
            print(f"  {count:6} {who} only: {what}")


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    given = parser.parse_args()
    news = load_news(given.data)
    drawn = [news[i] for i in np.random.default_rng(0).permutation(len(news))[: given.articles]]
    print(f"{len(drawn)} articles; ours against")
    show("pysbd", compare(drawn, by_pysbd()))
    show("sentencex", compare(drawn, by_sentencex))


if __name__ == "__main__":
    main()
