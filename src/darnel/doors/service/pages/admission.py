"""Who may come in by OpenID Connect, and what they may do: said by a file that a team writes.

    {"issuer": "https://login.example", "client_id": "darnel", "client_secret_file": "oidc.secret",
     "redirect_uri": "https://queue.example/review/oidc/callback",
     "allow": [{"email_domain": "team.example", "scopes": ["review"]},
               {"group": "trust-leads", "scopes": ["review", "audit"]}]}

An address counts only where the provider says `email_verified`: elsewhere anybody can claim any. Providers
that do not say so (Entra ID) are told apart by groups.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from darnel.doors.service.scopes import Scope
from darnel.errors import InputError

CALLBACK = "/review/oidc/callback"

Kind = Literal["email", "email_domain", "group"]

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_EMAIL = re.compile(r"[^@\s]{1,64}@[a-z0-9.\-]{1,253}")
_FIELDS = {
    "issuer", "client_id", "client_secret_file", "redirect_uri", "allow", "name", "groups_claim",
    "request",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allow:
    """Give scopes to people with this address, of this domain, or in this group."""

    kind: Kind
    value: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Oidc:
    """Hold a provider, how darnel is known to it, and whom it lets in.

    `redirect_uri` is this service's own address as browsers see it, ending in CALLBACK. `secret` is "" for
    a public client. `groups_claim` names the claim that lists groups; `request` is what is asked for.
    `name` stands on the login page.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    allow: tuple[Allow, ...]
    secret: str = field(default="", repr=False)
    name: str = "single sign-on"
    groups_claim: str = "groups"
    request: str = "openid email profile"

    def __post_init__(self) -> None:
        for name in ("issuer", "redirect_uri"):
            if not is_safe(getattr(self, name)):
                raise InputError(f"{name} must be an https:// address without a query")
        if urlsplit(self.redirect_uri).path != CALLBACK:
            raise InputError(f"redirect_uri must end in {CALLBACK}")
        if not self.client_id or not self.allow or "openid" not in self.request.split():
            raise InputError("give a client_id, whom to allow, and openid among what is requested")

    @property
    def secure(self) -> bool:
        """Tell whether browsers come by HTTPS."""
        return self.redirect_uri.startswith("https:")


@dataclass(frozen=True, slots=True)
class Admitted:
    """Hold who came in: the name that their decisions bear, and what they may do."""

    name: str
    scopes: tuple[Scope, ...]


def admitted(oidc: Oidc, claims: Mapping[str, Any]) -> Admitted | None:
    """Say who this is and what they may do, by verified claims; None if no rule lets them in.

    The name is the verified address in lower case, else the provider's own id of the person.
    """
    email = _email(claims)
    groups = claims.get(oidc.groups_claim)
    listed = [one for one in groups if isinstance(one, str)] if isinstance(groups, list) else []
    scopes = [
        scope for rule in oidc.allow if _matches(rule, email, listed) for scope in rule.scopes
    ]
    if not scopes:
        return None
    name = email or f"{claims['sub']}@{urlsplit(oidc.issuer).hostname}"
    return Admitted(name, tuple(dict.fromkeys(scopes)))


def read_oidc(path: Path) -> Oidc:
    """Read the file; raise InputError that says which field is wrong, and never repeats the secret."""
    try:
        said = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON") from error
    if not isinstance(said, dict) or set(said) - _FIELDS:
        raise InputError(f"{path} must be an object of {', '.join(sorted(_FIELDS))}")
    rules, file = said.pop("allow", []), said.pop("client_secret_file", None)
    if not all(isinstance(value, str) for value in said.values()) or not isinstance(rules, list):
        raise InputError(f"{path}: allow is a list, and all else are strings")
    try:
        secret = "" if file is None else (path.parent / file).read_text("utf-8").strip()
        return Oidc(**said, allow=tuple(map(_rule, rules)), secret=secret)
    except (OSError, TypeError, UnicodeDecodeError, InputError) as error:
        raise InputError(f"{path}: {_said(error)}") from error


def is_safe(address: object, *, with_query: bool = False) -> bool:
    """Tell whether an address is https, or of this machine; nothing else may hear of a login."""
    if not isinstance(address, str) or not address.isascii() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        host, more = parts.hostname or "", parts.fragment or parts.username or parts.password
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    return bool(host) and secure and not more and (with_query or "?" not in address)


def _rule(said: object) -> Allow:
    kinds = get_args(Kind)
    if not isinstance(said, dict) or len(said) != 2 or not isinstance(said.get("scopes"), list):  # noqa: PLR2004 (who, and what)
        raise InputError(f"each rule of allow has scopes and one of {', '.join(kinds)}")
    (kind,) = set(said) - {"scopes"}
    scopes, value = said["scopes"], said[kind]
    if kind not in kinds or not isinstance(value, str) or not value.strip():
        raise InputError(f"each rule of allow has scopes and one of {', '.join(kinds)}")
    if not scopes or not all(scope in get_args(Scope) for scope in scopes):
        raise InputError(f"scopes are of {', '.join(get_args(Scope))}")
    return Allow(kind, value if kind == "group" else value.strip().lower(), tuple(scopes))


def _email(claims: Mapping[str, Any]) -> str:
    said = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(said, str):
        return ""
    email = said.lower()
    return email if _EMAIL.fullmatch(email) else ""


def _matches(rule: Allow, email: str, groups: list[str]) -> bool:
    if rule.kind == "group":
        return rule.value in groups
    domain = email.rpartition("@")[2]
    return bool(email) and rule.value == (email if rule.kind == "email" else domain)


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"the secret can't be read: {error.strerror}"
    known = isinstance(error, InputError)
    return str(error) if known else "issuer, client_id and redirect_uri are needed"
