"""The detector of template residue and comments, trained on labelled blocks of web pages.

Text: WCXB blocks (CC-BY-4.0, domains of the `fit` split), reader comments of fox-news-comments (MIT)
and trafilatura's snippets (Apache-2.0), template texts written for this project, and news articles
for the article side. The dragnet blocks (AGPL-3.0) are only ever checked against, never trained on.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from darnel import residue
from darnel.article import Article
from darnel.artifacts import arrays
from darnel.detectors import detector
from darnel.language import abstentions, languages
from darnel.signals import template_boilerplate
from darnel.signals.template_boilerplate import WEIGHED
from darnel.text import Pages, parse
from training.corpora import (
    HAS_WORD,
    Clean,
    Part,
    load_chrome,
    load_news,
    one_line,
    paragraphs,
    split,
)
from training.notes import NOTES
from training.phrases import families, machine, policy
from training.store import Bag, Classifier, Shipped, save_detector
from training.templates import HONEST
from training.vectors import half, halves_of, using
from training.walls import WALLS

WEAK_KINDS = (
    ("teaser", r"(?:…|\.\.\.|\[\.)\W*(?:read|continue|full|more|source|keep)\b|appeared first on|^source link"),
    ("legal", r"cookie|privacy|terms (?:of|and)|all rights reserved|copyright|disclaimer|gdpr"),
    ("policy", r"comment\w* (?:polic|guideline|rule)|moderat\w+.{0,80}comment|comment.{0,80}moderat"),
    ("subscription", r"subscri|newsletter|sign up|inbox|membership|free trial"),
    ("recirculation", r"^(?:related|recommended|more (?:from|on|news|stories)|you (?:may|might)"
                      r"|read (?:more|next|also)|trending|most (?:read|popular)|popular|latest)"),
)  # fmt: skip
"""Which kind a block that WCXB calls boilerplate is; those that match none are `chrome`."""

PHRASE_KINDS = {
    "policy": "policy", "recirculation": "recirculation", "subscription": "subscription",
    "legal": "legal", "machine": "machine", "comment_chrome": "chrome", "share": "chrome",
    "credits": "chrome", "comments": "comment", "teaser": "teaser",
}  # fmt: skip
PHRASE_WEIGHT = 6.0
"""A template line stands for the many pages that would carry it."""

FOLDS = 3
"""The second stage learns from first-stage scores of blocks, posts and families that their first stage
never saw: scores of its own training blocks are surer than any that it will meet."""


def fold(group: str) -> int:
    """Give the fold of a domain, publisher or family."""
    return crc32(f"fold of {group}".encode()) % FOLDS


@dataclass(frozen=True)
class Page:
    """A labelled page: its title, blocks and the kind of each (`residue`: one of them, not known)."""

    title: str
    blocks: tuple[str, ...]
    labels: tuple[str, ...]
    sure: tuple[bool, ...]
    group: str


def block_pages(frame: pd.DataFrame) -> list[Page]:
    """Make pages of labelled blocks (columns page_id, order, text, label, hi, domain)."""
    pages = []
    for _, rows in frame.sort_values(["page_id", "order"]).groupby("page_id", sort=False):
        texts = [one_line(t) for t in rows.text]
        keep = [i for i, t in enumerate(texts) if HAS_WORD.search(t)]
        if not keep:
            continue
        named = ["residue" if v == "boilerplate" else v for v in rows.label]
        sure, group = list(rows.hi), str(rows.domain.iloc[0])
        pages.append(
            Page(
                "",
                tuple(texts[i] for i in keep),
                tuple(named[i] for i in keep),
                tuple(bool(sure[i]) for i in keep),
                group,
            )
        )
    return pages


def forum_posts(data: Path, part: str, folds: Sequence[int] = range(FOLDS)) -> list[str]:
    """Load posts of WCXB's forum pages: readers' writing of a clean licence."""
    frame = pd.read_parquet(data / "blocks_wcxb.parquet")
    posts = frame[(frame.page_type == "forum") & (frame.label == "article") & (frame.n_tok >= 6)]
    group = posts.domain.fillna(posts.page_id)
    mine = (group.map(split) == "test") == (part == "test")
    mine &= group.map(fold).isin(list(folds))
    return [one_line(t) for t in posts.text[mine] if HAS_WORD.search(t)]


def commented(
    page: Page, comments: Sequence[str], rng: np.random.Generator, part: Part = "fit"
) -> Page:
    """Put readers' comments, each under a name or a date, behind the last block of the article."""
    inside = [i for i, label in enumerate(page.labels) if label == "article"]
    if not inside:
        return page
    at = inside[-1] + 1
    blocks, labels = [], []
    if rng.random() < 0.6:
        blocks.append(str(rng.choice(HEADS)).format(int(rng.integers(2, 90))))
        labels.append("residue")
    byline = str(rng.choice(BYLINES[part]))
    for comment in rng.choice(comments, int(rng.integers(2, 14))):
        if byline:
            blocks.append(byline.format(str(rng.choice(NAMES)), int(rng.integers(1, 28))))
            labels.append("residue")
        blocks.append(str(comment))
        labels.append("comment")
        if rng.random() < 0.3:
            blocks.append("Reply")
            labels.append("residue")
    return Page(
        page.title,
        (*page.blocks[:at], *blocks, *page.blocks[at:]),
        (*page.labels[:at], *labels, *page.labels[at:]),
        (*page.sure[:at], *(True,) * len(blocks), *page.sure[at:]),
        page.group,
    )


