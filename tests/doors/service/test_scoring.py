"""The service: the library's answers over HTTP, within its bounds, and nothing of them in the log."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from documentation import TEXT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libraries import SERVE, lacking
from typer.testing import CliRunner

import darnel
from darnel import Article, InputError
from darnel.assessment import Assessment

if lacking("fastapi", "uvicorn", "prometheus_client", "httpx"):
    pytest.skip(SERVE, allow_module_level=True)

import httpx
from fastapi import APIRouter
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel

from darnel.cli import app as command_line
from darnel.doors.line import ClosedError, FullError, Line
from darnel.doors.service import Problem, Settings, create_app, needs
from darnel.doors.service.keys import KeyRing, made, read_keys, write_keys
from darnel.doors.service.running import address, bound, server_of

LOCAL = "http://127.0.0.1"
PAGE = Path(__file__).parents[2] / "data" / "pages" / "report.html"


def client_of(told=None, scorer=None, **more) -> TestClient:
    return TestClient(create_app(told, scorer=scorer, **more), base_url=LOCAL)


@pytest.fixture(scope="module")
def client():
    """A service with the real model."""
    with client_of() as made_client:
        yield made_client


@pytest.fixture
def plain(stand_in):
    """A service with a scorer whose answers a test can foresee."""
    with client_of(scorer=stand_in) as made_client:
        yield made_client


def refused(answer, status: int, kind: str) -> dict:
    """Take the problem off an answer that refuses."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["type"] == f"urn:darnel:problem:{kind}"
    assert said["status"] == status
    assert said["request_id"] == answer.headers["x-request-id"]
    return said


# --- the same answers -------------------------------------------------------------------------

FERRY = "The ferry is late, the board said on Tuesday. Its gearbox failed two tests in March. "

ODD = {
    "plain": {"text": FERRY * 20, "title": "Ferry is late"},
    "emoji": {"text": "👩‍👩‍👧 The board met. 🚢 " * 40, "title": "🚢 Ferry שלום"},
    "Windows newlines": {"text": (FERRY + "\r\n\r\n") * 12, "title": "A\ttab"},
    "empty": {"text": ""},
    "a title alone": {"title": "Ferry late again"},
    "too short": {"text": "So it is.", "title": "Short"},
    "not English": {"text": "Le port est fermé depuis mardi, dit-on. " * 40},
    "lone surrogate and NUL": {
        "text": "The board \ud800 met.\x00 It did. " * 40,
        "title": "\udc00",
    },
    "zero-width": {"text": FERRY.replace("e", "e\u200b") * 20, "title": "=1+1"},
    "decomposed": {"text": "Cafe\u0301 owners met the board. " * 60},
    "huge": {"text": (FERRY + "\n\n") * 4000, "title": "Ferry"},
    "no spaces": {"text": "x" * 50_000},
    "comments": {"text": FERRY * 20, "comments": ["Great post!", "“Two”, 2"], "author": "A. B."},
    "null fields": {
        "text": FERRY * 20,
        "title": None,
        "comments": None,
        "url": "https://a.example",
    },
}


@pytest.mark.parametrize("name", ODD)
def test_an_article_gets_what_the_library_says(client, name: str) -> None:
    given = {key: value for key, value in ODD[name].items() if value is not None}
    answer = client.post("/v1/score", content=json.dumps(ODD[name]), headers=JSON)
    assert answer.status_code == 200
    assert answer.text == darnel.score(given.pop("text", ""), **given).to_json()
    assert answer.headers["darnel-model"].startswith("darnel/")


JSON = {"Content-Type": "application/json"}


def test_a_batch_keeps_the_order_and_has_errors_in_place(client) -> None:
    rows = [{"id": name, **row} for name, row in ODD.items() if name != "huge"]
    rows[2:2] = [7, {"id": "typo", "titel": "x"}, {"id": "number", "text": 3}]
    rows.append({"id": "no page", "html": "no tags"})
    said = client.post("/v1/score/batch", content=json.dumps({"articles": rows}), headers=JSON)
    found = said.json()
    assert (found["schema"], found["count"], found["errors"]) == (
        "darnel.assessments/1",
        len(rows),
        4,
    )
    ids = ["" if row == 7 else row["id"] for row in rows]
    assert [one["id"] for one in found["assessments"]] == ids
    errors = [one["error"] for one in found["assessments"] if one["error"]]
    assert errors[0].startswith("#/articles/2: an article is an object")
    assert errors[1].startswith("#/articles/3: 'titel' is no field")
    assert errors[2] == "#/articles/4/text: must be a string, not a number"
    assert errors[3] == f"#/articles/{len(rows) - 1}/html: this is not HTML: it holds no tag"
    first = Assessment.from_dict(found["assessments"][0])
    assert first.quality == pytest.approx(darnel.score(**rows[0]).quality, abs=1e-12)


