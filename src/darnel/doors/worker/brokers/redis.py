"""Redis Streams: a consumer group; what a dead worker left is claimed (XAUTOCLAIM), and counted there."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping
from typing import Any

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import RedisBatchStreamMessage, RedisStreamMessage
from faststream.redis.parser import BinaryMessageFormatV1
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from darnel.doors.worker.addresses import Address
from darnel.doors.worker.brokers import Bounds, Handle, Journal, whole
from darnel.doors.worker.messages import Letter, Parcel
from darnel.errors import InputError
from darnel.queue.plain import encoded

DATA = b"data"
"""The field of an entry that holds a message."""

OWN = b"__data__"
"""The field that FastStream writes to."""

WRITERS = 8
"""Connections that write at once."""

WAIT_MS = 500
"""A read waits this long for new entries, a search for abandoned ones between two looks."""


def open_carrier(address: Address, grace: float) -> RedisCarrier:
    """Make the carrier of a database."""
    return RedisCarrier(address, grace)


class RedisCarrier:
    """Read and write streams of one database."""

    def __init__(self, address: Address, grace: float) -> None:
        within = f"/{address.within}" if address.within else ""
        self._url = f"{address.scheme}://{address.hosts}{within}"
        self._address = address
        self._writing = asyncio.Semaphore(WRITERS)
        self.broker = RedisBroker(
            self._url, graceful_timeout=grace, logger=Journal(), apply_types=False
        )

    async def prepare_in(self, address: Address, bounds: Bounds) -> None:  # noqa: ARG002
        """Make the group at the stream's beginning, and the stream, if they are not there."""
        async with self._client() as client:
            await _asked(address, client.ping())
            try:
                await client.xgroup_create(address.name, address.group, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise InputError(f"{address}: {error}") from error

    async def prepare_out(self, name: str) -> None:
        """See that the database answers and that the key is no other kind of value."""
        async with self._client() as client:
            kind = await _asked(self._address, client.type(name))
        if kind not in (b"none", b"stream"):
            raise InputError(f"{self._address.named(name)} is no stream but a {kind.decode()}")

    def subscribe(self, address: Address, bounds: Bounds, handle: Handle) -> None:
        """Read what is new together, what others abandoned one by one."""
        consumer = f"{socket.gethostname()}-{os.getpid()}"
        fresh = self.broker.subscriber(
            stream=StreamSub(
                address.name, group=address.group, consumer=consumer, batch=True,
                max_records=bounds.in_hand, polling_interval=WAIT_MS,
            ),
            ack_policy=AckPolicy.NACK_ON_ERROR, parser=self._batch(address), decoder=whole,
        )  # fmt: skip
        abandoned = self.broker.subscriber(
            stream=StreamSub(
                address.name, group=address.group, consumer=consumer,
                min_idle_time=int(bounds.takeover * 1000), polling_interval=WAIT_MS,
            ),
            ack_policy=AckPolicy.NACK_ON_ERROR, parser=self._single(address), decoder=whole,
        )  # fmt: skip

        async def take(message: RedisBatchStreamMessage) -> None:
            raw = message.raw_message
            await handle([
                Parcel(_body(fields), 1, id.decode())
                for id, fields in zip(raw["message_ids"], raw["data"], strict=True)
            ])  # fmt: skip

        async def take_over(message: RedisStreamMessage) -> None:
            raw = message.raw_message
            count = await message.get_delivery_count()
            await handle([Parcel(_body(raw["data"]), count, raw["message_ids"][0].decode())])

        fresh(take)
        abandoned(take_over)

    async def send(self, name: str, letter: Letter) -> None:
        """Add an entry with the fields `id` and `data`."""
        client: Any = await self.broker.connect()
        async with self._writing:
            await client.xadd(name, {"id": letter.id, DATA: letter.body})

    def _client(self) -> Redis:
        return Redis.from_url(self._url)

    def _batch(self, address: Address) -> Any:  # noqa: ANN401 (FastStream's own type is private)
        async def parse(raw: Any) -> RedisBatchStreamMessage:  # noqa: ANN401
            client: Any = await self.broker.connect()
            return RedisBatchStreamMessage(raw, b"", consumer=client, group=address.group)

        return parse

    def _single(self, address: Address) -> Any:  # noqa: ANN401
        async def parse(raw: Any) -> RedisStreamMessage:  # noqa: ANN401
            client: Any = await self.broker.connect()
            return RedisStreamMessage(raw, b"", consumer=client, group=address.group)

        return parse


def _body(fields: Mapping[bytes, bytes]) -> bytes:
    """Take the message off an entry.

    It is the field `data`, or what FastStream itself wrote; else the fields are those of an article.
    """
    if DATA in fields:
        return fields[DATA]
    if OWN in fields:
        body, _ = BinaryMessageFormatV1.parse(fields[OWN])
        return bytes(body)
    try:
        return encoded({name.decode(): value.decode() for name, value in fields.items()})
    except UnicodeDecodeError:
        return b"\xff".join(part for pair in fields.items() for part in pair)


async def _asked(address: Address, asking: Any) -> Any:  # noqa: ANN401
    try:
        return await asking
    except (RedisError, OSError) as error:
        raise InputError(f"{address} can't be reached: {error}") from error
