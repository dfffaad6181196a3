from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from training.look_alikes import HONEST, PROMOTIONS, honest_pages
from training.simulate import RESIDUE, Page, Pool


def drawn(pool: Pool, name: str) -> list[Page]:
    return list(honest_pages(pool, np.random.default_rng(4), [name], 40))


@pytest.mark.parametrize("name", HONEST)
def test_every_honest_variant_is_labelled_honest(pool: Pool, name: str) -> None:
    for page in honest_pages(pool, np.random.default_rng(1), [name], 4):
        assert not page.farm
        assert len(page.blocks) == len(page.labels)


def test_letters_are_signed_and_a_refrain_comes_again(pool: Pool) -> None:
    assert all("letters" in page.title.lower() for page in drawn(pool, "letters"))
    for page in drawn(pool, "verse"):
        assert max(page.blocks.count(block) for block in page.blocks) > 1


def test_a_list_is_numbered_and_all_its_own(pool: Pool) -> None:
    pages = drawn(pool, "listicle")
    assert any("1. " in page.text or "1) " in page.text or "#1 " in page.text for page in pages)
    assert all(len(page.blocks) >= 8 and not any(page.labels) for page in pages)


def test_a_review_of_the_press_names_its_papers_between_own_paragraphs_or_alone(pool: Pool) -> None:
    names = {host.publisher.split(".")[0].title() for host in pool.hosts}

    def named(name: str) -> list[list[bool]]:
        return [
            [any(name in block.split(":")[0] for name in names) for block in page.blocks]
            for page in drawn(pool, name)
        ]

    assert all(any(page) and not all(page) for page in named("press_review"))
    assert all(all(page[:-1]) for page in named("other_papers"))


def test_a_round_up_has_items_in_several_forms_under_a_title_that_tells_nothing(pool: Pool) -> None:
    pages = drawn(pool, "roundup")
    assert any(block.startswith("**") for page in pages for block in page.blocks)
    assert any(block.startswith("1. ") for page in pages for block in page.blocks)
    assert any(RESIDUE in page.labels for page in pages)
    assert not any("story number" in page.title for page in pages)


def test_an_opaque_title_leaves_the_text_alone(pool: Pool) -> None:
    for page in drawn(pool, "opaque_title"):
        host = next(h for h in pool.hosts if h.id == page.host)
        assert page.title != host.title
        assert page.blocks == host.blocks[: len(page.blocks)]


def test_a_preview_breaks_off_and_some_ask_to_subscribe(pool: Pool) -> None:
    pages = drawn(pool, "preview")
    assert all(any(b.rstrip(" []").endswith(("…", "...")) for b in page.blocks) for page in pages)
    assert {RESIDUE in page.labels for page in pages} == {True, False}


def test_leaders_of_other_papers_stand_under_their_names(pool: Pool) -> None:
    for page in drawn(pool, "editorials"):
        assert sum(len(block.split()) <= 3 for block in page.blocks) >= 2
        assert not any(page.labels)


def test_related_lines_stand_between_the_articles_own_paragraphs(pool: Pool) -> None:
    for page in drawn(pool, "related_line"):
        inside = [index for index, label in enumerate(page.labels) if label == RESIDUE]
        assert inside
        assert 0 < inside[0] <= inside[-1] < len(page.labels) - 1


def test_some_old_systems_print_an_advertisement_twice_above_the_text(pool: Pool) -> None:
    pages = drawn(pool, "old_system")
    promoted = [any(page.blocks.count(line) == 2 for line in PROMOTIONS) for page in pages]
    assert 0 < sum(promoted) < len(pages) / 2


def test_briefs_print_no_headline_twice(pool: Pool) -> None:
    for page in drawn(pool, "briefs"):
        assert all(one != other for one, other in pairwise(page.blocks))


def test_a_misfiled_story_stands_under_another_title_of_its_publisher(pool: Pool) -> None:
    titles = {host.title: host.publisher for host in pool.hosts}
    texts = {block: host.title for host in pool.hosts for block in host.blocks}
    pages = drawn(pool, "misfiled")
    assert any(texts[page.blocks[0]] != page.title for page in pages)
    for page in pages:
        assert titles[page.title] == titles[texts[page.blocks[0]]]
        assert not any(page.labels)
