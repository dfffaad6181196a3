from __future__ import annotations

import json

import pytest

from darnel.doors.service.pages.admission import Admitted, Allow, Oidc, admitted, read_oidc
from darnel.errors import InputError

GOOD = {
    "issuer": "https://login.example", "client_id": "darnel",
    "redirect_uri": "https://queue.example/review/oidc/callback",
    "allow": [{"email_domain": "Team.example", "scopes": ["review"]},
              {"group": "Leads", "scopes": ["review", "audit"]}],
}  # fmt: skip


OIDC = Oidc(
    GOOD["issuer"], "darnel", GOOD["redirect_uri"],
    (Allow("email_domain", "team.example", ("review",)), Allow("group", "leads", ("audit", "review")),
     Allow("email", "guest@other.example", ("review",))),
)  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(said: object):
        file = tmp_path / "oidc.json"
        file.write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")
        return file

    return write


def test_a_file_says_whom_to_let_in(written, tmp_path) -> None:
    (tmp_path / "oidc.secret").write_text("whisper\n")
    oidc = read_oidc(written(GOOD | {"client_secret_file": "oidc.secret", "name": "Team login"}))
    assert oidc.allow == (
        Allow("email_domain", "team.example", ("review",)),
        Allow("group", "Leads", ("review", "audit")),
    )
    assert (oidc.secret, oidc.name, oidc.secure) == ("whisper", "Team login", True)
    assert "whisper" not in repr(oidc)
    assert read_oidc(written(GOOD)).secret == ""


@pytest.mark.parametrize(("said", "says"), [
    pytest.param("{", "not JSON", id="broken"),
    pytest.param([], "must be an object of", id="a list"),
    pytest.param(GOOD | {"client_secret": "whisper"}, "must be an object of", id="the secret itself"),
    pytest.param({"issuer": "https://a.example"}, "redirect_uri are needed", id="half of it"),
    pytest.param(GOOD | {"issuer": "http://login.example"}, "issuer must be an https", id="plain HTTP"),
    pytest.param(GOOD | {"issuer": "https://login.example?x"}, "issuer must be an https", id="a query"),
    pytest.param(GOOD | {"issuer": "https://[bad"}, "issuer must be an https", id="no address"),
    pytest.param(GOOD | {"redirect_uri": "https://queue.example/"}, "must end in", id="another path"),
    pytest.param(GOOD | {"client_id": ""}, "give a client_id", id="no client"),
    pytest.param(GOOD | {"client_id": 7}, "all else are strings", id="a number"),
    pytest.param(GOOD | {"request": "email"}, "openid among", id="not OpenID"),
    pytest.param(GOOD | {"allow": []}, "whom to allow", id="nobody"),
    pytest.param(GOOD | {"allow": [{"scopes": ["review"]}]}, "one of email", id="a rule for nobody"),
    pytest.param(GOOD | {"allow": [{"role": "a", "scopes": ["review"]}]}, "one of email", id="another kind"),
    pytest.param(GOOD | {"allow": [{"group": " ", "scopes": ["review"]}]}, "one of email", id="an empty group"),
    pytest.param(GOOD | {"allow": [{"group": "a", "scopes": []}]}, "scopes are of", id="no scope"),
    pytest.param(GOOD | {"allow": [{"group": "a", "scopes": ["root"]}]}, "scopes are of", id="no such scope"),
    pytest.param(GOOD | {"allow": [{"group": "a", "scopes": [["review"]]}]}, "scopes are of", id="a nested scope"),
    pytest.param(GOOD | {"client_secret_file": "none"}, "secret can't be read", id="no secret there"),
])  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(written, said, says) -> None:
    with pytest.raises(InputError, match=says) as raised:
        read_oidc(written(said))
    assert "oidc.json" in str(raised.value)
    assert "whisper" not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_oidc(tmp_path / "none.json")


@pytest.mark.parametrize(("claims", "name", "scopes"), [
    ({"email": "Ines@Team.example", "email_verified": True}, "ines@team.example", ("review",)),
    ({"email": "guest@other.example", "email_verified": True}, "guest@other.example", ("review",)),
    ({"email": "ines@team.example", "email_verified": True, "groups": ["leads", 7]},
     "ines@team.example", ("review", "audit")),
    ({"email": "ines@team.example", "groups": ["leads"]}, "u-1@login.example", ("audit", "review")),
])  # fmt: skip
def test_rules_say_who_may_do_what(claims, name, scopes) -> None:
    assert admitted(OIDC, {"sub": "u-1", **claims}) == Admitted(name, scopes)


@pytest.mark.parametrize("person", [
    pytest.param({}, id="nothing is said"),
    pytest.param({"email": "ines@team.example"}, id="an address that nobody verified"),
    pytest.param({"email": "ines@team.example", "email_verified": "true"}, id="verified in words"),
    pytest.param({"email": "ines@team.example.evil.example", "email_verified": True}, id="a longer domain"),
    pytest.param({"email": "ines@notteam.example", "email_verified": True}, id="a domain that ends so"),
    pytest.param({"email": "ines@evil.example@team.example", "email_verified": True}, id="two at signs"),
    pytest.param({"email": "team.example", "email_verified": True}, id="no at sign"),
    pytest.param({"email": "ines@te\u0430m.example", "email_verified": True}, id="a look-alike letter"),
    pytest.param({"email": ["ines@team.example"], "email_verified": True}, id="a list of addresses"),
    pytest.param({"groups": "leads"}, id="groups that are no list"),
    pytest.param({"groups": ["Leads", "lead"]}, id="other groups"),
])  # fmt: skip
def test_others_are_not_let_in(person) -> None:
    assert admitted(OIDC, {"sub": "u-1", **person}) is None
