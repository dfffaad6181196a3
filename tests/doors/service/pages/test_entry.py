"""Coming in: keys and names, sessions that end, and forms that only our own pages can send."""

from __future__ import annotations

import re

import pytest
from reviewing import LOCAL, add_key, an_item, form_of

from darnel.doors.service.keys import write_keys
from darnel.doors.service.pages.mounting import ROUTERS
from darnel.doors.service.pages.sessions import COOKIE


@pytest.fixture
def keyed(open_place):
    return open_place(keyed=True)


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(place) -> None:
    (case_id,) = place.bring(an_item())
    browser = place.browser()
    answer = browser.client.get(f"/review/cases/{case_id}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/review/login?next=/review/cases/{case_id}"
    page = browser.get(answer.headers["location"])
    assert "New ferry is late" in browser.send(page, "/review/login", name="ann")


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/review/../v1", "/\\evil"]
)
def test_logging_in_leads_nowhere_else(place, path: str) -> None:
    browser = place.browser()
    page = browser.client.get("/review/login", params={"next": path}).text
    assert form_of(page, "/review/login")["next"] == "/review"


def test_without_keys_the_page_asks_for_a_name_once(place) -> None:
    ann = place.person("Ines Valdo")
    assert "Ines Valdo" in ann.get("/review")


def test_the_queues_own_name_is_nobodys(place) -> None:
    browser = place.browser()
    assert "choose another" in browser.send(
        browser.get("/review/login"), "/review/login", 400, name="darnel"
    )


def test_a_key_for_reviewing_lets_in_under_its_name(keyed) -> None:
    browser = keyed.browser()
    assert "ann" in browser.login_by(add_key(keyed.keys, "ann", "review"))
    assert "Next case" in browser.get("/review")


@pytest.mark.parametrize("scopes", [("score",), ("ingest", "read"), ("audit",)], ids=" ".join)
def test_a_key_for_something_else_does_not(keyed, scopes) -> None:
    said = keyed.browser().login_by(add_key(keyed.keys, "bot", *scopes), 403)
    assert "needs the scope review" in said


def test_an_unknown_key_does_not(keyed) -> None:
    assert "not known here" in keyed.browser().login_by("darnel_00000000_" + "0" * 64, 403)


def test_a_name_is_not_enough_where_there_are_keys(keyed) -> None:
    browser = keyed.browser()
    browser.send(browser.get("/review/login"), "/review/login", 403, name="ann", key="")


def test_removing_a_key_ends_its_sessions_at_once(keyed) -> None:
    browser = keyed.browser()
    browser.login_by(add_key(keyed.keys, "ann", "review"))
    browser.get("/review")
    write_keys(keyed.keys, [])
    assert browser.client.get("/review", follow_redirects=False).status_code == 303
    answer = browser.client.get("/review", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_a_session_ends_after_its_life(place) -> None:
    ann = place.person()
    place.clock.turn(hours=11)
    ann.get("/review")
    place.clock.turn(hours=1)
    assert ann.client.get("/review", follow_redirects=False).status_code == 303


def test_logging_out_ends_it_for_the_cookie_too(place) -> None:
    ann = place.person()
    secret = ann.client.cookies[COOKIE]
    ann.send(ann.get("/review"), "/review/logout")
    ann.client.cookies.set(COOKIE, secret)
    assert ann.client.get("/review", follow_redirects=False).status_code == 303


def test_a_session_of_a_service_without_keys_is_none_once_there_are_keys(open_place) -> None:
    ann = open_place().person()
    other = open_place(keyed=True).browser()
    other.client.cookies.set(COOKIE, ann.client.cookies[COOKIE])
    assert other.client.get("/review", follow_redirects=False).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(place) -> None:
    browser = place.browser()
    form = form_of(browser.get("/review/login"), "/review/login")
    answer = browser.client.post("/review/login", data=form, follow_redirects=False)
    said = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert "HttpOnly" in said
    assert "SameSite=lax" in said
    assert "Path=/review" in said
    assert "Secure" not in said


def test_behind_https_the_cookie_stays_there(place) -> None:
    browser = place.browser()
    form = form_of(browser.get("/review/login"), "/review/login")
    answer = browser.client.post(
        "/review/login", data=form, headers={"Origin": "https://127.0.0.1"}, follow_redirects=False
    )
    assert all("Secure" in c for c in answer.headers.get_list("set-cookie") if COOKIE in c)


def test_the_database_does_not_hold_the_secret_of_a_session(place) -> None:
    secret = place.person().client.cookies[COOKIE]
    held = b"".join(path.read_bytes() for path in place.folder.glob("queue.db*"))
    assert b"sessions" in held
    assert secret.encode() not in held


# --- forms from elsewhere -----------------------------------------------------------------------


@pytest.fixture
def posting(place):
    """A way to send the form that takes the next case, with some of it changed."""
    place.bring(an_item())
    ann = place.person()
    form = form_of(ann.get("/review"), "/review/next")

    def sent(headers=None, **changed):
        data = {name: value for name, value in {**form, **changed}.items() if value is not None}
        return ann.client.post("/review/next", data=data, headers=headers or {})

    return sent


@pytest.mark.parametrize(
    "token", [None, "", "0" * 64, "ä"], ids=["none", "empty", "another", "odd"]
)
def test_a_form_without_the_token_of_its_session_is_refused(place, posting, token) -> None:
    answer = posting(csrf=token)
    assert answer.status_code == 403
    assert "load the page again" in answer.text
    assert place.store.stats()[0].open == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": LOCAL},
    ],
    ids=str,
)
def test_a_form_on_another_site_is_refused(place, posting, headers) -> None:
    assert posting(headers).status_code == 403
    assert place.store.stats()[0].open == 1


