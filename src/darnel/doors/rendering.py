"""HTML pages out of templates: everything escaped, nothing loaded, no script but our own [report]."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from darnel.doors.terminal import visible
from darnel.errors import InputError

if TYPE_CHECKING:
    from jinja2 import Environment

INSTALL = "pip install 'darnel[report]'"
NEEDED = ("jinja2", "vl_convert")

TEMPLATES = Path(__file__).with_name("templates")

POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser lets our pages do: their own style and script, word for word, and nothing else."""

UNSEEN = "◌"
"""Stands for a character that shows nothing, or turns the direction of what follows."""

LONGEST_LINK = 2_000

_UNSEEN = re.compile("[\u200b\u200e\u200f\u061c\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_JOINERS = re.compile("(?<=[\\x00-\u024f])[\u200c\u200d]")
"""Joiners belong between Indic and Arabic letters and in emoji, and hide nothing but between Latin ones."""

_UNLINKED = re.compile("[\\s\\x00-\\x20\\x7f-\\xa0\u2028\u2029\ud800-\udfff\\\\<>\"'`{}|^]")


def check_installed() -> None:
    """Raise InputError, with the line that helps, if the extra is not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(f"{' and '.join(missing)} is not installed; do: {INSTALL}")


def shown(text: str) -> str:
    """Disarm characters that would not show or would turn a line round; ◌ stands for what hides."""
    if text.isascii():
        return visible(text)
    return visible(_JOINERS.sub(UNSEEN, _UNSEEN.sub(UNSEEN, text)))


def line(text: str, longest: int = 200) -> str:
    """Put text on one line of at most `longest` characters, disarmed."""
    joined = " ".join(shown(text[: longest * 4]).split())
    return joined if len(joined) <= longest else joined[: longest - 1].rstrip() + "…"


def link(url: str) -> str:
    """Give an address that may be linked to: http or https with a host; else ""."""
    url = url.strip()
    if len(url) > LONGEST_LINK or _UNLINKED.search(url):
        return ""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


def render(template: str, **values: Any) -> str:  # noqa: ANN401 (a template's values)
    """Render a page with its style, its script and the policy that lets these alone run."""
    style, script = _asset("style.css"), _asset("sort.js")
    policy = POLICY.format(style=_digest(style), script=_digest(script))
    environment = _environment()
    page = environment.get_template(template)
    said = page.render(style=style, script=script, policy=policy, **values)
    return said.encode("utf-8", "replace").decode()


def _asset(name: str) -> str:
    """Read an asset that goes into a page as it is; it holds no tag that could end its element."""
    return (TEMPLATES / name).read_text("utf-8")


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    check_installed()
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "shown": shown, "line": line, "link": link, "percent": percent, "count": "{:,}".format,
    }  # fmt: skip
    return made


def percent(share: float) -> str:
    """Write a share so that little is not nothing and almost all is not all."""
    if 0 < share < 0.001:  # noqa: PLR2004 (one digit shows it)
        return "< 0.1 %"
    if 0.999 < share < 1:  # noqa: PLR2004
        return "> 99.9 %"
    return f"{100 * share:.1f} %"
