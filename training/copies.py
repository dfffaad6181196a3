"""Simulated batches with planted copies, what the corpus makes of them, and the weights it gets.

`python -m training.copies --data DIR [--articles 200000] [--fit]` makes a batch of real articles,
made-up ones (chains of the real ones' words) and farm pages that copy them: abridged by 10 to 70 %,
lightly edited, under other headlines, with junk before and behind, or patched together of several;
then prints the figures of passages, clusters and who had it first. `--fit` fits the weights of
`artifacts/corpus.npz` on batches of publishers that the figures do not see.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import adjusted_rand_score

from darnel.article import Article
from darnel.corpus import Corpus, Evidence, corpus_of, evidence_of
from darnel.corpus.documents import credits_of
from darnel.scorer import Scorer
from darnel.signals import copied_passages, shared_template
from darnel.stored import save_stored
from darnel.weights import CorpusWeights
from training.corpora import Clean, Part, load_news, split
from training.documents import put
from training.simulate import Draft, Pool, splice

Floats = NDArray[np.float64]

ABRIDGED = (0.0, 0.1, 0.3, 0.5, 0.7)
EDITED = (0.0, 0.01, 0.03, 0.05)
"""Shares of sentences left out, and of words replaced, left out or put in."""

UNDATED, DAY_ONLY, BACKDATED = 0.12, 0.3, 0.03
"""Shares of pages without a date, with a day only, and of copies that bear an earlier date."""

CREDITED = 0.25
"""Share of whole copies that name where they are from."""

LEAST_COPIED = 40
"""Words of a planted passage that has to be found."""

BATCH = 256
HIGHEST = 6.0
"""Log-likelihood ratios are cut here: no evidence of a simulation is surer."""

UNSEEN = 3.0
"""Honest pages with the strongest evidence that are taken to exist though none was seen: as many may
be missing from any sample (the rule of three)."""


@dataclass(frozen=True)
class Planted:
    """A passage of `words` words in a copy, [start, end) of its text, taken from `donor`."""

    donor: str
    start: int
    end: int
    words: int


@dataclass
class Batch:
    """Articles in random order with what is true of them, by article id."""

    articles: list[Article] = field(default_factory=list)
    kind: dict[str, str] = field(default_factory=dict)
    planted: dict[str, list[Planted]] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)

    def add(self, article: Article, kind: str, planted: Sequence[Planted] = ()) -> None:
        """Add an article of a kind."""
        self.articles.append(article)
        self.kind[article.id] = kind
        self.planted[article.id] = list(planted)


class Chain:
    """A chain of the words of real articles: text that shares their phrases and says nothing."""

    JUMP = 0.12
    """Share of words that follow no word: a chain would otherwise repeat rare sentences whole."""

    def __init__(self, texts: Sequence[str], seed: int) -> None:
        tokens = " ".join(texts).split()
        self._words, ids = np.unique(np.array(tokens, object), return_inverse=True)
        self._ids = ids.astype(np.int32)
        order = np.argsort(self._ids[:-1], kind="stable")
        self._next = self._ids[1:][order]
        self._first = np.searchsorted(self._ids[:-1][order], np.arange(len(self._words) + 1))
        self._random = np.random.default_rng(seed)

    def restart(self, seed: int) -> None:
        """Make what comes next depend on this seed alone."""
        self._random = np.random.default_rng(seed)

    def texts(self, count: int, words: int) -> list[str]:
        """Make texts of so many words, in paragraphs of about fifty."""
        table = np.zeros((words, count), np.int32)
        table[0] = self._ids[self._random.integers(0, len(self._ids), count)]
        for row in range(1, words):
            before = table[row - 1]
            low, high = self._first[before], self._first[before + 1]
            width = np.maximum(high - low, 1)
            at = np.minimum(
                low + (self._random.random(count) * width).astype(np.int64), len(self._next) - 1
            )
            free = self._ids[self._random.integers(0, len(self._ids), count)]
            jump = (self._random.random(count) < self.JUMP) | (high == low)
            table[row] = np.where(jump, free, self._next[at])
        columns = self._words[table.T]
        step = 50
        return [
            "\n\n".join(" ".join(row[low : low + step]) for low in range(0, words, step))
            for row in columns.tolist()
        ]


@cache
def chain_of(data: Path) -> Chain:
    """Make a chain of the first articles of the corpora."""
    return Chain(["\n\n".join(clean.blocks) for clean in load_news(data)[:3000]], 0)


class Simulator:
    """Make batches of real and made-up articles with planted copies."""

    def __init__(self, real: Sequence[Clean], seed: int) -> None:
        self.random = random.Random(seed)
        self._real = list(real)
        chosen = self.random.sample(self._real, min(4000, len(self._real)))
        self._chain = Chain(["\n\n".join(a.blocks) for a in chosen], seed)
        self._glue: list[str] = []

    def batch(self, count: int) -> Batch:
        """Make a batch of about so many articles: one in eight a copy or a patchwork."""
        made = Batch()
        base = list(self._base(count))
        for article in base:
            made.add(article, "honest")
            made.family[article.id] = article.id
        copies, patchworks = int(count * 0.08), int(count * 0.04)
        for number in range(copies):
            self._copy(made, self.random.choice(base), f"copy-{number}")
        for number in range(patchworks):
            low = self.random.randrange(len(base) - 50)
            donors = self.random.sample(base[low : low + 50], self.random.randint(3, 5))
            self._patchwork(made, donors, f"patchwork-{number}")
        self._networks(made, max(3, count // 2000))
        self.random.shuffle(made.articles)
        return made

    def _base(self, count: int) -> Iterator[Article]:
        honest = int(count * 0.87)
        real = self.random.sample(self._real, min(len(self._real), honest // 2))
        for number, clean in enumerate(sorted(real, key=lambda a: a.topic)):
            yield Article(
                "\n\n".join(clean.blocks), clean.title, f"real-{number}", source=clean.publisher,
                published=self._dated(self._moment()),
            )  # fmt: skip
        made, sites = 0, max(20, count // 80)
        while made < honest - len(real):
            size = min(4000, honest - len(real) - made)
            for text in self._chain.texts(size, self.random.choice((250, 400, 600, 800))):
                title = " ".join(text.split()[7:16])
                site = f"paper{self.random.randrange(sites)}.example"
                yield Article(
                    text, title, f"made-{made}", source=site, published=self._dated(self._moment())
                )
                made += 1

    def _moment(self) -> datetime:
        return datetime(2016, 1, 1, tzinfo=UTC) + timedelta(
            seconds=self.random.randrange(4 * 365 * 86400)
        )

    def _dated(self, moment: datetime) -> str:
        chance = self.random.random()
        if chance < UNDATED:
            return ""
        if chance < UNDATED + DAY_ONLY:
            return moment.date().isoformat()
        return moment.isoformat()

    def _later(self, donors: Sequence[Article]) -> str:
        """Date a copy some hours after the last of its donors; a few bear a false date."""
        said = [d.published for d in donors if d.published]
        moments = [datetime.fromisoformat(s) for s in said]
        moments = [m if m.tzinfo else m.replace(tzinfo=UTC, hour=12) for m in moments]
        last = max(moments, default=self._moment())
        hours = self.random.lognormvariate(2.5, 1.3)
        if self.random.random() < BACKDATED:
            hours = -hours
        return self._dated(last + timedelta(hours=hours))

    def _junk(self) -> str:
        if not self._glue:
            self._glue = self._chain.texts(2000, 100)
        words = self._glue.pop().split()
        return " ".join(words[: self.random.randint(15, 90)])

    def _edited(self, text: str, rate: float) -> str:
        """Replace, leave out or put in words, paragraph by paragraph."""
        if not rate:
            return text
        made = []
        for block in text.split("\n\n"):
            words = []
            for word in block.split():
                chance = self.random.random()
                if chance > rate:
                    words.append(word)
                elif chance > rate / 3:
                    words.append(self.random.choice(_FILLERS))
                    if chance > 2 * rate / 3:
                        words.append(word)
            made.append(" ".join(words))
        return "\n\n".join(block for block in made if block)

    def _abridged(self, text: str, share: float) -> str:
        """Leave sentences out, more often from the end."""
        parts = [re.split(r"(?<=[.!?])\s+", block) for block in text.split("\n\n")]
        total = sum(map(len, parts))
        number = 0
        kept = []
        for block in parts:
            mine = []
            for sentence in block:
                number += 1
                if self.random.random() >= share * (0.5 + number / total):
                    mine.append(sentence)
            if mine:
                kept.append(" ".join(mine))
        return "\n\n".join(kept)

    def _copy(self, made: Batch, donor: Article, id: str) -> None:
        rate = self.random.choice(EDITED)
        body = self._edited(self._abridged(donor.text, self.random.choice(ABRIDGED)), rate)
        if not body:
            return
        before = self._junk() + "\n\n" if self.random.random() < 0.5 else ""
        text = before + body
        if self.random.random() < 0.4:
            text += "\n\n" + self._junk()
        credited = self.random.random() < CREDITED
        if credited:
            text += f"\n\nThis article originally appeared on {donor.source}."
        title = donor.title if self.random.random() < 0.4 else " ".join(self._junk().split()[:9])
        site = f"farm{self.random.randrange(60)}.example"
        article = Article(text, title, id, source=site, published=self._later([donor]))
        words = len(body.split())
        planted = [Planted(donor.id, len(before), len(before) + len(body), words)]
        made.add(article, "credited" if credited else "copy", planted)
        made.family[id] = made.family[donor.id]

    def _patchwork(self, made: Batch, donors: Sequence[Article], id: str) -> None:
        text, planted = self._junk(), []
        rate = self.random.choice(EDITED)
        for donor in donors:
            blocks = donor.text.split("\n\n")
            first = self.random.randrange(max(1, len(blocks) - 2))
            part = "\n\n".join(blocks[first : first + self.random.randint(1, 3)])
            if len(part.split()) < 25:
                part = "\n\n".join(blocks[first : first + 4])
            part = self._edited(" ".join(part.split()[:220]), rate)
            text += "\n\n"
            planted.append(Planted(donor.id, len(text), len(text) + len(part), len(part.split())))
            text += part
            if self.random.random() < 0.5:
                text += "\n\n" + self._junk()
        title = " ".join(self._junk().split()[:9])
        site = f"farm{self.random.randrange(60)}.example"
        made.add(
            Article(text, title, id, source=site, published=self._later(donors)),
            "patchwork", planted,
        )  # fmt: skip
        made.family[id] = id

    def _networks(self, made: Batch, count: int) -> None:
        """Give pages the template of their network; a quarter of the networks are honest groups."""
        for network in range(count):
            blocks = [self._junk() + "." for _ in range(2)]
            honest = self.random.random() < 0.25
            for page in range(20):
                text = self._chain.texts(1, 300)[0] + "\n\n" + "\n\n".join(blocks)
                id = f"network-{network}-{page}"
                site = f"net{network}-{page % 5}.example"
                made.add(
                    Article(text, "", id, source=site, published=self._dated(self._moment())),
                    "group" if honest else "network",
                )
                made.family[id] = id


_FILLERS = (
    "also said people reported later new very many local several officials recently often major"
).split()


def asked(corpus: Corpus, articles: Sequence[Article]) -> list[Evidence]:
    """Ask the corpus about all articles, in batches."""
    return [
        known
        for low in range(0, len(articles), BATCH)
        for known in evidence_of(corpus, articles[low : low + BATCH])
    ]


def figures(made: Batch, known: Sequence[Evidence]) -> dict[str, float]:
    """Measure passages, clusters, and who had it first, against what was planted."""
    found = dict(zip((a.id for a in made.articles), known, strict=True))
    families = [made.family[a.id] for a in made.articles]
    clusters = [k.elsewhere.cluster or a.id for a, k in zip(made.articles, known, strict=True)]
    texts = {article.id: article.text for article in made.articles}
    hits = planted = true = there = claimed = 0
    for id, passages in made.planted.items():
        for passage in passages:
            if passage.words < LEAST_COPIED:
                continue
            planted += 1
            covered = sum(
                max(0, min(p.end, passage.end) - max(p.start, passage.start))
                for p in found[id].passages
            )
            had_first = any(o.id == passage.donor for o in found[id].elsewhere.copied_by)
            hits += had_first or 2 * covered >= passage.end - passage.start
    related = _related(made)
    for id, knowledge in found.items():
        for mine in knowledge.passages:
            if mine.words < LEAST_COPIED:
                continue
            claimed += 1
            planned = any(other.id in related.get(id, ()) for other in mine.others)
            true += planned
            quote = texts[id][mine.start : mine.end]
            there += planned or _stands_in(quote, texts[mine.others[0].id])
    right, decided, pairs = _first(made, found)
    return {
        "articles": float(len(made.articles)),
        "planted": float(planted),
        "passage_recall": hits / planted,
        "passage_precision": there / max(claimed, 1),
        "passage_planted_share": true / max(claimed, 1),
        "cluster_ari": float(adjusted_rand_score(families, clusters)),
        "first_pairs": float(pairs),
        "first_decided": decided / pairs,
        "first_right": right / max(decided, 1),
        "patchwork_recall_at_1_fpr": _patchworks(made, found),
    }


def _stands_in(quote: str, text: str) -> bool:
    """Say whether most of a passage's words, in threes, really stand in a text."""
    threes = [set(zip(w, w[1:], w[2:], strict=False)) for w in (quote.split(), text.split())]
    return 2 * len(threes[0] & threes[1]) >= len(threes[0])


