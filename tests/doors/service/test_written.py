"""Settings that a team writes down: read whole, or refused with the place that is wrong."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from documentation import blocks

from darnel.doors.service import Settings
from darnel.doors.service.written import read_settings
from darnel.errors import InputError

WHOLE = """
[review]
blind = "always"
break_after = 40
policies = [{id = "assembled", name = "assembled from unrelated parts"}]

[queue]
lease_minutes = 5
due_hours = 48
two_reviews = ["block", "review"]
sampling = {audit = 0.05, near_threshold = 0}

[inbound]
senders = "senders.txt"
coop_actions = {"remove" = "content_farm"}

[webhooks]
networks = ["10.1.0.0/16"]
"""


def read(tmp_path, text: str) -> Settings:
    file = tmp_path / "serve.toml"
    file.write_text(text, "utf-8")
    return read_settings(file, Settings(queue="queue.db"))


def test_everything_that_is_written_holds(tmp_path) -> None:
    said = read(tmp_path, WHOLE)
    assert (said.queue, said.pages.blind, said.pages.break_after) == ("queue.db", "always", 40)
    assert [policy.id for policy in said.pages.policies] == ["assembled"]
    assert (said.desk.lease, said.desk.due_else) == (timedelta(minutes=5), timedelta(days=2))
    assert said.desk.two_reviews == {"block", "review"}
    assert (said.desk.sampler.audit, said.desk.sampler.near_threshold) == (0.05, 0)
    assert said.inbound.senders == tmp_path / "senders.txt"
    assert said.inbound.verdicts == {"remove": "content_farm"}
    assert said.webhooks.any_port


def test_an_empty_file_changes_nothing(tmp_path) -> None:
    assert read(tmp_path, "") == Settings(queue="queue.db")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[review]\nblnd = 'always'", "review.blnd"),
        ("[review]\nblind = 'maybe'", "review.blind"),
        ("[queue]\nsampling = {audit = 2}", "queue.sampling.audit"),
        ("[queue]\ndue_hours = '48'", "queue.due_hours"),
        ("[inbound]\ncoop_actions = {x = 'guilty'}", "inbound.coop_actions.x"),
        ("[webhooks]\nnetworks = ['10.1']", "10.1"),
        ("[queue", "not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, place) -> None:
    with pytest.raises(InputError, match=place.replace(".", r"\.")):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(InputError, match=r"serve\.toml"):
        read_settings(tmp_path / "serve.toml", Settings())


def test_the_settings_of_the_manual_can_be_used(tmp_path) -> None:
    ((_, block),) = blocks("toml")
    allow = [{"email_domain": "team.example", "scopes": ["review"]}]
    oidc = {
        "issuer": "https://login.example", "client_id": "darnel", "allow": allow,
        "redirect_uri": "https://queue.example/review/oidc/callback",
    }  # fmt: skip
    (tmp_path / "oidc.json").write_text(json.dumps(oidc))
    said = read(tmp_path, block)
    assert said.pages.oidc is not None
    assert said.desk.sampler.audit == 0.05