def test_a_batch_may_be_a_bare_list_or_empty(plain) -> None:
    assert plain.post("/v1/score/batch", json=[]).json()["assessments"] == []
    assert plain.post("/v1/score/batch", json=[{"text": "a"}]).json()["count"] == 1


def test_a_page_is_read_from_a_field_and_as_a_body(client) -> None:
    page = PAGE.read_bytes()
    wanted = darnel.score(darnel.read_html(page, "https://a.example/1", id="p")).to_json()
    told = {"html": page.decode(), "url": "https://a.example/1", "id": "p"}
    assert client.post("/v1/score", json=told).text == wanted
    sent = client.post(
        "/v1/score?url=https://a.example/1&id=p", content=page,
        headers={"Content-Type": "text/html; charset=utf-8"},
    )  # fmt: skip
    assert sent.text == wanted
    refused(client.post("/v1/score", json={"html": "no tags"}), 422, "not-valid")
    said = refused(client.post("/v1/score", json=told | {"title": "x"}), 422, "not-valid")
    assert said["errors"][0]["pointer"] == "#/title"


def test_a_packed_body_is_read(plain, prose) -> None:
    body = gzip.compress(json.dumps({"text": prose}).encode())
    answer = plain.post("/v1/score", content=body, headers=JSON | {"Content-Encoding": "gzip"})
    assert answer.json()["band"] == "review"


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "kind", "says"),
    [
        pytest.param("{", 400, "not-json", "line 1, column 2", id="broken JSON"),
        pytest.param("", 400, "not-json", "line 1, column 1", id="nothing"),
        pytest.param(b"\xff{}", 400, "not-json", "UTF-8", id="not UTF-8"),
        pytest.param("[" * 100_000, 400, "not-json", "nested", id="deep"),
        pytest.param('{"text": NaN}', 400, "not-json", "number", id="NaN"),
        pytest.param('{"text": ' + "9" * 5000 + "}", 400, "not-json", "number", id="a long number"),
        pytest.param("[]", 422, "not-valid", "not a list", id="a list"),
        pytest.param("{}", 422, "not-valid", "'text' or 'title'", id="no field"),
        pytest.param('{"text": 5}', 422, "not-valid", "#/text: must be a string", id="a number"),
        pytest.param('{"text": "a", "comments": "b"}', 422, "not-valid", "#/comments", id="comments"),
        pytest.param('{"text": "a", "comments": [1]}', 422, "not-valid", "#/comments/0", id="comment"),
        pytest.param('{"body": "a"}', 422, "not-valid", "'body' is no field", id="a wrong field"),
        pytest.param(json.dumps({"secret words " * 9: 1}), 422, "not-valid", "a name of 117", id="prose"),
        pytest.param(json.dumps({"text": "secret " * 200_000}), 422, "not-valid", "1,400,000", id="long"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_with_its_place(plain, body, status, kind, says) -> None:
    answer = plain.post("/v1/score", content=body, headers=JSON)
    assert says in refused(answer, status, kind)["detail"]
    assert "secret" not in answer.text


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("text", "title", "comments", "id", "x")), inner, max_size=4
        )
    ),
    max_leaves=9,
)


@given(JSON_VALUES)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_json_is_answered_or_refused_with_a_place(plain, value) -> None:
    one = plain.post("/v1/score", content=json.dumps(value), headers=JSON)
    assert one.status_code == 200 or refused(one, 422, "not-valid")["errors"]
    for body in (value, {"comment": value}, {**asking("a"), "requestedAttributes": value}):
        assert plain.post(PERSPECTIVE, content=json.dumps(body), headers=JSON).status_code == 422
    many = plain.post("/v1/score/batch", json=[value, value]).json()
    assert [bool(a["error"]) for a in many["assessments"]] == [one.status_code == 422] * 2