def _related(made: Batch) -> dict[str, set[str]]:
    """Map each article to those with which it really shares a passage."""
    by_donor: dict[str, set[str]] = {}
    for id, passages in made.planted.items():
        for passage in passages:
            by_donor.setdefault(passage.donor, {passage.donor}).add(id)
    related: dict[str, set[str]] = {}
    for group in by_donor.values():
        for id in group:
            related.setdefault(id, set()).update(group)
    return related


def _first(made: Batch, found: dict[str, Evidence]) -> tuple[int, int, int]:
    """Count pairs of copy and donor that were found: right, decided, all."""
    right = decided = pairs = 0
    for id, passages in made.planted.items():
        known = found[id].elsewhere
        after = {other.id for other in known.copied_from}
        before = {other.id for other in known.copied_by}
        named = {o.id for p in found[id].passages for o in p.others} | after | before
        for passage in passages:
            if passage.words < LEAST_COPIED or passage.donor not in named:
                continue
            pairs += 1
            decided += passage.donor in after | before
            right += passage.donor in after
    return right, decided, pairs


def _patchworks(made: Batch, found: dict[str, Evidence]) -> float:
    """Find patchworks by their uncredited share, at one false alarm in a hundred others' pages."""
    share = {id: known.uncredited / max(known.words, 1) for id, known in found.items()}
    honest = [
        share[id] for id, kind in made.kind.items() if kind in {"honest", "credited", "group"}
    ]
    limit = float(np.quantile(honest, 0.99))
    mine = [share[id] > limit for id, kind in made.kind.items() if kind == "patchwork"]
    return float(np.mean(mine))


