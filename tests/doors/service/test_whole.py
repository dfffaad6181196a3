"""The queue as a team meets it: a service is started, an article comes in, a person judges it by keyboard, and
the decision is in the export and at the receiver of a signed webhook.
"""

from __future__ import annotations

import base64
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from node import node
from receiver import receiver
from standardwebhooks.webhooks import Webhook

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

if not os.environ.get("CI") and (CHROMIUM is None or find_spec("playwright") is None):
    pytest.skip(
        "needs apt-get install chromium and pip install playwright", allow_module_level=True
    )

TESTS = Path(__file__).parents[2]

SETTINGS = """
[queue]
undo_seconds = 2
[webhooks]
networks = ["127.0.0.1/32"]
"""

FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking".split()
)

DARNEL = (sys.executable, "-m", "darnel.cli")


def until(true: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait for something to be so, and give it."""
    end = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen")
        time.sleep(0.1)
    return found


def whole(
    article: dict[str, str], folder: Path, darnel: tuple[str, ...] = DARNEL, pictures: str = ""
) -> dict[str, Any]:
    """Go all the way with one article; give the exported row, the webhooks, and what verified them."""
    (folder / "serve.toml").write_text(SETTINGS)
    command = [*darnel, "serve", "--port", "0", "--settings", "serve.toml", "--quiet"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = until(process.stderr.readline, "the start")
        url = re.findall(r"http://\S+", said)[0]
        until(lambda: answers(url), "the service")
        with receiver(lambda _: (204, {}, b"")) as hook, httpx.Client(base_url=url) as client:
            there = f"http://127.0.0.1:{hook.server_address[1]}/hook"
            wanted = {"url": there, "events": ["case.decided"]}
            secret = client.post("/v1/webhooks", json=wanted).json()["secret"]
            came = client.post(
                "/v1/items", json={"items": [{"article": article, "reported": True}]}
            )
            (item,) = came.json()["items"]
            assert item["outcome"] == "created", item
            by_keyboard(url, pictures)
            until(lambda: hook.seen, "the webhook")
            lines = until(lambda: client.get("/v1/feedback/export").text.splitlines(), "the export")
            headers, body, _ = hook.seen[0]
            return {
                "item": item,
                "row": json.loads(lines[0]),
                "event": Webhook(secret).verify(body, headers),
                "by_node": by_node(secret, headers, body),
                "deliveries": len(hook.seen),
            }
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").status_code == 200
    except httpx.HTTPError:
        return False


def by_keyboard(url: str, pictures: str) -> None:
    """Log in, take the case, confirm the first finding, reject the second, and call it a farm's page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.set_default_timeout(20_000)
        tab.goto(f"{url}/review")
        tab.get_by_label("Your name").fill("ann")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("h1:has-text('Next case')")
        tab.keyboard.press("n")
        tab.wait_for_selector("mark")
        for key in "jyjn":
            tab.keyboard.press(key)
        if pictures:
            tab.screenshot(path=f"{pictures}-case.png", full_page=False)
        tab.keyboard.press("f")
        tab.wait_for_selector("text=Undo")
        if pictures:
            tab.screenshot(path=f"{pictures}-decided.png")
            tab.goto(f"{url}/review/queue")
            tab.screenshot(path=f"{pictures}-queue.png", full_page=True)
            tab.goto(f"{url}/review/quality")
            tab.screenshot(path=f"{pictures}-quality.png", full_page=True)
        browser.close()


def by_node(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Verify with Node's crypto, from the words of the standard."""
    small = {name.lower(): value for name, value in headers.items()}
    asked = {"do": "verify", "secret": secret, "headers": small, "now": time.time()}
    asked["body"] = base64.b64encode(body).decode()
    done = node(TESTS / "queue" / "webhooks.mjs", given=json.dumps([asked]).encode())
    return json.loads(done.stdout) == [True]


def test_an_article_goes_all_the_way_by_keyboard(tmp_path: Path) -> None:
    with (TESTS / "data" / "articles.csv").open(encoding="utf-8", newline="") as file:
        row = next(r for r in csv.DictReader(file) if r["id"] == "farm-splice-headline")
    article = {name: row[name] for name in ("id", "title", "text", "url")}
    found = whole(article, tmp_path)
    said = found["row"]
    assert (said["article"]["text"], said["verdict"], said["label"]) == (
        article["text"], "content_farm", 1,
    )  # fmt: skip
    words = [one["verdicts"][0]["verdict"] for one in said["findings"]]
    assert sorted(words) == ["confirm", "reject"]
    assert said["reviews"][0]["reviewer"].endswith("ann")
    assert (found["event"]["type"], found["event"]["data"]["verdict"]) == (
        "case.decided", "content_farm",
    )  # fmt: skip
    assert found["by_node"]
    assert found["deliveries"] == 1
