"""NATS JetStream: a durable pull consumer; the server counts deliveries and drops doubled answers."""

from __future__ import annotations

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.message import NatsMessage
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from nats.js.api import AckPolicy as JetAckPolicy
from nats.js.api import ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from darnel.doors.worker.addresses import Address
from darnel.doors.worker.brokers import Bounds, Handle, Journal, TooLargeError, whole
from darnel.doors.worker.messages import Letter, Parcel
from darnel.errors import InputError

WAIT = 0.5
"""Seconds that a fetch waits for messages."""

CONNECT_SECONDS = 5


def open_carrier(address: Address, grace: float) -> NatsCarrier:
    """Make the carrier of a server or cluster."""
    return NatsCarrier(address, grace)


class NatsCarrier:
    """Read and write subjects that lie in streams."""

    def __init__(self, address: Address, grace: float) -> None:
        user, sign, hosts = address.hosts.rpartition("@")
        self._servers = [f"{address.scheme}://{user}{sign}{host}" for host in hosts.split(",")]
        self._address = address
        self._streams: dict[str, str] = {}
        self.broker = NatsBroker(
            self._servers, graceful_timeout=grace, logger=Journal(), apply_types=False,
            max_reconnect_attempts=-1,
        )  # fmt: skip

    async def prepare_in(self, address: Address, bounds: Bounds) -> None:
        """Find the subject's stream, or make one of its own; make the durable consumer."""
        await self.prepare_out(address.name)
        client = await self._connected()
        try:
            await client.jetstream().add_consumer(
                self._streams[address.name],
                ConsumerConfig(
                    durable_name=address.group, filter_subject=address.name,
                    ack_policy=JetAckPolicy.EXPLICIT, ack_wait=bounds.takeover,
                    deliver_policy=DeliverPolicy.ALL, max_deliver=-1,
                ),
            )  # fmt: skip
        except NatsError as error:
            raise InputError(f"{address}: the consumer {address.group}: {error}") from error
        finally:
            await client.close()

    async def prepare_out(self, name: str) -> None:
        """Find the subject's stream, or make one of its own."""
        client = await self._connected()
        stream = client.jetstream()
        try:
            self._streams[name] = await stream.find_stream_name_by_subject(name)
        except NotFoundError:
            made = name.replace(".", "_")
            await stream.add_stream(name=made, subjects=[name])
            self._streams[name] = made
        except NatsError as error:
            raise InputError(f"{self._address.named(name)}: JetStream: {error}") from error
        finally:
            await client.close()

    def subscribe(self, address: Address, bounds: Bounds, handle: Handle) -> None:
        """Fetch as many as may be in hand, each acknowledged by itself."""
        subscriber = self.broker.subscriber(
            address.name, stream=JStream(self._streams[address.name], declare=False),
            durable=address.group, pull_sub=PullSub(batch_size=bounds.in_hand, timeout=WAIT),
            ack_policy=AckPolicy.NACK_ON_ERROR, decoder=whole,
        )  # fmt: skip

        async def take(message: NatsMessage) -> None:
            told = message.raw_message.metadata
            place = str(told.sequence.stream) if told.sequence else ""
            await handle([Parcel(message.body, told.num_delivered or 1, place)])

        subscriber(take)

    async def send(self, name: str, letter: Letter) -> None:
        """Publish and return when the stream has it; one with a known id is dropped there."""
        try:
            await self.broker.publish(
                letter.body, name, stream=self._streams[name],
                headers={"Nats-Msg-Id": letter.id, "content-type": "application/cloudevents+json"},
            )  # fmt: skip
        except MaxPayloadError as error:
            raise TooLargeError from error

    async def _connected(self) -> Client:
        client = Client()
        try:
            await client.connect(
                self._servers, allow_reconnect=False, connect_timeout=CONNECT_SECONDS,
                max_reconnect_attempts=1, reconnect_time_wait=1, error_cb=_ignored,
            )  # fmt: skip
        except (NatsError, OSError, TimeoutError) as error:
            said = str(error) or type(error).__name__
            raise InputError(f"{self._address} can't be reached: {said}") from error
        return client


async def _ignored(_: Exception) -> None:
    """Say nothing twice: what went wrong is raised."""
