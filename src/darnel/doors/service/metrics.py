"""What is counted, for Prometheus: never a word of an article, nor an address or a key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from darnel.assessment import Assessment, ModelName
from darnel.doors.line import Answer
from darnel.opinions import Opinion

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
ARTICLES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)

MEDIA = CONTENT_TYPE_LATEST


class Metrics:
    """Count the requests and answers of one service."""

    def __init__(self) -> None:
        kept = self.registry = CollectorRegistry()
        ProcessCollector(registry=kept)
        self.requests = Counter(
            "darnel_requests", "Requests answered.", ("method", "route", "status"), registry=kept
        )
        self.seconds = Histogram(
            "darnel_request_seconds", "From a request's head to the end of its answer.", ("route",),
            buckets=SECONDS, registry=kept,
        )  # fmt: skip
        self.bands = Counter("darnel_bands", "Articles judged.", ("band",), registry=kept)
        self.shadow = Counter(
            "darnel_shadow_bands", "Articles judged, by both models' bands.", ("band", "shadow"),
            registry=kept,
        )  # fmt: skip
        self.shift = Counter(
            "darnel_shadow_shift", "How far the two qualities are apart, added up.",
            ("direction",), registry=kept,
        )  # fmt: skip
        self.abstentions = Counter(
            "darnel_abstentions", "Articles not judged, and why.", ("reason",), registry=kept
        )
        self.errors = Counter(
            "darnel_article_errors", "Articles that could not be read or judged.", registry=kept
        )
        self.asked = Histogram(
            "darnel_request_articles", "Articles of a request.", buckets=ARTICLES, registry=kept
        )
        self.together = Histogram(
            "darnel_scored_together", "Articles that the scorer was given at once.",
            buckets=ARTICLES, registry=kept,
        )  # fmt: skip
        self.scoring = Histogram(
            "darnel_scoring_seconds", "Seconds that a batch took the scorer.", buckets=SECONDS,
            registry=kept,
        )  # fmt: skip
        self.waiting = Gauge(
            "darnel_waiting_articles", "Articles that wait or are being scored.", registry=kept
        )
        self.model = Info("darnel_model", "The model in use.", registry=kept)

    def watch(self, waiting: Callable[[], float], model: ModelName) -> None:
        """Show how many articles wait, and which model judges."""
        self.waiting.set_function(waiting)
        self.model.info({"name": model.name, "version": model.version, "bands": model.bands})

    def scored(self, count: int, seconds: float) -> None:
        """Count a batch of the scorer."""
        self.together.observe(count)
        self.scoring.observe(seconds)

    def answered(self, answers: Iterable[Answer]) -> None:
        """Count the answers of a request by what they say."""
        for answer in answers:
            if not isinstance(answer, Assessment) or answer.error is not None:
                self.errors.inc()
            elif answer.band is None:
                self.abstentions.labels(answer.abstained or "none").inc()
            else:
                self.bands.labels(answer.band).inc()

    def in_shadow(self, judged: Sequence[Assessment], others: Sequence[Opinion | None]) -> None:
        """Count what the model in the shadow says of the same articles."""
        for one, other in zip(judged, others, strict=True):
            if one.quality is None or one.band is None or other is None:
                continue
            self.shadow.labels(one.band, other.band).inc()
            shift = other.quality - one.quality
            self.shift.labels("up" if shift > 0 else "down").inc(abs(shift))

    def text(self) -> bytes:
        """Write all of it in Prometheus' own form."""
        return generate_latest(self.registry)
