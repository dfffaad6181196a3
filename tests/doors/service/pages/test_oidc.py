"""Logging in at one's own provider: a real one over HTTP, and everything that may be wrong with its answer."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from libraries import lacking

if lacking("joserfc"):
    pytest.skip("needs pip install 'darnel[oidc]'", allow_module_level=True)

import httpx
from idp import CLIENT, SECRET, Idp, a_provider, key, signed, unsigned
from reviewing import LOCAL, a_place

from darnel.doors.service.pages.admission import Allow, Oidc
from darnel.doors.service.pages.provider import LARGEST
from darnel.errors import InputError

INES = {"email": "Ines@Team.example", "email_verified": True}
MODEL = SimpleNamespace(name="stand-in", version="1", bands=SimpleNamespace(name="b"), columns=())
SCORER = SimpleNamespace(model=MODEL, feature_names=())
BROWSER = httpx.Client(verify=False)
RULES = (
    Allow("email_domain", "team.example", ("review",)),
    Allow("group", "leads", ("audit", "review")),
    Allow("group", "readers", ("read",)),
)


def told(idp: Idp, **more) -> Oidc:
    given = {"issuer": idp.issuer, "client_id": CLIENT, "secret": SECRET, "allow": RULES,
             "redirect_uri": f"{LOCAL}/review/oidc/callback"}  # fmt: skip
    return Oidc(**{**given, **more})


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One service, whose people log in at one provider; both go by one clock."""
    clock = SimpleNamespace(now=None)
    with a_provider(lambda: clock.now()) as idp:
        place = a_place(tmp_path_factory.mktemp("oidc"), SCORER, keyed=True, oidc=told(idp))
        clock.now = place.clock
        with place.browser().client:
            yield place, idp


@pytest.fixture
def both(shared):
    """The service, which has forgotten what the provider published, and the provider, which behaves."""
    place, idp = shared
    place.clock.turn(hours=2)
    idp.reset()
    idp.person = dict(INES)
    return place, idp


def begun(place, onward: str = ""):
    """A browser at the provider's door: the browser, and the address that it was sent to."""
    client = place.browser().client
    client.follow_redirects = False
    answer = client.get("/review/oidc/login", params={"next": onward} if onward else {})
    assert answer.status_code == 303, answer.text
    return client, answer.headers["location"]


def come_back(client, address: str):
    """Log in there, and give the answer to the browser that comes back."""
    back = BROWSER.get(address).headers["location"]
    return client.get(back.removeprefix(LOCAL))


def login(place, onward: str = ""):
    client, address = begun(place, onward)
    return client, come_back(client, address)


def refused(place, says: str = "", status: int = 403):
    client, answer = login(place)
    assert (answer.status_code, says in answer.text) == (status, True), answer.text
    assert "darnel_session" not in client.cookies
    return answer


def test_who_the_provider_vouches_for_is_logged_in(both) -> None:
    place, idp = both
    client, answer = login(place)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    page = client.get("/review")
    assert page.status_code == 200
    assert "ines@team.example" in page.text
    assert idp.faults == []


def test_the_login_page_offers_it(both) -> None:
    place, _idp = both
    page = place.browser().get("/review/login?next=/review/cases")
    assert 'href="/review/oidc/login?next=/review/cases"' in page
    assert "Log in by single sign-on" in page


def test_the_browser_is_sent_with_a_challenge_and_nothing_secret(both) -> None:
    place, _idp = both
    _, address = begun(place)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["response_type"] == "code"
    assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, f"{LOCAL}/review/oidc/callback")
    assert asked["code_challenge_method"] == "S256"
    assert SECRET not in address
    _, other = begun(place)
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 43
        assert asked[name] not in other


def test_a_decision_bears_the_persons_own_name(both) -> None:
    place, _ = both
    client, _ = login(place)
    store = place.store
    session = store.sessions.find(client.cookies["darnel_session"])
    assert (session.name, session.scopes, session.via) == ("ines@team.example", ("review",), "oidc")


