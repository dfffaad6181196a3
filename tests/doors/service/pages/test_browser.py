"""The page in a real browser: by keyboard alone, on a phone, and with what its script adds."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec

import pytest
from reviewing import an_item

from darnel.doors.service.running import address, bound, server_of

pytestmark = pytest.mark.browser

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)

if not os.environ.get("CI") and (CHROMIUM is None or find_spec("playwright") is None):
    pytest.skip(
        "needs apt-get install chromium and pip install playwright", allow_module_level=True
    )

FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Desk:
    """A service on a port, by the system's clock, and tabs whose faults are collected."""

    def __init__(self, place, chromium) -> None:
        self.place, self.chromium = place, chromium
        self.listening = bound("127.0.0.1", 0)
        self.server = server_of(place.app)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listening]})
        self.faults: list[str] = []

    def __enter__(self) -> Desk:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.listening.close()

    def tab(self, width: int = 1280, height: int = 900, name: str = "ann", **more):
        """Open a tab and log in, by keyboard."""
        context = self.chromium.new_context(viewport={"width": width, "height": height}, **more)
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        tab.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        tab.goto(f"{address(self.listening)}/review")
        tab.get_by_label("Your name").fill(name)
        tab.keyboard.press("Enter")
        tab.wait_for_selector("h1:has-text('Next case')")
        return tab


@pytest.fixture
def open_desk(tmp_path, stand_in, chromium) -> Iterator[Callable[..., Desk]]:
    from contextlib import ExitStack

    from reviewing import a_place

    from darnel.queue.clock import Names, system_clock

    with ExitStack() as stack:

        def opened(**desk) -> Desk:
            told = {"clock": system_clock, "names": Names, **desk}
            return stack.enter_context(Desk(a_place(tmp_path, stand_in, desk=told), chromium))

        yield opened


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk()


def wait_for(check: Callable[[], bool]) -> None:
    """Wait until something holds; the test ends without it after a while."""
    for _ in range(400):
        if check():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def test_a_case_is_reviewed_by_keyboard_alone(desk) -> None:
    (case_id,) = desk.place.bring(an_item())
    store = desk.place.store
    tab = desk.tab()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#judge")
    assert store.get(case_id).case.lease.owner == "ann"
    for key in ("j", "y", "k", "n", "1"):
        tab.keyboard.press(key)
    assert tab.locator("[data-finding='2'] input[value=confirm]").is_checked()
    assert tab.locator("[data-finding='1'] input[value=reject]").is_checked()
    tab.keyboard.press("r")
    tab.keyboard.type("Two stories, joined; x u c n")
    tab.keyboard.press("Escape")
    tab.keyboard.press("a")
    tab.wait_for_selector(".undo")
    assert store.get(case_id).case.verdict == "content_farm"
    tab.keyboard.press("Backspace")
    tab.wait_for_selector("#judge")
    assert store.get(case_id).case.state == "claimed"
    tab.keyboard.press("u")
    tab.wait_for_selector(".undo")
    (review,) = store.reviews(case_id)
    assert (review["verdict"], review["reason"]) == ("unsure", "Two stories, joined; x u c n")
    # findings are kept by their place in the assessment; on the page they have numbers of the text
    assert review["findings"] == {0: "confirm", 1: "reject"}
    assert review["policy_ids"] == ["assembled"]
    assert review["saw_score"] is True
    assert review["lead_time_ms"] > 0
    assert desk.faults == []


def test_a_blind_case_is_reviewed_by_keyboard_in_two_steps(desk) -> None:
    from darnel.queue.sampling import Choice

    (case_id,) = desk.place.bring(an_item(0, Choice("audit", 0.02)))
    tab = desk.tab()
    tab.keyboard.press("n")
    tab.wait_for_selector("#judge")
    for key in ("a", "x", "y", "j"):  # there is nothing to agree with
        tab.keyboard.press(key)
    tab.keyboard.press("c")
    tab.wait_for_selector("mark")
    tab.keyboard.press("y")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".undo")
    (review,) = desk.place.store.reviews(case_id)
    assert (review["verdict"], review["saw_score"]) == ("credible", False)
    assert review["findings"] == {1: "confirm"}
    assert desk.faults == []


