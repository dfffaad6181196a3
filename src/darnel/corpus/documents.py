"""What a corpus keeps of an article beside its words: source, date, and whom it credits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from hashlib import blake2b

from darnel import domains
from darnel.article import Article
from darnel.domains import host_in

DAY, HOUR, MINUTE = 86_400, 3_600, 60

UNKNOWN = -(2**62)
"""The time of a page whose date is not known."""

YEARS = (1980, 2100)
"""A date outside of these is a mistake of the page or of the crawl."""

AGENCIES: tuple[tuple[str, str], ...] = (
    ("ap", r"AP|Associated Press"),
    ("reuters", r"Reuters"),
    ("afp", r"AFP|Agence France[- ]Presse"),
    ("upi", r"UPI|United Press International"),
    ("bloomberg", r"Bloomberg(?: News)?"),
    ("pa", r"PA|PA Media|Press Association"),
    ("dpa", r"dpa|Deutsche Presse-Agentur"),
    ("aap", r"AAP|Australian Associated Press"),
    ("cp", r"CP|Canadian Press"),
    ("pti", r"PTI|Press Trust of India"),
    ("ani", r"ANI"),
    ("ians", r"IANS"),
    ("xinhua", r"Xinhua"),
    ("tass", r"TASS"),
    ("kyodo", r"Kyodo(?: News)?"),
    ("yonhap", r"Yonhap"),
    ("efe", r"EFE"),
    ("ansa", r"ANSA"),
    ("cns", r"Capitol News Service|States Newsroom|Tribune News Service|TNS|Cox Media"),
    ("wire", r"Newswire|PRNewswire|PR Newswire|Business Wire|GlobeNewswire|StatePoint"),
)
"""News agencies and the names they are credited by; each is one bit of a document's credits."""

REPUBLISHED = 1 << 31
"""The bit of a page that says it first stood elsewhere, whoever it names."""

CREDITS_LOOKED_AT = 700
"""Characters at the head and at the tail of a text where a credit stands."""

_NAMES = "|".join(pattern for _, pattern in AGENCIES)
_DATELINE = re.compile(rf"\(({_NAMES})\)")
_CONTRIBUTED = re.compile(
    rf"\b({_NAMES})\b[^.\n]{{0,60}}\bcontributed\b|(?:©|[Cc]opyright|\(c\))[^.\n]{{0,20}}\b({_NAMES})\b"
    rf"|^[^\w\n]{{0,40}}+(?:By |[Ss]ource: |[Vv]ia )?(?:The )?({_NAMES})[^\w\n]{{0,40}}$",
    re.MULTILINE,
)
_BYLINE = re.compile(rf"\b({_NAMES})\b")
_EDITING = re.compile(r"\b[Rr]eporting by\b[^\n]{3,200}\b[Ee]diting by\b")
_FIRST_STOOD = re.compile(
    r"\b(?:(?:originally|first) (?:appeared|published|posted|ran|reported|aired)"
    r"|re-?published|reprinted|syndicated)"
    r"(?: with (?:the )?permission)?,? (?:on|in|at|by|from|of) (?:the )?([^\n,;:]{2,60})",
    re.IGNORECASE,
)
_SOURCED = re.compile(
    r"(?:^|\n)[^\w\n]{0,40}(?:source|via|h/t|credit|from)\s{0,9}:\s{0,9}([^\n]{2,80})|\(via ([^)\n]{2,60})\)",
    re.IGNORECASE,
)
_HOST = re.compile(r"\b(?:[a-z0-9-]{1,63}\.){1,9}[a-z]{2,24}\b", re.IGNORECASE)
_TAIL_OF_NAME = re.compile(r"(?:news|online|com|org|net|couk|magazine)$")


@dataclass(frozen=True, slots=True)
class Document:
    """What the corpus keeps of one article.

    `published` is in seconds since 1970 and holds for `precision` seconds from then; `agencies`
    are bits in the order of AGENCIES, and REPUBLISHED; `credits` are hashes of the names it
    credits, to be compared with `names_of` a source.
    """

    source: str
    id: str
    digest: int
    published: int
    precision: int
    agencies: int
    credits: tuple[int, ...]


def document_of(article: Article) -> Document:
    """Take down what the corpus keeps of an article."""
    source = source_of(article)
    published, precision = time_of(article.published)
    agencies, names = credits_of(article, source)
    text = f"{article.title}\0{article.text}".encode("utf-8", "surrogatepass")
    credits = tuple(sorted({_hash(name) for name in names}))
    return Document(source, article.id, _hash_bytes(text), published, precision, agencies, credits)


