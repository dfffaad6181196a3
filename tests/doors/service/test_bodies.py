"""Bodies whose JSON is dear to read, and those that only look so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darnel.doors.service import bodies
from darnel.doors.service.bodies import json_of
from darnel.doors.service.problems import Problem


@pytest.mark.parametrize("data", [
    pytest.param(b"[" + b"[]," * 12 + b"0]", id="lists"),
    pytest.param(b"[" + b"{}," * 12 + b"0]", id="objects"),
    pytest.param(b"[" + b"0," * 12 + b"0]", id="numbers"),
    pytest.param(b"[" + b'"",' * 12 + b'""]', id="texts"),
    pytest.param(b'{"a":[' + b"[" * 12 + b"]" * 12 + b"]}", id="nested"),
    pytest.param(b'{"a\\"": [' + b"0," * 12 + b"0]}", id="behind an escaped quote"),
    pytest.param(b"[[[[[[[[[[[[[[", id="begun alone"),
])  # fmt: skip
def test_too_many_values_are_refused_before_they_are_read(monkeypatch, data) -> None:
    monkeypatch.setattr(bodies, "MOST_PARTS", 10)
    with pytest.raises(Problem, match="more than 10 values"):
        json_of(data)
    monkeypatch.setattr(bodies, "MOST_PARTS", 100)
    if data.endswith((b"]", b"}")):
        assert json_of(data) == json.loads(data)


def test_commas_and_brackets_of_a_text_are_no_values(monkeypatch) -> None:
    monkeypatch.setattr(bodies, "MOST_PARTS", 10)
    article = {
        "text": 'The "board", met: [1], {2}, ' * 50,
        "title": "\\,[{\\\\",
        "id": "🚢,[\ud800",
    }
    assert json_of(json.dumps(article).encode()) == article


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=4), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(JSON, st.booleans())
@settings(deadline=None)
def test_every_list_object_and_comma_is_counted(said, plain) -> None:
    def parts(one: object) -> int:
        inner = (
            list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else None
        )
        return 0 if inner is None else 1 + max(0, len(inner) - 1) + sum(map(parts, inner))

    data = json.dumps(said, ensure_ascii=plain).encode("utf-8", "surrogatepass")
    assert bodies._parts(bodies._TEXT.sub(b"", data)) == parts(said)


def test_quotes_behind_backslashes_do_not_hold_the_service_up(monkeypatch) -> None:
    """Each was looked at from every place before it: 8,000 took a second and a half, a million hours."""
    monkeypatch.setattr(bodies, "MOST_PARTS", 1000)
    with pytest.raises(Problem, match="is not JSON"):
        bodies.json_of(b'"' + b',\\"' * 100_000 + b"\\")
