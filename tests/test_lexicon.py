"""What is known of words is remembered, within bounds, and shows in no answer."""

from __future__ import annotations

from threading import Thread

import numpy as np
import pytest

from darnel import lexicon
from darnel.article import Article
from darnel.lexicon import Lexicon, in_order_of_use, lexicons
from darnel.scorer import Scorer
from darnel.text import parse


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """A memory of one's own, which other tests have not filled."""
    monkeypatch.setattr(lexicon, "_THREAD", lexicon._Thread())


def test_only_what_is_new_is_asked_for() -> None:
    words, asked = Lexicon(), []

    def make(texts):
        asked.extend(texts)
        return np.array([len(text) for text in texts], np.int32)

    words.numbers(["a", "bb"])
    assert words.column("length", make).tolist() == [1, 2]
    words.numbers(["bb", "ccc", "a", "dddd"])
    assert words.column("length", make).tolist() == [1, 2, 3, 4]
    assert words.column("length", make).tolist() == [1, 2, 3, 4]
    assert asked == ["a", "bb", "ccc", "dddd"]


def test_a_function_that_depends_on_more_than_the_text_is_refused() -> None:
    limit = 3
    with pytest.raises(TypeError, match="more than the text"):
        Lexicon().each(lambda text: len(text) > limit, np.bool_)


def test_numbers_are_given_anew_by_first_use() -> None:
    used, place = in_order_of_use(np.array([7, 3, 7, 9, 3], np.int32), 12)
    assert used.tolist() == [7, 3, 9]
    assert place[np.array([7, 3, 7, 9, 3])].tolist() == [0, 1, 0, 2, 1]


def test_the_words_of_a_batch_do_not_depend_on_earlier_batches() -> None:
    article = Article(text="The Ferry is late, the board said.", title="Ferry late again")
    first = parse([article])
    parse([Article(text="late board ferry THE other words Again")])
    later = parse([article])
    assert later.vocabulary.words == first.vocabulary.words
    assert later.vocabulary.lowers == first.vocabulary.lowers
    assert later.body.word.tolist() == first.body.word.tolist()
    assert later.vocabulary.capitalised.tolist() == first.vocabulary.capitalised.tolist()
    assert later.gaps.gaps == first.gaps.gaps


def test_what_is_remembered_is_bounded_and_shows_in_no_answer(monkeypatch, prose) -> None:
    monkeypatch.setattr(lexicon, "MOST_TEXTS", 50)
    scorer, held = Scorer.load(), lexicons()
    (before,) = scorer.assess([Article(text=prose * 3)])
    scorer.assess([Article(text=" ".join(f"word{n}" for n in range(300)))])
    (after,) = scorer.assess([Article(text=prose * 3)])
    assert after.to_json() == before.to_json()
    assert lexicons() is not held


def test_one_endless_gap_is_not_remembered_for_ever(monkeypatch) -> None:
    monkeypatch.setattr(lexicon, "MOST_CHARACTERS", 1000)
    held = lexicons()
    parse([Article(text="one" + " ." * 1000 + " two")])
    assert lexicons() is not held


def test_threads_remember_apart() -> None:
    found = []
    thread = Thread(target=lambda: found.append(lexicons()))
    thread.start()
    thread.join()
    assert found[0] is not lexicons()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("poIicy", "policy"), ("PoIice", "police"), ("Iast", "last"), ("c0mment", "comment"),
        ("0ver", "over"), ("cou1d", "could"), ("lt", "it"), ("Ieader’s", "leader's"),
    ],
)  # fmt: skip
def test_capitals_and_digits_that_pass_for_letters_are_read_as_them(written, read) -> None:
    page = parse([Article(f"They said {written} then.")])
    assert [page.vocabulary.lowers[n] for n in page.vocabulary.lower.tolist()][2] == read


@pytest.mark.parametrize(
    "word",
    ["Ian", "Iowa", "iPhone", "MacIntosh", "10th", "1st", "mp3", "B12", "G20", "AI", "AIDS", "I",
     "llama", "1km", "0", "1am", "1bn", "1m", "Iti"],
)  # fmt: skip
def test_names_and_measures_are_left_as_they_are(word) -> None:
    page = parse([Article(f"They said {word} then.")])
    assert word.lower() in [page.vocabulary.lowers[n] for n in page.vocabulary.lower.tolist()]
