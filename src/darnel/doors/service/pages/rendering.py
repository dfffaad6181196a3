"""Pages out of templates: everything escaped, and headers that let a browser run nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from darnel.doors.rendering import TEMPLATES, line, link, percent, shown

HERE = Path(__file__).parent

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    # without it the browser would not say in Origin where a form comes from
    "Referrer-Policy": "same-origin",
}

STATIC = {
    "review.css": (HERE / "static" / "review.css", "text/css; charset=utf-8"),
    "style.css": (TEMPLATES / "style.css", "text/css; charset=utf-8"),
    "review.js": (HERE / "static" / "review.js", "text/javascript; charset=utf-8"),
}
"""Our own assets, by the name in their address."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 (a template's values)
    """Render a page; lone surrogates of an article become question marks."""
    said = environment().get_template(template).render(**values)
    body = said.encode("utf-8", "replace")
    return HTMLResponse(body, status, HEADERS)


@cache
def environment() -> Environment:
    """Give the templates of the page and those that it shares with the report."""
    made = Environment(
        loader=FileSystemLoader([HERE / "templates", TEMPLATES]), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "shown": shown, "line": line, "link": link, "percent": percent, "count": "{:,}".format,
        "moment": moment, "span": span,
    }  # fmt: skip
    made.globals["asset"] = address
    return made


@cache
def asset(name: str) -> tuple[bytes, str, str]:
    """Give an asset: its bytes, the hash that its address ends in, its type; KeyError if there is none."""
    path, media = STATIC[name]
    data = path.read_bytes()
    return data, sha256(data).hexdigest()[:16], media


def address(name: str) -> str:
    """Give the address of an asset, which changes with what it holds."""
    return f"/review/static/{asset(name)[1]}/{name}"


def moment(at: datetime) -> str:
    """Write a moment, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def span(time: timedelta | float) -> str:
    """Write a length of time in its two largest units, in minutes from a minute on."""
    seconds = time.total_seconds() if isinstance(time, timedelta) else time
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"