@pytest.mark.parametrize(("person", "name", "scopes"), [
    ({"email": "ines@team.example", "email_verified": True, "groups": ["leads", 7]},
     "ines@team.example", ("review", "audit")),
    ({"groups": ["leads"]}, "u-1@127.0.0.1", ("audit", "review")),
    ({"email": "ines@team.example", "email_verified": False, "groups": ["leads"]},
     "u-1@127.0.0.1", ("audit", "review")),
])  # fmt: skip
def test_rules_say_who_may_do_what(both, person, name, scopes) -> None:
    place, idp = both
    idp.person = person
    client, _ = login(place)
    session = place.store.sessions.find(client.cookies["darnel_session"])
    assert (session.name, session.scopes) == (name, scopes)


@pytest.mark.parametrize("person", [
    pytest.param({"email": "ines@team.example"}, id="an address that nobody verified"),
    pytest.param({"groups": ["readers"]}, id="a scope that does not review"),
    pytest.param({"groups": ["leads"], "sub": "\u202eu\n"}, id="a name that can't be shown"),
    pytest.param({"groups": ["leads"], "sub": "u" * 300}, id="a name that is too long"),
])  # fmt: skip
def test_others_are_not_let_in(both, person) -> None:
    place, idp = both
    idp.person = person
    refused(place, "not among those who review here")


# --- what the provider may get wrong, or somebody else says in its place -----------------------


@pytest.mark.parametrize(("claims", "says"), [
    pytest.param({"nonce": "another"}, "of another login", id="another login's nonce"),
    pytest.param({"aud": "another"}, "for another service", id="another audience"),
    pytest.param({"iss": "https://evil.example"}, "not for this login", id="another issuer"),
    pytest.param({"exp": 1}, "not of now", id="expired"),
])  # fmt: skip
def test_a_token_with_a_wrong_claim_is_refused(both, claims, says) -> None:
    place, idp = both
    idp.claims = dict(claims)
    refused(place, says)


@pytest.mark.parametrize("token", [
    pytest.param(unsigned, id="alg none"),
    pytest.param(lambda claims: signed(claims, key("stranger"), "RS256", "stranger"), id="a key not published"),
    pytest.param(lambda claims: None, id="null"),
])  # fmt: skip
def test_a_token_that_the_provider_did_not_sign_is_refused(both, token) -> None:
    place, idp = both
    idp.token = token
    refused(place, "ID token")


@pytest.mark.parametrize(("kind", "alg"), [("RSA", "PS256"), ("EC", "ES256")])
def test_other_good_signatures_are_read(both, kind, alg) -> None:
    place, idp = both
    idp.use("other", kind, alg)
    assert login(place)[1].status_code == 303


def test_a_new_key_is_looked_for_and_an_old_one_forgotten(both) -> None:
    place, idp = both
    assert login(place)[1].status_code == 303
    idp.use("second")
    refused(place, "not signed by the provider")  # strangers can't make it ask again and again
    place.clock.turn(minutes=1)
    assert login(place)[1].status_code == 303
    old = key("first")
    idp.token = lambda claims: signed(claims, old, "RS256", "first")
    refused(place, "not signed by the provider")


def test_what_is_published_is_fetched_once_and_again_after_an_hour(both) -> None:
    place, idp = both
    for _ in range(3):
        login(place)
    assert idp.seen.count("/jwks") == 1
    place.clock.turn(minutes=61)
    login(place)
    assert idp.seen.count("/jwks") == 2


@pytest.mark.parametrize(("path", "status", "body"), [
    pytest.param("/token", 500, b"", id="it fails"),
    pytest.param("/token", 200, b"<html>", id="no JSON"),
    pytest.param("/token", 200, b"[]", id="a list"),
    pytest.param("/token", 200, b"[" * 100_000, id="deep"),
    pytest.param("/token", 302, b"{}", id="a redirect"),
    pytest.param("/token", 200, b'"' + b"x" * LARGEST + b'"', id="endless"),
    pytest.param("/token", 200, b"{}", id="no token"),
    pytest.param("/token", 401, b"{}", id="an unknown client"),
])  # fmt: skip
def test_an_answer_that_is_none_logs_nobody_in(both, path, status, body) -> None:
    place, idp = both
    idp.answers[path] = status, body
    _, answer = login(place)
    assert answer.status_code in (403, 503)
    assert "You are not logged in" in answer.text


