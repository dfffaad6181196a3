"""Files of the operator's: settings, models and corpora, which may be damaged or somebody else's."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from typing import Any
from zlib import crc32

import numpy as np

from darnel.article import Article
from darnel.artifacts import FOLDER
from darnel.corpus import Corpus, corpus_of, evidence_of
from darnel.corpus.store import COLUMNS, END, MAGIC, VERSION, Writer
from darnel.doors.service.settings import Settings
from darnel.doors.service.written import read_settings
from darnel.errors import InputError
from darnel.model import Model, ModelError
from darnel.stored import ABOUT, load_stored
from training.fuzz import Oracle, Target
from training.fuzz.drawing import Draw
from training.fuzz.tables import scratch

RAN: list[str] = []
"""What a pickle in a model file would have done."""


def _settings() -> Oracle:
    path = scratch(".toml")

    def one(data: bytes) -> None:
        path.write_bytes(data)
        try:
            found = read_settings(path, Settings())
        except InputError as error:
            assert str(path.parent) in str(error), error
        else:
            assert found.desk.lease.total_seconds() > 0

    return one


_TOML = """[review]
blind = "always"
policies = [{id = "assembled", name = "assembled from unrelated parts"}]
break_after = 3
hours = 8.0
[queue]
due_hours = 48.0
two_reviews = ["block"]
sampling = {audit = 0.05}
[inbound]
senders = "senders.txt"
coop_actions = {remove = "content_farm"}
[webhooks]
networks = ["10.1.0.0/16"]
"""


def _seeds_of_settings() -> list[bytes]:
    lines = _TOML.splitlines(keepends=True)
    return [_TOML.encode(), *("".join(lines[:at]).encode() for at in range(1, len(lines)))]


class _Bomb:
    """What runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return RAN.append, ("a pickle was run",)


def _small_model() -> dict[str, Any]:
    """A model of two features, whole: it reproduces its scores."""
    whole = load_stored(FOLDER / "page.npz")
    members = len(whole["bias"])
    small = {
        "name": "small", "version": "1", "columns": ["disguise.score", "clickbait.score"],
        "bands": whole["bands"], "prevalence": 0.1, "spread": 1.0, "slope": whole["slope"],
        "offset": whole["offset"], "bias": whole["bias"], "ordinary": np.zeros(2),
        "edges": [np.array([0.5])] * 2, "values": [np.zeros((2, members)), np.ones((2, members))],
        "reference": np.array([[0.0, 1.0], [1.0, 0.0]]),
    }  # fmt: skip
    return small | {"expected": Model(small, "").judge(small["reference"]).quality}


def _written(stored: dict[str, Any], *, packed: bool, pickled: bool = False) -> bytes:
    """Write a model as `darnel.stored` does, but whatever it holds."""
    about: dict[str, Any] = {}
    arrays: dict[str, Any] = {}
    for name, value in stored.items():
        if isinstance(value, np.ndarray):
            arrays[name] = value
        elif isinstance(value, list) and value and isinstance(value[0], np.ndarray):
            arrays |= {f"{name}/{place}": part for place, part in enumerate(value)}
        else:
            about[name] = value
    sink = io.BytesIO()
    write = np.savez_compressed if packed else np.savez
    write(sink, allow_pickle=pickled, **{ABOUT: np.array(json.dumps(about))}, **arrays)
    return sink.getvalue()


_ODD: tuple[Any, ...] = (
    None, [], "x", -1, 2.5, np.zeros(0), np.zeros((3, 3)), np.array([np.nan]), np.array(["a"]), np.array(1.0),
    np.zeros(1, "i1"), np.array([True]), {}, [np.zeros(1)], [1, 2], np.full(2, np.inf), np.zeros((1, 2, 3)),
)  # fmt: skip


def _model() -> Oracle:
    path = scratch(".npz")
    small = _small_model()
    names = list(small)

    def one(data: bytes) -> None:
        draw = Draw(data)
        if draw.byte() % 2:
            changed = {
                **small,
                draw.pick(names): draw.pick(_ODD),
                draw.pick(names): draw.pick(_ODD),
            }
            path.write_bytes(_written(changed, packed=False))
        else:
            path.write_bytes(draw.rest())
        try:
            model = Model.load(path)
        except ModelError as error:
            assert str(path) in str(error)
        else:
            quality = model.judge(np.zeros((3, len(model.columns)))).quality
            assert ((quality >= 0) & (quality <= 1)).all()
        assert not RAN

    return one


