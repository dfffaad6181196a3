"""The queue over HTTP: what the store does, within its bounds, and refusals that say what to do."""

from __future__ import annotations

import json
import shlex
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from desks import LOCAL, an_article, brought, claimed, decided, held, made_up
from documentation import TEXT, blocks
from fastapi.testclient import TestClient

import darnel
from darnel.doors.service import create_app
from darnel.doors.service.settings import Inbound
from darnel.queue.webhooks import headers, new_secret


def refused(answer, status: int, code: str = "") -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said.get("code", "") == code
    return said


def test_articles_are_scored_and_those_that_the_sampler_chooses_wait(client) -> None:
    clear, review, short = brought(
        client, an_article(1, gears=0), an_article(2), {"id": "s", "text": "Too short."}
    )
    assert (review["outcome"], review["why"], review["band"]) == ("created", "threshold", "review")
    assert (clear["outcome"], clear["case_id"], clear["band"]) == ("not_queued", None, "clear")
    assert (short["outcome"], short["quality"]) == ("not_queued", None)
    assert brought(client, an_article(2))[0]["outcome"] == "merged"


def test_what_somebody_reported_is_queued_whatever_its_band(client) -> None:
    (one,) = brought(client, an_article(1, gears=0), reported=True)
    assert (one["outcome"], one["why"], one["probability"]) == ("created", "report", 1.0)


def test_what_is_no_article_has_its_error_in_place_and_the_others_go_on(client) -> None:
    bad, page, good = brought(client, {"id": "t", "titel": "x"}, {"html": "<p>x"}, an_article())
    assert "'titel' is no field" in bad["error"]
    assert bad["id"] == "t"
    assert "#/items/1/article/html" in page["error"]
    assert good["outcome"] == "created"


def test_a_case_is_claimed_judged_and_exported(client, clock) -> None:
    brought(client, an_article(1))
    work = claimed(client, "ann")
    assert work["article"]["title"] == "Ferry 1"
    assert [f["quote"] for f in work["assessment"]["findings"]] == ["gearbox", "gearbox"]
    answer = decided(
        client, work, who="ann", reason="Two stories in one.", policy_ids=["assembled"],
        findings=[{"finding": 0, "verdict": "confirm"}, {"finding": 1, "verdict": "reject"}],
        saw_score=True, confidence=1, lead_time_ms=4000,
    )  # fmt: skip
    assert (answer.status_code, answer.json()["verdict"]) == (200, "content_farm")
    clock.turn(minutes=1)
    (line,) = client.get("/v1/feedback/export").text.splitlines()
    row = json.loads(line)
    assert (row["schema"], row["label"], row["weight"]) == ("darnel.labelled/1", 1, 1.0)
    assert row["reviews"][0]["reviewer"] == "ann"
    assert [f["verdicts"][0]["verdict"] for f in row["findings"]] == ["confirm", "reject"]
    (task,) = client.get("/v1/feedback/export?format=labelstudio").text.splitlines()
    assert json.loads(task)["data"]["item_id"] == "a-1"


def test_only_who_holds_a_case_is_shown_its_token(client) -> None:
    brought(client, an_article(1))
    work = claimed(client, "ann")
    path = f"/v1/cases/{work['case']['id']}"
    mine = client.get(path, headers={"Darnel-Reviewer": "ann"}).json()
    others = client.get(path, headers={"Darnel-Reviewer": "bea"})
    assert mine["lease"]["token"] == work["lease"]["token"]
    assert others.json()["lease"] is None
    assert work["lease"]["token"] not in others.text


def test_an_empty_queue_has_nothing_to_claim(client) -> None:
    answer = client.post("/v1/queues/default/claim")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_decision_that_comes_too_late_is_a_draft(client, clock) -> None:
    brought(client, an_article(1))
    work = claimed(client, "ann")
    clock.turn(minutes=11)
    said = refused(decided(client, work, who="ann", reason="Late but right."), 409, "lease_lost")
    assert said["draft_kept"] is True
    again = claimed(client, "ann")
    assert again["draft"]["reason"] == "Late but right."