@pytest.mark.parametrize("document", [
    {"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"},
    {"authorization_endpoint": "javascript:alert(1)"}, {"jwks_uri": None},
    {"token_endpoint": "https://a@evil.example/"},
])  # fmt: skip
def test_a_document_that_leads_elsewhere_is_refused(both, document) -> None:
    place, idp = both
    idp.document = document
    answer = place.browser().client.get("/review/oidc/login", follow_redirects=False)
    assert answer.status_code == 403
    assert idp.codes == {}


@pytest.mark.parametrize(
    "body", [b"{}", b'{"keys": [{"kty": "RSA"}]}', b'{"keys": [7]}', b'{"keys": []}']
)
def test_keys_that_can_not_be_read_are_said(both, body) -> None:
    place, idp = both
    idp.answers["/jwks"] = 200, body
    answer = place.browser().client.get("/review/oidc/login")
    assert (answer.status_code, "keys can&#39;t be read" in answer.text) == (503, True)


def test_a_provider_that_is_away_is_not_asked_by_everybody(both) -> None:
    place, idp = both
    idp.answers["/.well-known/openid-configuration"] = 503, b""
    client = place.browser().client
    assert {client.get("/review/oidc/login").status_code for _ in range(4)} == {503}
    assert len(idp.seen) == 1
    idp.answers.clear()
    place.clock.turn(seconds=6)
    assert login(place)[1].status_code == 303


# --- what others may do to a browser ----------------------------------------------------------


def test_an_answer_for_another_browser_is_refused(both) -> None:
    """Somebody has a victim's browser end a login that they began themselves."""
    place, _ = both
    _, theirs = begun(place)
    victim, _ = begun(place)
    answer = come_back(victim, theirs)
    assert (answer.status_code, "begun elsewhere" in answer.text) == (400, True)
    assert "darnel_session" not in victim.cookies
    fresh = place.browser().client
    answer = come_back(fresh, begun(place)[1])
    assert answer.status_code == 400


def test_an_answer_counts_once(both) -> None:
    place, _idp = both
    client, address = begun(place)
    back = BROWSER.get(address).headers["location"].removeprefix(LOCAL)
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 400
    client.cookies.clear()
    assert client.get(back).status_code == 400


def test_a_code_that_was_seen_on_the_way_is_worth_nothing_in_another_login(both) -> None:
    place, idp = both
    _, theirs = begun(place)
    stolen = parse_qs(urlsplit(BROWSER.get(theirs).headers["location"]).query)["code"][0]
    client, address = begun(place)
    state = parse_qs(urlsplit(address).query)["state"][0]
    answer = client.get("/review/oidc/callback", params={"code": stolen, "state": state})
    assert (answer.status_code, idp.faults) == (403, ["PKCE"])


def test_a_session_that_was_there_before_is_not_the_one_after(both) -> None:
    place, _ = both
    client, address = begun(place)
    client.cookies.set("darnel_session", "fixed-by-somebody", path="/review")
    answer = come_back(client, address)
    given = answer.headers.get_list("set-cookie")
    session = next(one for one in given if one.startswith("darnel_session="))
    assert "fixed-by-somebody" not in session
    assert "HttpOnly" in session
    first = session.split(";")[0]
    assert login(place)[1].headers.get_list("set-cookie")[0].split(";")[0] != first


@pytest.mark.parametrize("onward", [
    "https://evil.example/", "//evil.example", "/review/../admin", "/\\evil.example", "/review//../x", "javascript:a",
    "/review\r\nSet-Cookie: a=b", "/reviewer", "",
])  # fmt: skip
def test_it_leads_nowhere_else(both, onward) -> None:
    place, _ = both
    assert login(place, onward)[1].headers["location"] == "/review"


def test_it_leads_to_the_page_that_was_asked_for(both) -> None:
    place, _ = both
    assert login(place, "/review/cases/case_1")[1].headers["location"] == "/review/cases/case_1"


