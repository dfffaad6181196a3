"""Settings that a team writes down: a TOML file, read at the start, where every name is checked.

    [review]
    blind = "always"
    policies = [{id = "assembled", name = "assembled from unrelated parts"}]

    [queue]
    due_hours = 48
    two_reviews = ["block"]
    sampling = {audit = 0.05}

    [inbound]
    senders = "senders.txt"

    [webhooks]
    networks = ["10.1.0.0/16"]

Paths are relative to the file.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from darnel.assessment import Band
from darnel.doors.service.pages.admission import read_oidc
from darnel.doors.service.pages.settings import POLICIES, Blind, Pages, Policy
from darnel.doors.service.settings import Inbound, Settings
from darnel.errors import InputError
from darnel.queue.addresses import Rules, inner
from darnel.queue.case import Verdict
from darnel.queue.sampling import Sampler
from darnel.queue.settings import Settings as DeskSettings

Share = Annotated[float, Field(ge=0, le=1)]
Span = Annotated[float, Field(gt=0, le=1e6)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Policy(_Table):
    id: Annotated[str, Field(pattern=r"^[\w.\-]{1,60}$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]


class _Review(_Table):
    blind: Blind = "usual"
    policies: list[_Policy] | None = None
    break_after: Annotated[int, Field(ge=0)] = 0
    hours: Span = 12.0
    oidc: str | None = None


class _Sampling(_Table):
    threshold: Share = 1.0
    near_threshold: Share = 0.5
    new_source: Share = 0.1
    audit: Share = 0.02
    margin: Share = 0.05
    salt: str = ""


class _Queue(_Table):
    lease_minutes: Span = 10.0
    undo_seconds: Annotated[float, Field(ge=0, le=3600)] = 30.0
    due_hours: Span = 72.0
    reported_due_hours: Span = 24.0
    two_reviews: list[Band] = Field(default_factory=list)
    sampling: _Sampling = Field(default_factory=_Sampling)


class _Inbound(_Table):
    coop_keys: str | None = None
    coop_actions: dict[str, Verdict] = Field(default_factory=dict)
    senders: str | None = None


class _Webhooks(_Table):
    networks: list[str] = Field(default_factory=list)


class _Written(_Table):
    review: _Review = Field(default_factory=_Review)
    queue: _Queue = Field(default_factory=_Queue)
    inbound: _Inbound = Field(default_factory=_Inbound)
    webhooks: _Webhooks = Field(default_factory=_Webhooks)


def read_settings(path: Path, onto: Settings) -> Settings:
    """Put what a file says onto settings; raise InputError that says which name or value is wrong."""
    try:
        said = _Written.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise InputError(f"{path}: {where}: {fault['msg']}") from None
    beside = path.parent
    return replace(
        onto,
        pages=_pages(said.review, beside),
        desk=_desk(said.queue, onto.desk),
        inbound=Inbound(
            _file(said.inbound.coop_keys, beside),
            _file(said.inbound.senders, beside),
            said.inbound.coop_actions,
        ),
        webhooks=_networks(said.webhooks, path),
    )


def _networks(said: _Webhooks, path: Path) -> Rules:
    try:
        return inner(said.networks)
    except InputError as error:
        raise InputError(f"{path}: webhooks.networks: {error}") from error


def _pages(said: _Review, beside: Path) -> Pages:
    policies: tuple[Policy, ...] = POLICIES
    if said.policies is not None:
        policies = tuple(Policy(one.id, one.name) for one in said.policies)
    life = timedelta(hours=said.hours)
    oidc = None if said.oidc is None else read_oidc(beside / said.oidc)
    return Pages(said.blind, policies, said.break_after, life, oidc)


def _desk(said: _Queue, onto: DeskSettings) -> DeskSettings:
    return replace(
        onto,
        lease=timedelta(minutes=said.lease_minutes),
        undo=timedelta(seconds=said.undo_seconds),
        due={"report": timedelta(hours=said.reported_due_hours)},
        due_else=timedelta(hours=said.due_hours),
        two_reviews=frozenset(said.two_reviews),
        sampler=Sampler(**said.sampling.model_dump()),
    )


def _file(said: str | None, beside: Path) -> Path | None:
    return None if said is None else beside / said