@pytest.mark.parametrize("verb", ["release", "skip", "hold", "escalate"])
def test_a_case_that_is_given_back_stands_where_it_was_put(client, clock, verb) -> None:
    brought(client, an_article(1))
    work = claimed(client, "ann")
    more = {"hold": {"until": "2026-03-02T09:00:00+00:00"}, "escalate": {"reason": "A hard one."}}
    answer = client.post(
        f"/v1/cases/{work['case']['id']}/{verb}", json=held(work, **more.get(verb, {})),
        headers={"Darnel-Reviewer": "ann"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["state"] == ("held" if verb == "hold" else "open")
    assert said["queue"] == ("escalated" if verb == "escalate" else "default")
    mine = client.post("/v1/queues/default/claim", headers={"Darnel-Reviewer": "ann"})
    assert mine.status_code == (200 if verb == "release" else 204)


def test_two_reviews_a_dispute_an_undo_and_an_appeal(client, clock) -> None:
    brought(client, an_article(1))
    id = claimed(client, "ann")["case"]["id"]
    version = client.get(f"/v1/cases/{id}").json()["case"]["version"]
    assert client.post(f"/v1/cases/{id}/second", json={"version": version}).status_code == 200
    work = client.get(f"/v1/cases/{id}", headers={"Darnel-Reviewer": "ann"}).json()
    assert decided(client, work, "content_farm", "ann").json()["state"] == "open"
    work = claimed(client, "bea")
    assert decided(client, work, "credible", "bea").json()["required"] == 3
    work = claimed(client, "cyd")
    done = decided(client, work, "credible", "cyd").json()
    assert (done["state"], done["verdict"]) == ("decided", "credible")
    undone = client.post(
        f"/v1/cases/{id}/undo", json={"version": done["version"]},
        headers={"Darnel-Reviewer": "cyd"},
    )  # fmt: skip
    assert (undone.json()["state"], undone.json()["lease"]) == ("claimed", "cyd")
    work = client.get(f"/v1/cases/{id}", headers={"Darnel-Reviewer": "cyd"}).json()
    done = decided(client, work, "content_farm", "cyd").json()
    said = {"version": done["version"], "reason": "We wrote this."}
    mine = client.post(f"/v1/cases/{id}/appeal", json=said, headers={"Darnel-Reviewer": "cyd"})
    refused(mine, 409, "same_reviewer")
    theirs = client.post(f"/v1/cases/{id}/appeal", json=said, headers={"Darnel-Reviewer": "site"})
    assert (theirs.json()["state"], theirs.json()["round"]) == ("open", 2)
    events = client.get(f"/v1/cases/{id}/events").json()["events"]
    assert [one["event"] for one in events][-3:] == ["case.undone", "case.decided", "case.appealed"]
    assert client.get("/v1/audit/verify").json()["whole"] is True


def test_bulk_is_a_dry_run_until_it_is_told_otherwise(client) -> None:
    ids = [one["case_id"] for one in brought(client, *map(an_article, range(3)))]
    said = {"case_ids": [*ids, "case_none"], "verdict": "credible", "reason": "A feed of weather."}
    dry = client.post("/v1/cases/bulk", json=said).json()
    assert (dry["dry_run"], dry["done"], dry["refused"]) == (True, 3, 1)
    assert client.get("/v1/stats/queues").json()["queues"][0]["open"] == 3
    wet = client.post("/v1/cases/bulk", json={**said, "dry_run": False}).json()
    assert (wet["done"], wet["cases"][3]["refused"]) == (3, "no_such_case")
    assert client.get("/v1/stats/queues").json()["queues"][0]["decided"] == 3


def test_cases_are_listed_page_by_page(client) -> None:
    brought(client, *map(an_article, range(5)))
    seen, cursor = [], ""
    while True:
        page = client.get("/v1/cases", params={"limit": 2, "cursor": cursor}).json()
        seen += [one["case"]["id"] for one in page["cases"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5
    refused(client.get("/v1/cases?cursor=yesterday"), 422)
    refused(client.get("/v1/cases?state=asleep"), 422)


def test_the_same_call_with_the_same_key_is_done_once(client) -> None:
    brought(client, an_article(1), an_article(2))
    headers = {"Idempotency-Key": "k-1"}
    first = client.post("/v1/queues/default/claim", headers=headers)
    again = client.post("/v1/queues/default/claim", headers=headers)
    assert first.content == again.content
    assert client.get("/v1/stats/queues").json()["queues"][0]["claimed"] == 1
    other = client.post("/v1/queues/escalated/claim", headers=headers)
    assert "another request" in refused(other, 422)["detail"]


def test_the_same_key_of_another_reviewer_is_another_call(client) -> None:
    brought(client, an_article(1), an_article(2))
    works = [
        client.post(
            "/v1/queues/default/claim",
            headers={"Idempotency-Key": "k", "Darnel-Reviewer": who},
        ).json()
        for who in ("ann", "bea")
    ]
    assert [work["case"]["lease"] for work in works] == ["ann", "bea"]
    assert works[0]["lease"]["token"] != works[1]["lease"]["token"]


def test_a_call_whose_service_died_can_be_made_again(client, clock) -> None:
    store = client.app.state.desk.store
    assert store.answers.begin("local", "k", "0" * 64) == "begun"
    assert store.answers.begin("local", "k", "0" * 64) == "under_way"
    clock.turn(minutes=5)
    store.sweep()
    assert store.answers.begin("local", "k", "0" * 64) == "begun"


def test_calls_at_the_same_time_with_one_key_are_done_once(client) -> None:
    brought(client, *map(an_article, range(8)))
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: client.post("/v1/queues/default/claim", headers={"Idempotency-Key": "k"}),
                range(8),
            )
        )
    assert client.get("/v1/stats/queues").json()["queues"][0]["claimed"] == 1
    good = {one.content for one in answers if one.status_code == 200}
    assert len(good) == 1
    assert {one.json()["code"] for one in answers if one.status_code == 409} <= {"under_way"}


def test_a_call_that_was_refused_can_be_made_again_with_its_key(client) -> None:
    headers = {"Idempotency-Key": "k-1"}
    said = {"version": 1}
    refused(client.post("/v1/cases/case_none/claim", json=said, headers=headers), 404)
    refused(client.post("/v1/cases/case_none/claim", json=said, headers=headers), 404)


def test_decisions_of_another_tool_come_home_once(client, clock) -> None:
    (item,) = brought(client, an_article(1))
    said = {"decisions": [{
        "source": "coop", "id": "77", "item": "a-1", "verdict": "credible", "reviewer": "dee",
        "spans": [{"word": "reject", "finding": "f_1"}],
    }]}  # fmt: skip
    (first,) = client.post("/v1/feedback", json=said).json()["decisions"]
    (again,) = client.post("/v1/feedback", json=said).json()["decisions"]
    assert (first["outcome"], first["case_id"]) == ("decided", item["case_id"])
    assert again["outcome"] == "again"
    clock.turn(minutes=1)
    row = json.loads(client.get("/v1/feedback/export").text)
    assert (row["label"], row["reviews"][0]["reviewer"]) == (0, "coop:dee")


def test_bodies_that_are_wrong_say_where(client) -> None:
    brought(client, an_article(1))
    work = claimed(client)
    path = f"/v1/cases/{work['case']['id']}/decision"
    said = refused(client.post(path, json=held(work, verdict="guilty", sure=1)), 422)
    assert {one["pointer"] for one in said["errors"]} == {"#/verdict", "#/sure"}
    assert "guilty" not in json.dumps(said)
    refused(client.post(path, content=b"{", headers={"Content-Type": "application/json"}), 400)
    refused(client.post(path, content=b"verdict=x"), 415)
    refused(client.post(path, json=held(work, verdict="unsure", findings=[
        {"finding": 9, "verdict": "confirm"}])), 422)  # fmt: skip
    refused(client.post(path, json={**held(work), "reason": "x" * 2**20}), 413)


def test_webhooks_are_made_rotated_disabled_and_never_show_a_secret_again(client) -> None:
    made = client.post("/v1/webhooks", json={"url": "https://hooks.example/d"})
    assert made.status_code == 201
    secret, id = made.json()["secret"], made.json()["id"]
    assert secret.startswith("whsec_")
    assert secret not in client.get("/v1/webhooks").text + client.get(f"/v1/webhooks/{id}").text
    new = client.post(f"/v1/webhooks/{id}/rotate").json()
    assert new["secret"] not in ("", secret)
    assert new["replaced_until"]
    off = client.post(f"/v1/webhooks/{id}/disable", json={"reason": "moved"}).json()
    assert off["disabled_why"] == "moved"
    assert client.post(f"/v1/webhooks/{id}/enable").json()["disabled_at"] is None
    assert client.get(f"/v1/webhooks/{id}/deliveries").json() == {"deliveries": [], "next": ""}
    refused(client.post("/v1/deliveries/dlv_none/replay"), 404)


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "https://user@hooks.example/", "https://hooks.example:22/",
     "file:///etc/passwd", "https://hooks.example\\@10.0.0.1/", "gopher://x", ""],
)  # fmt: skip
def test_webhooks_to_odd_places_are_refused(client, url) -> None:
    refused(client.post("/v1/webhooks", json={"url": url}), 422)


