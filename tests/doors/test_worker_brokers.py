"""The worker against real brokers: killed, stopped, flooded and fed with what is no article."""

from __future__ import annotations

import base64
import json
import math
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brokers import BENCHES, until
from libraries import BROKER, lacking
from stand_ins import Brittle

import darnel
from darnel.article import Article
from darnel.assessment import Assessment

if lacking("faststream", "redis", "aio_pika", "nats", "confluent_kafka"):
    pytest.skip(BROKER, allow_module_level=True)

pytestmark = pytest.mark.brokers

KILLS, REAL_KILLS = 20, 3

HERE = Path(__file__).parent

BOOT = """
import sys

sys.path.insert(0, {here!r})
import darnel.doors
import stand_ins

darnel.doors.load_scorer = lambda *_, **__: stand_ins.Brittle({pause})

if __name__ == "__main__":
    from darnel.cli import main

    main()
"""
"""The command with a scorer that is loaded at once, takes a while, and dies of arsenic."""


@pytest.fixture(scope="module", params=BENCHES)
def bench(request, tmp_path_factory):
    made = BENCHES[request.param](tmp_path_factory.mktemp(request.param))
    yield made
    made.close()


class Workers:
    """Start workers, one after the other; what they say is kept in a file."""

    def __init__(self, bench: Any, folder: Path) -> None:
        self._bench, self._folder = bench, folder
        self.said = folder / "said.txt"
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, queue: str, *options: str, pause: float = 0) -> subprocess.Popen[bytes]:
        """Start a worker with a stand-in for the scorer."""
        boot = self._folder / f"boot{pause}.py"
        boot.write_text(BOOT.format(here=str(HERE), pause=pause))
        return self._start([str(boot)], queue, options)

    def start_real(self, queue: str, *options: str) -> subprocess.Popen[bytes]:
        return self._start(["-m", "darnel.cli"], queue, options)

    def _start(self, what: list[str], queue: str, options: Sequence[str]) -> Any:
        address = f"{self._bench.root}/{queue}"
        if self._bench.name == "kafka":  # how long a dead worker keeps its partitions
            address += "?session.timeout.ms=6000&heartbeat.interval.ms=1000"
        command = [sys.executable, *what, "worker", address, f"{queue}.scored", *options]
        with self.said.open("ab") as said:
            process = subprocess.Popen(command, stderr=said, stdout=said)
        self.running.append(process)
        return process


@pytest.fixture
def workers(bench, tmp_path):
    made = Workers(bench, tmp_path)
    yield made
    for process in made.running:
        process.kill()
        process.wait()


