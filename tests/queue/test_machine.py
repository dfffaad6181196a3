"""The queue under hypothesis: whatever people do in whatever order, the invariants hold."""

from __future__ import annotations

from datetime import timedelta

from casework import Hands, an_item, names_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from darnel.queue import open_store
from darnel.queue.audit import rebuilt
from darnel.queue.case import VERDICTS, Case, plain
from darnel.queue.outbox import PUBLISHED
from darnel.queue.refusals import Refused
from darnel.queue.settings import Settings
from darnel.queue.tables import BARS, OUTBOX
from darnel.queue.work import Decision

PEOPLE = st.sampled_from(["ann", "bob", "cat"])
VERDICT = st.sampled_from(VERDICTS)
PLACE = st.integers(0, 20)


class Queue(RuleBasedStateMachine):
    """People at a queue of a few cases. What is refused must have left no trace."""

    @initialize(two=st.booleans())
    def start(self, two: bool) -> None:
        self.clock = Hands()
        self.store = open_store(
            "sqlite://",
            Settings(
                clock=self.clock, names=names_of, undo=timedelta(seconds=30),
                two_reviews=frozenset({"review"} if two else ()),
            ),
        )  # fmt: skip
        self.ids: list[str] = []
        self.told: dict[str, dict] = {}
        self.tokens: list[tuple[str, str, str]] = []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    def attempt(self, what, *args, **more):
        """Ask for something; None if it is refused by a name of its own and left no trace."""
        trail, code = self.store.verify().entries, ""
        try:
            return what(*args, **more)
        except Refused as refused:
            code = refused.code
        assert code not in ("", "refused")
        assert self.store.verify().entries == trail
        return None

    def pick(self, place: int) -> tuple[str, str | None, int]:
        case = self.store.get(self.ids[place % len(self.ids)]).case
        return case.id, case.lease and case.lease.token, case.version

    @rule(n=st.integers(0, 3), draft=st.integers(0, 1), band=st.sampled_from(["review", "block"]))
    def an_article_comes(self, n: int, draft: int, band: str) -> None:
        got = self.store.ingest(an_item(n, text=f"Ferry {n} failed, draft {draft}.", band=band))
        assert got.outcome in ("created", "merged", "refreshed", "reopened")
        if got.outcome == "created":
            self.ids.append(got.case_id)

    @rule(who=PEOPLE)
    def claim(self, who: str) -> None:
        work = self.store.claim(who)
        if work is not None:
            assert who not in work.case.reviewed | work.case.skipped
            assert work.case.lease.token not in [token for _, _, token in self.tokens]
            self.tokens.append((work.case.id, who, work.case.lease.token))

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

    @rule(who=PEOPLE, verdict=VERDICT)
    def in_bulk(self, who: str, verdict: str) -> None:
        self.store.decide_many(self.ids, who, verdict, "one network")

    @rule(minutes=st.sampled_from([0.2, 0.6, 9, 11, 60 * 24 * 4]))
    def time_goes(self, minutes: float) -> None:
        self.clock.turn(minutes=minutes)
        self.store.sweep()

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

    @invariant()
    def the_trail_is_whole_and_rebuilds_every_case(self) -> None:
        for case in self.cases():
            assert self.store.verify()
            with self.store.database.read() as connection:
                assert rebuilt(connection, case.id) == plain(case)
            versions = [entry.version for entry in self.store.history(case.id)]
            assert versions == list(range(1, case.version + 1))

    @invariant()
    def each_published_transition_is_in_the_outbox_once(self) -> None:
        published = [
            (entry.case_id, entry.version, entry.event)
            for case in self.cases()
            for entry in self.store.history(case.id)
            if entry.event in PUBLISHED
        ]
        rows = self.rows(select(OUTBOX))
        assert sorted((row.case_id, row.version, row.type) for row in rows) == sorted(published)

    @invariant()
    def verdicts_bars_and_reviews_say_the_same(self) -> None:
        for case in self.cases():
            barred = self.rows(select(BARS).where(BARS.c.case_id == case.id))
            assert {row.who for row in barred} == case.reviewed | case.skipped
            said = [
                (review["reviewer"], review["verdict"])
                for review in self.store.reviews(case.id)
                if review["round"] == case.round
            ]
            assert sorted(said) == sorted(case.verdicts)
            assert len({who for who, _ in said}) == len(said)
            assert (case.verdict is not None) == (case.state == "decided")
            assert (case.lease is not None) == (case.state == "claimed")

    def cases(self) -> list[Case]:
        return [self.store.get(case_id).case for case_id in getattr(self, "ids", [])]

    def rows(self, query) -> list:
        if not hasattr(self, "store"):
            return []
        with self.store.database.read() as connection:
            return connection.execute(query).all()


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
