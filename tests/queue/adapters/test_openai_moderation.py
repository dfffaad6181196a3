from __future__ import annotations

from dataclasses import replace

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import openai_moderation


def test_an_answer_is_as_the_contract_has_it(judged, hand_written) -> None:
    assert openai_moderation.to_answer([judged], "modr-1") == hand_written("openai_answer")


def test_only_the_band_block_is_flagged(judged) -> None:
    answer = openai_moderation.to_answer([replace(judged, band="block")], "modr-1")
    assert answer["results"][0]["flagged"]


def test_an_article_that_was_not_judged_is_not_flagged_and_says_why(abstained, failed) -> None:
    for result in openai_moderation.to_answer([abstained, failed], "modr-1")["results"]:
        assert not result["flagged"]
        assert result["darnel"]


def test_texts_lists_and_parts_come_in() -> None:
    assert [a.text for a in openai_moderation.from_request({"input": "one"})] == ["one"]
    parts = {"input": ["one", {"type": "text", "text": "two"}]}
    assert [a.text for a in openai_moderation.from_request(parts)] == ["one", "two"]


@pytest.mark.parametrize("given", [None, [], 3, [3], [{"type": "image_url"}], ["x"] * 257])
def test_what_is_no_request_is_refused(given) -> None:
    with pytest.raises(InputError):
        openai_moderation.from_request({"input": given})
