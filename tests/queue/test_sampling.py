"""Who is chosen, with what probability, and in which order it is given out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from casework import LOOKED_AT, START, an_assessment

from darnel.errors import InputError
from darnel.queue.priority import priority
from darnel.queue.sampling import Choice, Sampler

SAMPLER = Sampler()


@pytest.mark.parametrize(
    ("band", "quality", "new", "rate", "why"),
    [
        ("review", 0.3, False, 1.0, {"threshold"}),
        ("clear", 0.52, False, 0.5, {"near_threshold"}),
        ("block", 0.08, False, 0.5, {"near_threshold"}),
        ("clear", 0.9, True, 0.1, {"new_source"}),
        ("clear", 0.9, False, 0.02, {"audit"}),
        ("block", 0.01, False, 0.02, {"audit"}),
    ],
)
def test_each_kind_is_chosen_as_often_as_it_says(band, quality, new, rate, why) -> None:
    assessment = an_assessment(band, quality)
    got = [SAMPLER.choose(assessment, str(n), new_source=new) for n in range(20_000)]
    chosen = [choice for choice in got if choice]
    assert len(chosen) / len(got) == pytest.approx(rate, abs=0.01)
    assert {choice.why for choice in chosen} == why
    assert {choice.probability for choice in chosen} == {rate}
    assert sum(choice.weight for choice in chosen) == pytest.approx(len(got), rel=0.1)


def test_one_article_is_answered_alike_and_another_salt_draws_again() -> None:
    keys = [str(n) for n in range(100)]
    draws = [SAMPLER.draw(key) for key in keys]
    assert draws == [Sampler().draw(key) for key in keys]
    assert draws != [Sampler(salt="2").draw(key) for key in keys]
    assert all(0 <= draw < 1 for draw in draws)


def test_a_rate_is_a_probability() -> None:
    with pytest.raises(InputError, match="audit must be in"):
        Sampler(audit=2)


def _rank(quality=0.5, choice=LOOKED_AT, hours=0, **more) -> float:
    asked = {"readers": 0, "ahead": 0, "opened_at": START + timedelta(hours=hours)} | more
    return priority(an_assessment("review", quality), choice, **asked).rank


def test_worse_quality_more_readers_and_longer_waiting_go_first() -> None:
    assert _rank(0.2) > _rank(0.4)
    assert _rank(readers=1000) > _rank(readers=10) > _rank()
    assert _rank(hours=-1) > _rank()
    assert _rank(choice=Choice("report", 1.0)) > _rank(0.2)


def test_nothing_starves() -> None:
    assert _rank(1.0, hours=-25) > _rank(0.0, hours=0)


def test_a_source_that_floods_waits_behind_the_others() -> None:
    assert _rank(0.3, ahead=100) < _rank(0.7)
    assert _rank(ahead=1) - _rank(ahead=3) == pytest.approx(0.25)


def test_the_place_of_what_is_audited_does_not_tell_its_quality() -> None:
    audit = Choice("audit", 0.02)
    assert _rank(0.01, audit) == _rank(0.99, audit)


def test_the_reason_of_the_order_is_said() -> None:
    place = priority(an_assessment(quality=0.3), LOOKED_AT, readers=10**6, ahead=3, opened_at=START)
    assert place.reason() == (
        "urgency 0.70, +0.25 for its readers, -0.50 for other waiting cases of its source,"
        " ageing since 2026-03-01 09:00."
    )
