"""WARC and WET in: the pages that a crawl has stored, record by record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from typing import Any, BinaryIO

from darnel.doors.html import MAX_BYTES, check_installed, decoded
from darnel.doors.pages import Found, too_large
from darnel.doors.readers import Input
from darnel.doors.readers.opening import BROKEN

HTML = ("text/html", "application/xhtml+xml")
OK = range(200, 300)
"""HTTP status of pages; others are errors and redirects, which are no articles."""

BREAKS_OFF = "the archive breaks off in this record; it may be half-copied"

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def records(source: Input, stream: BinaryIO) -> Iterator[Found]:
    """Give the HTML responses and extracted texts of an archive; end where it breaks off.

    Requests, redirects, errors, images and all else are passed over.
    """
    check_installed()
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    archive = iter(ArchiveIterator(stream))
    while True:
        try:
            with redirect_stderr(StringIO()):  # warcio prints what it finds odd, words of pages too
                record = next(archive, None)
        except (ArchiveLoadFailed, *BROKEN, AttributeError, LookupError, TypeError) as error:
            place = source.place(number + 1)
            yield Found(
                place, source.article_id(number + 1),
                fault=f"the archive breaks off here, it may be half-copied ({type(error).__name__})",
            )  # fmt: skip
            return
        if record is None:
            return
        if _is_page(record):
            number += 1
            page = _found(record, source, number)
            yield page
            if page.fault == BREAKS_OFF:
                return


def _is_page(record: Any) -> bool:  # noqa: ANN401 (a warcio record)
    if record.rec_type == "conversion":
        return (record.rec_headers.get_header("Content-Type") or "text/plain").startswith("text/")
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0]
    status = record.http_headers.get_statuscode()
    return kind.strip().lower() in HTML and status.isdigit() and int(status) in OK


def _found(record: Any, source: Input, number: int) -> Found:  # noqa: ANN401 (a warcio record)
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI") or ""
    id = (headers.get_header("WARC-Record-ID") or url).strip("<>")
    place = source.place(number)
    said = {
        "url": url.strip("<>"), "fetched": headers.get_header("WARC-Date") or "",
        "id": id or source.article_id(number),
    }  # fmt: skip
    try:
        data = record.content_stream().read(MAX_BYTES + 1)
    except BROKEN:
        return Found(place, fault=BREAKS_OFF, **said)
    if len(data) > MAX_BYTES:
        return Found(place, fault=too_large(), **said)
    if getattr(record.raw_stream, "limit", 0) > 0:  # warcio gives what there is without a word
        return Found(place, fault=BREAKS_OFF, **said)
    if record.rec_type == "conversion":
        text = data.decode("utf-8", "replace")
        return Found(place, text=text, fault=None if text.strip() else "no text", **said)
    declared = _CHARSET.search(record.http_headers.get_header("Content-Type") or "")
    html = decoded(data, declared.group(1) if declared else "")
    return Found(place, html=html, fault=None if html.strip() else "the page is empty", **said)
