from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import coop


def test_an_item_is_as_the_contract_has_it(article, judged, hand_written) -> None:
    item = coop.to_item(article, judged, "article", "https://queue.example/cases/1")
    assert coop.to_body([item]) == hand_written("coop_item")


def test_an_article_that_was_not_judged_has_no_score(article, abstained, failed) -> None:
    for assessment in (abstained, failed):
        data = coop.to_item(article, assessment, "article")["data"]
        assert "darnel_quality" not in data
        assert "darnel_probability" not in data
        assert data["darnel_reason"]
        assert coop.to_signal(assessment) is None


def test_the_signal_counts_up_to_harm_and_quotes_the_strongest(judged) -> None:
    assert coop.to_signal(judged) == {
        "outputType": {"scalarType": "NUMBER"},
        "score": 0.87,
        "matchedValue": "Albion won 2-0.",
    }


def test_a_callback_is_a_decision(hand_written) -> None:
    body = hand_written("coop_callback")
    decision = coop.from_callback(body, {"demote": "content_farm"})
    assert (decision.item, decision.verdict) == ("a-1", "content_farm")
    assert (decision.reviewer, decision.policies) == ("ines@team.example", ("p-farm",))
    assert decision.reason == "Assembled from two stories."
    assert not decision.automated
    again = coop.from_callback(dict(reversed(body.items())), {"demote": "content_farm"})
    assert again.id == decision.id
    assert coop.from_callback({**body, "actorNote": ""}, {"demote": "unsure"}).id != decision.id


@pytest.mark.parametrize("rules", [[{"id": "r-1", "name": "Farms"}], []], ids=["a rule", "strikes"])
def test_what_acted_alone_is_told_from_a_reviewer(hand_written, rules) -> None:
    body = {**hand_written("coop_callback"), "actorEmail": None, "rules": rules}
    assert coop.from_callback(body, {"demote": "content_farm"}).automated


def test_an_action_may_say_itself_what_it_means(hand_written) -> None:
    body = {**hand_written("coop_callback"), "custom": {"verdict": "credible"}}
    assert coop.from_callback(body, {}).verdict == "credible"
    assert coop.from_callback(body, {"demote": "content_farm"}).verdict == "content_farm"
    with pytest.raises(InputError, match="'yes', which is no verdict"):
        coop.from_callback({**body, "custom": {"verdict": "yes"}}, {})


def test_a_message_is_an_action_or_the_end_of_an_appeal(hand_written) -> None:
    appeal = {"appealId": "ap-1", "item": {"id": "a-1"}, "appealDecision": "ACCEPT"}
    assert coop.from_message(appeal, {}).verdict == "credible"
    action = coop.from_message(hand_written("coop_callback"), {"demote": "content_farm"})
    assert action.verdict == "content_farm"


def test_an_accepted_appeal_turns_the_verdict() -> None:
    body = {"appealId": "ap-1", "item": {"id": "a-1"}, "appealDecision": "ACCEPT", "custom": {}}
    assert coop.from_appeal(body, "content_farm").verdict == "credible"
    stands = coop.from_appeal({**body, "appealDecision": "REJECT"}, "content_farm")
    assert (stands.verdict, stands.id, stands.item) == ("content_farm", "appeal:ap-1", "a-1")


@pytest.mark.parametrize("body", [
    None, {}, {"action": {"id": "demote"}}, {"action": "demote", "item": {"id": "a-1"}},
    {"action": {"id": "other"}, "item": {"id": "a-1"}},
])  # fmt: skip
def test_what_is_no_callback_is_refused(body) -> None:
    with pytest.raises(InputError):
        coop.from_callback(body, {"demote": "content_farm"})


@pytest.mark.parametrize("end", ["", None, "accept"])
def test_an_appeal_without_an_end_is_refused(end) -> None:
    with pytest.raises(InputError, match="appealDecision"):
        coop.from_appeal({"appealId": "1", "item": {"id": "a"}, "appealDecision": end}, "unsure")
