"""The worker without a broker: addresses, messages, the desk, and FastStream's brokers in memory."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import sys
from base64 import b64decode
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import AsyncMock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import BROKER, lacking
from stand_ins import Brittle, brittle
from typer.testing import CliRunner

if lacking("faststream", "redis", "aio_pika", "nats", "confluent_kafka"):
    pytest.skip(BROKER, allow_module_level=True)

from darnel import InputError
from darnel.article import Article
from darnel.assessment import Assessment, ModelName
from darnel.cli import app
from darnel.doors.line import Line
from darnel.doors.worker import Settings, address_of, beside
from darnel.doors.worker.addresses import Address
from darnel.doors.worker.aside import Aside, EndedError
from darnel.doors.worker.brokers import Bounds, TooLargeError, carrier_of
from darnel.doors.worker.brokers.kafka import Starts
from darnel.doors.worker.desk import Desk, StoppingError
from darnel.doors.worker.messages import (
    Parcel,
    RefusedError,
    Taken,
    answer,
    dead_letter,
    taken,
)

SIZE, CHARACTERS = 10_000, 5_000


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kind", "hosts", "within", "name", "group"),
    [
        pytest.param(
            "redis://h/articles", "redis", "h", "", "articles", "darnel", id="the shortest"
        ),
        pytest.param(
            "rediss://me:pa%40ss@h:1/3/in?group=two", "redis", "me:pa%40ss@h:1", "3", "in", "two",
            id="a database of Redis",
        ),
        pytest.param("amqp://h/a%2Fb/c%20d", "rabbit", "h", "a/b", "c d", "darnel", id="a vhost"),
        pytest.param("nats://a,b:2/x.y", "nats", "a,b:2", "", "x.y", "darnel", id="two servers"),
        pytest.param("kafka+confluent://h/t", "kafka", "h", "", "t", "darnel", id="Kafka's client"),
    ],
)  # fmt: skip
def test_an_address_says_where_a_queue_is(said, kind, hosts, within, name, group) -> None:
    found = address_of(said)
    assert (found.kind, found.hosts, found.within, found.name) == (kind, hosts, within, name)
    assert found.group == group


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("articles", "begins with"),
        ("http://h/articles", "begins with"),
        ("redis://h", "must end with the name of a Redis stream"),
        ("redis:///articles", "names no host"),
        ("redis://h/db/articles", "a database number"),
        ("nats://h/a/b", "nothing"),
        ("nats://h/a.*", "must end with the name of a NATS subject"),
        ("amqp://h/amq.rabbitmq.reply-to", "must end with the name of a RabbitMQ queue"),
        ("kafka://me:secret@h/articles", "sasl.username"),
        ("redis://h/articles?grup=x", "'grup' is no setting"),
        ("redis://h/articles?group=a%20b", "letters, digits"),
        ("redis://[::1/articles", "can't be read"),
        ("redis://h/a#b", "%23"),
    ],
)
def test_an_address_that_is_none_says_what_is_wrong(said, what) -> None:
    with pytest.raises(InputError, match=what) as raised:
        address_of(said)
    assert "secret" not in str(raised.value)


def test_settings_of_kafka_stand_behind_the_address() -> None:
    found = address_of("kafka://h/t?group=g&security.protocol=SASL_SSL&sasl.password=secret")
    assert found.settings == (("security.protocol", "SASL_SSL"), ("sasl.password", "secret"))
    assert str(found) == "kafka://h/t"


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_an_input_error(said: str) -> None:
    for whole in (said, f"redis://h/{said}", f"kafka://{said}/t", f"amqp://a:secret@{said}"):
        try:
            found = address_of(whole)
        except InputError:
            continue
        assert "secret" not in str(found)


def test_out_may_be_a_name_at_the_same_broker() -> None:
    whence = address_of("amqp://me:secret@h/v/articles?group=g")
    assert beside("articles.scored", whence) == replace(whence, name="articles.scored")
    assert beside("redis://h/x", whence).kind == "redis"
    with pytest.raises(InputError, match="no name of a RabbitMQ queue"):
        beside("amq.x", whence)


# --- messages ---------------------------------------------------------------------------------

MODEL = ModelName("darnel", "9", "bands-1", 0.1)
SAID = Assessment(
    "a-1", 0.25, (0.2, 0.3), "review", None, "en", "A reason.", {"x.score": math.nan}, (), 0.0, (),
    MODEL,
)  # fmt: skip
EVENT = {
    "specversion": "1.0", "id": "e-1", "source": "/crawler", "type": "org.crawled.page",
    "time": "2031-01-01T10:00:00Z", "data": {"id": "a-1", "text": "The ferry is late."},
}  # fmt: skip


def read(said: object) -> Taken:
    return taken(json.dumps(said).encode(), SIZE, CHARACTERS)


def test_an_article_comes_bare_or_in_an_event() -> None:
    bare, event = read(EVENT["data"]), read(EVENT)
    assert bare.item == event.item == Article("The ferry is late.", id="a-1")
    assert bare.identity != event.identity
    assert (bare.cause, event.cause) == ("", "e-1")


def test_an_answer_is_an_event_that_names_what_asked() -> None:
    letter = answer(read(EVENT), SAID, "/darnel/north")
    assert json.loads(letter.body) == {
        "specversion": "1.0", "id": letter.id, "source": "/darnel/north",
        "type": "dev.darnel.article.scored.v1", "subject": "article:a-1",
        "datacontenttype": "application/json", "causationid": "e-1",
        "dataschema": "https://darnel.dev/schemas/assessment-1.json", "data": SAID.to_dict()
        | {"signals": {"x.score": None}},
    }  # fmt: skip


def test_the_same_input_and_model_give_the_same_id_and_no_other() -> None:
    event = read(EVENT)
    again = read(EVENT | {"time": "2031-02-02T10:00:00Z"})
    assert answer(event, SAID, "/d") == answer(again, SAID, "/d")
    others = [
        answer(read(EVENT | {"id": "e-2"}), SAID, "/d"),
        answer(read(EVENT | {"source": "/other"}), SAID, "/d"),
        answer(read(EVENT["data"]), SAID, "/d"),
        answer(event, replace(SAID, model=replace(MODEL, version="10")), "/d"),
        answer(event, replace(SAID, model=replace(MODEL, prevalence=0.2)), "/d"),
    ]
    assert len({answer(event, SAID, "/d").id, *(other.id for other in others)}) == 6


@pytest.mark.parametrize(
    ("body", "reason", "what"),
    [
        pytest.param(b"", "not-json", "line 1", id="empty"),
        pytest.param(b'{"text": "a",', "not-json", "line 1, column 14", id="cut off"),
        pytest.param(b'{"text": "\xff"}', "not-json", "not UTF-8", id="not UTF-8"),
        pytest.param(b'{"text": NaN}', "not-json", "a number", id="not a number"),
        pytest.param(b"[" * 9_000, "not-json", "nested", id="nested"),
        pytest.param(b"7", "not-valid", "an article is an object", id="a number"),
        pytest.param(b'{"id": "a"}', "not-valid", "give 'text'", id="nothing to read"),
        pytest.param(b'{"txt": "a"}', "not-valid", "'txt' is no field", id="a typo"),
        pytest.param(b'{"text": 3}', "not-valid", "#/text: must be a string", id="a wrong type"),
        pytest.param(b'{"specversion": "1.0"}', "not-valid", "lacks id", id="half an event"),
        pytest.param(
            b'{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"text":[]}}',
            "not-valid", "#/data/text", id="an event with no article",
        ),
        pytest.param(b" " * 10_001, "too-large", "10,001 bytes", id="too many bytes"),
        pytest.param(
            json.dumps({"text": "a" * 5_001}).encode(), "not-valid", "5,001 characters",
            id="too many characters",
        ),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_a_reason(body, reason, what) -> None:
    with pytest.raises(RefusedError, match=what) as raised:
        taken(body, SIZE, CHARACTERS)
    assert raised.value.reason == reason


def test_an_answer_that_comes_in_again_is_refused_and_runs_in_no_circle() -> None:
    with pytest.raises(RefusedError, match="is no field of an article"):
        taken(answer(read(EVENT), SAID, "/d").body, SIZE, CHARACTERS)


@given(st.binary(max_size=200))
def test_whatever_comes_is_taken_or_refused_and_the_dead_letter_holds_it(body: bytes) -> None:
    try:
        taken(body, SIZE, CHARACTERS)
    except RefusedError as refused:
        why = refused
        data = json.loads(dead_letter(Parcel(body, 1, "7-0"), why, "/d").body)["data"]
        kept = data.get("original", "").encode() or b64decode(data.get("original_base64", ""))
        assert kept == body
        assert (data["reason"], data["place"], data["bytes"]) == (why.reason, "7-0", len(body))


# --- the desk ---------------------------------------------------------------------------------

ADDRESSES = [address_of(f"redis://h/{name}") for name in ("in", "out", "dead")]


class Post:
    """Keep what is sent; `refuse` may raise."""

    def __init__(self, refuse=lambda _: None) -> None:
        self.refuse, self.sent = refuse, []

    async def send(self, letter) -> None:
        self.refuse(letter)
        self.sent.append(json.loads(letter.body))


class Nobody:
    """Stands where a process aside would; nothing may be scored there."""

    def answer(self, item):
        raise AssertionError

    def close(self) -> None: ...


def desk_with(scorer, aside=None, out=None, dead=None, **told) -> Desk:
    settings = Settings(*ADDRESSES, size=SIZE, characters=CHARACTERS, **told)
    out, dead = out or Post(), dead or Post()
    return Desk(settings, Line(scorer, 1000), aside or Nobody(), out.send, dead.send)


def bodies(*texts: str) -> list[Parcel]:
    return [
        Parcel(json.dumps({"id": str(number), "text": text}).encode(), 1, str(number))
        for number, text in enumerate(texts)
    ]


def test_messages_that_wait_together_are_scored_together(stand_in, prose) -> None:
    out = Post()
    desk = desk_with(stand_in, out=out)
    parcels = bodies(*[prose + " gearbox" * number for number in range(40)])
    asyncio.run(desk.handle(parcels))
    assert stand_in.batches == [40]
    wanted = [stand_in.one(Article(prose + " gearbox" * n, id=str(n))) for n in range(40)]
    assert [one["data"] for one in out.sent] == [one.to_dict() for one in wanted]
    assert (desk.tally.messages, desk.tally.in_hand, desk.tally.most_in_hand) == (40, 0, 40)


def test_what_darnel_fails_on_is_a_dead_letter_and_its_neighbours_are_answered(
    stand_in, prose, caplog
) -> None:
    def trip(article: Article) -> None:
        if "trip" in article.text:
            raise ValueError(article.text)

    stand_in.before = trip
    out, dead = Post(), Post()
    desk = desk_with(stand_in, out=out, dead=dead)
    asyncio.run(desk.handle(bodies(prose, "trip " + prose, prose + " Last.")))
    assert [one["data"]["id"] for one in out.sent] == ["0", "2"]
    (letter,) = dead.sent
    assert letter["data"]["reason"] == "failed"
    assert "ValueError" in letter["data"]["detail"]
    assert "gearbox" not in caplog.text
    assert desk.tally.line() == "3 messages: 0 clear, 2 review, 0 block, 1 dead (1 failed)"


def test_a_page_is_read_or_refused(stand_in) -> None:
    if lacking("trafilatura", "lxml", "warcio"):
        pytest.skip("needs pip install 'darnel[html]'")
    dead = Post()
    desk = desk_with(stand_in, dead=dead)
    asyncio.run(desk.handle([Parcel(json.dumps({"html": "no tags"}).encode())]))
    assert "this is not HTML" in dead.sent[0]["data"]["detail"]


def test_what_came_too_often_is_given_up_unread(stand_in, prose) -> None:
    dead = Post()
    desk = desk_with(stand_in, dead=dead, deliveries=5)
    asyncio.run(desk.handle([replace(bodies(prose)[0], deliveries=6)]))
    assert dead.sent[0]["data"]["reason"] == "poison"
    assert stand_in.batches == []


def test_a_suspect_is_scored_aside(stand_in, prose) -> None:
    class Elsewhere(Nobody):
        def answer(self, item):
            if "arsenic" in item.text:
                raise EndedError("ended the process that scored it (exit code -9)")
            return stand_in.one(item)

    out, dead = Post(), Post()
    desk = desk_with(stand_in, Elsewhere(), out, dead)
    parcels = [replace(one, deliveries=3) for one in bodies(prose, prose + " arsenic")]
    asyncio.run(desk.handle([*parcels, *bodies("Short.")]))
    assert stand_in.batches == [1]
    assert len(out.sent) == 2
    assert dead.sent[0]["data"]["detail"].startswith("the article ended the process")
    assert desk.tally.again == 2


def test_a_broker_that_does_not_take_an_answer_is_asked_again(
    stand_in, prose, monkeypatch, caplog
) -> None:
    monkeypatch.setattr("darnel.doors.worker.desk.PAUSE", 0.001)
    refusals = iter([ConnectionError("the text"), TimeoutError()])

    def refuse(_) -> None:
        for error in refusals:
            raise error

    out = Post(refuse)
    asyncio.run(desk_with(stand_in, out=out).handle(bodies(prose)))
    assert len(out.sent) == 1
    assert "ConnectionError" in caplog.text
    assert "the text" not in caplog.text


def test_a_worker_that_must_stop_leaves_what_can_not_be_sent(stand_in, prose) -> None:
    def refuse(_) -> None:
        raise ConnectionError

    desk = desk_with(stand_in, out=Post(refuse))
    desk.stopping.set()
    with pytest.raises(StoppingError):
        asyncio.run(desk.handle(bodies(prose)))
    assert (desk.tally.messages, desk.tally.in_hand) == (0, 0)


def test_what_can_not_be_judged_goes_back_after_a_pause(stand_in, prose, monkeypatch) -> None:
    monkeypatch.setattr("darnel.doors.worker.desk.FAILED_PAUSE", 0.01)

    class Broken(Nobody):
        def answer(self, item):
            raise RuntimeError("the process for suspect articles did not start")

    out, dead = Post(), Post()
    desk = desk_with(stand_in, Broken(), out, dead)
    with pytest.raises(RuntimeError):
        asyncio.run(desk.handle([replace(bodies(prose)[0], deliveries=3)]))
    assert (desk.tally.in_hand, out.sent, dead.sent) == (0, [], [])


def test_what_is_too_large_for_the_broker_loses_its_place_but_not_its_trace(
    stand_in, prose
) -> None:
    def refuse(letter) -> None:
        if len(letter.body) > 600:
            raise TooLargeError

    dead = Post(refuse)
    asyncio.run(desk_with(stand_in, out=Post(refuse), dead=dead).handle(bodies(prose)))
    (letter,) = dead.sent
    assert letter["data"]["reason"] == "too-large"
    assert letter["data"]["bytes"] == len(bodies(prose)[0].body)
    assert "original" not in letter["data"]


def test_an_article_goes_into_the_review_queue_as_well_and_once(stand_in, prose, tmp_path) -> None:
    from darnel.doors.worker.running import _kept
    from darnel.queue import open_store

    where = str(tmp_path / "queue.db")
    out = Post()
    with _kept(where) as keep:
        desk = desk_with(stand_in, out=out)
        desk.keep = keep
        for _ in range(2):
            asyncio.run(desk.handle(bodies(prose)))
    store = open_store(where)
    assert len(store.cases().cases) == 1
    store.close()
    assert len(out.sent) == 2


def test_a_process_aside_may_die_or_hang_and_the_next_is_answered(prose) -> None:
    aside = Aside(brittle)
    try:
        assert aside.answer(Article(prose)) == Brittle().one(Article(prose))
        with pytest.raises(EndedError, match="exit code -9"):
            aside.answer(Article("arsenic"))
        assert aside.answer(Article(prose, id="b")).id == "b"
        aside._seconds = 0.2
        with pytest.raises(EndedError, match=r"not scored within 0\.2 seconds"):
            aside.answer(Article("poppies"))
    finally:
        aside.close()


# --- FastStream's brokers in memory ------------------------------------------------------------


BODY = b'{"text": "not JSON \xff'


async def by_redis(broker) -> None:
    from faststream.redis import TestRedisBroker
    from faststream.redis.message import FAKE_CONSUMER

    async with TestRedisBroker(broker):
        (fresh,) = (one for one in broker.subscribers if one.stream_sub.batch)
        entry = {"type": "bstream", "channel": "articles", "message_ids": [b"7-0"]}
        broker.connect = AsyncMock(return_value=FAKE_CONSUMER)
        await fresh.process_message(entry | {"data": [{b"data": BODY}]})


async def by_rabbit(broker) -> None:
    from faststream.rabbit import TestRabbitBroker

    async with TestRabbitBroker(broker) as test:
        await test.publish(BODY, queue="articles", message_id="7")


async def by_nats(broker) -> None:
    from faststream.nats import TestNatsBroker

    async with TestNatsBroker(broker) as test:
        reply = "$JS.ACK.articles.darnel.1.7.7.1795941373000000000.0"
        await test.publish(BODY, subject="articles", stream="articles", reply_to=reply)


async def by_kafka(broker) -> None:
    from faststream.confluent import TestKafkaBroker

    async with TestKafkaBroker(broker) as test:
        await test.publish(BODY, topic="articles")


@pytest.mark.parametrize("kind", ["redis", "rabbit", "nats", "kafka"])
def test_a_message_reaches_the_desk_as_it_was_sent(kind: str) -> None:
    address = Address(kind, "amqp" if kind == "rabbit" else kind, "localhost", "", "articles")
    carrier = carrier_of(address, 1.0)
    if kind == "nats":
        carrier._streams["articles"] = "articles"
    handled: list[Parcel] = []

    async def handle(parcels) -> None:
        handled.extend(parcels)

    carrier.subscribe(address, Bounds(8, 60), handle)
    asyncio.run(globals()[f"by_{kind}"](carrier.broker))
    place = {"redis": "7-0", "kafka": "0:0"}.get(kind, "7")
    assert handled == [Parcel(BODY, 1, place)]


def test_an_entry_without_data_has_the_fields_of_an_article() -> None:
    from darnel.doors.worker.brokers.redis import _body

    assert _body({b"data": b"x", b"id": b"7"}) == b"x"
    assert _body({b"__data__": b'{"data": "by FastStream", "headers": {}}'}) == b"by FastStream"
    fields = {"title": "Ferry is late", "text": "שלום"}
    said = _body({name.encode(): value.encode() for name, value in fields.items()})
    assert taken(said, SIZE, CHARACTERS).item == Article(fields["text"], fields["title"])
    with pytest.raises(RefusedError, match="not UTF-8"):
        taken(_body({b"text": b"\xff"}), SIZE, CHARACTERS)


class Group:
    """Offsets and notes of a consumer group, as Kafka keeps them."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[int, str]] = {}

    def committed(self, parts, timeout):
        from confluent_kafka import TopicPartition

        return [
            TopicPartition("t", part.partition, offset, metadata=note)
            for part in parts
            for offset, note in [self.kept.get(part.partition, (-1001, ""))]
        ]

    def commit(self, offsets, asynchronous) -> None:
        for part in offsets:
            self.kept[part.partition] = (part.offset, part.metadata)


