"""Articles go to Label Studio as tasks with predictions, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors.label_studio.client import TRIES, LabelStudio
from darnel.doors.label_studio.projects import layout_of_project, show
from darnel.doors.label_studio.refusals import RejectedError, UnsureError
from darnel.doors.label_studio.tasks import known
from darnel.queue.adapters.label_studio import to_task, version_of
from darnel.queue.adapters.label_studio_config import Layout, fitted
from darnel.queue.decisions import item_name

AT_ONCE = 50
"""Articles of one import."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Hold an article, what is said of it, and the name that its task gets ("": its own)."""

    article: Article
    assessment: Assessment
    item: str = ""

    @property
    def name(self) -> str:
        """Give the name that decisions on it come back under."""
        return self.item or item_name(self.article)


@dataclass(slots=True)
class Pushed:
    """Count what went in and what was there; name what was there with another text, or was rejected."""

    new: int = 0
    known: int = 0
    other: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    other_version: bool = False

    @property
    def summary(self) -> str:
        """Say how many went in."""
        said = [f"{self.new:,} tasks are new, {self.known:,} were there"]
        if self.missing:
            said.append(f"the project has no tags for {', '.join(self.missing)}")
        if self.other_version:
            said.append("the project shows their predictions now, and no longer those of before")
        return "; ".join(said)

    @property
    def faults(self) -> list[str]:
        """Name what could not go in."""
        there = "another text is there under this name; it was left as it is"
        return [f"{name}: {there}" for name in self.other] + [
            f"{name}: Label Studio rejects it; its log says why" for name in self.rejected
        ]


def push(client: LabelStudio, project: int, scored: Iterable[Scored]) -> Iterator[Pushed]:
    """Import articles that a project does not have; give the count after each part of them.

    An import that broke off is looked up again, for Label Studio takes the same task twice.
    """
    layout = layout_of_project(client, project)
    pushed = Pushed(missing=layout.missing())
    rows = iter(scored)
    version = ""
    while part := list(islice(rows, AT_ONCE)):
        new = pushed.new
        _push(client, project, layout, _distinct(part, pushed), pushed)
        version = version_of(part[-1].assessment) if pushed.new > new else version
        yield pushed
    if version:
        pushed.other_version = show(client, project, version)
        yield pushed


def _distinct(part: Sequence[Scored], pushed: Pushed) -> dict[str, Scored]:
    found: dict[str, Scored] = {}
    for one in part:
        first = found.setdefault(one.name, one)
        if first is not one:
            _count(pushed, one, first.article.text)
    return found


def _push(
    client: LabelStudio, project: int, layout: Layout, part: Mapping[str, Scored], pushed: Pushed
) -> None:
    there = known(client, project, list(part))
    for name in there:
        _count(pushed, part[name], there[name])
    rows = [part[name] for name in part if name not in there]
    _import(client, project, layout, rows, pushed)


def _import(
    client: LabelStudio, project: int, layout: Layout, rows: Sequence[Scored], pushed: Pushed
) -> None:
    """Import articles; one that is rejected does not take the others with it."""
    if not rows:
        return
    try:
        pushed.new += _sent(client, project, layout, rows)
    except RejectedError:
        if len(rows) == 1:
            pushed.rejected.append(rows[0].name)
            return
        half = len(rows) // 2
        for some in (rows[:half], rows[half:]):
            _import(client, project, layout, some, pushed)


def _sent(client: LabelStudio, project: int, layout: Layout, rows: Sequence[Scored]) -> int:
    """Send an import until nobody doubts that it is there; give how many."""
    left = list(rows)
    for tries in reversed(range(TRIES)):
        try:
            client.post(f"/api/projects/{project}/import", [_task(one, layout) for one in left])
            break
        except UnsureError:
            if not tries:
                raise
            came = known(client, project, [one.name for one in left])
            left = [one for one in left if one.name not in came]
            if not left:
                break
    return len(rows)


def _count(pushed: Pushed, one: Scored, text: str) -> None:
    if text == one.article.text:
        pushed.known += 1
    else:
        pushed.other.append(one.name)


def _task(one: Scored, layout: Layout) -> dict[str, Any]:
    task = to_task(one.article, one.assessment)
    task["data"]["item_id"] = one.name
    return {**task, "predictions": [fitted(said, layout) for said in task["predictions"]]}
