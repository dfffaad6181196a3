"""Who may do what, route by route: a new route without a line here fails."""

from __future__ import annotations

import re

import pytest
from casework import Hands
from desks import LOCAL, made_up
from fastapi.testclient import TestClient
from standin import StandIn

from darnel.doors.service import create_app
from darnel.doors.service.keys import SCOPES, made, write_keys

OPEN = {"GET /healthz", "GET /readyz", "GET /openapi.json"}

ALLOWED = {
    "POST /v1/score": "score",
    "POST /v1/score/batch": "score",
    "POST /v0.2/perspective-compat/analyse": "score",
    "GET /compat/labelstudio/health": "score",
    "GET /compat/labelstudio/metrics": "score",
    "POST /compat/labelstudio/setup": "score",
    "POST /compat/labelstudio/predict": "score",
    "POST /compat/labelstudio/webhook": "ingest",
    "GET /v1/model": "read score",
    "GET /v1/signals": "read score",
    "GET /metrics": "read",
    "POST /v1/items": "ingest",
    "POST /v1/feedback": "ingest",
    "GET /v1/feedback/export": "audit",
    "GET /v1/cases": "review audit",
    "GET /v1/cases/{id}": "review audit",
    "GET /v1/cases/{id}/events": "review audit",
    "POST /v1/queues/{queue}/claim": "review",
    "POST /v1/cases/{id}/claim": "review",
    "POST /v1/cases/{id}/renew": "review",
    "PUT /v1/cases/{id}/draft": "review",
    "POST /v1/cases/{id}/release": "review",
    "POST /v1/cases/{id}/skip": "review",
    "POST /v1/cases/{id}/hold": "review",
    "POST /v1/cases/{id}/escalate": "review",
    "POST /v1/cases/{id}/second": "review",
    "POST /v1/cases/{id}/undo": "review",
    "POST /v1/cases/{id}/decision": "review",
    "POST /v1/cases/{id}/appeal": "ingest review",
    "POST /v1/cases/{id}/close": "ingest",
    "POST /v1/cases/bulk": "",
    "GET /v1/webhooks": "",
    "POST /v1/webhooks": "",
    "GET /v1/webhooks/{id}": "",
    "POST /v1/webhooks/{id}/rotate": "",
    "POST /v1/webhooks/{id}/disable": "",
    "POST /v1/webhooks/{id}/enable": "",
    "GET /v1/webhooks/{id}/deliveries": "",
    "POST /v1/deliveries/{id}/replay": "",
    "GET /v1/stats/queues": "audit read",
    "GET /v1/stats/agreement": "audit",
    "GET /v1/stats/model": "audit",
    "GET /v1/audit/verify": "audit",
}
"""Which scopes let a key in, beside admin, which is let in everywhere."""


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory, secrets):
    """A service with a key for each scope."""
    path = tmp_path_factory.mktemp("keys")
    keys = []
    for scope in SCOPES:
        secrets[scope], key = made(scope, [scope])
        keys.append(key)
    write_keys(path / "keys.json", keys)
    settings = made_up(path, Hands(), keys=path / "keys.json")
    with TestClient(create_app(settings, scorer=StandIn()), base_url=LOCAL) as client:
        yield client


def routes(client) -> set[str]:
    described = client.get("/openapi.json").json()["paths"]
    return {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}


def test_every_route_has_its_line(guarded) -> None:
    assert routes(guarded) == set(ALLOWED) | (OPEN - {"GET /openapi.json"})


def asked(client, route: str, secret: str | None) -> int:
    method, path = route.split()
    headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    answer = client.request(method, re.sub(r"\{\w+\}", "none", path), headers=headers)
    return answer.status_code


@pytest.mark.parametrize("route", sorted(ALLOWED))
def test_a_key_is_let_in_by_its_scopes_alone(guarded, secrets, route) -> None:
    assert asked(guarded, route, None) == 401
    assert asked(guarded, route, "darnel_00000000_" + "0" * 64) == 401
    for scope in SCOPES:
        allowed = scope == "admin" or scope in ALLOWED[route].split()
        assert (asked(guarded, route, secrets[scope]) != 403) == allowed, scope


@pytest.mark.parametrize("route", sorted(OPEN))
def test_probes_and_the_description_need_no_key(guarded, route) -> None:
    assert asked(guarded, route, None) == 200


def test_a_key_can_not_act_for_another_keys_people(guarded, secrets) -> None:
    bearer = {"Authorization": f"Bearer {secrets['review']}", "Darnel-Reviewer": "admin"}
    item = {"article": {"id": "a", "text": "The gearbox stood still. " * 30}, "reported": True}
    ingest = {"Authorization": f"Bearer {secrets['ingest']}"}
    assert guarded.post("/v1/items", json={"items": [item]}, headers=ingest).status_code == 200
    work = guarded.post("/v1/queues/default/claim", headers=bearer).json()
    assert work["case"]["lease"] == "review:admin"
