"""How fast the service answers: `python -m training.service_speed`.

The service runs in a process of its own, its clients in threads of this one, on the same machine:
both share its cores. The articles are those of `tests/data`, one after another, with a number in
the title. Seconds are those that a client sees, over connections that are kept.

With `--rates` requests come at a rate, whether or not those before were answered, as from many
people: the service has one core to itself, the clients have the others, and seconds count from the
moment a request was due, so that none that had to wait for a client is forgotten. Cores differ between
machines and hours: how many words a second a plain pattern finds here stands above the table.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import queue
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[1] / "tests" / "data"
CONNECTIONS = 64
"""Clients that wait for an answer at once, at the most."""

HEADERS = {"Content-Type": "application/json"}


def articles(count: int) -> list[dict[str, str]]:
    """Give so many articles, no two with one title."""
    with (DATA / "articles.csv").open(encoding="utf-8", newline="") as file:
        known = [
            {name: row[name] for name in ("title", "text", "url")} for row in csv.DictReader(file)
        ]
    for genre in sorted((DATA / "genres").glob("*.jsonl")):
        pages = map(json.loads, genre.read_text("utf-8").splitlines())
        known += [{"title": page["title"], "text": page["text"]} for page in pages]
    return [
        row | {"title": f"{row['title']} {at}"}
        for at, row in enumerate(islice(cycle(known), count))
    ]


def of_length(count: int, words: int) -> list[dict[str, str]]:
    """Give so many articles of about so many words: paragraphs of those there are, put together."""
    paragraphs = cycle(
        part
        for row in articles(200)
        for part in row["text"].split("\n\n")
        if len(part.split()) > 20
    )
    made = []
    for at in range(count):
        parts: list[str] = []
        while sum(len(part.split()) for part in parts) < words:
            parts.append(next(paragraphs))
        text = " ".join("\n\n".join(parts).split(" ")[:words])
        made.append({"title": f"What was said that day {at}", "text": text, "url": ""})
    return made


class Client:
    """Send requests over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def post(self, route: str, body: bytes) -> float:
        """Send a body and read the answer; give the seconds it took."""
        started = time.perf_counter()
        self._connection.request("POST", route, body, HEADERS)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{route} answered {answer.status}")
        return time.perf_counter() - started


def measured(port: int, route: str, bodies: list[bytes], clients: int, each: int) -> str:
    """Send bodies from so many clients at once; give a row of the table."""

    def work(mine: list[bytes]) -> list[float]:
        client = Client(port)
        return [client.post(route, body) for body in mine]

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = list(pool.map(work, [bodies[at::clients] for at in range(clients)]))
    spent = time.perf_counter() - started
    seconds = np.concatenate(parts)
    p50, p95, p99 = 1000 * np.quantile(seconds, [0.5, 0.95, 0.99])
    rate = len(bodies) / spent
    return f"{route} | {clients} | {each} | {rate:.1f} | {rate * each:.0f} | {p50:.0f} | {p95:.0f} | {p99:.0f}"


def offered(port: int, bodies: list[bytes], rate: float) -> str:
    """Send bodies at an even rate, answered or not; give a row of the table."""
    free: queue.SimpleQueue[Client] = queue.SimpleQueue()
    for _ in range(CONNECTIONS):
        free.put(Client(port))
    begin = time.perf_counter() + 0.2

    def work(at: int) -> float:
        due = begin + at / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        client = free.get()
        try:
            client.post("/v1/score", bodies[at])
        finally:
            free.put(client)
        return time.perf_counter() - due

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        seconds = np.array(list(pool.map(work, range(len(bodies)))))
    spent = time.perf_counter() - begin
    p50, p95, p99 = 1000 * np.quantile(seconds, [0.5, 0.95, 0.99])
    return f"{rate:.0f} | {len(bodies) / spent:.1f} | {p50:.0f} | {p95:.0f} | {p99:.0f}"


def started(port: int, core: int | None = None) -> subprocess.Popen[bytes]:
    """Start the service, on one core if it is named, and wait until it takes articles."""
    command = [sys.executable, "-m", "darnel.cli", "serve", "--port", str(port), "--quiet"]
    process = subprocess.Popen([*command, "--no-queue"])
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    for _ in range(300):
        try:
            Client(port).post("/v1/score", b'{"text": ""}')
        except OSError:
            time.sleep(0.2)
        else:
            return process
    raise RuntimeError("the service did not start")


def yardstick(rows: Sequence[Mapping[str, str]]) -> str:
    """Say how fast this core finds the words of articles, the best of five times."""
    text = "\n".join(row["text"] for row in rows)
    best = math.inf
    for _ in range(5):
        began = time.process_time()
        words = len(re.findall(r"\w+", text))
        best = min(best, time.process_time() - began)
    return f"{words / best / 1e6:.1f} million words a second found by a plain pattern"


def at_rates(port: int, rates: list[float], words: int, requests: int) -> None:
    """Print what requests that come at a rate wait for."""
    rows = of_length(requests, words)
    bodies = [json.dumps(row).encode() for row in rows]
    cores = sorted(os.sched_getaffinity(0))
    process = started(port, cores[0])
    os.sched_setaffinity(0, set(cores[1:]) or set(cores))
    print(f"{len(cores)} cores, load {os.getloadavg()[0]:.1f} before; {words} words an article")
    print(yardstick(rows))
    print("offered/s | answered/s | p50 ms | p95 ms | p99 ms")
    try:
        measured(port, "/v1/score", bodies[:200], 4, 1)
        for rate in rates:
            print(offered(port, bodies[: max(200, int(20 * rate))], rate), flush=True)
    finally:
        process.terminate()
        process.wait(60)


def main() -> None:
    """Print a table of rates and times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8799)
    parser.add_argument("--rates", type=float, nargs="+", help="requests a second, one core")
    parser.add_argument("--words", type=int, default=600, help="words an article, with --rates")
    told = parser.parse_args()
    if told.rates:
        at_rates(told.port, told.rates, told.words, told.requests)
        return
    rows = articles(told.requests)
    words = np.mean([len(row["text"].split()) for row in rows])
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; {words:.0f} words an article"
    )
    print("route | clients | articles | requests/s | articles/s | p50 ms | p95 ms | p99 ms")
    process = started(told.port)
    try:
        single = [json.dumps(row).encode() for row in rows]
        measured(told.port, "/v1/score", single[:200], 8, 1)
        for clients in (1, 8, 32):
            print(measured(told.port, "/v1/score", single, clients, 1))
        for size in (32, 256):
            many = [
                json.dumps(rows[at : at + size]).encode()
                for at in range(0, len(rows) - size + 1, size)
            ]
            print(measured(told.port, "/v1/score/batch", many, 1, size))
    finally:
        process.terminate()
        process.wait(60)


if __name__ == "__main__":
    main()
