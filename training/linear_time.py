"""How time grows with the length of one article, whatever it is made of: `python -m training.linear_time`.

Each text is measured at sizes that double up to `--most` characters, by processor time, the median of
`--runs`: the whole of `darnel.score`, parsing, every signal and what a corpus keeps. `growth` is by how
much time grows when the size doubles, over the upper doublings; a stage that takes under `NOISE`
seconds at the largest size is left out, and one clearly above 2 is flagged.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from darnel.article import Article
from darnel.corpus.documents import document_of
from darnel.corpus.fingerprints import prints_of
from darnel.language import abstentions, languages
from darnel.scorer import Scorer
from darnel.shadow import shadow_of
from darnel.signals import load_signals
from darnel.text import parse

MOST = 5_000_000
LEAST = 78_125
BESIDE = 2000
"""Characters that are left for what stands beside: all together are to be of the size."""

NOISE = 0.02
"""Seconds at the largest size under which growth is not told from the clock's noise."""

FLAGGED = 2.5
"""Growth a doubling from which a stage counts as more than linear: caches and garbage cost a little."""

WORDS = (
    "harbour board ferry gearbox island council library school winter market river bridge letter doctor "
    "engine contract passenger September meeting engineer weather builder price office people spring"
).split()
NAMES = (
    "Angela Okafor",
    "Ines Valdo",
    "Peter Marsh",
    "Lucia Ferrante",
    "Tomas Brandt",
    "Ruth Adeyemi",
)


def _prose(size: int) -> str:
    """Sentences of chance words, four to a paragraph."""
    chosen = random.Random(size)
    made: list[str] = []
    length = 0
    while length < size:
        words = [chosen.choice(WORDS) + ("s" if chosen.random() < 0.2 else "") for _ in range(14)]
        sentence = f"{words[0].capitalize()} {' '.join(words[1:])}."
        made.append(sentence + ("\n\n" if len(made) % 4 == 3 else " "))
        length += len(made[-1])
    return "".join(made)[:size]


