from __future__ import annotations

import ipaddress

import pytest

from darnel.queue.addresses import Forbidden, Rules, checked, checked_url, resolve

PUBLIC = "93.184.215.14"


def at(*found: str):
    return lambda host, port: list(found)


def test_a_public_place_is_pinned_and_keeps_its_name() -> None:
    target = checked("https://hooks.example:8443/in?k=1#x", Rules(), at(PUBLIC, "2606:4700::1111"))
    assert target.urls == (f"https://{PUBLIC}:8443/in?k=1", "https://[2606:4700::1111]:8443/in?k=1")
    assert (target.host, target.authority) == ("hooks.example", "hooks.example:8443")
    usual = checked("https://Hooks.Example", Rules(), at(PUBLIC))
    assert (usual.authority, usual.path) == ("hooks.example", "/")


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.170.2", "100.100.100.200", "100.64.0.1", "192.0.0.192", "192.0.2.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "192.88.99.1", "168.63.129.16",
    "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.215.14", "::7f00:1",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "fd00:ec2::254", "fc00::1",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "100::1", "nonsense",
])  # fmt: skip
def test_addresses_inside_are_refused(address) -> None:
    with pytest.raises(Forbidden, match="not public"):
        checked("https://hooks.example/", Rules(), at(address))
    with pytest.raises(Forbidden, match="not public"):  # one bad address among good ones
        checked("https://hooks.example/", Rules(), at(PUBLIC, address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "127.1",
        "[::1]",
        "[::ffff:7f00:1]",
    ],
)
def test_every_spelling_of_this_machine_is_refused(host) -> None:
    with pytest.raises((Forbidden, OSError)):
        checked(f"https://{host}/", Rules(), resolve)


@pytest.mark.parametrize(("url", "why"), [
    ("http://hooks.example/", "must be https"),
    ("ftp://hooks.example/", "must be https"),
    ("file:///etc/passwd", "must be https"),
    ("hooks.example/in", "must be https"),
    ("//hooks.example/", "must be https"),
    ("https://user:pass@hooks.example/", "user name"),
    ("https://good.example@127.0.0.1/", "user name"),
    ("https://@hooks.example/", "user name"),
    ("https:///in", "needs a host"),
    ("https://:443/", "needs a host"),
    ("https://hooks%2eexample/", "needs a host"),
    ("https://[fe80::1%25eth0]/", "needs a host"),
    ("https://hooks.example:22/", "port 22"),
    ("https://hooks.example:6379/", "port 6379"),
    ("https://hooks.example:0/", "port 0"),
    ("https://hooks.example:99999/", "can't be read"),
    ("https://hooks.example:x/", "can't be read"),
    ("https://[::1/", "can't be read"),
    ("https://good.example\\@127.0.0.1/", "printable"),
    ("https://hooks.example/\r\nHost: x", "printable"),
    ("https://hooks.example/ ", "printable"),
    ("https://hооks.example/", "printable"),
    ("https://hooks.example/" + "x" * 2_000, "2,000 characters"),
    ("", "must be https"),
])  # fmt: skip
def test_urls_to_anywhere_else_are_refused(url, why) -> None:
    with pytest.raises(Forbidden, match=why):
        checked_url(url, Rules())


def test_what_is_allowed_is_said() -> None:
    rules = Rules(
        http=True, ports=frozenset({9000}), networks=(ipaddress.ip_network("10.1.0.0/16"),)
    )
    assert checked("http://hooks.example:9000/", rules, at("10.1.2.3")).addresses == ("10.1.2.3",)
    assert checked("http://hooks.example/", rules, at(PUBLIC)).port == 80
    with pytest.raises(Forbidden):
        checked("http://hooks.example/", rules, at("10.2.0.1"))
    with pytest.raises(Forbidden):
        checked_url("http://hooks.example:9001/", rules)


def test_a_name_without_an_address_may_have_one_later() -> None:
    with pytest.raises(OSError, match="no address"):
        checked("https://hooks.example/", Rules(), at())
    with pytest.raises(Forbidden, match="no host name"):
        checked(f"https://{'a' * 70}.example/", Rules(), resolve)
