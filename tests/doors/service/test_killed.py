"""A service that is killed at any moment has lost nothing that it had answered."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import httpx
import pytest
from casework import an_item
from desks import an_article, held

from darnel.queue import open_store

SERVER = """
import sys
from darnel.doors.service import Settings, serve
from standin import StandIn
serve(Settings(port=int(sys.argv[2]), queue=sys.argv[1]), print, scorer=StandIn())
"""


@dataclass
class Acknowledged:
    """What a client was told is done."""

    cases: set[str] = field(default_factory=set)
    verdicts: dict[str, str] = field(default_factory=dict)


def at_work(url: str, who: str, told: Acknowledged, stop: threading.Event) -> None:
    """Bring articles in, claim and judge, whatever happens to the service; note what it answered."""
    numbers = iter(range(10**6))
    with httpx.Client(base_url=url, timeout=5, headers={"Darnel-Reviewer": who}) as client:
        while not stop.is_set():
            try:
                one_round(client, who, next(numbers), told)
            except httpx.HTTPError:
                time.sleep(0.05)


def one_round(client: httpx.Client, who: str, n: int, told: Acknowledged) -> None:
    article = an_article(n) | {"id": f"{who}-{n}", "url": f"https://{who}.example/{n}"}
    came = client.post("/v1/items", json={"items": [{"article": article}]})
    if came.status_code != 200:
        return
    told.cases.add(came.json()["items"][0]["case_id"])
    work = client.post("/v1/queues/default/claim")
    if work.status_code != 200:
        return
    id = work.json()["case"]["id"]
    verdict = random.choice(["credible", "content_farm"])
    said = held(work.json(), verdict=verdict)
    if client.post(f"/v1/cases/{id}/decision", json=said).status_code == 200:
        told.verdicts[id] = verdict


def started(database: str, port: int) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, database, str(port)], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    for _ in range(400):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return process
        except httpx.HTTPError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError("the service does not start")


def killed_again_and_again(database: str, port: int, kills: int) -> Acknowledged:
    """Kill the service under load so often, at random moments, and let it go on in between."""
    told, stop = Acknowledged(), threading.Event()
    people = [
        threading.Thread(target=at_work, args=(f"http://127.0.0.1:{port}", who, told, stop))
        for who in ("ann", "bea", "cyd")
    ]
    process = started(database, port)
    for person in people:
        person.start()
    try:
        for kill in range(kills):
            time.sleep(0.2 + random.Random(kill).random())
            process.send_signal(signal.SIGKILL)
            process.wait()
            process = started(database, port)
        time.sleep(0.5)
    finally:
        stop.set()
        for person in people:
            person.join()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)
    return told


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(1, id="once", marks=pytest.mark.thorough),
        pytest.param(20, id="20 times", marks=pytest.mark.slow),
    ],
)
def test_nothing_that_was_answered_is_lost(tmp_path, kills, free_port) -> None:
    database = f"sqlite:///{tmp_path / 'queue.db'}"
    told = killed_again_and_again(database, free_port, kills)
    assert told.cases
    assert told.verdicts
    store = open_store(database)
    try:
        for id in told.cases:
            assert store.get(id).case.id == id
        for id, verdict in told.verdicts.items():
            assert store.get(id).case.verdict == verdict
            assert [one["verdict"] for one in store.reviews(id)] == [verdict]
        assert store.verify()
        assert store.ingest(an_item()).outcome == "created"
    finally:
        store.close()