def test_bodies_are_bounded(stand_in) -> None:
    bounds = Settings(body=1000, batch_body=2000, batch=2)
    with client_of(bounds, stand_in) as client:
        long = {"text": "a" * 1000}
        refused(client.post("/v1/score", json=long), 413, "too-large")
        refused(
            client.post("/v1/score", content=iter([b"x" * 900] * 3), headers=JSON), 413, "too-large"
        )
        refused(client.post("/v1/score/batch", json=[long, long]), 413, "too-large")
        said = refused(client.post("/v1/score/batch", json=[{"text": ""}] * 3), 413, "too-large")
        assert "3 articles; at most 2" in said["detail"]
        bomb = gzip.compress(b" " * 50_000_000)
        packed = JSON | {"Content-Encoding": "gzip"}
        refused(
            client.post("/v1/score/batch", content=bomb[:1900], headers=packed), 413, "too-large"
        )
        refused(
            client.post("/v1/score", content=gzip.compress(b"{}")[:-3], headers=packed),
            400,
            "not-json",
        )
        refused(
            client.post("/v1/score", content=gzip.compress(b"{}") + b"x", headers=packed),
            400,
            "not-json",
        )
        refused(client.post("/v1/score", content=b"{}", headers=packed), 400, "not-json")
        assert client.app.state.service.held.count == 0


def test_other_types_and_packings_are_refused(plain) -> None:
    for type in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = plain.post("/v1/score", content="{}", headers={"Content-Type": type})
        assert "application/json" in refused(answer, 415, "wrong-type")["detail"]
    refused(
        plain.post("/v1/score", content="x", headers=JSON | {"Content-Encoding": "br"}),
        415,
        "wrong-type",
    )


def test_routes_that_do_not_exist_are_problems_too(plain) -> None:
    refused(plain.get("/v1/nothing"), 404, "not-found")
    answer = plain.get("/v1/score")
    refused(answer, 405, "wrong-method")
    assert answer.headers["allow"] == "POST"


def test_an_idempotency_key_is_taken(plain, prose) -> None:
    def ask(key: str) -> httpx.Response:
        return plain.post("/v1/score", json={"text": prose}, headers={"Idempotency-Key": key})

    assert ask("one").content == ask("one").content
    refused(ask("x" * 256), 400, "refused")


# --- keys -------------------------------------------------------------------------------------


@pytest.fixture
def keys(tmp_path) -> tuple[Path, dict[str, str]]:
    pairs = {scope: made(scope, [scope]) for scope in ("score", "read", "admin")}
    write_keys(tmp_path / "keys.json", [key for _, key in pairs.values()])
    return tmp_path / "keys.json", {scope: secret for scope, (secret, _) in pairs.items()}


def test_a_key_opens_what_its_scope_says(keys, stand_in) -> None:
    file, secrets = keys
    with client_of(Settings(host="0.0.0.0", keys=file), stand_in) as client:

        def status(method: str, url: str, scope: str) -> int:
            headers = {"Authorization": f"Bearer {secrets.get(scope, scope)}"} if scope else {}
            return client.request(method, url, json={"text": "a"}, headers=headers).status_code

        wanted = {"": 401, "nonsense": 401, "score": 200, "read": 403, "admin": 200}
        assert {scope: status("POST", "/v1/score", scope) for scope in wanted} == wanted
        wanted = {"": 401, "score": 403, "read": 200, "admin": 200}
        assert {scope: status("GET", "/metrics", scope) for scope in wanted} == wanted
        assert status("GET", "/healthz", "") == status("GET", "/readyz", "") == 200
        assert status("GET", "/v1/model", "score") == status("GET", "/v1/model", "read") == 200
        other = client.get("/v1/model", headers={"X-API-Key": secrets["read"]})
        assert other.status_code == 200
        said = client.post("/v1/score", json={})
        refused(said, 401, "no-key")
        assert said.headers["www-authenticate"].startswith("Bearer")


def test_a_key_that_is_wrong_by_one_character_is_not_known(keys) -> None:
    file, secrets = keys
    ring, secret = KeyRing(file), secrets["score"]
    assert ring.find(secret).name == "score"
    for wrong in (
        secret[:-1] + ("0" if secret[-1] != "0" else "1"),
        secret.upper(),
        "\udc00",
        "",
        "__",
    ):
        assert ring.find(wrong) is None


