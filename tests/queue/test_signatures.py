"""Who sent it: keys and secrets are made here, and everything that is nearly right is refused."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.errors import InputError
from darnel.queue import signatures, webhooks
from darnel.queue.signatures import is_by_coop, read_keys, read_secrets, sender_of

if not os.environ.get("CI") and not (find_spec("cryptography") and find_spec("standardwebhooks")):
    pytest.skip("needs pip install 'darnel[serve]'", allow_module_level=True)

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

BODY = '{"item": {"id": "a-1"}, "actorNote": "🚒 “é”"}'.encode()
NOW = datetime(2026, 1, 31, 10, 0, 0, tzinfo=UTC)


@cache
def private(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def pem(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, form: str = "SubjectPublicKeyInfo"
) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, getattr(serialization.PublicFormat, form)
    )


_FORMS = ("SubjectPublicKeyInfo", "PKCS1")


def signed(body: bytes, key: rsa.RSAPrivateKey | None = None, pad=None, digest=None) -> str:
    made = (key or private()).sign(body, pad or padding.PKCS1v15(), digest or hashes.SHA256())
    return base64.b64encode(made).decode()


@pytest.fixture
def coop_keys(tmp_path):
    def written(*parts: bytes):
        file = tmp_path / "coop.pem"
        file.write_bytes(b"\n".join(parts))
        return file

    return written


@pytest.mark.parametrize("form", _FORMS)
def test_what_coop_signed_is_known_by_its_key(coop_keys, form) -> None:
    keys = read_keys(coop_keys(pem(private(), form)))
    assert is_by_coop(keys, signed(BODY), BODY)


def test_while_a_key_is_replaced_both_are_known(coop_keys) -> None:
    old, new = private(), private(number=1)
    keys = read_keys(coop_keys(b"# old\n" + pem(old), b"# new\n" + pem(new)))
    assert all(is_by_coop(keys, signed(BODY, key), BODY) for key in (old, new))


def test_a_body_that_was_changed_by_one_bit_is_not_coops(coop_keys) -> None:
    keys, good = read_keys(coop_keys(pem(private()))), signed(BODY)
    for place in range(0, len(BODY), 7):
        changed = bytearray(BODY)
        changed[place] ^= 1
        assert not is_by_coop(keys, good, bytes(changed))
    assert not is_by_coop(keys, good, BODY + b" ")
    assert not is_by_coop(keys, good, b"")


def test_other_keys_and_other_ways_to_sign_are_refused(coop_keys) -> None:
    keys = read_keys(coop_keys(pem(private())))
    assert not is_by_coop(keys, signed(BODY, private(number=1)), BODY)
    assert not is_by_coop(keys, signed(BODY, digest=hashes.SHA1()), BODY)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
    assert not is_by_coop(keys, signed(BODY, pad=pss), BODY)
    assert not is_by_coop((), signed(BODY), BODY)


@pytest.mark.parametrize("header", [
    "", "=", "é", "t=1234567890,v1=5f7d8e9", "AAAA", "A" * 10_000, "\ud800",
    base64.b64encode(bytes(256)).decode(), base64.b64encode(b"\xff" * 256).decode(),
])  # fmt: skip
def test_a_header_that_is_no_signature_is_refused(coop_keys, header) -> None:
    keys = read_keys(coop_keys(pem(private())))
    assert not is_by_coop(keys, header, BODY)


@given(st.text(max_size=30), st.binary(max_size=30))
@settings(deadline=None)
def test_a_forged_message_breaks_nothing(header, body) -> None:
    assert not is_by_coop((private().public_key(),), header, body)


def test_a_file_of_another_kind_is_refused_with_what_to_do(coop_keys, tmp_path) -> None:
    secret = private().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    curve = pem(ec.generate_private_key(ec.SECP256R1()))
    for content in (b"", secret, curve, pem(private(1024)), pem(private()) + curve):
        with pytest.raises(InputError, match="must hold Coop's public key"):
            read_keys(coop_keys(content))
    broken = b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
    with pytest.raises(InputError, match="can't be read"):
        read_keys(coop_keys(broken))
    with pytest.raises(InputError, match="No such file"):
        read_keys(tmp_path / "none.pem")


def test_without_the_library_the_line_that_installs_it_is_named(monkeypatch, coop_keys) -> None:
    monkeypatch.setattr(signatures, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'darnel\[serve\]'"):
        read_keys(coop_keys(pem(private())))


# --- secrets of Standard Webhooks -------------------------------------------------------------


@pytest.fixture
def secrets_file(tmp_path):
    def written(text: str):
        file = tmp_path / "senders"
        file.write_text(text, "utf-8")
        return file

    return written


def test_a_sender_is_known_by_any_of_its_secrets(secrets_file) -> None:
    desk, old, new = (webhooks.new_secret() for _ in range(3))
    said = f"# ours\ndesk {desk}\n\nother\t{old}  # until March\n other {new}\n"
    senders = read_secrets(secrets_file(said))
    assert senders == {"desk": (desk,), "other": (old, new)}
    for secret, name in ((desk, "desk"), (old, "other"), (new, "other")):
        headers = webhooks.headers([secret], "msg_1", NOW, BODY)
        assert sender_of(senders, headers, BODY, NOW) == name
        assert sender_of(senders, headers, BODY + b" ", NOW) is None
        assert sender_of(senders, headers, BODY, NOW + timedelta(minutes=6)) is None
    stranger = webhooks.headers([webhooks.new_secret()], "msg_1", NOW, BODY)
    assert sender_of(senders, stranger, BODY, NOW) is None


@pytest.mark.parametrize("line", [
    "desk", "desk whsec_AAAA", "desk {} more", "{}", "de/sk {}", "desk: {}", "x" * 41 + " {}", "\ufeffdesk {}",
])  # fmt: skip
def test_a_line_that_is_wrong_is_named_without_its_secret(secrets_file, line) -> None:
    secret = webhooks.new_secret()
    with pytest.raises(InputError, match="line 2") as raised:
        read_secrets(secrets_file("# senders\n" + line.format(secret)))
    assert secret not in str(raised.value)


def test_a_file_that_names_nobody_is_refused(secrets_file) -> None:
    with pytest.raises(InputError, match="names no sender"):
        read_secrets(secrets_file("# nobody\n"))
