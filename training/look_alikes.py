"""Honest pages: articles as they are, and such as look like a farm's in one thing.

They are drawn from clean articles of one split, as the farm pages of `training.simulate` are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from darnel.wordlists import STOPWORDS
from training.corpora import Clean
from training.phrases import families
from training.simulate import (
    HOST,
    RESIDUE,
    Draft,
    Page,
    Pool,
    Recipe,
    comment_policy,
    cut_short,
    filled,
    headlines,
    name_of,
    outside_quotes,
    phrases,
    sentences,
    sham,
)


def sham_pages(pool: Pool, rng: np.random.Generator, count: int) -> Iterator[Page]:
    """Draw what farm pages are probed against: clean pages cut like them, half of them sham-edited."""
    for index in range(count):
        number = int(rng.integers(len(pool.hosts)))
        draft = Draft.of(pool.hosts[number], rng)
        if index % 2:
            edited(pool, number, draft, rng)
        yield draft.page("sham_edited" if index % 2 else "untouched", farm=False)


def title_on_top(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The title once more as the first line of the text."""
    del pool, number, rng
    draft.insert(0, [draft.title], RESIDUE)


def edited(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Own paragraphs moved and taken out."""
    del pool, number
    sham(draft, rng, int(rng.integers(1, 4)))


def links_at_end(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A list of other stories under the article."""
    del number
    label = phrases(pool, "recirculation", rng)[:1]
    draft.insert(len(draft.blocks), label + headlines(pool, rng, int(rng.integers(2, 6))), RESIDUE)


def one_line_of(kind: str) -> Recipe:
    """Make an honest variant with one template text of a kind, mostly at the end."""

    def add(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
        del number
        at = len(draft.blocks) if rng.random() < 0.7 else draft.place(rng, 2)
        draft.insert(at, phrases(pool, kind, rng)[:2], RESIDUE)

    return add


def readers(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A policy and readers' comments under it."""
    comment_policy(pool, number, draft, rng)
    lines = [c for family in families("comments", pool.part).values() for c in family]
    some = [lines[int(i)] for i in rng.permutation(len(lines))[: int(rng.integers(2, 8))]]
    draft.insert(len(draft.blocks), some, RESIDUE)


def briefs(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A round-up: four or more short items, each under its headline."""
    del number
    titles = ("News in brief", "The week in review", "Morning briefing", "Five stories to know")
    _emptied(draft, str(rng.choice(titles)))
    credited = bool(rng.random() < 0.3)
    for i in rng.integers(0, len(pool.hosts), int(rng.integers(4, 9))):
        item = pool.hosts[int(i)]
        credit = (
            [_pick(("(AP)", "(Reuters)", "— AFP", "— Associated Press"), rng)] if credited else []
        )
        said = [block for block in item.blocks if block != item.title][:2]
        draft.insert(len(draft.blocks), [item.title, *said, *credit], HOST)


def live(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A live blog: a time before each entry."""
    del pool, number
    hour, blocks = int(rng.integers(6, 12)), list(draft.blocks)
    _emptied(draft, draft.title)
    for index, block in enumerate(blocks):
        minute = int(rng.integers(0, 60))
        draft.insert(len(draft.blocks), [f"{(hour + index // 3) % 24}:{minute:02d}", block], HOST)


def caption_twice(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A picture's caption that a small system prints twice."""
    del pool, number
    words = draft.blocks[int(rng.integers(len(draft.blocks)))].split()[: int(rng.integers(8, 16))]
    at = int(rng.integers(1, len(draft.blocks)))
    draft.insert(at, [" ".join(words).rstrip(".,;:") + "."] * 2, RESIDUE)


def related_line(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A link to one or two other stories, or an invitation, between the paragraphs: many publishers set them there."""
    del number
    lines = phrases(pool, "recirculation", rng)[:1] + headlines(pool, rng, int(rng.integers(1, 3)))
    if rng.random() < 0.4:
        lines = [" ".join(lines[:2])]
    at = int(rng.integers(1, max(2, len(draft.blocks) - 1)))
    draft.insert(at, lines, RESIDUE)


def correction(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A correction under the article."""
    del pool, number
    when = str(rng.choice(["Monday", "Tuesday", "Wednesday", "Thursday"]))
    note = f"Correction: An earlier version of this article misstated the day of the meeting. It was {when}."
    draft.insert(len(draft.blocks), [note], HOST)


GIVEN = ("Anne", "David", "Ruth", "Samuel", "Maria", "Peter", "Grace", "Ahmed", "Lena", "Colin")
FAMILY = (
    "Barrow",
    "Castellan",
    "Dunmore",
    "Ferris",
    "Hollis",
    "Kimathi",
    "Lindqvist",
    "Okello",
    "Prior",
)
TOWNS = (
    "Ashford",
    "Bellbrook",
    "Carrick",
    "Dunhaven",
    "Eastleigh",
    "Fairmont",
    "Glenside",
    "Harwich",
)


def _pick(of: Sequence[str], rng: np.random.Generator) -> str:
    return of[int(rng.integers(len(of)))]


def _person(rng: np.random.Generator) -> str:
    return f"{_pick(GIVEN, rng)} {_pick(FAMILY, rng)}"


def _emptied(draft: Draft, title: str) -> None:
    draft.title = title
    draft.blocks.clear()
    draft.labels.clear()


def letters(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Readers' letters on unrelated matters, each signed."""
    titles = (
        "Letters to the editor",
        "Readers' letters",
        "Your letters",
        "Letters: What readers say",
    )
    _emptied(draft, _pick(titles, rng))
    headed, hand = bool(rng.random() < 0.5), pool.hand(number)
    for i in rng.integers(0, len(pool.hosts), int(rng.integers(3, 8))):
        of = pool.hosts[int(i)]
        start = int(rng.integers(0, len(of.blocks) - 2))
        lines = [of.title] if headed else []
        lines += of.blocks[start : start + int(rng.integers(1, 4))]
        lines.append(f"{_person(rng)}, {_pick(TOWNS, rng)}")
        draft.insert(len(draft.blocks), [hand.set(line) for line in lines], HOST)


def press_release(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The tail of a press release: who it is from, and whom to ask."""
    draft.insert(len(draft.blocks), filled(pool, "release", pool.hosts[number], rng), HOST)


def subheads(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A heading over every few paragraphs."""
    del pool, number
    step = int(rng.integers(2, 5))
    plain = bool(rng.random() < 0.5)
    for at in range(len(draft.blocks) - 1, 0, -step):
        content = _content(draft.blocks[at])
        count = int(rng.integers(2, 5))
        start = int(rng.integers(0, max(1, len(content) - count)))
        line = " ".join(content[start : start + count])
        if line:
            draft.insert(at, [line.capitalize() if plain else line.title()], HOST)


def verse(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A poem or song with its refrain, under a paragraph of introduction."""
    del pool, number
    words = " ".join(draft.blocks[1:]).split()
    lines: list[str] = []
    while len(words) > 10 and len(lines) < 40:
        count = int(rng.integers(4, 9))
        lines.append(" ".join(words[:count]).strip(".,;:").capitalize())
        del words[:count]
    refrain, stanza = lines[: int(rng.integers(1, 4))], int(rng.integers(3, 6))
    own = lines[len(refrain) :]
    opening = draft.blocks[:1]
    _emptied(draft, draft.title)
    draft.insert(0, opening, HOST)
    for at in range(0, len(own), stanza):
        draft.insert(len(draft.blocks), own[at : at + stanza] + refrain, HOST)


def gallery(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Captions of pictures, each with its credit."""
    del pool, number
    forms = ("(Photo: {})", "({}/Agency)", "Picture: {}", "Photograph by {}", "{}")
    form, shooters = _pick(forms, rng), [_person(rng) for _ in range(3)]
    blocks = list(draft.blocks)
    _emptied(
        draft, _pick(("In pictures: {}", "{} - photos", "Gallery: {}"), rng).format(draft.title)
    )
    draft.insert(0, blocks[: int(rng.integers(0, 3))], HOST)
    for block in blocks[-int(rng.integers(6, 16)) :]:
        caption = sentences(block, 1)
        credit = form.format(_pick(shooters, rng))
        apart = rng.random() < 0.3
        draft.insert(
            len(draft.blocks), [caption, credit] if apart else [f"{caption} {credit}"], HOST
        )


def transcript(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A conversation: a speaker's label before every paragraph."""
    del pool, number
    labels = [_pick(FAMILY, rng).upper(), _pick(("HOST", "Q", "INTERVIEWER"), rng)]
    turn, asides = 0, ("Right.", "Go on.", "And then?", "Why is that?", "What do you mean by that?")
    for at in range(int(rng.integers(0, 2)), len(draft.blocks)):
        draft.blocks[at] = f"{labels[turn % 2]}: {draft.blocks[at]}"
        turn += int(rng.integers(1, 3))
    for _ in range(int(rng.integers(1, 6))):
        draft.insert(draft.place(rng, 1), [f"{labels[1]}: {_pick(asides, rng)}"], HOST)


PROMOTED = 0.15
"""Share of such pages with an advertisement's line twice above the text: in all, 1 honest page in 500 of those drawn.
Of 898 real web pages 2 have a line twice there, of 19,166 articles 8."""

PROMOTIONS = (
    "Spend a weekend for two on the coast",
    "Book of the week: The Keepers of the River",
    "The trick with vinegar that plumbers never tell",
    "Five stocks that our analysts bought this morning",
    "Get the app and read us on the train",
    "Home | News | Region | Sport | Weather",
    "New homes in the valley from the builder you know",
)


def old_system(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The title printed on top and a caption printed twice, as old systems do."""
    caption_twice(pool, number, draft, rng)
    if rng.random() < PROMOTED:
        draft.insert(0, [_pick(PROMOTIONS, rng)] * 2, RESIDUE)
    title_on_top(pool, number, draft, rng)


def local_paper(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A small paper's page: its policy and its subscription under the story."""
    del number
    lines = phrases(pool, "policy", rng) + phrases(pool, "subscription", rng)[:1]
    draft.insert(len(draft.blocks), lines, RESIDUE)


DIGESTS = (
    "What we are reading", "Your Friday briefing", "Weekend reads", "In case you missed it",
    "The week in stories", "Sunday digest: what you may have missed", "Morning mail",
    "The long and the short of it", "Editor's picks, and one for the weekend",
)  # fmt: skip
WELCOMES = (
    "Good morning. Here is what our reporters have been working on, and what we are reading.",
    "Hello again. It has been a long week, and these are the stories that stayed with us.",
    "Welcome back. Put the kettle on: there is more than usual today.",
    "Here is the best of the week, chosen by our editors.",
)
FAREWELLS = (
    "That is all for this week. Back on Monday.",
    "Something to add? Hit reply; we read everything.",
    "You are getting this because you subscribed to our free weekend mail.",
    "See you next week.",
)


def roundup(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A round-up of unrelated stories: an introduction, then whole sentences of each story.

    Each story stands under its headline, numbered or not, or begins with a word of it and a stop.
    """
    hand = pool.hand(number)
    _emptied(draft, _pick(DIGESTS, rng))
    if rng.random() < 0.8:
        draft.insert(0, [_pick(WELCOMES, rng)], HOST)
    form = _pick(("headed", "numbered", "lead-in", "starred"), rng)
    for n, i in enumerate(rng.integers(0, len(pool.hosts), int(rng.integers(4, 10))), 1):
        of = pool.hosts[int(i)]
        own = [block for block in of.blocks if block != of.title]
        said = [sentences(block, 2) for block in own[: int(rng.integers(1, 3))]]
        if form in ("lead-in", "starred"):
            word = " ".join(_content(of.title)[: int(rng.integers(1, 3))]) or of.title
            lines = [f"**{word}.** {said[0]}" if form == "starred" else f"{word}. {said[0]}"]
        else:
            lines = [f"{n}. {of.title}" if form == "numbered" else of.title, *said]
        draft.insert(len(draft.blocks), [hand.set(line) for line in lines], HOST)
    if rng.random() < 0.4:
        draft.insert(len(draft.blocks), [_pick(FAREWELLS, rng)], RESIDUE)


VERBS = ("writes", "reports", "says", "argues in an editorial", "adds")


def _reported(of: Clean, rng: np.random.Generator) -> str:
    """Quote two sentences of another paper's article, under its name."""
    said = sentences(of.blocks[int(rng.integers(len(of.blocks)))], 2).replace('"', "'")
    return f'{name_of(of.publisher)} {_pick(VERBS, rng)}: "{said}"'


def press_review(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """What other papers say, named and quoted, between paragraphs of the page's own."""
    near, hand = pool.candidates(number, "N"), pool.hand(number)
    keep = int(rng.integers(3, 7))
    draft.drop(keep, max(0, len(draft.blocks) - keep))
    for i in rng.permutation(len(near))[: int(rng.integers(2, 6))]:
        line = _reported(pool.hosts[near[int(i)]], rng)
        draft.insert(draft.place(rng, 1), [hand.set(line)], HOST)


ELSEWHERE = (
    "What the papers say", "Around the web: stories worth your time", "From other papers",
    "The best of the rest", "Elsewhere this week", "Five stories worth reading",
)  # fmt: skip


def other_papers(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """What other papers have, on any subject, and nothing else but a word of farewell."""
    hand = pool.hand(number)
    _emptied(draft, _pick(ELSEWHERE, rng))
    for i in rng.integers(0, len(pool.hosts), int(rng.integers(5, 10))):
        of = pool.hosts[int(i)]
        line = _reported(of, rng)
        if rng.random() < 0.6:
            said = sentences(of.blocks[int(rng.integers(len(of.blocks)))], 2)
            line = f"{_pick(('At', 'In', 'From'), rng)} {name_of(of.publisher)}: {said}"
        draft.insert(len(draft.blocks), [hand.set(line)], HOST)
    if rng.random() < 0.6:
        draft.insert(len(draft.blocks), [_pick(FAREWELLS, rng)], RESIDUE)


EDITORIALS = (
    "Editorial roundup",
    "What the papers say",
    "What others say",
    "Opinions from around the state",
)


def editorials(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """Leaders of other papers on one matter, each under its paper's name, and mostly more than a paragraph of it."""
    near, hand = pool.candidates(number, "N"), pool.hand(number)
    _emptied(draft, _pick(EDITORIALS, rng))
    for i in rng.permutation(len(near))[: int(rng.integers(3, 7))].tolist():
        of = pool.hosts[near[i]]
        label = _pick(filled(pool, "credit_label", of, rng), rng)
        start = int(rng.integers(0, max(1, len(of.blocks) - 4)))
        said = of.blocks[start : start + int(rng.integers(1, 5))]
        draft.insert(len(draft.blocks), [hand.set(line) for line in (label, *said)], HOST)


COUNTS = ("Five", "Six", "Seven", "Eight", "5", "7", "10")
LISTS = ("things to know about {}", "lessons from {}", "stories of {}", "reasons why {} matters",
         "moments of {}", "questions about {}, answered")  # fmt: skip


def listicle(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A numbered list on one subject, each item under a few words of its own."""
    subject = " ".join(_content(draft.title)[:2]) or draft.title
    opening = draft.blocks[: int(rng.integers(0, 3))]
    near, hand = pool.candidates(number, "N"), pool.hand(number)
    _emptied(draft, f"{_pick(COUNTS, rng)} {_pick(LISTS, rng).format(subject)}")
    draft.insert(0, opening, HOST)
    mark = _pick(("{n}. {head}", "{n}) {head}", "#{n} {head}", "{head}"), rng)
    for n, i in enumerate(rng.permutation(len(near))[: int(rng.integers(5, 9))].tolist(), 1):
        of = pool.hosts[near[i]]
        block = of.blocks[int(rng.integers(len(of.blocks)))]
        words = _content(block)
        start = int(rng.integers(0, max(1, len(words) - 3)))
        head = " ".join(words[start : start + int(rng.integers(2, 5))]).capitalize()
        lines = [mark.format(n=n, head=head or of.title), sentences(block, int(rng.integers(2, 5)))]
        draft.insert(len(draft.blocks), [hand.set(line) for line in lines], HOST)


def preview(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """The opening of a site's own story, cut off for who has not paid, by a pipeline or by its own feed."""
    kept = int(rng.integers(2, 7))
    draft.drop(kept, max(0, len(draft.blocks) - kept))
    draft.blocks[-1] = cut_short(draft.blocks[-1], rng, 14, 50)
    if rng.random() < OWN_FEED:
        lines = filled(pool, "teaser_line", pool.hosts[number], rng)
        draft.insert(len(draft.blocks), [_pick(lines, rng)], RESIDUE)
        return
    if rng.random() < 0.5:
        draft.insert(len(draft.blocks), phrases(pool, "subscription", rng)[:2], RESIDUE)
    if rng.random() < 0.5:
        kind = _pick(("share", "credits", "legal", "comment_chrome"), rng)
        draft.insert(len(draft.blocks), phrases(pool, kind, rng)[:2], RESIDUE)


OWN_FEED = 0.15
"""Share of previews that come from the site's own feed, with a link to the rest: as many as send such an
excerpt to review more often than they block it (of 257 on test publishers 90 % are not clear, 21 % blocked)."""


OPAQUE = (
    "A long way home", "What we owe each other", "The quiet hour", "Salt, smoke and patience", "After the flood",
    "The last of the line", "Nobody asked for this", "Neither here nor there", "How the light gets in",
    "A door left open", "Small mercies", "The view from the hill", "All that remains", "Second thoughts",
    "The arithmetic of grief", "On borrowed time", "Between two rivers", "Ordinary magic", "Slow burn",
    "Too much of a good thing",
)  # fmt: skip


def opaque_title(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A feature whose headline is an image: the text need not take up a word of it."""
    del pool, number
    draft.title = _pick(OPAQUE, rng)


def misfiled(pool: Pool, number: int, draft: Draft, rng: np.random.Generator) -> None:
    """A story under the title of another one of its publisher: a pipeline took the wrong text of the page."""
    others = pool.candidates(number, "S") or [number]
    draft.title = pool.hosts[others[int(rng.integers(len(others)))]].title


def _content(text: str) -> list[str]:
    """List the words of a text that are not stopwords."""
    return [w for w in re.findall(r"[^\W\d_]{3,}", text) if w.lower() not in STOPWORDS]


HONEST: dict[str, Recipe] = {
    "title_on_top": title_on_top, "sham_edited": edited, "links_at_end": links_at_end,
    "newsletter_line": one_line_of("subscription"), "policy_at_end": one_line_of("policy"),
    "legal_line": one_line_of("legal"), "credits": one_line_of("credits"), "share": one_line_of("share"),
    "readers": readers, "briefs": briefs, "live": live, "outside_quotes": outside_quotes,
    "caption_twice": caption_twice, "related_line": related_line, "correction": correction, "letters": letters,
    "press_release": press_release, "subheads": subheads, "verse": verse, "gallery": gallery,
    "transcript": transcript, "old_system": old_system, "local_paper": local_paper,
    "roundup": roundup, "press_review": press_review, "other_papers": other_papers,
    "listicle": listicle, "opaque_title": opaque_title, "preview": preview,
    "editorials": editorials, "misfiled": misfiled,
}  # fmt: skip
"""Honest pages that bear one thing that farms bear too."""


def honest_pages(
    pool: Pool, rng: np.random.Generator, kinds: Sequence[str], count: int
) -> Iterator[Page]:
    """Draw honest variants, the kinds in turn."""
    for index in range(count):
        name = kinds[index % len(kinds)]
        number = int(rng.integers(len(pool.hosts)))
        draft = Draft.of(pool.hosts[number], rng)
        HONEST[name](pool, number, draft, rng)
        yield draft.page(name, farm=False)


def untouched(articles: Sequence[Clean]) -> Iterator[Page]:
    """Give articles as they are."""
    for article in articles:
        yield Draft.of(article).page("untouched", farm=False)


def with_chrome(articles: Sequence[Clean], raw: dict[str, tuple[str, ...]]) -> Iterator[Page]:
    """Give those articles of which the publisher's own page text is known, as printed there."""
    for article in articles:
        if article.id in raw:
            blocks = list(raw[article.id])
            yield Draft(article, article.title, blocks, [HOST] * len(blocks)).page(
                "publisher_chrome", farm=False
            )
