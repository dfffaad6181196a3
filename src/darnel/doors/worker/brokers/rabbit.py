"""RabbitMQ: publisher confirms; quorum queues count deliveries, classic ones only say "again".

So what comes again from a classic queue is suspect at once.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from aio_pika import connect
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import AMQPException, ChannelNotFoundEntity
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from faststream.rabbit.message import RabbitMessage

from darnel.doors.worker.addresses import Address
from darnel.doors.worker.brokers import Bounds, Handle, Journal, whole
from darnel.doors.worker.messages import SUSPECT, Letter, Parcel
from darnel.errors import InputError

QUORUM = {"x-queue-type": "quorum"}

CONNECT_SECONDS = 10


def open_carrier(address: Address, grace: float) -> RabbitCarrier:
    """Make the carrier of a virtual host."""
    return RabbitCarrier(address, grace)


class RabbitCarrier:
    """Read and write queues of one virtual host, through its default exchange."""

    def __init__(self, address: Address, grace: float) -> None:
        host = quote(address.within or "/", safe="")
        self._url = f"{address.scheme}://{address.hosts}/{host}"
        self._address = address
        self.broker = RabbitBroker(
            self._url, default_channel=Channel(on_return_raises=True), graceful_timeout=grace,
            logger=Journal(), apply_types=False,
        )  # fmt: skip

    async def prepare_in(self, address: Address, bounds: Bounds) -> None:  # noqa: ARG002
        """Take the queue as it is, or make a quorum queue."""
        await self.prepare_out(address.name)

    async def prepare_out(self, name: str) -> None:
        """Take the queue as it is, or make a quorum queue."""
        connection = await self._connected()
        async with connection:
            try:
                await (await connection.channel()).declare_queue(name, passive=True)
            except ChannelNotFoundEntity:
                channel = await connection.channel()
                await channel.declare_queue(name, durable=True, arguments=dict(QUORUM))
            except AMQPException as error:
                raise InputError(f"{self._address.named(name)}: {error}") from error

    def subscribe(self, address: Address, bounds: Bounds, handle: Handle) -> None:
        """Take as many messages as may be in hand, each acknowledged by itself."""
        subscriber = self.broker.subscriber(
            RabbitQueue(address.name, declare=False),
            channel=Channel(prefetch_count=bounds.in_hand),
            ack_policy=AckPolicy.NACK_ON_ERROR, decoder=whole,
        )  # fmt: skip

        async def take(message: RabbitMessage) -> None:
            tag = message.raw_message.message_id or ""
            await handle([Parcel(message.body, _deliveries(message), tag)])

        subscriber(take)

    async def send(self, name: str, letter: Letter) -> None:
        """Publish durably, and return when the broker confirmed; unroutable messages raise."""
        await self.broker.publish(
            letter.body, queue=name, persist=True, message_id=letter.id,
            message_type=letter.type, content_type="application/cloudevents+json",
        )  # fmt: skip

    async def _connected(self) -> AbstractConnection:
        try:
            return await connect(self._url, timeout=CONNECT_SECONDS)
        except (AMQPException, OSError, TimeoutError) as error:
            said = str(error) or type(error).__name__
            raise InputError(f"{self._address} can't be reached: {said}") from error


def _deliveries(message: RabbitMessage) -> int:
    raw: Any = message.raw_message
    before = (raw.headers or {}).get("x-delivery-count")
    if isinstance(before, int):
        return before + 1
    return SUSPECT if raw.redelivered else 1
