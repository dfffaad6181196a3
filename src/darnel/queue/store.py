"""The queue's one door for programs: every method is one transaction, or says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from darnel.errors import InputError
from darnel.queue import actions as do
from darnel.queue import (
    audit,
    claiming,
    coverage,
    deciding,
    feedback,
    labelled,
    listing,
    record,
    sealing,
)
from darnel.queue.answers import Answers
from darnel.queue.case import Case, Verdict
from darnel.queue.claims import Claims
from darnel.queue.database import Database
from darnel.queue.decisions import Decision as ForeignDecision
from darnel.queue.deliveries import Deliveries
from darnel.queue.delivery import Outbox
from darnel.queue.endpoints import Endpoints
from darnel.queue.estimates import Answered, Coverage, answered_of
from darnel.queue.exported import Labelled
from darnel.queue.figures import QueueFigures, queue_figures
from darnel.queue.intake import Ingested, Item, ingest
from darnel.queue.judged import Judged, judged, latest
from darnel.queue.refusals import LeaseLost, Refused, StaleVersion
from darnel.queue.sampling import Why
from darnel.queue.sessions import Sessions
from darnel.queue.settings import Settings
from darnel.queue.states import ESCALATED
from darnel.queue.transactions import Transactions
from darnel.queue.work import Decision, Work, clean, named

MOST_AT_ONCE = 1_000
"""Cases that one bulk decision takes."""

BEFORE_A_CLAIM: tuple[claiming.Kind, ...] = ("lease", "hold")

TIDY_EVERY = timedelta(seconds=1)

MOST_IN_HAND = 50
"""Cases that one claim takes."""

SWEPT = 500
"""Cases of a kind that a sweep takes."""


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """Say what became of one case of a bulk decision: the code of its refusal, or None."""

    case_id: str
    refused: str | None
    version: int | None


class Store:
    """Keep the cases of one database; see `darnel.queue.open_store`.

    Who changes a case says which `version` of it they read, and what they hold it by, a lease's
    token. Refusals are `darnel.queue.refusals`, bad input is InputError; both leave no trace.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self._transactions = Transactions(database, settings)
        self._claims = Claims(self._transactions)
        self._tidied: datetime | None = None
        self.outbox = Outbox(self._transactions)
        self.endpoints = Endpoints(self._transactions)
        self.deliveries = Deliveries(self._transactions)
        self.answers = Answers(self._transactions)
        self.sessions = Sessions(self._transactions)

    def close(self) -> None:
        """Close every connection."""
        self.database.close()

    def ping(self) -> None:
        """Ask the database for nothing; raises what it raises."""
        with self._transactions.read() as unit:
            unit.connection.execute(select(1))

    # Articles in

    def ingest(self, item: Item) -> Ingested:
        """Take in an article and its assessment, if it is chosen; see `darnel.queue.intake`."""
        try:
            with self._transactions.write() as unit:
                return ingest(unit, item)
        except IntegrityError:  # another process made the same case first: go on with that one
            with self._transactions.write() as unit:
                return ingest(unit, item)

    # Cases in hands

    def claim(
        self, who: str, queues: Sequence[str] = ("default",), tenant: str = "default"
    ) -> Work | None:
        """Claim the first case in order that this person may review; None if there is none.

        The token to act with is in `work.case.lease`. Leases that ran out end at most a second later.
        """
        works = self.claim_many(who, 1, queues, tenant)
        return works[0] if works else None

    def claim_many(
        self, who: str, count: int, queues: Sequence[str] = ("default",), tenant: str = "default"
    ) -> list[Work]:
        """Claim up to so many cases at once, the first in order, each with a lease of its own."""
        if not 1 <= count <= MOST_IN_HAND:
            raise InputError(f"one claim takes 1 to {MOST_IN_HAND} cases, not {count}")
        named(who)
        self._tidy()
        return self._claims.works(who, count, queues, tenant)

    def take(
        self, who: str, queues: Sequence[str] = ("default",), tenant: str = "default"
    ) -> Case | None:
        """Claim a case as `claim` does, without reading what it is about; None if there is none.

        The token to act with is in its lease. `get` gives the rest to whoever looks at it.
        """
        named(who)
        self._tidy()
        cases = self._claims.cases(who, 1, queues, tenant)
        return cases[0] if cases else None

    def claim_case(self, case_id: str, who: str, version: int) -> Work:
        """Claim this case, even one that was skipped."""
        self.sweep(BEFORE_A_CLAIM)
        with self._transactions.write() as unit:
            claiming.claim(unit, unit.load(case_id, version), named(who))
            return claiming.work(unit.connection, case_id, who)

    def renew(self, case_id: str, who: str, token: str) -> Case:
        """Keep a case for another full lease from now; the version stays."""
        with self._transactions.write() as unit:
            return claiming.renew(unit, unit.load(case_id), who, token)

    def release(self, case_id: str, who: str, token: str, version: int) -> Case:
        """Give a case back."""
        return self._do(case_id, version, do.Release(who, token))

    def skip(self, case_id: str, who: str, token: str, version: int) -> Case:
        """Give a case back and not be offered it again."""
        return self._do(case_id, version, do.Skip(who, token))

    def hold(self, case_id: str, who: str, token: str, version: int, until: datetime) -> Case:
        """Put a case off until a time."""
        return self._do(case_id, version, do.Hold(who, token, until))

    def escalate(
        self, case_id: str, who: str, token: str, version: int, *, reason: str = "",
        queue: str = ESCALATED,
    ) -> Case:  # fmt: skip
        """Give a case to those who read another queue."""
        return self._do(case_id, version, do.Escalate(who, token, queue), reason, {"queue": queue})

    def ask_second(self, case_id: str, who: str, version: int) -> Case:
        """Have a second person review a case too."""
        return self._do(case_id, version, do.AskSecond(named(who)))

    def close_case(self, case_id: str, who: str, version: int, reason: str) -> Case:
        """End a waiting case without a verdict, such as one whose article is gone."""
        return self._do(case_id, version, do.Close(who), reason)

    def save_draft(self, case_id: str, who: str, body: Mapping[str, Any]) -> None:
        """Keep what a reviewer has so far; a draft needs no lease and changes nothing."""
        with self._transactions.write() as unit:
            unit.load(case_id)
            claiming.save_draft(unit, case_id, named(who), body)

    def sweep(self, kinds: Sequence[claiming.Kind] = claiming.KINDS) -> int:
        """End leases and holds whose time is over, note what is overdue; a transaction each kind.

        Gives how many cases there were; seals the audit trail and tidies answers besides. Claims do the first two by
        themselves; the rest needs somebody to call it, best every second.
        """
        done = 0
        for kind in kinds:
            with self._transactions.read() as unit:
                due = claiming.any_due(unit, kind)
            if due:
                with self._transactions.write() as unit:
                    done += claiming.sweep(unit, kind, SWEPT)
        if kinds == claiming.KINDS:
            self.seal()
            self.answers.tidy()
        return done

    def seal(self) -> int:
        """Seal what of the audit trail is not sealed yet; gives how many entries that were."""
        done = 0
        while True:
            with self._transactions.read() as unit:
                waiting = sealing.any_unsealed(unit.connection)
            if not waiting:
                return done
            with self._transactions.write() as unit:
                sealed = sealing.seal(unit.connection)
            done += sealed
            if sealed < sealing.AT_ONCE:  # the rest came in since, or another process is at it
                return done

    def _tidy(self) -> None:
        """Before claims, end leases and holds whose time is over: at most once a second."""
        now = self._transactions.settings.clock()
        if self._tidied is None or not timedelta() <= now - self._tidied < TIDY_EVERY:
            self._tidied = now
            self.sweep(BEFORE_A_CLAIM)

    # Verdicts

    def decide(self, case_id: str, who: str, token: str, version: int, decision: Decision) -> Case:
        """Give a verdict on a case that one holds.

        What comes too late (LeaseLost, StaleVersion) is kept as a draft, and the refusal says so.
        """
        try:
            with self._transactions.write() as unit:
                return deciding.decide(
                    unit, unit.load(case_id, version), named(who), token, decision
                )
        except (LeaseLost, StaleVersion) as refused:
            self.save_draft(case_id, who, decision.to_dict())
            refused.draft_kept = True
            raise

    def decide_many(
        self, case_ids: Sequence[str], who: str, verdict: Verdict, reason: str, *,
        dry_run: bool = False,
    ) -> list[BulkAnswer]:  # fmt: skip
        """Give one verdict, with a reason, on open cases that nobody holds; a transaction each."""
        if not reason.strip():
            raise InputError("a bulk decision needs a reason")
        if len(case_ids) > MOST_AT_ONCE:
            raise InputError(f"a bulk decision takes at most {MOST_AT_ONCE} cases")
        decision = Decision(verdict, reason)
        return [
            self._decide_one(case_id, named(who), decision, dry_run=dry_run) for case_id in case_ids
        ]

    def undo(self, case_id: str, who: str, version: int) -> Case:
        """Take back one's verdict before anybody was told; the case is held, the verdict a draft."""
        with self._transactions.write() as unit:
            return deciding.undo(unit, unit.load(case_id, version), named(who))

    def appeal(self, case_id: str, who: str, version: int, reason: str) -> Case:
        """Have a decided case judged again, by somebody who has not judged it."""
        with self._transactions.write() as unit:
            return deciding.appeal(unit, unit.load(case_id, version), named(who), reason)

    def take_feedback(self, decision: ForeignDecision, tenant: str = "default") -> feedback.Taken:
        """Take in a decision of another tool, once; see `darnel.queue.feedback`."""
        try:
            with self._transactions.write() as unit:
                return feedback.take(unit, decision, tenant)
        except IntegrityError:  # the same one came in by another process at this moment
            with self._transactions.write() as unit:
                return feedback.take(unit, decision, tenant)

    # What there is

    def now(self) -> datetime:
        """Give the time by the queue's own clock."""
        return self._transactions.settings.clock()

    def get(self, case_id: str, who: str | None = None) -> Work:
        """Give a case and what it is about, with the draft of `who`."""
        with self._transactions.read() as unit:
            return claiming.work(unit.connection, case_id, who)

    def reviews(self, case_id: str) -> list[dict[str, Any]]:
        """Give the standing reviews of a case in order, of every round."""
        with self._transactions.read() as unit:
            return deciding.reviews_of(unit, case_id)

    def cases(self, wanted: listing.Wanted | None = None) -> listing.Page:
        """Give a page of cases in their order."""
        with self._transactions.read() as unit:
            return listing.page(unit, wanted or listing.Wanted())

    def stats(self, tenant: str = "default") -> list[listing.QueueStats]:
        """Count what waits in each queue, and since when."""
        with self._transactions.read() as unit:
            return listing.stats(unit, tenant)

    def record_of(self, case: Case) -> record.Record:
        """Give what is known of a case's source besides."""
        with self._transactions.read() as unit:
            return record.record(unit, case)

    def whys(self, case_ids: Sequence[str]) -> dict[str, Why]:
        """Give why each of some cases was chosen."""
        with self._transactions.read() as unit:
            return record.whys(unit, case_ids)

    def in_hands(self, who: str, tenant: str = "default") -> list[record.InHands]:
        """Give the cases that a person holds."""
        with self._transactions.read() as unit:
            return record.in_hands(unit, who, tenant)

    def figures(self, tenant: str = "default") -> QueueFigures:
        """Count what waits and for how long, and what was done lately."""
        with self._transactions.read() as unit:
            return queue_figures(unit, tenant)

    def judged(self, tenant: str = "default") -> Judged:
        """Measure how far the latest verdicts and darnel agree."""
        with self._transactions.read() as unit:
            return judged(unit, tenant)

    def latest(self, tenant: str = "default") -> tuple[list[Labelled], Answered]:
        """Give the latest decided cases, and which share of what was chosen is decided, for estimates."""
        with self._transactions.read() as unit:
            return latest(unit, tenant), answered_of(coverage.coverage(unit, tenant))

    def history(self, case_id: str) -> list[audit.Entry]:
        """Give every transition of a case, in order."""
        with self._transactions.read() as unit:
            return list(audit.entries(unit.connection, case_id))

    def verify(self, head: str | None = None) -> audit.Verified:
        """Seal the audit trail and check that it is whole.

        With `head`, an earlier answer's, also that nothing up to it was changed or cut.
        """
        self.seal()
        with self._transactions.read() as unit:
            return audit.verify(unit.connection, head)

    def export(self, tenant: str = "default") -> Iterator[dict[str, Any]]:
        """Give every decided case as a row to learn from, in pages; see `darnel.queue.labelled`.

        After them what other tools decided of articles that are known, and no case took up.
        """
        for page in (labelled.rows_after, labelled.feedback_after):
            after = ""
            while True:
                with self._transactions.read() as unit:
                    rows, after = page(unit, after, 100, tenant)
                yield from rows
                if not rows:
                    break

    def coverage(self, tenant: str = "default") -> list[Coverage]:
        """Count what was chosen and what of it is decided, by reason and band."""
        with self._transactions.read() as unit:
            return coverage.coverage(unit, tenant)

    def _do(
        self, case_id: str, version: int, action: do.Action, reason: str = "",
        said: Mapping[str, Any] | None = None,
    ) -> Case:  # fmt: skip
        named(action.who)
        told = {**(said or {}), **({"reason": clean(reason)} if reason else {})}
        with self._transactions.write() as unit:
            return unit.advance(unit.load(case_id, version), action, told)

    def _decide_one(
        self, case_id: str, who: str, decision: Decision, *, dry_run: bool
    ) -> BulkAnswer:
        try:
            with self._transactions.write() as unit:
                row = unit.load(case_id)
                if dry_run:
                    unit.plan(row, do.Decide(who, None, decision.verdict, unit.now))
                    return BulkAnswer(case_id, None, row["version"])
                case = deciding.decide(unit, row, who, None, decision)
                return BulkAnswer(case_id, None, case.version)
        except Refused as refused:
            return BulkAnswer(case_id, refused.code, None)