def told_to_stop(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(60)


def grown(bench, queue: str, count: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a queue has so many more."""
    goal = bench.count(queue) + count
    until(lambda: bench.count(queue) >= goal or process.poll() is not None)
    assert process.poll() is None


def articles(prose: str, count: int, seed: int = 1) -> list[Article]:
    """Articles that differ: sentences in another order, a number, and what is odd."""
    dice = random.Random(seed)
    sentences = [part for part in prose.replace("\n\n", " ").split(". ") if part]
    made = []
    for number in range(count):
        dice.shuffle(sentences)
        text = ". ".join(sentences[: dice.choice([2, 6, 8])]) + f". There were {number} of them."
        odd = dice.choice(["", "", "🚢 שלום\r\n", "Cafe\u0301 ", "\ud800"])
        made.append(Article(odd + text, title=f"Ferry {number}", id=f"a-{number}"))
    return made


def fields(article: Article) -> dict[str, str]:
    return {"id": article.id, "title": article.title, "text": article.text}


def message(number: int, article: Article) -> bytes:
    """An article, bare or in an event, in turn."""
    if number % 2:
        return json.dumps(fields(article)).encode()
    event = {
        "specversion": "1.0", "id": f"e-{number}", "source": "/crawler", "type": "org.crawled",
        "data": fields(article),
    }  # fmt: skip
    return json.dumps(event).encode()


def feed(bench, queue: str, sent: Sequence[Article]) -> None:
    """Send articles, a few at a time."""
    for start in range(0, len(sent), 5):
        bench.send(queue, [message(at, sent[at]) for at in range(start, start + 5)])
        time.sleep(0.1)


def events(bench, queue: str) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in bench.read(queue)]


def numbers(one: Assessment) -> list[float]:
    """Every number of an assessment, in order."""
    said = [one.quality, *(one.interval or ()), one.bias, *one.signals.values()]
    said += [part.log_odds for part in one.contributions] + [f.score for f in one.findings]
    return [math.nan if number is None else number for number in said]


def words(one: Assessment) -> list[Any]:
    """Everything else."""
    places = [(f.signal, f.field, f.start, f.end, f.quote, f.message) for f in one.findings]
    return [one.id, one.band, one.abstained, one.language, one.reason, one.model, *places]


def same(found: dict[str, Any], wanted: Assessment) -> bool:
    """Tell whether an answer is the library's; a batch may shift its numbers in the last digit."""
    one = Assessment.from_dict(found)
    near = pytest.approx(numbers(wanted), abs=1e-12, rel=1e-12, nan_ok=True)
    return words(one) == words(wanted) and numbers(one) == near


@pytest.mark.parametrize(
    ("count", "kills", "real"),
    [
        pytest.param(600, KILLS, False, id="twenty times"),
        pytest.param(300, REAL_KILLS, True, id="with the real scorer"),
    ],
)
def test_killed_mid_batch_nothing_is_lost_and_doubles_can_be_told(
    bench, workers, prose, capsys, count, kills, real
) -> None:
    began = time.monotonic()
    sent = articles(prose, count)
    queue = f"killed{count}"
    out = f"{queue}.scored"
    bench.make(queue)
    feeding = threading.Thread(target=feed, args=(bench, queue, sent))
    feeding.start()
    dice = random.Random(2)
    told = ("--takeover", "1", "--in-hand", "16")
    held = []
    for _ in range(kills):
        process = (
            workers.start_real(queue, *told) if real else workers.start(queue, *told, pause=0.02)
        )
        grown(bench, out, dice.randint(2, 15), process)
        process.kill()
        process.wait()
        held.append(bench.in_hand(queue) if bench.name in ("redis", "nats") else "?")
    feeding.join()
    ready = workers.said.read_text().count("working:")  # of the killed, some not even began
    last = workers.start_real(queue, *told) if real else workers.start(queue, *told)
    until(lambda: len({one["id"] for one in events(bench, out)}) >= len(sent))
    until(lambda: workers.said.read_text().count("working:") > ready)
    assert told_to_stop(last) == 0

    found = events(bench, out)
    by_id = {one["id"]: one for one in found}
    assert Counter(one["data"]["id"] for one in by_id.values()) == Counter(a.id for a in sent)
    assert {one["source"] for one in found} == {"/darnel"}
    scorer = darnel.Scorer.load() if real else Brittle()
    wanted = {one.id: one for one in scorer.assess(sent)}
    assert all(same(one["data"], wanted[one["data"]["id"]]) for one in found)
    bench.count(f"{queue}.scored.dead")  # some have to be listened to for a while
    time.sleep(1)
    assert bench.count(f"{queue}.scored.dead") == 0
    with capsys.disabled():
        sys.stderr.write(
            f"\n{bench.name}, {'the real scorer' if real else 'a stand-in'}: {kills} kills "
            f"(in hand: {' '.join(map(str, held))}), {len(sent)} in, {len(found)} answers, "
            f"{len(by_id)} ids, 0 dead, {time.monotonic() - began:.0f} s\n"
        )


def test_what_is_no_article_goes_to_the_dead_letters_with_its_reason(
    bench, workers, prose, tmp_path
) -> None:
    queue = "mixed"
    bench.make(queue)
    (good,) = articles(prose, 1)
    bad = {
        b"{nonsense": "not-json",
        b"\xff\x00\xfe": "not-json",
        b'{"titel": "Ferry"}': "not-valid",
        json.dumps({"specversion": "1.0", "id": "e", "source": "s", "type": "t"}).encode(): "not-valid",
        json.dumps({"text": "ferry " * 200_000}).encode(): "not-valid",
    }  # fmt: skip
    if bench.name in ("nats", "kafka"):  # their messages have at most a megabyte
        bad.popitem()
    bench.send(queue, [*bad, message(1, good)])
    process = workers.start(queue, "--dead", "bad.mixed")
    count = len(bad)
    until(lambda: bench.count("mixed.scored") == 1 and bench.count("bad.mixed") == len(bad))
    assert told_to_stop(process) == 0
    for event in events(bench, "bad.mixed"):
        data = event["data"]
        original = (
            base64.b64decode(data["original_base64"])
            if "original_base64" in data
            else data["original"].encode()
        )
        assert event["type"] == "dev.darnel.article.refused.v1"
        assert bad.pop(original) == data["reason"]
        assert data["detail"]
    assert not bad
    said = workers.said.read_text()
    assert f"{count} dead" in said
    assert "nonsense" not in said
    assert "gearbox" not in said


def test_an_article_that_kills_the_worker_is_given_up_and_no_other_with_it(
    bench, workers, prose
) -> None:
    queue = "poison"
    bench.make(queue)
    poisoned(bench, workers, prose, queue)
    if bench.name == "rabbit":
        bench.make("classic", "classic")
        poisoned(bench, workers, prose, "classic")


def poisoned(bench, workers, prose: str, queue: str) -> None:
    out, dead = f"{queue}.scored", f"{queue}.scored.dead"
    sent = articles(prose, 12)
    sent[5] = replace(sent[5], text=prose + " It was arsenic.")
    bench.send(queue, [message(1, article) for article in sent])
    lives = 0
    while bench.count(dead) == 0 or bench.count(out) < 11:
        lives += 1
        assert lives < 6
        process = workers.start(queue, "--takeover", "1")
        until(
            lambda process=process: (
                process.poll() is not None or (bench.count(dead) and bench.count(out) >= 11)
            )
        )
    assert told_to_stop(process) == 0
    (data,) = (event["data"] for event in events(bench, dead))
    assert (data["reason"], json.loads(data["original"])["id"]) == ("poison", "a-5")
    assert "exit code -9" in data["detail"]
    answered = {one["data"]["id"] for one in events(bench, out)}
    assert answered == {article.id for article in sent} - {"a-5"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_finishes_what_is_in_hand_and_takes_nothing_new(
    bench, workers, prose, number
) -> None:
    queue = f"stopped{number}"
    out = f"{queue}.scored"
    bench.make(queue)
    sent = articles(prose, 60)
    bench.send(queue, [message(1, article) for article in sent])
    process = workers.start(queue, "--takeover", "30", "--in-hand", "10", pause=0.1)
    grown(bench, out, 1, process)
    process.send_signal(number)
    assert process.wait(60) == 0
    answered = bench.count(out)
    assert 1 <= answered <= 40
    if bench.in_hand(queue) >= 0:
        assert bench.in_hand(queue) == 0
    last = workers.start(queue, "--takeover", "30")
    until(lambda: bench.count(out) >= 60)
    assert told_to_stop(last) == 0
    assert bench.count(out) == 60, "nothing was answered twice"


def test_no_more_is_in_hand_than_was_asked(bench, workers, prose) -> None:
    queue = "flooded"
    bench.make(queue)
    bench.send(queue, [message(1, article) for article in articles(prose, 60)])
    process = workers.start(queue, "--in-hand", "7", pause=0.05)
    grown(bench, "flooded.scored", 1, process)
    seen = []

    def done() -> bool:
        seen.append(bench.in_hand(queue))
        return bench.count("flooded.scored") >= 60

    until(done)
    assert told_to_stop(process) == 0
    # NATS hears of an acknowledgement after the next messages were asked for
    assert max(seen) <= (14 if bench.name == "nats" else 7)
    assert "at most 7 in hand" in workers.said.read_text()


def test_a_broker_that_is_not_there_is_said_at_once(bench, workers) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "darnel.cli", "worker",
         bench.root.replace(bench.root.rpartition(":")[2], "1") + "/articles", "out"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert result.returncode == 2
    assert "can't be reached" in result.stderr
    assert "Traceback" not in result.stderr
