"""Letters that look like others: of other scripts, wide, mathematical, or all at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from darnel.lookalikes import LOOKALIKES
from training.attacks.base import (
    Attack,
    Change,
    Place,
    Prose,
    Rng,
    allowance,
    edited,
    first,
    places,
    swap,
)
from training.simulate import Page

CYRILLIC = dict(zip("aeopcxyijshdqwABEIKMHOPCTXYS", "аеорсхуіјѕһԁԛԝАВЕІКМНОРСТХҮЅ", strict=True))
GREEK = dict(zip("ovpuxikABEZHIKMNOPTYX", "ονρυχικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True))
RARE = dict(
    zip(
        "acgilnosuvwyzhpqABCDEFGHIJKLMNOPRSTUVWXYZ",
        "ɑᴄɡıⅼոօꜱսᴠաүᴢհⲣզꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ",
        strict=True,
    )
)
WIDE = {chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F) if chr(c).isalpha()}
MATHEMATICAL = {chr(0x61 + i): chr(0x1D41A + i) + chr(0x1D5BA + i) for i in range(26)}
SIMILAR = {"l": "I", "O": "0", "o": "0", "I": "l"}
"""What a reader takes for the letter in many typefaces, all in ASCII."""


def _all() -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for other, latin in LOOKALIKES.items():
        found[latin] += other
    return {latin: others for latin, others in found.items() if latin.isalpha()}


def whole_words(page: Page, rng: Rng, _prose: Prose) -> Page:
    """Whole words in letters of other scripts, with no Latin letter left to give them away."""
    lines = {-1: page.title, **dict(enumerate(page.blocks))}
    table, left = (
        CYRILLIC | GREEK | {"l": "ӏ", "n": "ո", "g": "ց", "b": "Ꮟ", "f": "ք"},
        allowance(page),
    )
    edits: dict[Place, str] = {}
    for block, at in places(page, first, rng, aimed=True, most=allowance(page)):
        line, end = lines[block], at
        while end < len(line) and line[end].isalpha():
            end += 1
        if end - at <= left and all(c in table for c in line[at:end]):
            edits |= {(block, i): table[line[i]] for i in range(at, end)}
            left -= end - at
    return edited(page, edits)


def styled_words(table: dict[str, str]) -> Change:
    """Make an attack that writes whole words in another form of letter."""

    def change(page: Page, rng: Rng, _prose: Prose) -> Page:
        lines = {-1: page.title, **dict(enumerate(page.blocks))}
        left, edits = allowance(page), dict[Place, str]()
        for block, at in places(page, first, rng, aimed=True, most=allowance(page)):
            line, end = lines[block], at
            style = int(rng.integers(2))
            while end < len(line) and line[end] in table:
                end += 1
            if end - at > left:
                break
            left -= end - at
            edits |= {
                (block, i): table[line[i]][style % len(table[line[i]])] for i in range(at, end)
            }
        return edited(page, edits)

    return change


def names_in_other_scripts(page: Page, rng: Rng, _prose: Prose) -> Page:
    """Honest: names and words of other languages, in their own script, in a few paragraphs."""
    blocks = list(page.blocks)
    for at in rng.permutation(len(blocks))[:4].tolist():
        sentence = SPELLED[int(rng.integers(len(SPELLED)))]
        blocks[at] = f"{blocks[at]} {sentence}"
    return replace(page, blocks=tuple(blocks))


SPELLED = (
    "His name is written Володимир Зеленський in Ukrainian.",
    "The sign over the door, ΚΑΦΕΝΕΙΟΝ, has hung there since 1931.",
    "She was born Đặng Thị Hòa in a village near Huế.",
    "The poster said «СССР», and below it a price in roubles.",
    "The banner read עם ישראל חי, and nobody took it down.",
    "Locals call it बाज़ार, and so does the council.",
    "President Xi Jinping (习近平) did not attend.",
    "The song is called حبيبي, which every wedding band knows.",
    "The enzyme TNFα, 5 µm wide, is described in the appendix.",
    "Dvořák, Łódź, Erdoğan and İstanbul were all misspelt in the first printing.",
    "The mayor, Αλέξης Τσίπρας, came by boat.",
    "In Russian one would say «роса», dew, and not «роза».",
)
"""Sentences that honest pages print: names with their accents, in their own script."""

ATTACKS = (
    Attack("homoglyphs, spread", "letters", swap(CYRILLIC, aimed=False), target=1, twin=names_in_other_scripts),
    Attack("homoglyphs, aimed at what was planted", "letters", swap(CYRILLIC | GREEK, aimed=True), target=1, twin=names_in_other_scripts),
    Attack("homoglyphs, whole words", "letters", whole_words, target=1, twin=names_in_other_scripts),
    Attack("homoglyphs, rare scripts", "letters", swap(RARE, aimed=True), target=1, twin=names_in_other_scripts),
    Attack("homoglyphs, all scripts mixed", "letters", swap(_all(), aimed=True), target=1, twin=names_in_other_scripts),
    Attack("full-width letters", "letters", styled_words(WIDE), target=1),
    Attack("mathematical letters", "letters", styled_words(MATHEMATICAL), target=1),
    Attack("look-alikes in ASCII (I for l, 0 for o)", "letters", swap(SIMILAR, aimed=True)),
)  # fmt: skip
