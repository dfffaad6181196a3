"""ID tokens, without a provider: what is wrong in any way is refused."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from libraries import lacking

if lacking("joserfc"):
    pytest.skip("needs pip install 'darnel[oidc]'", allow_module_level=True)

from hypothesis import given, settings
from hypothesis import strategies as st
from idp import CLIENT, key, signed, unsigned
from joserfc import jwk

from darnel.doors.service.pages.admission import Allow, Oidc
from darnel.doors.service.pages.tokens import (
    LoginError,
    UnknownKeyError,
    check,
    claims_of,
    key_set,
)

NOW = datetime(2026, 1, 31, 10, 0, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
OIDC = Oidc(
    "https://login.example", CLIENT, "https://queue.example/review/oidc/callback",
    (Allow("group", "leads", ("review",)),),
)  # fmt: skip


def said(**changed: object) -> dict:
    claims = {
        "iss": OIDC.issuer,
        "aud": CLIENT,
        "sub": "u-1",
        "nonce": "n-1",
        "iat": AT,
        "exp": AT + 300,
    }
    return {name: value for name, value in (claims | changed).items() if value is not None}


def keys_of(*keys):
    return key_set({"keys": [one.as_dict(private=False) for one in keys]})


def test_what_the_provider_signed_for_this_login_is_believed() -> None:
    token = signed(said(), key("first"), "RS256", "first")
    claims = claims_of(token, keys_of(key("second"), key("first")))
    assert claims == said()
    check(claims, OIDC, "n-1", NOW)
    check(said(aud=["another", CLIENT], azp=CLIENT), OIDC, "n-1", NOW)
    check(said(iat=AT + 50, exp=AT - 50), OIDC, "n-1", NOW)  # clocks differ


@pytest.mark.parametrize(("claims", "says"), [
    pytest.param({"nonce": "another"}, "of another login", id="another login's nonce"),
    pytest.param({"nonce": None}, "not for this login", id="no nonce"),
    pytest.param({"nonce": 7}, "of another login", id="a nonce that is no text"),
    pytest.param({"nonce": "\ud800"}, "of another login", id="a broken nonce"),
    pytest.param({"aud": "another"}, "for another service", id="another audience"),
    pytest.param({"aud": ["another"]}, "for another service", id="a list without us"),
    pytest.param({"aud": [CLIENT, "another"]}, "for another service", id="two audiences, no party"),
    pytest.param({"aud": [CLIENT, "another"], "azp": "another"}, "for another service", id="another party"),
    pytest.param({"azp": "another"}, "for another service", id="made for another"),
    pytest.param({"aud": None}, "not for this login", id="no audience"),
    pytest.param({"iss": "https://evil.example"}, "not for this login", id="another issuer"),
    pytest.param({"iss": None}, "not for this login", id="no issuer"),
    pytest.param({"sub": None}, "not for this login", id="nobody"),
    pytest.param({"sub": ""}, "not for this login", id="an empty name"),
    pytest.param({"exp": None}, "not for this login", id="no end"),
    pytest.param({"exp": 1}, "not of now", id="expired"),
    pytest.param({"exp": "later"}, "not of now", id="an end that is no time"),
    pytest.param({"exp": float("nan")}, "not of now", id="an end that is no number"),
    pytest.param({"iat": float("nan")}, "not of now", id="a beginning that is no number"),
    pytest.param({"iat": None}, "not for this login", id="no beginning"),
    pytest.param({"iat": 1}, "too old", id="made long ago"),
    pytest.param({"iat": 4_000_000_000}, "not of now", id="made in the future"),
    pytest.param({"nbf": 4_000_000_000}, "not of now", id="not valid yet"),
])  # fmt: skip
def test_claims_that_are_wrong_are_refused(claims, says) -> None:
    with pytest.raises(LoginError, match=says):
        check(said(**claims), OIDC, "n-1", NOW)


def public_pem() -> bytes:
    return key("first").as_pem(private=False)


def by_secret(claims) -> str:
    """HS256 with the public key as the secret, which a careless reader takes for a signature."""

    def part(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    head = part(json.dumps({"alg": "HS256", "kid": "first"}).encode())
    content = head + b"." + part(json.dumps(claims).encode())
    return (content + b"." + part(hmac.new(public_pem(), content, sha256).digest())).decode()


def tampered(claims) -> str:
    head, _, signature = signed(claims, key("first"), "RS256", "first").split(".")
    other = signed({**claims, "sub": "u-2"}, key("first"), "RS256", "first").split(".")[1]
    return f"{head}.{other}.{signature}"


@pytest.mark.parametrize("token", [
    pytest.param(unsigned, id="alg none"),
    pytest.param(by_secret, id="the public key as a secret"),
    pytest.param(tampered, id="another body"),
    pytest.param(lambda claims: signed(claims, key("stranger"), "RS256", "first"), id="a stranger's key"),
    pytest.param(lambda claims: signed(claims, key("stranger"), "RS256", "stranger"), id="a key not published"),
    pytest.param(lambda claims: signed(claims, key("first"), "RS256", "first")[:-4], id="cut off"),
    pytest.param(lambda claims: "a.b.c", id="nonsense"),
    pytest.param(lambda claims: "", id="nothing at all"),
])  # fmt: skip
def test_what_the_provider_did_not_sign_is_refused(token) -> None:
    with pytest.raises(LoginError, match="not signed by the provider"):
        claims_of(token(said()), keys_of(key("first"), key("second")))


def test_a_secret_among_the_published_keys_signs_nothing() -> None:
    shared = jwk.generate_key("oct", 256, {"kid": "shared"})
    published = [key("first").as_dict(private=False), shared.as_dict(private=True)]
    with pytest.raises(LoginError):
        claims_of(signed(said(), shared, "HS256", "shared"), key_set({"keys": published}))
    with pytest.raises(LoginError, match="can't be read"):
        key_set({"keys": published[1:]})


def test_a_key_for_secrets_signs_nothing() -> None:
    other = jwk.generate_key("RSA", 2048, {"kid": "other"})
    published = {"keys": [other.as_dict(private=False, use="enc")]}
    with pytest.raises(LoginError):
        claims_of(signed(said(), other, "RS256", "other"), key_set(published))


def test_a_key_that_is_not_known_is_told_from_a_token_that_is_none() -> None:
    keys = keys_of(key("first"))
    with pytest.raises(UnknownKeyError):
        claims_of(signed(said(), key("second"), "RS256", "second"), keys)
    with pytest.raises(LoginError) as raised:
        claims_of(unsigned(said()), keys)
    assert not isinstance(raised.value, UnknownKeyError)


@given(st.dictionaries(
    st.sampled_from(("iss", "aud", "sub", "nonce", "iat", "exp", "nbf", "azp", "jti")),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
    | st.lists(st.text(max_size=3), max_size=2) | st.dictionaries(st.text(max_size=2), st.none()),
    min_size=1,
))  # fmt: skip
@settings(deadline=None)
def test_any_claims_are_checked_and_break_nothing(changed) -> None:
    claims = said() | changed
    try:
        check(claims, OIDC, "n-1", NOW)
    except LoginError:
        return
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (OIDC.issuer, CLIENT, "n-1")


@given(st.text(max_size=20))
@settings(deadline=None)
def test_any_text_is_no_token(token) -> None:
    with pytest.raises(LoginError):
        claims_of(token, keys_of(key("first")))


@pytest.mark.parametrize(
    "published", [{}, {"keys": []}, {"keys": [7]}, {"keys": [{"kty": "RSA"}]}, {"keys": 7}]
)
def test_keys_that_are_none_are_refused(published) -> None:
    with pytest.raises(LoginError, match="can't be read"):
        key_set(published)
