"""What must never be seen: keys, secrets, passwords and articles, in logs, answers, messages and metrics."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import shutil
from contextlib import suppress

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "prometheus_client", "httpx", "sqlalchemy", "standardwebhooks"):
    pytest.skip(SERVE, allow_module_level=True)

from casework import Hands
from desks import LOCAL, an_article, made_up
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from darnel.cli import app, speech
from darnel.doors.service import create_app
from darnel.doors.service.keys import made, write_keys
from darnel.errors import InputError
from darnel.queue.addresses import Rules
from darnel.queue.sending import Endpoint, Sender
from darnel.queue.webhooks import new_secret

TEXT = "Xylocanary"
"""A word that stands in every article of these tests, and nowhere else."""

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


class Seen(list):
    """All that could be seen, and what must not be among it."""

    def hides(self, *secrets: str) -> None:
        for secret in secrets:
            assert secret, "nothing to look for"
            assert [one for one in self if secret in one] == []


@pytest.fixture
def place(stand_in, tmp_path, caplog, migrated):
    """A service with keys and a queue whose every log line is heard, those of libraries too."""
    shutil.copy(migrated, tmp_path / "queue.db")
    caplog.set_level(logging.DEBUG)
    secret, key = made("all", ["score", "review", "ingest", "audit", "admin"])
    write_keys(tmp_path / "keys.json", [key])
    rules = Rules(http=True, ports=frozenset({1}), networks=(LOOPBACK,))
    settings = made_up(tmp_path, Hands(), keys=tmp_path / "keys.json", webhooks=rules)
    application = create_app(settings, scorer=stand_in)
    with TestClient(application, base_url=LOCAL, raise_server_exceptions=False) as client:
        client.headers["authorization"] = f"Bearer {secret}"
        yield client, secret


def failing_on_the_canary(article) -> None:
    if "stumble" in article.title:
        raise RuntimeError(f"{article.title} {article.text}")


def an_odd_article(n: int = 0, **more):
    usual = an_article(n, **more)
    return usual | {"title": f"{TEXT} {n}", "text": f"{TEXT} stands here. {usual['text']}"}


def test_neither_keys_nor_secrets_nor_articles_leave_a_trace(place, stand_in, caplog) -> None:
    client, key = place
    stand_in.before = failing_on_the_canary
    seen = Seen()
    hook = client.post(
        "/v1/webhooks",
        json={"url": "http://127.0.0.1:1/in", "events": ["case.decided", "case.opened"]},
    )
    assert hook.status_code == 201, hook.text
    signing = hook.json()["secret"]
    client.post("/v1/items", json={"items": [{"article": an_odd_article(n)} for n in range(3)]})
    work = client.post("/v1/queues/default/claim").json()
    reasons = {"verdict": "content_farm", "reason": f"{TEXT} stands there"}
    held = {"version": work["case"]["version"], "lease_token": work["lease"]["token"]}
    client.post(f"/v1/cases/{work['case']['id']}/decision", json=held | reasons)
    wrong = [
        client.post("/v1/score", json={"title": "stumble", "text": f"{TEXT} " * 80}),
        client.post("/v1/score", content=f'{{"text": "{TEXT}', headers={"content-type": "application/json"}),
        client.post("/v1/score", json={"text": [TEXT]}),
        client.post("/v1/score", json={"text": TEXT, "published": {"at": TEXT}}),
        client.post("/v1/items", json={"items": [{"article": TEXT}]}),
        client.post("/v1/items", json={"items": [{"article": {"text": TEXT * 600_000}}]}),
        client.post("/v1/feedback", json={"decisions": [{"source": TEXT, "verdict": TEXT}]}),
        client.post("/v1/webhooks", json={"url": f"ftp://{TEXT}", "events": []}),
        client.post("/v1/score", json={"text": "x"}, headers={"authorization": f"Bearer {key[:-1]}"}),
client.get("/v1/cases/none", headers={"x-request-id": f"<{TEXT}>"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in wrong[:3]] == [500, 400, 422]
    seen += [answer.text + str(answer.headers) for answer in wrong]
    seen.append(client.get("/metrics").text)
    seen += [
        client.get(path).text for path in ("/healthz", "/readyz", "/openapi.json", "/v1/model")
    ]
    client.get(f"/v1/webhooks/{hook.json()['id']}")
    client.app.state.desk.store.sweep()
    with suppress(Exception):
        client.app.state.desk.store.deliveries.take_due(5)
    lines = [
        record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))
    ]
    assert len(lines) > 10
    seen += [logging.Formatter("%(name)s %(message)s").format(record) for record in caplog.records]
    seen.hides(TEXT, key, key[10:-1], signing, signing.removeprefix("whsec_"))
    assert signing not in client.get("/v1/webhooks").text


def test_a_webhook_that_fails_says_neither_its_secret_nor_what_it_brought(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    secret = new_secret()
    rules = Rules(http=True, ports=frozenset({1}), networks=(LOOPBACK,))
    sender = Sender(Hands(), rules, resolve=lambda host, port: ["127.0.0.1"])
    endpoint = Endpoint("ep_1", "http://hooks.example:1/in", (secret,))
    event = {"id": "evt_1", "type": "case.decided", "timestamp": "x", "payload": {"reason": TEXT}}
    outcome = asyncio.run(sender.send(endpoint, event))
    assert outcome.result == "failed"
    Seen([caplog.text, repr(outcome), repr(endpoint)]).hides(TEXT, secret, secret[6:])


def test_libraries_are_silent_about_the_addresses_that_they_ask(monkeypatch) -> None:
    """httpx logs every address at INFO: of a webhook it may hold the receiver's secret."""
    root = logging.getLogger()
    names = ("darnel", "uvicorn", "httpx", "sqlalchemy.engine", "alembic", "aiormq", "faststream")
    before = {name: logging.getLogger(name).level for name in names}
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    for name in names:  # whatever other tests have asked for
        logging.getLogger(name).setLevel(logging.NOTSET)
    try:
        speech.log(quiet=False)
        heard = {name for name in names if logging.getLogger(name).isEnabledFor(logging.INFO)}
        assert heard == {"darnel", "uvicorn"}
        speech.log(quiet=True)
        assert not logging.getLogger("darnel").isEnabledFor(logging.INFO)
        assert logging.getLogger("darnel").isEnabledFor(logging.WARNING)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, was in before.items():
            logging.getLogger(name).setLevel(was)


