"""The real Label Studio: articles pushed, spans looked at in a browser, annotations come home."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "httpx", "sqlalchemy", "alembic"):
    pytest.skip(SERVE, allow_module_level=True)

from studio import LEGACY, Page, Studio, browser, darnel_served, started, until
from typer.testing import CliRunner

from darnel.article import Article
from darnel.assessment import Assessment, Finding, ModelName
from darnel.cli import app
from darnel.doors.service.keys import made, write_keys
from darnel.queue import open_store
from darnel.queue.intake import Item
from darnel.queue.sampling import Choice

pytestmark = pytest.mark.label_studio

ARTICLES = Path(__file__).parents[1] / "data" / "articles.csv"

ODD = {
    "emoji and Windows newlines": (
        "🚒🚒 Firemen 👨🏻‍🚒 drove home.\r\nThe 🇩🇪 flag hung low.\r\n\r\n👩‍👩‍👧 Subscribe now! It rained.",
        ("Firemen 👨🏻‍🚒 drove", "home.\r\nThe 🇩🇪 flag", "Subscribe now!"),
    ),
    "a lone carriage return": ("One\rtwo\rthree more\r\n", ("two\rthree",)),
    "composed and decomposed accents": (
        "Caf\u00e9 owners met.\nCafe\u0301 owners met again. The end.",
        ("Cafe\u0301 owners", "The end."),
    ),
    "right to left": ("שלום עולם, the board met. مرحبا بالعالم, it said.", ("עולם", "بالعالم, it")),
    "no white space that counts": (
        "A\u00a0b  double\tand \u200b zero, so it ends here.",
        ("b  double\tand \u200b zero", "ends here."),
    ),
    "markup": ("<b>bold</b> &amp; <script>alert(1)</script> it ends &lt;", ("bold", "ends &lt;")),
    "newlines around": ("\r\n\r\n  Leading, then last.\r\n\r\n", ("Leading", "last.")),
}  # fmt: skip
"""Texts in which an offset is easily wrong, and what is found in them."""


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    with started(tmp_path_factory.mktemp("studio")) as server:
        yield server


@pytest.fixture(scope="module")
def page(studio):
    with browser(studio) as window:
        yield window


@pytest.fixture(scope="module")
def key(tmp_path_factory) -> tuple[Path, str]:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    secret, kept = made("labels", ["score", "ingest"])
    write_keys(file, [kept])
    return file, secret


@dataclass(frozen=True)
class Served:
    """A darnel that serves, with the database of its queue."""

    url: str
    database: Path

    def store(self):
        return open_store(self.database)


@pytest.fixture(scope="module")
def served(tmp_path_factory, key):
    folder = tmp_path_factory.mktemp("served")
    with darnel_served(folder, key[0]) as url:
        yield Served(url, folder / "queue.db")


def run(studio: Studio, *words: object, code: int = 0, **variables: str):
    """Run a command of `darnel label-studio`."""
    known = {"LABEL_STUDIO_URL": studio.url, "LABEL_STUDIO_API_KEY": studio.token, **variables}
    done = CliRunner().invoke(app, ["label-studio", *map(str, words)], env=known)
    assert done.exit_code == code, done.output
    return done


def project_of(studio: Studio, title: str, *more: object, **variables: str) -> int:
    return int(run(studio, "setup", title, *more, **variables).stdout)


def found(text: str, quotes: tuple[str, ...]) -> Assessment:
    """An assessment that finds these words."""
    findings = tuple(
        Finding("clickbait", "text", text.index(q), text.index(q) + len(q), q, 0.9, "Found.")
        for q in quotes
    )
    return Assessment(
        "", 0.3, (0.2, 0.4), "review", None, "en", "Found.", {}, (), 0.0, findings,
        ModelName("darnel", "0", "bands-1"),
    )  # fmt: skip


def shown(quote: str) -> str:
    """How a browser shows newlines: each character of them is a line break."""
    return quote.replace("\r", "\n")


def spans(task: dict) -> dict[str, str]:
    """Give the marks of a task's prediction, by their names, cut out of its data."""
    (prediction,) = task["predictions"]
    return {
        one["id"]: task["data"][one["to_name"]][one["value"]["start"] : one["value"]["end"]]
        for one in prediction["result"]
        if one["type"] == "labels"
    }


