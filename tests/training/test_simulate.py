from __future__ import annotations

import numpy as np
import pytest

from training.corpora import paragraphs, split
from training.phrases import FAMILIES, families, machine, policy
from training.simulate import (
    FOREIGN,
    HOST,
    LEFTOVERS,
    RECIPES,
    RESIDUE,
    Draft,
    Page,
    Pool,
    cut_short,
    farm_pages,
    sentences,
    splices,
)


@pytest.mark.parametrize("name", [*RECIPES, *LEFTOVERS])
def test_every_recipe_makes_labelled_farm_pages(pool: Pool, name: str) -> None:
    for page in farm_pages(pool, np.random.default_rng(1), [name], 6):
        assert page.farm
        assert page.recipe == name
        assert len(page.blocks) == len(page.labels)
        assert all(block.strip() and "\n" not in block for block in page.blocks)


def test_no_leftover_is_a_recipe_and_no_further_sign_is_the_chief_one(pool: Pool) -> None:
    assert not RECIPES.keys() & LEFTOVERS.keys()
    for name in ("keyword_line", "comment_policy"):
        signs = [page.signs for page in drawn(pool, name)]
        assert all(chief == name and name not in others for chief, *others in signs)
        assert any(len(borne) > 1 for borne in signs)


def test_a_recipe_that_is_made_of_others_names_them(pool: Pool) -> None:
    for name, part in (("network", "keyword_line"), ("patchwork", "orphan_quotes")):
        chiefs = [page.signs[0].split("+") for page in drawn(pool, name)]
        assert all(parts[0] == name for parts in chiefs)
        assert any(part in parts for parts in chiefs)


def test_every_page_of_a_network_bears_a_sign_that_assembles(pool: Pool) -> None:
    pages = list(farm_pages(pool, np.random.default_rng(4), ["network"], 300))
    assert pages
    for page in pages:
        assert set(page.signs[0].split("+")[1:]) & set(RECIPES)


def test_a_further_sign_takes_nothing_away_of_what_a_recipe_put_in(pool: Pool) -> None:
    def opening(block: str) -> str:
        return block[:30]  # a rewriter moves stops outside of quotes

    for number in range(20):
        draft, rng = Draft.of(pool.hosts[number]), np.random.default_rng(number)
        RECIPES["truncated"](pool, number, draft, rng)
        RECIPES["machine_residue"](pool, number, draft, rng)
        marked = zip(draft.blocks, draft.labels, strict=True)
        put_in = {opening(block) for block, label in marked if label != HOST}
        assert len(put_in) > 2
        for name in ("splice_plain", "orphan_quotes", "splice_headline"):
            RECIPES[name](pool, number, draft, rng)
        assert put_in <= {opening(block) for block in draft.blocks}


def test_the_same_seed_gives_the_same_pages(pool: Pool) -> None:
    def drawn() -> list[str]:
        pool.used.clear()
        pages = splices(pool, np.random.default_rng(3), mode="R", headline=True)
        return [page.text for page, _ in zip(pages, range(20), strict=False)]

    assert drawn() == drawn()


def test_spliced_pages_are_as_long_as_clean_ones_and_no_paragraph_serves_twice(pool: Pool) -> None:
    pages = splices(pool, np.random.default_rng(3), mode="R", headline=False)
    some = [page for page, _ in zip(pages, range(30), strict=False)]
    lengths = {
        farm: np.mean([len(p.blocks) for p in some if p.farm is farm]) for farm in (True, False)
    }
    assert abs(lengths[True] - lengths[False]) < 2.5
    foreign = [
        block
        for p in some
        for block, label in zip(p.blocks, p.labels, strict=True)
        if label == FOREIGN
    ]
    assert len(foreign) == len(set(foreign))


def test_no_family_of_phrases_is_in_two_splits() -> None:
    for kind in FAMILIES:
        parts = [set(families(kind, part)) for part in ("fit", "tune", "test")]
        assert all(parts)
        assert set.union(*parts) == set(FAMILIES[kind])
        assert sum(map(len, parts)) == len(FAMILIES[kind])


def test_made_lines_have_every_slot_filled() -> None:
    rng = np.random.default_rng(0)
    lines = [line for _ in range(60) for line in [*policy(rng), machine(rng)]]
    assert not any("{" in line for line in lines)
    assert len(set(lines)) > 60


def test_a_publisher_is_in_one_split_whatever_its_spelling() -> None:
    assert split("www.Example.org") == split("example.org")


def test_paragraphs_are_one_line_each_and_hold_a_word() -> None:
    assert paragraphs("One  two\u00a0three.\n\n***\n\nfour\nfive") == [
        "One two three.",
        "four five",
    ]


def drawn(pool: Pool, name: str) -> list[Page]:
    return list(farm_pages(pool, np.random.default_rng(4), [name], 40))


def test_truncated_pages_stop_in_mid_sentence_and_name_a_source(pool: Pool) -> None:
    alone = [page for page in drawn(pool, "truncated") if page.signs == ("truncated",)]
    assert alone
    for page in alone:
        assert page.blocks[-2].rstrip(" []").endswith(("…", "..."))
        assert page.labels[-1] == RESIDUE


def test_an_aggregator_takes_from_several_sources(pool: Pool) -> None:
    page = drawn(pool, "aggregator")[0]
    assert sum(label == FOREIGN for label in page.labels) >= 6


def test_stops_stand_outside_on_a_part_of_orphan_quote_pages_alone(pool: Pool) -> None:
    pages = drawn(pool, "orphan_quotes")
    outside = [p for p in pages if "”," in p.text or '",' in p.text]
    assert 0 < len(outside) < len(pages)


def test_every_page_with_orphan_quotes_has_one_and_it_is_a_quotation(pool: Pool) -> None:
    for page in drawn(pool, "orphan_quotes"):
        if page.signs == ("orphan_quotes",):
            lines = [
                b for b, label in zip(page.blocks, page.labels, strict=True) if label == FOREIGN
            ]
            assert lines
            assert all(line[0] in '“"' and line[1] not in " .,;" for line in lines)


def test_a_recipe_that_leaves_nothing_makes_no_farm_page(pool: Pool, monkeypatch) -> None:
    def nothing(*given: object) -> None:
        del given

    monkeypatch.setitem(RECIPES, "repeated", nothing)
    assert drawn(pool, "repeated") == []
    monkeypatch.setattr("training.simulate.SIGNS", (nothing,))
    assert {page.signs for page in drawn(pool, "disguised")} == {("disguised",)}


def test_a_text_is_cut_at_the_end_of_a_sentence_or_in_the_middle_of_one() -> None:
    text = "The ferry is late. Nobody came to say why it was so late on this day. It will be late again."
    assert sentences(text, 1) == "The ferry is late."
    assert cut_short(text, np.random.default_rng(0), 6, 8).rstrip(" []").endswith(("…", "..."))
