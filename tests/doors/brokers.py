"""Real brokers for tests: each starts one of its own, and is written to and read without the worker."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

INSTALL = "apt-get install redis-server rabbitmq-server nats-server"

Answer = tuple[str, bytes]
"""The key that tells a double, where the broker has one, and the body."""


def program(*places: str) -> str:
    """Find a server, or skip; fail in CI."""
    for place in places:
        found = shutil.which(place)
        if found:
            return found
    if os.environ.get("CI"):
        pytest.fail(f"no {places[-1]}: {INSTALL}")
    pytest.skip(f"needs {INSTALL}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def until(told: Callable[[], Any], seconds: float = 120) -> Any:
    """Wait until something holds, and give it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := told():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} seconds")


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


class Loop:
    """Run coroutines from plain tests, in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


class RedisBench:
    """Redis: streams."""

    name = "redis"

    def __init__(self, folder: Path) -> None:
        from redis import Redis

        port = free_port()
        self.root = f"redis://127.0.0.1:{port}"
        self._server = subprocess.Popen(
            [program("redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
            cwd=folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: listens(port))
        self.client = Redis(port=port)

    def make(self, queue: str) -> None:
        """Nothing to do: a stream begins with its first entry."""

    def send(self, queue: str, bodies: Sequence[bytes]) -> None:
        pipe = self.client.pipeline()
        for body in bodies:
            pipe.xadd(queue, {"data": body})
        pipe.execute()

    def read(self, queue: str) -> list[Answer]:
        return [
            (fields[b"id"].decode(), fields[b"data"]) for _, fields in self.client.xrange(queue)
        ]

    def count(self, queue: str) -> int:
        return self.client.xlen(queue)

    def in_hand(self, queue: str) -> int:
        return self.client.xpending(queue, "darnel")["pending"]

    def close(self) -> None:
        self.client.close()
        self._server.terminate()
        self._server.wait()


class NatsBench:
    """NATS: subjects in streams of JetStream."""

    name = "nats"

    def __init__(self, folder: Path) -> None:
        import nats

        port = free_port()
        self.root = f"nats://127.0.0.1:{port}"
        self._server = subprocess.Popen(
            [program("nats-server"), "-js", "-a", "127.0.0.1", "-p", str(port), "-sd", str(folder)],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: listens(port))
        self._loop = Loop()
        self._client = self._loop.run(nats.connect(self.root))
        self._jet = self._client.jetstream()

    def make(self, queue: str) -> None:
        self._loop.run(self._jet.add_stream(name=queue.replace(".", "_"), subjects=[queue]))

    def send(self, queue: str, bodies: Sequence[bytes]) -> None:
        async def publish() -> None:
            await asyncio.gather(*(self._jet.publish(queue, body) for body in bodies))

        self._loop.run(publish())

    def read(self, queue: str) -> list[Answer]:
        async def fetch() -> list[Answer]:
            sub = await self._jet.subscribe(queue, ordered_consumer=True)
            found = []
            for _ in range(await self._count(queue)):
                message = await sub.next_msg(10)
                found.append((message.headers.get("Nats-Msg-Id", ""), message.data))
            await sub.unsubscribe()
            return found

        return self._loop.run(fetch())

    def count(self, queue: str) -> int:
        return self._loop.run(self._count(queue))

    async def _count(self, queue: str) -> int:
        from nats.js.errors import NotFoundError

        try:
            return (await self._jet.stream_info(queue.replace(".", "_"))).state.messages
        except NotFoundError:
            return 0

    def in_hand(self, queue: str) -> int:
        told = self._loop.run(self._jet.consumer_info(queue.replace(".", "_"), "darnel"))
        return told.num_ack_pending

    def close(self) -> None:
        self._loop.run(self._client.close())
        self._loop.close()
        self._server.terminate()
        self._server.wait()


class RabbitBench:
    """RabbitMQ: quorum queues; what is read is kept here, for it is gone there."""

    name = "rabbit"

    def __init__(self, folder: Path) -> None:
        port, between, names = free_port(), free_port(), free_port()
        self.root = f"amqp://guest:guest@127.0.0.1:{port}"
        self._environment = os.environ | {
            "HOME": str(folder),
            "RABBITMQ_NODENAME": f"darnel-test-{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(between),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(names),
        }
        (folder / "rabbitmq.conf").write_text("log.file.level = error\n")
        self._server = subprocess.Popen(
            [program("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server")],
            env=self._environment, cwd=folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: listens(port), 90)
        self._epmd = epmd_of(names)
        self._loop = Loop()
        self._connection = until(self._connected, 30)
        self._channel = self._loop.run(self._opened())
        self._kept: dict[str, list[Answer]] = {}

    def _connected(self) -> Any:
        import aio_pika

        try:
            return self._loop.run(aio_pika.connect(self.root))
        except (OSError, aio_pika.exceptions.AMQPError):
            return None

    async def _opened(self) -> Any:
        return await self._connection.channel()

    def make(self, queue: str, kind: str = "quorum") -> None:
        self._loop.run(
            self._channel.declare_queue(queue, durable=True, arguments={"x-queue-type": kind})
        )

    def send(self, queue: str, bodies: Sequence[bytes]) -> None:
        import aio_pika

        async def publish() -> None:
            exchange = self._channel.default_exchange
            lasting = aio_pika.DeliveryMode.PERSISTENT
            await asyncio.gather(*(
                exchange.publish(aio_pika.Message(body, delivery_mode=lasting), queue)
                for body in bodies
            ))  # fmt: skip

        self._loop.run(publish())

    def read(self, queue: str) -> list[Answer]:
        import aio_pika

        async def keep(message: Any) -> None:
            self._kept[queue].append((message.message_id or "", message.body))

        async def listen() -> None:
            channel = await self._opened()
            try:
                found = await channel.get_queue(queue)
            except aio_pika.exceptions.ChannelNotFoundEntity:
                return
            self._kept[queue] = []
            await found.consume(keep, no_ack=True)

        if queue not in self._kept:
            self._loop.run(listen())
        return list(self._kept.get(queue, ()))

    def count(self, queue: str) -> int:
        return len(self.read(queue))

    def in_hand(self, queue: str) -> int:
        said = subprocess.run(
            ["/usr/lib/rabbitmq/bin/rabbitmqctl", "-q", "list_queues", "name",
             "messages_unacknowledged", "--no-table-headers"],
            env=self._environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        return int(dict(line.split("\t") for line in said.strip().split("\n"))[queue])

    def close(self) -> None:
        self._loop.run(self._connection.close())
        self._loop.close()
        with_all = os.getpgid(self._server.pid)
        os.killpg(with_all, signal.SIGTERM)
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(with_all, signal.SIGKILL)
        if self._epmd:
            os.kill(self._epmd, signal.SIGTERM)


def epmd_of(port: int) -> int | None:
    """Find the name server that Erlang left behind for this port; it outlives its parent."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            told = (folder / "environ").read_bytes()
        except OSError:
            continue
        if words[0].endswith(b"epmd") and f"ERL_EPMD_PORT={port}".encode() in told.split(b"\0"):
            return int(folder.name)
    return None


