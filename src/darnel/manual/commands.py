"""The page of the command line, from what each command says in its help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text
from typer.main import get_command

from darnel.manual.markdown import code, escaped, table


def page() -> str:
    """Write a section for every command, with its options and examples."""
    from darnel.cli import app

    return "\n\n".join(_section(name, command) for name, command in _commands(get_command(app)))


def _commands(root: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 (typer's own click)
    """Give every command with its words, parts after the whole."""
    pending = [("darnel", root)]
    while pending:
        name, command = pending.pop(0)
        yield name, command
        below = getattr(command, "commands", {})
        pending = [(f"{name} {word}", part) for word, part in below.items()] + pending


def _section(name: str, command: Any) -> str:  # noqa: ANN401
    words = name.split()
    context = command.context_class(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    parts = [f"{'#' * min(len(words) + 1, 3)} {name}", escaped(_plain(command.help or ""))]
    parts += [code(usage)]
    rows = [_row(param, context) for param in command.get_params(context)]
    if any(rows):
        parts.append(table(("option", "what it does"), [row for row in rows if row]))
    return "\n\n".join([*parts, *_epilog(command.epilog or "")])


def _row(param: Any, context: Any) -> tuple[str, str] | None:  # noqa: ANN401
    record = param.get_help_record(context)
    return (
        None
        if record is None
        else (f"`{_plain(record[0])}`".replace("|", "\\|"), escaped(_plain(record[1])))
    )


def _epilog(epilog: str) -> Iterator[str]:
    """Give the examples as code, and what is said besides as text."""
    paragraphs = [" ".join(part.split()) for part in epilog.split("\n\n")]
    said = [part for part in paragraphs if part and part != "Examples:"]
    examples = [part for part in said if part.startswith("darnel ") or "| darnel " in part]
    if examples:
        yield code("\n".join(examples), "sh")
    yield from (escaped(_plain(part)) for part in said if part not in examples)


def _plain(markup: str) -> str:
    return Text.from_markup(markup).plain
