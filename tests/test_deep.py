"""The deep tier reads doubtful pages and no others, and says how it is installed."""

from __future__ import annotations

import numpy as np
import pytest

from darnel import deep
from darnel.article import Article
from darnel.errors import InputError
from darnel.passages import LIKENESSES
from darnel.scorer import Scorer
from darnel.signals import load_signals
from darnel.text import parse

STORY = "\n\n".join(
    f"The harbour board met on {day} to hear why the ferry is late, and its engineers said that the "
    f"gearbox had failed test number {number} in the yard where it was built last spring."
    for number, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"))
)  # fmt: skip


class Reader:
    """Stands in for the transformer: a vector a text, the same for the same text; counts what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts) -> np.ndarray:
        self.read += texts
        rows = [np.random.default_rng(len(text)).normal(size=8) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32)


class Sure:
    """Stands in for the deep stage: sure that every passage is foreign."""

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        return np.tile([0.01, 0.99], (len(X), 1))


@pytest.fixture
def reader(monkeypatch) -> Reader:
    found = Reader()
    monkeypatch.setattr(deep, "encoded", found)
    monkeypatch.setattr(deep, "detector", lambda *_: Sure())
    return found


def test_without_the_extra_the_error_says_what_to_install(monkeypatch) -> None:
    deep._transformer.cache_clear()
    monkeypatch.setattr(deep, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'darnel\[deep\]'"):
        Scorer.load(deep=True)


def test_every_block_and_title_is_read_and_measured(reader: Reader) -> None:
    pages = parse([Article(text=STORY, title="Ferry late"), Article(text=STORY)])
    passages, X = deep.with_likenesses(pages)
    assert X.shape == (len(passages.page), len(deep.COLUMNS))
    assert reader.read.count("Ferry late") == 1
    assert all(block in reader.read for block in STORY.split("\n\n"))
    title = X[:, deep.COLUMNS.index("deep_title")]
    assert np.isnan(title[passages.page == 1]).all()
    assert not np.isnan(title[passages.page == 0]).any()
    assert set(deep.COLUMNS[-len(LIKENESSES) :]) == {f"deep_{name}" for name in LIKENESSES}


def test_what_is_read_again_is_what_the_signal_says(reader: Reader) -> None:
    signal = next(s for s in load_signals() if s.name == "spliced_content")
    pages = parse([Article(text=STORY, title="Ferry late")])
    deep.read_again(pages)
    assert signal.measure(pages).features["score"][0] == pytest.approx(0.99)


@pytest.mark.parametrize(
    ("doubtful", "read"),
    [((0.0, 1.0), True), ((2.0, 3.0), False)],
    ids=["in doubt", "not in doubt"],
)
def test_only_doubtful_pages_are_read_again(reader: Reader, monkeypatch, doubtful, read) -> None:
    monkeypatch.setattr(deep, "DOUBTFUL", doubtful)
    monkeypatch.setattr(deep, "check", lambda: None)
    article = Article(text=STORY, title="Ferry late")
    told = Scorer.load(deep=True).assess([article])[0]
    plain = Scorer.load().assess([article])[0]
    assert bool(reader.read) is read
    assert (told.signals["spliced_content.score"] == pytest.approx(0.99)) is read
    if not read:
        assert told == plain