def decisions(studio: Studio, project: int, file: Path) -> dict[str, dict]:
    """Pull, and give the rows by item."""
    run(studio, "pull", "--project", project, "-o", file)
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    return {row["item"]: row for row in rows}


@pytest.fixture(scope="module")
def pushed(studio, tmp_path_factory) -> int:
    """A project with the articles of the repository, scored by the model in use."""
    project = project_of(studio, "Articles")
    said = run(studio, "push", ARTICLES, "--project", project).stderr
    assert re.search(r"darnel: \d+ tasks are new, 0 were there\n", said)
    return project


def test_nothing_is_doubled_and_every_text_stands_there_as_it_was(studio, pushed, tmp_path) -> None:
    rows = {
        row["id"]: row for row in csv.DictReader(ARTICLES.open("r", newline="", encoding="utf-8"))
    }
    again = run(studio, "push", ARTICLES, "--project", pushed).stderr
    assert f"0 tasks are new, {len(rows)} were there" in again
    scored = tmp_path / "scored.jsonl"
    assert CliRunner().invoke(app, ["score", str(ARTICLES), "-o", str(scored), "-q"]).exit_code == 0
    run(studio, "push", ARTICLES, "--scored", scored, "--project", pushed)
    tasks = studio.tasks(pushed)
    assert sorted(task["data"]["item_id"] for task in tasks) == sorted(rows)
    for task in tasks:
        assert task["data"]["text"] == rows[task["data"]["item_id"]]["text"]


def test_what_a_browser_highlights_of_articles_is_what_darnel_quotes(studio, page, pushed) -> None:
    with_marks = [task for task in studio.tasks(pushed) if spans(task)]
    assert len(with_marks) > 3
    for task in with_marks[:6]:
        page.open(pushed, task["id"])
        expected = {name: shown(quote) for name, quote in spans(task).items()}
        assert page.marked() == expected


@pytest.fixture(scope="module")
def torture(studio, served, key) -> int:
    """A project told to darnel, with the odd texts, which wait as cases in its queue."""
    store = served.store()
    for name, (text, quotes) in ODD.items():
        slug = name.replace(" ", "-")
        article = Article(text=text, title=f"🚢 {name}", url=f"https://odd.example/{slug}")
        store.ingest(Item(article, found(text, quotes), Choice("threshold", 1.0)))
    store.close()
    backend = f"{served.url}/compat/labelstudio"
    project = project_of(studio, "Odd texts", "--backend", backend, DARNEL_API_KEY=key[1])
    said = run(studio, "push", "--queue", served.database, "--project", project).stderr
    assert f"{len(ODD)} tasks are new, 0 were there" in said
    again = run(studio, "push", "--queue", served.database, "--project", project).stderr
    assert f"0 tasks are new, {len(ODD)} were there" in again
    return project


def case_of(served: Served, name: str):
    """Give the case of an odd text."""
    store = served.store()
    try:
        (listed,) = [one for one in store.cases().cases if one.title == f"🚢 {name}"]
        return store.get(listed.case.id), store.reviews(listed.case.id)
    finally:
        store.close()


@pytest.mark.parametrize("name", ODD)
def test_what_a_browser_highlights_of_odd_texts_is_what_was_found(
    studio, page: Page, served, torture, name
) -> None:
    work, _ = case_of(served, name)
    task = studio.task(torture, work.case.id)
    text, quotes = ODD[name]
    assert task["data"]["text"] == text
    page.open(torture, task["id"])
    assert page.marked() == {f"f_{n}": shown(quote) for n, quote in enumerate(quotes, 1)}