class KafkaBench:
    """Kafka's protocol, as librdkafka's own mock cluster speaks it; it makes topics when asked."""

    name = "kafka"

    def __init__(self, folder: Path) -> None:
        from confluent_kafka import Producer

        self._cluster = Producer(
            {"bootstrap.servers": "nowhere", "test.mock.num.brokers": 1, "log_level": 2}
        )
        (broker,) = self._cluster.list_topics(timeout=10).brokers.values()
        self._hosts = f"{broker.host}:{broker.port}"
        self.root = f"kafka://{self._hosts}"
        self._producer = Producer({"bootstrap.servers": self._hosts, "log_level": 2})
        self._kept: dict[str, list[Answer]] = {}
        self._closed = threading.Event()
        self._listening: list[threading.Thread] = []

    def make(self, queue: str) -> None:
        self._producer.list_topics(queue, timeout=10)

    def send(self, queue: str, bodies: Sequence[bytes]) -> None:
        for body in bodies:
            self._producer.produce(queue, body)
        assert self._producer.flush(10) == 0

    def read(self, queue: str) -> list[Answer]:
        if queue not in self._kept:
            self._kept[queue] = []
            self._listening.append(threading.Thread(target=self._listen, args=(queue,)))
            self._listening[-1].start()
        return list(self._kept[queue])

    def _listen(self, queue: str) -> None:
        from confluent_kafka import Consumer, TopicPartition

        consumer = Consumer({"bootstrap.servers": self._hosts, "group.id": "bench", "log_level": 2})
        parts = self._cluster.list_topics(queue, timeout=10).topics[queue].partitions
        consumer.assign([TopicPartition(queue, number, 0) for number in parts])
        while not self._closed.is_set():
            message = consumer.poll(0.1)
            if message is not None and message.error() is None:
                self._kept[queue].append(((message.key() or b"").decode(), message.value()))
        consumer.close()

    def count(self, queue: str) -> int:
        return len(self.read(queue))

    def in_hand(self, queue: str) -> int:
        """Unknown: Kafka has offsets, and no notion of a message in somebody's hand."""
        return -1

    def close(self) -> None:
        self._closed.set()
        for thread in self._listening:
            thread.join()


BENCHES = {bench.name: bench for bench in (RedisBench, NatsBench, RabbitBench, KafkaBench)}
