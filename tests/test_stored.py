"""Model files come back as they went in; what is none is refused with a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from darnel.stored import ArtifactError, load_stored, save_stored

STORED = {
    "name": "darnel", "bands": {"review": 0.3}, "columns": ["a.b", "c.d"], "spread": 1.5, "none": [],
    "bias": np.array([0.1, np.nan]), "edges": [np.arange(3.0), np.zeros(0), np.ones((2, 2))],
}  # fmt: skip


def test_there_and_back_again(tmp_path) -> None:
    save_stored(tmp_path / "model.npz", STORED)
    found = load_stored(tmp_path / "model.npz")
    assert found.keys() == STORED.keys()
    for name, value in STORED.items():
        if name == "edges":
            assert all(np.array_equal(a, b) for a, b in zip(found[name], value, strict=True))
        elif name == "bias":
            assert np.array_equal(found[name], value, equal_nan=True)
        else:
            assert found[name] == value


def test_eleven_arrays_keep_their_order(tmp_path) -> None:
    save_stored(tmp_path / "model.npz", {"edges": [np.array([n]) for n in range(11)]})
    assert [int(a[0]) for a in load_stored(tmp_path / "model.npz")["edges"]] == list(range(11))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x80\x04N."])
def test_what_is_no_model_is_refused(tmp_path, content) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ArtifactError, match="no model that darnel wrote"):
        load_stored(path)


def test_a_cut_file_is_refused(tmp_path) -> None:
    path = tmp_path / "model.npz"
    save_stored(path, STORED)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ArtifactError, match="no model that darnel wrote"):
        load_stored(path)


def test_a_missing_file_says_what_to_do(tmp_path) -> None:
    with pytest.raises(ArtifactError, match="reinstall darnel"):
        load_stored(tmp_path / "none.npz")


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("darnel.stored.MOST_BYTES", 100_000)
    save_stored(tmp_path / "bomb.npz", {"bias": np.zeros(100_000)})
    assert (tmp_path / "bomb.npz").stat().st_size < 10_000
    with pytest.raises(ArtifactError, match="it unpacks to"):
        load_stored(tmp_path / "bomb.npz")


def test_packed_bytes_that_are_altered_are_refused(tmp_path) -> None:
    path = tmp_path / "model.npz"
    save_stored(path, STORED)
    data = bytearray(path.read_bytes())
    for at in range(30, len(data), 7):
        path.write_bytes(bytes([*data[:at], data[at] ^ 0xFF, *data[at + 1 :]]))
        try:
            load_stored(path)
        except ArtifactError as error:
            assert str(path) in str(error)  # noqa: PT017 (either answer is right)
