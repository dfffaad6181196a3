from __future__ import annotations

from darnel.queue.adapters.label_studio_spans import span_verdicts


def region(start, end, text, label="spliced_content", id="f_1"):
    value = {"start": start, "end": end, "text": text, "labels": [label]}
    return {"id": id, "from_name": "evidence", "to_name": "text", "type": "labels", "value": value}


def test_a_quote_is_found_again_in_a_text_that_moved() -> None:
    spans, lost = span_verdicts([], [region(0, 6, "Albion")], {"text": "Ferry. Albion."})
    assert (spans[0].start, spans[0].end, lost) == (7, 13, 0)


def test_a_newline_that_the_editor_rewrote_is_the_same() -> None:
    text = "one\r\ntwo"
    spans, lost = span_verdicts([], [region(0, 8, "one\\ntwo")], {"text": text})
    assert (spans[0].start, spans[0].end, lost) == (0, 8, 0)


def test_without_the_text_places_are_taken_as_they_are() -> None:
    spans, lost = span_verdicts([], [region(5, 11, "Albion")], {})
    assert (spans[0].start, lost) == (5, 0)


def test_another_label_on_the_same_place_is_an_adjustment() -> None:
    shown = [region(0, 6, "Albion")]
    spans, _ = span_verdicts(shown, [region(0, 6, "Albion", "repetition")], {"text": "Albion"})
    assert [(span.word, span.signal) for span in spans] == [("adjusted", "repetition")]


def test_other_kinds_of_regions_are_passed_by() -> None:
    other = {**region(0, 1, "A"), "type": "relation"}
    assert span_verdicts([], [other, {"type": "labels"}], {"text": "A"}) == ((), 0)