# --- the weights ----------------------------------------------------------------------------

FITTED: dict[str, tuple[Callable[[Evidence], float], set[str], set[str]]] = {
    "copied_passages.score": (
        copied_passages.strength, {"copy", "patchwork"}, {"honest", "credited"}
    ),
    "shared_template.score": (
        shared_template.strength, {"network"}, {"honest", "credited", "group"}
    ),
}  # fmt: skip
"""The features that are weighed, how they are measured, and the kinds that have the fault and that
lack it."""


def weights(made: Batch, known: Sequence[Evidence]) -> dict[str, tuple[Floats, Floats]]:
    """Fit, for each feature, how the log-likelihood ratio of a farm page rises with it.

    Isotonic regression of the kind on the feature, both kinds weighing alike, gives a share whose
    log-odds are the ratio; it is cut to [0, HIGHEST].
    """
    fitted = {}
    kinds = [made.kind[article.id] for article in made.articles]
    for column, (strength, farm, honest) in FITTED.items():
        pairs = [
            (strength(e), k in farm)
            for e, k in zip(known, kinds, strict=True)
            if k in farm | honest
        ]
        x, y = np.array(pairs, np.float64).T
        weight = np.where(y > 0, 1 / y.sum(), 1 / (1 - y).sum())
        x, y = np.append(x, 1.0), np.append(y, 0.0)
        weight = np.append(weight, UNSEEN * weight[y[:-1] == 0][0])
        said = IsotonicRegression(y_min=0.0, y_max=1.0).fit(x, y, sample_weight=weight)
        edges = np.linspace(0.05, 1, 20)
        share = said.predict(edges)
        ratio = np.clip(logit(share), 0, HIGHEST)
        fitted[column] = (edges, np.maximum.accumulate(np.where(ratio < 0.05, 0, ratio)))
    return fitted


