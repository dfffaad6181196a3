"""The service: bodies as they come off the wire, and every route that takes one."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import zlib
from collections.abc import MutableMapping, Sequence
from types import SimpleNamespace
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment, Contribution, Finding, ModelName
from darnel.doors.service import Settings, create_app
from darnel.doors.service.bodies import json_of
from darnel.doors.service.problems import MEDIA, Problem
from training.fuzz import Oracle, Target
from training.fuzz.answers import SAMPLE
from training.fuzz.drawing import Draw
from training.fuzz.tables import scratch

ROUTES = (
    ("POST", "/v1/score"), ("POST", "/v1/score/batch"), ("POST", "/v0.2/perspective-compat/analyse"),
    ("POST", "/v1/items"), ("POST", "/v1/feedback"), ("POST", "/v1/queues/default/claim"),
    ("POST", "/v1/cases/{id}/claim"), ("POST", "/v1/cases/{id}/decision"), ("POST", "/v1/cases/{id}/skip"),
    ("PUT", "/v1/cases/{id}/draft"), ("POST", "/v1/cases/bulk"), ("POST", "/v1/webhooks"),
    ("POST", "/compat/labelstudio/setup"), ("POST", "/compat/labelstudio/predict"),
    ("POST", "/compat/labelstudio/webhook"), ("GET", "/v1/cases"), ("GET", "/v1/feedback/export"),
    ("POST", "/v1/cases/{id}/appeal"), ("POST", "/v1/cases/{id}/release"), ("POST", "/v1/cases/{id}/hold"),
    ("POST", "/v1/cases/{id}/escalate"), ("GET", "/v1/cases/{id}/events"), ("POST", "/review/login"),
    ("POST", "/v1/inbound/standard"), ("DELETE", "/v1/webhooks/x"),
)  # fmt: skip
TYPES = (
    b"application/json",
    b"text/html; charset=utf-8",
    b"",
    b"application/x-www-form-urlencoded",
    b"text/html;charset=x",
)


class Judge:
    """Judge at once: what the model says is not what is asked here."""

    feature_names = ("gears.score",)
    model = SimpleNamespace(
        name="judge",
        version="1",
        bands=SimpleNamespace(name="b"),
        columns=(),
        card="",
        edges=lambda: (0.5, 0.2),
    )

    def assess(self, articles: Sequence[Article]) -> list[Assessment]:
        """Call every article a farm's."""
        return [self._one(article) for article in articles]

    def _one(self, article: Article) -> Assessment:
        said = article.text[:5]
        found = (
            (Finding("gears", "text", 0, len(said), said, 0.9, "It stands here."),) if said else ()
        )
        return Assessment(
            article.id, 0.1, (0.0, 0.2), "block", None, "en", "It stands here.", {"gears.score": 0.9},
            (Contribution("gears", 2.0),), 0.0, found, ModelName("judge", "1", "b"),
        )  # fmt: skip


