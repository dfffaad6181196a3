"""The headline planted again in clean articles, and honest lines that only look like it.

`python -m training.headlines --data DIR` prints, for the `test` publishers, how surely every guise
of a headline is said, and how often one is said where nobody planted any. `--part tune` prints the
same for the split on which the choices were made, with other bars beside the one in use.

A page counts as said when `duplicated_headline.title_alone`, the likeness of the closest headline
below the lead, reaches SAID. F1 is that of as many pages with a planted headline as without.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from darnel.article import Article
from darnel.assessment import Finding
from darnel.lookalikes import LOOKALIKES
from darnel.scorer import batches
from darnel.signals.duplicated_headline import SIGNAL
from darnel.text import parse
from darnel.wordlists import STOPWORDS
from training.corpora import Clean, Part, load_news, split

SAID = 0.65
"""The bar on `title_alone`: above what a headline within a sentence reaches (.6), which a correction
may quote, and below every line of its own."""

BARS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)

LEAST_TITLE = 4
"""Words of a title that can be told from a column's name: shorter ones are left out."""

LEAD_WORDS = 12
"""The first block with as many words that ends as a sentence does is taken for the lead."""

Rng = np.random.Generator
Lines = list[str]

BORROWED = {
    latin: other for other, latin in reversed(LOOKALIKES.items()) if "\u0400" < other < "\u0530"
}
ENDED = re.compile(r"""[.!?…]["”’')]*$""")


# --- the guises of a headline ----------------------------------------------------------------


def _case(title: str, _site: str, rng: Rng) -> Lines:
    """Other capitals."""
    forms = [title.upper(), title.lower(), title.title(), title.capitalize()]
    forms = [form for form in forms if form != title] or [title.swapcase()]
    return [forms[int(rng.integers(len(forms)))]]


def _punctuation(title: str, _site: str, rng: Rng) -> Lines:
    """Other marks: none at all, other quotes and dashes, one more at the end."""
    bare = re.sub(r"\s+", " ", re.sub(r"[^\w\s'’-]", " ", title)).strip()
    other = title.translate(str.maketrans("'\"‘’“”:—", "’”''\"\"-–"))
    forms = [f for f in (bare, other, title.rstrip(".!?") + "!", title + ".") if f != title]
    return [forms[int(rng.integers(len(forms)))]]


