"""Projects of Label Studio: made, looked at, and connected to darnel as their ML backend."""

from __future__ import annotations

from typing import Any

from darnel.doors.label_studio.client import LabelStudio
from darnel.errors import InputError
from darnel.queue.adapters.label_studio_config import Layout, config, layout_of

TITLE = "darnel"

PAGE = 100


def found_or_made(client: LabelStudio, title: str) -> tuple[int, bool]:
    """Give the first project with a title, or a new one with our configuration; say if it is new.

    Raises InputError if there is one that has no text for our spans.
    """
    named = [project for project in _projects(client, title) if project.get("title") == title]
    if named:
        first = min(named, key=lambda project: int(project["id"]))
        _layout(first["label_config"])
        return int(first["id"]), False
    made = client.post("/api/projects", {"title": title, "label_config": config()})
    return int(made["id"]), True


def layout_of_project(client: LabelStudio, project: int) -> Layout:
    """Read a project's configuration; raise InputError if it has no text for our spans."""
    return _layout(client.get(f"/api/projects/{project}/")["label_config"])


def connect(client: LabelStudio, project: int, backend: str, key: str) -> None:
    """Make darnel at an address a project's ML backend, and have its annotations told there.

    `key` is one of darnel's, "" where it has none. Label Studio itself makes a webhook for a backend, but
    without a password, and none where the address is blocked for webhooks alone: it is put right here.
    """
    url = backend.rstrip("/")
    said = {"project": project, "url": url, "title": TITLE, **_basic(key)}
    known = _of_url(client.get("/api/ml/", {"project": project}), url)
    if known is None:
        known = client.post("/api/ml/", said)
    else:
        client.patch(f"/api/ml/{known['id']}", said)
    version = client.get(f"/api/ml/{known['id']}")["model_version"]
    client.patch(f"/api/ml/{known['id']}", {**said, "title": version})
    show(client, project, version)
    _tell(client, project, f"{url}/webhook", key)


def show(client: LabelStudio, project: int, version: str) -> bool:
    """Have a project show the predictions of this version; tell whether it showed others.

    Annotations carry the prediction along only of that version. It is also the title of the backend, for
    Label Studio takes one for the other.
    """
    path = f"/api/projects/{project}/"
    shown = client.get(path).get("model_version") or ""
    if shown != version:
        client.patch(path, {"model_version": version})
    return shown not in ("", version)


def _tell(client: LabelStudio, project: int, url: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    said = {
        "url": url, "headers": headers, "send_payload": True, "is_active": True,
        "send_for_all_actions": False,
        "actions": ["ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED"],
    }  # fmt: skip
    known = _of_url(client.get("/api/webhooks/", {"project": project}), url)
    if known is None:
        client.post("/api/webhooks/", {"project": project, **said})
    else:
        client.patch(f"/api/webhooks/{known['id']}/", said)


def _basic(key: str) -> dict[str, str]:
    if not key:
        return {"auth_method": "NONE"}
    return {"auth_method": "BASIC_AUTH", "basic_auth_user": TITLE, "basic_auth_pass": key}


def _of_url(listed: list[dict[str, Any]], url: str) -> dict[str, Any] | None:
    return next((one for one in listed if str(one.get("url", "")).rstrip("/") == url), None)


def _projects(client: LabelStudio, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = 1
    while True:
        said = client.get("/api/projects", {"title": title, "page": page, "page_size": PAGE})
        found += said["results"]
        if not said.get("next"):
            return found
        page += 1


def _layout(schema: str) -> Layout:
    layout = layout_of(schema)
    if layout.keys.get("text") != "text":
        raise InputError(
            'the project\'s labelling configuration has no <Text name="text" value="$text"/>: take one '
            "that darnel label-studio setup makes"
        )
    return layout
