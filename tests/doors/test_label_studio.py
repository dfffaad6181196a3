"""Calls to Label Studio: each article once, whatever breaks off, and nothing said that is secret."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import Any

import pytest
from libraries import SERVE, lacking

if lacking("httpx", "sqlalchemy", "alembic"):
    pytest.skip(SERVE, allow_module_level=True)

import httpx
from typer.testing import CliRunner

from darnel.article import Article
from darnel.cli import app
from darnel.doors.label_studio import client as calls
from darnel.doors.label_studio.client import TRIES, LabelStudio
from darnel.doors.label_studio.projects import connect, found_or_made
from darnel.doors.label_studio.pull import pull
from darnel.doors.label_studio.push import Pushed, Scored, push
from darnel.doors.label_studio.refusals import LabelStudioError, UnsureError
from darnel.doors.label_studio.tasks import QUERY, known
from darnel.errors import InputError
from darnel.queue import open_store
from darnel.queue.adapters.label_studio_config import config
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice

URL = "http://labels.example"
LEGACY = "0123456789abcdef0123456789abcdef01234567"
PERSONAL = "e30.e30.c2ln"

Fault = Callable[[httpx.Request], httpx.Response | None]


class Fake:
    """The routes that are called, with what a project holds; `faults` answer first, once each."""

    def __init__(self) -> None:
        self.tasks: list[dict[str, Any]] = []
        self.projects: list[dict[str, Any]] = []
        self.backends: list[dict[str, Any]] = []
        self.webhooks: list[dict[str, Any]] = []
        self.predictions: dict[int, dict[str, Any]] = {}
        self.requests: list[httpx.Request] = []
        self.faults: list[Fault] = []
        self.access = ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        while self.faults:
            answer = self.faults.pop(0)(request)
            if answer is not None:
                return answer
        path, body = request.url.path, json.loads(request.content or b"null")
        if path == "/api/token/refresh":
            assert body == {"refresh": PERSONAL}
            self.access = f"access{len(self.requests)}"
            return httpx.Response(200, json={"access": self.access})
        if request.headers["authorization"] not in (f"Token {LEGACY}", f"Bearer {self.access}"):
            return httpx.Response(401, json={"detail": "no"})
        return self.route(request.method, path.strip("/").split("/")[1:], body, request.url.params)

    def route(self, method: str, path: list[str], body: Any, params: httpx.QueryParams):
        if path == ["projects"] and method == "GET":
            return self.listed(params)
        if path[:1] == ["projects"] and path[2:] == ["import"]:
            return self.imported(body)
        if path[:1] == ["projects"] and path[2:] == ["export"]:
            wanted = [int(one) for one in params.get_list("ids[]")]
            return httpx.Response(200, json=[task for task in self.tasks if task["id"] in wanted])
        if path[:1] == ["tasks"]:
            return self.found(params)
        if path[:1] == ["predictions"]:
            said = self.predictions.get(int(path[1]))
            return httpx.Response(200 if said else 404, json=said or {})
        kept = {"projects": self.projects, "ml": self.backends, "webhooks": self.webhooks}[path[0]]
        if method == "POST":
            more = {"model_version": "darnel-9"} if path[0] == "ml" else {}
            kept.append({"id": len(kept) + 1, **body, **more})
            return httpx.Response(201, json=kept[-1])
        if path[1:]:
            one = next((one for one in kept if one["id"] == int(path[1])), None)
            if one is not None:
                one.update(body or {})
            return httpx.Response(200 if one else 404, json=one or {})
        return httpx.Response(200, json=kept)

    def listed(self, params: httpx.QueryParams) -> httpx.Response:
        page = int(params["page"])
        like = [one for one in self.projects if params["title"] in one["title"]]
        more = "more" if len(like) > page else None
        return httpx.Response(200, json={"results": like[page - 1 : page], "next": more})

    def imported(self, tasks: list[dict[str, Any]]) -> httpx.Response:
        self.tasks += [{"id": len(self.tasks) + n, **task} for n, task in enumerate(tasks, 1)]
        return httpx.Response(201, json={"task_count": len(tasks)})

    def found(self, params: httpx.QueryParams) -> httpx.Response:
        if int(params["project"]) not in {one["id"] for one in self.projects}:
            return httpx.Response(404, json={"detail": "No Project matches the given query."})
        query = json.loads(params["query"])
        found = self.tasks
        for one in query["filters"]["items"]:
            name, value = one["filter"].removeprefix("filter:tasks:"), one["value"]
            if name == "data.item_id":
                found = [task for task in found if task["data"]["item_id"] in value]
            elif name == "id":
                found = [task for task in found if task["id"] > value]
            else:
                found = [task for task in found if task.get("annotations")]
        size, page = int(params["page_size"]), int(params["page"])
        part = found[(page - 1) * size : page * size]
        return httpx.Response(200, json={"tasks": part, "total": len(found)})


@pytest.fixture
def fake() -> Fake:
    made = Fake()
    made.projects.append({"id": 1, "title": "Farms", "label_config": config(["gears"])})
    return made


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def server(fake, waits):
    transport = httpx.MockTransport(fake)
    with LabelStudio(URL, LEGACY, transport=transport, sleep=waits.append) as made:
        yield made


def some(stand_in, *names: str, text: str = "") -> list[Scored]:
    """Articles under these names, with what the stand-in says of them."""
    body = text or "The gearbox of the ferry failed again on Tuesday, and nobody knew why. " * 8
    articles = [Article(text=body, title="Ferry", id=name) for name in names]
    return [Scored(one, stand_in.one(one)) for one in articles]


def put(server, rows) -> Pushed:
    """Push all of it."""
    return list(push(server, 1, rows))[-1]


# push


def test_articles_go_in_once(server, fake, stand_in) -> None:
    rows = some(stand_in, *(f"a-{n}" for n in range(120)))
    assert (put(server, rows).new, put(server, rows).known) == (120, 120)
    assert [task["data"]["item_id"] for task in fake.tasks] == [row.name for row in rows]
    (prediction,) = fake.tasks[0]["predictions"]
    value = prediction["result"][0]["value"]
    assert fake.tasks[0]["data"]["text"][value["start"] : value["end"]] == "gearbox"


def test_the_same_article_twice_in_a_batch_goes_in_once(server, fake, stand_in) -> None:
    pushed = put(server, some(stand_in, "a", "b", "a"))
    assert (pushed.new, pushed.known, pushed.faults) == (2, 1, [])


def test_another_text_under_a_known_name_is_named_and_left_out(server, fake, stand_in) -> None:
    put(server, some(stand_in, "a"))
    pushed = put(server, some(stand_in, "a", text="Another text. ") + some(stand_in, "b"))
    assert (pushed.new, pushed.known, len(fake.tasks)) == (1, 0, 2)
    assert pushed.faults == ["a: another text is there under this name; it was left as it is"]


def test_an_import_whose_answer_got_lost_is_looked_up_and_not_sent_again(
    server, fake, stand_in
) -> None:
    def lost(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith("/import"):
            fake.imported(json.loads(request.content))
            raise httpx.ReadTimeout("late", request=request)
        fake.faults.append(lost)
        return fake_answer(fake, request)

    fake.faults.append(lost)
    pushed = put(server, some(stand_in, "a", "b"))
    assert (pushed.new, len(fake.tasks)) == (2, 2)


def fake_answer(fake: Fake, request: httpx.Request) -> httpx.Response:
    """Answer without the faults that are to come."""
    kept, fake.faults = fake.faults, []
    try:
        return fake(request)
    finally:
        fake.faults = kept


def test_a_server_that_fails_every_import_ends_the_push(server, fake, stand_in) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        fake.faults.append(broken)
        if request.url.path.endswith("/import"):
            return httpx.Response(502)
        return fake_answer(fake, request)

    fake.faults.append(broken)
    with pytest.raises(UnsureError, match="502"):
        put(server, some(stand_in, "a"))


def test_one_article_that_is_rejected_does_not_take_the_others_with_it(
    server, fake, stand_in
) -> None:
    real = fake.imported

    def picky(tasks: list[dict[str, Any]]) -> httpx.Response:
        bad = any("Unmistakable" in task["data"]["text"] for task in tasks)
        return httpx.Response(400, json={"detail": "Validation error"}) if bad else real(tasks)

    fake.imported = picky
    names = [f"a-{n}" for n in range(20)]
    rows = some(stand_in, *names)
    rows[13:13] = some(stand_in, "bad", text="Unmistakable words. ")
    pushed = put(server, rows)
    assert (pushed.new, [task["data"]["item_id"] for task in fake.tasks]) == (20, names)
    assert pushed.faults == ["bad: Label Studio rejects it; its log says why"]


def test_what_the_project_has_no_tag_for_is_left_out_and_told(server, fake, stand_in) -> None:
    fake.projects[0]["label_config"] = config(["gears"]).replace("<Number", "<Rating")
    pushed = put(server, some(stand_in, "a"))
    names = [one["from_name"] for one in fake.tasks[0]["predictions"][0]["result"]]
    assert "quality" not in names
    assert pushed.summary.endswith("the project has no tags for Number quality")


def test_the_project_shows_the_version_that_was_pushed(server, fake, stand_in) -> None:
    assert "shows" not in put(server, some(stand_in, "a")).summary
    assert fake.projects[0]["model_version"] == "stand-in-1"
    fake.projects[0]["model_version"] = "stand-in-0"
    assert "shows" not in put(server, some(stand_in, "a")).summary
    assert "no longer those of before" in put(server, some(stand_in, "b")).summary
    assert fake.projects[0]["model_version"] == "stand-in-1"


def test_a_project_without_our_text_is_refused(server, fake, stand_in) -> None:
    fake.projects[0]["label_config"] = config().replace("$text", "$body")
    with pytest.raises(InputError, match="darnel label-studio setup"):
        put(server, some(stand_in, "a"))


def test_names_are_asked_for_in_addresses_that_fit(server, fake) -> None:
    names = [f"https://news.example/{n}/" + "x" * 200 for n in range(50)] + ["y" * 5000]
    assert known(server, 1, names) == {}
    asked = [
        json.loads(r.url.params["query"])["filters"]["items"][0]["value"] for r in fake.requests
    ]
    assert sum(asked, []) == names  # noqa: RUF017 (a few)
    assert all(len(json.dumps(some)) < 2 * QUERY or len(some) == 1 for some in asked)


def test_text_that_no_encoding_holds_is_sent(server, fake, stand_in) -> None:
    put(server, some(stand_in, "a", text="The board \ud800 met. It did. " * 20))
    assert "\ud800" in fake.tasks[0]["data"]["text"]


# pull


def annotated(fake: Fake, count: int, **more: Any) -> None:
    for n in range(1, count + 1):
        choice = {"from_name": "verdict", "type": "choices", "value": {"choices": ["credible"]}}
        one = {"id": n, "result": [choice], "lead_time": 1.0, "updated_by": 1, **more}
        data = {"item_id": f"a-{n}", "text": "The ferry is late."}
        fake.tasks.append({"id": n, "data": data, "annotations": [one]})


def test_every_annotation_comes_home_page_by_page(server, fake) -> None:
    annotated(fake, 120)
    fake.tasks.append({"id": 121, "data": {"item_id": "b"}, "annotations": []})
    assert [decision.item for decision in pull(server, 1)] == [f"a-{n}" for n in range(1, 121)]


def test_an_annotation_that_can_not_be_read_does_not_cost_the_others(server, fake) -> None:
    annotated(fake, 3)
    fake.tasks[1]["annotations"][0]["result"][0]["value"]["choices"] = ["spam"]
    first, second, third = pull(server, 1)
    assert second.startswith("annotation 2 of task 2: the choice 'spam' has no verdict")
    assert (first.id, third.id) == ("1", "3")


def test_an_annotation_that_a_person_corrected_is_held_against_its_prediction(server, fake) -> None:
    span = {"id": "f_1", "from_name": "evidence", "to_name": "text", "type": "labels",
            "value": {"start": 4, "end": 9, "text": "ferry", "labels": ["gears"]}}  # fmt: skip
    fake.predictions[5] = {"id": 5, "result": [span]}
    annotated(fake, 1, parent_prediction=5, prediction={})
    (decision,) = pull(server, 1)
    assert [said.word for said in decision.spans] == ["reject"]
    fake.predictions.clear()
    (decision,) = pull(server, 1)
    assert (decision.verdict, decision.spans) == ("credible", ())


# setup


def test_a_project_is_made_once(server, fake) -> None:
    fake.projects = [{"id": 1, "title": "Farms, old", "label_config": "<View/>"}]
    assert found_or_made(server, "Farms") == (2, True)
    assert found_or_made(server, "Farms") == (2, False)
    assert fake.projects[1]["label_config"] == config()


def test_the_webhook_that_a_backend_brings_gets_the_key_it_lacks(server, fake) -> None:
    backend = "https://darnel.example/compat/labelstudio"
    fake.webhooks.append({"id": 1, "url": f"{backend}/webhook", "headers": {}})
    for secret in ("first", "second"):
        connect(server, 1, f"{backend}/", secret)
        (model,), (webhook,) = fake.backends, fake.webhooks
        assert (model["url"], model["basic_auth_pass"]) == (backend, secret)
        assert (model["title"], fake.projects[0]["model_version"]) == ("darnel-9", "darnel-9")
        assert webhook["headers"] == {"Authorization": f"Bearer {secret}"}
    assert webhook["actions"] == ["ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED"]


def test_a_webhook_that_was_not_made_is_made(server, fake) -> None:
    connect(server, 1, "http://127.0.0.1:8000/compat/labelstudio", "")
    assert fake.backends[0]["auth_method"] == "NONE"
    assert (fake.webhooks[0]["project"], fake.webhooks[0]["headers"]) == (1, {})


# calls


def test_a_personal_token_buys_another_and_again_when_that_is_over(fake) -> None:
    with LabelStudio(URL, PERSONAL, transport=httpx.MockTransport(fake)) as server:
        server.get("/api/projects/1/")
        server.get("/api/projects/1/")
        fake.access = "over"
        server.get("/api/projects/1/")
    bought = [one for one in fake.requests if one.url.path == "/api/token/refresh"]
    assert len(bought) == 2
    assert all("authorization" not in one.headers for one in bought)


@pytest.mark.parametrize("token", ["wrong", "a.b.c"])
def test_a_token_that_is_refused_is_told_by_the_setting_and_never_itself(fake, token) -> None:
    fake.faults += [lambda _: httpx.Response(401, json={"detail": token})] * 2
    server = LabelStudio(URL, token, transport=httpx.MockTransport(fake))
    with server, pytest.raises(LabelStudioError, match="legacy tokens are off by default") as told:
        server.get("/api/projects/1/")
    assert token not in str(told.value)


@pytest.mark.parametrize(
    ("status", "said", "told"),
    [
        (403, "URL resolves to a reserved network address (block: 127.0.0.0/8)", "SSRF_PROTECTION"),
        (400, "Able to connect to ML Server, but authentication parameters were", "DARNEL_API_KEY"),
        (400, "Can't connect to ML backend http://a, health check failed.", "darnel serve up"),
        (400, "it doesn't look like a valid ML backend", "its log says why"),
        (403, "You do not have permission", "may they see the project"),
        (404, "No Project matches", "--project"),
        (301, "", "elsewhere"),
        (418, "teapot", "418"),
    ],
)
def test_a_refusal_says_what_to_do(server, fake, status, said, told) -> None:
    fake.faults.append(lambda _: httpx.Response(status, json={"detail": said}))
    with pytest.raises(LabelStudioError, match=told):
        server.get("/api/projects/1/")


def test_what_an_import_says_of_an_article_is_not_repeated(server, fake) -> None:
    errors = {"non_field_errors": ["Error at item 0: {'data': 'Unmistakable'}"]}
    fake.faults.append(lambda _: httpx.Response(400, json={"validation_errors": errors}))
    with pytest.raises(LabelStudioError, match="not valid: non_field_errors") as told:
        server.post("/api/projects/1/import", [])
    assert "Unmistakable" not in str(told.value)


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(server, fake, waits) -> None:
    fake.faults += [
        lambda _: httpx.Response(429, headers={"Retry-After": "7"}),
        lambda _: httpx.Response(503, headers={"Retry-After": "900"}),
        lambda _: httpx.Response(502),
    ]
    assert server.get("/api/projects/1/")["id"] == 1
    assert waits == [7.0, calls.LONGEST_WAIT, 8.0]


def test_a_server_that_is_not_there_is_given_up_on(server, fake, waits) -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        fake.faults.append(gone)
        raise httpx.ConnectError("refused", request=request)

    fake.faults.append(gone)
    with pytest.raises(LabelStudioError, match="is Label Studio up"):
        server.post("/api/projects", {})
    assert len(waits) == TRIES - 1


def test_what_is_no_label_studio_is_told(server, fake) -> None:
    fake.faults.append(lambda _: httpx.Response(200, text="<html>"))
    with pytest.raises(LabelStudioError, match="no Label Studio"):
        server.get("/api/projects/1/")


@pytest.mark.parametrize(
    "url", ["labels.example", "ftp://a", "http://", "http://u:p@a", "http://a?b=c", "http://[", ""]
)
def test_an_address_that_is_none_is_refused(url) -> None:
    with pytest.raises(InputError, match="--url"):
        LabelStudio(url, LEGACY)


# commands


@pytest.fixture
def run(fake, monkeypatch):
    """Run a command against the fake."""
    real = httpx.Client

    def faked(**more: Any) -> httpx.Client:
        return real(**{**more, "transport": httpx.MockTransport(fake)})

    monkeypatch.setattr("darnel.doors.label_studio.client.httpx.Client", faked)

    def called(*words: object, code: int = 0, **variables: str):
        env = {"LABEL_STUDIO_URL": URL, "LABEL_STUDIO_API_KEY": LEGACY, **variables}
        done = CliRunner().invoke(app, ["label-studio", *map(str, words)], env=env)
        assert done.exit_code == code, done.output
        return done

    return called


@pytest.fixture
def articles(tmp_path, prose):
    file = tmp_path / "in.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "title", "text"])
        rows.writerows([f"a-{n}", "Ferry 🚢", prose.replace("\n", "\r\n")] for n in range(3))
    return file


def test_the_commands_make_a_project_and_fill_it(run, fake, articles, stand_in, tmp_path) -> None:
    assert run("setup", "Farms").stdout == "1\n"
    assert run("push", articles, "--project", 1).stderr == "darnel: 3 tasks are new, 0 were there\n"
    assert "\r\n" in fake.tasks[0]["data"]["text"]
    scored = tmp_path / "scored.jsonl"
    lines = [json.dumps(row.assessment.to_dict()) for row in some(stand_in, "a-1")]
    scored.write_text(lines[0], "utf-8")
    said = run("push", articles, "--scored", scored, "--project", 1, code=1).stderr
    assert "row 2: its text is not the one that was scored" in said


def test_assessments_find_their_articles(run, fake, articles, stand_in, tmp_path) -> None:
    scored = tmp_path / "scored.jsonl"
    assert CliRunner().invoke(app, ["score", str(articles), "-o", str(scored)]).exit_code == 0
    lines = scored.read_text("utf-8").splitlines(keepends=True)
    scored.write_text(lines[0] + lines[2], "utf-8")
    said = run("push", articles, "--scored", scored, "--project", 1).stderr
    assert said == "darnel: 2 tasks are new, 0 were there\n"
    assert [task["data"]["item_id"] for task in fake.tasks] == ["a-0", "a-2"]
    scored.write_text(lines[2] + lines[0], "utf-8")
    said = run("push", articles, "--scored", scored, "--project", 1, code=2).stderr
    assert "no article is left for the assessment of 'a-0'" in said
    scored.write_text('{"id": "a-0", "quality": 1}\n', "utf-8")
    assert "row 1: this is no assessment" in run(
        "push", articles, "--scored", scored, "--project", 1, code=1
    ).stderr  # fmt: skip


def test_rows_without_an_id_go_by_their_address_or_content(run, fake, stand_in, tmp_path) -> None:
    for name in ("one", "two"):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"text,url\nIt is {name}.,https://{name}.example\nBoth.,\n", "utf-8")
        run("push", file, "--project", 1)
    names = [task["data"]["item_id"] for task in fake.tasks]
    assert [name.partition(":")[0] for name in names] == ["https", "sha256", "https"]


def test_rows_that_can_not_be_read_are_named(run, fake, stand_in, tmp_path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("id,text\na,\nb,The ferry is late.\n", "utf-8")
    done = run("push", file, "--project", 1, code=1)
    assert "row 1: no text and no title" in done.stderr
    assert [task["data"]["item_id"] for task in fake.tasks] == ["b"]


def test_open_cases_go_out_and_decisions_come_home(run, fake, stand_in, tmp_path) -> None:
    queue = tmp_path / "queue.db"
    store = open_store(queue)
    (row,) = some(stand_in, "a-1")
    case = store.ingest(Item(row.article, row.assessment, Choice("threshold", 1.0))).case_id
    said = run("push", "--queue", queue, "--project", 1).stderr
    assert said == "darnel: 1 tasks are new, 0 were there\n"
    assert fake.tasks[0]["data"]["item_id"] == case
    annotated(fake, 1)
    (annotation,) = fake.tasks.pop()["annotations"]
    fake.tasks[0]["annotations"] = [annotation]
    assert (
        run("pull", "--project", 1, "--queue", queue).stderr == "darnel: 1 decisions: 1 decided\n"
    )
    assert run("pull", "--project", 1, "--queue", queue).stderr == "darnel: 1 decisions: 1 again\n"
    assert store.get(case).case.verdict == "credible"
    store.close()


def test_a_decision_that_can_not_be_kept_does_not_cost_the_others(run, fake, tmp_path) -> None:
    annotated(fake, 2)
    fake.tasks[0]["data"]["item_id"] = "x" * 2000
    done = run("pull", "--project", 1, "--queue", tmp_path / "queue.db", code=1)
    assert "annotation 1 was not kept: a decision needs a item" in done.stderr
    assert done.stderr.endswith("darnel: 1 decisions: 1 unknown item\n")


def test_decisions_are_written_a_line_each(run, fake, tmp_path) -> None:
    annotated(fake, 2)
    fake.tasks[1]["annotations"][0]["result"][0]["value"]["choices"] = ["spam"]
    out = tmp_path / "feedback.jsonl"
    done = run("pull", "--project", 1, "-o", out, code=1)
    assert "annotation 2 of task 2" in done.stderr
    (row,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert (row["schema"], row["item"], row["verdict"]) == ("darnel.decision/1", "a-1", "credible")
    assert json.loads(run("pull", "--project", 1, code=1).stdout.splitlines()[0])["id"] == "1"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["push", "--project", 1], "give articles, or a queue"),
        (["push", "x.csv", "--queue", "q.db", "--project", 1], "give articles, or a queue"),
        (["push", "none.csv", "--project", 1], "none.csv"),
        (["push", "none.csv", "--column", "text", "--project", 1], "FIELD=COL"),
        (["setup", "Farms", "--backend", "darnel"], "--backend"),
        (["pull", "--project", 9], "--project"),
    ],
)
def test_a_command_says_what_is_wrong(run, words, told) -> None:
    assert told in run(*words, code=2).stderr


@pytest.mark.parametrize(
    ("token", "told"), [("", "set LABEL_STUDIO_API_KEY"), ("a b", "one word"), ("ä", "one word")]
)
def test_a_token_that_is_none_is_told_and_not_shown(run, tmp_path, token, told) -> None:
    assert told in run("pull", "--project", 1, code=2, LABEL_STUDIO_API_KEY=token).stderr
    file = tmp_path / "token"
    file.write_text(f"{token}\n", "utf-8")
    assert told in run("pull", "--project", 1, "--token-file", file, code=2).stderr
    file.write_text(f"{LEGACY}\n", "utf-8")
    run("pull", "--project", 1, "--token-file", file, LABEL_STUDIO_API_KEY="x")
