"""Kafka, by librdkafka: offsets are committed when a whole batch is answered.

Kafka counts no deliveries: where a consumer begins is noted with the offset that it begins at, so
that the next one knows how often others began there and did not get on.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from typing import Any, cast

from confluent_kafka import (
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from faststream import AckPolicy
from faststream.confluent import KafkaBroker
from faststream.confluent.message import FAKE_CONSUMER, KafkaMessage

from darnel.doors.worker.addresses import Address
from darnel.doors.worker.brokers import LOG, Bounds, Handle, Journal, TooLargeError, whole
from darnel.doors.worker.messages import SUSPECT, Letter, Parcel
from darnel.errors import InputError

WAIT = 0.2
"""Seconds that a read waits for a batch to fill."""

CONNECT_SECONDS = 10

TRIES = 10
"""How often, half a second apart, a topic is asked for that the broker is just making."""


NOTE = re.compile(r"darnel: start ([0-9]{1,9})")


def open_carrier(address: Address, grace: float) -> KafkaCarrier:
    """Make the carrier of a cluster."""
    return KafkaCarrier(address, grace)


class KafkaCarrier:
    """Read and write topics of one cluster."""

    def __init__(self, address: Address, grace: float) -> None:
        self._address = address
        self._config = dict(address.settings)
        self.broker = KafkaBroker(
            address.hosts, acks="all", enable_idempotence=True, config=cast("Any", self._config),
            allow_auto_create_topics=False, graceful_timeout=grace, logger=Journal(),
            apply_types=False,
        )  # fmt: skip

    async def prepare_in(self, address: Address, bounds: Bounds) -> None:  # noqa: ARG002
        """See that the topic is there."""
        await self.prepare_out(address.name)

    async def prepare_out(self, name: str) -> None:
        """See that the topic is there, or that the cluster makes it when asked for."""
        await asyncio.to_thread(self._look_for, name)

    def subscribe(self, address: Address, bounds: Bounds, handle: Handle) -> None:
        """Read batches, one after the other."""

        async def parse(raw: Any) -> KafkaMessage:  # noqa: ANN401
            consumer = subscriber.consumer or FAKE_CONSUMER
            return KafkaMessage(raw, b"", consumer=consumer, is_manual=True)

        subscriber = self.broker.subscriber(
            address.name, group_id=address.group, batch=True, max_records=bounds.in_hand,
            polling_interval=WAIT, auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR, parser=parse, decoder=whole,
        )  # fmt: skip

        starts = Starts(address.name)

        async def take(message: KafkaMessage) -> None:
            raw: Any = message.raw_message
            consumer: Any = subscriber.consumer
            counted = consumer and await asyncio.to_thread(starts.counted, consumer.consumer, raw)
            await handle([
                Parcel(
                    one.value() or b"", (counted or {}).get(one.partition(), 1),
                    f"{one.partition()}:{one.offset()}",
                )
                for one in raw
            ])  # fmt: skip

        subscriber(take)

    async def send(self, name: str, letter: Letter) -> None:
        """Produce with the id as key, and return when all replicas in sync have it."""
        try:
            await self.broker.publish(
                letter.body, name, key=letter.id.encode(),
                headers={"content-type": "application/cloudevents+json"},
            )  # fmt: skip
        except KafkaException as error:
            if error.args and error.args[0].code() == KafkaError.MSG_SIZE_TOO_LARGE:
                raise TooLargeError from error
            raise

    def _look_for(self, name: str) -> None:
        told = {"bootstrap.servers": self._address.hosts, **self._config}
        asking = Producer(told, logger=LOG)
        wanted = self._address.named(name)
        for _ in range(TRIES):
            try:
                error = asking.list_topics(name, timeout=CONNECT_SECONDS).topics[name].error
            except KafkaException as raised:
                said = raised.args[0].str()
                raise InputError(f"{wanted} can't be reached: {said}") from raised
            if error is None:
                return
            time.sleep(0.5)
        raise InputError(f"{wanted}: {error.str()}; make the topic first")


class Starts:
    """Count how often consumers began at the same offset of a partition."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._next: dict[int, int] = {}

    def counted(self, consumer: Consumer, batch: Sequence[Message]) -> dict[int, int]:
        """Note where a batch begins, if it does not follow the one before; give counts by partition.

        1 is the first time, SUSPECT the most: a count of all that follows accuses no single message.
        """
        first: dict[int, int] = {}
        begun: list[TopicPartition] = []
        for message in batch:
            number, offset = message.partition() or 0, message.offset() or 0
            if number not in first:
                first[number] = offset
                if self._next.get(number) != offset:
                    begun.append(TopicPartition(self._topic, number, offset))
            self._next[number] = offset + 1
        return self._noted(consumer, begun) if begun else {}

    def _noted(self, consumer: Consumer, begun: Sequence[TopicPartition]) -> dict[int, int]:
        counts: dict[int, int] = {}
        try:
            known = consumer.committed(list(begun), timeout=CONNECT_SECONDS)
            for here, before in zip(begun, known, strict=True):
                told = NOTE.fullmatch(before.metadata or "")
                same = told is not None and before.offset == here.offset
                counts[here.partition] = int(told[1]) + 1 if told is not None and same else 1
            consumer.commit(
                offsets=[
                    TopicPartition(
                        self._topic, here.partition, here.offset,
                        metadata=f"darnel: start {counts[here.partition]}",
                    )
                    for here in begun
                ],
                asynchronous=False,
            )  # fmt: skip
        except KafkaException as error:  # as while partitions change hands: count from 1 again
            LOG.warning("can't note where partitions begin (%s)", type(error).__name__)
        return {number: min(count, SUSPECT) for number, count in counts.items()}
