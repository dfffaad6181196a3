"""Paragraphs that recur across unrelated sources: the template text of a network of sites.

Why: a network of farms prints the same policies and teasers on all its sites; a paragraph that
recurs on several pages of several sources which tell different stories is nobody's article.
False alarms: sites of one honest group with one policy; strings of consent banners, comment
systems, agencies and press releases are left out, and so is a story that many papers carry once
each. A source's own template is shown and is no evidence: every site has one.
Source: template text by the number of pages and of hosts that have it (Gibson et al. 2005, The
volume and evolution of web page templates).
"""

from __future__ import annotations

import numpy as np

from darnel.corpus import Evidence
from darnel.signals.base import Feature, Findings, Reading, Signal, named
from darnel.text import Pages

NAME = "shared_template"

FULL_SHARE = 0.15
"""The strength of a network's template is whole from this share of the words on."""


def measure(pages: Pages) -> Reading:
    """Count the words of paragraphs that recur across sources, and within the page's own."""
    features = {name: np.full(len(pages), np.nan) for name in (f.name for f in SIGNAL.features)}
    findings = Findings(NAME, pages)
    for page, known in enumerate(pages.elsewhere() or ()):
        if not known.words:
            continue
        score = features["score"][page] = strength(known)
        features["network_share"][page] = known.network_share
        features["sources"][page] = max((t.sources for t in known.templates), default=0)
        features["own_share"][page] = known.own_share
        for template in known.templates:
            findings.add(
                page, "text", template.start, template.end, 0.5 + 0.5 * score,
                f"This paragraph recurs at {template.sources} sources, among others "
                f"{named(template.others)}.", template.others,
            )  # fmt: skip
    return Reading(features, findings.lists)


def strength(known: Evidence) -> float:
    """Say how strong the evidence of a network's template is, in [0, 1]."""
    return min(1.0, known.network_share / FULL_SHARE)


SIGNAL = Signal(
    NAME,
    (
        Feature("score", "strength of a network's template text", evidence=True),
        Feature(
            "network_share", "share of the words in paragraphs that recur across sources",
            evidence=True,
        ),
        Feature("sources", "sources that have the most common of them"),
        Feature("own_share", "share of the words in paragraphs that recur on the source's pages"),
    ),
    measure,
    needs_corpus=True,
)  # fmt: skip
