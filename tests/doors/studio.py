"""A real Label Studio of one's own: started on a fresh folder, looked at with a browser, stopped."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

NEEDS = (
    "needs python -m venv labels && labels/bin/pip install label-studio==1.23.2, and "
    "LABEL_STUDIO=labels/bin/label-studio (or it on the PATH)"
)
BROWSER = "needs pip install playwright, and chromium on the PATH"

PERSON, PASSWORD = "reviewer@news.example", "a-Password-of-21-signs"
LEGACY = "0123456789abcdef" * 2 + "01234567"

STARTS = 900
"""Seconds that the first start may take: it makes a database of some 300 migrations."""

SWITCHES = {
    "SSRF_PROTECTION_ENABLED": "false",
    "ML_BLOCK_LOCAL_IP": "false",
    "COLLECT_ANALYTICS": "False",
    "LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "DJANGO_DB": "sqlite",
}

FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def program() -> str:
    """Find Label Studio, or skip; in CI its lack is a failure."""
    found = os.environ.get("LABEL_STUDIO") or shutil.which("label-studio")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(NEEDS)
    pytest.skip(NEEDS)


@dataclass(frozen=True)
class Studio:
    """A server, and the personal access token of a person there."""

    url: str
    token: str
    log: Path

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Call it as its own page would, with the legacy token."""
        headers = {"Authorization": f"Token {LEGACY}"}
        answer = httpx.request(method, f"{self.url}{path}", headers=headers, timeout=120, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def tasks(self, project: int) -> list[dict[str, Any]]:
        """Give all tasks of a project, with predictions and annotations."""
        params = {"project": project, "fields": "all", "page_size": 500}
        return self.ask("GET", "/api/tasks", params=params)["tasks"]

    def task(self, project: int, item: str) -> dict[str, Any]:
        """Give the one task of an item."""
        (found,) = [one for one in self.tasks(project) if one["data"]["item_id"] == item]
        return found


@contextmanager
def started(folder: Path, **switches: str) -> Iterator[Studio]:
    """Start Label Studio on a folder, wait until it answers, and stop all of it in the end."""
    port = free_port()
    log = folder / "log"
    command = [
        program(), "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port),
        "--username", PERSON, "--password", PASSWORD, "--enable-legacy-api-token",
        "--user-token", LEGACY,
    ]  # fmt: skip
    settings = {**os.environ, **SWITCHES, "LABEL_STUDIO_BASE_DATA_DIR": str(folder), **switches}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env=settings, start_new_session=True, cwd=folder
        )
    try:
        url = f"http://127.0.0.1:{port}"
        until(lambda: answers(f"{url}/health"), STARTS, process)
        bare = Studio(url, "", log)
        token = (
            bare.ask("POST", "/api/token/") if switches.get("NEW", "1") == "1" else {"token": ""}
        )
        yield Studio(url, token["token"], log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


@contextmanager
def darnel_served(folder: Path, keys: Path) -> Iterator[str]:
    """Start `darnel serve` with a queue and keys, and give its address."""
    command = [
        sys.executable, "-m", "darnel.cli", "serve", "--port", "0", "--keys", str(keys),
        "--queue", str(folder / "queue.db"),
    ]  # fmt: skip
    log = folder / "darnel.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stderr=out)
    try:
        until(lambda: "serving " in log.read_text("utf-8"), 120, process)
        found = re.search(r"serving (http://\S+)", log.read_text("utf-8"))
        assert found is not None
        until(lambda: answers(f"{found[1]}/readyz"), 120, process)
        yield found[1]
    finally:
        process.terminate()
        process.wait(60)


def until(true: Any, seconds: float, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert process is None or process.poll() is None, "it ended before it answered"
        assert time.monotonic() < end, f"it was not so within {seconds} seconds"
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.TransportError:
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


MARKED = """() => {
  const lines = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    return node.nodeName === 'BR' ? '\\n' : [...node.childNodes].map(lines).join('');
  };
  const regions = new Map();
  for (const mark of document.querySelectorAll('.htx-highlight')) {
    const name = /htx-highlight-(\\S+)-\\d+/.exec(mark.className)[1];
    regions.set(name, [...(regions.get(name) || []), mark]);
  }
  return Object.fromEntries([...regions].map(([name, marks]) => {
    const range = document.createRange();
    range.setStartBefore(marks[0]);
    range.setEndAfter(marks[marks.length - 1]);
    return [name, lines(range.cloneContents())];
  }));
}"""
"""What stands highlighted, by region; a line break of the page is a newline."""

PLACE = """(said) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(said);
    if (at < 0 || !node.parentElement.closest('[class*=richtext__line]')) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + said.length);
    const box = range.getBoundingClientRect();
    return [box.left, box.right, (box.top + box.bottom) / 2];
  }
}"""
"""Where words stand on the page."""


class Page:
    """A reviewer's browser, logged in; it reaches nothing but this machine."""

    def __init__(self, studio: Studio, page: Any, stuck: type[Exception]) -> None:
        self._studio, self._page, self._stuck = studio, page, stuck
        page.goto(f"{studio.url}/user/login", wait_until="domcontentloaded")
        page.fill("input[name=email]", PERSON)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url, wait_until="commit")

    def open(self, project: int, task: int) -> None:
        """Open a task to review it, and wait for its marks; a page that got stuck is opened again."""
        address = f"{self._studio.url}/projects/{project}/data?task={task}"
        for left in (2, 1, 0):
            self._page.goto(address, wait_until="domcontentloaded")
            try:
                self._page.wait_for_selector("[aria-label='Submit current annotation']")
                self._page.wait_for_selector(".htx-highlight")
                break
            except self._stuck:
                if not left:
                    raise
        self._page.wait_for_timeout(500)

    def marked(self) -> dict[str, str]:
        """Give what is highlighted, by the name of the region."""
        return self._page.evaluate(MARKED)

    def remove(self, region: str) -> None:
        """Take a mark away."""
        self._page.click(f".htx-highlight-{region}, [class*='htx-highlight-{region}-'] >> nth=0")
        self._page.keyboard.press("Backspace")
        until(lambda: region not in self.marked(), 20)

    def mark(self, label: str, first: str, last: str) -> None:
        """Mark from the beginning of some words to the end of others with a label."""
        before = len(self.marked())
        self._page.click(f"text={label} >> nth=0")
        (left, _, top), (_, right, bottom) = (self._page.evaluate(PLACE, s) for s in (first, last))
        mouse = self._page.mouse
        mouse.move(left + 1, top)
        mouse.down()
        mouse.move((left + right) / 2, (top + bottom) / 2, steps=5)
        mouse.move(right - 1, bottom, steps=5)
        mouse.up()
        until(lambda: len(self.marked()) == before + 1, 20)

    def choose(self, verdict: str) -> None:
        """Choose a verdict."""
        self._page.click(f"text={verdict} >> nth=0")

    def submit(self) -> None:
        """Submit the annotation."""
        with self._page.expect_response(
            lambda answer: answer.request.method == "POST" and "/annotations" in answer.url
        ) as sent:
            self._page.click("[aria-label='Submit current annotation']")
        assert sent.value.status == 201


@contextmanager
def browser(studio: Studio) -> Iterator[Page]:
    """Open a browser, or skip where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import TimeoutError, sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail(BROWSER)
        pytest.skip(BROWSER)
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = window.new_context(viewport={"width": 1600, "height": 1100})
        context.set_default_timeout(60_000)
        context.route(
            "**/*",
            lambda route: (
                route.continue_() if route.request.url.startswith(studio.url) else route.abort()
            ),
        )
        yield Page(studio, context.new_page(), TimeoutError)
        window.close()