def _distinct(size: int) -> str:
    """Words that no other text has."""
    return " ".join(
        f"w{n}x{size % 97}." if n % 12 == 0 else f"w{n}x{size % 97}" for n in range(size // 8)
    )[:size]


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _numbered(piece: str) -> Callable[[int], str]:
    """Repeat a piece with another number in each."""

    def made(size: int) -> str:
        count = size // len(piece.format(0)) + 1
        return "".join(piece.format(n) for n in range(count))[:size]

    return made


def _nested(opened: str, closed: str) -> Callable[[int], str]:
    return lambda size: opened * (size // 2) + "word" + closed * (size // 2)


TEXTS: Mapping[str, Callable[[int], str]] = {
    "prose": _prose,
    "words that stand once": _distinct,
    "one-character paragraphs": _repeated("a\n\n"),
    "one-word paragraphs": _numbered("word{}\n\n"),
    "no space": _repeated("x"),
    "no space, letters and digits": _repeated("x1y2"),
    "one sentence": _repeated("harbour board ferry "),
    "spaces": _repeated(" "),
    "newlines": _repeated("\n"),
    "newlines and spaces": _repeated("\n " * 3 + " " * 50),
    "a word between many newlines": lambda size: "word" + "\n" * size + "word",
    "carriage returns": _repeated("\r"),
    "nested straight quotes": _nested('"', '"'),
    "nested curly quotes": _nested("“", "”"),
    "opening quotes": _repeated("“"),
    "opening quotes before words": _repeated("“word "),
    "quotes and newlines": _repeated('"word\n'),
    "brackets": _nested("(", ")"),
    "full stops": _repeated("."),
    "dots and spaces": _repeated(". "),
    "exclamation marks": _repeated("!"),
    "dashes": _repeated("-"),
    "apostrophes": _repeated("a'"),
    "digits": _repeated("0"),
    "numbers": _numbered("{} "),
    "dotted initials": _repeated("A."),
    "capitals": _repeated("A B "),
    "combining marks": _repeated("\u0301"),
    "a letter and marks": lambda size: "a" + "\u0301" * size,
    "marked letters": _repeated("e\u0301"),
    "zero-width": _repeated("\u200b"),
    "zero-width in words": _repeated("fer\u200bry "),
    "look-alike letters": _repeated("раypal "),
    "full-width": _repeated("ｆｕｌｌ "),
    "emoji": _repeated("👩‍👩‍👧"),
    "Chinese": _repeated("漢字的文章。"),
    "Hebrew": _repeated("שלום עולם. "),
    "Devanagari": _repeated("नमस्ते दुनिया। "),
    "lone surrogates": _repeated("\ud800"),
    "NUL": _repeated("\x00"),
    "one headline": _repeated("Albion 2-0 Wanderers: late goal decides the derby\n"),
    "one sentence again and again": _repeated("The ferry is late, the harbour board said on Tuesday. "),
    "one paragraph again and again": _repeated("The ferry is late, the harbour board said on Tuesday. " * 4 + "\n\n"),
    "numbered sentences": _numbered("The ferry number {} is late, the harbour board said on Tuesday. "),
    "numbered headlines": _numbered("Albion {} Wanderers: Late Goal Decides The Derby\n"),
    "recirculation list": _numbered("Read more: Ten Things You Did Not Know About {}\n"),
    "teasers": _repeated("You won't believe what happened next...\nRead more\n"),
    "comment policies": _repeated("We invite our visitors to comment. Insults are deleted by our moderators.\n\n"),
    "keyword list": _repeated("cheap flights, cheap hotels, cheap cars, best cheap flights, "),
    "keyword lines": _numbered("Cheap Flights {} Cheap Hotels Best Cars\n"),
    "tags": _repeated("#ferry #harbour "),
    "names": _repeated("".join(f"{a}, {b} and " for a in NAMES for b in NAMES)),
    "distinct names": _numbered("Anna Okafor{} "),
    "names that speak": _numbered("“It is late,” said Ann Bellamy{}. "),
    "orphan quotes": _numbered("“It is {} days late,” it said. "),
    "addresses": _numbered("https://site{}.example/path?query=1 "),
    "mail addresses": _numbered("ann{}@mail.example "),
    "markup": _repeated("<p class='x'>"),
    "template marks": _repeated("{{title}} [[link]] %%name%% "),
    "spun wording": _repeated("The vessel utilized moreover a moreover outdated mechanism in the Picture Awards. "),
    "9 12 months outdated": _repeated("9 12 months outdated "),
    "stop words": _repeated("the of and to in "),
    "list items": _numbered("{}. item\n"),
    "short lines": _repeated("A short line here\n"),
    "wrapped lines": _repeated("the harbour board met on tuesday evening to hear why the ferry was so late\n"),
    "credits": _repeated("Source: "),
    "hosts": _repeated("a."),
    "by and by": _repeated("Reporting by "),
}  # fmt: skip
"""What an article may be made of, by name: each takes a number of characters."""

TITLES = (
    "prose",
    "no space",
    "spaces",
    "a | b",
    "marked letters",
    "nested straight quotes",
    "dashes",
)
"""Texts that are measured as a title too, beside a little prose."""


T = TypeVar("T")


def afresh(work: Callable[[], T]) -> T:
    """Do something in a thread of its own: what is remembered of words is each thread's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


class Stages:
    """Take the time of everything that is done with an article."""

    def __init__(self) -> None:
        self._scorer = Scorer.load()

    def times(self, article: Article) -> dict[str, float]:
        """Give processor seconds by stage."""
        found: dict[str, float] = {}

        def timed(name: str, work: Callable[[], T]) -> T:
            started = time.process_time()
            made = afresh(work)
            found[name] = time.process_time() - started
            return made

        timed("shadow", lambda: shadow_of(article.text))
        pages = afresh(lambda: parse([article]))
        timed("parse", lambda: parse([article]))
        for signal in load_signals():
            timed(signal.name, lambda signal=signal: signal.measure(pages))  # type: ignore[misc]
        named = timed("language", lambda: languages(pages))
        timed("abstention", lambda: abstentions(pages, named))
        timed("fingerprints", lambda: prints_of([article]))
        timed("document", lambda: document_of(article))
        timed("darnel.score", lambda: self._scorer.assess([article]))
        return found


def growth(seconds: Sequence[float]) -> float:
    """Give by how much time grows a doubling, over the upper three doublings."""
    upper = seconds[-4:]
    if len(upper) < 2:
        return math.nan
    if upper[0] <= 0:
        return math.inf if upper[-1] > 0 else 1.0
    return float((upper[-1] / upper[0]) ** (1 / (len(upper) - 1)))


def measured(
    stages: Stages, make: Callable[[int], Article], sizes: Sequence[int], runs: int, patience: float
) -> dict[str, list[float]]:
    """Measure all stages at all sizes; stop at a size that takes longer than one's patience."""
    table: dict[str, list[float]] = {}
    for size in sizes:
        article = make(size)
        taken = [stages.times(article)]
        while len(taken) < runs and sum(taken[0].values()) < patience / 4:
            taken.append(stages.times(article))
        for name in taken[0]:
            table.setdefault(name, []).append(statistics.median(one[name] for one in taken))
        if sum(taken[0].values()) > patience:
            break
    return table


def flagged(table: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Give the stages that grow by more than they may, with their growth."""
    return {
        name: growth(seconds) for name, seconds in table.items()
        if seconds[-1] >= NOISE and growth(seconds) > FLAGGED
    }  # fmt: skip


def articles() -> dict[str, Callable[[int], Article]]:
    """Give everything that is measured: texts, and titles beside a little prose."""
    prose = _prose(BESIDE // 2)
    made: dict[str, Callable[[int], Article]] = {
        name: (lambda size, text=text: Article(text(size - BESIDE), "The ferry is late again"))  # type: ignore[misc]
        for name, text in TEXTS.items()
    }
    more = {**TEXTS, "a | b": _repeated("ab | ")}
    for name in TITLES:
        made[f"title: {name}"] = lambda size, text=more[name]: Article(prose, text(size - BESIDE))  # type: ignore[misc]
    return made


def main() -> None:
    """Measure, and print a line a text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--most", type=int, default=MOST)
    parser.add_argument("--least", type=int, default=LEAST)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--patience", type=float, default=60.0, help="seconds a size may take in all"
    )
    parser.add_argument("--only", nargs="*")
    parser.add_argument("-o", "--out", type=Path)
    said = parser.parse_args()
    sizes = [said.most >> n for n in range(20) if said.most >> n >= said.least][::-1]
    stages, found = Stages(), {}
    stages.times(Article(_prose(5000), "The ferry is late"))
    print(
        f"| one article of | {sizes[-1]:,} characters, s | growth | slowest stage | its growth | more than linear |"
    )
    print("| --- | ---: | ---: | --- | ---: | --- |")
    for name, make in articles().items():
        if said.only and name not in said.only:
            continue
        found[name] = measured(stages, make, sizes, said.runs, said.patience)
        print(line(name, found[name], len(sizes)), flush=True)
    if said.out:
        said.out.write_text(json.dumps(found, indent=1) + "\n")


def line(name: str, table: Mapping[str, Sequence[float]], sizes: int) -> str:
    """Give one line of the table."""
    whole = table["darnel.score"]
    parts = {stage: seconds for stage, seconds in table.items() if stage != "darnel.score"}
    slowest = max(parts, key=lambda stage: parts[stage][-1])
    over = "; ".join(f"{stage} {by:.2f}" for stage, by in flagged(table).items())
    cut = "" if len(whole) == sizes else f" (given up after {len(whole)} of {sizes} sizes)"
    return (
        f"| {name} | {whole[-1]:.2f}{cut} | {growth(whole):.2f} | {slowest} {parts[slowest][-1]:.2f} | "
        f"{growth(parts[slowest]):.2f} | {over or '-'} |"
    )


if __name__ == "__main__":
    main()