def test_keys_count_from_the_next_request_on(keys) -> None:
    file, secrets = keys
    ring = KeyRing(file)
    assert ring.find(secrets["read"])
    write_keys(file, [key for key in read_keys(file) if key.name != "read"])
    assert ring.find(secrets["read"]) is None
    file.write_text("broken")
    assert ring.find(secrets["score"]) is None


def test_the_file_holds_no_key_and_only_its_owner_reads_it(keys) -> None:
    file, secrets = keys
    assert not any(secret.split("_")[2] in file.read_text() for secret in secrets.values())
    assert file.stat().st_mode & 0o077 == 0


def test_without_keys_only_this_machine_is_served(stand_in) -> None:
    with pytest.raises(InputError, match="darnel serve-key add"):
        create_app(Settings(host="0.0.0.0"), scorer=stand_in)
    app = create_app(Settings(host="::1"), scorer=stand_in)
    with TestClient(app, base_url="http://evil.example") as client:
        refused(client.get("/healthz"), 403, "wrong-host")
    with TestClient(app, base_url="http://localhost:8000") as client:
        assert client.get("/healthz").status_code == 200


def test_keys_are_made_listed_and_removed_by_command(tmp_path) -> None:
    file = str(tmp_path / "k.json")

    def run(*words: str):
        return CliRunner().invoke(command_line, ["serve-key", *words, "--keys", file])

    secret = run("add", "ingest", "--scope", "score", "--scope", "read").stdout.strip()
    assert KeyRing(Path(file)).find(secret).scopes == ("score", "read")
    assert run("list").stdout.startswith("ingest\t")
    assert run("add", "ingest", "--scope", "read").exit_code == 2
    assert run("remove", "ingest").exit_code == 0
    assert run("remove", "ingest").exit_code == 2
    assert run("list").stdout == ""


def test_the_command_says_what_it_needs(tmp_path) -> None:
    done = CliRunner().invoke(command_line, ["serve", "--host", "0.0.0.0"])
    assert (done.exit_code, "--keys FILE" in done.stderr) == (2, True)
    missing = str(tmp_path / "none.json")
    done = CliRunner().invoke(command_line, ["serve", "--keys", missing, "--port", "0"])
    assert (done.exit_code, "darnel serve-key add" in done.stderr) == (2, True)
    with bound("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(command_line, ["serve", "--port", port])
        assert (done.exit_code, "choose with" in done.stderr) == (2, True)


WITHOUT = """
import sys
sys.modules["fastapi"] = None
sys.argv = ["darnel", "serve"]
from darnel.cli import main
main()
"""


def test_without_the_extra_the_command_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "pip install 'darnel[serve]'" in done.stderr) == (2, True)


# --- many at once -----------------------------------------------------------------------------


def test_a_hundred_at_once_are_all_answered_and_scored_together(stand_in, prose) -> None:
    stand_in.before = lambda _: time.sleep(0.001)
    texts = [prose * 2 + " gearbox" * at for at in range(100)]
    with running(stand_in) as (url, _), httpx.Client(timeout=60) as client:

        def ask(text: str) -> str:
            return client.post(f"{url}/v1/score", json={"text": text}).text

        with ThreadPoolExecutor(100) as pool:
            found = list(pool.map(ask, texts))
    assert found == [stand_in.one(Article(text)).to_json() for text in texts]
    assert sum(stand_in.batches) == 100
    assert max(stand_in.batches) > 4


class Wanted(BaseModel):
    count: int


class Gate:
    """Let a scorer go on only when told."""

    def __init__(self, scorer) -> None:
        self.open, self.begun = threading.Event(), threading.Event()
        scorer.before = self.wait

    def wait(self, _) -> None:
        self.begun.set()
        assert self.open.wait(20)


def test_what_is_too_much_is_refused_for_now(stand_in) -> None:
    gate = Gate(stand_in)
    with client_of(Settings(waiting=3), stand_in) as client, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(client.post, "/v1/score", json={"text": "a"}) for _ in range(3)]
        until(lambda: client.app.state.service.line.waiting == 3)
        answer = client.post("/v1/score", json={"text": "a"})
        assert "3 articles wait" in refused(answer, 503, "busy")["detail"]
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/healthz").status_code == client.get("/metrics").status_code == 200
        gate.open.set()
        assert {one.result().status_code for one in asked} == {200}
        assert client.post("/v1/score", json={"text": "a"}).status_code == 200