class _Log(logging.Handler):
    """Keep what the service logs of its own faults."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class Asked:
    """An application that runs, asked without a network."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._log = _Log()
        logging.getLogger("darnel.service").addHandler(self._log)
        logging.getLogger("darnel.service").propagate = False
        self._app = create_app(Settings(queue=str(scratch(".db"))), scorer=Judge())
        self._open = self._app.router.lifespan_context(self._app)
        self._loop.run_until_complete(self._open.__aenter__())
        brought = {
            "items": [{"article": {"id": "a", "text": "The ferry is late."}, "reported": True}]
        }
        told = self.ask(
            "POST", "/v1/items", [(b"content-type", TYPES[0])], json.dumps(brought).encode()
        )
        self.case = json.loads(told[2])["items"][0]["case_id"]

    def ask(
        self, method: str, path: str, headers: Sequence[tuple[bytes, bytes]], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask, and give status, headers and body of the answer."""
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
            "query_string": query.encode(), "headers": [(b"host", b"localhost"), *headers],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        half = len(body) // 2
        parts = [{"type": "http.request", "body": body[:half], "more_body": True},
                 {"type": "http.request", "body": body[half:], "more_body": False}]  # fmt: skip
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return parts.pop(0) if parts else {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        self._loop.run_until_complete(self._app(scope, receive, send))
        told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], told, b"".join(part.get("body", b"") for part in sent[1:])

    def faults(self) -> str:
        """Give what was logged of faults, and forget it."""
        said, self._log.said = "\n".join(self._log.said), []
        return said


def _http() -> Oracle:
    asked = Asked()

    def one(data: bytes) -> None:
        draw = Draw(data)
        method, path = draw.pick(ROUTES)
        headers = [(b"content-type", draw.pick(TYPES))]
        odd = draw.byte()
        if odd % 4 == 1:
            headers.append((b"idempotency-key", draw.some()))
        if odd % 8 == 2:
            headers.append((b"content-encoding", b"gzip"))
        if odd % 16 == 3:
            headers.append((b"darnel-reviewer", draw.some()))
        if odd % 32 == 4:
            path += "?" + draw.some().decode("latin-1")
        body = draw.rest()
        body = gzip.compress(body, mtime=0) if odd % 64 == 2 else body
        status, told, answer = asked.ask(method, path.replace("{id}", asked.case), headers, body)
        faults = asked.faults()
        assert status in range(200, 500) or status == 503, (status, answer[:300], faults)
        assert not faults, faults
        if told.get("content-type") in {MEDIA, "application/json"}:
            said = json.loads(answer)
            assert status < 400 or said["status"] == status

    return one


_BODIES: tuple[Any, ...] = (
    {"text": "The ferry is late.", "title": "Late", "id": "b"}, {"html": "<p>The ferry is late.</p>"},
    {"articles": [{"text": "The ferry"}, {"text": 1}]}, {"items": [{"article": {"id": "c", "text": "x"}, "reported": True}]},
    {"comment": {"text": "The ferry"}, "requestedAttributes": {"CONTENT_FARM": {}}}, [], {},
    {"source": "s", "id": "1", "item": "a", "verdict": "content_farm"},
    {"decisions": [{"source": "s", "id": "1", "item": "a", "verdict": "content_farm"}]},
    {"version": 1, "lease_token": "x", "verdict": "content_farm", "findings": [], "policy_ids": ["assembled"]},
    {"version": 1, "lease_token": "x", "until": "2030-01-01T00:00:00Z", "reason": "why"},
    {"version": 1, "lease_token": "x", "draft": {"verdict": "unsure"}}, {"url": "https://hooks.example/d", "events": ["*"]},
    {"filter": {"band": "block"}, "verdict": "content_farm", "dry_run": True, "reason": "x"},
    {"tasks": [{"id": 1, "data": {"text": "The ferry"}}], "label_config": "<View/>"},
    {"action": "ANNOTATION_CREATED", "task": {"id": 1, "data": {}}, "annotation": {"id": 1, "result": []}},
)  # fmt: skip


def _seeds_of_requests() -> list[bytes]:
    bodies = [json.dumps(body).encode() for body in _BODIES]
    plain = [bytes([route, 0, 0]) + body for route in range(len(ROUTES)) for body in bodies]
    odd = [
        bytes([route, 0, odd, 3]) + b"key" + bodies[0] for route in range(8) for odd in (1, 2, 3, 4)
    ]
    form = [bytes([22, 3, 0]) + b"name=ann&key=x", bytes([0, 1, 0]) + b"<p>The ferry is late.</p>"]
    return [*plain, *odd, *form]


def _bodies() -> Oracle:
    """JSON is read or refused with a problem; an article's text is never repeated."""

    def one(data: bytes) -> None:
        try:
            said = json_of(data)
        except Problem as problem:
            response = problem.response("r-1")
            assert 400 <= response.status_code < 500
            return
        assert said == json.loads(data)

    return one


def _seeds_of_bodies() -> list[bytes]:
    odd = (
        b"",
        b"{",
        b"[1e999]",
        b"NaN",
        b'"\\ud800"',
        b"[" * 2000,
        b"\xff\xfe{\x00}\x00",
        b"1" * 5000,
        b'{"a":1,"a":2}',
    )
    return [
        SAMPLE.to_json().encode(),
        *odd,
        *(json.dumps(body).encode() for body in _BODIES),
        zlib.compress(b"{}"),
    ]


_WORDS = tuple(
    f'"{word}"'.encode()
    for word in sorted({key for body in _BODIES if isinstance(body, dict) for key in body})
)

TARGETS = {
    target.name: target
    for target in (
        Target("bodies", "bodies of requests", _bodies, _seeds_of_bodies, _WORDS, 1500),
        Target(
            "http", "requests to 25 routes of the service", _http, _seeds_of_requests, _WORDS, 1200
        ),
    )
}