def _seeds_of_models() -> list[bytes]:
    small = _small_model()
    bomb = np.empty(1, object)
    bomb[0] = _Bomb()
    members = len(small["bias"])
    small = {name: value[:2] if isinstance(value, np.ndarray) and len(value) == members else value
             for name, value in small.items()}  # fmt: skip
    whole = [_written(small, packed=packed) for packed in (True, False)]
    evil = _written({"name": "evil", "bias": bomb}, packed=False, pickled=True)
    pairs = [
        bytes([1, at, odd % 256, 0, 5]) for at in range(len(small)) for odd in range(len(_ODD))
    ]
    return [*(b"\x00" + data for data in (*whole, evil, b"PK\x03\x04")), *pairs]


def _corpus() -> Oracle:
    path = scratch(".corpus")
    articles = [
        Article("The ferry is late, the harbour board said on Tuesday in the old town hall. " * 6, "Ferry is late",
                "a", source="a.example", published="2024-05-14"),
        Article("The ferry is late, the harbour board said on Tuesday in the old town hall. " * 5, "Ferry is late again",
                "b", source="b.example", published="2024-05-15"),
    ]  # fmt: skip
    whole = _corpus_file(path, articles)
    body = whole[: whole.rindex(b'{"arrays"')]
    table = json.loads(whole[len(body) : -16])

    def one(data: bytes) -> None:
        draw = Draw(data)
        path.write_bytes(_spoilt(draw, whole, body, table))
        try:
            corpus = Corpus.load(path)
            found = evidence_of(corpus, articles)
            corpus.summary()
        except InputError as error:
            assert str(path) in str(error) or "corpus" in str(error), error
        else:
            assert all(0 <= known.elsewhere.copied_share <= 1 for known in found)

    return one


def _corpus_file(path: Any, articles: list[Article]) -> bytes:  # noqa: ANN401 (a path)
    writer = Writer(path)
    for name, values in corpus_of(articles).arrays.items():
        writer.put(name, np.asarray(values))
    writer.close()
    found: bytes = path.read_bytes()
    return found


def _spoilt(draw: Draw, whole: bytes, body: bytes, table: dict[str, Any]) -> bytes:
    """Give a corpus file with bytes changed, or another table of contents, its checksum right."""
    way = draw.byte() % 3
    if way == 0:
        return draw.rest()
    if way == 1:
        spoilt = bytearray(whole)
        for _ in range(1 + draw.byte() % 8):
            at = (draw.byte() * 256 + draw.byte()) % len(spoilt)
            spoilt[at] = draw.byte()
        return bytes(spoilt)
    arrays = {**table["arrays"]}
    for _ in range(1 + draw.byte() % 3):
        dtype, at, count = table["arrays"][name := draw.pick(list(COLUMNS))]
        numbers = (at, count, -1, 0, 1, 2**40, 2**63, 1.5, "x", None, count - 1, count + 1, at + 1)
        arrays[name] = [
            draw.pick((dtype, dtype, dtype, "O", "<u1", "<f8", "V0", 7)), draw.pick(numbers), draw.pick(numbers),
        ]  # fmt: skip
    if draw.byte() % 4 == 1:
        arrays["more"] = [draw.pick(("O", "<u8", "V16", "x")), 0, draw.pick((0, 1, -1, 2**40))]
    said = json.dumps({"version": VERSION, "arrays": arrays}).encode()
    return body + said + struct.pack("<QI4s", len(said), crc32(said), END)


def _seeds_of_corpora() -> list[bytes]:
    flips = [bytes([1, 0, at // 256, at % 256, at % 251]) for at in range(0, 3000, 60)]
    tables = [bytes([2, 0, name, kind, at, count]) for name in range(len(COLUMNS))
              for kind, at, count in ((0, 0, 3), (0, 2, 1), (3, 0, 1), (0, 0, 2), (0, 5, 6))]  # fmt: skip
    return [b"\x00", b"\x00" + MAGIC, *flips, *tables]


TARGETS = {
    target.name: target
    for target in (
        Target("settings", "the settings file (TOML)", _settings, _seeds_of_settings,
               tuple(word.encode() for word in set(_TOML.split()))),
        Target("model", "model files", _model, _seeds_of_models, (b"PK\x03\x04", b"\x93NUMPY", b"'descr'", b"'|O'")),
        Target("corpus", "corpus files", _corpus, _seeds_of_corpora),
    )
}  # fmt: skip
