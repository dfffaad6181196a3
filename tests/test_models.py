"""A model is a file, a folder, or what a folder of models says is in use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darnel.models import (
    Promotion,
    Register,
    checked_version,
    digest,
    model_file,
    read_register,
    write_register,
)
from darnel.stored import ArtifactError


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder that keeps two models, the second in use."""
    digests = {}
    for version in ("1", "2"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "page.npz").write_bytes(version.encode())
        digests[version] = digest(tmp_path / version / "page.npz")
    said = Promotion("2026-03-01T09:00:00+00:00", "ann", "März", "2", "1", ("slower",))
    write_register(tmp_path, Register("2", digests, (said,)))
    return tmp_path


def test_a_file_is_itself_and_a_folder_holds_one(tmp_path: Path) -> None:
    assert model_file(tmp_path / "any.npz") == tmp_path / "any.npz"
    (tmp_path / "page.npz").touch()
    assert model_file(tmp_path) == tmp_path / "page.npz"


def test_of_a_folder_of_models_it_is_the_one_in_use(kept: Path) -> None:
    assert model_file(kept) == kept / "2" / "page.npz"


def test_what_was_written_is_read(kept: Path) -> None:
    register = read_register(kept)
    assert (register.current, list(register.digests)) == ("2", ["1", "2"])
    assert register.log[0].why == "März"
    assert register.log[0].worse == ("slower",)
    write_register(kept, register)
    assert read_register(kept) == register
    assert [p.name for p in kept.iterdir() if p.name.startswith(".")] == []


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"neither models\.json nor page\.npz"):
        model_file(tmp_path)


def test_a_model_that_was_changed_or_is_gone_is_refused(kept: Path) -> None:
    (kept / "2" / "page.npz").write_bytes(b"3")
    with pytest.raises(ArtifactError, match="was changed since it was promoted"):
        model_file(kept)
    (kept / "2" / "page.npz").unlink()
    with pytest.raises(ArtifactError, match="is missing"):
        model_file(kept)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("{", id="cut off"),
        pytest.param("[]", id="a list"),
        pytest.param('{"schema": "darnel.models/2"}', id="of a later version"),
        pytest.param('{"schema": "darnel.models/1", "current": "1"}', id="without its models"),
    ],
)
def test_a_register_that_is_none_is_named(tmp_path: Path, said: str) -> None:
    (tmp_path / "models.json").write_text(said)
    with pytest.raises(ArtifactError, match=r"models\.json can't be read"):
        model_file(tmp_path)


def test_no_register_leads_out_of_its_folder(kept: Path) -> None:
    said = json.loads((kept / "models.json").read_text("utf-8"))
    said |= {"current": "../2", "models": {"../2": "0"}}
    (kept / "models.json").write_text(json.dumps(said))
    with pytest.raises(ArtifactError, match="can't be the version"):
        model_file(kept)


@pytest.mark.parametrize("version", ["", ".", "..", "a/b", "-x", "x" * 101, "1\n"])
def test_a_version_that_is_no_name_is_refused(version: str) -> None:
    with pytest.raises(ArtifactError, match="can't be the version"):
        checked_version(version)
