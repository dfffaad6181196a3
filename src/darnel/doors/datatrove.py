"""Blocks for datatrove's pipelines: drop farm pages, or write what darnel says into the metadata.

Both judge documents in batches, each on its own or beside a saved corpus. What they say goes into
a document's metadata as `darnel_quality`, `darnel_band` and `darnel_reason`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from darnel.article import Article
from darnel.assessment import Assessment, Band
from darnel.doors import Loading
from darnel.doors.columns import Columns, find_columns
from darnel.doors.frame import judged
from darnel.doors.readers import no_words
from darnel.errors import InputError
from darnel.scorer import BATCH_ARTICLES, Scorer

INSTALL = "pip install 'darnel[datatrove]'"

try:
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from datatrove.utils.batching import batched
except ModuleNotFoundError as error:
    raise ImportError(f"datatrove is not installed: {INSTALL}") from error

DROPPED: tuple[Band, ...] = ("block",)

TEXT, ID = "the document's text", "the document's id"
"""What these are called beside the keys of the metadata."""


class DarnelFilter(BaseFilter):  # type: ignore[misc]  # untyped
    """Drop the documents of a band, `block` unless told otherwise; keep what can't be judged.

    Dropped ones carry quality, band and reason in their metadata, as kept ones do: an
    `exclusion_writer` writes them. `title`, `url`, `source`, `published`, `author` and `comments`
    name keys of the metadata, which else are found by their usual names. `corpus` is a saved
    corpus; `prevalence` the share of farm pages that quality assumes. Raises InputError for what
    can't be used.
    """

    name = "darnel"

    def __init__(
        self,
        drop: Collection[Band] = DROPPED,
        *,
        title: str | None = None,
        url: str | None = None,
        source: str | None = None,
        published: str | None = None,
        author: str | None = None,
        comments: str | None = None,
        corpus: Path | str | None = None,
        prevalence: float | None = None,
        prefix: str = "darnel_",
        exclusion_writer: DiskWriter | None = None,
        batch_size: int = BATCH_ARTICLES,
    ) -> None:
        super().__init__(exclusion_writer, batch_size)
        unknown = [band for band in drop if band not in get_args(Band)]
        if isinstance(drop, str) or unknown:
            raise InputError(
                f"drop= is a list of bands ({', '.join(get_args(Band))}), not {drop!r}"
            )
        self.drop = frozenset(drop)
        keys = {
            "title": title, "url": url, "source": source, "published": published,
            "author": author, "comments": comments,
        }  # fmt: skip
        self._judge = _Judge(keys, _loading(corpus, prevalence), prefix)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Judge one document; whole batches are much faster."""
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: Sequence[Document]) -> list[bool | tuple[bool, str]]:
        """Judge a batch: True to keep, else False with the band, by which datatrove counts."""
        return [
            (False, str(assessment.band)) if assessment.band in self.drop else True
            for assessment in self._judge(batch)
        ]


class DarnelAnnotator(PipelineStep):  # type: ignore[misc]  # untyped
    """Write quality, band and reason into every document's metadata, and features with `signals`.

    Other arguments are those of `DarnelFilter`; nothing is dropped.
    """

    type = "ANNOTATOR"
    name = "darnel"

    def __init__(
        self,
        *,
        title: str | None = None,
        url: str | None = None,
        source: str | None = None,
        published: str | None = None,
        author: str | None = None,
        comments: str | None = None,
        signals: bool = False,
        corpus: Path | str | None = None,
        prevalence: float | None = None,
        prefix: str = "darnel_",
        batch_size: int = BATCH_ARTICLES,
    ) -> None:
        super().__init__()
        self.batch_size = batch_size
        keys = {
            "title": title, "url": url, "source": source, "published": published,
            "author": author, "comments": comments,
        }  # fmt: skip
        self._judge = _Judge(keys, _loading(corpus, prevalence), prefix, signals)

    def run(
        self,
        data: DocumentsPipeline,
        rank: int = 0,  # noqa: ARG002 (datatrove's signature)
        world_size: int = 1,  # noqa: ARG002
    ) -> DocumentsPipeline:
        """Annotate documents, in their order."""
        for batch in batched(data or (), self.batch_size):
            with self.track_time("batch"):
                assessments = self._judge(batch)
            for document, assessment in zip(batch, assessments, strict=True):
                self.stat_update("total", assessment.band or "not_judged")
                self.update_doc_stats(document)
                yield document


@lru_cache(maxsize=1)
def _loaded(loading: Loading) -> Scorer:
    """Keep the scorer of a process from batch to batch; it does not travel with the block."""
    return loading()


def _loading(corpus: Path | str | None, prevalence: float | None) -> Loading:
    loading = Loading(prevalence, None if corpus is None else Path(corpus).absolute())
    _loaded(loading)  # what can't be used is refused before the run
    return loading


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judge documents and write into their metadata what comes out."""

    keys: Mapping[str, str | None]
    loading: Loading
    prefix: str
    signals: bool = False

    def __call__(self, documents: Sequence[Document]) -> list[Assessment]:
        for key in filter(None, self.keys.values()):
            if not any(key in document.metadata for document in documents):
                warnings.warn(f"no document of a batch has {key!r} in its metadata", stacklevel=2)
        read = [self._article(document) for document in documents]
        places = [f"document {document.id!r}" for document in documents]
        articles, faults = [article for article, _ in read], [fault for _, fault in read]
        assessments = judged(_loaded(self.loading), articles, faults, places)
        for document, assessment in zip(documents, assessments, strict=True):
            document.metadata |= self._said(assessment)
        return assessments

    def _article(self, document: Document) -> tuple[Article, str | None]:
        said = {field: key for field, key in self.keys.items() if key in document.metadata}
        header = (TEXT, ID, *document.metadata)
        columns = _columns(header, tuple(said.items()))
        article = columns.article([document.text, document.id, *document.metadata.values()], "")
        return article, no_words(article, columns, header)

    def _said(self, assessment: Assessment) -> dict[str, Any]:
        said: dict[str, Any] = {
            "quality": assessment.quality, "band": assessment.band, "reason": assessment.reason,
        }  # fmt: skip
        if self.signals:
            for name in _loaded(self.loading).feature_names:
                value = assessment.signals.get(name, math.nan)
                said[name] = None if math.isnan(value) else value
        return {f"{self.prefix}{name}": value for name, value in said.items()}


@lru_cache(maxsize=256)
def _columns(header: tuple[str, ...], said: tuple[tuple[str, str], ...]) -> Columns:
    """Find the fields among the keys of a document's metadata."""
    return find_columns(header, dict(said) | {"text": TEXT, "id": ID}, "the metadata", option="{}=")
