"""How fast the service answers: `python -m training.service_speed`.

The service runs in a process of its own, its clients in threads of this one, on the same machine:
both share its cores. The articles are those of `tests/data`, one after another, with a number in
the title. Seconds are those that a client sees, over connections that are kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[1] / "tests" / "data"
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


def started(port: int) -> subprocess.Popen[bytes]:
    """Start the service and wait until it takes articles."""
    command = [sys.executable, "-m", "darnel.cli", "serve", "--port", str(port), "--quiet"]
    process = subprocess.Popen(command)
    for _ in range(300):
        try:
            Client(port).post("/v1/score", b'{"text": ""}')
        except OSError:
            time.sleep(0.2)
        else:
            return process
    raise RuntimeError("the service did not start")


def main() -> None:
    """Print a table of rates and times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8799)
    told = parser.parse_args()
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
