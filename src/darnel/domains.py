"""A source is a registrable domain, or the host where a domain hosts strangers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

SHARED = frozenset(
    """
    000webhostapp.com angelfire.com beehiiv.com blog.jp blogger.com blogs.com blogspot.ae
    blogspot.be blogspot.ca blogspot.ch blogspot.co.at blogspot.co.il blogspot.co.nz blogspot.co.uk
    blogspot.co.za blogspot.com.ar blogspot.com.au blogspot.com.br blogspot.com.tr blogspot.de
    blogspot.dk blogspot.fr blogspot.gr blogspot.hu blogspot.ie blogspot.in blogspot.it blogspot.jp
    blogspot.mx blogspot.my blogspot.nl blogspot.no blogspot.pt blogspot.ro blogspot.ru blogspot.se
    blogspot.sg bravesites.com buzzsprout.com canalblog.com edublogs.org fandom.com fc2.com
    freeservers.com ghost.io hatenablog.com home.blog hubpages.com jimdo.com jimdosite.com
    livedoor.blog livejournal.com medium.com mystrikingly.com neocities.org newsvine.com
    over-blog.com podbean.com posterous.com posthaven.com proboards.com seesaa.net squarespace.com
    strikingly.com substack.com tripod.com tumblr.com typepad.com webnode.com webs.com weebly.com
    wikidot.com wixsite.com wordpress.com wp.com xanga.com
    """.split()
)
"""Domains that give strangers a host of their own and that the public suffix list does not name."""

STRANGERS = frozenset(
    """
    archive.org bit.ly dailymotion.com facebook.com flipboard.com github.com google.com
    instagram.com linkedin.com linktr.ee msn.com newsbreak.com patreon.com pinterest.com reddit.com
    rumble.com scribd.com t.me telegram.me threads.net tiktok.com twitter.com vimeo.com vk.com
    x.com yahoo.com youtube.com
    """.split()
)
"""Domains on which strangers publish under one host, so that no list's entry speaks for a page there."""

_HOST = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|//", re.IGNORECASE)


def source_of(text: str) -> str:
    """Name the source of an address, a host, or a name such as "The Daily Example"; "" if empty.

    An address or host becomes its registrable domain in ASCII (`https://www.bbc.co.uk:443/news` is
    `bbc.co.uk`), or the host under a domain that hosts strangers (`ann.blogspot.com`). An IP address
    stays. Anything else is a name: case and spaces do not count. Sites that differ by path only
    (`medium.com/@ann`) are one source. The public suffix list is the one bundled with tldextract.
    """
    name = " ".join(text.split()).casefold()
    host = host_in(text)
    if host is None:
        return "" if _SCHEME.match(name) else name
    return _domain_of(host)


def source_among(said: Iterable[str]) -> str:
    """Name the source that the first address or host among texts gives, else the first name."""
    texts = [text for text in said if text.strip()]
    texts.sort(key=lambda text: host_in(text) is None)  # stable: hosts first
    return next(filter(None, map(source_of, texts)), "")


@lru_cache(maxsize=65_536)
def _domain_of(host: str) -> str:
    if _is_ip(host):
        return host
    parts = _suffixes()(host)
    domain: str = parts.top_domain_under_public_suffix
    if not domain:
        return host
    if domain in SHARED and parts.subdomain:
        return f"{parts.subdomain.rpartition('.')[2]}.{domain}"
    return domain


def label_of(source: str) -> str:
    """Give what a source is called without its suffix: `bbc` of `bbc.co.uk`; "" for a name."""
    if host_in(source) is None or _is_ip(source):
        return ""
    parts = _suffixes()(source)
    return str(parts.domain) if parts.suffix else source.split(".")[-2]


def hosts_strangers(source: str) -> bool:
    """Tell whether strangers share this source, so that a list's entry for it fits no page."""
    return source in SHARED or source in STRANGERS


def host_in(text: str) -> str | None:
    """Give the host of an address or host in lower-case ASCII without `www.`; None for a name."""
    address = text.strip()
    if not address or (" " in address and not _SCHEME.match(address)):
        return None
    try:
        host = urlsplit(address if _SCHEME.match(address) else f"//{address}").hostname or ""
    except ValueError:
        return None
    host = host.rstrip(".")
    if _is_ip(host):
        return host
    while host.startswith("www.") and host.count(".") > 1:
        host = host.removeprefix("www.")
    if not _HOST.fullmatch(host):
        return None
    return _ascii(host)


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # a label too long, or characters that no registry allows
        return host


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # a tenth of a second, and only who names sources pays it

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