def test_a_cookie_that_was_written_by_hand_leads_nowhere_else(both) -> None:
    place, _ = both
    client, address = begun(place)
    secret = client.cookies["darnel_oidc"].partition(".")[0]
    client.cookies.clear()
    client.cookies.set("darnel_oidc", f"{secret}.https%3A%2F%2Fevil.example")
    assert come_back(client, address).headers["location"] == "/review"


def test_where_a_provider_names_itself_in_its_answer_another_is_not_believed(both) -> None:
    place, idp = both
    client, address = begun(place)
    back = BROWSER.get(address).headers["location"].removeprefix(LOCAL)
    assert client.get(f"{back}&iss=https%3A%2F%2Fevil.example").status_code == 403
    client, address = begun(place)
    back = BROWSER.get(address).headers["location"].removeprefix(LOCAL)
    assert client.get(f"{back}&iss={idp.issuer}").status_code == 303
    idp.document = {"authorization_response_iss_parameter_supported": True}
    place.clock.turn(minutes=61)
    refused(place, "another provider")


def test_a_refusal_of_the_provider_is_said_in_our_own_words(both) -> None:
    place, _ = both
    client, address = begun(place)
    state = parse_qs(urlsplit(address).query)["state"][0]
    said = {"error": "access_denied", "error_description": "<b>evil</b>", "state": state}
    answer = client.get("/review/oidc/callback", params=said)
    assert answer.status_code == 403
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "query", ["", "?state=", "?code=a", "?state=%00&code=%ff", "?state=%F0%9F%9A%92"]
)
def test_a_call_out_of_nowhere_is_answered(both, query) -> None:
    place, _ = both
    answer = place.browser().client.get(f"/review/oidc/callback{query}")
    assert (answer.status_code, "begin again" in answer.text) == (400, True)


# --- settings ---------------------------------------------------------------------------------


def test_over_https_the_cookies_are_kept_to_it(both, open_place) -> None:
    _, idp = both
    outside = told(idp, redirect_uri="https://queue.example/review/oidc/callback")
    place = open_place(keyed=True, oidc=outside)
    idp.claims = {"iat": int(place.clock().timestamp()), "exp": int(place.clock().timestamp()) + 60}
    client = place.browser().client
    answer = client.get("/review/oidc/login", follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-darnel_oidc=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/;"))
    sent = {"cookie": cookie.split(";")[0]}
    back = BROWSER.get(answer.headers["location"]).headers["location"]
    answer = client.get(
        back.removeprefix("https://queue.example"), headers=sent, follow_redirects=False
    )
    session = [one for one in answer.headers.get_list("set-cookie") if "darnel_session=" in one]
    assert len(session) == 1
    assert "Secure" in session[0]


def test_a_client_that_must_say_its_secret_in_the_form_does(both) -> None:
    place, idp = both
    idp.document = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert login(place)[1].status_code == 303


def test_without_settings_there_is_no_such_route(open_place) -> None:
    place = open_place(keyed=True)
    client = place.browser().client
    assert client.get("/review/oidc/login").status_code == 404
    assert "oidc" not in place.browser().get("/review/login")


def test_without_keys_it_would_guard_nothing(both, open_place) -> None:
    with pytest.raises(InputError, match="needs a file of keys"):
        open_place(oidc=told(both[1]))


def test_nothing_secret_is_logged(both, caplog) -> None:
    place, idp = both
    with caplog.at_level(logging.DEBUG, "darnel"):
        login(place)
        idp.claims = {"nonce": "unmistakable"}
        login(place)
    assert "/review/oidc/callback 303" in caplog.text
    assert "key=ines@team.example" in caplog.text
    for word in ("unmistakable", SECRET, "code-", "state="):
        assert word not in caplog.text


def test_without_the_library_the_line_that_installs_it_is_named(both, monkeypatch) -> None:
    from darnel.doors.service.pages import tokens
    from darnel.doors.service.pages.provider import Provider

    place, idp = both
    monkeypatch.setattr(tokens, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'darnel\[oidc\]'"):
        Provider(told(idp), place.clock)
