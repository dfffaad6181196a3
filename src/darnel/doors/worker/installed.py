"""Whether the extra is there."""

from __future__ import annotations

from importlib import import_module

from darnel.errors import InputError


def check_installed(client: str) -> None:
    """Raise InputError if FastStream or the client of a broker is missing."""
    try:
        import_module("faststream")
        import_module(client)
    except ImportError as error:
        raise InputError(
            "the worker needs the extra broker: pip install 'darnel[broker]'"
        ) from error