def test_keys_rest_in_fields_with_modifiers_and_when_turned_off(desk) -> None:
    (case_id,) = desk.place.bring(an_item())
    tab = desk.tab()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#judge")
    tab.get_by_label("Reason or note").focus()
    tab.keyboard.type("face u")
    tab.keyboard.press("Escape")
    for keys in ("Control+u", "Alt+c", "Shift+F"):
        tab.keyboard.press(keys)
    tab.keyboard.press("?")
    assert tab.locator("#help").is_visible()
    tab.keyboard.press("u")
    tab.get_by_label("Keys are on in this browser").uncheck()
    tab.keyboard.press("Escape")
    assert not tab.locator("#help").is_visible()
    tab.keyboard.press("u")
    tab.reload()
    tab.keyboard.press("u")
    assert desk.place.store.get(case_id).case.verdict is None
    tab.keyboard.press("?")
    tab.get_by_label("Keys are on in this browser").check()
    tab.keyboard.press("?")
    tab.keyboard.press("u")
    tab.wait_for_selector(".undo")
    assert desk.faults == []


def test_a_draft_keeps_itself_and_is_there_after_a_reload(desk) -> None:
    (case_id,) = desk.place.bring(an_item())
    tab = desk.tab()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#judge")
    tab.keyboard.press("y")
    tab.keyboard.press("r")
    tab.keyboard.type("Half a thought")
    tab.wait_for_selector("#judge[data-kept]")
    assert desk.place.store.get(case_id, "ann").draft["reason"] == "Half a thought"
    tab.reload()
    assert tab.get_by_label("Reason or note").input_value() == "Half a thought"
    assert tab.locator("[data-finding='1'] input[value=confirm]").is_checked()
    assert desk.faults == []


def test_the_case_is_kept_while_somebody_works_on_it(open_desk) -> None:
    desk = open_desk(lease=timedelta(seconds=6))
    (case_id,) = desk.place.bring(an_item())
    tab = desk.tab()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#judge")
    first = desk.place.store.get(case_id).case.lease.until
    tab.keyboard.press("j")
    wait_for(lambda: desk.place.store.get(case_id).case.lease.until > first)
    assert desk.faults == []


def test_who_loses_a_case_is_told_and_loses_no_word(open_desk) -> None:
    desk = open_desk(lease=timedelta(seconds=2))
    (case_id,) = desk.place.bring(an_item())
    tab = desk.tab()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#judge")
    tab.keyboard.press("r")
    tab.keyboard.type("Half a thought")
    tab.wait_for_selector("#fault")
    assert "no longer in your hands" in tab.locator("#fault").inner_text()
    tab.keyboard.press("Escape")
    tab.keyboard.press("f")
    tab.wait_for_selector("text=kept as a draft")
    assert desk.place.store.get(case_id).case.verdict is None
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#judge")
    assert tab.get_by_label("Reason or note").input_value() == "Half a thought"


def test_the_next_case_opens_with_the_last_verdict_still_to_be_taken_back(desk) -> None:
    first, second = desk.place.bring(an_item(0), an_item(1))
    tab = desk.tab()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#judge")
    tab.get_by_label("then open the next case").check()
    tab.keyboard.press("f")
    tab.wait_for_selector("h1:has-text('report 1')")
    assert re.fullmatch(r"\d+ s", tab.locator(".undo .left").inner_text())
    tab.keyboard.press("Backspace")
    tab.wait_for_selector("h1:has-text('report 0')")
    assert desk.place.store.get(first).case.lease.owner == "ann"
    assert desk.place.store.get(second).case.lease is None
    assert desk.faults == []


@pytest.mark.parametrize(
    "width", [320, 360, 640], ids=["at 400 % zoom", "on a phone", "at 200 % zoom"]
)
def test_no_page_scrolls_sideways(desk, width: int) -> None:
    (case_id,) = desk.place.bring(an_item(0, title="Donaudampfschifffahrtsgesellschaft" * 4))
    desk.place.bring(an_item(1, source="a-rather-long-name-of-a-site-in-many-words.example"))
    tab = desk.tab(width, 740)
    for path in ("", "/cases?state=any", f"/cases/{case_id}", "/queue", "/quality"):
        tab.goto(f"{address(desk.listening)}/review{path}")
        if path.endswith(case_id):
            tab.keyboard.press("Enter")
            tab.wait_for_selector("#judge")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
    assert desk.faults == []


def test_without_script_everything_can_still_be_done(desk) -> None:
    (case_id,) = desk.place.bring(an_item())
    tab = desk.tab(java_script_enabled=False)
    tab.get_by_role("button", name="Next case").click()
    tab.locator("[data-finding='1'] input[value=confirm]").check()
    tab.get_by_role("button", name="Keep a draft").click()
    tab.wait_for_selector("text=is kept")
    tab.get_by_role("button", name=re.compile("Content farm")).click()
    tab.wait_for_selector(".undo")
    (review,) = desk.place.store.reviews(case_id)
    assert (review["verdict"], review["findings"]) == ("content_farm", {1: "confirm"})
    tab.get_by_role("button", name=re.compile("Undo")).click()
    tab.wait_for_selector("#judge")
