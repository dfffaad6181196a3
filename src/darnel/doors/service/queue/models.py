"""What the queue's routes take and give, as models: checked on the way in, described in OpenAPI."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from darnel.queue.case import FindingVerdict, State, Verdict
from darnel.queue.decisions import SpanWord
from darnel.queue.feedback import Outcome as FeedbackOutcome
from darnel.queue.intake import Outcome
from darnel.queue.sampling import Why
from darnel.queue.store import MOST_AT_ONCE
from darnel.queue.work import LONGEST

Share = Annotated[float, Field(ge=0, le=1, strict=False)]
Count = Annotated[int, Field(ge=0, le=2**53)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="That of the case as it was read.")]
Name = Annotated[str, StringConstraints(pattern=r"^[\w.\-]{1,60}$")]
Reason = Annotated[str, StringConstraints(max_length=LONGEST)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
Short = Annotated[str, StringConstraints(max_length=1_000)]
Policies = Annotated[list[Name], Field(max_length=50)]


class _In(BaseModel):
    """Refuse fields that there are not, and values of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ItemIn(_In):
    """An article for the queue; `reported` says that somebody asked for a look at it."""

    article: dict[str, Any] = Field(description="As for POST /v1/score: an Article.")
    queue: Name = "default"
    readers: Annotated[Count, Field(description="How many people it reached, 0 if unknown.")] = 0
    reported: bool = False


class ItemsIn(_In):
    """Articles that are scored, and queued where the sampler chooses them."""

    items: Annotated[list[ItemIn], Field(min_length=1, max_length=1000)]


class ItemOut(BaseModel):
    """What became of one article; with an error it is not in the queue."""

    id: str
    outcome: Outcome | None
    case_id: str | None
    why: Why | None
    probability: float | None
    quality: float | None
    band: Literal["clear", "review", "block"] | None
    error: str | None


class ItemsOut(BaseModel):
    """One entry an article, in their order."""

    count: int
    errors: int
    items: list[ItemOut]


class CaseOut(BaseModel):
    """Where a case stands. `lease` and `undo` name people and times, never a secret."""

    id: str
    tenant: str
    queue: str
    source: str
    opened_at: datetime
    due_at: datetime
    state: State
    version: int
    round: int
    reopened: int
    required: int
    verdicts: list[list[str]]
    verdict: Verdict | None
    reviewed: list[str]
    skipped: list[str]
    lease: str | None
    hold_until: datetime | None
    undo: list[Any] | None
    overdue: bool


class ListedOut(BaseModel):
    """A case as a list shows it."""

    case: CaseOut
    title: str
    url: str
    quality: float | None
    band: Literal["clear", "review", "block"] | None
    order_reason: str


class CasesOut(BaseModel):
    """A page of cases in their order; `next` is the cursor of the page after, "" on the last."""

    cases: list[ListedOut]
    next: str


class LeaseOut(BaseModel):
    """What a case is held by, until when."""

    token: str
    until: datetime


class WorkOut(BaseModel):
    """A case with what it is about; the lease only for who holds it, the draft only for who left it."""

    case: CaseOut
    article: dict[str, Any]
    assessment: dict[str, Any]
    why: Why
    probability: float
    order_reason: str
    draft: dict[str, Any] | None
    lease: LeaseOut | None
    reviews: list[dict[str, Any]]


class VersionIn(_In):
    """The version of the case as it was read."""

    version: Version


class HeldIn(VersionIn):
    """What the case is held by, and the version as it was read."""

    lease_token: Token


class RenewIn(_In):
    """What the case is held by."""

    lease_token: Token


class HoldIn(HeldIn):
    """Put a case off until a time, with its zone."""

    until: Annotated[AwareDatetime, Field(strict=False)]


class EscalateIn(HeldIn):
    """Give a case to those who read another queue."""

    reason: Reason = ""
    queue: Name = "escalated"


class FindingIn(_In):
    """What the reviewer says of one finding, by its place in the assessment, from 0."""

    finding: Count
    verdict: FindingVerdict


class DecisionIn(HeldIn):
    """A verdict on a case that one holds."""

    verdict: Verdict
    reason: Reason = ""
    policy_ids: Policies = Field(default_factory=list)
    confidence: Share | None = None
    saw_score: bool | None = None
    lead_time_ms: Count | None = None
    findings: Annotated[list[FindingIn], Field(max_length=10_000)] = Field(default_factory=list)


class DraftIn(_In):
    """What a reviewer has so far, in any form of theirs."""

    draft: dict[str, Any]


class ReasonIn(VersionIn):
    """Why."""

    reason: Said


class BulkIn(_In):
    """One verdict, with a reason, on open cases that nobody holds; first as a dry run."""

    case_ids: Annotated[list[Short], Field(min_length=1, max_length=MOST_AT_ONCE)]
    verdict: Verdict
    reason: Said
    dry_run: bool = True


class BulkOneOut(BaseModel):
    """What became, or would become, of one case."""

    case_id: str
    refused: str | None
    version: int | None


class BulkOut(BaseModel):
    """One entry a case, in their order."""

    dry_run: bool
    done: int
    refused: int
    cases: list[BulkOneOut]


