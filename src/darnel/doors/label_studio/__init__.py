"""Label Studio, called: a project is made, tasks with predictions go in, annotations come out [serve].

Its shapes are `darnel.queue.adapters.label_studio`; here is what sends them. Nothing of an article and no
token is ever in an error.
"""

from __future__ import annotations

from importlib.util import find_spec

from darnel.errors import InputError


def check_installed() -> None:
    """Raise InputError if the extra is not installed."""
    if find_spec("httpx") is None:
        raise InputError("this needs httpx; install with: pip install 'darnel[serve]'")
