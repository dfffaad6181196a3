"""What tests of the review page share: articles with findings, a queue of them, and a browser's manners."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from casework import START, Hands, names_of
from fastapi.testclient import TestClient
from sqlalchemy import delete

from darnel.article import Article
from darnel.assessment import Assessment, Contribution, Elsewhere, Finding, ModelName, Other, Shared
from darnel.doors.service import Settings, create_app
from darnel.doors.service.keys import made, write_keys
from darnel.doors.service.pages.boards import KEPT
from darnel.doors.service.pages.settings import Pages
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice
from darnel.queue.settings import Settings as DeskSettings
from darnel.queue.store import Store
from darnel.queue.tables import AUDIT, CHAIN, METADATA

LOCAL = "http://127.0.0.1"

TEXT = (
    "The harbour board met on Tuesday to hear why the new ferry is late. 🚢 Its engineers said that "
    "the gearbox had failed two tests.\r\n\r\nRovers won 3-1 at home on Saturday, with two goals before "
    "the break. The ferry was to carry its first passengers in June; the board now hopes for October."
)

PLANTED = "Rovers won 3-1 at home on Saturday, with two goals before the break."
SPUN = "the gearbox had failed two tests"


def an_article(n: int = 0, **more: Any) -> Article:
    told = {
        "text": TEXT,
        "title": f"New ferry is late, report {n}",
        "url": f"https://harbour.example/{n}",
        "author": "Ines Valdo",
        "source": "harbour.example",
    }
    return Article(**{**told, **more})


def found(text: str, quote: str, signal: str, message: str, **more: Any) -> Finding:
    start = text.index(quote)
    return Finding(signal, "text", start, start + len(quote), quote, 0.9, message, **more)


def an_assessment(article: Article, quality: float = 0.0837, band: str = "block") -> Assessment:
    findings = tuple(
        found(article.text, quote, signal, message, **more)
        for quote, signal, message, more in (
            (PLANTED, "spliced_content", "This passage shares no subject with the rest.", {}),
            (SPUN, "copied_passages", "This passage also stands in another article.",
             {"elsewhere": (Other("https://other.example/7", "other.example"),)}),
        )
        if quote in article.text
    )  # fmt: skip
    return Assessment(
        article.id, quality, (0.0311, 0.1522), band, None, "en",
        "A football report stands inside a ferry story.", {"spliced_content.score": 0.97},
        (Contribution("spliced_content", 2.1234), Contribution("sourcing", -0.4321)), -1.0,
        findings, ModelName("stand-in", "1", "bands-1", 0.1), None, article.source,
        Elsewhere(None, 1, "uncredited", 0.2, (Shared("https://other.example/7", "other.example", 31),)),
    )  # fmt: skip


def an_item(n: int = 0, choice: Choice | None = None, **more: Any) -> Item:
    told = {name: more.pop(name) for name in ("quality", "band") if name in more}
    kept = {name: more.pop(name) for name in ("queue", "readers") if name in more}
    article = an_article(n, **more)
    return Item(article, an_assessment(article, **told), choice or Choice("threshold", 1.0), **kept)


@dataclass
class Browser:
    """Somebody at the page: follows redirects, and sends forms as the page gave them."""

    client: TestClient

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, page: str, action: str, status: int = 200, **fields: Any) -> str:
        """Press a button of a page: the fields of its form, with some changed."""
        form = form_of(page, action)
        data = {**form, **{name.replace("__", "-"): value for name, value in fields.items()}}
        data = {name: value for name, value in data.items() if value is not None}
        answer = self.client.post(action, data=data, headers={"Origin": LOCAL})
        assert answer.status_code == status, answer.text
        return answer.text

    def login(self, name: str = "ann") -> Browser:
        self.send(self.get("/review/login"), "/review/login", name=name)
        return self

    def login_by(self, key: str, status: int = 200) -> str:
        return self.send(self.get("/review/login"), "/review/login", status, key=key)


def form_of(page: str, action: str) -> dict[str, Any]:
    """Read the hidden and ticked fields of the form that holds a button with this action."""
    for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
        if f'action="{action}"' in form:
            fields: dict[str, Any] = {}
            for tag in re.findall(r"<input\b[^>]*>", form):
                said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
                kind = said.get("type", "text")
                if "name" in said and (kind not in ("checkbox", "radio") or " checked" in tag):
                    fields[said["name"]] = html.unescape(said.get("value", "on"))
            for name, text in re.findall(
                r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
            ):
                fields[name] = html.unescape(text)
            return fields
    raise AssertionError(f"no form goes to {action}")


@dataclass
class Place:
    """A service with a queue: its clock, its store, and people who come in."""

    app: Any
    clock: Hands
    folder: Path
    keys: Path | None

    @property
    def store(self) -> Store:
        return self.app.state.desk.store

    def browser(self) -> Browser:
        return Browser(TestClient(self.app, base_url=LOCAL))

    def person(self, name: str = "ann") -> Browser:
        return self.browser().login(name)

    def bring(self, *items: Item) -> list[str]:
        return [self.store.ingest(item).case_id for item in items]


def a_place(
    folder: Path, scorer: Any, *, keyed: bool = False, desk: Any = None, **pages: Any
) -> Place:
    clock = Hands()
    keys = folder / "keys.json" if keyed else None
    if keys is not None:
        write_keys(keys, [])
    settings = Settings(
        keys=keys, queue=f"sqlite:///{folder / 'queue.db'}",
        desk=replace(DeskSettings(clock=clock, names=names_of), **(desk or {})), pages=Pages(**pages),
    )  # fmt: skip
    return Place(create_app(settings, scorer=scorer), clock, folder, keys)


def begin_anew(place: Place) -> None:
    """Forget all cases and sessions, but for the audit trail, and turn the clock back."""
    place.clock.now = START
    setattr(place.app.state, KEPT, None)
    with place.store.database.write() as connection:
        for table in reversed(METADATA.sorted_tables):
            if table not in (AUDIT, CHAIN):
                connection.execute(delete(table))


def add_key(path: Path, name: str, *scopes: str) -> str:
    from darnel.doors.service.keys import read_keys

    secret, key = made(name, scopes)
    write_keys(path, [*read_keys(path), key])
    return secret
