"""The queue under hypothesis, in both databases: whatever people do in whatever order, the invariants hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from casework import EMPTIED, Hands, an_item, emptied, names_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from invariants import assert_whole
from sqlalchemy import func, select

from darnel.queue import open_store
from darnel.queue.actions import Claim
from darnel.queue.case import VERDICTS, Case
from darnel.queue.decisions import Decision as ForeignDecision
from darnel.queue.listing import Wanted
from darnel.queue.refusals import Refused
from darnel.queue.settings import Settings
from darnel.queue.states import step
from darnel.queue.tables import AUDIT, DELIVERIES, OUTBOX
from darnel.queue.work import Decision

PEOPLE = st.sampled_from(["ann", "bob", "cat"])
VERDICT = st.sampled_from(VERDICTS)
PLACE = st.integers(0, 20)
EVENTS = st.sampled_from([(), ("case.decided",), ("case.opened", "case.claimed")])
QUEUES = ("default", "escalated")


class Queue(RuleBasedStateMachine):
    """People at a queue of a few cases. What is refused must have left no trace.

    What is to be told goes to workers of the outbox, or over endpoints, which `webhooks` says.
    """

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    @initialize(two=st.booleans(), webhooks=st.booleans())
    def start(self, two: bool, webhooks: bool) -> None:
        self.clock = Hands()
        self.store = open_store(
            self.where,
            Settings(
                clock=self.clock, names=names_of, undo=timedelta(seconds=30),
                two_reviews=frozenset({"review"} if two else ()),
            ),
        )  # fmt: skip
        emptied(self.store)
        self.webhooks = webhooks
        self.ids: list[str] = []
        self.told: dict[str, dict] = {}
        self.tokens: list[tuple[str, str, str]] = []
        self.wants: dict[str, tuple[str, ...]] = {}
        self.off: set[str] = set()
        self.spread: dict[str, set[str]] = {}
        self.delivered: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    def attempt(self, what, *args, **more):
        """Ask for something; None if it is refused by a name of its own and left no trace."""
        trail, code = self.entries(), ""
        try:
            return what(*args, **more)
        except Refused as refused:
            code = refused.code
        assert code not in ("", "refused")
        assert self.entries() == trail
        return None

    def entries(self) -> int:
        return self.rows(select(func.count()).select_from(AUDIT))[0][0]

    def pick(self, place: int) -> tuple[str, str | None, int]:
        case = self.store.get(self.ids[place % len(self.ids)]).case
        return case.id, case.lease and case.lease.token, case.version

    @rule(n=st.integers(0, 3), draft=st.integers(0, 1), band=st.sampled_from(["review", "block"]))
    def an_article_comes(self, n: int, draft: int, band: str) -> None:
        got = self.store.ingest(an_item(n, text=f"Ferry {n} failed, draft {draft}.", band=band))
        assert got.outcome in ("created", "merged", "refreshed", "reopened")
        if got.outcome == "created":
            self.ids.append(got.case_id)

    @rule(
        who=PEOPLE, count=st.sampled_from([1, 1, 3]), queues=st.sampled_from([QUEUES[:1], QUEUES])
    )
    def claim(self, who: str, count: int, queues: tuple[str, ...]) -> None:
        self.store.sweep(("lease", "hold"))
        before = self.waiting(who, queues)
        works = self.store.claim_many(who, count, queues)
        assert [work.case.id for work in works] == list(before)[:count]
        for work in works:
            then, lease = before[work.case.id], work.case.lease
            until = self.clock.now + timedelta(minutes=10)
            expected = step(then, Claim(who, lease.token, until), self.clock.now)
            assert work.case == self.store.get(work.case.id).case == expected.case
            self.holds(work.case, who)

    @rule(place=PLACE, who=PEOPLE)
    def claim_this_one(self, place: int, who: str) -> None:
        if self.ids:
            case_id, _, version = self.pick(place)
            work = self.attempt(self.store.claim_case, case_id, who, version)
            if work is not None:
                assert who not in work.case.reviewed
                self.holds(work.case, who)

    def holds(self, case: Case, who: str) -> None:
        assert (case.lease.owner, case.state) == (who, "claimed")
        assert case.lease.token not in [token for _, _, token in self.tokens]
        self.tokens.append((case.id, who, case.lease.token))

    def waiting(self, who: str, queues: tuple[str, ...]) -> dict[str, Case]:
        """Give the cases that a person may be offered, in order."""
        listed = self.store.cases(Wanted(state="open")).cases
        cases = [each.case for each in listed if each.case.queue in queues]
        return {case.id: case for case in cases if who not in case.reviewed | case.skipped}

    @rule(place=PLACE, who=PEOPLE, verdict=VERDICT, stale=st.booleans(), old=st.booleans())
    def decide(self, place: int, who: str, verdict: str, stale: bool, old: bool) -> None:
        if not self.ids:
            return
        case_id, token, version = self.pick(place)
        before = self.store.get(case_id).case
        if old and self.tokens:
            token = self.tokens[place % len(self.tokens)][2]
        done = self.attempt(
            self.store.decide, case_id, who, token or "none", version - stale, Decision(verdict)
        )
        if done is not None:
            assert not stale
            assert before.lease.owner == who
            assert before.lease.live(self.clock.now)
            assert who not in before.reviewed

    @rule(place=PLACE, who=PEOPLE, how=st.sampled_from(["release", "skip", "hold", "escalate"]))
    def give_back(self, place: int, who: str, how: str) -> None:
        if self.ids:
            case_id, token, version = self.pick(place)
            more = {"until": self.clock.now + timedelta(minutes=20)} if how == "hold" else {}
            doing = getattr(self.store, how)
            self.attempt(doing, case_id, who, token or "none", version, **more)

    @rule(place=PLACE, who=PEOPLE, how=st.sampled_from(["undo", "ask_second", "appeal", "close"]))
    def the_rest(self, place: int, who: str, how: str) -> None:
        if not self.ids:
            return
        case_id, _, version = self.pick(place)
        before = self.store.get(case_id).case
        if how in ("appeal", "close"):
            doing = self.store.appeal if how == "appeal" else self.store.close_case
            done = self.attempt(doing, case_id, who, version, "because")
            assert how == "close" or done is None or who not in before.reviewed
        elif self.attempt(getattr(self.store, how), case_id, who, version) and how == "undo":
            assert f"{case_id}/{before.version}" not in self.told

    @rule(place=PLACE, who=PEOPLE)
    def a_draft_is_kept_and_a_lease_renewed(self, place: int, who: str) -> None:
        if not self.ids:
            return
        case_id, token, version = self.pick(place)
        self.store.save_draft(case_id, who, {"note": version})
        assert self.store.get(case_id, who).draft == {"note": version}
        case = self.attempt(self.store.renew, case_id, who, token or "none")
        if case is not None:
            assert (case.version, case.lease.owner) == (version, who)
            assert case.lease.until == self.clock.now + timedelta(minutes=10)

    @rule(place=PLACE, who=PEOPLE, verdict=VERDICT, retracts=st.booleans())
    def another_tool_decides(self, place: int, who: str, verdict: str, retracts: bool) -> None:
        if self.ids:
            item = self.ids[place % len(self.ids)]
            said = ForeignDecision(
                "tool", f"{item}-{who}", item, verdict, reviewer=who, retracts=retracts
            )
            taken = self.store.take_feedback(said)
            assert taken.case_id == item
            assert self.store.take_feedback(said).outcome in ("again", "kept", "decided")

    @rule()
    def somebody_seals(self) -> None:
        self.store.seal()

    @rule(who=PEOPLE, verdict=VERDICT)
    def in_bulk(self, who: str, verdict: str) -> None:
        self.store.decide_many(self.ids, who, verdict, "one network")

    @rule(minutes=st.sampled_from([0.2, 0.6, 9, 11, 60 * 24 * 4]))
    def time_goes(self, minutes: float) -> None:
        self.clock.turn(minutes=minutes)
        self.store.sweep()

    @precondition(lambda self: not self.webhooks)
    @rule(works=st.booleans())
    def a_worker_delivers(self, works: bool) -> None:
        for event in self.store.outbox.take_due(limit=5):
            said = event["payload"]
            key = f"{said['case_id']}/{said['version']}"
            assert self.told.setdefault(key, event)["id"] == event["id"]
            if works:
                assert self.store.outbox.done(event)
            else:
                assert self.store.outbox.failed(event, "refused", self.clock.now)

    @precondition(lambda self: self.webhooks and len(self.wants) < 3)
    @rule(events=EVENTS)
    def somebody_asks_to_be_told(self, events: tuple[str, ...]) -> None:
        registered, _ = self.store.endpoints.add("https://there.example/hook", events)
        self.wants[registered.id] = events

    @precondition(lambda self: self.webhooks)
    @rule(place=PLACE)
    def an_endpoint_is_turned_off_or_on(self, place: int) -> None:
        if self.wants:
            endpoint = list(self.wants)[place % len(self.wants)]
            turn = "enable" if endpoint in self.off else "disable"
            getattr(self.store.endpoints, turn)(endpoint, *(["quiet"] if turn == "disable" else []))
            self.off ^= {endpoint}

    @precondition(lambda self: self.webhooks)
    @rule(works=st.booleans(), limit=st.sampled_from([1, 4, 100]))
    def the_sender_delivers(self, works: bool, limit: int) -> None:
        waited = {row.id: row.due_at for row in self.rows(select(OUTBOX)) if row.state == "waiting"}
        taken = self.store.deliveries.take_due(limit)
        for row in self.rows(select(OUTBOX).where(OUTBOX.c.state == "done")):
            if row.id in waited:
                assert waited[row.id] <= self.clock.now
                self.spread[row.id] = {
                    endpoint
                    for endpoint, events in self.wants.items()
                    if endpoint not in self.off and (not events or row.type in events)
                }
        assert len({due.id for due in taken}) == len(taken)
        for due in taken:
            assert due.id not in self.delivered
            assert due.endpoint.id not in self.off
            if works:
                self.store.deliveries.done(due.id)
                self.delivered.add(due.id)
            else:
                self.store.deliveries.failed(due.id, "refused", self.clock.now)

    @precondition(lambda self: bool(getattr(self, "delivered", ())))
    @rule()
    def a_delivery_is_made_again(self) -> None:
        self.store.deliveries.replay(self.delivered.pop())

    @invariant()
    def each_event_is_spread_to_each_endpoint_that_wanted_it_once(self) -> None:
        rows = self.rows(select(DELIVERIES.c.event_id, DELIVERIES.c.endpoint_id))
        spread = getattr(self, "spread", {})
        expected = [(event, end) for event, ends in spread.items() for end in ends]
        assert sorted(tuple(row) for row in rows) == sorted(expected)

    @invariant()
    def all_is_whole(self) -> None:
        if hasattr(self, "store"):
            assert_whole(self.store)

    def rows(self, query) -> list:
        if not hasattr(self, "store"):
            return []
        with self.store.database.read() as connection:
            return connection.execute(query).all()


def _run(where: str, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Queue(where),
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )  # fmt: skip


@pytest.mark.thorough
def test_a_queue_in_sqlite_keeps_its_invariants() -> None:
    _run("sqlite://", 25)


@pytest.mark.postgres
def test_a_queue_in_postgresql_keeps_its_invariants(postgres) -> None:
    postgres.psql(EMPTIED)
    _run(postgres.get_uri(), 15)
