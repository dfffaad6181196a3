from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

import pytest

if not os.environ.get("CI") and not (find_spec("httpx") and find_spec("standardwebhooks")):
    pytest.skip("needs pip install 'darnel[serve]'", allow_module_level=True)

from receiver import receiver
from standardwebhooks.webhooks import Webhook

from darnel.queue.addresses import Rules
from darnel.queue.outgoing import SCHEDULE, Deliverer, Due
from darnel.queue.sending import Endpoint, Outcome, Sender
from darnel.queue.webhooks import new_secret


def present() -> datetime:
    """Give the time as it is: the reference library has no other."""
    return datetime.now(UTC).replace(microsecond=0)


SECRET = new_secret()
LEASE = timedelta(minutes=1)


@dataclass
class Clock:
    now: datetime = field(default_factory=present)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Row:
    due: Due
    at: datetime
    state: str = "waiting"
    errors: list[str] = field(default_factory=list)


class InMemory:
    """An outbox as the protocol has it: what is taken is leased, disabled endpoints are left out."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.rows, self.disabled = clock, {}, {}

    def add(self, due: Due) -> None:
        self.rows[due.id] = Row(due, self.clock())

    def take_due(self, limit):
        now = self.clock()
        ready = [row for row in self.rows.values() if row.state == "waiting" and row.at <= now]
        ready = [row for row in ready if row.due.endpoint.id not in self.disabled]
        taken = sorted(ready, key=lambda row: row.at)[:limit]
        for row in taken:
            row.at = now + LEASE
        return [row.due for row in taken]

    def done(self, id):
        self.rows[id].state = "done"

    def failed(self, id, error, next_try):
        row = self.rows[id]
        row.errors.append(error)
        row.due = replace(row.due, attempts=row.due.attempts + 1)
        row.state, row.at = ("waiting", next_try) if next_try else ("given up", row.at)

    def disable(self, endpoint, reason):
        self.disabled[endpoint] = reason


@dataclass
class Scripted:
    """A sender that says what it is told to, and when it was asked."""

    clock: Clock
    outcomes: list
    asked: list = field(default_factory=list)

    async def send(self, endpoint, event):
        self.asked.append((endpoint.id, event["id"], self.clock()))
        said = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(said, Exception):
            raise said
        return said


def due(number: int, endpoint: str = "ep_1", url: str = "https://hooks.example/") -> Due:
    event = {"id": f"evt_{number}", "type": "a", "timestamp": "t", "payload": {}}
    return Due(f"d_{number}", event, Endpoint(endpoint, url, (SECRET,)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(clock) -> InMemory:
    return InMemory(clock)


def deliverer(outbox, clock, outcomes, chance=0.0) -> tuple[Deliverer, Scripted]:
    sender = Scripted(clock, outcomes)
    return Deliverer(outbox, sender, clock, sleep=clock.sleep, chance=lambda: chance), sender


FAILED = Outcome("failed", 500, "the endpoint answered 500: not a success")
DELIVERED = Outcome("delivered", 200)


def test_what_is_due_is_delivered_once(outbox, clock) -> None:
    outbox.add(due(1))
    made, sender = deliverer(outbox, clock, [DELIVERED])
    assert made.deliver_due() == 1
    assert made.deliver_due() == 0
    assert outbox.rows["d_1"].state == "done"
    assert len(sender.asked) == 1


def test_failures_are_tried_again_on_the_schedule_and_then_given_up(outbox, clock) -> None:
    outbox.add(due(1))
    made, sender = deliverer(outbox, clock, [FAILED])
    ended = clock() + timedelta(days=9)
    made.run(lambda: outbox.rows["d_1"].state != "waiting" or clock() > ended, idle=5)
    waits = [
        (after[2] - before[2]).total_seconds()
        for before, after in zip(sender.asked, sender.asked[1:], strict=False)
    ]
    assert waits == list(SCHEDULE[1:])
    row = outbox.rows["d_1"]
    assert (row.state, len(row.errors)) == ("given up", len(SCHEDULE))
    assert {event for _, event, _ in sender.asked} == {"evt_1"}  # the same id at every attempt


def test_a_wait_is_stretched_by_chance_and_never_shortened(outbox, clock) -> None:
    for chance, seconds in ((0.0, 300), (0.5, 330), (1.0, 360)):
        made, _ = deliverer(outbox, clock, [FAILED], chance)
        assert made.next_try(2) == clock() + timedelta(seconds=seconds)


def test_retry_after_is_kept_to_if_it_is_longer(outbox, clock) -> None:
    made, _ = deliverer(outbox, clock, [FAILED])
    assert made.next_try(1, 120) == clock() + timedelta(seconds=120)
    assert made.next_try(3, 120) == clock() + timedelta(seconds=1_800)
    assert made.next_try(len(SCHEDULE), 120) is None


def test_410_disables_the_endpoint_and_leaves_others_alone(outbox, clock) -> None:
    outbox.add(due(1))
    outbox.add(due(2, "ep_2"))
    made, sender = deliverer(outbox, clock, [Outcome("gone", 410, "410"), DELIVERED])
    made.deliver_due()
    outbox.add(due(3))
    made.deliver_due()
    assert outbox.disabled == {"ep_1": "410"}
    assert [row.state for row in outbox.rows.values()] == ["given up", "done", "waiting"]
    assert len(sender.asked) == 2


def test_what_we_refuse_to_send_is_not_tried_again(outbox, clock) -> None:
    outbox.add(due(1))
    made, _ = deliverer(outbox, clock, [Outcome("refused", error="port 22 is not allowed")])
    made.deliver_due()
    assert outbox.rows["d_1"].state == "given up"
    assert outbox.rows["d_1"].errors == ["port 22 is not allowed"]


def test_a_fault_of_ours_loses_nothing(outbox, clock) -> None:
    outbox.add(due(1))
    outbox.add(due(2))
    made, _ = deliverer(outbox, clock, [RuntimeError("a fault"), DELIVERED])
    with pytest.raises(RuntimeError, match="a fault"):
        made.deliver_due()
    assert outbox.rows["d_2"].state == "done"
    assert made.deliver_due() == 0  # leased
    clock.sleep(LEASE.total_seconds())
    assert made.deliver_due() == 1
    assert outbox.rows["d_1"].state == "done"


def test_a_past_event_can_be_sent_again(outbox, clock) -> None:
    outbox.add(due(1))
    made, sender = deliverer(outbox, clock, [DELIVERED, FAILED, DELIVERED])
    made.deliver_due()
    assert made.replay(outbox.rows["d_1"].due) == FAILED
    assert outbox.rows["d_1"].errors == []
    assert made.replay(outbox.rows["d_1"].due).result == "delivered"
    assert [event for _, event, _ in sender.asked] == ["evt_1"] * 3


def test_over_real_sockets_an_event_fails_twice_and_then_arrives_signed_anew(outbox, clock) -> None:
    answers = [(503, {"retry-after": "60"}, b""), (500, {}, b""), (200, {}, b"")]
    with receiver(lambda request: answers.pop(0)) as server:
        port = server.server_port
        rules = Rules(
            http=True, ports=frozenset({port}), networks=(ipaddress.ip_network("127.0.0.0/8"),)
        )
        sender = Sender(clock, rules, resolve=lambda host, port: ["127.0.0.1"])
        made = Deliverer(outbox, sender, clock, sleep=clock.sleep, chance=lambda: 0.0)
        outbox.add(due(1, url=f"http://hooks.example:{port}/"))
        made.run(lambda: outbox.rows["d_1"].state != "waiting", idle=10)
    seen = [
        {name.lower(): value for name, value in headers.items()} for headers, _, _ in server.seen
    ]
    times = [int(headers["webhook-timestamp"]) for headers in seen]
    assert [headers["webhook-id"] for headers in seen] == ["evt_1"] * 3
    assert [later - times[0] for later in times] == [0, 60, 360]
    assert len({headers["webhook-signature"] for headers in seen}) == 3
    Webhook(SECRET).verify(server.seen[0][1], seen[0])
    assert outbox.rows["d_1"].state == "done"


def test_a_slow_endpoint_holds_up_no_others(outbox, clock) -> None:
    import time

    def answer(request):
        time.sleep(1)
        return 200, {}, b""

    with receiver(answer) as server:
        port = server.server_port
        rules = Rules(
            http=True, ports=frozenset({port}), networks=(ipaddress.ip_network("127.0.0.0/8"),)
        )
        sender = Sender(clock, rules, resolve=lambda host, port: ["127.0.0.1"])
        for number in range(8):
            outbox.add(due(number, url=f"http://hooks.example:{port}/"))
        began = time.monotonic()
        Deliverer(outbox, sender, clock, sleep=clock.sleep).deliver_due()
        assert time.monotonic() - began < 6  # one after the other: 8
    assert {row.state for row in outbox.rows.values()} == {"done"}
