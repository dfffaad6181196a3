"""The README's table of attacks: one line a group, its worst attack in figures."""

from __future__ import annotations

from typing import Any

MARK = "attacks"

GROUPS = {
    "letters": "look-alike, wide and mathematical letters, also in ASCII",
    "invisible": "zero-width characters, bidi controls, soft hyphens, selectors, tags, odd blanks",
    "padding": "150 honest words before, after, between, within what was planted",
    "splices": "a passage split, mixed in, bridged, given the host's names",
    "headlines": "the repeated headline: case, marks, cut short, site, order, a word",
    "wording": "template lines in other words, scattered",
    "quotes": "curly, straight, other quotation marks",
    "markup": "words hidden by the HTML, or hidden from whoever reads it",
}  # fmt: skip

HEADER = (
    "| attacks (how many) | costliest | recall at 1 %: before, after | points lost (95 %) | of those with a target, nearest to it or over: lost of allowed |\n"
    "| --- | --- | ---: | ---: | ---: |"
)


def table(attacks: dict[str, dict[str, Any]]) -> str:
    """Set out the costliest attack of each group, and the costliest of those with a target."""
    rows = [HEADER]
    for group, what in GROUPS.items():
        mine = {name: a for name, a in attacks.items() if a["group"] == group}
        if not mine:
            continue
        name = max(mine, key=lambda n: mine[n]["lost"])
        worst = mine[name]
        aimed = [a for a in mine.values() if a["target"] is not None]
        most = max(aimed, key=lambda a: a["lost"] - a["target"], default=None)
        held = "-" if most is None else f"{most['lost']:.1f} of {most['target']:g}"
        lost = f"{worst['lost']:.1f} ({worst['lost_low']:.1f} to {worst['lost_high']:.1f})"
        rows.append(
            f"| {what} ({len(mine)}) | {name} | {worst['recall_before']:.3f}, "
            f"{worst['recall_after']:.3f} | {lost} | {held} |"
        )
    return "\n".join(rows)
