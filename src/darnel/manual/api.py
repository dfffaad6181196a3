"""The page of the API: every public name, for Sphinx to fill from its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from importlib import import_module

import darnel

DOORS: Mapping[str, tuple[str, ...]] = {
    "darnel.doors.service": ("create_app", "Settings", "serve"),
    "darnel.queue": ("open_store",),
    "darnel.doors.datatrove": ("DarnelFilter", "DarnelAnnotator"),
    "darnel.doors.spark": ("score_frame",),
}
"""What other doors offer, in modules of their own: each needs its extra."""

FUNCTIONS = frozenset({"create_app", "serve", "open_store", "score_frame"})


def page() -> str:
    """Write the directives for all public names, those of the package first."""
    names = [name for name in darnel.__all__ if name != "__version__"]
    parts = ["## darnel", *(_directive("darnel", name, _is_function(name)) for name in names)]
    for module, offered in DOORS.items():
        parts.append(f"## {module}")
        parts += [_directive(module, name, name in FUNCTIONS) for name in offered]
    return "\n\n".join(parts)


def _is_function(name: str) -> bool:
    home = import_module("darnel")
    return inspect.isfunction(getattr(home, name))


def _directive(module: str, name: str, function: bool) -> str:  # noqa: FBT001
    kind = "autofunction" if function else "autoclass"
    options = "" if function else "\n   :members:\n   :undoc-members:"
    return f"```{{eval-rst}}\n.. {kind}:: {module}.{name}{options}\n```"