def fit(data: Path, out: Path) -> dict[str, Any]:
    """Fit the weights on publishers of the fit part, and measure them on those of the test part."""
    made, known = simulated(data, "fit", 30_000, 1)
    fitted = weights(made, known)
    save_stored(
        out / "corpus.npz",
        {
            "columns": list(fitted),
            "edges": [edges for edges, _ in fitted.values()],
            "values": [values for _, values in fitted.values()],
        },
    )
    made, known = simulated(data, "test", 30_000, 2)
    highest = {f"highest.{column}": float(values[-1]) for column, (_, values) in fitted.items()}
    return figures(made, known) | highest | untouched(data)


def untouched(data: Path) -> dict[str, float]:
    """Say how much of untouched news the weights speak against, as it stands beside each other."""
    articles = [
        Article("\n\n".join(c.blocks), c.title, c.id, source=c.publisher, published=c.date)
        for c in load_news(data)
    ]
    known = asked(corpus_of(articles), articles)
    features = {
        column: np.array([strength(e) for e in known])
        for column, (strength, _, _) in FITTED.items()
    }
    added = np.sum(list(CorpusWeights.load().added(features).values()), axis=0)
    return {
        "untouched": float(len(articles)),
        "untouched_added_1": float(np.mean(added >= 1)),
        "untouched_added_3": float(np.mean(added >= 3)),
    }


