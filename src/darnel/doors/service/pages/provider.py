"""A provider of OpenID Connect: where it is asked, and what it says of a person.

Source: OpenID Connect Core 1.0 and Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (`iss`), and the advice of
RFC 9700. Only the authorization code comes through the browser; the ID token comes from the provider itself,
and is checked all the same.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import httpx

from darnel.doors.service.pages.admission import Oidc, is_safe
from darnel.doors.service.pages.tokens import (
    LoginError,
    UnknownKeyError,
    check,
    check_installed,
    claims_of,
    key_set,
)
from darnel.queue.clock import Clock

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

SECONDS = 10.0
"""How long the provider has for an answer."""

LARGEST = 512 * 1024
"""Bytes of an answer; documents and key sets have some thousand."""

KEPT = timedelta(hours=1)
"""How long its document and keys are kept: a key that it withdrew is not believed much longer."""

BETWEEN = timedelta(seconds=30)
"""The least time between two looks for a key that is not known: strangers can name any."""

PAUSE = timedelta(seconds=5)
"""How long a provider that was away is not asked again."""

AWAY = "the provider does not answer"


@dataclass(frozen=True, slots=True)
class Found:
    """Hold what the provider publishes, and since when."""

    document: Mapping[str, Any]
    keys: KeySet
    at: datetime

    def will_do(self, now: datetime, known_at: datetime | None) -> bool:
        """Tell whether this need not be fetched anew; `known_at` asks for something newer than that."""
        age = now - self.at
        return age < KEPT and (known_at is None or self.at > known_at or age < BETWEEN)


class Provider:
    """Ask one provider; what it publishes is fetched at the first login."""

    def __init__(self, oidc: Oidc, clock: Clock) -> None:
        check_installed()
        self._oidc, self._clock = oidc, clock
        self._trust = httpx.create_ssl_context()  # reading the authorities takes longer than asking
        self._found: Found | None = None
        self._away: datetime | None = None
        self._lock = asyncio.Lock()

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """Give the address that a browser is sent to; raise LoginError if the provider is away."""
        found = await self._published()
        challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "response_type": "code", "client_id": self._oidc.client_id, "scope": self._oidc.request,
            "redirect_uri": self._oidc.redirect_uri, "state": state, "nonce": nonce,
            "code_challenge": challenge.decode(), "code_challenge_method": "S256",
        }  # fmt: skip
        endpoint = found.document["authorization_endpoint"]
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def claims(self, code: str, verifier: str, nonce: str, iss: str | None) -> dict[str, Any]:
        """Trade a code for the claims of who logged in; raise LoginError unless all of it holds."""
        document = (await self._published()).document
        named = document.get("authorization_response_iss_parameter_supported") is True
        if iss != self._oidc.issuer and (named or iss is not None):
            raise LoginError("the answer is another provider's")
        said = await self._asked(
            "POST", document["token_endpoint"], self._trade(document, code, verifier)
        )
        token = said.get("id_token")
        if not isinstance(token, str):
            raise LoginError("the provider gave no ID token")
        found = await self._published()
        try:
            claims = claims_of(token, found.keys)
        except UnknownKeyError:
            claims = claims_of(token, (await self._published(known_at=found.at)).keys)
        check(claims, self._oidc, nonce, self._clock())
        return claims

    def _trade(self, document: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
        """Prove who asks by HTTP Basic, as every provider takes it; in the form if it says only that."""
        oidc = self._oidc
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": oidc.redirect_uri,
            "code_verifier": verifier, "client_id": oidc.client_id,
        }  # fmt: skip
        if not oidc.secret:
            return {"data": form}
        ways = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in ways:
            return {"data": form | {"client_secret": oidc.secret}}
        return {"data": form, "auth": (quote(oidc.client_id, safe=""), quote(oidc.secret, safe=""))}

    async def _published(self, known_at: datetime | None = None) -> Found:
        """Give what the provider publishes; `known_at` asks for something newer than that."""
        async with self._lock:
            now, found = self._clock(), self._found
            if found is not None and found.will_do(now, known_at):
                return found
            if self._away is not None and now - self._away < PAUSE:
                raise LoginError(AWAY, later=True)
            try:
                self._found = Found(*await self._fetched(), now)
            except LoginError:
                self._away = now
                raise
            return self._found

    async def _fetched(self) -> tuple[Mapping[str, Any], KeySet]:
        issuer = self._oidc.issuer
        where = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        document = await self._asked("GET", where, {})
        if document.get("issuer") != issuer:
            raise LoginError("the provider calls itself otherwise than `issuer` in the settings")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe(document.get(name), with_query=True):
                raise LoginError(f"the provider's {name} is no https:// address")
        return document, key_set(await self._asked("GET", document["jwks_uri"], {}))

    async def _asked(self, method: str, url: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Ask, and read a JSON object of at most LARGEST bytes; no redirect is followed."""
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            async with (
                asyncio.timeout(SECONDS),
                httpx.AsyncClient(timeout=SECONDS, verify=self._trust) as client,
                client.stream(method, url, headers=headers, **sent) as answer,
            ):
                status, body = answer.status_code, b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise LoginError("the provider's answer is too long")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise LoginError(AWAY, later=True) from error
        if method == "POST" and status in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
            raise LoginError("the provider did not take the code, or does not know this service")
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if status != httpx.codes.OK or not isinstance(said, dict):
            raise LoginError(f"the provider answered {status}, not as it should", later=True)
        return said
