"""ID tokens: signed by a key of the provider, made for this service, for this login, and now.

Source: OpenID Connect Core 1.0, 3.1.3.7; RFC 8725 on algorithms.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from darnel.doors.service.pages.admission import Oidc
from darnel.errors import InputError

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
"""Signatures by a key that only the provider has: neither `none`, nor a secret that is shared."""

LEEWAY = 60
"""Seconds that clocks may differ by."""

LONGEST = 600
"""Seconds since a token was made: it comes straight from the provider."""


class LoginError(Exception):
    """Say why nobody was logged in; `later` is true if it may go well later."""

    def __init__(self, detail: str, *, later: bool = False) -> None:
        super().__init__(detail)
        self.later = later


class UnknownKeyError(LoginError):
    """Say that a token is not signed by a key that is known: there may be newer ones."""


def check_installed() -> None:
    """Raise InputError with the line that installs it, if what reads tokens is missing."""
    if find_spec("joserfc") is None:
        raise InputError("OpenID Connect needs joserfc; install with: pip install 'darnel[oidc]'")


def key_set(published: Mapping[str, Any]) -> KeySet:
    """Read what a provider publishes at its `jwks_uri`; raise LoginError if it is no set of keys."""
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        usable = [key for key in published["keys"] if key.get("kty") != "oct"]
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LoginError("the provider's keys can't be read", later=True) from error


def claims_of(token: str, keys: KeySet) -> dict[str, Any]:
    """Read the claims of a token; raise UnknownKeyError if none of these keys signed it so."""
    from joserfc import jwt
    from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError

    try:
        return dict(jwt.decode(token, keys, ALGORITHMS).claims)
    except (BadSignatureError, InvalidKeyIdError) as error:
        raise UnknownKeyError("the ID token is not signed by the provider") from error
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise LoginError("the ID token is not signed by the provider") from error


def check(claims: Mapping[str, Any], oidc: Oidc, nonce: str, now: datetime) -> None:
    """Raise LoginError unless claims are of this provider, for us, of this login, and of now."""
    from joserfc.errors import JoseError
    from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

    at = int(now.timestamp())
    there = ClaimsOption(essential=True)
    rules = JWTClaimsRegistry(
        at, LEEWAY, iss={"essential": True, "value": oidc.issuer}, sub=there, aud=there, exp=there,
        iat=there, nonce=there,
    )  # fmt: skip
    try:
        rules.validate(dict(claims))
    except JoseError as error:
        raise LoginError("the ID token is not for this login, or not of now") from error
    if claims["iat"] < at - LONGEST - LEEWAY:
        raise LoginError("the ID token is too old")
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    maker = claims.get("azp", oidc.client_id if len(audience) == 1 else None)
    if oidc.client_id not in audience or maker != oidc.client_id:
        raise LoginError("the ID token was made for another service")
    said = claims["nonce"]
    if not isinstance(said, str) or not hmac.compare_digest(_bytes(said), _bytes(nonce)):
        raise LoginError("the ID token is of another login")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
