"""An address, a host or a name, and the source that it is of."""

from __future__ import annotations

import pytest

from darnel.domains import host_in, hosts_strangers, label_of, source_among, source_of


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("https://www.example.com/a?b#c", "example.com", id="an address"),
        pytest.param("news.example.co.uk", "example.co.uk", id="a host under a public suffix"),
        pytest.param("HTTP://USER:PW@Example.COM:8080/", "example.com", id="login, port and case"),
        pytest.param("example.com.", "example.com", id="a trailing dot"),
        pytest.param("example.com/path", "example.com", id="no scheme"),
        pytest.param("//cdn.example.com/x", "example.com", id="no scheme but slashes"),
        pytest.param("https://www.www.bbbbc.https:w", "bbbbc.https", id="www twice"),
        pytest.param("www.com", "www.com", id="a domain that is called www"),
        pytest.param("ann.blogspot.com", "ann.blogspot.com", id="a host the suffix list knows"),
        pytest.param("ann.blogspot.co.uk", "ann.blogspot.co.uk", id="a host it no longer knows"),
        pytest.param("https://ann.substack.com/p/1", "ann.substack.com", id="a newsletter"),
        pytest.param("www.ann.wordpress.com", "ann.wordpress.com", id="www before a shared host"),
        pytest.param("a.b.tumblr.com", "b.tumblr.com", id="below a shared host"),
        pytest.param("wordpress.com", "wordpress.com", id="the shared domain itself"),
        pytest.param("https://medium.com/@ann/x", "medium.com", id="paths tell no sites apart"),
        pytest.param("ann.github.io", "ann.github.io", id="pages of a repository"),
        pytest.param("https://bücher.example/", "xn--bcher-kva.example", id="letters beyond ASCII"),
        pytest.param("xn--bcher-kva.example", "xn--bcher-kva.example", id="the same as punycode"),
        pytest.param("http://192.0.2.7:80/x", "192.0.2.7", id="an IPv4 address"),
        pytest.param("http://[2001:db8::1]/x", "2001:db8::1", id="an IPv6 address"),
        pytest.param("  The Daily  Example ", "the daily example", id="a name"),
        pytest.param("Reuters", "reuters", id="a name of one word"),
        pytest.param("St. Albans Herald", "st. albans herald", id="a name with a stop"),
        pytest.param("localhost", "localhost", id="a host without a dot is a name"),
        pytest.param("https://", "", id="an address without a host"),
        pytest.param("http://[broken", "", id="a broken address"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_text_names_its_source(text: str, source: str) -> None:
    assert source_of(text) == source


def test_naming_a_source_twice_changes_nothing() -> None:
    for text in ("https://a.b.example.co.uk/x", "ann.tumblr.com", "The Daily Example", "192.0.2.7"):
        assert source_of(source_of(text)) == source_of(text)


def test_a_name_has_no_host() -> None:
    assert host_in("The Daily Example") is None
    assert host_in("de.example.com/x") == "de.example.com"


def test_shared_domains_are_known_as_shared() -> None:
    assert hosts_strangers("wordpress.com")
    assert hosts_strangers("facebook.com")
    assert not hosts_strangers("ann.wordpress.com")


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        pytest.param(("The Daily", "https://daily.example/x"), "daily.example", id="a host wins"),
        pytest.param(("a.example", "https://b.example/x"), "a.example", id="the first host wins"),
        pytest.param(("The Daily", "none"), "the daily", id="the first name without a host"),
        pytest.param(("", " "), "", id="nothing"),
    ],
)
def test_of_several_texts_a_host_names_the_source(texts: tuple[str, ...], source: str) -> None:
    assert source_among(texts) == source


def test_a_source_is_called_by_its_label() -> None:
    assert label_of("bbc.co.uk") == "bbc"
    assert label_of("the daily example") == ""
    assert label_of("192.0.2.7") == ""
