"""The pages of the signals, from the docstrings of their files and the model in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from darnel.manual.markdown import code, table


def table_rows() -> list[dict[str, Any]]:
    """Say of every signal what it is, why, and when it is wrong, as the service does."""
    from darnel.doors import default_scorer
    from darnel.doors.service.describe import signals_of

    return signals_of(default_scorer())


def overview() -> str:
    """Write one row a signal, and the menu of their pages."""
    said = table_rows()
    rows = [(f"[`{one['name']}`](signals/{one['name']}.md)", one["what"]) for one in said]
    names = "\n".join(f"signals/{one['name']}" for one in said)
    menu = f"```{{toctree}}\n:hidden:\n\n{names}\n```"
    return f"{table(('signal', 'what it is'), [(a, _cell(b)) for a, b in rows])}\n\n{menu}"


def pages() -> Mapping[str, str]:
    """Write the page of every signal, by its name."""
    drawn = _shapes()
    return {one["name"]: _page(one, drawn.get(one["name"], "")) for one in table_rows()}


def _page(said: Mapping[str, Any], shape: str) -> str:
    parts = [f"# {said['name']}", said["what"]]
    if said["needs_corpus"]:
        parts.append("It asks the [corpus](../corpus.md), and measures nothing without one.")
    parts += [f"**Why:** {said['why']}", f"**When it is wrong:** {said['false_alarms']}"]
    if said["source"]:
        parts.append(f"**Source:** {said['source']}")
    rows = [
        (f"`{each['name']}`", _cell(each["meaning"]), "yes" if each["weighed"] else "shown only")
        for each in said["features"]
    ]
    parts += ["## Features", table(("column", "meaning", "weighed by the model"), rows)]
    if shape:
        parts += [
            "## What it adds",
            "Log-odds of a farm's page, by feature ([the card](../card.md)):",
        ]
        parts.append(code(shape))
    return "\n\n".join(parts) + "\n"


def _shapes() -> Mapping[str, str]:
    """Give what the model in use adds for each signal, as `darnel model --shapes` draws it."""
    from darnel.doors import default_scorer, shapes

    drawn = "\n".join(shapes.lines(default_scorer().model))
    blocks = re.split(r"\n\n(?=\w+ +adds up to )", drawn)[1:]
    return {block.split()[0]: block for block in blocks}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