class SpanIn(_In):
    """What was said of one place; `finding` is "f_1" for our first finding, "" for an added span."""

    word: SpanWord
    finding: Short = ""
    signal: Short = ""
    field: Literal["text", "title"] = "text"
    start: Count = 0
    end: Count = 0
    quote: Annotated[str, StringConstraints(max_length=100_000)] = ""


class ForeignIn(_In):
    """One decision of another tool; `source` and `id` together count once.

    `item` is the article's id, address, content hash ("sha256:…") or our case id.
    """

    source: Name
    id: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    item: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    verdict: Verdict | None = None
    spans: Annotated[list[SpanIn], Field(max_length=10_000)] = Field(default_factory=list)
    reviewer: Short = ""
    reason: Reason = ""
    policies: Policies = Field(default_factory=list)
    seconds: Annotated[float, Field(ge=0, le=1e9, strict=False)] | None = None
    at: Short = ""
    quality: Share | None = None
    automated: bool = False
    retracts: bool = False


class FeedbackIn(_In):
    """Decisions of other tools."""

    decisions: Annotated[list[ForeignIn], Field(min_length=1, max_length=1_000)]


class FeedbackOneOut(BaseModel):
    """What became of one decision."""

    source: str
    id: str
    outcome: FeedbackOutcome
    case_id: str | None


class FeedbackOut(BaseModel):
    """One entry a decision, in their order."""

    count: int
    decisions: list[FeedbackOneOut]


class WebhookIn(_In):
    """Whom to tell, of which events; none means all."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    events: Annotated[list[Short], Field(max_length=50)] = Field(default_factory=list)


class WebhookOut(BaseModel):
    """An endpoint; its secret is shown when it is made or replaced, never again."""

    id: str
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None
    disabled_why: str
    replaced_until: datetime | None = Field(description="Until then the old secret signs too.")
    secret: str | None = None


class WebhooksOut(BaseModel):
    """All endpoints."""

    webhooks: list[WebhookOut]


class DisableIn(_In):
    """Why an endpoint is told nothing more."""

    reason: Reason = "disabled by hand"


class DeliveryOut(BaseModel):
    """How the delivery of one event stands."""

    id: str
    event_id: str
    type: str
    endpoint_id: str
    state: Literal["waiting", "done", "given_up"]
    attempts: int
    due_at: datetime
    last_at: datetime | None
    last_error: str


class DeliveriesOut(BaseModel):
    """The log of an endpoint, the newest first; `next` is given as `before` for the page after."""

    deliveries: list[DeliveryOut]
    next: str


class EntryOut(BaseModel):
    """One transition in the audit trail; `seq` and the hashes are null until it is sealed."""

    seq: int | None
    case_id: str
    event: str
    who: str
    at: datetime
    version: int
    details: dict[str, Any]
    prev_sha256: str | None
    sha256: str | None


class EventsOut(BaseModel):
    """Every transition of a case, in order."""

    events: list[EntryOut]


class VerifiedOut(BaseModel):
    """Whether the audit trail is whole.

    `broken` is the first of the sealed `entries` that does not fit, `astray` a case that has not one
    entry for each version; `unsealed` counts the entries that came in since.
    """

    whole: bool
    entries: int
    head: str
    broken: int | None
    unsealed: int
    astray: str | None


class QueueOut(BaseModel):
    """What waits in one queue; `oldest` is when the case that waits longest was opened."""

    queue: str
    open: int
    claimed: int
    held: int
    decided: int
    closed: int
    overdue: int
    oldest: datetime | None


class QueuesOut(BaseModel):
    """Every queue by name, and the webhooks by state."""

    queues: list[QueueOut]
    outbox: dict[str, int]


class AgreementOut(BaseModel):
    """How far reviewers agree; null where it is not defined. Below .67 the policy text is the problem."""

    alpha: float | None
    raw: float | None
    low: float | None
    high: float | None
    units: int
    reviewers: int
    verdicts: int
    policy_unclear: bool


class ShareOut(BaseModel):
    """A weighted share with its 90 % interval; `effective` is what the rows are worth."""

    value: float | None
    low: float | None
    high: float | None
    rows: int
    effective: float | None


class BandOut(BaseModel):
    """A band against what people said of its articles."""

    band: Literal["clear", "review", "block"]
    farm: ShareOut
    overridden: ShareOut | None
    said: dict[str, int]
    blind: int


class SignalOut(BaseModel):
    """How often people confirmed a signal's findings."""

    signal: str
    precision: ShareOut
    confirmed: int
    rejected: int
    disputed: int
    reported: int


class PrevalenceOut(BaseModel):
    """The share of farm pages, and what it is if all unsure rows are honest, or all are farms'."""

    share: ShareOut
    least: float | None
    most: float | None
    unsure: int
    reported: int


class ModelOut(BaseModel):
    """One model against people."""

    name: str
    version: str
    bands_name: str
    rows: int
    bands: list[BandOut]
    signals: list[SignalOut]
    prevalence: PrevalenceOut


class ModelsOut(BaseModel):
    """Every model that judged what people reviewed."""

    models: list[ModelOut]