def simulated(data: Path, part: Part | None, count: int, seed: int) -> tuple[Batch, list[Evidence]]:
    """Make a batch of publishers of one part, and ask its own corpus about it."""
    news = load_news(data)
    real = [clean for clean in news if part is None or split(clean.publisher) == part]
    made = Simulator(real, seed).batch(count)
    corpus = corpus_of(made.articles)
    return made, asked(corpus, made.articles)


def same_event(data: Path, seed: int = 4) -> dict[str, float]:
    """Find real articles into which passages of the same event's coverage elsewhere were set.

    Hosts are a third of the articles of the test publishers and stand in the batch only as the farm's
    pages; donors, of another publisher within two days, stand in it as they are. Beside the corpus,
    the splice signal says what the pages show by themselves. Thresholds are those of 1 % false
    positives on the batch's honest articles. Pages that still bear their host's credit, of an agency
    say, are counted apart: what a page credits is not held against it.
    """
    rng = np.random.default_rng(seed)
    pool = Pool([a for a in load_news(data) if split(a.publisher) == "test"], (), "test")
    order = rng.permutation(len(pool.hosts)).tolist()
    hosts = order[: len(order) // 3]
    taken = {pool.hosts[number].id for number in hosts}
    honest = [
        Article("\n\n".join(a.blocks), a.title, a.id, source=a.publisher, published=a.date)
        for a in pool.hosts
        if a.id not in taken
    ]
    farm = []
    for number in hosts:
        draft = Draft.of(pool.hosts[number], rng)
        for _ in range(int(rng.integers(1, 4))):
            splice(pool, number, draft, rng, "E", headline=False)
        page = draft.page("same_event", farm=True)
        if page.donors and taken.isdisjoint(page.donors):
            day = _days_after(pool.hosts[number].date)
            site = f"farm{number % 20}.example"
            farm.append(Article(page.text, page.title, page.host, source=site, published=day))
    articles = [*honest, *farm]
    known = asked(corpus_of(articles), articles)
    copied = np.array([e.uncredited / max(e.words, 1) for e in known])
    scored = Scorer.load().assess(articles)
    spliced = np.array([a.signals["spliced_content.score"] for a in scored])
    spliced = np.where(np.isnan(spliced), 0.0, spliced)
    n = len(honest)
    found = copied[n:] > np.quantile(copied[:n], 0.99)
    alone = spliced[n:] > np.quantile(spliced[:n], 0.99)
    credits = np.array([any(credits_of(a, a.source)) for a in farm])
    return {
        "pages": float((~credits).sum()),
        "honest": float(n),
        "recall_at_1_fpr": float(found[~credits].mean()),
        "page_only_recall_at_1_fpr": float(alone[~credits].mean()),
        "crediting_pages": float(credits.sum()),
        "crediting_recall_at_1_fpr": float(found[credits].mean()),
    }


def _days_after(date: str) -> str:
    """Give the day on which a farm prints what it took, after all its donors; "" for none."""
    try:
        return (datetime.fromisoformat(date[:10]) + timedelta(days=3)).date().isoformat()
    except ValueError:
        return ""


ROWS = (
    ("planted passages of at least 40 words that are found", "passage_recall"),
    ("passages of at least 40 words found that were planted, or else really stand there",
     "passage_precision"),
    ("passages of at least 40 words found that were planted", "passage_planted_share"),
    ("near-duplicates against the truth: adjusted Rand index", "cluster_ari"),
    ("who had it first: right, of the decided", "first_right"),
    ("who had it first: decided", "first_decided"),
    ("patchworks whose donors are in the batch: recall at 1 % false alarms",
     "patchwork_recall_at_1_fpr"),
    ("real pages with passages of other papers on the same event: recall at 1 % false alarms",
     "same_event.recall_at_1_fpr"),
    ("the same pages by the splice signal alone, without the corpus",
     "same_event.page_only_recall_at_1_fpr"),
)  # fmt: skip


def table(found: Mapping[str, float]) -> str:
    """Set the chief figures out as the manual has them."""
    width = max(len(what) for what, _ in ROWS)
    lines = [f"| {'what':{width}} | figure |", f"| {'-' * width} | -----: |"]
    lines += [f"| {what:{width}} | {found[name]:6.3f} |" for what, name in ROWS]
    return "\n".join(lines)


def main() -> None:
    """Measure, and fit if asked to."""
    from training.fit import ARTIFACTS, keep

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--fit", action="store_true", help="fit the weights first")
    arguments = parser.parse_args()
    if arguments.fit:
        keep("copies_fit", fit(arguments.data, ARTIFACTS))
    started = time.perf_counter()
    made, known = simulated(arguments.data, None, arguments.articles, 3)
    found = figures(made, known) | {"seconds": time.perf_counter() - started}
    event = same_event(arguments.data)
    found |= {f"same_event.{name}": value for name, value in event.items()}
    keep("copies", cast(dict[str, Any], found))
    put("copies", table(found))
    for name, value in found.items():
        print(f"{name:28} {value:,.4f}")


if __name__ == "__main__":
    main()
