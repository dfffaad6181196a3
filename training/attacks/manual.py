"""The manual's table of attacks: one line an attack, those of a kind together."""

from __future__ import annotations

from typing import Any

MARK = "attacks"

GROUPS = {
    "letters": "look-alike, wide and mathematical letters",
    "invisible": "characters that do not show, odd blanks",
    "padding": "150 honest words",
    "splices": "a passage split, mixed in, bridged, given the host's names",
    "headlines": "the repeated headline",
    "wording": "template lines in other words, scattered",
    "quotes": "other quotation marks",
    "markup": "words hidden by the HTML, or hidden from whoever reads it",
}  # fmt: skip

HEADER = (
    "| attack | pages | recall at 1 %: before, after | points lost (95 %) | may lose | blocked: before, after |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: |"
)


def table(attacks: dict[str, dict[str, Any]]) -> str:
    """Set out every attack, the costliest of a kind first."""
    rows = [HEADER]
    for group, what in GROUPS.items():
        mine = {name: a for name, a in attacks.items() if a["group"] == group}
        if mine:
            rows.append(f"| **{what}** | | | | | |")
        rows += [_row(name, mine[name]) for name in sorted(mine, key=lambda n: -mine[n]["lost"])]
    return "\n".join(rows)


def _row(name: str, found: dict[str, Any]) -> str:
    lost = f"{found['lost']:.1f} ({found['lost_low']:.1f} to {found['lost_high']:.1f})"
    target = "-" if found["target"] is None else f"{found['target']:g}"
    return (
        f"| {name.replace('<', '&lt;')} | {found['pages']} | {found['recall_before']:.3f}, {found['recall_after']:.3f}"
        f" | {lost} | {target} | {found['block_before']:.1%}, {found['block_after']:.1%} |"
    )
