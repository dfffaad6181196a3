"""The service answers as its OpenAPI description says, whatever it is sent: Schemathesis asks."""

from __future__ import annotations

from typing import Any

import pytest
from desks import an_article, brought, claimed, made_up
from libraries import SCHEMATHESIS, lacking

if lacking("schemathesis"):
    pytest.skip(SCHEMATHESIS, allow_module_level=True)

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from serving import serving
from standin import StandIn

from darnel.doors.service import Settings, create_app
from darnel.queue.clock import system_clock

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A real server with cases in every state."""
    told = made_up(tmp_path_factory.mktemp("contract"), system_clock)
    with serving(create_app(told, scorer=StandIn())) as url:
        with httpx.Client(base_url=url, timeout=30) as client:
            KNOWN.update(seeded(client))
        yield url


def seeded(client: httpx.Client) -> dict[str, Any]:
    """Bring cases in, and give what routes can be asked about."""
    items = brought(client, *map(an_article, range(4)))
    work = claimed(client)
    client.post(f"/v1/cases/{work['case']['id']}/release", json={
        "version": work["case"]["version"], "lease_token": work["lease"]["token"]})  # fmt: skip
    webhook = client.post("/v1/webhooks", json={"url": "https://hooks.example/d"}).json()
    return {"case": items[0]["case_id"], "webhook": webhook["id"]}


schema = schemathesis.openapi.from_dict(create_app(Settings(queue="described.db")).openapi())

KNOWN: dict[str, Any] = {}


@schema.hook
def map_path_parameters(context: Any, value: dict[str, Any] | None) -> dict[str, Any] | None:
    """Ask of what there is as often as of what there is not."""
    if value and len(str(value.get("id", ""))) % 2:
        value["id"] = KNOWN["webhook" if "webhooks" in context.operation.path else "case"]
    if value and len(str(value.get("queue", ""))) % 2:
        value["queue"] = "default"
    return value


@pytest.mark.contract
@schema.parametrize()
@settings(
    max_examples=20, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_answers_are_as_described(served: str, case: schemathesis.Case) -> None:
    case.call_and_validate(base_url=served, checks=CHECKS, timeout=30)
