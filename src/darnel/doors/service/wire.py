"""Connections that hold a place without getting on are ended: uvicorn alone waits for them for ever.

A thousand of them would keep everybody else out. A head that drips, a body that goes on after it was refused,
and an answer that nobody takes each have their time.
"""

from __future__ import annotations

import asyncio
import math

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""From a connection, or from the first byte on a kept one, to the end of a request's head."""

LINGER_SECONDS = 5.0
"""How long the rest of a body may come that was refused: a client that writes has to hear why."""

TAKE_SECONDS = 30.0
"""How long an answer may rest before LEAST of it is taken."""

LEAST = 32 * 1024
"""Bytes taken in TAKE_SECONDS by who still reads: 1 kB a second."""


class Watched(H11Protocol):
    """Speak HTTP as uvicorn does, and watch the clock."""

    _timer: asyncio.TimerHandle | None = None
    _rest: float = math.inf

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._within(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those that make no whole head on a kept connection start its time."""
        idle = self.timeout_keep_alive_task is not None
        super().data_received(data)
        if self._answering():
            if not self.flow.write_paused:
                self._rest_easy()
        elif idle and self._timer is None:
            self._within(HEAD_SECONDS)

    def on_response_complete(self) -> None:
        """See to it that the answer is taken, and that a body that was refused ends."""
        super().on_response_complete()
        if self._answering():  # the next request came with this one
            return
        if self.transport.get_write_buffer_size():
            self._within(TAKE_SECONDS)
        elif self.conn.their_state is h11.SEND_BODY:
            self._within(LINGER_SECONDS)

    def pause_writing(self) -> None:
        """Watch an answer that piles up."""
        super().pause_writing()
        self._within(TAKE_SECONDS)

    def resume_writing(self) -> None:
        """Let go of an answer that is being taken."""
        super().resume_writing()
        if self._answering():
            self._rest_easy()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clock."""
        self._rest_easy()
        super().connection_lost(exc)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _within(self, seconds: float) -> None:
        self._rest_easy()
        self._timer = self.loop.call_later(seconds, self._late)

    def _rest_easy(self) -> None:
        self._rest = math.inf
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        """End the connection, unless the client still takes what it was sent."""
        rest = self.transport.get_write_buffer_size()
        if rest and rest <= self._rest - LEAST:
            self._rest = rest
            self._timer = self.loop.call_later(TAKE_SECONDS, self._late)
        elif rest or self._answering():
            self.transport.abort()
        else:
            self.transport.close()
