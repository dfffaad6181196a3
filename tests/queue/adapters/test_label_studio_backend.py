from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import label_studio_backend as backend
from darnel.queue.adapters.label_studio_config import config


def test_health_and_metrics_are_as_the_contract_has_them() -> None:
    assert backend.health() == {"status": "UP", "model_class": "darnel"}
    assert backend.metrics() == {}


def test_setup_names_the_model_and_keeps_no_token() -> None:
    body = {
        "project": "1.1795475760",
        "schema": config(),
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
    tasks = [{"id": 1, "data": golden["data"]}, {"id": 2, "data": {"text": "Short."}}]
    body = {"tasks": tasks, "project": "1.2", "label_config": config(), "params": {}}
    answer = backend.predict(body, judge)
    assert answer["results"][0] == golden["predictions"][0]
    assert [result["score"] for result in answer["results"]] == [0.74, 0.0]
    assert seen[0] == article
    assert (seen[1].id, seen[1].text) == ("2", "Short.")


@pytest.mark.parametrize(
    "task",
    [1, None, {}, {"data": 3}, {"data": {"text": None}}, {"data": {"text": ["a"], "title": ""}}],
)
def test_a_task_that_can_not_be_read_has_an_empty_result_in_its_place(task, judged) -> None:
    tasks = [task, {"id": 2, "data": {"text": "Short."}}]
    answer = backend.predict({"tasks": tasks}, lambda articles: [judged] * len(articles))
    assert [len(result["result"]) for result in answer["results"]] == [0, 5]


def test_a_task_that_is_too_long_is_not_judged() -> None:
    tasks = [{"data": {"text": "x" * 11}}, {"data": {"text": "x" * 10}}]
    first, second = backend.asked_of({"tasks": tasks}, 10).articles
    assert first is None
    assert second is not None


def test_what_a_project_has_no_tag_for_is_not_predicted(judged) -> None:
    schema = '<View><Text name="text" value="$body"/><Number name="quality" toName="text"/></View>'
    body = {"tasks": [{"data": {"body": "Short."}}], "label_config": schema}
    (result,) = backend.predict(body, lambda articles: [judged])["results"]
    assert [region["from_name"] for region in result["result"]] == ["quality"]
    assert result["score"] == 0.74


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


def test_several_annotations_come_at_once(hand_written) -> None:
    said = hand_written("label_studio_webhook")
    two = [said["annotation"], said["annotation"] | {"id": 8}]
    body = {"action": "ANNOTATIONS_CREATED", "annotation": two, "task": [said["task"]] * 2}
    assert [decision.id for decision in backend.webhook(body).decisions] == ["7", "8"]


def test_one_whose_prediction_is_not_there_waits_for_the_export(hand_written) -> None:
    said = hand_written("label_studio_webhook")
    said["annotation"]["prediction"] = {}
    reply = backend.webhook(said)
    assert (reply.status, reply.decisions) == (201, ())


def test_one_that_is_skipped_after_all_takes_its_decision_back(hand_written) -> None:
    said = hand_written("label_studio_webhook")
    said["annotation"]["was_cancelled"] = True
    assert backend.webhook(said).decisions == ()
    (gone,) = backend.webhook(said | {"action": "ANNOTATION_UPDATED"}).decisions
    assert (gone.retracts, gone.id, gone.item) == (True, "7", "a-1")


@pytest.mark.parametrize("action", ["TASKS_CREATED", "PROJECT_UPDATED", "START_TRAINING", "", "?"])
def test_unknown_actions_are_answered_with_200(action) -> None:
    reply = backend.webhook({"action": action})
    assert (reply.status, reply.decisions) == (200, ())


@pytest.mark.parametrize(
    "body", [None, [], {"tasks": None}, {"tasks": {}}, {"tasks": [], "label_config": "<"}]
)
def test_what_is_no_request_is_refused(body) -> None:
    with pytest.raises(InputError):
        backend.predict(body, lambda articles: [])
