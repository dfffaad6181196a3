"""Model files that are foreign, damaged or meant to harm: a sentence, and nothing of them is run."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import joblib
import numpy as np
import pytest
from typer.testing import CliRunner

from darnel import artifacts, stored
from darnel.artifacts import FOLDER
from darnel.cli import app
from darnel.model import Model, ModelError
from darnel.stored import MOST_BYTES, ArtifactError, load_stored, save_stored

GOOD = (FOLDER / "page.npz").read_bytes()
BLANK = np.zeros(3)


class Payload:
    """What a pickle runs when it is read: it makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def as_pickle(payload: Payload, path: Path) -> None:
    path.write_bytes(pickle.dumps(payload))


def as_joblib(payload: Payload, path: Path) -> None:
    joblib.dump([payload], path)


def as_compressed_joblib(payload: Payload, path: Path) -> None:
    joblib.dump([payload], path, compress=("zlib", 3))


def as_array_of_objects(payload: Payload, path: Path) -> None:
    np.savez(path, about=np.array(json.dumps({"name": "x"})), bias=np.array([payload], object))


def as_about(payload: Payload, path: Path) -> None:
    np.savez(path, about=np.array([payload], object))


def as_bare_array(payload: Payload, path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.array([payload], object))


def as_skops(payload: Payload, path: Path) -> None:
    """As skops writes a type that nobody trusts: its module, its class, its arguments."""
    schema = {
        "__class__": "mkdir", "__module__": "os", "__loader__": "FunctionNode",
        "content": {"module_path": "os", "function": "mkdir", "args": [str(payload.mark)]},
        "protocol": 2, "_skops_version": "0.12.0",
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("schema.json", json.dumps(schema))


def as_path_out_of_the_archive(payload: Payload, path: Path) -> None:
    blank = io.BytesIO()
    np.save(blank, BLANK)
    with zipfile.ZipFile(path, "w") as file:
        for name in (f"../{payload.mark.name}", str(payload.mark)):
            file.writestr(f"{name}.npy", blank.getvalue())


HARMFUL = [
    as_pickle, as_joblib, as_compressed_joblib, as_array_of_objects, as_about, as_bare_array,
    as_skops, as_path_out_of_the_archive,
]  # fmt: skip


@pytest.mark.parametrize("write", HARMFUL, ids=lambda write: write.__name__[3:].replace("_", " "))
def test_a_file_that_would_run_code_is_refused_and_runs_none(tmp_path, write) -> None:
    path, mark = tmp_path / "in" / "page.npz", tmp_path / "mark"
    path.parent.mkdir()
    write(Payload(mark), path)
    with pytest.raises(ModelError, match=r"page\.npz is no model that darnel wrote"):
        Model.load(path)
    table = tmp_path / "t.csv"
    table.write_text("text\nA ferry.\n")
    done = CliRunner().invoke(app, ["score", str(table), "--model", str(path)])
    assert done.exit_code == 2
    assert f"{path} is no model that darnel wrote" in done.stderr
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["in", "page.npz", "t.csv"]


def test_the_payload_of_these_tests_is_live(tmp_path) -> None:
    """Without this, the test above would pass for a payload that does nothing."""
    path, mark = tmp_path / "x", tmp_path / "mark"
    as_pickle(Payload(mark), path)
    pickle.loads(path.read_bytes())
    assert mark.is_dir()


def test_an_archive_that_unpacks_to_more_than_any_model_is_refused_before_it_does(
    tmp_path, monkeypatch
) -> None:
    assert MOST_BYTES < 2**29  # enough for the package's own, and for any machine
    monkeypatch.setattr(stored, "MOST_BYTES", 2**24)
    path = tmp_path / "page.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open("bias.npy", "w") as entry:
            np.lib.format.write_array_header_1_0(
                entry, {"descr": "<f8", "fortran_order": False, "shape": (2**21,)}
            )
            for _ in range(17):
                entry.write(bytes(2**20))
        file.writestr("about.npy", b"")
    assert path.stat().st_size < 2**16
    with pytest.raises(ArtifactError, match=r"it unpacks to 17,8\d\d,\d\d\d bytes"):
        load_stored(path)


def test_an_array_that_says_it_is_larger_than_it_is_is_refused(tmp_path) -> None:
    path, entry = tmp_path / "page.npz", io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (10**15,)}
    np.lib.format.write_array_header_1_0(entry, header)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("bias.npy", entry.getvalue())
        about = io.BytesIO()
        np.save(about, np.array("{}"))
        file.writestr("about.npy", about.getvalue())
    with pytest.raises(ArtifactError, match="is no model that darnel wrote"):
        load_stored(path)


def test_a_description_nested_without_end_is_refused(tmp_path) -> None:
    path = tmp_path / "page.npz"
    np.savez(path, about=np.array("[" * 200_000))
    with pytest.raises(ArtifactError, match="is no model that darnel wrote"):
        load_stored(path)


@pytest.mark.parametrize("harm", ["cut", "bytes", "stretch"])
def test_whatever_happens_to_its_bytes_a_model_is_refused_or_says_what_it_said(
    tmp_path, harm
) -> None:
    path, dice = tmp_path / "page.npz", Random(harm)
    good = Model.load(FOLDER / "page.npz")
    reference = np.asarray(load_stored(FOLDER / "page.npz")["reference"])
    for _ in range(8):
        data = bytearray(GOOD)
        at = dice.randrange(len(data))
        if harm == "cut":
            del data[at:]
        elif harm == "bytes":
            for _ in range(dice.choice([1, 5, 50])):
                data[dice.randrange(len(data))] = dice.randrange(256)
        else:
            data[at : at + 500] = dice.randbytes(500)
        path.write_bytes(data)
        with suppress(ModelError):
            said = Model.load(path).judge(reference).quality
            assert np.array_equal(said, good.judge(reference).quality)


WRONG = [None, "x", [], 1e308, np.zeros((2, 2))]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_model_with_one_wrong_part_is_refused_with_the_file(tmp_path, wrong) -> None:
    path, good = tmp_path / "page.npz", load_stored(FOLDER / "page.npz")
    for part in ("columns", "bands", "bias", "slope", "offset", "ordinary", "reference", "expected",
                 "edges", "values"):  # fmt: skip
        save_stored(path, good | {part: wrong})
        with pytest.raises(ModelError, match=r"page\.npz (is no|does not)"):
            Model.load(path)


def test_columns_that_do_not_fit_the_shapes_are_refused(tmp_path) -> None:
    path, good = tmp_path / "page.npz", load_stored(FOLDER / "page.npz")
    for columns in (good["columns"][:-1], [*good["columns"], "new.one"], good["columns"][:1] * 42):
        save_stored(path, good | {"columns": columns})
        with pytest.raises(ModelError, match="parts do not fit"):
            Model.load(path)


def test_an_object_is_never_written(tmp_path) -> None:
    with pytest.raises(ValueError, match="bias holds objects"):
        save_stored(tmp_path / "page.npz", {"bias": np.array([object()], object)})


def test_an_installation_with_half_a_file_says_to_reinstall(tmp_path, monkeypatch, prose) -> None:
    """`vectors.npz` is read at the first article, when rows are at stake already."""
    half = tmp_path / "vectors.npz"
    half.write_bytes((FOLDER / "vectors.npz").read_bytes()[:9_000])
    monkeypatch.setattr(artifacts, "FOLDER", tmp_path)
    artifacts.arrays.cache_clear()
    try:
        with pytest.raises(ArtifactError, match=r"vectors\.npz is missing or damaged: reinstall"):
            artifacts.arrays("vectors")
    finally:
        artifacts.arrays.cache_clear()