def test_a_review_in_the_browser_comes_home_by_webhook_and_by_pull(
    studio, page: Page, served, torture, tmp_path
) -> None:
    name = "emoji and Windows newlines"
    text, (first, second, third) = ODD[name]
    work, _ = case_of(served, name)
    page.open(torture, studio.task(torture, work.case.id)["id"])
    page.remove("f_1")
    page.mark("repetition", "hung", "👩‍👩‍👧")
    page.choose("credible")
    page.submit()

    until(lambda: case_of(served, name)[0].case.state == "decided", 30)
    work, (review,) = case_of(served, name)
    assert work.case.verdict == "credible"
    assert review["findings"] == {0: "reject", 1: "confirm", 2: "confirm"}

    row = decisions(studio, torture, tmp_path / "feedback.jsonl")[work.case.id]
    assert (row["verdict"], row["automated"], row["lost"]) == ("credible", False, 0)
    assert row["quality"] == 0.3
    assert row["seconds"] > 0
    assert row["reason"] == ""
    added = text[text.index("hung") : text.index("Subscribe")]
    said = [
        (span["word"], span["finding"], text[span["start"] : span["end"]]) for span in row["spans"]
    ]
    assert said[:3] == [
        ("reject", "f_1", first), ("confirm", "f_2", second), ("confirm", "f_3", third),
    ]  # fmt: skip
    (word, finding, quote) = said[3]
    assert (word, finding, row["spans"][3]["signal"]) == ("added", "", "repetition")
    assert quote in added
    assert "\r\n\r\n" in quote

    told = run(studio, "pull", "--project", torture, "--queue", served.database).stderr
    assert "1 decisions: 1 again" in told


def test_a_span_that_is_moved_is_adjusted_and_a_skipped_task_says_nothing(
    studio, served, torture, tmp_path
) -> None:
    name, skipped = "composed and decomposed accents", "markup"
    text, (_, second) = ODD[name]
    work, _ = case_of(served, name)
    task = studio.task(torture, work.case.id)
    (prediction,) = task["predictions"]
    result = json.loads(json.dumps(prediction["result"]))
    place = text.index("owners met again")
    result[0]["value"].update(start=place, end=place + 6, text="owners")
    said = {"result": result, "lead_time": 3.5, "parent_prediction": prediction["id"]}
    studio.ask("POST", f"/api/tasks/{task['id']}/annotations/", json=said)
    other = studio.task(torture, case_of(served, skipped)[0].case.id)
    skip = {"result": [], "lead_time": 1.0, "was_cancelled": True}
    studio.ask("POST", f"/api/tasks/{other['id']}/annotations/", json=skip)

    rows = decisions(studio, torture, tmp_path / "feedback.jsonl")
    assert case_of(served, skipped)[0].case.id not in rows
    spans_ = rows[work.case.id]["spans"]
    assert [span["word"] for span in spans_] == ["adjusted", "confirm"]
    assert [text[span["start"] : span["end"]] for span in spans_] == ["owners", second]
    assert case_of(served, skipped)[0].case.state == "open"


def test_a_deleted_annotation_takes_its_decision_back(studio, served, torture) -> None:
    name = "right to left"
    work, _ = case_of(served, name)
    task = studio.task(torture, work.case.id)
    choice = {"from_name": "verdict", "to_name": "text", "type": "choices", "id": "v",
              "value": {"choices": ["content_farm"]}}  # fmt: skip
    said = {"result": [choice], "lead_time": 2.0}
    made_ = studio.ask("POST", f"/api/tasks/{task['id']}/annotations/", json=said)
    until(lambda: case_of(served, name)[0].case.state == "decided", 30)
    _, (review,) = case_of(served, name)
    assert review["findings"] == {}  # nobody saw them, so nobody rejected them
    studio.ask("DELETE", f"/api/annotations/{made_['id']}/")
    until(lambda: case_of(served, name)[0].case.state == "open", 30)


