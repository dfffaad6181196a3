"""Label Studio's ML backend: its five routes, answered as its server asks."""

from __future__ import annotations

import base64
import json
import logging

import pytest
from casework import Hands
from desks import LOCAL, an_article, brought, made_up
from fastapi.testclient import TestClient

from darnel.article import Article
from darnel.doors.service import create_app
from darnel.doors.service.keys import made, write_keys
from darnel.queue.adapters.label_studio import to_prediction
from darnel.queue.adapters.label_studio_config import config

AT = "/compat/labelstudio"

PROJECT = {"project": "1.1795475760", "label_config": config(["gears"])}


def predicted(client, tasks, **more):
    answer = client.post(f"{AT}/predict", json={**PROJECT, "tasks": tasks, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def test_health_and_metrics_are_answered(client) -> None:
    assert client.get(f"{AT}/health").json()["status"] == "UP"
    assert client.get(f"{AT}/metrics").json() == {}


def test_setup_names_the_model_and_the_token_goes_nowhere(client, caplog) -> None:
    body = {**PROJECT, "schema": "<View/>", "access_token": "very-secret", "hostname": LOCAL}
    with caplog.at_level(logging.DEBUG):
        answer = client.post(f"{AT}/setup", json=body)
        broken = client.post(f"{AT}/setup", json={**body, "schema": "<View"})
    assert answer.json()["model_version"] == "stand-in-1"
    assert "Choices verdict" in answer.json()["missing_tags"]
    assert broken.status_code == 422
    assert "Choices verdict" in caplog.text
    for said in (answer.text, broken.text, caplog.text):
        assert "very-secret" not in said


def test_predictions_are_what_the_scorer_says_in_the_order_of_tasks(client, stand_in) -> None:
    articles = [an_article(n, gears=n) for n in range(3)]
    tasks = [{"id": n, "data": {**one, "item_id": one["id"]}} for n, one in enumerate(articles)]
    expected = [to_prediction(stand_in.one(Article(**one))) for one in articles]
    assert predicted(client, tasks) == expected
    spans = [region["value"] for region in expected[2]["result"] if region["type"] == "labels"]
    assert [articles[2]["text"][s["start"] : s["end"]] for s in spans] == ["gearbox"] * 2


def test_a_task_that_can_not_be_read_or_trips_the_scorer_stays_in_its_place(
    client, stand_in
) -> None:
    def trip(article: Article) -> None:
        if article.title == "Trip":
            raise RuntimeError(article.text)

    stand_in.before = trip
    fine = {"data": an_article()}
    tasks = [
        None,
        fine,
        {"data": {"image": "a.png"}},
        {"data": {"title": "Trip", "text": "Unsaid."}},
    ]
    empty, judged, image, tripped = predicted(client, tasks)
    assert (empty["result"], image["result"]) == ([], [])
    assert judged["result"][0]["value"]["text"] == "gearbox"
    assert [region["from_name"] for region in tripped["result"]] == ["why"]
    assert "Unsaid" not in json.dumps(tripped)


def test_only_tags_of_the_project_are_predicted(client) -> None:
    schema = '<View><Text name="text" value="$text"/><Number name="quality" toName="text"/></View>'
    (said,) = predicted(client, [{"data": an_article()}], label_config=schema)
    assert [region["from_name"] for region in said["result"]] == ["quality"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param("{", 400, id="no JSON"),
        pytest.param("[]", 422, id="no object"),
        pytest.param('{"tasks": 1}', 422, id="no tasks"),
        pytest.param('{"tasks": [], "label_config": "<!DOCTYPE a><View/>"}', 422, id="a document type"),
        pytest.param(json.dumps({"tasks": [{}] * 1001}), 413, id="too many"),
        pytest.param('{"tasks": []}', 200, id="none"),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(client, body, status) -> None:
    assert client.post(f"{AT}/predict", content=body).status_code == status


def annotated(item: str, id: int = 7, **more):
    """The body of a webhook, as the server sends it."""
    result = [
        {"id": "f_1", "from_name": "evidence", "to_name": "text", "type": "labels",
         "value": {"start": 0, "end": 3, "text": "The", "labels": ["gears"]}},
        {"id": "v", "from_name": "verdict", "to_name": "text", "type": "choices",
         "value": {"choices": ["content_farm"]}},
    ]  # fmt: skip
    said = {"id": id, "result": result, "completed_by": 1, "lead_time": 2.5, "updated_by": 1,
            "prediction": {"result": result[:1]}, "parent_prediction": 1, **more}  # fmt: skip
    return {"action": "ANNOTATION_CREATED", "annotation": said, "task": {"data": {"item_id": item}}}


def test_an_annotation_settles_the_case_and_its_end_opens_it_again(client, clock) -> None:
    (case,) = brought(client, an_article())
    answer = client.post(f"{AT}/webhook", json=annotated("a-0"))
    assert (answer.status_code, answer.json()["status"]) == (201, "ok")
    work = client.get(f"/v1/cases/{case['case_id']}").json()
    assert (work["case"]["state"], work["case"]["verdict"]) == ("decided", "content_farm")
    clock.turn(hours=1)
    (row,) = client.get("/v1/feedback/export").text.splitlines()
    assert json.loads(row)["findings"][0]["verdicts"][0]["verdict"] == "confirm"
    gone = {"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 7}]}
    assert client.post(f"{AT}/webhook", json=gone).status_code == 201
    assert client.get(f"/v1/cases/{case['case_id']}").json()["case"]["state"] == "open"


@pytest.mark.parametrize("action", ["TASKS_CREATED", "PROJECT_UPDATED", "START_TRAINING", ""])
def test_actions_that_are_nothing_to_us_are_well(client, action) -> None:
    body = {"action": action, "project": {"id": 1}, "tasks": [{"id": 1}]}
    assert client.post(f"{AT}/webhook", json=body).status_code == 200


def test_a_decision_that_can_not_be_kept_is_logged_and_answered(client, caplog) -> None:
    assert client.post(f"{AT}/webhook", json=annotated("x" * 2000)).status_code == 201
    assert "annotation 7 of Label Studio was not kept: InputError" in caplog.text


def test_without_a_queue_a_decision_is_answered_and_the_log_says_that_it_is_lost(
    stand_in, tmp_path, clock, caplog
) -> None:
    told = made_up(tmp_path, clock)
    from dataclasses import replace

    with TestClient(create_app(replace(told, queue=None), scorer=stand_in), base_url=LOCAL) as bare:
        assert bare.post(f"{AT}/webhook", json=annotated("a-0")).status_code == 201
    assert "keeps none" in caplog.text


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A service with a key for scoring and bringing decisions in."""
    from tests.conftest import StandIn

    path = tmp_path_factory.mktemp("keys")
    secret, key = made("labels", ["score", "ingest"])
    write_keys(path / "keys.json", [key])
    told = made_up(path, Hands(), keys=path / "keys.json")
    with TestClient(create_app(told, scorer=StandIn()), base_url=LOCAL) as client:
        yield client, secret


def basic(password: str, user: str = "anybody") -> dict[str, str]:
    said = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {said}"}


def test_a_key_is_the_password_of_basic_authentication_here(guarded) -> None:
    client, secret = guarded
    for user in ("anybody", "", "darnel"):
        assert client.get(f"{AT}/health", headers=basic(secret, user)).status_code == 200
    said = client.post(f"{AT}/predict", json={**PROJECT, "tasks": []}, headers=basic(secret))
    assert said.json() == {"results": []}
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.post(f"{AT}/webhook", json={"action": ""}, headers=bearer).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, basic("wrong"), basic(""), {"Authorization": "Basic !"}, {"Authorization": "Basic"}],
    ids=["none", "wrong", "empty", "not base64", "nothing"],
)
def test_without_one_nothing_is_answered(guarded, headers) -> None:
    client, _ = guarded
    for route in ("health", "metrics"):
        assert client.get(f"{AT}/{route}", headers=headers).status_code == 401
    for route in ("setup", "predict", "webhook"):
        assert client.post(f"{AT}/{route}", json={}, headers=headers).status_code == 401


def test_other_routes_take_no_password(guarded) -> None:
    client, secret = guarded
    assert client.post("/v1/score", json={"text": "a"}, headers=basic(secret)).status_code == 401
