"""The scorer: a list of articles in, a list of assessments out. One article is a batch of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from darnel.article import MOST_CHARACTERS, Article, too_long
from darnel.assessment import (
    Abstention,
    Assessment,
    Contribution,
    Elsewhere,
    Finding,
    ModelName,
)
from darnel.corpus import Corpus
from darnel.corpus.documents import source_of
from darnel.language import LEAST_WORDS, abstentions, languages
from darnel.model import Judgement, Model
from darnel.signals import Signal, load_signals
from darnel.text import Pages, parse
from darnel.weights import CorpusWeights

Floats = NDArray[np.float64]

BATCH_ARTICLES = 256
BATCH_CHARACTERS = 1_500_000
"""A batch ends at either: enough to spread the cost of a call, little enough to stay in memory."""

QUOTED = 90
"""Characters of a quote that a reason repeats."""

NOTABLE = 0.15
"""Log-odds from which a signal is named as a reason."""

NOT_JUDGED: Mapping[Abstention, str] = {
    "too_short": f"Not judged: under {LEAST_WORDS} words of text.",
    "language": "Not judged: the text is in a language that the model does not know.",
    "no_prose": "Not judged: there is no running prose.",
    "wall": "Not judged: this is a cookie, paywall or robot page, not an article.",
}


class Scorer:
    """Score articles in batches; load once and keep.

    With a `corpus`, what stands elsewhere is shown and weighed.
    """

    def __init__(self, model: Model, corpus: Corpus | None = None) -> None:
        self.model = model
        self.corpus = corpus
        self._weights = None if corpus is None else CorpusWeights.load()
        self._signals = load_signals()
        self.spent: dict[str, float] = {}
        """Seconds by signal so far; no answer depends on them."""
        self._name = ModelName(model.name, model.version, model.bands.name, model.prevalence)
        self.feature_names: tuple[str, ...] = tuple(
            column for signal in self._signals for column in signal.columns
        )

    @classmethod
    def load(
        cls, model: Path | None = None, *, prevalence: float | None = None,
        corpus: Corpus | Path | None = None,
    ) -> Scorer:  # fmt: skip
        """Load the model that came with the package, or another.

        `model` is a model's file or folder, or a folder of models, of which the one in use is taken.
        `corpus` is what the articles are looked up in, or its file.

        `prevalence` is the share of farm pages that quality is to assume; without it, the model's.
        Bands do not depend on it. Raises `darnel.model.ModelError` if the file is missing, foreign
        or altered, and `darnel.InputError` for a prevalence that is no share.
        """
        loaded = Model.load(model, prevalence=prevalence)
        return cls(loaded, Corpus.load(corpus) if isinstance(corpus, Path) else corpus)

    def at(self, prevalence: float) -> Scorer:
        """Give this scorer for another share of farm pages."""
        return Scorer(self.model.at(prevalence), self.corpus)

    def with_corpus(self, corpus: Corpus | None) -> Scorer:
        """Give this scorer with another corpus to look articles up in, or with none."""
        return Scorer(self.model, corpus)

    def assess(self, articles: Sequence[Article]) -> list[Assessment]:
        """Assess articles, in their order; what can't be judged is abstained from, never dropped.

        One of more than MOST_CHARACTERS has an `error` in place of an answer.
        """
        fit = [article for article in articles if article.characters <= MOST_CHARACTERS]
        judged = (answer for batch in batches(fit) for answer in self._assess_batch(batch))
        return [
            next(judged) if article.characters <= MOST_CHARACTERS else self._too_long(article)
            for article in articles
        ]

    def _too_long(self, article: Article) -> Assessment:
        error = too_long(article)
        return Assessment(
            article.id, None, None, None, None, None, error, {}, (), 0.0, (), self._name, error,
            source_of(article),
        )  # fmt: skip

    def _assess_batch(self, articles: Sequence[Article]) -> list[Assessment]:
        pages = parse(articles, self.corpus)
        features, findings = measure(pages, spent=self.spent)
        added = {} if self._weights is None else self._weights.added(features)
        judged = self.model.judge(self.model.matrix(features), added)
        known = pages.elsewhere()
        elsewhere = [None] * len(articles) if known is None else [k.elsewhere for k in known]
        named = languages(pages)
        table = np.array([features[name] for name in self.feature_names], np.float64).T.tolist()
        weighed = np.array(list(judged.contributions.values()), np.float64).T.tolist()
        return [
            self._assessment(
                article,
                table[i],
                weighed[i],
                judged,
                i,
                language,
                abstained,
                findings[i],
                elsewhere[i],
            )
            for i, (article, language, abstained) in enumerate(
                zip(articles, named, abstentions(pages, named), strict=True)
            )
        ]

    def _assessment(
        self, article: Article, values: list[float], weighed: list[float], judged: Judgement,
        page: int, language: str | None, abstained: Abstention | None, findings: Sequence[Finding],
        elsewhere: Elsewhere | None,
    ) -> Assessment:  # fmt: skip
        source = source_of(article)
        signals = dict(zip(self.feature_names, values, strict=True))
        if abstained is not None:
            return Assessment(
                article.id, None, None, None, abstained, language, NOT_JUDGED[abstained], signals,
                (), judged.bias, (), self._name, source=source, elsewhere=elsewhere,
            )  # fmt: skip
        quality = float(judged.quality[page])
        contributions = tuple(map(Contribution, judged.contributions, weighed))
        return Assessment(
            id=article.id,
            quality=quality,
            interval=(float(judged.low[page]), float(judged.high[page])),
            band=judged.bands[page],
            abstained=None,
            language=language,
            reason=reason(contributions, findings),
            signals=signals,
            contributions=contributions,
            bias=judged.bias,
            findings=tuple(findings),
            model=self._name,
            source=source,
            elsewhere=elsewhere,
        )


def batches(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    """Cut articles into batches of bounded number and length, in order."""
    start, characters = 0, 0
    for number, article in enumerate(articles):
        full = characters + len(article.text) > BATCH_CHARACTERS
        if number > start and (full or number - start == BATCH_ARTICLES):
            yield articles[start:number]
            start, characters = number, 0
        characters += len(article.text)
    if start < len(articles):
        yield articles[start:]


def measure(
    pages: Pages, signals: Sequence[Signal] | None = None, spent: dict[str, float] | None = None
) -> tuple[dict[str, Floats], list[list[Finding]]]:
    """Measure all signals, or those: features by full name, and findings a page in text order.

    Seconds are added to `spent` by signal; what signals share counts for the first that asks.
    """
    features: dict[str, Floats] = {}
    found: list[list[Finding]] = [[] for _ in pages.articles]
    for signal in load_signals() if signals is None else signals:
        before = perf_counter()
        reading = signal.measure(pages)
        if spent is not None:
            spent[signal.name] = spent.get(signal.name, 0.0) + perf_counter() - before
        for column, feature in zip(signal.columns, signal.features, strict=True):
            features[column] = reading.features[feature.name]
        for mine, added in zip(found, reading.findings, strict=True):
            mine.extend(added)
    for mine in found:
        mine.sort(key=lambda finding: (finding.field != "title", finding.start, finding.end))
    return features, found


def reason(contributions: Sequence[Contribution], findings: Sequence[Finding]) -> str:
    """Say in a sentence or two what weighs most, with the words that show it."""
    sentences: list[str] = []
    for contribution in sorted(contributions, key=lambda c: -c.log_odds):
        mine = [f for f in findings if f.signal == contribution.signal]
        if contribution.log_odds < NOTABLE or len(sentences) == 2:  # noqa: PLR2004 (reads at a glance)
            break
        if mine:
            best = max(mine, key=lambda finding: finding.score)
            sentences.append(f"{best.message.rstrip('.')}: “{shortened(best.quote)}”")
    return " ".join(sentences) or "No sign of assembly stands out."


def shortened(quote: str) -> str:
    """Put a quote on one line of at most QUOTED characters."""
    line = " ".join(quote.split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"
