"""What stands elsewhere: a compact, mergeable index of articles, and what it says of each of them."""

from __future__ import annotations

from darnel.corpus.build import Builder, corpus_of, take
from darnel.corpus.evidence import Evidence, evidence_of
from darnel.corpus.index import Corpus

__all__ = ["Builder", "Corpus", "Evidence", "corpus_of", "evidence_of", "take"]