def test_annotations_that_nobody_made_are_no_persons_until_one_corrects_them(
    studio, served, torture, tmp_path
) -> None:
    work, _ = case_of(served, "newlines around")
    task = studio.task(torture, work.case.id)
    version = task["predictions"][0]["model_version"]
    body = {"project": torture, "model_version": version, "ordering": [],
            "selectedItems": {"all": False, "included": [task["id"]]}}  # fmt: skip
    path = f"/api/dm/actions?id=predictions_to_annotations&project={torture}"
    studio.ask("POST", path, json=body)
    row = decisions(studio, torture, tmp_path / "before.jsonl")[work.case.id]
    assert (row["automated"], row["spans"], row["reason"]) == (True, [], "")
    assert case_of(served, "newlines around")[0].case.state == "open"

    (annotation,) = studio.task(torture, work.case.id)["annotations"]
    kept = {"result": annotation["result"][1:], "lead_time": 4.0}
    studio.ask("PATCH", f"/api/annotations/{annotation['id']}/", json=kept)
    row = decisions(studio, torture, tmp_path / "after.jsonl")[work.case.id]
    assert row["automated"] is False
    assert [span["word"] for span in row["spans"]] == ["reject", "confirm"]


def test_label_studio_asks_its_backend_for_predictions(studio, page: Page, served, key) -> None:
    backend = f"{served.url}/compat/labelstudio"
    project = project_of(studio, "Asked", "--backend", backend, DARNEL_API_KEY=key[1])
    assert project_of(studio, "Asked", "--backend", backend, DARNEL_API_KEY=key[1]) == project
    (connected,) = studio.ask("GET", "/api/ml/", params={"project": project})
    shown_version = studio.ask("GET", f"/api/projects/{project}/")["model_version"]
    assert connected["title"] == connected["model_version"] == shown_version
    assert (connected["readable_state"], connected["auth_method"]) == ("Connected", "BASIC_AUTH")
    rows = list(csv.DictReader(ARTICLES.open("r", newline="", encoding="utf-8")))[-8:]
    tasks = [{"data": {"title": r["title"], "text": r["text"].replace("\n", "\r\n"), "url": r["url"],
                       "item_id": r["id"]}} for r in rows]  # fmt: skip
    studio.ask("POST", f"/api/projects/{project}/import", json=tasks)
    asked = {"project": project, "selectedItems": {"all": True, "excluded": []}}
    path = f"/api/dm/actions?id=retrieve_tasks_predictions&project={project}"
    studio.ask("POST", path, json=asked)
    predicted = studio.tasks(project)
    assert [len(task["predictions"]) for task in predicted] == [1] * len(rows)
    (version,) = {task["predictions"][0]["model_version"] for task in predicted}
    assert version == studio.ask("GET", "/api/ml/", params={"project": project})[0]["model_version"]
    marked = next(task for task in predicted if spans(task))
    page.open(project, marked["id"])
    assert page.marked() == {name: shown(quote) for name, quote in spans(marked).items()}


def test_a_backend_that_refuses_is_named(studio, served) -> None:
    backend = f"{served.url}/compat/labelstudio"
    said = run(studio, "setup", "Refused", "--backend", backend, code=2, DARNEL_API_KEY="wrong")
    assert "refuses DARNEL_API_KEY" in said.stderr
    assert "wrong" not in said.stderr


def test_a_legacy_token_works_while_it_is_allowed(studio, pushed) -> None:
    def pulled(code: int) -> str:
        return run(
            studio, "pull", "--project", pushed, code=code, LABEL_STUDIO_API_KEY=LEGACY
        ).stderr

    assert "decisions" in pulled(0)
    jwt = {"Authorization": f"Bearer {access(studio)}"}
    allow(studio, jwt, legacy=False)
    try:
        assert "legacy tokens are off by default" in pulled(2)
    finally:
        allow(studio, jwt, legacy=True)


def access(studio: Studio) -> str:
    import httpx

    said = {"refresh": studio.token}
    return httpx.post(f"{studio.url}/api/token/refresh", json=said).json()["access"]


def allow(studio: Studio, headers: dict[str, str], *, legacy: bool) -> None:
    import httpx

    said = {"api_tokens_enabled": True, "legacy_api_tokens_enabled": legacy}
    answer = httpx.post(f"{studio.url}/api/jwt/settings", json=said, headers=headers)
    assert answer.is_success, answer.text
