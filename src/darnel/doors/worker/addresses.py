"""Where articles come from and answers go: one URL a queue, whatever the broker calls it.

    SCHEME://[USER:PASSWORD@]HOST[:PORT][,HOST…]/[WITHIN/]NAME[?group=GROUP&…]

NAME is a Redis stream, a RabbitMQ queue, a NATS subject or a Kafka topic. WITHIN is Redis' database
number or RabbitMQ's virtual host. What has a special meaning in a URL is written as %2F and so on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from darnel.errors import InputError

Kind = Literal["redis", "rabbit", "nats", "kafka"]

SCHEMES: Mapping[str, Kind] = {
    "redis": "redis", "rediss": "redis",
    "amqp": "rabbit", "amqps": "rabbit",
    "nats": "nats", "tls": "nats",
    "kafka": "kafka", "kafka+confluent": "kafka",
}  # fmt: skip

GROUP = "darnel"
"""The consumer group, if none is said: workers of one group share the articles."""

_NAMES: Mapping[Kind, re.Pattern[str]] = {
    "redis": re.compile(r".+", re.DOTALL),
    "rabbit": re.compile(r"(?!amq\.)[^\x00]{1,255}"),
    "nats": re.compile(r"[^\s.*>]+(\.[^\s.*>]+)*"),
    "kafka": re.compile(r"[A-Za-z0-9._-]{1,249}"),
}
_GROUP = re.compile(r"[A-Za-z0-9_-]{1,200}")
_WITHIN: Mapping[Kind, re.Pattern[str]] = {
    "redis": re.compile(r"\d*"),
    "rabbit": re.compile(r".*", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class Address:
    """Hold the parts of an address.

    `hosts` is everything between `//` and the path, with user and password. `settings` are the
    Kafka client's own, such as `sasl.username`.
    """

    kind: Kind
    scheme: str
    hosts: str = field(repr=False)
    within: str
    name: str
    group: str = GROUP
    settings: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def named(self, name: str) -> Address:
        """Give another queue of the same broker."""
        return replace(self, name=name)

    @property
    def broker(self) -> tuple[str, ...]:
        """Tell brokers apart: addresses that agree in it share a connection."""
        return (self.kind, self.scheme, self.hosts, self.within, *map("=".join, self.settings))

    def __str__(self) -> str:
        """Give the address without user and password."""
        hosts = self.hosts.rpartition("@")[2]
        within = f"{self.within}/" if self.within else ""
        return f"{self.scheme}://{hosts}/{within}{self.name}"


def address_of(said: str) -> Address:
    """Read an address; raise InputError that says what is wrong and never repeats a password."""
    scheme, sign, _ = said.partition("://")
    if not sign or scheme.lower() not in SCHEMES:
        raise InputError(
            "an address begins with redis://, rediss://, amqp://, amqps://, nats://, tls:// or "
            "kafka://, as in redis://localhost/articles"
        )
    try:
        parts = urlsplit(said)
    except ValueError:  # its message would repeat the password
        raise InputError("the address can't be read; write its odd characters as %XX") from None
    if parts.fragment:
        raise InputError("the address holds a #; write it as %23")
    kind = SCHEMES[parts.scheme]
    within, _, name = parts.path.removeprefix("/").rpartition("/")
    within, name = unquote(within), unquote(name)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    group = asked.pop("group", GROUP)
    _check(kind, parts.netloc, within, name, group, asked)
    return Address(kind, parts.scheme, parts.netloc, within, name, group, tuple(asked.items()))


def beside(said: str, other: Address) -> Address:
    """Read an address, or the name of another queue of the same broker."""
    if "://" in said:
        return address_of(said)
    if not _NAMES[other.kind].fullmatch(said):
        raise InputError(f"{_shown(said)} is no name of a {WORDS[other.kind]}")
    return other.named(said)


def _shown(said: str) -> str:
    """Repeat what was said, unless it could be the rest of a password with a / in it."""
    return (
        "what stands there (write a / of the password as %2F)" if "@" in said else repr(said[:80])
    )


WORDS: Mapping[Kind, str] = {
    "redis": "Redis stream",
    "rabbit": "RabbitMQ queue",
    "nats": "NATS subject",
    "kafka": "Kafka topic",
}


def _check(
    kind: Kind, hosts: str, within: str, name: str, group: str, settings: Mapping[str, str]
) -> None:
    if not hosts.rpartition("@")[2]:
        raise InputError("the address names no host, as in redis://localhost/articles")
    if kind == "kafka" and "@" in hosts:
        raise InputError("Kafka takes no user in an address; add ?sasl.username=… and its kin")
    if not _NAMES[kind].fullmatch(name):
        raise InputError(
            f"the address must end with the name of a {WORDS[kind]}, as in "
            f"{kind if kind != 'rabbit' else 'amqp'}://localhost/articles"
        )
    if within and (kind not in _WITHIN or not _WITHIN[kind].fullmatch(within)):
        what = "a database number" if kind == "redis" else "nothing"
        raise InputError(f"before the name of a {WORDS[kind]} stands {what}, not {_shown(within)}")
    if not _GROUP.fullmatch(group):
        raise InputError("a group's name has letters, digits, _ and -, and at most 200 of them")
    unknown = [one for one in settings if kind != "kafka" or "." not in one]
    if unknown:
        raise InputError(
            f"{unknown[0][:40]!r} is no setting of an address; there is group, and for Kafka those "
            "of librdkafka, such as security.protocol"
        )
