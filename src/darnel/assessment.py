"""The answer for one article, and its one JSON form."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from darnel.article import FIELDS, Field
from darnel.values import count, mapping, number, one_of, optional, sequence, text, wrong

SCHEMA = "darnel.assessment/1"

Band = Literal["clear", "review", "block"]
"""Named thresholds on quality; their values are stored with the model."""

Abstention = Literal["too_short", "language", "no_prose", "wall"]
"""Why an article was not judged: under the least number of words, in a language that the model
does not know, no running prose (a table, a list of links), or a cookie, paywall or robot page."""


CopyKind = Literal["credited", "uncredited", "undetermined"]
"""What a passage is that another page had: it says from whom it is, it does not, or nobody can tell
who had it first."""


@dataclass(frozen=True, slots=True)
class Other:
    """Name another page by its id and its source."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Name another page and count the words that it shares."""

    id: str
    source: str
    words: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Say what of an article stands on other pages of the corpus.

    `cluster` names its near-duplicates by the first of them, `source/id`, None without any;
    `cluster_size` counts them and itself. `copy` is what most of its shared words are, None if no
    other source had any first; `copied_share` is their share of all words. `template` is the key of
    the network template that it stands in.
    """

    cluster: str | None = None
    cluster_size: int = 1
    copy: CopyKind | None = None
    copied_share: float = 0.0
    copied_from: tuple[Shared, ...] = ()
    copied_by: tuple[Shared, ...] = ()
    template: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain JSON values."""
        return {
            "cluster": self.cluster,
            "cluster_size": self.cluster_size,
            "copy": self.copy,
            "copied_share": self.copied_share,
            "copied_from": [_said(other) for other in self.copied_from],
            "copied_by": [_said(other) for other in self.copied_by],
            "template": self.template,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Elsewhere:
        """Read what `to_dict` wrote; raise ValueError for what it did not, KeyError for what is missing."""
        return cls(
            optional(text, data["cluster"], "cluster"),
            count(data["cluster_size"], "cluster_size"),
            optional(one_of, data["copy"], "copy", get_args(CopyKind)),
            number(data["copied_share"], "copied_share"),
            _shared(data["copied_from"], "copied_from"),
            _shared(data["copied_by"], "copied_by"),
            optional(text, data["template"], "template"),
        )


def _shared(said: object, name: str) -> tuple[Shared, ...]:
    return tuple(
        Shared(text(o["id"], "id"), text(o["source"], "source"), count(o["words"], "words"))
        for o in (mapping(other, name) for other in sequence(said, name))
    )


def _said(other: Shared) -> dict[str, Any]:
    return {"id": other.id, "source": other.source, "words": other.words}


@dataclass(frozen=True, slots=True)
class Finding:
    """Point at one place of the article and say why it counts.

    `start` and `end` are half-open offsets in Unicode code points of `field` as received, and
    `quote` is that slice. `score` in [0, 1] is the strength of this one piece of evidence.
    `elsewhere` names the other pages that it is about.
    """

    signal: str
    field: Field
    start: int
    end: int
    quote: str
    score: float
    message: str
    elsewhere: tuple[Other, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as plain JSON values; `elsewhere` only where there is one."""
        said: dict[str, Any] = {
            "signal": self.signal,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "score": self.score,
            "message": self.message,
        }
        if self.elsewhere:
            said["elsewhere"] = [{"id": o.id, "source": o.source} for o in self.elsewhere]
        return said

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """Read what `to_dict` wrote; raise ValueError for what it did not, KeyError for what is missing."""
        others = [mapping(o, "elsewhere") for o in sequence(data.get("elsewhere", ()), "elsewhere")]
        return cls(
            text(data["signal"], "signal"),
            one_of(data["field"], "field", FIELDS),
            count(data["start"], "start"),
            count(data["end"], "end"),
            text(data["quote"], "quote"),
            number(data["score"], "score"),
            text(data["message"], "message"),
            tuple(Other(text(o["id"], "id"), text(o["source"], "source")) for o in others),
        )


@dataclass(frozen=True, slots=True)
class Contribution:
    """Say what one signal adds, in log-odds of being a farm page: above 0 lowers quality."""

    signal: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class ModelName:
    """Name the model and the bands that judged, and the share of farm pages they assumed.

    `prevalence` is None in an answer that does not say it.
    """

    name: str
    version: str
    bands: str
    prevalence: float | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Hold everything darnel says of one article.

    `quality` is 1 - P(the page is a content farm's) in [0, 1] at the prevalence of `model`, or None where `abstained` or
    `error` says why there is none. `interval` is a 90 % interval for `quality`. `signals` maps
    `<signal>.<feature>` to its value; NaN means that there was nothing to measure.
    `contributions` and `bias` sum to the log-odds before calibration. `source` is the site, a
    registrable domain or host; `elsewhere` says what stands on other pages, None without a corpus.
    """

    id: str
    quality: float | None
    interval: tuple[float, float] | None
    band: Band | None
    abstained: Abstention | None
    language: str | None
    reason: str
    signals: Mapping[str, float]
    contributions: tuple[Contribution, ...]
    bias: float
    findings: tuple[Finding, ...]
    model: ModelName
    error: str | None = field(default=None)
    source: str = ""
    elsewhere: Elsewhere | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the assessment as plain JSON values; NaN becomes None."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "quality": self.quality,
            "interval": None if self.interval is None else list(self.interval),
            "band": self.band,
            "abstained": self.abstained,
            "error": self.error,
            "language": self.language,
            "reason": self.reason,
            "signals": {k: None if math.isnan(v) else v for k, v in self.signals.items()},
            "bias": self.bias,
            "contributions": [
                {"signal": c.signal, "log_odds": c.log_odds} for c in self.contributions
            ],
            "findings": [finding.to_dict() for finding in self.findings],
            "model": {
                "name": self.model.name,
                "version": self.model.version,
                "bands": self.model.bands,
                "prevalence": self.model.prevalence,
            },
            "offset_unit": "codepoint",
            "source": self.source,
            "elsewhere": None if self.elsewhere is None else self.elsewhere.to_dict(),
        }

    def to_json(self) -> str:
        """Give the assessment as one line of JSON that any UTF-8 file can hold."""
        line = json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)
        try:
            line.encode()
        except UnicodeEncodeError:  # a lone surrogate in the article: escape it, lose nothing
            line = json.dumps(self.to_dict(), ensure_ascii=True, allow_nan=False)
        return line

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Assessment:
        """Read what `to_dict` wrote; raise ValueError for another schema and for what is no assessment."""
        schema = mapping(data, "an assessment").get("schema")
        if schema != SCHEMA:
            raise ValueError(f"schema is {schema!r}; this version reads {SCHEMA!r}"[:200])
        try:
            return cls._read(data)
        except KeyError as error:
            raise ValueError(f"this is no whole assessment: {error} is missing") from error

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Assessment:
        signals = mapping(data["signals"], "signals").items()
        listed = [
            mapping(c, "contributions") for c in sequence(data["contributions"], "contributions")
        ]
        return cls(
            id=text(data["id"], "id"),
            quality=optional(number, data["quality"], "quality", 0, 1),
            interval=optional(_interval, data["interval"]),
            band=optional(one_of, data["band"], "band", get_args(Band)),
            abstained=optional(one_of, data["abstained"], "abstained", get_args(Abstention)),
            language=optional(text, data["language"], "language"),
            reason=text(data["reason"], "reason"),
            signals={k: math.nan if v is None else number(v, k) for k, v in signals},
            contributions=tuple(
                Contribution(text(c["signal"], "signal"), number(c["log_odds"], "log_odds"))
                for c in listed
            ),
            bias=number(data["bias"], "bias"),
            findings=tuple(
                Finding.from_dict(mapping(f, "findings"))
                for f in sequence(data["findings"], "findings")
            ),
            model=_model(mapping(data["model"], "model")),
            error=optional(text, data.get("error"), "error"),
            source=text(data.get("source", ""), "source"),
            elsewhere=optional(
                lambda said: Elsewhere.from_dict(mapping(said, "elsewhere")), data.get("elsewhere")
            ),
        )


def _interval(said: object) -> tuple[float, float]:
    ends = sequence(said, "interval")
    if len(ends) != 2:  # noqa: PLR2004 (an interval has two)
        raise wrong(said, "interval", "a list of two numbers")
    return number(ends[0], "interval", 0, 1), number(ends[1], "interval", 0, 1)


def _model(said: Mapping[str, Any]) -> ModelName:
    prevalence = optional(number, said.get("prevalence"), "prevalence", 0, 1)
    return ModelName(
        text(said["name"], "name"), text(said["version"], "version"), text(said["bands"], "bands"),
        prevalence,
    )  # fmt: skip
