"""The corpora, cleaned once for hosts and donors alike, and split by publisher."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from zlib import crc32

import pandas as pd
from tldextract import TLDExtract

Part = Literal["fit", "tune", "test"]

REPEATED = 3
"""A paragraph that a site prints this often is its template, not the article's."""

LEAST_BLOCKS = 4
LEAST_WORDS = 120
"""Shorter articles are briefs, stubs and walls."""

WALL = re.compile(r"are you a robot|not a robot|enable javascript|access denied", re.IGNORECASE)
HAS_WORD = re.compile(r"[^\W_]")

DOMAINS = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
"""The bundled list of public suffixes; blogs of a shared host are sources of their own."""


@dataclass(frozen=True)
class Clean:
    """A clean article: its blocks are paragraphs on one line each."""

    id: str
    title: str
    blocks: tuple[str, ...]
    publisher: str
    topic: str
    date: str


@dataclass(frozen=True)
class Donor(Clean):
    """An article that only ever lends passages, in one split only."""

    split: Part


@cache
def registrable(publisher: str) -> str:
    """Give the registrable domain of a host: all subdomains of a publisher are one source."""
    name = publisher.lower()
    return DOMAINS(name).top_domain_under_public_suffix or name


@cache
def split(publisher: str) -> Part:
    """Give the split of a publisher or domain: 55 % fit, 15 % tune, 30 % test."""
    place = crc32(registrable(publisher).encode()) % 100
    return "fit" if place < 55 else "tune" if place < 70 else "test"


def one_line(text: str) -> str:
    """Compose accents and put white space to single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def paragraphs(body: str) -> list[str]:
    """Cut a body at blank lines into normalised paragraphs that hold a word."""
    blocks = (one_line(part) for part in re.split(r"\n\s*\n", body))
    return [block for block in blocks if HAS_WORD.search(block)]


@cache
def load_news(data: Path) -> list[Clean]:
    """Load news and entertainment articles without their sites' repeated paragraphs."""
    rows: list[tuple[str, str, list[str], str, str, str]] = []
    for name, date in (("news", "date"), ("news_entertainment", "published")):
        frame = pd.read_parquet(data / f"{name}.parquet")
        topics = frame["topic"] if "topic" in frame else ["entertainment"] * len(frame)
        for row, topic in zip(frame.itertuples(), topics, strict=True):
            said = getattr(row, date)
            rows.append(
                (str(row.id), one_line(str(row.title or "")), paragraphs(str(row.body)),
                 str(row.publisher), str(topic or ""), "" if said is None else str(said)[:10])
            )  # fmt: skip
    printed = Counter((site, block) for _, _, blocks, site, _, _ in rows for block in set(blocks))
    clean = []
    for number, title, blocks, site, topic, date in rows:
        own = tuple(b for b in blocks if printed[site, b] < REPEATED)
        words = sum(len(b.split()) for b in own)
        if len(own) >= LEAST_BLOCKS and words >= LEAST_WORDS and not WALL.search(own[0]):
            clean.append(Clean(number, title, own, site, topic, date))
    return clean


@cache
def load_chrome(data: Path) -> dict[str, tuple[str, ...]]:
    """Load the paragraphs of articles as their publishers print them, chrome and all, by id."""
    frame = pd.read_parquet(data / "news_with_publisher_chrome.parquet")
    pairs = zip(frame["id"], frame["body_with_chrome"], strict=True)
    return {str(number): tuple(paragraphs(str(body))) for number, body in pairs}


@cache
def load_donors(data: Path) -> list[Donor]:
    """Load the off-topic donors; each serves one split only, by its id."""
    frame = pd.read_parquet(data / "donors.parquet")
    return [
        Donor(str(r.id), one_line(str(r.title or "")), tuple(paragraphs(str(r.body))),
              str(r.publisher), str(r.topic or ""), "", split(str(r.id)))
        for r in frame.itertuples()
    ]  # fmt: skip
