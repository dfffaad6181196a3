"""What a service is told at its start, and the bounds that it keeps."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from darnel.doors.service.pages.settings import Pages
from darnel.errors import InputError
from darnel.queue.addresses import PUBLIC, Rules
from darnel.queue.case import Verdict
from darnel.queue.settings import Settings as DeskSettings

MB = 2**20


@dataclass(frozen=True, slots=True)
class Inbound:
    """Hold by what other tools' messages are known to be theirs, and what they mean.

    `coop_keys` is a PEM file of Coop's public keys, `senders` a file of names and secrets of Standard
    Webhooks; without one there is no such route. `verdicts` says what Coop's actions mean, by their id.
    """

    coop_keys: Path | None = None
    senders: Path | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold where a service listens, who may ask it, and how much it takes.

    `keys` is a file of API keys; without one only this machine is served. `body` and `batch_body`
    bound a request in bytes, packed or not; `characters` the text fields of one article together;
    `batch` the articles of a request. `waiting` bounds the articles, `held` the bytes that all
    requests in hand have brought: what comes beyond is refused with 503. `read_seconds` is how long
    a body may take to come, `seconds` how long an answer may take.

    `model` is a model's file, or a folder of models; None: the package's own. That of `shadow` judges
    the same articles, and is counted and nothing more.

    `queue` is the database of the review queue, a URL or the path of an SQLite file; None: there is no
    queue. `desk` are the queue's own settings, `webhooks` says where webhooks may go, `pages` are
    those of the review page.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    keys: Path | None = None
    corpus: Path | None = None
    prevalence: float | None = None
    model: Path | None = None
    shadow: Path | None = None
    body: int = 10 * MB
    batch_body: int = 32 * MB
    batch: int = 1000
    characters: int = 1_000_000
    waiting: int = 2000
    held: int = 256 * MB
    read_seconds: float = 30.0
    seconds: float = 60.0
    queue: str | None = None
    inbound: Inbound = field(default_factory=Inbound)
    desk: DeskSettings = field(default_factory=DeskSettings)
    webhooks: Rules = PUBLIC
    pages: Pages = field(default_factory=Pages)

    def check(self) -> None:
        """Raise InputError if other machines would be served without keys."""
        if self.keys is None and not is_loopback(self.host):
            raise InputError(
                f"{self.host} can be reached by other machines, and no keys are given: make one with "
                "darnel serve-key add NAME --keys FILE and start with --keys FILE, or serve "
                "--host 127.0.0.1"
            )


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine alone."""
    name = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
