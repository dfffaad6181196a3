"""Build a corpus from articles and from other corpora, in bounded memory.

Fingerprints are spilled to a folder by the first bits of their hash and sorted one such part at a
time. Documents are numbered by source, id and digest, so that neither the order of the articles nor
the number of workers nor a merge shows in the result.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from darnel.article import Article
from darnel.corpus.clusters import clusters_of, repeated_blocks
from darnel.corpus.documents import Document, document_of
from darnel.corpus.fingerprints import Prints, prints_of
from darnel.corpus.index import Corpus
from darnel.corpus.store import Column, Writer, packed
from darnel.errors import FULL, named

Array = NDArray[Any]

PART_BITS = 6
PARTS = 1 << PART_BITS
"""Parts in which fingerprints are sorted: of 2 GB, 30 MB at a time."""

HELD = 3_000_000
"""Records held in memory before they are spilled, about 40 MB."""

TAKEN_TOGETHER = 512
"""Articles whose fingerprints are taken in one pass."""

_PRINT = np.dtype([("hash", "<u8"), ("document", "<u4"), ("position", "<u2")])
_BLOCK = np.dtype([("hash", "<u8"), ("document", "<u4")])
_FACTS = ("published", "precision", "agencies", "words", "prints", "blocks", "title")


class _Spill:
    """Records in parts by the first bits of their hash, in memory and then on disk."""

    def __init__(self, folder: Path, name: str, dtype: np.dtype[Any]) -> None:
        self._stem, self._dtype = folder / name, dtype
        self._held: list[Array] = []
        self._count = 0

    def add(self, **columns: Array) -> None:
        records = np.zeros(len(columns["hash"]), self._dtype)
        for name, values in columns.items():
            records[name] = values
        self._held.append(records)
        self._count += len(records)
        if self._count > HELD:
            self.flush()

    def flush(self) -> None:
        records = np.concatenate([np.zeros(0, self._dtype), *self._held])
        part = (records["hash"] >> np.uint64(64 - PART_BITS)).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(PARTS + 1))
        for number in range(PARTS):
            chosen = order[bounds[number] : bounds[number + 1]]
            if len(chosen):
                path = self._path(number)
                with named(path), path.open("ab") as file:
                    file.write(records[chosen].tobytes())
        self._held, self._count = [], 0

    def take(self, number: int) -> Array:
        """Read a part and delete it."""
        path = self._path(number)
        if not path.exists():
            return np.zeros(0, self._dtype)
        records = np.fromfile(path, self._dtype)
        path.unlink()
        return records

    def _path(self, number: int) -> Path:
        return self._stem.with_suffix(f".{number}")


Taken = tuple[list[Document], Prints]
"""What is taken of a batch of articles, in a worker process or here."""


def take(articles: Sequence[Article]) -> Taken:
    """Take down what a corpus keeps of articles; the costly part of building one."""
    return [document_of(article) for article in articles], prints_of(articles)


class Builder:
    """Gather articles and corpora, then write them as one corpus; use it as a context."""

    def __init__(self, folder: Path | None = None) -> None:
        self._temporary = TemporaryDirectory(prefix="darnel-", dir=folder)
        at = Path(self._temporary.name)
        self._prints, self._blocks = _Spill(at, "prints", _PRINT), _Spill(at, "blocks", _BLOCK)
        self._keys: list[tuple[str, str, int]] = []
        self._names: dict[str, str] = {}
        self._facts: dict[str, list[Array]] = {name: [] for name in _FACTS}
        self._credits: list[tuple[Array, Array]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._temporary.cleanup()

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, articles: Sequence[Article]) -> None:
        """Add articles."""
        self.add_taken(take(articles))

    def add_taken(self, taken: Taken) -> None:
        """Add what `take` took of articles."""
        documents, prints = taken
        start, count = len(self._keys), len(documents)
        self._keys += [(self._one(d.source), d.id, d.digest) for d in documents]
        facts: dict[str, Array] = {
            "published": np.array([d.published for d in documents], np.int64),
            "precision": np.array([d.precision for d in documents], np.uint32),
            "agencies": np.array([d.agencies for d in documents], np.uint32),
            "words": prints.words.astype(np.uint32),
            "prints": np.bincount(prints.document, minlength=count).astype(np.uint32),
            "blocks": np.zeros(count, np.uint32),
            "title": prints.title,
        }
        owner = [number for number, d in enumerate(documents) for _ in d.credits]
        names = [name for d in documents for name in d.credits]
        self._credits.append((np.array(owner, np.int64) + start, np.array(names, np.uint64)))
        hashes, owners = _distinct(prints.block_hash, prints.block_document)
        facts["blocks"] = np.bincount(owners, minlength=count).astype(np.uint32)
        for name, values in facts.items():
            self._facts[name].append(values)
        self._prints.add(
            hash=prints.hash, document=prints.document + start, position=prints.position
        )
        self._blocks.add(hash=hashes, document=owners + start)

    def add_corpus(self, corpus: Corpus) -> None:
        """Add all documents of another corpus."""
        start, arrays = len(self._keys), corpus.arrays
        self._keys += [
            (self._one(corpus.source(number)), corpus.id(number), int(digest))
            for number, digest in enumerate(arrays["document.digest"].tolist())
        ]
        for name in _FACTS:
            self._facts[name].append(np.array(arrays[f"document.{name}"]))
        owner = corpus.holders("credit", np.arange(len(arrays["credit.document"])))
        owner = owner.astype(np.int64) + start
        self._credits.append((owner, np.array(arrays["credit.name"])))
        for spill, kind in ((self._prints, "print"), (self._blocks, "block")):
            names = ("hash", "document", "position") if kind == "print" else ("hash", "document")
            for low in range(0, len(arrays[f"{kind}.hash"]), HELD):
                held = {name: arrays[f"{kind}.{name}"][low : low + HELD] for name in names}
                corpus.holders(kind, np.arange(low, low + len(held["hash"])))
                held["document"] = held["document"] + np.uint32(start)
                spill.add(**held)

    def write(self, path: Path) -> None:
        """Write the corpus: beside `path`, and under that name only when it is whole."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with named(part, FULL):
                self._write(Writer(part))
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise

    def corpus(self) -> Corpus:
        """Give the corpus in memory, to be asked at once."""
        path = Path(self._temporary.name) / "corpus"
        self.write(path)
        return Corpus.load(path).in_memory()

    def _write(self, writer: Writer) -> None:
        facts = {
            name: np.concatenate([np.zeros(0, np.int64), *parts]) if name == "published"
            else np.concatenate([np.zeros(0, np.uint64), *parts])
            for name, parts in self._facts.items()
        }  # fmt: skip
        kept, number = self._numbered(facts)
        facts = {name: values[kept] for name, values in facts.items()}
        prints = self._sorted(
            writer, self._prints, "print", int(facts["prints"].sum()), number, facts
        )
        blocks = self._sorted(
            writer, self._blocks, "block", int(facts["blocks"].sum()), number, facts
        )
        source = self._put_documents(writer, kept, facts)
        cluster, partners = clusters_of(
            *prints, facts["prints"].astype(np.int64), source, Path(self._temporary.name)
        )
        writer.put("document.cluster", cluster)
        writer.put("document.partners", partners)
        for name, values in repeated_blocks(*blocks, source, cluster).items():
            writer.put(f"repeated.{name}", values)
        self._put_credits(writer, number, kept)
        writer.close()

    def _numbered(self, facts: dict[str, Array]) -> tuple[Array, Array]:
        """Order the documents: which are kept, and each one's new number, -1 for a double."""
        keys = self._keys
        tie = [facts[name].tolist() for name in ("published", "precision", "agencies")]
        order = sorted(range(len(keys)), key=lambda at: (keys[at], *(column[at] for column in tie)))
        doubled = [
            at for one, other in pairwise(order) if keys[one] == keys[other] for at in (one, other)
        ]
        if doubled:
            credits = self._credits_of(doubled)
            order.sort(key=lambda at: (keys[at], *(c[at] for c in tie), credits.get(at, [])))
        fresh = [
            at for before, at in zip([-1, *order], order, strict=False)
            if before < 0 or keys[before] != keys[at]
        ]  # fmt: skip
        number = np.full(len(keys), -1, np.int64)
        kept = np.array(fresh, np.int64)
        number[kept] = np.arange(len(kept))
        return kept, number

    def _credits_of(self, wanted: Sequence[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for owners, names in self._credits:
            mine = np.isin(owners, wanted)
            for at, name in zip(owners[mine].tolist(), names[mine].tolist(), strict=True):
                found.setdefault(at, []).append(name)
        return found

    def _sorted(
        self, writer: Writer, spill: _Spill, kind: str, total: int, number: Array,
        facts: dict[str, Array],
    ) -> tuple[Column, Column]:  # fmt: skip
        """Sort the records part by part into the file; give their hashes and documents."""
        spill.flush()
        names = ("hash", "document", "position") if kind == "print" else ("hash", "document")
        rooms = {name: writer.room(f"{kind}.{name}", total) for name in names}
        low = 0
        for part in range(PARTS):
            records = spill.take(part)
            document = number[records["document"]]
            records, document = records[document >= 0], document[document >= 0]
            place = document << 16
            if kind == "print":
                place |= records["position"]
            order = np.lexsort((place, records["hash"]))
            high = low + len(order)
            rooms["hash"][low:high] = records["hash"][order]
            rooms["document"][low:high] = document[order]
            if kind == "print":
                rooms["position"][low:high] = records["position"][order]
            low = high
        if kind == "print":
            titled = np.flatnonzero(facts["title"])
            order = np.lexsort((titled, facts["title"][titled]))
            writer.put("title.hash", facts["title"][titled][order])
            writer.put("title.document", titled[order])
        return rooms["hash"], rooms["document"]

    def _put_documents(self, writer: Writer, kept: Array, facts: dict[str, Array]) -> Array:
        for name, values in facts.items():
            writer.put(f"document.{name}", values)
        keys = [self._keys[at] for at in kept.tolist()]
        writer.put("document.digest", np.array([digest for _, _, digest in keys], np.uint64))
        sources = sorted({source for source, _, _ in keys})
        numbers = {source: number for number, source in enumerate(sources)}
        source = np.array([numbers[source] for source, _, _ in keys], np.int64)
        writer.put("document.source", source)
        for name, texts in (("id", [id for _, id, _ in keys]), ("source", sources)):
            data, ends = packed([text.encode("utf-8", "surrogatepass") for text in texts])
            writer.put(f"{name}.bytes", data)
            writer.put(f"{name}.ends", ends)
        return source

    def _put_credits(self, writer: Writer, number: Array, kept: Array) -> None:
        chosen = np.zeros(len(number), np.bool_)
        chosen[kept] = True
        owner = np.concatenate([np.zeros(0, np.int64), *(owner for owner, _ in self._credits)])
        name = np.concatenate([np.zeros(0, np.uint64), *(name for _, name in self._credits)])
        mine = chosen[owner]
        owner, name = number[owner[mine]], name[mine]
        order = np.lexsort((name, owner))
        writer.put("credit.document", owner[order])
        writer.put("credit.name", name[order])

    def _one(self, source: str) -> str:
        """Keep one string a source, however many documents it has."""
        return self._names.setdefault(source, source)


def _distinct(hashes: Array, documents: Array) -> tuple[Array, Array]:
    """Leave out what a document has twice."""
    order = np.lexsort((hashes, documents))
    hashes, documents = hashes[order], documents[order]
    fresh = np.ones(len(hashes), np.bool_)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (documents[1:] != documents[:-1])
    return hashes[fresh], documents[fresh]


def corpus_of(articles: Sequence[Article]) -> Corpus:
    """Make a corpus of articles, to be asked at once."""
    with Builder() as builder:
        for low in range(0, len(articles), TAKEN_TOGETHER):
            builder.add(articles[low : low + TAKEN_TOGETHER])
        return builder.corpus()
