"""The brokers, a file each: how a queue is found or made, read, counted, and written to."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from darnel.doors.worker.addresses import Address, Kind
from darnel.doors.worker.installed import check_installed
from darnel.doors.worker.messages import Letter, Parcel

LOG = logging.getLogger("darnel.worker")

CLIENTS: dict[Kind, str] = {
    "redis": "redis",
    "rabbit": "aio_pika",
    "nats": "nats",
    "kafka": "confluent_kafka",
}

NOISE = ("Auto create topics is disabled", "CONFWARN")
"""Said at every start: the topics were looked for, and a setting is for readers or writers only."""

Handle = Callable[[Sequence[Parcel]], Awaitable[None]]
"""Takes messages; when it returns, each is answered or a dead letter, and may be acknowledged."""


class TooLargeError(RuntimeError):
    """Say that a broker takes no message of this size, ever."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Say how many messages may be in hand, and after how many seconds others take them over."""

    in_hand: int
    takeover: float


class Carrier(Protocol):
    """What a worker asks of a broker. `broker` is FastStream's; whoever runs it starts and stops it."""

    broker: Any

    async def prepare_in(self, address: Address, bounds: Bounds) -> None:
        """Find the queue and the group, or make them; raise InputError."""
        ...

    async def prepare_out(self, name: str) -> None:
        """Find a queue to write to, or make it; raise InputError."""
        ...

    def subscribe(self, address: Address, bounds: Bounds, handle: Handle) -> None:
        """Have messages handled, and acknowledged when that returns; otherwise they come again."""
        ...

    async def send(self, name: str, letter: Letter) -> None:
        """Write a message and return when the broker has it; raise TooLargeError or another."""
        ...


def carrier_of(address: Address, grace: float) -> Carrier:
    """Make the carrier for an address; raise InputError if its client is not installed.

    On being stopped it waits `grace` seconds for what is in hand.
    """
    check_installed(CLIENTS[address.kind])
    module = import_module(f"darnel.doors.worker.brokers.{address.kind}")
    made: Carrier = module.open_carrier(address, grace)
    return made


class Journal:
    """Pass on what FastStream logs from warnings on, without tracebacks: they could quote."""

    def handle(self, record: logging.LogRecord) -> None:
        """Log what a client logs by itself."""
        self.log(record.levelno, record.getMessage())

    def log(
        self, level: int, msg: Any, /, *_: Any, exc_info: Any = None, **__: Any,  # noqa: ANN401
    ) -> None:  # fmt: skip
        """Log a line."""
        if level < logging.WARNING or str(msg).startswith(NOISE):
            return
        kind = type(exc_info).__name__ if isinstance(exc_info, BaseException) else ""
        line = str(msg).partition("\n")[0]
        if kind and line.startswith(kind):
            line = "a message was not handled"
        LOG.log(level, "%s%s", line, f" ({kind})" if kind else "")


async def whole(message: Any) -> Any:  # noqa: ANN401 (FastStream's messages have a type a broker)
    """Decode nothing: a handler gets the message as it came."""
    return message