def test_a_service_without_a_queue_has_no_routes_of_it(stand_in, tmp_path, clock) -> None:
    settings = made_up(tmp_path, clock)
    with TestClient(create_app(scorer=stand_in), base_url=LOCAL) as client:
        assert client.get("/v1/cases").status_code == 404
        assert "/v1/cases" not in client.get("/openapi.json").json()["paths"]
    with TestClient(create_app(settings, scorer=stand_in), base_url=LOCAL) as client:
        assert client.get("/v1/cases").status_code == 200


def test_cases_outlive_the_service(stand_in, settings) -> None:
    with TestClient(create_app(settings, scorer=stand_in), base_url=LOCAL) as client:
        (item,) = brought(client, an_article(1))
    with TestClient(create_app(settings, scorer=stand_in), base_url=LOCAL) as client:
        assert claimed(client)["case"]["id"] == item["case_id"]


def test_metrics_count_the_queue(client, clock) -> None:
    brought(client, *map(an_article, range(3)))
    claimed(client)
    text = client.get("/metrics").text
    assert 'darnel_cases{queue="default",state="open"} 2.0' in text
    assert 'darnel_cases{queue="default",state="claimed"} 1.0' in text
    assert 'darnel_oldest_case_seconds{queue="default"} 0.0' in text