def test_an_answer_that_takes_too_long_is_given_up(stand_in) -> None:
    gate = Gate(stand_in)
    with client_of(Settings(seconds=0.05), stand_in) as client:
        refused(client.post("/v1/score", json={"text": "a"}), 503, "busy")
        gate.open.set()


def test_memory_of_bodies_in_hand_is_bounded(stand_in) -> None:
    gate = Gate(stand_in)
    with client_of(Settings(held=1500), stand_in) as client, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/v1/score", json={"text": "a" * 1000})
        assert gate.begun.wait(20)
        refused(client.post("/v1/score", json={"text": "a" * 1000}), 503, "busy")
        gate.open.set()
        assert asked.result().status_code == 200


def until(true) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_one_article_does_not_wait_for_anothers_thousand(stand_in) -> None:
    gate = Gate(stand_in)
    line = Line(stand_in, 5000)
    first = line.put([Article("first")])
    assert gate.begun.wait(20)
    order: list[str] = []
    many = line.put([Article(str(at)) for at in range(1000)])
    many.add_done_callback(lambda _: order.append("many"))
    one = line.put([Article("one")])
    one.add_done_callback(lambda _: order.append("one"))
    gate.open.set()
    assert [a.id for a in many.result(20)] == [""] * 1000
    line.close()
    assert order == ["one", "many"]
    assert len(first.result()) == 1
    assert line.waiting == 0


def test_the_line_leaves_out_who_has_gone_and_ends_in_order(stand_in) -> None:
    gate = Gate(stand_in)
    line = Line(stand_in, 3)
    first = line.put([Article("a")])
    assert gate.begun.wait(20)
    gone, kept = line.put([Article("b")]), line.put([Article("c")])
    with pytest.raises(FullError):
        line.put([Article("d")])
    assert gone.cancel()
    closing = threading.Thread(target=line.close)
    closing.start()
    until(lambda: not line.alive)
    with pytest.raises(ClosedError):
        line.put([Article("e")])
    gate.open.set()
    closing.join(20)
    assert len(first.result()) == len(kept.result()) == 1
    assert sum(stand_in.batches) == 2


# --- what is said of it -----------------------------------------------------------------------


def test_metrics_can_be_parsed_and_hold_no_text(client) -> None:
    client.post("/v1/score", json={"text": "Unmistakable " * 5})
    client.post("/v1/score", json={"text": FERRY * 20})
    client.get("/unmistakable")
    text = client.get("/metrics").text
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["darnel_requests_total", "/v1/score", "200", "POST"] >= 2
    assert found["darnel_requests_total", "404", "GET", "other"] >= 1
    assert found["darnel_abstentions_total", "too_short"] >= 1
    assert sum(value for key, value in found.items() if key[0] == "darnel_bands_total") >= 1
    assert found["darnel_waiting_articles",] == 0
    assert "nmistakable" not in text


def test_the_description_is_valid_openapi_and_true(client) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    said = client.get("/openapi.json").json()
    validator.validate(said)
    from jsonschema import Draft202012Validator

    def check(name: str, value: object) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": said["components"]}
        Draft202012Validator(schema).validate(value)

    rows = [ODD[name] for name in ("plain", "too short", "emoji")]
    check("Assessment", client.post("/v1/score", json=rows[0]).json())
    check("Assessments", client.post("/v1/score/batch", json=rows).json())
    check("Problem", client.post("/v1/score", json={"text": 1}).json())
    check("PerspectiveResponse", client.post(PERSPECTIVE, json=asking(FERRY * 20)).json())
    for name, schema in said["components"]["schemas"].items():
        if "example" in schema:
            check(name, schema["example"])


