"""Which addresses may be sent to: an endpoint's URL is written by others, and must not reach inside.

The host is resolved once, every address that it has is checked, and the connection goes to one that was
checked: a name that answers differently a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from darnel.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host; raises OSError if it has none."""

MAX_URL = 2_000
HTTPS_PORTS = frozenset({443, 8443})
HTTP_PORT = 80

_INSIDE: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        "::/8", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
"""IANA's special-purpose registries, with every IPv6 range that holds an IPv4 address (mapped,
compatible, 6to4, Teredo, NAT64), site-local addresses, and the one public address at which Azure's
machines ask their host. The other clouds' metadata addresses are link-local, shared or unique local."""


class Forbidden(InputError):  # noqa: N818 (it is an answer, not a fault)
    """Say that an address may not be sent to."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Say where webhooks may go: by default over HTTPS to public addresses on ports 443 and 8443.

    `http` allows plain HTTP, and port 80. `ports` are allowed besides. `networks` are allowed though they
    are inside, for a receiver in one's own. `any_port` allows every port.
    """

    http: bool = False
    ports: frozenset[int] = frozenset()
    networks: tuple[Network, ...] = ()
    any_port: bool = False

    def port_allowed(self, port: int) -> bool:
        """Tell whether a port may be connected to."""
        usual = HTTPS_PORTS | {HTTP_PORT} if self.http else HTTPS_PORTS
        return self.any_port or port in usual or port in self.ports

    def address_allowed(self, address: Address) -> bool:
        """Tell whether an address may be connected to."""
        if any(address in network for network in self.networks):
            return True
        return address.is_global and not any(address in network for network in _INSIDE)


PUBLIC = Rules()


def inner(networks: Sequence[str]) -> Rules:
    """Allow networks of one's own, over plain HTTP and at any port; without one, only what is public.

    Raises InputError for what is no network.
    """
    try:
        read = tuple(ipaddress.ip_network(network) for network in networks)
    except ValueError as error:
        raise InputError(f"{error}; write a network as 127.0.0.1/32 or 10.1.0.0/16") from None
    return Rules(http=True, networks=read, any_port=True) if read else PUBLIC


@dataclass(frozen=True, slots=True)
class Target:
    """Hold a checked place: connect to one of `addresses`, but speak to `host`.

    `path` begins with a slash and holds the query.
    """

    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]
    path: str

    @property
    def urls(self) -> tuple[str, ...]:
        """Give the URL once for each address, with it in place of the name."""
        shown = [f"[{one}]" if ":" in one else one for one in self.addresses]
        return tuple(f"{self.scheme}://{one}:{self.port}{self.path}" for one in shown)

    @property
    def authority(self) -> str:
        """Give what the Host header has to say."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for a host's addresses, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_url(url: str, rules: Rules) -> SplitResult:
    """Read an endpoint's URL; raise Forbidden, saying why, if it is not one to send to.

    Nothing is looked up: this can be asked when an endpoint is made.
    """
    if (
        len(url) > MAX_URL
        or not url.isascii()
        or not url.isprintable()
        or set(url) & set(' \\"<>^`{|}')
    ):
        raise Forbidden(
            "a webhook URL is printable ASCII without spaces or backslashes, up to 2,000 characters"
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden(f"the webhook URL can't be read: {error}") from None
    if parts.scheme not in (("https", "http") if rules.http else ("https",)):
        raise Forbidden(f"a webhook URL must be https, not {parts.scheme or 'without a scheme'}")
    if "@" in parts.netloc:
        raise Forbidden("a webhook URL must not hold a user name or password")
    if not parts.hostname or "%" in parts.netloc:
        raise Forbidden("a webhook URL needs a host name or address, without a zone")
    number = _port(parts.scheme) if port is None else port
    if not rules.port_allowed(number):
        raise Forbidden(f"port {number} is not allowed for webhooks")
    return parts


def checked(url: str, rules: Rules, resolve: Resolve = resolve) -> Target:
    """Resolve an endpoint's host and check every address that it has.

    Raises Forbidden if any of them is inside, for a name with both is no honest one; and OSError if the
    host can't be resolved, which may pass.
    """
    parts = checked_url(url, rules)
    host, port = parts.hostname or "", parts.port or _port(parts.scheme)
    try:
        found = list(resolve(host, port))
    except UnicodeError:
        raise Forbidden("the webhook URL's host is no host name") from None
    if not found:
        raise OSError(f"{host} has no address")
    for one in found:
        if not _may(one, rules):
            raise Forbidden(f"{host} resolves to an address that is not public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, tuple(found), path)


def _may(text: str, rules: Rules) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text and rules.address_allowed(address)


def _port(scheme: str) -> int:
    return HTTP_PORT if scheme == "http" else 443