HEADS = (
    "{} Comments",
    "Comments ({})",
    "{} responses",
    "Discussion",
    "What readers say",
    "Comments",
)
BYLINES: dict[Part, tuple[str, ...]] = {
    "fit": ("", "{0} says:", "{0} wrote on March {1}", "{0}, {1} days ago", "{0}", "{0} {1} hours ago",
            "#{1} {0}", "{0} in reply to guest", "by {0} on 2 February 2016, 8:{1}"),
    "tune": ("", "{0} said...", "{1} September 2015 {0}"),
    "test": ("", "{0} | {1} May 2014 at 10:15 am", "Posted by {0}"),
}  # fmt: skip
NAMES = (
    "sandyb",
    "Tom W.",
    "anon",
    "River Rat",
    "jk1974",
    "Marta",
    "OldTimer",
    "Dee",
    "P. Okoye",
    "guest",
)


def thinned(page: Page, rng: np.random.Generator) -> Page:
    """Leave what an extractor would: the article and a few runs of what stands round it."""
    inside = [i for i, label in enumerate(page.labels) if label != "residue"]
    if not inside:
        return page
    keep = set(inside)
    outside = [i for i in range(len(page.labels)) if i not in keep]
    for _ in range(int(rng.integers(0, 4))):
        if outside:
            start = int(rng.choice(outside))
            keep |= {
                i for i in range(start, start + int(rng.integers(1, 7))) if i < len(page.labels)
            }
    order = sorted(keep)
    return Page(
        page.title,
        tuple(page.blocks[i] for i in order),
        tuple(page.labels[i] for i in order),
        tuple(page.sure[i] for i in order),
        page.group,
    )


SHARES = (0.3, 0.09, 0.08, 0.08, 0.18, 0.06, 0.06, 0.06, 0.09)
"""How often each of PHRASE_KINDS but comments is put in: what is said in most ways, most often."""

Lines = list[tuple[str, ...]]


@dataclass(frozen=True)
class Stock:
    """What news pages are furnished with: families of template lines by kind, comments, stories."""

    lines: dict[str, Lines]
    comments: list[str]
    honest: Lines
    notes: Lines
    chrome: Sequence[str] = ()
    tails: Sequence[str] = ()


def stock(data: Path, part: Part, folds: Sequence[int], chrome: Sequence[str] = ()) -> Stock:
    """Collect the families and comments of a split that belong to some folds."""
    lines = {
        kind: [
            family
            for name, family in families(kind, part).items()
            if fold(name) in folds or len(families(kind, part)) <= FOLDS
        ]
        for kind in PHRASE_KINDS
    }
    lines = {k: v or list(families(k, part).values()) for k, v in lines.items()}
    honest = [story for name, story in HONEST[part].items() if fold(name) in folds]
    notes = [note for name, note in NOTES[part].items() if fold(name) in folds]
    comments = [c for family in lines["comments"] for c in family]
    said = comments + fox_comments(data, part, folds)
    return Stock(lines, said, honest, notes, chrome, tails(data, part, folds))


def inserted(
    kind: str, family: tuple[str, ...], headlines: Sequence[str], rng: np.random.Generator
) -> list[str]:
    """Give some lines of a family as a page would print them, with headlines under a link label."""
    some = [family[i] for i in sorted(rng.permutation(len(family))[: rng.integers(1, 6)])]
    if kind == "recirculation":
        return some[:1] + [str(h) for h in rng.choice(headlines, rng.integers(0, 6))]
    if kind == "policy":
        draw = rng.random()
        if draw < 0.25:
            return [" ".join(some)]
        if draw < 0.35:
            return [f"{BULLETS[int(rng.integers(len(BULLETS)))]} {line}" for line in some]
    return some


BULLETS = ("-", "•", "*", "–")


def teaser(family: tuple[str, ...], story: Clean, rng: np.random.Generator) -> list[str]:
    """Give the opening of another story, cut off, with what a scraper prints behind it."""
    opening = " ".join(story.blocks[0].split()[: int(rng.integers(10, 45))]).rstrip(".,;:")
    name = SITES[int(rng.integers(len(SITES)))]
    tail = family[int(rng.integers(len(family)))]
    tail = tail.replace("{title}", story.title).replace("{site}", name)
    dots = "" if tail[:1] in "….[(" else str(rng.choice(["...", "…", " [...]", " …"]))
    text = opening + dots
    lines = [text, tail] if dots and rng.random() < 0.4 else [f"{text} {tail}"]
    return [story.title, *lines] if story.title and rng.random() < 0.5 else lines


SITES = ("The Daily Example", "example.com", "Harbour Post", "News Example", "the Evening Sample",
         "sampletimes.net", "Town Crier Online", "Example Wire")  # fmt: skip


@dataclass
class Draft:
    """A page in the making."""

    title: str
    blocks: list[str]
    labels: list[str]

    def put(self, spot: int, added: Sequence[str], label: str) -> None:
        """Insert blocks of one label."""
        self.blocks[spot:spot] = added
        self.labels[spot:spot] = [label] * len(added)

    def page(self, group: str) -> Page:
        """Give the page, its blocks on one line each."""
        texts = [one_line(b) for b in self.blocks]
        keep = [i for i, t in enumerate(texts) if HAS_WORD.search(t)]
        return Page(self.title, tuple(texts[i] for i in keep), tuple(self.labels[i] for i in keep),
                    (True,) * len(keep), group)  # fmt: skip