# --- sources --------------------------------------------------------------------------------


def source_of(article: Article) -> str:
    """Name the source of an article: its registrable domain, or what it is called without one.

    A domain that hosts strangers is no source: there, each host is one.
    """
    return domains.source_among((article.source, article.url))


@lru_cache(maxsize=100_000)
def names_of(source: str) -> frozenset[int]:
    """Hash the names that a source may be credited by."""
    said = (source, domains.label_of(source))
    return frozenset(_hash(name) for known in said for name in _forms(known))


def _forms(name: str) -> set[str]:
    """Give the forms of a name that count as the same: without "the", without "News"."""
    bare = re.sub(r"[\W_]+", "", name.casefold())
    forms = {bare, bare.removeprefix("the"), _TAIL_OF_NAME.sub("", bare.removeprefix("the"))}
    return {form for form in forms if len(form) > 1}


# --- dates ----------------------------------------------------------------------------------


def time_of(published: str) -> tuple[int, int]:
    """Read a date of publication: seconds since 1970 and for how many seconds it holds.

    A day holds for 24 hours, a time without its zone for one hour; UNKNOWN and 0 where there is
    none to be read.
    """
    said = published.strip()
    if len(said) < 8:  # noqa: PLR2004 (20200101 is the shortest)
        return UNKNOWN, 0
    found: datetime | None
    try:
        found = datetime.fromisoformat(said.replace("Z", "+00:00") if said[-1:] == "Z" else said)
        exact = MINUTE if found.tzinfo else HOUR
        precision = DAY if len(said) <= 10 else exact  # noqa: PLR2004 (2020-01-01)
    except ValueError:
        found, precision = _other_forms(said)
    if found is None or not YEARS[0] <= found.year < YEARS[1]:
        return UNKNOWN, 0
    moment = found if found.tzinfo else found.replace(tzinfo=UTC)
    return int(moment.timestamp()), precision


def _other_forms(said: str) -> tuple[datetime | None, int]:
    try:
        return parsedate_to_datetime(said), MINUTE
    except (ValueError, TypeError, IndexError):
        pass
    for form in ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(said, form).replace(tzinfo=UTC), DAY
        except ValueError:
            continue
    try:
        day = date.fromisoformat(said[:10])
    except ValueError:
        return None, 0
    return datetime(day.year, day.month, day.day, tzinfo=UTC), DAY


# --- credits --------------------------------------------------------------------------------


def credits_of(article: Article, source: str) -> tuple[int, set[str]]:
    """Find whom an article credits: agencies as bits, and other sources by their names."""
    text = article.text
    ends = text
    if len(text) > 2 * CREDITS_LOOKED_AT:
        ends = f"{text[:CREDITS_LOOKED_AT]}\n{text[-CREDITS_LOOKED_AT:]}"
    found: set[str] = set()
    for pattern in (_DATELINE, _CONTRIBUTED):
        found.update(name for match in pattern.findall(ends) for name in _filled(match))
    found.update(_BYLINE.findall(article.author))
    bits = sum(1 << _agency(name) for name in {AGENCIES[_agency(n)][0] for n in found} if name)
    if _EDITING.search(ends):
        bits |= 1 << _agency("Reuters")
    names: set[str] = set()
    stood = _FIRST_STOOD.findall(ends)
    for said in [*stood, *(s for m in _SOURCED.findall(ends) for s in _filled(m))]:
        names |= _named(said)
    canonical = "" if host_in(article.url) is None else domains.source_of(article.url)
    if canonical and canonical != source and "." in source:
        names |= _named(canonical)
    if stood:
        bits |= REPUBLISHED
    return bits, {form for name in names for form in _forms(name)} - _forms(source)


def _filled(match: str | tuple[str, ...]) -> Sequence[str]:
    return [match] if isinstance(match, str) else [part for part in match if part]


@cache
def _agency(name: str) -> int:
    """Give the number of the agency that a name stands for."""
    for number, (key, pattern) in enumerate(AGENCIES):
        if name == key or re.fullmatch(pattern, name):
            return number
    raise KeyError(name)


def _named(said: str) -> set[str]:
    """Give the names in a credit: hosts, and what stands before the first stop."""
    hosts = {domains.source_of(host) for host in _HOST.findall(said)}
    names = hosts | {host.partition(".")[0] for host in hosts}
    bare = re.split(r"[.(|]| on | and ", said, maxsplit=1)[0].strip()
    return names | ({bare} if bare else set())


def _hash(name: str) -> int:
    return _hash_bytes(name.encode("utf-8", "surrogatepass"))


def _hash_bytes(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")
