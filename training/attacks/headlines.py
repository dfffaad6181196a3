"""The duplicated headline in other words: every copy of the title in the body is varied."""

from __future__ import annotations

import re
from collections.abc import Callable

from training.attacks.base import Attack, Change, Prose, Rng, with_blocks
from training.simulate import HOST, Page

RECIPES = ("headline_again",)
ALIKE = 0.6
"""Share of the title's words that a planted line shares if it is the title once more."""


def copies(page: Page) -> list[int]:
    """List the planted lines that are the title."""
    wanted = set(re.findall(r"\w+", page.title.lower()))
    found = []
    for at, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
        own = set(re.findall(r"\w+", block.lower()))
        if label != HOST and wanted and len(wanted & own) >= ALIKE * len(wanted):
            found.append(at)
    return found


def _case(title: str, rng: Rng, _site: str) -> str:
    return (title.upper(), title.lower(), title.title(), title.swapcase())[int(rng.integers(4))]


def _punctuation(title: str, rng: Rng, _site: str) -> str:
    bare = re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", title)).strip()
    forms = (bare, f"“{title}”", title.rstrip(".!?") + "!", bare.replace(" ", " – ", 1) + "?")
    return forms[int(rng.integers(4))]


def _truncated(title: str, rng: Rng, _site: str) -> str:
    words = title.split()
    kept = max(4, int(len(words) * float(rng.uniform(0.55, 0.85))))
    return " ".join(words[:kept]).rstrip(",:;-–") + ("…" if rng.random() < 0.7 else "")


def _site_name(title: str, rng: Rng, site: str) -> str:
    name = site.removeprefix("www.").split(".")[0].title()
    forms = (f"{title} | {name}", f"{name}: {title}", f"{title} - {name} News", f"{title} ({name})")
    return forms[int(rng.integers(4))]


def _reordered(title: str, rng: Rng, _site: str) -> str:
    words = title.split()
    parts = re.split(r"(?<=[:,;–—-])\s+", title, maxsplit=1)
    if len(parts) == 2:
        return f"{parts[1]}: {parts[0].rstrip(':,;–—- ')}"
    cut = int(rng.integers(max(1, len(words) // 3), max(2, len(words) - 1)))
    return " ".join([*words[cut:], *words[:cut]])


def _one_word(title: str, rng: Rng, _site: str) -> str:
    words = title.split()
    at = int(rng.integers(len(words)))
    words[at] = ("now", "big", "new", "says", "report")[int(rng.integers(5))]
    return " ".join(words)


def varied(form: Callable[[str, Rng, str], str]) -> Change:
    """Make an attack that prints every copy of the title in one form."""

    def change(page: Page, rng: Rng, _prose: Prose) -> Page:
        blocks = list(page.blocks)
        for at in copies(page):
            blocks[at] = form(page.title, rng, page.publisher)
        return with_blocks(page, blocks)

    return change


def on_top(form: Callable[[str, Rng, str], str]) -> Change:
    """Make an honest page that prints its title in one form as its first line."""

    def change(page: Page, rng: Rng, _prose: Prose) -> Page:
        if not page.title.split():
            return page
        line = form(page.title, rng, page.publisher)
        return with_blocks(page, [line, *page.blocks], [HOST, *page.labels])

    return change


_FORMS: dict[str, Callable[[str, Rng, str], str]] = {
    "case": _case, "punctuation": _punctuation, "cut short": _truncated,
    "with the site's name": _site_name, "parts in another order": _reordered, "one word swapped": _one_word,
}  # fmt: skip

ATTACKS = tuple(
    Attack(f"headline: {name}", "headlines", varied(form), RECIPES, 2, on_top(form))
    for name, form in _FORMS.items()
)