def records(partition: int, first: int, count: int) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(partition=lambda: partition, offset=lambda at=at: at)
        for at in range(first, first + count)
    ]


def test_starts_at_the_same_offset_are_counted_and_progress_forgets_them() -> None:
    group = Group()
    assert Starts("t").counted(group, records(0, 5, 3)) == {0: 1}
    assert Starts("t").counted(group, records(0, 5, 3) + records(1, 0, 2)) == {0: 2, 1: 1}
    third = Starts("t")
    assert third.counted(group, records(0, 5, 3)) == {0: 3}
    assert third.counted(group, records(0, 8, 3)) == {}, "a batch that follows begins nothing"
    assert Starts("t").counted(group, records(0, 5, 1)) == {0: 3}, "no more than a suspect"
    group.kept[0] = (8, "")
    assert Starts("t").counted(group, records(0, 8, 1)) == {0: 1}


# --- the command ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["articles", "out"], "an address begins with"),
        (["redis://h/a", "a"], "a queue each"),
        (["redis://h/a", "b", "--dead", "redis://h/b"], "a queue each"),
    ],
)
def test_wrong_usage_is_a_sentence(arguments, what) -> None:
    result = CliRunner().invoke(app, ["worker", *arguments])
    assert result.exit_code == 2
    assert what in result.output


def test_addresses_may_stand_in_the_environment() -> None:
    told = {"DARNEL_WORKER_IN": "redis://h/a", "DARNEL_WORKER_OUT": "a"}
    result = CliRunner(env=told).invoke(app, ["worker"])
    assert (result.exit_code, "a queue each" in result.output) == (2, True)


def test_without_the_extra_the_line_that_installs_it_is_said(monkeypatch) -> None:
    from darnel.doors.worker.installed import check_installed

    monkeypatch.setitem(sys.modules, "aio_pika", None)
    with pytest.raises(InputError, match=r"pip install 'darnel\[broker\]'"):
        check_installed("aio_pika")


def test_what_faststream_logs_is_one_line_without_a_traceback(caplog) -> None:
    from darnel.doors.worker.brokers import Journal

    journal = Journal()
    journal.log(logging.INFO, "Received")
    journal.log(logging.ERROR, "Message fetch error\nand more", exc_info=ValueError("the text"))
    assert [record.getMessage() for record in caplog.records] == [
        "Message fetch error (ValueError)"
    ]
    assert "the text" not in caplog.text