def test_a_database_that_is_gone_is_told_and_the_service_goes_on(client, monkeypatch) -> None:
    from sqlalchemy.exc import OperationalError

    def gone(*_):
        raise OperationalError("SELECT", {}, Exception("gone"), connection_invalidated=True)

    desk = client.app.state.desk
    monkeypatch.setattr(desk.store.database.engine.pool, "connect", gone)
    assert client.get("/readyz").status_code == 503
    answer = client.post("/v1/queues/default/claim")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert client.get("/healthz").status_code == client.get("/metrics").status_code == 200
    assert client.post("/v1/score", json={"text": "a"}).status_code == 200
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200


def test_people_are_measured_against_each_other_and_the_model(client, clock) -> None:
    brought(client, *map(an_article, range(4)))
    for n in range(4):
        work = claimed(client, "ann")
        client.post(f"/v1/cases/{work['case']['id']}/second", json={"version": 2})
        work = client.get(
            f"/v1/cases/{work['case']['id']}", headers={"Darnel-Reviewer": "ann"}
        ).json()
        said = [{"finding": 0, "verdict": "confirm"}, {"finding": 1, "verdict": "reject"}]
        decided(client, work, "content_farm" if n else "credible", "ann", findings=said)
        decided(client, claimed(client, "bea"), "content_farm" if n else "credible", "bea")
    clock.turn(minutes=1)
    said = client.get("/v1/stats/agreement").json()
    assert (said["alpha"], said["raw"], said["units"], said["reviewers"]) == (1.0, 1.0, 4, 2)
    (model,) = client.get("/v1/stats/model").json()["models"]
    assert (model["name"], model["rows"]) == ("stand-in", 4)
    (signal,) = model["signals"]
    assert (signal["signal"], signal["confirmed"], signal["rejected"]) == ("gears", 4, 4)
    assert model["prevalence"]["share"]["value"] == 0.75


