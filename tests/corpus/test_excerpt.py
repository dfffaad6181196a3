"""An excerpt of a corpus says of the articles it was made for what the whole says."""

from __future__ import annotations

import random

import numpy as np
from prose import POLICY, STORY, TITLE, text

from darnel.article import Article
from darnel.corpus import Corpus, corpus_of, evidence_of
from darnel.corpus.documents import document_of
from darnel.corpus.excerpt import Excerpt, Kept, Network, Own, Posted
from darnel.corpus.fingerprints import prints_of
from darnel.corpus.index import CAP, postings


def words(seed: int, count: int) -> str:
    chosen = random.Random(seed)
    return " ".join(f"w{chosen.randrange(5000)}" for _ in range(count))


def pages(source: str, blocks, count: int, start: int) -> list[Article]:
    return [
        Article(text(words(start + n, 150), *blocks), id=f"{source}-{n}", source=source)
        for n in range(count)
    ]


def many() -> list[Article]:
    made = [a for n in range(4) for a in pages(f"net{n}.example", POLICY, 6, 100 * n)]
    story = Article(text(*STORY), TITLE, "a", source="island.example", published="2020-01-01")
    copied = Article(text(*STORY[1:6]), TITLE, "b", source="farm.example", published="2020-01-03")
    return [*made, story, copied, *pages("copy.example", STORY[2:5], 3, 900)]


def excerpt_of(corpus: Corpus, articles: list[Article]) -> Excerpt:
    """Take out what articles of the corpus can ask for, by the library's own means."""
    arrays, prints = corpus.arrays, prints_of(articles)
    asked = {"print": prints.hash, "block": prints.block_hash, "title": prints.title}
    posted = {}
    for name, hashes in asked.items():
        hashes = np.unique(hashes)
        which, place, _ = postings(arrays[f"{name}.hash"], hashes)
        posted[name] = Posted(hashes[which], arrays[f"{name}.document"][place].astype(np.int64))
    me = np.array([corpus.find(document_of(article)) for article in articles])
    number = np.unique(np.concatenate(
        [me, arrays["document.cluster"][me], *(of.number for of in posted.values())]
    )).astype(np.int64)  # fmt: skip
    every = {n: corpus.pages_of(corpus.source(n)) for n in number.tolist()}
    own = [
        (int(hash), mine.start, corpus.own_hits(hash, mine))
        for hash in np.unique(prints.block_hash)
        for mine in {pages.start: pages for pages in every.values()}.values()
    ]
    credits = [np.array(corpus.document(n).credits, ">u8").tobytes() for n in number.tolist()]
    facts = ("digest", "published", "precision", "agencies", "prints", "partners")
    kept = Kept(
        number=number,
        first=np.array([pages.start for pages in every.values()]),
        pages=np.array([len(pages) for pages in every.values()]),
        source=[corpus.source(n).encode() for n in number.tolist()],
        id=[corpus.id(n).encode() for n in number.tolist()],
        credits=credits,
        cluster=arrays["document.cluster"][number].astype(np.int64),
        size=corpus.cluster_sizes[arrays["document.cluster"][number]],
        **{name: arrays[f"document.{name}"][number] for name in facts},
    )
    network = Network(*(arrays[f"repeated.{name}"] for name in Network._fields))
    hash, first, hits = zip(*own, strict=True)
    mine = Own(np.array(hash, np.uint64), np.array(first), np.array(hits))
    return Excerpt(kept, posted, network, mine)


def test_an_excerpt_says_what_the_whole_says() -> None:
    shared = words(77, 40)
    crowd = [a for n in range(CAP) for a in pages(f"crowd{n}.example", [shared], 2, 5000 + 9 * n)]
    articles = [*many(), *crowd]
    whole = corpus_of(articles)
    for asked in (articles[:3], articles[24:40], articles[-5:]):
        excerpt = excerpt_of(whole, asked)
        assert len(excerpt) < len(whole)
        assert evidence_of(excerpt, asked) == evidence_of(whole, asked)