def news_pages(
    data: Path,
    part: Part,
    count: int,
    rng: np.random.Generator,
    goods: Stock,
    folds: Sequence[int] = range(FOLDS),
) -> list[Page]:
    """Make clean news pages with, in most, template lines or readers' comments of our families."""
    clean = [
        a for a in load_news(data) if split(a.publisher) == part and fold(a.publisher) in folds
    ]
    pages = []
    for number in rng.permutation(len(clean))[:count]:
        article = clean[number]
        draft = Draft(article.title, list(article.blocks), ["article"] * len(article.blocks))
        if goods.honest and rng.random() < HONEST_SHARE:
            story = goods.honest[int(rng.integers(len(goods.honest)))]
            low = int(rng.integers(len(story)))
            spot = int(rng.integers(0, len(draft.blocks) + 1))
            draft.put(spot, story[low:], "article")
        if goods.notes and rng.random() < NOTE_SHARE:
            _put_note(draft, goods, rng)
        for _ in range(int(rng.integers(0, 3))):
            _put_template(draft, goods, clean, rng)
        for _ in range(int(rng.integers(0, 4)) if goods.chrome and rng.random() < 0.4 else 0):
            spot = int(rng.integers(1, len(draft.blocks) + 1))
            draft.put(spot, [str(rng.choice(goods.chrome))], "residue")
        if goods.tails and rng.random() < 0.3:
            some = [str(t) for t in rng.choice(goods.tails, int(rng.integers(1, 4)))]
            draft.put(len(draft.blocks), some, "residue")
        if rng.random() < 0.35:
            _put_comments(draft, goods, rng)
        pages.append(draft.page(article.publisher))
    return pages


HONEST_SHARE = 0.12
"""How many news pages speak of chatbots, moderators, walls and the like in an honest paragraph."""

NOTE_SHARE = 0.14
"""How many bear an editor's note, a crosshead or the last lines of a release."""


def _put_note(draft: Draft, goods: Stock, rng: np.random.Generator) -> None:
    """Put up to three lines of one family of notes on top, at the end or between two blocks."""
    family = goods.notes[int(rng.integers(len(goods.notes)))]
    low = int(rng.integers(len(family)))
    end = len(draft.blocks)
    spot = (0, end, int(rng.integers(0, end + 1)))[int(rng.choice(3, p=[0.25, 0.4, 0.35]))]
    draft.put(spot, family[low : low + int(rng.integers(1, 4))], "article")


def _put_template(
    draft: Draft, goods: Stock, clean: Sequence[Clean], rng: np.random.Generator
) -> None:
    """Insert lines of one family, or teasers of other stories, between two blocks or at the end."""
    kind = str(rng.choice([k for k in PHRASE_KINDS if k != "comments"], p=SHARES))
    family = goods.lines[kind][int(rng.integers(len(goods.lines[kind])))]
    end = len(draft.blocks)
    spot = end if rng.random() < 0.6 else int(rng.integers(1, end + 1))
    if kind != "teaser":
        headlines = [clean[int(i)].title for i in rng.integers(0, len(clean), 6)]
        draft.put(spot, inserted(kind, family, headlines, rng), PHRASE_KINDS[kind])
        return
    for _ in range(int(rng.integers(1, 4))):
        story = clean[int(rng.integers(len(clean)))]
        cut = teaser(family, story, rng)
        draft.put(spot, cut, "teaser")
        if cut[0] == story.title:
            draft.labels[spot] = "recirculation"


def _put_comments(draft: Draft, goods: Stock, rng: np.random.Generator) -> None:
    """Put readers' comments at the end, some under a line of their form."""
    if rng.random() < 0.5:
        lines = [x for family in goods.lines["comment_chrome"] for x in family]
        draft.put(len(draft.blocks), [str(rng.choice(lines))], "residue")
    said = [str(c) for c in rng.choice(goods.comments, rng.integers(1, 12))]
    draft.put(len(draft.blocks), said, "comment")


