"""One article explained as an HTML page: what weighs, and its findings marked in the text [report]."""

from __future__ import annotations

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors.marked import marked
from darnel.doors.rendering import render
from darnel.doors.sections import bars_of
from darnel.doors.summary import ABSTENTIONS


def explained(article: Article | None, assessment: Assessment) -> str:
    """Write the page; raise InputError if the extra is not installed."""
    why = ABSTENTIONS.get(assessment.abstained or "", assessment.abstained or "error")
    return render(
        "explain.html", article=article, assessment=assessment,
        marked=marked(article, assessment), not_judged=f"not judged: {why}",
        bars=bars_of([(c.signal, c.log_odds) for c in assessment.contributions]),
    )  # fmt: skip
