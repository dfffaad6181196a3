"""The tables, alike in SQLite and PostgreSQL. `migrations/` makes them; a test holds the two equal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from darnel.queue.clock import micros, moment_of
from darnel.queue.content import canonical


class Moment(TypeDecorator[datetime]):
    """Keep a moment as microseconds since 1970: exact, and sorted alike in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Give the number that is stored."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment, in UTC."""
        return None if value is None else moment_of(value)


class Document(TypeDecorator[Any]):
    """Keep JSON as ASCII text: NULs and lone surrogates of an article pass through every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ANN401, ARG002
        """Give the text that is stored."""
        return canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Give what the text says."""
        return None if value is None else json.loads(value)


METADATA = MetaData()

CASES = Table(
    "cases", METADATA,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("dedupe_key", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("quality", Float),
    Column("band", Text),
    Column("model", Text, nullable=False),
    Column("assessment_id", Text, nullable=False),
    Column("rank", Float, nullable=False),
    Column("order_reason", Text, nullable=False),
    Column("readers", BigInteger, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("required", Integer, nullable=False),
    Column("verdicts", Document, nullable=False),
    Column("verdict", Text),
    Column("reviewed", Document, nullable=False),
    Column("skipped", Document, nullable=False),
    Column("lease_owner", Text),
    Column("lease_token", Text),
    Column("lease_until", Moment),
    Column("hold_until", Moment),
    Column("undo_by", Text),
    Column("undo_until", Moment),
    Column("undo_required", Integer),
    Column("overdue", Boolean, nullable=False),
    UniqueConstraint("tenant", "dedupe_key", name="uq_cases_dedupe"),
)  # fmt: skip

Index(
    "ix_cases_waiting", CASES.c.tenant, CASES.c.queue, CASES.c.rank.desc(), CASES.c.id,
    sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
)  # fmt: skip
Index("ix_cases_order", CASES.c.tenant, CASES.c.state, text("(-rank)"), CASES.c.id)
# For pages. Said by -rank, for no claim may walk it: it would pass over every case of other queues.
Index("ix_cases_source", CASES.c.tenant, CASES.c.source, CASES.c.content_sha256)
Index(
    "ix_cases_leased", CASES.c.lease_until,
    sqlite_where=text("lease_until IS NOT NULL"), postgresql_where=text("lease_until IS NOT NULL"),
)  # fmt: skip
Index(
    "ix_cases_held", CASES.c.hold_until,
    sqlite_where=text("hold_until IS NOT NULL"), postgresql_where=text("hold_until IS NOT NULL"),
)  # fmt: skip
Index("ix_cases_due", CASES.c.state, CASES.c.due_at)

ASSESSMENTS = Table(
    "assessments", METADATA,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    Column("article", Document, nullable=False),
    Column("assessment", Document, nullable=False),
    Column("why", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("created_at", Moment, nullable=False),
)  # fmt: skip

BARS = Table(
    "bars", METADATA,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("who", Text, primary_key=True),
)  # fmt: skip
"""Who is not offered a case: who reviewed or skipped it. Follows `cases`, for the claim to join."""

REVIEWS = Table(
    "reviews", METADATA,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("assessment_id", Text, ForeignKey("assessments.id"), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("policy_ids", Document, nullable=False),
    Column("reason", Text, nullable=False),
    Column("confidence", Float),
    Column("saw_score", Boolean),
    Column("lead_time_ms", BigInteger),
    Column("bulk", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
)  # fmt: skip
Index(
    "uq_reviews_standing", REVIEWS.c.case_id, REVIEWS.c.reviewer, REVIEWS.c.round, unique=True,
    sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL"),
)  # fmt: skip

FINDING_VERDICTS = Table(
    "finding_verdicts", METADATA,
    Column("review_id", Text, ForeignKey("reviews.id"), primary_key=True),
    Column("finding", Integer, primary_key=True, autoincrement=False),
    Column("verdict", Text, nullable=False),
)  # fmt: skip

DRAFTS = Table(
    "drafts", METADATA,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("reviewer", Text, primary_key=True),
    Column("body", Document, nullable=False),
    Column("saved_at", Moment, nullable=False),
)  # fmt: skip

AUDIT = Table(
    "audit", METADATA,
    Column("case_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("event", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("details", Document, nullable=False),
    Column("seq", BigInteger),
    Column("prev_sha256", Text),
    Column("sha256", Text),
)  # fmt: skip
"""Every transition. The last three columns are its seal, empty until it is sealed; see `sealing`."""

Index(
    "uq_audit_seq", AUDIT.c.seq, unique=True,
    sqlite_where=text("seq IS NOT NULL"), postgresql_where=text("seq IS NOT NULL"),
)  # fmt: skip
Index(
    "ix_audit_unsealed", AUDIT.c.at,
    sqlite_where=text("seq IS NULL"), postgresql_where=text("seq IS NULL"),
)  # fmt: skip

CHAIN = Table(
    "chain", METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
)  # fmt: skip
"""One row: the last entry that is sealed. Whoever seals locks it, so the chain never forks."""

OUTBOX = Table(
    "outbox", METADATA,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("payload", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_token", Text),
    Column("last_error", Text, nullable=False),
)  # fmt: skip
Index("uq_outbox_transition", OUTBOX.c.case_id, OUTBOX.c.version, unique=True)
Index(
    "ix_outbox_waiting", OUTBOX.c.due_at, OUTBOX.c.id,
    sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'"),
)  # fmt: skip

NAMES = Table(
    "names", METADATA,
    Column("tenant", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("kind", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
)  # fmt: skip
"""What other tools call the article of a case: its id (kind 0), its address (1), its content (2). Only ever
added to, and apart from `cases`, for each index there is paid at every transition."""

Index("ix_names_case", NAMES.c.case_id)

ENDPOINTS = Table(
    "endpoints", METADATA,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("events", Document, nullable=False),
    Column("secret", Text, nullable=False),
    Column("old_secret", Text),
    Column("old_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("disabled_why", Text, nullable=False),
)  # fmt: skip
"""Whom to tell. The secrets sign and must be read again, so they stand here as they are."""

DELIVERIES = Table(
    "deliveries", METADATA,
    Column("id", Text, primary_key=True),
    Column("event_id", Text, ForeignKey("outbox.id"), nullable=False),
    Column("endpoint_id", Text, ForeignKey("endpoints.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("last_at", Moment),
    UniqueConstraint("event_id", "endpoint_id", name="uq_deliveries_once"),
)  # fmt: skip
Index(
    "ix_deliveries_waiting", DELIVERIES.c.due_at, DELIVERIES.c.id,
    sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'"),
)  # fmt: skip
Index("ix_deliveries_endpoint", DELIVERIES.c.endpoint_id, DELIVERIES.c.id)

FEEDBACK = Table(
    "feedback", METADATA,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("foreign_id", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("case_id", Text, ForeignKey("cases.id"), index=True),
    Column("assessment_id", Text, ForeignKey("assessments.id")),
    Column("review_id", Text, ForeignKey("reviews.id")),
    Column("decision", Document, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("retracted_at", Moment),
    UniqueConstraint("tenant", "source", "foreign_id", name="uq_feedback_once"),
)  # fmt: skip
"""What people decided in another tool. With a `review_id` it became the verdict of a case here."""

ANSWERS = Table(
    "answers", METADATA,
    Column("caller", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_sha256", Text, nullable=False),
    Column("status", Integer),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)  # fmt: skip
"""What was answered to a request with an Idempotency-Key; without a status it is still worked on."""

SESSIONS = Table(
    "sessions", METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", Document, nullable=False),
    Column("via", Text, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)  # fmt: skip
"""Who is logged in at the review page; `id` is the hash of the secret that a browser holds."""
