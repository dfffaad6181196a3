"""What Label Studio refuses, in words that name its setting; never what it says of a task's data."""

from __future__ import annotations

import httpx

from darnel.errors import InputError

TOKENS = (
    "it takes personal access tokens (Account & Settings, Personal Access Token); legacy tokens are off "
    "by default and are allowed under Organization, Access Token Settings, or with "
    "--enable-legacy-api-token at the very first start on a fresh data directory"
)

_BACKEND = {
    "reserved network address": (
        "it blocks addresses of its own network. Start Label Studio with ML_BLOCK_LOCAL_IP=false (for ML "
        "backends) and SSRF_PROTECTION_ENABLED=false (for webhooks), or give darnel a public address"
    ),
    "authentication parameters": (
        "darnel refuses DARNEL_API_KEY; make a key with darnel serve-key add NAME --keys FILE "
        "--scope score --scope ingest"
    ),
    "health check failed": "nothing answers at --backend; is darnel serve up, and that its address?",
    "look like a valid ML backend": "darnel does not understand the project; its log says why",
}
"""What Label Studio says of a backend, and what to do."""

_REDIRECTS = range(300, 400)
_UNAUTHORISED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404
_REJECTED = frozenset({400, 413, 422})


class LabelStudioError(InputError):
    """Say what Label Studio refused, and what to do."""


class UnsureError(LabelStudioError):
    """Say that a call may have worked, for the answer got lost."""


class RejectedError(LabelStudioError):
    """Say that what was sent is not valid."""


def refusal(url: str, answer: httpx.Response) -> LabelStudioError:
    """Make an error of an answer that refuses."""
    status = answer.status_code
    for said, meant in _BACKEND.items():
        if said in answer.text:
            return LabelStudioError(f"{url} can't have darnel as its backend: {meant}")
    if status in _REDIRECTS:
        return LabelStudioError(f"{url} is elsewhere now; give the new address with --url")
    if status == _UNAUTHORISED:
        return LabelStudioError(f"{url} refuses the token; {TOKENS}")
    if status == _FORBIDDEN:
        return LabelStudioError(
            f"{url} refuses this to the token's owner: may they see the project?"
        )
    if status == _NOT_FOUND:
        return LabelStudioError(
            f"{url} has no such thing: is --project a number that darnel label-studio setup printed?"
        )
    kind = RejectedError if status in _REJECTED else LabelStudioError
    return kind(f"{url} refused the call with status {status}{_fields(answer)}")


def _fields(answer: httpx.Response) -> str:
    """Name the fields that are not valid, without what stood in them."""
    try:
        said = answer.json()["validation_errors"]
        names = ", ".join(sorted(map(str, said)))
    except (ValueError, KeyError, TypeError):
        return ""
    return f": not valid: {names}"[:200]
