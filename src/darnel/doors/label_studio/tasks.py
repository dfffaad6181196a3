"""Tasks of a project, looked up: what is there, and what was annotated."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from darnel.doors.label_studio.client import LabelStudio

PAGE = 50

QUERY = 2_000
"""Characters of names that are asked for at once, for they stand in an address."""


def known(client: LabelStudio, project: int, names: Sequence[str]) -> dict[str, str]:
    """Look up which tasks a project has; give their texts by name."""
    found: dict[str, str] = {}
    for some in _few(names):
        condition = {
            "filter": "filter:tasks:data.item_id", "operator": "in_list", "type": "List",
            "value": some,
        }  # fmt: skip
        page = 1
        while True:
            said = tasks_of(client, project, [condition], "id,data", page)
            for task in said["tasks"]:
                found[str(task["data"].get("item_id"))] = task["data"].get("text") or ""
            if page * PAGE >= said["total"]:
                break
            page += 1
    return found


def tasks_of(
    client: LabelStudio, project: int, conditions: list[dict[str, Any]], include: str, page: int = 1
) -> Any:  # noqa: ANN401 (JSON)
    """Ask for a page of the tasks on which all conditions hold, in the order of their ids."""
    query = {"filters": {"conjunction": "and", "items": conditions}, "ordering": ["id"]}
    return client.get(
        "/api/tasks",
        {
            "project": project, "query": json.dumps(query), "include": include, "page": page,
            "page_size": PAGE, "resolve_uri": "false",
        },
    )  # fmt: skip


def _few(names: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for name in names:
        length = len(json.dumps(name))
        if some and size + length > QUERY:
            yield some
            some, size = [], 0
        some.append(name)
        size += length
    if some:
        yield some
