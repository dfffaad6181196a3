"""Coop's plugin, loaded as Coop loads it, against a service that answers."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from libraries import SERVE, lacking

if lacking("fastapi", "uvicorn", "httpx"):
    pytest.skip(SERVE, allow_module_level=True)

from node import node, passes
from serving import serving

import darnel
from darnel.doors.service import Settings, create_app
from darnel.doors.service.keys import made, write_keys
from darnel.queue.adapters import coop

TEST = Path(__file__).with_name("coop_signal.test.mjs")
PLUGIN = files("darnel") / "queue/adapters/coop_signal"


def test_the_plugin_does_what_coop_asks_of_one(stand_in, tmp_path, prose) -> None:
    secret, key = made("coop", ["score"])
    write_keys(tmp_path / "keys.json", [key])
    wanted = {
        text: coop.to_signal(stand_in.one(darnel.Article(text)))
        for text in (prose, prose + " gearbox", "🚢 שלום " + prose)
    }
    (tmp_path / "wanted.json").write_text(json.dumps(wanted), "utf-8")
    with serving(create_app(Settings(keys=tmp_path / "keys.json"), scorer=stand_in)) as url:
        passes(
            TEST, DARNEL_URL=url, DARNEL_KEY=secret, WANTED=str(tmp_path / "wanted.json"),
            PLUGIN=str(PLUGIN),
        )  # fmt: skip


@pytest.fixture(scope="module")
def manifest() -> dict:
    script = f"process.stdout.write(JSON.stringify(require({json.dumps(str(PLUGIN))}).manifest))"
    done = node("-e", script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_its_card_says_what_the_model_in_use_was_measured_to_do(manifest) -> None:
    model = darnel.Scorer.load().model
    card = " ".join(model.card.split())
    said = manifest["modelCard"]
    assert (said["modelName"], said["version"]) == (model.name, model.version)
    fields = {
        field["label"]: field["value"] for part in said["sections"] for field in part["fields"]
    }
    thresholds = fields.pop("Thresholds")
    figures = [one for value in fields.values() for one in re.findall(r"\d+(?:\.\d+)?", value)]
    assert len(figures) > 15
    for figure in figures:
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d|\.\d)", card) or figure == "0"
    assert f"Above {1 - model.bands.block:.4f} the band is block" in thresholds
    assert f"above {1 - model.bands.review:.4f} it is review" in thresholds


def test_its_versions_are_one(manifest) -> None:
    package = json.loads((PLUGIN / "package.json").read_text("utf-8"))
    assert package["version"] == manifest["version"]
    assert all((PLUGIN / name).is_file() for name in package["files"])
