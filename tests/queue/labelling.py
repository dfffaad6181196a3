"""Rows of an export as a test wants them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework import START, an_assessment

from darnel.article import Article
from darnel.queue.work import plain_article


def a_row(n: int = 0, verdict: str = "credible", **more: Any) -> dict[str, Any]:
    """One exported row, as JSON has it; `reviewers` and `findings` are put briefly."""
    said = {"why": "threshold", "probability": 1.0, "source": f"site{n}.example"} | more
    band, quality = said.pop("band", "review"), said.pop("quality", 0.3)
    reviewers = said.pop("reviewers", {"ann": verdict})
    source = said.pop("source")
    assessment = an_assessment(band, quality).to_dict() | {"source": source}
    findings = said.pop("judged", [])
    article = Article(text=f"The gearbox of ferry {n} failed.", source=source)
    return {
        "schema": "darnel.labelled/1",
        "case_id": f"case_{n:04}",
        "content_sha256": f"{n:064x}",
        "article": plain_article(article),
        "assessment": assessment,
        "verdict": verdict,
        "label": {"credible": 0, "content_farm": 1, "unsure": None}[verdict],
        "round": 1,
        "weight": 1 / said["probability"],
        "decided_at": (START + timedelta(hours=n)).isoformat(),
        "reviews": [
            {"reviewer": who, "verdict": word, "saw_score": False, "bulk": False}
            for who, word in reviewers.items()
        ],
        "findings": [
            {
                "finding": place, **assessment["findings"][0], "signal": signal,
                "verdicts": [{"reviewer": w, "verdict": v} for w, v in verdicts.items()],
            }
            for place, (signal, verdicts) in enumerate(findings)
        ],
    } | said  # fmt: skip
