from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import label_studio
from darnel.queue.adapters import label_studio_backend as backend


def test_health_and_metrics_are_as_the_contract_has_them() -> None:
    assert backend.health() == {"status": "UP", "model_class": "darnel"}
    assert backend.metrics() == {}


def test_setup_names_the_model_and_keeps_no_token() -> None:
    body = {
        "project": "1.1795475760",
        "schema": label_studio.config(),
        "hostname": "http://ls.example",
        "access_token": "very-secret",
        "extra_params": None,
    }
    assert backend.setup(body, "darnel-0.2.0") == {"model_version": "darnel-0.2.0"}
    lacking = backend.setup({**body, "schema": "<View/>"}, "darnel-0.2.0")
    assert "Choices verdict" in lacking["missing_tags"]
    assert "very-secret" not in str(lacking)


def test_predict_answers_in_the_order_of_tasks(article, judged, abstained, hand_written) -> None:
    seen = []

    def judge(articles):
        seen.extend(articles)
        return [judged, abstained]

    golden = hand_written("label_studio_task")
    tasks = [{"id": 1, "data": golden["data"]}, {"id": 2, "data": {"text": None}}]
    body = {"tasks": tasks, "project": "1.2", "label_config": "<View/>", "params": {}}
    answer = backend.predict(body, judge)
    assert answer["results"][0] == golden["predictions"][0]
    assert [result["score"] for result in answer["results"]] == [0.74, 0.0]
    assert seen[0] == article
    assert (seen[1].id, seen[1].text) == ("2", "")


def test_a_webhook_brings_a_decision(hand_written) -> None:
    reply = backend.webhook(hand_written("label_studio_webhook"))
    assert (reply.status, reply.body["status"]) == (201, "ok")
    assert reply.decisions[0].verdict == "content_farm"


def test_deleted_annotations_take_their_decisions_back(hand_written) -> None:
    made = backend.webhook(hand_written("label_studio_webhook")).decisions[0]
    body = {"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 7, "task": 1}]}
    (gone,) = backend.webhook(body).decisions
    assert gone.retracts
    assert (gone.source, gone.id) == (made.source, made.id)


@pytest.mark.parametrize("action", ["TASKS_CREATED", "PROJECT_UPDATED", "START_TRAINING", "", "?"])
def test_unknown_actions_are_answered_with_200(action) -> None:
    reply = backend.webhook({"action": action})
    assert (reply.status, reply.decisions) == (200, ())


@pytest.mark.parametrize(
    "body", [None, [], {"tasks": None}, {"tasks": [1]}, {"tasks": [{"data": 3}]}]
)
def test_what_is_no_request_is_refused(body) -> None:
    with pytest.raises(InputError):
        backend.predict(body, lambda articles: [])
