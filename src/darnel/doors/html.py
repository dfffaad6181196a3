"""HTML in: a page as its server sent it, its article out, with the page's own structure."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from darnel.article import Article
from darnel.doors.columns import host_of
from darnel.doors.hidden import drop_hidden
from darnel.doors.layout import Walk, walk
from darnel.doors.restored import restored
from darnel.doors.titles import title_of
from darnel.errors import InputError

MAX_BYTES = 10 * 2**20
"""A page of more bytes than this is no article's; extraction takes time with size."""

MAX_ELEMENTS = 20_000
"""Elements a page may have: articles have some thousands, and no page within this takes more than a
quarter of a minute, whatever it is made of."""

MAX_DEPTH = 200
"""Elements inside each other; browsers' own limit is 512, articles lie under 60."""

MISSED = 0.15
"""If more than this share of the page's prose is missing from the text, recall mode is tried too."""

MAX_WORDS_OF_TAG = 1_000
"""Words within one tag: parsers compare each attribute with all others."""

_START = re.compile(r"<[a-zA-Z][^<>]*")

_DECLARED = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TAG = re.compile(r"<\s*(?:!doctype|html|head|body|title|meta|div|p|article|frameset|h1)\b", re.I)

_ODD = {0: 0xFFFD, 0xFEFF: None}
"""NUL, at which parsers stop, and byte order marks, which joined files leave in the middle of words."""

DECLARED_WITHIN = 4096
"""Bytes in which a page declares its encoding; browsers look at 1,024."""

AS_BROWSERS_READ = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252",
                    "us-ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}  # fmt: skip
"""What browsers read instead of the encoding that a page declares."""

DATES = {"original_date": True, "extensive_search": False}
"""A date must be declared by the page: one guessed from its text would say who had a story first."""


def read_html(html: bytes | str, url: str = "", *, id: str = "", charset: str = "") -> Article:
    """Read the article off a page: title, main text, comments apart, author, date, its structure.

    `url` is where the page was fetched from (else the canonical address it declares), `charset`
    what its server declared. A page without an article has an empty text, which the scorer abstains
    from. Raises InputError if it is no HTML, or larger than a page can be, or the extra is missing.
    """
    check_installed()
    if not isinstance(html, (bytes, str)):
        raise TypeError(f"html must be bytes or a string, not {type(html).__name__}")
    data = as_utf8(html, charset)
    tree = parsed(data)
    walked = walk(tree, MAX_DEPTH)
    facts = _facts(tree)
    address = url or facts["url"]
    title = title_of(tree, facts["title"], facts["sitename"], address)
    extracted, comments = _extracted(tree, data, walked, url)
    text, layout = restored(extracted, title, walked)
    return Article(
        text=text,
        title=title,
        id=id,
        url=address,
        source=host_of(address) or facts["sitename"],
        published=facts["date"],
        author=facts["author"],
        comments=comments,
        layout=layout,
    )


@cache
def check_installed() -> None:
    """Raise InputError if the extra is missing."""
    try:
        import trafilatura  # noqa: F401
        import warcio  # noqa: F401
    except ImportError as error:
        raise InputError("reading HTML needs the extra html: pip install 'darnel[html]'") from error
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())  # they warn of pages by address


def decoded(data: bytes, charset: str = "") -> str:
    """Decode a page: by its byte order mark, its server, its own word, as UTF-8, as cp1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data[:DECLARED_WITHIN])
    own = declared.group(1).decode("ascii", "replace") if declared else ""
    for name in (charset, own, "utf-8"):
        encoding = AS_BROWSERS_READ.get(name.strip().lower(), name.strip())
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252" if not _nearly_utf8(data) else "utf-8", "replace")


def _nearly_utf8(data: bytes) -> bool:
    """Tell a page in UTF-8 with a few broken bytes from one in an encoding of single bytes."""
    broken = data.decode("utf-8", "replace").count("\ufffd")
    high = sum(data.count(bytes([lead])) for lead in (0xC3, 0xE2, 0xC2))
    return broken * 2 < high


def as_utf8(html: bytes | str, charset: str = "") -> bytes:
    """Give a page in UTF-8; raise InputError if it is empty, too large or no HTML."""
    if len(html) > MAX_BYTES:
        raise InputError(f"the page is larger than {MAX_BYTES // 2**20} MB, which no article is")
    text = decoded(html, charset) if isinstance(html, bytes) else html
    if not text.strip():
        raise InputError("the page is empty")
    if not _TAG.search(text) and not re.search(r"</?[a-z][^<>]{0,300}>", text, re.IGNORECASE):
        raise InputError("this is not HTML: it holds no tag")
    if any(len(tag.split()) > MAX_WORDS_OF_TAG for tag in _START.findall(text)):
        raise InputError(f"the page has an element with over {MAX_WORDS_OF_TAG:,} attributes")
    return text.translate(_ODD).encode("utf-8", "replace")


def parsed(data: bytes) -> Any:  # noqa: ANN401 (an lxml element)
    """Parse a page in UTF-8, without what it hides; raise InputError for nothing, or far too much."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        tree = lxml_html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError("the page holds nothing that can be read as HTML") from error
    count = sum(1 for _ in tree.iter())
    if count > MAX_ELEMENTS:
        raise InputError(f"the page has {count:,} elements; at most {MAX_ELEMENTS:,} are read")
    drop_hidden(tree)
    return tree


def _facts(tree: Any) -> Mapping[str, str]:  # noqa: ANN401
    """Give what the page declares of itself; what it does not is empty."""
    from trafilatura.metadata import extract_metadata

    names = ("title", "author", "date", "sitename", "url")
    try:
        found = extract_metadata(tree, date_config=DATES)
    except Exception:  # a page's broken metadata are the page's, not an error
        return dict.fromkeys(names, "")
    return {name: str(getattr(found, name, None) or "") for name in names}


def _extracted(
    tree: Any,  # noqa: ANN401
    data: bytes,
    walked: Walk,
    url: str,
) -> tuple[str, tuple[str, ...]]:
    """Extract main text and comments; the wider of two ways where the first leaves much prose out."""
    text, comments = _by_trafilatura(tree, url)
    if walked.missing(text) > MISSED:
        wider, more = _by_trafilatura(parsed(data), url, recall=True)
        if len(wider) > len(text):
            return wider, comments or more
    return text, comments


def _by_trafilatura(tree: Any, url: str, *, recall: bool = False) -> tuple[str, tuple[str, ...]]:  # noqa: ANN401
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            tree, url=url or None, include_comments=True, favor_recall=recall, with_metadata=False
        )
    except Exception:  # the extractor's own faults on odd pages: no article was found
        return "", ()
    if found is None or isinstance(found, dict):
        return "", ()
    lines = (found.comments or "").split("\n")
    return found.text or "", tuple(line.strip() for line in lines if line.strip())