def test_every_answer_has_the_headers_that_keep_browsers_out(plain) -> None:
    for answer in (
        plain.get("/healthz"),
        plain.get("/nothing"),
        plain.post("/v1/score", content="{"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers
    assert plain.get("/healthz", headers={"X-Request-Id": "r-1"}).headers["x-request-id"] == "r-1"
    assert plain.get("/healthz", headers={"X-Request-Id": "a b"}).headers["x-request-id"] != "a b"


def test_the_model_and_its_signals_are_described(client) -> None:
    model = client.get("/v1/model").json()
    used = darnel.Scorer.load().model
    assert (model["version"], model["bands"]["block"]) == (used.version, used.bands.block)
    assert model["card"] == used.card
    signals = client.get("/v1/signals").json()["signals"]
    assert [signal["name"] for signal in signals] == list(darnel.signals.REGISTRY)
    assert all(signal[part] for signal in signals for part in ("what", "why", "false_alarms"))
    weighed = {f["name"] for signal in signals for f in signal["features"] if f["weighed"]}
    assert weighed == set(used.columns)


def test_no_word_of_an_article_is_logged(stand_in, caplog) -> None:
    def fail(article: Article) -> None:
        if "gearbox" in article.text:
            raise RuntimeError(article.text)

    stand_in.before = fail
    boom = APIRouter()

    @boom.get("/boom")
    async def _boom() -> None:
        raise RuntimeError("unmistakable")

    with caplog.at_level(logging.DEBUG), client_of(scorer=stand_in, routers=[boom]) as client:
        fine = client.post(
            "/v1/score", json={"text": "Unmistakable words", "title": "unmistakable"}
        )
        assert fine.status_code == 200
        client.post("/v1/score", json={"text": ["unmistakable"]})
        client.post("/v1/score", content='{"text": "unmistakable', headers=JSON)
        said = refused(
            client.post("/v1/score", json={"text": "unmistakable gearbox"}), 500, "failed"
        )
        assert "RuntimeError" in said["detail"]
        refused(client.get("/boom"), 500, "failed")
        batch = client.post("/v1/score/batch", json=[{"text": "gearbox"}, {"text": "fine"}]).json()
        assert [bool(one["error"]) for one in batch["assessments"]] == [True, False]
    logged = [record for record in caplog.records if record.name.startswith("darnel")]
    assert any("POST /v1/score 200" in record.getMessage() for record in logged)
    assert any("RuntimeError" in record.getMessage() for record in logged)
    assert "nmistakable" not in caplog.text


def test_routers_are_added_and_their_faults_are_problems(stand_in) -> None:
    more = APIRouter()

    @more.post("/v1/more", dependencies=[needs("review")])
    async def _more(wanted: Wanted) -> int:
        if wanted.count > 1:
            raise Problem("not-allowed", "one is enough")
        return wanted.count

    with client_of(scorer=stand_in, routers=[more]) as client:
        answer = client.post("/v1/more", json={"count": "secret"})
        assert refused(answer, 422, "not-valid")["errors"][0]["pointer"] == "#/count"
        assert "secret" not in answer.text
        assert client.post("/v1/more", json={"count": 1}).text == "1"
        refused(client.post("/v1/more", json={"count": 2}), 403, "not-allowed")


def test_the_calls_of_the_manual_are_answered(client) -> None:
    calls = [line for line in TEXT.splitlines() if line.startswith("curl localhost:8000")]
    lines = [line for line in calls if "/v1/score" in line or "/v1/model" in line]
    assert len(lines) == 4
    for words in map(shlex.split, lines):
        url, options = (
            words[1].removeprefix("localhost:8000"),
            dict(zip(words[2::2], words[3::2], strict=True)),
        )
        headers = dict([options["-H"].split(": ")]) if "-H" in options else JSON
        body = options.get("--json") or PAGE.read_bytes()
        method = "GET" if url == "/v1/model" else "POST"
        answer = client.request(method, url, content=body, headers=headers)
        assert answer.status_code == 200, answer.text
    routes = client.get("/openapi.json").json()["paths"]
    for route in routes:
        assert f"{route}`" in TEXT or f"…/{route.rpartition('/')[2]}`" in TEXT, route


# --- Perspective's shape ----------------------------------------------------------------------

PERSPECTIVE = "/v0.2/perspective-compat/analyse"


def asking(text: str, *names: str, **more: object) -> dict:
    wanted = {name: {} for name in names or ("CONTENT_FARM",)}
    return {"comment": {"text": text}, "requestedAttributes": wanted, **more}


def test_perspective_counts_up_to_harm_in_utf16(client) -> None:
    text = "🚢 Ferry 👩‍👩‍👧 news. " + FERRY * 2 + "\n\n" + "🚒 Recommended News\n\n" + FERRY * 6
    known = darnel.score(text)
    names = ["CONTENT_FARM", "REPETITION", "TEMPLATE_BOILERPLATE"]
    said = client.post(
        PERSPECTIVE, json=asking(text, *names, spanAnnotations=True, clientToken="t")
    )
    found = said.json()
    assert found["clientToken"] == "t"
    assert found["languages"] == ["en"]
    farm = found["attributeScores"]["CONTENT_FARM"]
    assert farm["summaryScore"] == {"value": 1 - known.quality, "type": "PROBABILITY"}
    units = text.encode("utf-16-le")
    quotes = [
        units[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le")
        for span in farm["spanScores"]
    ]
    assert quotes
    assert quotes == [finding.quote for finding in known.findings]
    value = found["attributeScores"]["REPETITION"]["summaryScore"]["value"]
    assert value == known.signals["repetition.score"]


def test_perspective_abstains_and_says_what_is_wrong(client) -> None:
    said = client.post(PERSPECTIVE, json=asking("So it is.", languages=["en"])).json()
    assert (said["attributeScores"], said["abstained"]) == ({}, "too_short")
    high = {"CONTENT_FARM": {"scoreThreshold": 1.0}}
    body = asking(FERRY * 20) | {"requestedAttributes": high}
    assert client.post(PERSPECTIVE, json=body).json()["attributeScores"] == {}
    for body, at in (
        (asking("a", "TOXICITY"), "#/requestedAttributes"),
        ({"comment": {}, "requestedAttributes": {}}, "#/comment/text"),
        ({"comment": {"text": "a"}, "requestedAttributes": {}}, "#/requestedAttributes"),
        (asking("a") | {"comment": {"text": "a", "type": "HTML"}}, "#/comment/type"),
        ([], "#"),
    ):
        problem = refused(client.post(PERSPECTIVE, json=body), 422, "not-valid")
        assert problem["errors"][0]["pointer"] == at


# --- on a real port ---------------------------------------------------------------------------


@contextlib.contextmanager
def running(scorer, told=None):
    """Serve on a free port, in a thread."""
    with bound("127.0.0.1", 0) as listening:
        server = server_of(create_app(told, scorer=scorer))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until(lambda: server.started)
        try:
            yield address(listening), server
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()


def test_a_stop_finishes_what_is_in_hand(stand_in, prose) -> None:
    gate = Gate(stand_in)
    with ThreadPoolExecutor(5) as pool, running(stand_in) as (url, server):
        asked = [
            pool.submit(httpx.post, f"{url}/v1/score", json={"text": prose}, timeout=30)
            for _ in range(5)
        ]
        until(lambda: server.config.app.state.service.line.waiting == 5)
        server.should_exit = True
        time.sleep(0.1)
        gate.open.set()
        assert [one.result().status_code for one in asked] == [200] * 5


def test_an_answer_does_not_wait_for_the_client_to_acknowledge_its_head(stand_in) -> None:
    with running(stand_in) as (url, _), httpx.Client() as client:
        seconds = []
        for _ in range(20):
            started = time.perf_counter()
            client.post(f"{url}/v1/score", json={"text": "a"})
            seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.035  # Linux delays an ACK by 40 ms


def test_a_connection_is_kept_and_a_slow_body_is_not(stand_in, prose) -> None:
    with running(stand_in, Settings(read_seconds=0.2)) as (url, _), httpx.Client() as client:
        for _ in range(3):
            answer = client.post(f"{url}/v1/score", json={"text": prose})
            assert answer.json()["band"] == "review"
            assert "server" not in answer.headers
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as slow:
            slow.sendall(
                b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Content-Length: 100\r\n\r\n{"
            )
            assert b" 408 " in slow.recv(4096)


def test_the_command_serves_until_it_is_told_to_stop(tmp_path) -> None:
    file = tmp_path / "keys.json"
    secret, key = made("ingest", ["score"])
    write_keys(file, [key])
    command = [
        sys.executable,
        "-m",
        "darnel.cli",
        "serve",
        "--port",
        "0",
        "--keys",
        str(file),
        "--no-queue",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            url = process.stderr.readline().removeprefix("darnel: serving ").strip()
            until(lambda: answers(f"{url}/readyz"))
            headers = {"Authorization": f"Bearer {secret}"}
            said = httpx.post(f"{url}/v1/score", json=ODD["emoji"], headers=headers, timeout=30)
            assert said.text == darnel.score(**ODD["emoji"]).to_json()
        finally:
            process.terminate()
        log = process.stderr.read()
    assert process.returncode == -signal.SIGTERM
    assert "POST /v1/score 200" in log
    assert "key=ingest" in log
    assert secret not in log


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False