@pytest.mark.parametrize(
    "said",
    [
        "redis://ann:{}@host\N{ACCOUNT OF}/articles",
        "redis://ann:x/{}@host/articles",
        "redis://ann:x#{}@host/articles",
        "amqp://ann:{}@/articles",
        "kafka://ann:{}@host/articles",
        "nats://ann:x/{}@host/articles",
        "redis:/ann:{}@host/articles",
        "ftp://ann:{}@host/articles",
        "redis://ann:{}@host/",
        "redis://ann:{}@host/articles?group=!",
        "redis://ann:{}@host/articles?other=1",
    ],
)
def test_no_address_of_a_broker_is_refused_with_its_password(said) -> None:
    from darnel.doors.worker import address_of

    with pytest.raises(InputError) as told:
        address_of(said.format("CANARY"))
    chain = f"{told.value!r} {told.value.__cause__!r}"
    Seen([chain]).hides("CANARY")
    done = CliRunner().invoke(app, ["worker", said.format("CANARY"), "redis:/u:CANARY@host/out"])
    assert done.exit_code == 2
    Seen([done.output]).hides("CANARY")


def test_an_address_in_a_message_or_a_traceback_has_no_password() -> None:
    from darnel.doors.worker import address_of

    for said in ("redis://ann:CANARY@host/in", "kafka://host/in?sasl.password=CANARY"):
        Seen([repr(address_of(said)), str(address_of(said))]).hides("CANARY")


def test_the_command_line_says_no_word_of_an_article(tmp_path, stand_in) -> None:
    stand_in.before = failing_on_the_canary
    table = tmp_path / "in.csv"
    table.write_text(f'id,title,text\n1,stumble,"{TEXT} {"word " * 80}"\n2,{TEXT},"{TEXT}\n')
    page = tmp_path / "p.txt"
    page.write_text("stumble\n\n" + f"{TEXT} is late. " * 40)
    for arguments in (
        ["score", table, "-o", tmp_path / "o.csv"],
        ["score", table, "-o", tmp_path / "o.jsonl", "--text", "id"],
        ["corpus", "build", table, "-o", tmp_path / "c.corpus"],
        ["sources", table],
    ):
        done = CliRunner().invoke(app, [str(word) for word in arguments])
        Seen([done.stderr]).hides(TEXT)
