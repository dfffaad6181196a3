"""Lines that name the source of the paragraph beside them, and honest lines that resemble them."""

from __future__ import annotations

import pytest
from signals.prose import STORY

from darnel.article import Article
from darnel.credits import labelled
from darnel.text import parse

PARAGRAPHS = STORY[3:7]
PAPERS = ("Harbourpost", "Quayside", "Harbourpost", "Islander")


def count(*blocks: str) -> tuple[float, list[str]]:
    article = Article(text="\n\n".join(blocks))
    pages = parse([article])
    counted, labels = labelled(pages)
    spans = pages.body.blocks
    return float(counted[0]), [article.text[spans.start[b] : spans.end[b]] for b in labels]


def beside(form: str, names: tuple[str, ...] = PAPERS, *, below: bool = True) -> list[str]:
    lines = [form.format(name) for name in names]
    pairs = zip(PARAGRAPHS, lines, strict=True) if below else zip(lines, PARAGRAPHS, strict=True)
    return [block for pair in pairs for block in pair]


@pytest.mark.parametrize(
    "form",
    ["({})", "[{}]", "– {}", "Source: {}", "Via {}", "{}.example", "– The {} Gazette", "From {}:", "{} reports:"],
)  # fmt: skip
def test_paragraphs_that_each_have_a_source_beside_them_are_counted(form: str) -> None:
    for below in (True, False):
        counted, labels = count(*beside(form, below=below))
        assert counted == len(PARAGRAPHS)
        assert labels
        assert all(any(name in label for name in PAPERS) for label in labels)


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param(beside("({})", ("AP", "Reuters", "AP", "Associated Press")), id="agencies under briefs"),
        pytest.param(beside("— {}", ("Maren Oss", "Ines Valdo", "Peter Hale", "Anne Rowe")), id="who signs"),
        pytest.param(beside("{}, Harwich", ("— Oss", "— Valdo", "— Hale", "— Rowe")), id="letters"),
        pytest.param(beside("{}:", ("OSS", "VALDO", "OSS", "VALDO"), below=False), id="speakers"),
        pytest.param(beside("{}", ("9:15", "10:02", "10:40", "11:05"), below=False), id="times"),
        pytest.param(beside("{}", ("8.35pm", "8.12pm", "7.50", "7.33pm"), below=False), id="times with a full stop"),
        pytest.param(beside("({}/Agency Photo)"), id="pictures and their credits"),
        pytest.param(beside("({})", ("BEGIN CLIP", "END CLIP", "BEGIN CLIP", "END CLIP")), id="cues"),
        pytest.param(beside("– {}", ("Harbourpost",) * 4), id="one source"),
        pytest.param(beside("({})")[:4], id="two paragraphs"),
        pytest.param([*STORY, *STORY, *beside("({})")], id="a few in a long article"),
        pytest.param(
            [line for name, said in zip(PAPERS, PARAGRAPHS, strict=True) for line in (f"From {name}:", said, *STORY[:2])],
            id="several paragraphs of each paper",
        ),
        pytest.param(list(STORY), id="a story"),
    ],
)  # fmt: skip
def test_honest_lines_between_paragraphs_are_no_labels_of_sources(blocks: list[str]) -> None:
    assert count(*blocks) == (0, [])


def test_an_empty_batch_and_an_empty_page_have_none() -> None:
    assert count("")[0] == 0
    assert len(labelled(parse([]))[0]) == 0
