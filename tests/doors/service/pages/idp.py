"""A provider of OpenID Connect on this machine: it logs in whoever asks, and can be told to misbehave."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

CLIENT, SECRET = "darnel & co", "s:ecret/ü"


@cache
def key(name: str, kind: str = "RSA"):
    from joserfc import jwk

    size: Any = 2048 if kind == "RSA" else "P-256"
    return jwk.generate_key(kind, size, {"kid": name, "use": "sig"})


def signed(claims: dict[str, Any], signer: Any, alg: str, kid: str | None) -> str:
    from joserfc import jws

    header = {"alg": alg} | ({} if kid is None else {"kid": kid})
    return jws.serialize_compact(header, json.dumps(claims).encode(), signer, [alg])


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    said = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*said, b""]).decode()


@dataclass
class Idp:
    """Hold what the provider does; a test changes it."""

    clock: Callable[[], datetime]
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    published: list[Any] = field(default_factory=list)
    signer: Any = None
    alg: str = "RS256"
    kid: str | None = None
    token: Callable[[dict[str, Any]], str] | None = None
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """Behave again."""
        for one in (self.claims, self.document, self.answers, self.codes, self.seen, self.faults):
            one.clear()
        self.token = None
        self.use("first")

    def use(self, name: str, kind: str = "RSA", alg: str = "RS256") -> None:
        """Sign with this key from now on, and publish it alone."""
        self.signer, self.alg, self.kid = key(name, kind), alg, name
        self.published = [self.signer.as_dict(private=False)]

    def said(self, path: str) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            ways = {"authorization": "authorize", "token": "token"}
            found = {f"{name}_endpoint": f"{self.issuer}/{at}" for name, at in ways.items()}
            return {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/jwks",
                **found,
                **self.document,
            }
        return {"keys": self.published}

    def authorized(self, asked: dict[str, str]) -> str:
        """Log in at once, and give where the browser goes with the code."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def traded(self, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """Give a token for a code, once, to who began with it."""
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(
            sha256(form.get("code_verifier", "").encode()).digest()
        )
        name, _, secret = base64.b64decode(basic.removeprefix("Basic ")).decode().partition(":")
        known = (unquote(name), unquote(secret)) == (CLIENT, SECRET)
        by_form = form.get("client_secret") == SECRET
        if asked is None or not (known or by_form):
            self.faults.append("code or client")
        elif asked["code_challenge"] != challenge.rstrip(b"=").decode():
            self.faults.append("PKCE")
        elif asked["redirect_uri"] != form["redirect_uri"] or form["client_id"] != CLIENT:
            self.faults.append("redirect")
        else:
            return 200, {"token_type": "Bearer", "access_token": "a", "id_token": self.made(asked)}
        return 400, {"error": "invalid_grant"}

    def made(self, asked: dict[str, str]) -> str:
        at = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "u-1", "nonce": asked["nonce"], "iat": at,
                  "exp": at + 300, **self.person, **self.claims}  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return self.token(claims) if self.token else signed(claims, self.signer, self.alg, self.kid)


@contextmanager
def a_provider(clock: Callable[[], datetime]) -> Iterator[Idp]:
    """Serve a provider until the end of the block."""
    idp = Idp(clock)
    idp.use("first")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            idp.seen.append(parts.path)
            if parts.path in idp.answers:
                self.say(*idp.answers[parts.path])
            elif parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("location", idp.authorized(asked))
                self.end_headers()
            else:
                self.say(200, json.dumps(idp.said(parts.path)).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            if self.path in idp.answers:
                self.say(*idp.answers[self.path])
                return
            status, said = idp.traded(form, self.headers.get("authorization", ""))
            self.say(status, json.dumps(said).encode())

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    idp.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield idp
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
