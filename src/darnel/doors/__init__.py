"""Doors translate between the scorer and the world, and do nothing else. This one is a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from darnel.article import Article
from darnel.assessment import Assessment, ModelName
from darnel.errors import ArtifactError, InputError

if TYPE_CHECKING:
    from darnel.corpus import Corpus
    from darnel.scorer import Scorer


class Assessor(Protocol):
    """What a door asks of a scorer."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Give the names of all features, `<signal>.<feature>`, in order."""
        ...

    def assess(self, articles: Sequence[Article]) -> list[Assessment]:
        """Assess articles, in their order."""
        ...


def score(
    text: str | Article,
    title: str = "",
    *,
    id: str = "",
    url: str = "",
    source: str = "",
    published: str = "",
    author: str = "",
    comments: Sequence[str] = (),
    prevalence: float | None = None,
    corpus: Corpus | Path | str | None = None,
) -> Assessment:
    """Assess one article with the model that came with the package.

    The first argument may be an `Article`, as `read_html` gives it: it has its own fields, then.
    `prevalence` is the share of farm pages that quality is to assume, as in 0.02; `corpus` is what
    the article is looked up in, or its file.
    For many articles take `score_frame` or `Scorer.load().assess(...)`: they work in batches.
    """
    article = _article(
        text, comments,
        {
            "title": title, "id": id, "url": url, "source": source, "published": published,
            "author": author,
        },
    )  # fmt: skip
    scorer = default_scorer()
    scorer = scorer if prevalence is None else scorer.at(prevalence)
    if corpus is not None:
        scorer = scorer.with_corpus(opened(corpus))
    return scorer.assess([article])[0]


def _article(text: str | Article, comments: Sequence[str], said: Mapping[str, str]) -> Article:
    """Make an article of what was said of it; raise TypeError for what can't be a part of one."""
    if isinstance(comments, str):
        raise TypeError("comments must be a sequence of strings, not one string")
    if isinstance(text, Article):
        if any(said.values()) or comments:
            raise TypeError("an Article has its own title, id and so on: give them there")
        return text
    for name, value in {"text": text, **said}.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    return Article(
        text, said["title"], said["id"], said["url"], said["source"], said["published"],
        said["author"], tuple(comments),
    )  # fmt: skip


@cache
def default_scorer() -> Scorer:
    """Load the model that came with the package, once."""
    return load_scorer()


def opened(corpus: Corpus | Path | str) -> Corpus:
    """Open a corpus if it is a file; raise InputError if that is none."""
    from darnel.corpus import Corpus

    return corpus if isinstance(corpus, Corpus) else Corpus.load(Path(corpus))


def load_scorer(
    path: Path | None = None, *, prevalence: float | None = None, corpus: Path | None = None
) -> Scorer:
    """Load a scorer; raise InputError if model, corpus or prevalence can't be used.

    `path` is a model's file or folder, or a folder of models, of which the one in use is taken.
    """
    from darnel.model import ModelError  # NumPy and Numba, and only here
    from darnel.scorer import Scorer

    try:
        return Scorer.load(path, prevalence=prevalence, corpus=corpus)
    except (ModelError, ArtifactError) as error:
        raise InputError(f"the model can't be used: {error}") from error


def found_model(path: Path | None) -> Path | None:
    """Find the file that a model lies in now; None stays None, for the one of the package.

    Of a folder of models it is the one in use, so that a run keeps to one model whatever is promoted
    meanwhile. Raises InputError if there is none.
    """
    from darnel.models import model_file

    try:
        file = None if path is None else model_file(path).absolute()
    except ArtifactError as error:
        raise InputError(str(error)) from error
    if file is not None and not file.exists():
        raise InputError(f"{path}: there is no such model")
    return file


@dataclass(frozen=True, slots=True)
class Loading:
    """Load a scorer when called; equal ones are one, so that a worker process loads only once."""

    prevalence: float | None = None
    corpus: Path | None = None
    model: Path | None = None

    def __call__(self) -> Scorer:
        """Load the scorer."""
        return load_scorer(self.model, prevalence=self.prevalence, corpus=self.corpus)


def failed(id: str, error: str, model: ModelName) -> Assessment:
    """Make the assessment of a row that could not be read or judged; its reason is its error."""
    return Assessment(
        id=id, quality=None, interval=None, band=None, abstained=None, language=None, reason=error,
        signals={}, contributions=(), bias=0.0, findings=(), model=model, error=error,
    )  # fmt: skip


def judged_safely(
    scorer: Assessor, articles: Sequence[Article], places: Sequence[str]
) -> list[Assessment]:
    """Assess articles; one that trips darnel itself comes out with its error, alone.

    The error says which `place` and which kind of fault, never a word of the article.
    """
    try:
        return scorer.assess(articles)
    except InputError:  # a corpus that is damaged: no article can be judged as asked
        raise
    except Exception as error:  # a bug of ours must not lose the rows around it
        from darnel.model import ModelError  # slow to import, and only where it may be needed

        if isinstance(error, (ModelError, ArtifactError)):
            raise InputError(f"the model can't be used: {error}") from error
        if len(articles) > 1:
            return [
                judged_safely(scorer, [article], [place])[0]
                for article, place in zip(articles, places, strict=True)
            ]
        fault = f"{places[0]}: darnel failed on this article ({type(error).__name__}); report it"
        return [failed(articles[0].id, fault, name_of(scorer))]


def name_of(scorer: Assessor) -> ModelName:
    """Name the model of a scorer."""
    model = getattr(scorer, "model", None)
    bands = getattr(getattr(model, "bands", None), "name", "")
    return ModelName(
        getattr(model, "name", ""),
        getattr(model, "version", ""),
        bands,
        getattr(model, "prevalence", None),
    )
