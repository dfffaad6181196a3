"""The service on a port, until it is stopped; what is in hand then is finished."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

import uvicorn
from fastapi import APIRouter, FastAPI

from darnel.doors import Assessor
from darnel.doors.parallel import settle
from darnel.doors.service.app import create_app, loaded
from darnel.doors.service.settings import Settings
from darnel.doors.service.wire import Watched
from darnel.errors import InputError
from darnel.queue import open_store

CONNECTIONS = 1024
"""Requests at once; uvicorn itself refuses more, before anything is read of them."""

KEPT_ALIVE = 30
"""Seconds that a connection without a request stays open."""

GRACE = 20
"""Seconds that requests in hand have from the signal to stop."""


def serve(
    settings: Settings, say: Callable[[str], None], *, scorer: Assessor | None = None,
    routers: Sequence[APIRouter] = (),
) -> None:  # fmt: skip
    """Serve until a signal comes; `say` is told the address. Raises InputError if it can't begin."""
    settings.check()
    if settings.queue is not None:
        open_store(
            settings.queue
        ).close()  # what is wrong with it is said before anything is served
    listening = bound(settings.host, settings.port)
    with listening:
        app = create_app(
            settings, scorer=loaded(settings) if scorer is None else scorer, routers=routers
        )
        say(f"serving {address(listening)}")
        if settings.queue is not None:
            say(f"the review queue is at {address(listening)}/review")
        settle()
        server_of(app).run(sockets=[listening])


def server_of(app: FastAPI) -> uvicorn.Server:
    """Give the server of an application; the log line of a request is the application's own."""
    return uvicorn.Server(
        uvicorn.Config(
            app, http=Watched, ws="none", log_config=None, access_log=False, server_header=False,
            proxy_headers=False, lifespan="on", limit_concurrency=CONNECTIONS, timeout_keep_alive=KEPT_ALIVE,
            timeout_graceful_shutdown=GRACE,
        )
    )  # fmt: skip


def bound(host: str, port: int) -> socket.socket:
    """Take a port (0: any that is free); raise InputError if it can't be had."""
    name = host.strip("[]")
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    try:
        listening = socket.create_server((name, port), family=family, backlog=2048)
        # asyncio sets this only on sockets of its own; without it an answer waits 40 ms for an ACK
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        what = error.strerror or "there is no such address"
        raise InputError(
            f"can't serve {host} port {port}: {what}; choose with --host and --port"
        ) from error
    return listening


def address(listening: socket.socket) -> str:
    """Give the URL of what listens."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
