"""The commands as a group: who forgets the command, or mistypes it, is told the next one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from darnel.cli.completing import ONE_PAGE, PACKED, PAGES, TABLES


class Commands(TyperGroup):
    """Say which command takes a file, to who gives a file in place of a command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 (typer's own click)
        """Find the command that is meant; end with what to type if there is none."""
        said = args[0] if args else ""
        if said not in self.commands and not said.startswith("-"):
            verb = _verb(said)
            if verb:
                ctx.fail(f"{said!r} is no command. For a file: darnel {verb} {shlex.quote(said)}")
        return super().resolve_command(ctx, args)


def _verb(said: str) -> str:
    """Give the command that takes this file, if it looks like one."""
    name = said.lower()
    if name.endswith((".html", ".htm", *ONE_PAGE)):
        return "explain"
    if name.endswith((*TABLES, *PACKED, *PAGES)):
        return "score"
    return "explain" if Path(said).is_file() else ""
