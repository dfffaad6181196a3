"""What an article, a source or a reviewer wrote is text on the page, whatever it looks like."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from reviewing import an_item, form_of

from darnel.queue.work import Decision

ATTACKS = {
    "a script": "<script>alert(1)</script>",
    "an end tag and a handler": '"></mark></div><img src=x onerror=alert(1)>',
    "an attribute": "' onmouseover='alert(1)' x='",
    "a template": "{{ 7 * 7 }}{% raw %}",
    "a comment that opens": "<!-- <style>body{display:none}</style>",
    "turned text": "live \u202eecnirp\u202c to\u200bday \u2066x",
    "control characters and half of a pair": "a\x00b\x1b[31m\x9c \ud800",
}

KNOWN = {"review.js", "review.css", "style.css"}


class Inert(HTMLParser):
    """Collect what a page could do by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in ("img", "iframe", "object", "embed", "style", "base", "meta", "link", "script"):
            source = said.get("src") or said.get("href", "")
            ours = source.startswith("/review/static/") and source.rsplit("/", 1)[1] in KNOWN
            if not ours and source != "data:," and tag != "meta":
                self.faults.append(f"<{tag} {said}>")
        self.faults += [
            f"{tag} {name}" for name in said if name.startswith("on") or name == "style"
        ]
        for name in ("href", "action", "formaction"):
            if not said.get(name, "/").startswith(("/", "#", "?", "http://", "https://", "data:,")):
                self.faults.append(f"{tag} {name}={said[name]}")
        if (
            tag == "a"
            and said.get("href", "").startswith("http")
            and "noreferrer" not in said["rel"]
        ):
            self.faults.append(f"{said['href']} is told where its visitor comes from")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Inert:
    parsed = Inert()
    parsed.feed(page)
    return parsed


@pytest.mark.parametrize("name", ATTACKS)
def test_an_article_does_nothing_to_its_page(place, name: str) -> None:
    attack = ATTACKS[name]
    text = f"The board met. {attack} Its engineers said that the gearbox had failed two tests. {attack}"
    (case_id,) = place.bring(
        an_item(
            0, text=text, title=f"Ferry {attack}", author=attack, source=f"x{attack}.example",
            published=attack, comments=(attack, "Fine."), url=f"https://a.example/?q={attack}",
        )
    )  # fmt: skip
    ann = place.person()
    page = ann.send(ann.get("/review"), "/review/next")
    found = read(page)
    assert found.faults == []
    assert "\u202e" not in page
    assert "\u200b" not in page
    assert "\x1b" not in page
    said = "".join(found.text)
    assert "{{ 7 * 7 }}" in said or name != "a template"
    assert "<script>alert(1)</script>" in said or name != "a script"
    for path in ("/review", "/review/cases?state=any", "/review/queue"):
        assert read(ann.get(path)).faults == [], path
    reason = attack.replace("\ud800", "")
    data = {
        **form_of(page, f"/review/cases/{case_id}/decide"),
        "verdict": "unsure",
        "reason": reason,
    }
    page = ann.client.post(f"/review/cases/{case_id}/decide", data=data).text
    assert read(page).faults == []
    assert read(ann.get(f"/review/cases/{case_id}")).faults == []


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//a.example/", "vbscript:x", "https://", "http:a"],
)
def test_an_address_that_is_none_is_no_link(place, url: str) -> None:
    (case_id,) = place.bring(an_item(0, url=url))
    page = place.person().get(f"/review/cases/{case_id}")
    assert f'href="{url}"' not in page


@pytest.mark.parametrize("name", ATTACKS)
def test_what_a_finding_says_is_text(place, name: str) -> None:
    from dataclasses import replace

    attack = ATTACKS[name]
    item = an_item()
    findings = tuple(
        replace(f, message=attack, signal=attack, quote=attack) for f in item.assessment.findings
    )
    told = replace(item.assessment, findings=findings, reason=attack, language=attack)
    (case_id,) = place.bring(replace(item, assessment=told))
    assert read(place.person().get(f"/review/cases/{case_id}")).faults == []


def test_what_another_reviewer_wrote_is_text(place) -> None:
    (case_id,) = place.bring(an_item())
    attack = ATTACKS["an end tag and a handler"]
    work = place.store.claim(f"bob {attack}")
    place.store.decide(
        case_id, work.case.lease.owner, work.case.lease.token, work.case.version,
        Decision("credible", attack, (attack,)),
    )  # fmt: skip
    place.store.save_draft(case_id, "ann", {"reason": "</textarea><script>alert(1)</script>"})
    ann = place.person()
    assert read(ann.get(f"/review/cases/{case_id}")).faults == []
    assert read(ann.get("/review/quality")).faults == []


def test_what_an_address_says_is_not_repeated(place) -> None:
    ann = place.person()
    for path in (
        "/review?said=<script>x", "/review/cases?queue=<script>x&cursor=<script>x",
        "/review/cases/<script>x", "/review/login?next=<script>x", "/review/static/x/<script>x",
    ):  # fmt: skip
        page = ann.client.get(path).text
        assert "<script>x" not in page
        assert read(page).faults == []


def test_a_name_is_text(place) -> None:
    ann = place.person('Ines <b onclick="x">Valdo</b>')
    assert read(ann.get("/review")).faults == []


def test_nothing_of_an_article_is_logged(place, caplog) -> None:
    caplog.set_level("DEBUG")
    place.bring(an_item(0, text="Rovers won 3-1 at Quayside."))
    ann = place.person()
    ann.send(ann.get("/review"), "/review/next")
    assert "Quayside" not in caplog.text
