"""What tests of the queue's routes share: articles to bring in, and the way of a case."""

from __future__ import annotations

from typing import Any

from darnel.doors.service import Settings
from darnel.queue.settings import Settings as DeskSettings

LOCAL = "http://127.0.0.1"

FERRY = "The ferry is late, the board said on Tuesday. Its gearbox failed two tests in March. "


def made_up(tmp_path, clock, **more: Any) -> Settings:
    """Settings with a queue in a new file, on a clock that a test turns."""
    desk = DeskSettings(clock=clock, **more.pop("desk", {}))
    return Settings(queue=f"sqlite:///{tmp_path / 'queue.db'}", desk=desk, **more)


def an_article(n: int = 0, gears: int = 2, **more: Any) -> dict[str, Any]:
    """An article that the stand-in finds so many gearboxes in: two are `review`, eight are `block`."""
    text = FERRY.replace("gearbox", "engine") * 8 + "The gearbox stood still. " * gears
    return {"id": f"a-{n}", "title": f"Ferry {n}", "text": text,
            "url": f"https://site{n}.example/ferry", **more}  # fmt: skip


def brought(client, *articles: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """Bring articles in and give what became of them."""
    items = [{"article": article, **more} for article in articles]
    answer = client.post("/v1/items", json={"items": items})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def claimed(client, who: str = "", queue: str = "default") -> dict[str, Any]:
    """Claim the next case."""
    answer = client.post(f"/v1/queues/{queue}/claim", headers={"Darnel-Reviewer": who})
    assert answer.status_code == 200, answer.text
    return answer.json()


def held(work: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a call on a held case says: its version and the lease's token."""
    return {"version": work["case"]["version"], "lease_token": work["lease"]["token"], **more}


def decided(client, work: dict[str, Any], verdict: str = "content_farm", who: str = "", **more):
    """Give a verdict."""
    return client.post(
        f"/v1/cases/{work['case']['id']}/decision",
        json=held(work, verdict=verdict, **more),
        headers={"Darnel-Reviewer": who},
    )