def _truncated(title: str, _site: str, rng: Rng) -> Lines:
    """The first third or more, three words at least, cut within a word or between two, and dots."""
    words = title.split()
    least = max(len(title) // 3, len(" ".join(words[:3])))
    cut = title[: int(rng.integers(least, max(least + 1, len(title) - 1)))]
    if rng.random() < 0.5 and title[len(cut)] != " ":
        shorter = cut.rsplit(" ", 1)[0]
        cut = shorter if len(shorter) >= least else cut
    return [cut.rstrip(" ,.:;-–—") + str(rng.choice(["...", "…", " ..."]))]


def _slug(title: str, _site: str, rng: Rng) -> Lines:
    """The address: small letters and hyphens, often without function words or shortened."""
    words = re.findall(r"\w+", re.sub(r"['’]", "", title.lower()))
    if rng.random() < 0.5:
        content = [word for word in words if word not in STOPWORDS]
        words = content if len(content) >= LEAST_TITLE else words
    if rng.random() < 0.3:
        words = words[: max(LEAST_TITLE, 6)]
    number = [str(rng.integers(10_000, 10_000_000))] if rng.random() < 0.2 else []
    return [("_" if rng.random() < 0.1 else "-").join(words + number)]


def _site_suffix(title: str, site: str, rng: Rng) -> Lines:
    """The name of the site behind it."""
    name = site.split(".")[0]
    names = (name.title(), site, f"The {name.title()}", f"{name.upper()} News")
    mark = str(rng.choice(["|", "|", "-", "–", "—", "•", "»", "::"]))
    return [f"{title} {mark} {names[int(rng.integers(len(names)))]}"]


def _one_word(title: str, _site: str, rng: Rng) -> Lines:
    """One word left out, put in, swapped or misspelt."""
    words = title.split()
    at = int(rng.integers(len(words)))
    other = str(rng.choice(["new", "another", "says", "report", "now", "big"]))
    kind = int(rng.integers(4))
    middle = [[], [words[at], other], [other], [words[at][:-1] if len(words[at]) > 3 else other]]
    return [" ".join([*words[:at], *middle[kind], *words[at + 1 :]])]


def _homoglyphs(title: str, _site: str, rng: Rng) -> Lines:
    """Cyrillic letters for a part or all of the Latin ones that they resemble."""
    share = float(rng.choice([0.1, 0.4, 1.0]))
    line = "".join(BORROWED.get(c, c) if rng.random() < share else c for c in title)
    if line == title:
        line = "".join(BORROWED.get(c, c) for c in title)
    return [line]


def _two_lines(title: str, _site: str, rng: Rng) -> Lines:
    """A line break between two words."""
    words = title.split()
    at = int(rng.integers(1, len(words)))
    return [" ".join(words[:at]), " ".join(words[at:])]


VARIANTS: dict[str, Callable[[str, str, Rng], Lines]] = {
    "case": _case, "punctuation": _punctuation, "truncated": _truncated, "slug": _slug,
    "site_suffix": _site_suffix, "one_word": _one_word, "homoglyphs": _homoglyphs,
    "two_lines": _two_lines,
}  # fmt: skip
PLACES = ("after_lead", "middle", "end")


# --- honest pages that come near -------------------------------------------------------------


def _is_prose(block: str) -> bool:
    return len(block.split()) >= LEAD_WORDS and ENDED.search(block[-8:]) is not None


def _lead(blocks: Sequence[str]) -> int:
    """Give the number of the first block of prose."""
    return next((i for i, b in enumerate(blocks) if _is_prose(b)), 0)


def _letters(line: str) -> str:
    return "".join(re.findall(r"\w", line.lower()))


def _nearest(article: Clean, most: int) -> str:
    """Give the article's own sentence that shares most of its words with the title, shortened."""
    wanted = set(re.findall(r"\w+", article.title.lower())) - STOPWORDS
    title = _letters(article.title)
    prose = [block for block in article.blocks if _is_prose(block)]
    sentences = [s for block in prose for s in re.split(r"(?<=[.!?”])\s+", block)]
    # A site may print the title in its body, and a caption that is the title is the title again.
    others = [s for s in sentences if title not in _letters(s) and len(s.split()) > 4]
    nearest = max(others, key=lambda s: len(wanted & set(s.lower().split()[:most])), default="")
    return " ".join(nearest.split()[:most]).rstrip(",;:")


def title_on_top(article: Clean, _rng: Rng) -> Lines:
    """A template's first line."""
    return [article.title, *article.blocks]


def kicker_and_titles(article: Clean, rng: Rng) -> Lines:
    """A section's name, the title, the title for a link's preview, and at times the byline."""
    name = article.publisher.split(".")[0].title()
    top = [
        article.topic.replace("_", " ").title() or "News",
        article.title,
        f"{article.title} | {name}",
    ]
    if rng.random() < 0.4:
        top.append("By Staff Writer" if rng.random() < 0.5 else f"{name} – May 4, 2018")
    return [*top, *article.blocks]


def subheads(article: Clean, rng: Rng) -> Lines:
    """Section headings: the title's subject, a run of its words, what the paragraph says."""
    words, blocks = article.title.split(), list(article.blocks)
    half = max(2, len(words) // 2)
    run = int(rng.integers(0, len(words) - half + 1))
    heads = [
        " ".join(words[run : run + half]),
        "What " + " ".join(words[: min(3, half)]) + " means",
        f"Why {words[-1].lower().rstrip('.?!')} matters to {words[0]}?",
    ]
    heads += [" ".join(block.split()[:5]).rstrip(",;:") for block in blocks[1:4]]
    for at in sorted(rng.permutation(len(blocks) - 1)[: len(heads)] + 1, reverse=True):
        blocks.insert(int(at), heads.pop())
    return blocks


def pull_quotes(article: Clean, rng: Rng) -> Lines:
    """A sentence of the text, the nearest to the title, set large once or twice."""
    quote, blocks = f"“{_nearest(article, 20)}”", list(article.blocks)
    for _ in range(int(rng.integers(1, 3))):
        blocks.insert(int(rng.integers(1, len(blocks) + 1)), quote)
    return blocks


def lyrics(article: Clean, rng: Rng) -> Lines:
    """Verse whose refrain is the title, or stands in it."""
    words = " ".join(article.blocks).split()
    refrain = article.title if rng.random() < 0.5 else f"Oh, {article.title.lower()}"
    lines: Lines = []
    for at in range(0, min(len(words) - 6, 160), 6):
        lines.append(" ".join(words[at : at + 6]))
        lines += [refrain, "And we all came home again"] if at % 24 == 18 else []
    intro = list(article.blocks[:1]) if rng.random() < 0.3 else []
    return intro + lines


def live_blog(article: Clean, rng: Rng) -> Lines:
    """Times, some twice, and short headings that name the story."""
    blocks: Lines = []
    story = " ".join(article.title.split()[:3])
    for number, block in enumerate(article.blocks):
        time = f"{9 + number // 4}:{15 * int(rng.integers(4)):02d}"
        blocks += [time, f"{story}: what we know" if number % 9 == 8 else time, block]
    return blocks


def captions(article: Clean, rng: Rng) -> Lines:
    """Captions near to the title, some printed twice, with and without a credit."""
    blocks = list(article.blocks)
    near = _nearest(article, int(rng.integers(8, 17))).rstrip(".")
    head = " ".join(article.title.split()[:4])
    for caption in (
        near + ".",
        f"{near}. (Photo: {head.split()[0]} Images)",
        f"{head}, seen in May",
    ):
        at = int(rng.integers(1, len(blocks) + 1))
        blocks[at:at] = [caption] * int(rng.integers(1, 3))
    return blocks


def quoted_in_correction(article: Clean, _rng: Rng) -> Lines:
    """A note that quotes the headline within its sentence."""
    note = f"Correction: The headline of this article, “{article.title}”, was changed after publication."
    return [*article.blocks, note]


HONEST: dict[str, Callable[[Clean, Rng], Lines]] = {
    "title_on_top": title_on_top, "kicker_and_titles": kicker_and_titles, "subheads": subheads,
    "pull_quotes": pull_quotes, "lyrics": lyrics, "live_blog": live_blog, "captions": captions,
    "quoted_in_correction": quoted_in_correction,
}  # fmt: skip


# --- measuring -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    """A page, and the half-open offsets of the line planted in it (0, 0: none)."""

    article: Article
    start: int = 0
    end: int = 0


def planted(article: Clean, variant: str, place: str, rng: Rng) -> Planted:
    """Plant a guise of the headline; two lines stand in one paragraph, or are two."""
    lines, blocks = VARIANTS[variant](article.title, article.publisher, rng), list(article.blocks)
    line = ("\n" if rng.random() < 0.5 else "\n\n").join(lines)
    lead = _lead(blocks) + 1
    at = {"after_lead": lead, "middle": max(lead, len(blocks) // 2), "end": len(blocks)}[place]
    before = "".join(block + "\n\n" for block in blocks[:at])
    text = "\n\n".join([*blocks[:at], line, *blocks[at:]])
    return Planted(Article(text=text, title=article.title), len(before), len(before) + len(line))


def plain(article: Clean, blocks: Sequence[str]) -> Planted:
    """A page in which nothing is planted."""
    return Planted(Article(text="\n\n".join(blocks), title=article.title))


def read(pages: Sequence[Planted]) -> tuple[np.ndarray, list[list[Finding]]]:
    """Give `title_alone` (nothing to measure: 0) and the findings of every page."""
    values, findings = [], []
    for batch in batches([page.article for page in pages]):
        reading = SIGNAL.measure(parse(batch))
        values.append(np.nan_to_num(reading.features["title_alone"]))
        findings += reading.findings
    return np.concatenate(values), findings


def drawn(data: Path, part: Part, limit: int | None) -> list[Clean]:
    """The articles of a split whose title is long enough, in an order drawn once."""
    mine = [a for a in load_news(data) if split(a.publisher) == part]
    mine = [a for a in mine if len(a.title.split()) >= LEAST_TITLE]
    return [mine[int(i)] for i in np.random.default_rng(0).permutation(len(mine))[:limit]]


def f1(recall: float, false: float) -> float:
    """F1 of as many pages of either kind."""
    return 2 * recall / (1 + recall + false)


def _scored(articles: Sequence[Clean]) -> Iterator[tuple[str, np.ndarray, float]]:
    """Give name, likeness of every page, and share of planted lines pointed at to the letter."""
    yield "clean", read([plain(a, a.blocks) for a in articles])[0], 0.0
    for number, name in enumerate(VARIANTS):
        rng = np.random.default_rng(number + 1)
        pages = [planted(a, name, PLACES[i % 3], rng) for i, a in enumerate(articles)]
        alike, findings = read(pages)
        exact = [
            any((f.start, f.end) == (page.start, page.end) for f in found)
            for page, found in zip(pages, findings, strict=True)
        ]
        yield name, alike, float(np.mean(exact))
    for number, name in enumerate(HONEST):
        rng = np.random.default_rng(number + 101)
        yield f"honest.{name}", read([plain(a, HONEST[name](a, rng)) for a in articles])[0], 0.0


def report(
    data: Path, part: Part = "test", limit: int | None = None, said: float = SAID
) -> dict[str, float]:
    """Give F1 and recall of every guise and place, and false alarms of every honest kind."""
    scored = list(_scored(drawn(data, part, limit)))
    return figures(scored, said)


def figures(scored: Sequence[tuple[str, np.ndarray, float]], said: float) -> dict[str, float]:
    """Sum up what was scored at one bar."""
    hits = {name: alike >= said for name, alike, _ in scored}
    false = float(hits["clean"].mean())
    result = {"pages": float(len(hits["clean"])), "false_alarms.untouched": false}
    for name, _, exact in scored[1 : 1 + len(VARIANTS)]:
        result[f"f1.{name}"] = f1(float(hits[name].mean()), false)
        result[f"pointed.{name}"] = exact
    recalls = np.array([hits[name] for name in VARIANTS])
    for number, place in enumerate(PLACES):
        result[f"f1.{place}"] = f1(float(recalls[:, number::3].mean()), false)
    result["f1.all"] = f1(float(recalls.mean()), false)
    result["f1.least"] = min(result[f"f1.{name}"] for name in VARIANTS)
    result["pointed.all"] = float(np.mean([result[f"pointed.{name}"] for name in VARIANTS]))
    honest = {name: float(hit.mean()) for name, hit in hits.items() if name.startswith("honest.")}
    result |= {f"false_alarms.{name}": rate for name, rate in honest.items()}
    result["false_alarms.honest"] = float(np.mean(list(honest.values())))
    return result


def main() -> None:
    """Print the figures; for the tune split also those of other bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("tune", "test"), default="test")
    parser.add_argument("--limit", type=int, help="measure so many articles only")
    arguments = parser.parse_args()
    scored = list(_scored(drawn(arguments.data, arguments.part, arguments.limit)))
    for name, value in figures(scored, SAID).items():
        print(f"{name:40} {value:.4f}")
    for bar in BARS if arguments.part == "tune" else ():
        at = figures(scored, bar)
        print(f"said at {bar:.2f}: F1 {at['f1.all']:.4f}, least {at['f1.least']:.4f}, false alarms "
              f"{at['false_alarms.untouched']:.4f} and {at['false_alarms.honest']:.4f}")  # fmt: skip


if __name__ == "__main__":
    main()
