"""Passages, or the headline, stand on pages of other sources that had them first.

Why: farms fill pages with passages of other outlets' articles, whole, abridged or lightly edited,
often of several; that the same words stand elsewhere is the one sign a same-event patchwork leaves.
False alarms: wire copy and licensed syndication whose credit line is lost, press releases, reports
of one document or speech without quotation marks. Credited copies are shown and cost nothing, nor
does what nobody can tell the order of; a page that had the passage first is no copy; passages that
are quotations are left out.
Source: winnowing (Schleimer et al. 2003); containment and not resemblance, for a page padded with
junk holds the copy all the same (Broder 1997, On the resemblance and containment of documents);
reuse of wire copy with and without change (Clough et al. 2002, METER).
"""

from __future__ import annotations

import numpy as np

from darnel.assessment import CopyKind
from darnel.corpus import Evidence
from darnel.signals.base import Feature, Findings, Reading, Signal, named
from darnel.text import Pages

NAME = "copied_passages"

FULL_SHARE = 0.4
"""The strength of uncredited copies is whole from this share of the words on."""

FULL_WORDS = 150
"""And from so many words on: a stretch of forty words may be a document's that many report on."""

WEIGHT: dict[CopyKind, float] = {"uncredited": 1.0, "undetermined": 0.2, "credited": 0.1}
"""How strong a finding is; only uncredited copies are evidence."""

SAYS: dict[CopyKind, str] = {
    "uncredited": "This passage stood earlier in {}, which the page does not credit",
    "undetermined": "This passage also stands in {}; who had it first is not known",
    "credited": "This passage also stands in {}, or comes from an agency, which the page credits",
}


def measure(pages: Pages) -> Reading:
    """Count the words that other sources had first, by whether the page says so."""
    features = {name: np.full(len(pages), np.nan) for name in (f.name for f in SIGNAL.features)}
    findings = Findings(NAME, pages)
    for page, known in enumerate(pages.elsewhere() or ()):
        if not known.words:
            continue
        for name, value in _features(known).items():
            features[name][page] = value
        for passage in known.passages:
            score = WEIGHT[passage.copy] * (0.5 + 0.5 * min(1.0, passage.words / FULL_WORDS))
            message = SAYS[passage.copy].format(named(passage.others))
            findings.add(
                page, "text", passage.start, passage.end, score, f"{message}.", passage.others
            )
        title = pages.articles[page].title
        if known.headline and title.strip():
            start = len(title) - len(title.lstrip())
            message = f"The same headline stands over {named(known.headline)}."
            findings.add(
                page, "title", start, len(title.rstrip()), WEIGHT["undetermined"], message,
                known.headline,
            )  # fmt: skip
    return Reading(features, findings.lists)


def strength(known: Evidence) -> float:
    """Say how strong the evidence of copies without credit is, in [0, 1]."""
    share = known.uncredited / max(known.words, 1)
    return float((min(1.0, share / FULL_SHARE) * min(1.0, known.uncredited / FULL_WORDS)) ** 0.5)


def _features(known: Evidence) -> dict[str, float]:
    return {
        "score": strength(known),
        "uncredited_share": known.uncredited / known.words,
        "uncredited_words": float(known.uncredited),
        "origins": float(known.origins),
        "credited_share": known.credited / known.words,
        "undetermined_share": known.undetermined / known.words,
        "headline_elsewhere": float(len(known.headline)),
        "headline_apart": float(known.headline_apart),
        "cluster_size": float(known.elsewhere.cluster_size),
    }


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of copies without credit, by share and by words", evidence=True),
        Feature(
            "uncredited_share", "share of the words that another source had first, without credit",
            evidence=True,
        ),
        Feature("uncredited_words", "those words", evidence=True),
        Feature(
            "origins", "pages they come from, near-duplicates counted once", evidence=True
        ),
        Feature("credited_share", "share of the words that stand elsewhere and are credited"),
        Feature("undetermined_share", "share of those of which nobody can tell who had them first"),
        Feature("headline_elsewhere", "pages of other sources under the same headline"),
        Feature("headline_apart", "those among them that tell another story"),
        Feature("cluster_size", "near-duplicates in the corpus, this page counted"),
    ),
    measure,
    needs_corpus=True,
)  # fmt: skip