def test_nothing_decided_is_nothing_to_measure(client) -> None:
    assert client.get("/v1/stats/agreement").json()["alpha"] is None
    assert client.get("/v1/stats/model").json() == {"models": []}


def test_coop_and_others_that_sign_may_bring_decisions(stand_in, tmp_path, clock) -> None:
    secret = new_secret()
    (tmp_path / "senders.txt").write_text(f"trust-tool {secret}\n")
    told = made_up(tmp_path, clock, inbound=Inbound(senders=tmp_path / "senders.txt"))
    with TestClient(create_app(told, scorer=stand_in), base_url=LOCAL) as client:
        brought(client, an_article(1))
        event = {"type": "decision.made", "data": {"item": "a-1", "verdict": "credible"}}
        body = json.dumps(event).encode()
        signed = headers([secret], "evt_1", clock(), body)
        answer = client.post(
            "/v1/inbound/standard", content=body,
            headers={**signed, "Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.json()["taken"] is True, answer.text
        assert client.get("/v1/stats/queues").json()["queues"][0]["decided"] == 1
        assert client.post("/v1/inbound/standard", content=body).status_code == 401
        assert client.post("/v1/inbound/coop", content=body).status_code == 404


def test_a_model_in_the_shadow_is_counted_and_changes_nothing(
    settings, prose, another_model, tmp_path
) -> None:
    shadow = another_model(tmp_path / "shadow", "shadow-1", 3.0)
    with TestClient(create_app(replace(settings, shadow=shadow)), base_url=LOCAL) as client:
        said = client.post("/v1/score", json={"text": prose}).json()
        text = client.get("/metrics").text
    assert said["quality"] == darnel.score(prose).quality
    assert "darnel_shadow_bands_total{" in text
    assert 'darnel_shadow_shift_total{direction="down"}' in text


def test_the_calls_of_the_manual_are_answered(client) -> None:
    calls = [shlex.split(line.partition(" #")[0].partition(" > ")[0]) for line in TEXT.splitlines()
             if line.startswith("curl") and "/v1/score" not in line and "/v1/model" not in line]  # fmt: skip
    paths = []
    for words in calls:
        at = next(n for n, word in enumerate(words) if word.startswith("localhost:8000"))
        said = dict(zip(words[at + 1 :: 2], words[at + 2 :: 2], strict=True))
        headers = dict([said["-H"].split(": ")]) if "-H" in said else {}
        path = words[at].removeprefix("localhost:8000")
        if "--json" in said:
            answer = client.post(path, json=json.loads(said["--json"]), headers=headers)
        else:
            answer = client.request("POST" if "POST" in words else "GET", path, headers=headers)
        assert answer.status_code in (200, 204), answer.text
        paths.append(path)
    assert set(paths) == {"/v1/items", "/v1/queues/default/claim", "/v1/feedback/export"}


def test_the_first_visit_to_the_queue_goes_as_the_manual_says(client, monkeypatch, capsys) -> None:
    def connected(*, headers: dict[str, str] | None = None, **_: object):
        client.headers.update(headers or {})
        return client

    monkeypatch.setattr("httpx.Client", connected)
    for place, code in blocks("py"):
        if "get_started" in place:
            exec(compile(code, place, "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith("of 51 articles wait for a person")
    assert said[-1] == "decided"


def test_every_route_is_in_the_manual(client) -> None:
    for route in client.get("/openapi.json").json()["paths"]:
        shown = {f"{route}`", f"…/{route.rpartition('/')[2]}`"}
        assert any(one in TEXT for one in shown), route
