"""One attempt to deliver one event to one endpoint, over HTTP."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal

from darnel.errors import InputError
from darnel.queue import addresses
from darnel.queue.addresses import PUBLIC, Forbidden, Resolve, Rules, Target
from darnel.queue.webhooks import Clock, body_of, check_installed, headers

if TYPE_CHECKING:
    import httpx

Result = Literal["delivered", "failed", "refused", "gone"]
"""`failed` may pass; `refused` (by ourselves) will not; `gone` is 410: the endpoint wants nothing more."""

TIMEOUT = 20.0
"""Seconds for an attempt from the first packet to the last, the standard says 15 to 30."""

MAX_WAIT = 24 * 3600.0
"""Seconds of Retry-After that are honoured."""

_SUCCESS, _GONE = range(200, 300), 410
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Hold whom to tell: `secrets` are the current one and, while it is replaced, the one before."""

    id: str
    url: str
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        """Leave the secrets out of logs."""
        return f"Endpoint(id={self.id!r}, url={self.url!r}, secrets={len(self.secrets)})"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say how an attempt ended; `wait` is how many seconds the receiver asked to be left alone.

    `status` is None where no answer came. `error` is a sentence for the log; nothing of the answer's body
    is ever in it, for an endpoint must not serve to read what stands inside.
    """

    result: Result
    status: int | None = None
    error: str = ""
    wait: float | None = None
    seconds: float = 0.0


class Sender:
    """Send signed events to endpoints; one may be shared by all deliveries.

    `rules` say where to; `timeout` is in seconds for a whole attempt. `trust` replaces the system's
    certificate authorities. Proxies of the environment are not used, for they would resolve names anew.
    """

    def __init__(
        self, clock: Clock, rules: Rules = PUBLIC, *, resolve: Resolve = addresses.resolve,
        timeout: float = TIMEOUT, trust: ssl.SSLContext | None = None, agent: str = "darnel-webhooks",
    ) -> None:  # fmt: skip
        check_installed()
        self._clock, self._rules, self._resolve = clock, rules, resolve
        self._timeout, self._agent = timeout, agent
        self._trust = ssl.create_default_context() if trust is None else trust

    async def send(self, endpoint: Endpoint, event: Mapping[str, Any]) -> Outcome:
        """Try once to deliver an event; never raises for anything that the receiver or network does."""
        began = asyncio.get_running_loop().time()
        outcome = await self._tried(endpoint, event)
        taken = asyncio.get_running_loop().time() - began
        return Outcome(outcome.result, outcome.status, outcome.error, outcome.wait, taken)

    async def _tried(self, endpoint: Endpoint, event: Mapping[str, Any]) -> Outcome:
        import httpx

        try:
            body = body_of(event)
            signed = headers(endpoint.secrets, str(event["id"]), self._clock(), body)
            async with asyncio.timeout(self._timeout):
                target = await asyncio.to_thread(
                    addresses.checked, endpoint.url, self._rules, self._resolve
                )
                return await self._posted(target, signed, body)
        except (Forbidden, InputError) as error:
            return Outcome("refused", error=str(error))
        except TimeoutError:
            return Outcome("failed", error=f"no answer within {self._timeout:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            return Outcome("failed", error=f"no answer: {type(error).__name__}")

    async def _posted(self, target: Target, signed: Mapping[str, str], body: bytes) -> Outcome:
        import httpx

        said = {
            "host": target.authority,
            "content-type": "application/json",
            "user-agent": self._agent,
            "accept-encoding": "identity",  # a small answer must not unpack to a large one
            **signed,
        }
        async with httpx.AsyncClient(
            verify=self._trust, trust_env=False, follow_redirects=False, timeout=self._timeout
        ) as client:
            return await self._at_one_of(client, target, said, body)

    async def _at_one_of(
        self, client: httpx.AsyncClient, target: Target, said: Mapping[str, str], body: bytes
    ) -> Outcome:
        """Post to the first address that takes a connection."""
        import httpx

        for number, url in enumerate(target.urls, start=1):
            asked = client.build_request(
                "POST", url, content=body, headers=dict(said), extensions={"sni_hostname": target.host}
            )  # fmt: skip
            try:
                answer = await client.send(asked, stream=True)
            except httpx.ConnectError:
                if number == len(target.urls):
                    raise
                continue
            await answer.aclose()  # its status is all that counts: the body may be endless
            return self._judged(answer.status_code, answer.headers.get("retry-after"))
        raise OSError("no address")

    def _judged(self, status: int, after: str | None) -> Outcome:
        if status in _SUCCESS:
            return Outcome("delivered", status)
        if status == _GONE:
            return Outcome("gone", status, "the endpoint answered 410: it wants nothing more")
        what = "redirects are not followed" if status in _REDIRECTS else "not a success"
        wait = None if after is None else wait_of(after, self._clock())
        return Outcome("failed", status, f"the endpoint answered {status}: {what}", wait)


def wait_of(after: str, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or a date, as seconds from now; None if it is neither."""
    text = after.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), MAX_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), MAX_WAIT)
