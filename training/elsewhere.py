"""Real pages far from the news that the model knows: how many are not clear.

The own text of web pages of all kinds, on domains of the `test` split, and news from abroad and of 1987.
Nobody called one of them a farm's, so each that is not `clear` counts as a false alarm. Of the news, other
articles of the same outlets taught which words stand side by side (`training.word_pairs`):

    python -m training.elsewhere --data DIR

Pages whose own text is a table, a menu or a thread are in: what an extractor would leave of them is what
is read here, blocks that are surely content and no others.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from darnel.article import Article
from darnel.scorer import Scorer
from training.genres import shares
from training.word_pairs import abroad, web_pages

KINDS = ("article", "collection", "documentation", "forum", "listing", "product", "service")
"""Kinds of web pages, by WCXB."""

NEWS = {"british": "bbc", "australian": "abc", "of_1987": "reuters"}
"""News from elsewhere, by a word of its publisher's name."""


def report(data: Path) -> dict[str, dict[str, float]]:
    """Score the pages of every group with the model in use."""
    groups = {f"web_{kind}": web_pages(data, held_out=True, kinds=[kind]) for kind in KINDS}
    groups |= {f"news_{name}": abroad(data, ("test",), of) for name, of in NEWS.items()}
    scorer = Scorer.load()
    return {
        name: shares(scorer.assess([Article(text=t.text, title=t.title) for t in texts]))
        for name, texts in groups.items()
    }


HEADER = ("pages", "judged", "not clear", "block")


def rows(found: Mapping[str, Mapping[str, float]]) -> list[tuple[str, ...]]:
    """Write the groups as cells under HEADER."""
    return [
        (
            name.replace("_", " "),
            f"{v['judged']:,.0f}",
            f"{v['not_clear']:.1%}",
            f"{v['block']:.1%}",
        )
        for name, v in found.items()
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    for name, *cells in (HEADER, *rows(report(parser.parse_args().data))):
        print(f"{name:20}", *(f"{cell:>9}" for cell in cells))


if __name__ == "__main__":
    main()