def printed_pages(data: Path, part: Part, folds: Sequence[int]) -> list[Page]:
    """Load articles as their publishers print them: what the clean article lacks is furniture."""
    printed = load_chrome(data)
    pages = []
    for article in load_news(data):
        if split(article.publisher) != part or fold(article.publisher) not in folds:
            continue
        blocks = printed.get(article.id, ())
        own, whole = set(article.blocks), " ".join(article.blocks)
        labels = [
            "article"
            if b in own
            else "ambiguous"
            if b in whole or len(b.split()) > LINE
            else "residue"
            for b in blocks
        ]
        if "residue" in labels and "article" in labels:
            pages.append(
                Page(article.title, blocks, tuple(labels), (True,) * len(blocks), article.publisher)
            )
    return pages[:: max(1, len(pages) // PRINTED_PAGES)]


LINE = 40
"""Longer blocks that a clean article lacks may be the article's own, cleaned away by mistake."""

PRINTED_PAGES = 250
"""About how many of them a fold learns from: the kinds of publishers' furniture are few."""


def wall_pages(part: Part, count: int, rng: np.random.Generator, number: int = 0) -> list[Page]:
    """Make pages that are nothing but a wall, or a mix of blocks of several."""
    known = [w.split("\n\n") for i, w in enumerate(WALLS[part]) if i % FOLDS == number % FOLDS]
    made = []
    for _ in range(count):
        blocks = [
            b for i in rng.integers(0, len(known), int(rng.integers(1, 4))) for b in known[int(i)]
        ]
        size = int(rng.integers(1, len(blocks) + 1))
        some = tuple(one_line(blocks[i]) for i in sorted(rng.permutation(len(blocks))[:size]))
        made.append(Page("", some, ("residue",) * size, (True,) * size, "wall"))
    return made


def briefs(
    data: Path, part: Part, count: int, rng: np.random.Generator, goods: Stock, folds: Sequence[int]
) -> list[Page]:
    """Make short pages that are all their own: the first paragraphs of articles, and our stories."""
    clean = [
        a for a in load_news(data) if split(a.publisher) == part and fold(a.publisher) in folds
    ]
    made = []
    for number in rng.integers(0, len(clean), count):
        own = clean[int(number)].blocks
        if goods.honest and rng.random() < 0.3:
            own = goods.honest[int(rng.integers(len(goods.honest)))]
        some = own[: int(rng.integers(1, 6))]
        title = clean[int(number)].title if rng.random() < 0.7 else ""
        made.append(Page(title, some, ("article",) * len(some), (True,) * len(some), "brief"))
    return made


def fox_comments(data: Path, part: str, folds: Sequence[int] = range(FOLDS)) -> list[str]:
    """Load reader comments, split by the article that they stand under."""
    frame = pd.read_parquet(data / "fox_comments.parquet")
    mine = [split(str(t)) == part and fold(str(t)) in folds for t in frame.title]
    return [one_line(t) for t in frame.text[mine] if HAS_WORD.search(t)]


def kind_of(text: str, label: str) -> str:
    """Name the kind of a labelled block."""
    if label != "residue":
        return label
    lowered = text.lower()
    return next((k for k, pattern in WEAK_KINDS if re.search(pattern, lowered)), "chrome")


def parsed(pages: Sequence[Page], size: int = 128) -> Iterable[tuple[Pages, list[Page]]]:
    """Parse pages in batches; every block of a page is one block of the parsed page."""
    for low in range(0, len(pages), size):
        some = list(pages[low : low + size])
        batch = parse([Article(text="\n\n".join(p.blocks), title=p.title) for p in some])
        counts = np.diff(batch.body.page_blocks)
        wrong = [p.group for p, n in zip(some, counts, strict=True) if len(p.blocks) != n]
        if wrong:
            raise ValueError(f"blocks of {wrong[0]} were parsed to another number of blocks")
        yield batch, some


FIRST = {*residue.KINDS, "residue"} - {"teaser"}
"""Labels that the first stage learns from pages: by itself a teaser's opening is article text."""


def fit_kinds(
    pages: Sequence[Page], extra: Sequence[tuple[str, str]], seed: int = 0
) -> dict[str, Any]:
    """Fit the linear first stage on single blocks; give its arrays."""
    texts, kinds, weights = [], [], []
    seen: set[str] = set()
    for page in pages:
        for text, label, sure in zip(page.blocks, page.labels, page.sure, strict=True):
            if sure and label in FIRST and text not in seen:
                seen.add(text)
                texts.append(text)
                kinds.append(kind_of(text, label))
                weights.append(1.0)
    for text, kind in extra:
        texts.append(text)
        kinds.append(kind)
        weights.append(1.0 if kind in {"comment", "policy", "machine"} else PHRASE_WEIGHT)
    X, directions = hashed(texts)
    y = np.array([residue.KINDS.index(k) for k in kinds])
    share = np.bincount(y, minlength=len(residue.KINDS))
    balance = np.minimum((share.max() / np.maximum(share, 1)) ** 0.4, 8.0)
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=12, tol=None, random_state=seed,
                          average=True)  # fmt: skip
    model.fit(X, y, sample_weight=np.array(weights) * balance[y])
    coefficients = np.zeros((residue.BUCKETS, len(residue.KINDS)), np.float32)
    intercept = np.full(len(residue.KINDS), -20.0)
    for row, label in enumerate(model.classes_):
        coefficients[:, label], intercept[label] = model.coef_[row], model.intercept_[row]
    return {
        "weights": (np.round(coefficients * STEPS) / STEPS).astype(np.float32), "bias": intercept,
        **_fit_meaning(directions, y, np.array(weights) * balance[y]),
    }  # fmt: skip


STEPS = 32
"""Weights are rounded to this part of 1: it more than halves the file."""


def _fit_meaning(
    directions: NDArray[np.float32], y: NDArray[np.int64], weight: NDArray[np.float64]
) -> dict[str, Any]:
    """Fit the linear model over the blocks' vectors."""
    model = LogisticRegression(C=MEANING_C, max_iter=200, tol=1e-3)
    model.fit(directions, y, sample_weight=weight)
    meaning = np.zeros((directions.shape[1], len(residue.KINDS)), np.float32)
    bias = np.full(len(residue.KINDS), -20.0)
    for row, label in enumerate(model.classes_):
        meaning[:, label], bias[label] = model.coef_[row], model.intercept_[row]
    return {"meaning": meaning, "meaning_bias": bias}


MEANING_C = 30.0
"""Weak regularisation: there are hundreds of blocks to every weight."""


def hashed(texts: Sequence[str]) -> tuple[csr_array, NDArray[np.float32]]:
    """Hash blocks as the detector does, one row a text, and give their vectors."""
    rows, columns, values, directions = [], [], [], []
    for low in range(0, len(texts), 20_000):
        batch = parse([Article(text=t) for t in texts[low : low + 20_000]])
        single, pair = residue.buckets(batch)
        if len(batch.body.blocks) != len(batch):
            raise ValueError("a text was parsed to another number of blocks than one")
        directions.append(residue.directions(batch).astype(np.float32))
        scale = 1 / np.sqrt(2.0 * np.diff(batch.body.page_words)[batch.body.page])
        for bucket in (single, pair):
            rows.append(batch.body.page + low)
            columns.append(bucket)
            values.append(scale)
        block, mark = residue.marked(batch)
        rows.append(block + low)
        columns.append(mark)
        values.append(1 / np.sqrt(2.0 * batch.body.blocks.words[block]))
    matrix = csr_array(
        (
            np.concatenate(values).astype(np.float32),
            (np.concatenate(rows), np.concatenate(columns)),
        ),
        shape=(len(texts), residue.BUCKETS),
    )
    return matrix, np.concatenate(directions)


def class_of(text: str, label: str) -> int:
    """Give the number of a block's class; -1 if it has no label."""
    if label == "ambiguous":
        return -1
    kind = kind_of(text, label)
    return residue.CLASSES.index(kind if kind in residue.CLASSES else "residue")


def use(batch: Pages, first: Mapping[str, Any], model: Classifier | None = None) -> None:
    """Have a batch measured with these stages and not with the shipped ones."""
    batch.once("residue.kinds", lambda: residue.kinds_by_words(batch, first))
    batch.once("residue.meanings", lambda: residue.kinds_by_meaning(batch, first))
    if model is not None:
        likely = model.predict_proba(residue.features(batch))
        batch.once("residue.likely", lambda: likely)


def table(
    pages: Sequence[Page], first: Mapping[str, Any], halves: Sequence[NDArray[np.float32]] = ()
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    """Measure every block with a first stage: features, class (-1 unlabelled), is the label sure.

    With `halves`, likeness is by the word vectors that saw no article of the page's publisher.
    """
    rows, labels, sure = [], [], []
    for batch, some in parsed(pages):
        use(batch, first)
        X = residue.features(batch)
        for number, vectors in enumerate(halves):
            blind = np.array([half(page.group) != number for page in some])
            unseen = np.flatnonzero(blind[batch.body.blocks.page])
            X[unseen[:, None], LIKENESS] = likeness_by(vectors, some)[unseen]
        rows.append(X)
        for page in some:
            labels += [
                class_of(text, label) for text, label in zip(page.blocks, page.labels, strict=True)
            ]
            sure += list(page.sure)
    return np.concatenate(rows), np.array(labels), np.array(sure)


LIKENESS = [residue.COLUMNS.index(name) for name in ("likeness", "likeness_around")]


def likeness_by(vectors: NDArray[np.float32], pages: Sequence[Page]) -> NDArray[np.float64]:
    """Measure LIKENESS of the blocks of some pages with another table than the package's."""
    with using(vectors):
        [(batch, _)] = parsed(pages)
        return np.column_stack(residue.likeness_to_page(batch))


def extra_texts(data: Path, goods: Stock, folds: Sequence[int]) -> list[tuple[str, str]]:
    """Give template lines, comments, posts and honest paragraphs of the fit split with their kind."""
    lines = [
        (line.replace("{title}", "").replace("{site}", site), PHRASE_KINDS[kind])
        for kind, known in goods.lines.items()
        for family in known
        for line in family
        for site in (SITES[:2] if "{site}" in line else SITES[:1])
    ]
    lines += [(line, "article") for story in (*goods.honest, *goods.notes) for line in story]
    walls = [w for i, w in enumerate(WALLS["fit"]) if i % FOLDS in folds]
    lines += [(b, kind_of(b, "residue")) for w in walls for b in w.split("\n\n")]
    rng = np.random.default_rng(3)
    made = {line for _ in range(500) for line in policy(rng)}
    lines += [(line, "policy") for line in sorted(made)]
    left = {machine(rng) for _ in range(1500)}
    lines += [(line, "machine") for line in sorted(left)]
    comments = fox_comments(data, "fit", folds) + forum_posts(data, "fit", folds)
    lines += [(c, "comment") for c in comments]
    return [(one_line(text), kind) for text, kind in lines if HAS_WORD.search(text)]


@dataclass(frozen=True)
class Lesson:
    """The training pages of one fold: for the first stage, and with variants for the second."""

    first: list[Page]
    second: list[Page]


def lessons(
    data: Path, rng: np.random.Generator, trained_on: tuple[Part, ...] = ("fit", "tune")
) -> list[Lesson]:
    """Make the training pages, in folds that share no domain, publisher, family or post."""
    wcxb = pd.read_parquet(data / "blocks_wcxb.parquet")
    wcxb = wcxb[wcxb.page_type == "article"]
    web = block_pages(wcxb[wcxb.domain.map(split).isin(list(trained_on))])
    made = []
    for number in range(FOLDS):
        mine = [page for page in web if fold(page.group) == number]
        short = [
            text for p in mine for text, v, sure in zip(p.blocks, p.labels, p.sure, strict=True)
            if v == "residue" and sure and 2 <= len(text.split()) <= 20
        ]  # fmt: skip
        goods = stock(data, "fit", [number], short)
        said = forum_posts(data, "fit", [number]) + goods.comments
        news = news_pages(data, "fit", NEWS_PAGES // FOLDS, rng, goods, [number])
        news += printed_pages(data, "fit", [number])
        news += wall_pages("fit", 150, rng, number)
        news += briefs(data, "fit", 300, rng, goods, [number])
        talked = [commented(p, said, rng) for p in mine for _ in range(2)]
        thin = [thinned(p, rng) for p in [*mine, *talked]]
        talked = talked[::2]
        made.append(Lesson([*mine, *news], [*mine, *talked, *thin, *news]))
    return made


NEWS_PAGES = 3900


def fit_stages(
    data: Path,
    seed: int = 0,
    trained_on: tuple[Part, ...] = ("fit", "tune"),
    halves: Sequence[NDArray[np.float32]] = (),
) -> tuple[dict[str, Any], Bag, NDArray[np.float64]]:
    """Fit both stages; give the first's arrays, the bag of the second, and rows to check it by.

    `halves` are the vectors trained on each half of the publishers: articles that the vectors learned
    lie nearer to themselves than any that they will meet.

    WCXB's domains are few: those of the tune split are learned from too, once choices are made.
    """
    made = lessons(data, np.random.default_rng(seed), trained_on)
    everything = list(range(FOLDS))

    def first(folds: list[int]) -> dict[str, Any]:
        pages = [page for number in folds for page in made[number].first]
        extra = extra_texts(data, stock(data, "fit", folds), folds)
        return fit_kinds(pages, extra, seed)

    firsts = [first([n for n in everything if n != number]) for number in everything]
    models, reference = [], np.zeros((0, len(residue.COLUMNS)))
    for draw in range(seed, seed + DRAWS):
        drawn = made if draw == seed else lessons(data, np.random.default_rng(draw), trained_on)
        parts = [table(drawn[n].second, firsts[n], halves) for n in everything]
        X, y, sure = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        models.append(second_stage(X, y, sure, draw))
        reference = X[:: max(1, len(X) // 64)][:64]
    return first(everything), Bag(tuple(models)), reference


DRAWS = 3
"""Times that template lines are put into news, with a second stage each; their log-odds are averaged. Which
lines are put where is chance, and moves the recall of a kind by up to .1."""


def second_stage(
    X: NDArray[np.float64], y: NDArray[np.int64], sure: NDArray[np.bool_], seed: int = 0
) -> HistGradientBoostingClassifier:
    """Fit the second stage on measured blocks."""
    X, y, sure = X[y >= 0], y[y >= 0], sure[y >= 0]
    broad = np.where(y < len(COARSE), y, COARSE.index("residue"))
    share, each = np.bincount(broad), np.bincount(y)
    weight = np.where(sure, 1.0, UNSURE) * ((share.max() / share) ** BALANCE)[broad]
    rare = (share[broad] / each[y]) ** RARE
    weight *= np.where(broad == COARSE.index("residue"), rare, 1.0)
    model = HistGradientBoostingClassifier(
        max_iter=85, learning_rate=0.13, max_leaf_nodes=22, min_samples_leaf=60,
        l2_regularization=8.0, early_stopping=False, random_state=seed,
    )  # fmt: skip
    return model.fit(X, y, sample_weight=weight)


BALANCE = 0.85
"""How far residue and comments are evened out with the article's own blocks (1: wholly)."""

RARE = 0.25
"""How far rare kinds of residue are evened out with the common ones."""

UNSURE = 0.3
"""Weight of a block whose label WCXB guessed from the page's structure."""


SEED = 2
"""Of what is drawn and fitted first."""


def fit(data: Path, out: Path, seed: int = SEED) -> dict[str, float]:
    """Fit both stages, write `block_kinds.npz` and `residue.npz` to `out`, give figures."""
    first, model, reference = fit_stages(data, seed, halves=halves_of(out))
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / "block_kinds.npz", **first)
    arrays.cache_clear()
    save_detector(out / "residue.npz", model, residue.COLUMNS, reference)
    return figures(data, first, model)


def figures(
    data: Path, first: Mapping[str, Any], model: Classifier, part: Part = "test"
) -> dict[str, float]:
    """Measure the detector on domains and families never trained on."""
    wcxb = pd.read_parquet(data / "blocks_wcxb.parquet")
    wcxb = wcxb[wcxb.page_type == "article"]
    result: dict[str, float] = {}
    sets = {"wcxb": block_pages(wcxb[wcxb.domain.map(split) == part])}
    talk = [*forum_posts(data, "test"), *fox_comments(data, "test")]
    rng = np.random.default_rng(2)
    sets["talk"] = [commented(page, talk, rng, part) for page in sets["wcxb"]]
    goods = stock(data, part, range(FOLDS))
    sets["news"] = news_pages(data, part, 1500, np.random.default_rng(1), goods)
    if part == "test":
        sets["dragnet"] = block_pages(pd.read_parquet(data / "blocks_dragnet_dev.parquet"))
    for name, pages in sets.items():
        X, y, sure = table(pages, first)
        long = X[:, residue.COLUMNS.index("words")] >= 4
        use_rows = (y >= 0) & sure & long
        if name == "wcxb":
            use_rows &= y != 2
        P = coarse(model.predict_proba(X[use_rows]))
        y = np.where(y > len(COARSE) - 1, COARSE.index("residue"), y)
        truth, said = y[use_rows], P.argmax(axis=1)
        labels = sorted(set(truth.tolist()))
        each = f1_score(truth, said, labels=labels, average=None)
        result[f"{name}.macro_f1"] = float(each.mean())
        for label, value in zip(labels, each, strict=True):
            result[f"{name}.f1_{COARSE[label]}"] = float(value)
        other = truth != 0
        result[f"{name}.auroc"] = float(roc_auc_score(other, 1 - P[:, 0]))
        result[f"{name}.ap"] = float(average_precision_score(other, 1 - P[:, 0]))
        limit = np.quantile(1 - P[~other, 0], 0.99)
        result[f"{name}.recall_at_1_fpr"] = float(((1 - P[other, 0]) > limit).mean())
    return result | kind_figures(data, first, model, part) | wall_figures(data, first, model, part)


COARSE = ("article", "residue", "comment")
"""What block figures tell apart: every kind of residue is residue."""


def coarse(P: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add the probabilities of the kinds of residue up to one."""
    kinds = [i for i, name in enumerate(residue.CLASSES) if name not in {"article", "comment"}]
    return np.column_stack(
        [P[:, 0], P[:, kinds].sum(axis=1), P[:, residue.CLASSES.index("comment")]]
    )


MEASURED_KINDS = ("policy", "machine", "teaser")
"""Kinds whose recall is measured by unseen family."""

CLEAN_PAGES = 1500
PAGES_A_FAMILY = 40

TAIL = (
    r"all rights reserved|copyright|privacy|terms of|disclaimer|about (?:us|the author|the company)"
    r"|for more information|is a (?:freelance|staff|senior)|is the author|forward-looking"
)
"""Honest tails: legal notices and what an organisation or author says of itself."""


def tails(data: Path, part: Part, folds: Sequence[int] = range(FOLDS)) -> list[str]:
    """Load real legal and "about" tails of a split's domains; none is of a comment policy."""
    frame = pd.read_parquet(data / "blocks_wcxb.parquet")
    mine = frame[(frame.label == "boilerplate") & frame.hi & frame.n_tok.between(8, 120)]
    group = mine.domain.fillna(mine.page_id)
    mine = mine[(group.map(split) == part) & group.map(fold).isin(list(folds))]
    texts = [one_line(t) for t in mine.text]
    return sorted(
        {
            t
            for t in texts
            if re.search(TAIL, t.lower()) and not re.search("comment|moderat", t.lower())
        }
    )


def kind_figures(
    data: Path, first: Mapping[str, Any], model: Classifier, part: Part
) -> dict[str, float]:
    """Measure kinds of residue by unseen family, at 1 % false alarms, and what honest pages score.

    False alarms are counted on untouched pages and on the same pages over real legal and "about" tails.
    """
    rng = np.random.default_rng(5)
    clean = [a for a in load_news(data) if split(a.publisher) == part]
    hosts = [clean[int(i)] for i in rng.permutation(len(clean))[:CLEAN_PAGES]]
    real = tails(data, part)
    honest = [_plain(a, a.blocks) for a in hosts] + [
        _plain(a, (*a.blocks, *(str(t) for t in rng.choice(real, int(rng.integers(1, 4))))))
        for a in hosts
    ]
    pages, blocks, _ = _measured(honest, first, model)
    result = {f"clean.{name}": float(pages[name].mean()) for name in ("score", "inside")}
    headlines = [a.title for a in clean if a.title]
    farm: dict[str, list[Any]] = {"score": [], "inside": []}
    limits = {}
    for kind in MEASURED_KINDS:
        column = WEIGHED.index(kind)
        limits[kind] = float(np.quantile(pages[kind], 0.99))
        block_limit = float(np.quantile(blocks[:, column], 0.99))
        found, runs, of_blocks = {}, {}, []
        for name, family in families(kind, part).items():
            some = []
            for _ in range(PAGES_A_FAMILY):
                host = hosts[int(rng.integers(len(hosts)))]
                added = (
                    teaser(family, hosts[int(rng.integers(len(hosts)))], rng)
                    if kind == "teaser" else inserted(kind, family, headlines, rng)
                )  # fmt: skip
                added = [one_line(t) for t in added if HAS_WORD.search(t)]
                last = kind == "policy" and rng.random() < 0.6
                spot = len(host.blocks) if last else int(rng.integers(1, len(host.blocks)))
                some.append(
                    _plain(
                        host, (*host.blocks[:spot], *added, *host.blocks[spot:]), spot, len(added)
                    )
                )
            some = [page for page in some if "residue" in page.labels]
            said, by_kind, long = _measured(some, first, model)
            label = np.array([v == "residue" for page in some for v in page.labels])
            found[name] = said[kind] > limits[kind]
            of_blocks.append(by_kind[label & long, column] > block_limit)
            for feature, seen in farm.items():
                seen.append(said[feature])
            result[f"{kind}.{name}"] = float(found[name].mean())
            lines = np.array([page.labels.count("residue") for page in some])
            runs[name] = found[name][lines > 1]
        result[f"{kind}.recall_at_1_fpr"] = float(np.concatenate(list(found.values())).mean())
        result[f"{kind}.recall_of_several_lines"] = float(
            np.concatenate(list(runs.values())).mean()
        )
        result[f"{kind}.block_recall_at_1_fpr"] = float(np.concatenate(of_blocks).mean())
        result[f"{kind}.limit_at_1_fpr"] = limits[kind]
    whole = np.concatenate(
        [
            _measured(with_whole(family, hosts), first, model)[0]["policy"] > limits["policy"]
            for family in families("policy", part).values()
        ]
    )
    result["policy.recall_of_whole"] = float(whole.mean())
    for feature, seen in farm.items():
        result[f"farm.{feature}"] = float(np.concatenate(seen).mean())
    stories = [
        _plain(a, (*a.blocks[:2], *story, *a.blocks[2:]) if mixed else story)
        for story in HONEST[part].values()
        for a, mixed in zip(hosts[:20], [False, *(True,) * 19], strict=True)
    ]
    said, _, _ = _measured(stories, first, model)
    for kind in MEASURED_KINDS:
        result[f"about.{kind}_over_limit"] = float((said[kind] > max(limits[kind], 0.5)).mean())
    result["about.score"] = float(said["score"].mean())
    noted = [
        _plain(a, blocks)
        for note in NOTES[part].values()
        for a in hosts[:20]
        for blocks in ((*note, *a.blocks), (*a.blocks, *note))
    ]
    said, _, _ = _measured(noted, first, model)
    for kind in (*MEASURED_KINDS, "comment"):
        result[f"notes.{kind}_over_half"] = float((said[kind] > 0.5).mean())
    return result | chrome_figures(data, first, model, part)


def with_whole(family: Sequence[str], hosts: Sequence[Clean]) -> list[Page]:
    """Put the whole of a policy in clean pages, line by line or as one paragraph, most often last."""
    rng = np.random.default_rng(6)
    made = []
    for _ in range(PAGES_A_FAMILY):
        host = hosts[int(rng.integers(len(hosts)))]
        added = [" ".join(family)] if rng.random() < JOINED else list(family)
        end = len(host.blocks)
        spot = end if rng.random() < LAST else int(rng.integers(1, end))
        blocks = (*host.blocks[:spot], *(one_line(t) for t in added), *host.blocks[spot:])
        made.append(_plain(host, blocks, spot, len(added)))
    return made


JOINED, LAST = 0.25, 0.6
"""How often a policy is one paragraph, and how often it stands under the article."""


def chrome_figures(
    data: Path, first: Mapping[str, Any], model: Classifier, part: Part
) -> dict[str, float]:
    """Measure what pages score as their publishers print them, chrome and all."""
    frame = pd.read_parquet(data / "news_with_publisher_chrome.parquet")
    mine = frame[[split(str(p)) == part for p in frame.publisher]]
    printed = [
        Page(one_line(str(r.title or "")), own, ("article",) * len(own), (True,) * len(own), str(r.publisher))
        for r in mine.itertuples() if (own := tuple(paragraphs(str(r.body_with_chrome))))
    ]  # fmt: skip
    said, _, _ = _measured(printed, first, model)
    result = {}
    for name in said:
        result[f"chrome.{name}"] = float(said[name].mean())
        result[f"chrome.{name}_over_half"] = float((said[name] > 0.5).mean())
    return result


def _plain(article: Clean, blocks: Sequence[str], spot: int = 0, count: int = 0) -> Page:
    labels = ["article"] * len(blocks)
    labels[spot : spot + count] = ["residue"] * count
    return Page(
        article.title, tuple(blocks), tuple(labels), (True,) * len(blocks), article.publisher
    )


def _measured(
    pages: Sequence[Page], first: Mapping[str, Any], model: Classifier
) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64], NDArray[np.bool_]]:
    """Give the signal's features of pages, and of blocks the probabilities of the kinds and length."""
    features, blocks, long = [], [], []
    for batch, _ in parsed(pages):
        use(batch, first, model)
        features.append(template_boilerplate.measure(batch).features)
        blocks.append(template_boilerplate.kinds_of_blocks(batch))
        long.append(batch.body.blocks.words >= 4)
    joined = {name: np.concatenate([f[name] for f in features]) for name in features[0]}
    return joined, np.concatenate(blocks), np.concatenate(long)


def wall_figures(
    data: Path, first: Mapping[str, Any], model: Classifier, part: Part
) -> dict[str, float]:
    """Measure how many made-up walls and how many real articles are abstained from as walls."""

    def walls(texts: Sequence[str]) -> float:
        found = []
        for low in range(0, len(texts), 256):
            batch = parse([Article(text=text) for text in texts[low : low + 256]])
            use(batch, first, model)
            found += [a == "wall" for a in abstentions(batch, languages(batch))]
        return float(np.mean(found))

    news = [a for a in load_news(data) if split(a.publisher) == part]
    return {
        "walls.recall": walls(WALLS[part]),
        "walls.news_abstained": walls(["\n\n".join(a.blocks) for a in news]),
        "walls.briefs_abstained": walls(["\n\n".join(a.blocks[:2]) for a in news[::4]]),
    }


def shipped(data: Path) -> dict[str, float]:
    """Measure the stages that come with the package, without fitting."""
    return figures(data, arrays("block_kinds"), Shipped(detector("residue", residue.COLUMNS)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    parser.add_argument(
        "--check",
        action="store_true",
        help="fit without the tune split, measure on it, write nothing",
    )
    parser.add_argument("--shipped", action="store_true", help="measure the package's own stages")
    parser.add_argument("--seed", type=int, default=SEED, help="of what is drawn and fitted")
    arguments = parser.parse_args()
    if arguments.check:
        fitted = fit_stages(arguments.data, arguments.seed, ("fit",), halves_of(arguments.out))
        measured = figures(arguments.data, fitted[0], fitted[1], "tune")
    elif arguments.shipped:
        measured = shipped(arguments.data)
    else:
        measured = fit(arguments.data, arguments.out, arguments.seed)
    for key, value in measured.items():
        print(f"{key:40} {value:.4f}")
