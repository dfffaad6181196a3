from __future__ import annotations

import pytest

from darnel.errors import InputError
from darnel.queue.adapters import perspective

ASKED = {"CONTENT_FARM": {"scoreType": "PROBABILITY"}}


@pytest.fixture
def request_body(article):
    return {
        "comment": {"text": article.text, "type": "PLAIN_TEXT"},
        "languages": ["en"],
        "requestedAttributes": ASKED,
        "spanAnnotations": True,
        "doNotStore": True,
        "clientToken": "a-1",
    }


def utf16(text: str, begin: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le")


def test_an_answer_is_as_the_contract_has_it(request_body, judged, hand_written) -> None:
    question = perspective.from_request(request_body)
    assert not question.keep
    answer = perspective.to_answer(question, judged)
    assert answer.status == 200
    assert answer.body == hand_written("perspective_answer")


def test_a_client_that_counts_utf16_cuts_our_quote(request_body, article, judged) -> None:
    body = perspective.to_answer(perspective.from_request(request_body), judged).body
    (span,) = body["attributeScores"]["CONTENT_FARM"]["spanScores"]
    assert utf16(article.text, span["begin"], span["end"]) == "Albion won 2-0."


def test_spans_come_only_when_asked_for_and_scores_from_the_threshold_on(
    request_body, judged
) -> None:
    plain = perspective.from_request({**request_body, "spanAnnotations": False})
    assert (
        "spanScores"
        not in perspective.to_answer(plain, judged).body["attributeScores"]["CONTENT_FARM"]
    )
    asked = {"CONTENT_FARM": {"scoreThreshold": 0.9}}
    high = perspective.from_request({**request_body, "requestedAttributes": asked})
    assert perspective.to_answer(high, judged).body["attributeScores"] == {}


def test_an_article_that_was_not_judged_is_an_error_and_no_score(
    request_body, abstained, failed
) -> None:
    question = perspective.from_request(request_body)
    for assessment in (abstained, failed):
        answer = perspective.to_answer(question, assessment)
        assert answer.status == 400
        assert answer.body["error"]["status"] == "INVALID_ARGUMENT"
        assert answer.body["error"]["message"]


def test_a_suggestion_comes_back_in_code_points(article) -> None:
    body = {
        "comment": {"text": article.text},
        "attributeScores": {
            "CONTENT_FARM": {
                "summaryScore": {"value": 1},
                "spanScores": [{"begin": 39, "end": 54, "score": {"value": 1.0}}],
            }
        },
        "communityId": "harbour",
        "clientToken": "a-1",
    }
    decision = perspective.from_suggestion(body)
    assert (decision.item, decision.verdict, decision.policies) == (
        "a-1",
        "content_farm",
        ("harbour",),
    )
    (span,) = decision.spans
    assert (span.start, span.end, span.quote) == (37, 52, "Albion won 2-0.")
    body["attributeScores"]["CONTENT_FARM"]["summaryScore"]["value"] = 0.1
    assert perspective.from_suggestion(body).verdict == "credible"


@pytest.mark.parametrize("change", [
    {"comment": None}, {"comment": {"text": ""}}, {"comment": {"text": 3}}, {"requestedAttributes": {}},
    {"requestedAttributes": {"TOXICITY": {}}}, {"comment": {"text": "x" * 1_000_001}},
    {"requestedAttributes": {"CONTENT_FARM": {"scoreThreshold": 7}}}, {"languages": "en"},
])  # fmt: skip
def test_what_is_no_request_is_refused(request_body, change) -> None:
    with pytest.raises(InputError):
        perspective.from_request({**request_body, **change})


@pytest.mark.parametrize("span", [{}, {"begin": 0, "end": 9_000, "score": {"value": 1}}, 3])
def test_spans_outside_of_the_text_are_refused(article, span) -> None:
    scores = {"CONTENT_FARM": {"summaryScore": {"value": 1}, "spanScores": [span]}}
    with pytest.raises(InputError):
        perspective.from_suggestion({"comment": {"text": article.text}, "attributeScores": scores})