def test_a_form_of_somebody_else_is_refused(place) -> None:
    place.bring(an_item())
    ann, bob = place.person("ann"), place.person("bob")
    theirs = form_of(bob.get("/review"), "/review/next")
    assert ann.client.post("/review/next", data=theirs).status_code == 403


def test_the_login_form_is_tied_to_the_browser_that_got_it(place) -> None:
    form = form_of(place.browser().get("/review/login"), "/review/login")
    for mine in (place.browser(), place.browser()):
        assert mine.client.post("/review/login", data=form).status_code == 403
        mine.get("/review/login")


def test_a_form_is_a_form_and_of_bounded_size(place) -> None:
    ann = place.person()
    assert ann.client.post("/review/next", json={}).status_code == 415
    huge = {"csrf": "x", "reason": "y" * 300_000}
    assert ann.client.post("/review/next", data=huge).status_code == 413


def test_there_is_no_page_without_a_queue(stand_in) -> None:
    from fastapi.testclient import TestClient

    from darnel.doors.service import Settings, create_app

    with TestClient(create_app(Settings(), scorer=stand_in), base_url=LOCAL) as client:
        assert client.get("/review").status_code == 404


OPEN = {"/review/login", "/review/static/{digest}/{name}"}
"""Routes for who is not logged in."""


def routes() -> list[tuple[str, str]]:
    return [
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        for method in sorted(route.methods)
        if route.path not in OPEN
    ]


@pytest.mark.parametrize(("method", "path"), routes(), ids=" ".join)
def test_no_route_answers_who_is_not_logged_in(place, method: str, path: str) -> None:
    (case_id,) = place.bring(an_item())
    browser = place.browser()
    answer = browser.client.request(method, path.format(case_id=case_id), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/review/login")
    assert len(place.store.history(case_id)) == 1


@pytest.mark.parametrize("path", [path for method, path in routes() if method == "POST"])
def test_no_route_takes_a_form_without_its_token(place, path: str) -> None:
    (case_id,) = place.bring(an_item())
    ann = place.person()
    data = {"version": "1", "token": "x", "verdict": "credible", "reason": "x", "queue": ""}
    assert ann.client.post(path.format(case_id=case_id), data=data).status_code == 403
    assert len(place.store.history(case_id)) == 1


# --- what a browser may do with a page ----------------------------------------------------------


def test_every_page_says_what_a_browser_may_run(place) -> None:
    (case_id,) = place.bring(an_item())
    ann = place.person()
    paths = ["", "/login", "/cases", f"/cases/{case_id}", "/cases/none", "/queue", "/quality"]
    for path in paths:
        answer = ann.client.get(f"/review{path}")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"


def test_assets_are_our_own_and_kept_for_as_long_as_they_stay_the_same(place) -> None:
    ann = place.person()
    found = re.findall(r'(?:href|src)="(/review/static/[^"]+)"', ann.get("/review"))
    assert len(found) == 3
    for address in found:
        answer = ann.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert ann.client.get("/review/static/0000/review.js").headers["cache-control"] == "no-store"
    assert ann.client.get("/review/static/0000/..%2f..%2fsettings.py").status_code == 404


def test_a_stranger_sends_no_long_form(place) -> None:
    client = place.browser().client
    page = client.get("/review/login").text
    said = form_of(page, "/review/login") | {"name": "a" * 5000}
    answer = client.post("/review/login", data=said, headers={"Origin": LOCAL})
    assert answer.status_code == 413
