"""The page's markup turned against its reader: words that a browser hides, and words hidden from us.

An attack here makes the HTML of a page; what `darnel.read_html` reads off it is what is judged, beside
what it reads off the same page without the attack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from training.attacks.base import MOST_ADDED, PLANTED, Prose, Rng, up_to
from training.attacks.padding import SENTENCES
from training.simulate import Page

Markup = Callable[[Page, Rng, Prose], str]

STYLE = ".quiet{display:none}.away{position:absolute;left:-9999px}p.small-print{font-size:0}"
"""What the pages' own style sheet says, attacked or not."""

HIDDEN: dict[str, str] = {
    "display: none": '<div style="display:none">{}</div>',
    "the attribute hidden": "<div hidden>{}</div>",
    "visibility: hidden": '<div style="visibility: hidden">{}</div>',
    "off the screen": '<div style="position:absolute; left:-9999px">{}</div>',
    "no font size": '<div style="font-size:0">{}</div>',
    "white on white": '<div style="color:#fff;background:#ffffff">{}</div>',
    "no opacity": '<div style="opacity:0">{}</div>',
    "no height": '<div style="height:0;overflow:hidden">{}</div>',
    "hidden by a class": '<div class="quiet">{}</div>',
}
"""Ways to put words where a browser does not show them."""


READ = frozenset({"visibility: hidden", "no opacity"})
"""Ways in which honest pages hide what they unfold or bring in later: what stands there is read."""


@dataclass(frozen=True)
class Trick:
    """An attack on the markup; it is made on pages of every recipe."""

    name: str
    markup: Markup
    target: float | None = None
    twin: Markup | None = None
    group: str = "markup"


def page_of(title: str, parts: Sequence[str], style: str = STYLE) -> str:
    """Write a page of paragraphs, as a plain publishing system would."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body><header><nav><a href='/'>Home</a></nav></header><main>"
        f"<article><h1>{escape(title)}</h1>{''.join(parts)}</article></main>"
        "<footer><p>All about us</p></footer></body></html>"
    )


def paragraph(line: str) -> str:
    """Write one paragraph."""
    return f"<p>{escape(line)}</p>"


def plain(page: Page, _rng: Rng, _prose: Prose) -> str:
    """The page without an attack."""
    return page_of(page.title, [paragraph(block) for block in page.blocks])


def padding_hidden(form: str) -> Markup:
    """Make a page with honest words that a browser does not show, here and there."""

    def markup(page: Page, rng: Rng, prose: Prose) -> str:
        lines = up_to(prose(page), MOST_ADDED)
        parts = [paragraph(block) for block in page.blocks]
        for i in range(0, len(lines), SENTENCES):
            hidden = form.format(paragraph(" ".join(lines[i : i + SENTENCES])))
            parts.insert(int(rng.integers(len(parts) + 1)), hidden)
        return page_of(page.title, parts)

    return markup


_WORD = re.compile(r"[A-Za-z]{5,}")


def broken_words(junk: str, share: float) -> Markup:
    """Make a page with something inside a share of its words that a browser does not show."""

    def markup(page: Page, rng: Rng, _prose: Prose) -> str:
        def broken(match: re.Match[str]) -> str:
            word = match.group()
            at = int(rng.integers(1, len(word)))
            return word[:at] + junk + word[at:] if rng.random() < share else word

        return page_of(page.title, [_WORD.sub(broken, paragraph(b)) for b in page.blocks])

    return markup


def planted_in(form: str) -> Markup:
    """Make a page whose planted lines stand where extractors do not look."""

    def markup(page: Page, _rng: Rng, _prose: Prose) -> str:
        pairs = zip(page.blocks, page.labels, strict=True)
        parts = [form.format(paragraph(b)) if k in PLANTED else paragraph(b) for b, k in pairs]
        return page_of(page.title, parts)

    return markup


def for_screen_readers(page: Page, rng: Rng, _prose: Prose) -> str:
    """Honest: captions and labels hidden from the eye for those who listen, or from them."""
    parts = [paragraph(block) for block in page.blocks]
    labels = (
        '<span class="away">Skip past this picture</span>',
        '<figure><img src="a.jpg" alt=""><figcaption aria-hidden="true">A picture.</figcaption></figure>',
        '<p style="display:none" class="loading">Loading the player</p>',
        "<div hidden><p>This gallery needs a newer browser.</p></div>",
    )
    for label in labels:
        parts.insert(int(rng.integers(1, len(parts) + 1)), label)
    return page_of(page.title, parts)


ATTACKS = (
    *(
        Trick(
            f"150 honest words, {name}",
            padding_hidden(form),
            target=None if name in READ else 3,
            twin=for_screen_readers,
        )
        for name, form in HIDDEN.items()
    ),
    Trick("words broken by comments", broken_words("<!-- x -->", 0.5), target=1),
    Trick("words broken by hidden letters", broken_words('<span style="display:none">qx</span>', 0.2), target=1),
    Trick("words broken by soft hyphens and <wbr>", broken_words("&shy;<wbr>", 0.3), target=1, twin=broken_words("&shy;", 0.3)),
    Trick("planted lines in comments of the markup", planted_in("<!-- {} -->")),
    Trick("planted lines in noscript", planted_in("<noscript>{}</noscript>")),
    Trick("planted lines in a template", planted_in("<template>{}</template>")),
)  # fmt: skip
"""Lines in comments, noscript or a template are shown to no reader whose browser runs scripts, unless a
script moves them; nothing that reads the page as sent can tell."""
