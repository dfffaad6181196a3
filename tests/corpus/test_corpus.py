"""A corpus of articles written for the tests: what it finds, and that nothing else shows in it."""

from __future__ import annotations

import json
import random
import struct
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from prose import FOOTBALL, POLICY, STORY, TITLE, text

from darnel.article import Article
from darnel.corpus import Builder, Corpus, corpus_of, evidence_of
from darnel.corpus.documents import credits_of, document_of, source_of, time_of
from darnel.corpus.fingerprints import SHINGLE, WINDOW, prints_of
from darnel.corpus.store import END
from darnel.errors import InputError

OTHER = (
    "The council heard on Monday that the roof of the library leaks again, and that the builder who "
    "mended it in the spring has closed his business and left the town without an address.",
    "A new roof would cost more than the library spends on books in nine years, its clerk wrote, and "
    "nobody on the council could say where the money is to come from.",
    "Until then the children's shelves stand under a sheet, and the reading hour is held in the school "
    "across the square, where the piano is out of tune.",
)
HARVEST = (
    "Farmers on the plain began to cut barley a fortnight early after the driest May that the weather "
    "station has on record, and the first loads weighed a third less than usual.",
    "The mill said that it would buy from the north this year, whatever the carts cost, for its bakers "
    "can't wait until the rain has made up its mind.",
)  # fmt: skip

ORIGINAL = Article(text(*STORY), TITLE, "a", source="island.example", published="2020-01-01T08:00Z")


def words(seed: int, count: int) -> str:
    chosen = random.Random(seed)
    return " ".join(f"w{chosen.randrange(5000)}" for _ in range(count))


def copy(**changes) -> Article:
    made = Article(
        text(OTHER[0], *STORY[1:6]), "Another headline over it all", "b", source="farm.example",
        published="2020-01-02T08:00Z",
    )  # fmt: skip
    return replace(made, **changes)


def asked(article: Article, *others: Article):
    (known,) = evidence_of(corpus_of([article, *others]), [article])
    return known


def labels(known) -> set[str]:
    return {passage.copy for passage in known.passages}


# passages


def test_a_copied_passage_is_pointed_at_in_the_text_as_received() -> None:
    article = copy(text="\u200b" + copy().text.replace("engineers", "engi\u00adneers"))
    known = asked(article, ORIGINAL)
    (passage,) = known.passages
    quote = article.text[passage.start : passage.end]
    assert quote.startswith(("Its", "told", "the", "engi"))
    assert quote in article.text
    assert "library" not in quote
    assert passage.others[0].id == "a"
    assert passage.others[0].source == "island.example"
    assert abs(passage.words - len(text(*STORY[1:6]).split())) < 16


def test_twelve_words_in_a_row_share_a_fingerprint() -> None:
    run = words(0, SHINGLE + WINDOW - 1)
    texts = [f"{words(1, 30)} {run} {words(2, 30)}", f"{words(3, 30)} {run} {words(4, 30)}"]
    first, second = (prints_of([Article(t)]).hash for t in texts)
    assert len(np.intersect1d(first, second))


@pytest.mark.parametrize("every", [9, 14], ids=lambda every: f"a word in {every} replaced")
def test_a_lightly_edited_copy_is_found(every) -> None:
    changed = " ".join("also" if n % every == 5 else w for n, w in enumerate(text(*STORY).split()))
    known = asked(copy(text=changed), ORIGINAL)
    assert known.uncredited > 0.5 * known.words


def test_an_abridged_copy_under_junk_is_found_and_is_a_near_duplicate() -> None:
    known = asked(copy(text=text(words(5, 60), *STORY[:4])), ORIGINAL)
    assert known.elsewhere.copy == "uncredited"
    assert known.elsewhere.cluster_size == 2


def test_an_article_is_no_copy_of_itself() -> None:
    known = asked(ORIGINAL)
    assert known.elsewhere.cluster is None
    assert not known.passages


def test_what_a_source_reuses_of_its_own_is_no_copy() -> None:
    assert not asked(copy(source="www.island.example"), ORIGINAL).passages


def test_a_short_quotation_is_no_copy() -> None:
    quote = "“We will mend the roof before the rain comes and not a day later than the school opens its doors”"
    one = Article(text(quote + ", he said.", words(1, 80)), id="1", source="a.example")
    two = Article(text(words(2, 80), quote + ", said the man."), id="2", source="b.example")
    assert not asked(one, two).passages


def test_unrelated_articles_share_nothing() -> None:
    known = asked(Article(text(*OTHER, *HARVEST), id="x", source="x.example"), ORIGINAL)
    assert not known.passages
    assert known.elsewhere.copy is None


# who had it first


@pytest.mark.parametrize(
    ("article", "other", "copied"),
    [
        pytest.param(copy(), ORIGINAL, "uncredited", id="later and without credit"),
        pytest.param(copy(published="2019-12-31"), ORIGINAL, None, id="earlier is no copy"),
        pytest.param(copy(published=""), ORIGINAL, "undetermined", id="without a date"),
        pytest.param(copy(published="2020-01-01"), ORIGINAL, "undetermined", id="on the same day"),
        pytest.param(
            copy(text=copy().text + "\n\nThis story first appeared on island.example."), ORIGINAL,
            "credited", id="it says where it is from",
        ),
        pytest.param(
            copy(text=copy().text + "\n\nSource: The Island"), ORIGINAL, "credited", id="a source line"
        ),
        pytest.param(
            copy(url="https://island.example/ferry"), ORIGINAL, "credited",
            id="its canonical link is another source's",
        ),
        pytest.param(
            copy(text="PORT (AP) — " + text(*STORY)), ORIGINAL, "credited", id="wire copy with credit"
        ),
        pytest.param(
            copy(text=text(*STORY)), replace(ORIGINAL, author="Associated Press"), "undetermined",
            id="whole wire copy that may have lost its credit",
        ),
    ],
)  # fmt: skip
def test_who_had_it_first(article, other, copied) -> None:
    known = asked(article, other)
    assert known.elsewhere.copy == copied
    assert bool(known.uncredited) == (copied == "uncredited")


def test_the_original_names_who_copied_it() -> None:
    known = asked(ORIGINAL, copy())
    assert [other.source for other in known.elsewhere.copied_by] == ["farm.example"]
    assert not known.elsewhere.copied_from
    assert not known.passages


def test_a_patchwork_is_known_without_dates() -> None:
    parts = (STORY[1:5], OTHER, HARVEST, (FOOTBALL, words(9, 30)))
    donors = [
        Article(text(*part, words(20 + n, 200)), id=str(n), source=f"paper{n}.example")
        for n, part in enumerate(parts)
    ]
    patchwork = Article(text(*(p for part in parts for p in part)), id="p", source="farm.example")
    known = asked(patchwork, *donors)
    assert known.origins == 4
    assert known.elsewhere.copy == "uncredited"


# headlines and templates


def test_the_same_headline_elsewhere_is_named_whatever_the_site_adds() -> None:
    other = Article(text(*OTHER), f"{TITLE} - Farm News", "o", source="farm.example")
    known = asked(ORIGINAL, other)
    assert [o.id for o in known.headline] == ["o"]
    assert known.headline_apart == 1


def pages(source: str, blocks, count: int = 6, start: int = 0) -> list[Article]:
    return [
        Article(text(words(start + n, 150), *blocks), id=f"{source}-{n}", source=source)
        for n in range(count)
    ]


def test_a_network_template_recurs_on_pages_of_several_sources() -> None:
    made = [a for n in range(4) for a in pages(f"net{n}.example", POLICY[:2], start=100 * n)]
    known = evidence_of(corpus_of(made), made)
    assert all(k.templates and k.network_share > 0.05 for k in known)
    assert len({k.elsewhere.template for k in known}) == 1
    assert not any(k.uncredited for k in known)
    start, end = known[0].templates[0].start, known[0].templates[0].end
    assert made[0].text[start:end] in POLICY[0]


def test_what_recurs_at_one_source_is_its_own_template() -> None:
    made = pages("paper.example", POLICY[:2])
    known = evidence_of(corpus_of(made), made)
    assert all(k.own_share > 0.05 and not k.templates for k in known)


def test_a_story_that_many_papers_carry_is_no_template() -> None:
    made = [replace(ORIGINAL, id=str(n), source=f"paper{n}.example") for n in range(6)]
    assert not any(k.templates for k in evidence_of(corpus_of(made), made))


def test_consent_banners_are_no_template() -> None:
    banner = "We and our partners use cookies to show you advertisements that you may like to see."
    made = [a for n in range(4) for a in pages(f"net{n}.example", [banner], start=100 * n)]
    assert not any(k.templates for k in evidence_of(corpus_of(made), made))


# the index


def many() -> list[Article]:
    made = [a for n in range(4) for a in pages(f"net{n}.example", POLICY, start=100 * n)]
    return [*made, ORIGINAL, copy(), *pages("copy.example", STORY[2:5], 3, 900)]


def written(path: Path, *groups) -> bytes:
    with Builder() as builder:
        for group in groups:
            if isinstance(group, Corpus):
                builder.add_corpus(group)
            else:
                builder.add(group)
        builder.write(path)
    return path.read_bytes()


def test_order_and_batches_do_not_show(tmp_path) -> None:
    articles = many()
    mixed = random.Random(0).sample(articles, len(articles))
    whole = written(tmp_path / "whole", articles)
    assert written(tmp_path / "mixed", *([article] for article in mixed)) == whole


def test_a_merge_of_four_parts_is_the_whole_bit_for_bit(tmp_path) -> None:
    articles = many()
    parts = []
    for number in range(4):
        written(tmp_path / f"{number}", articles[number::4])
        parts.append(Corpus.load(tmp_path / f"{number}"))
    whole = written(tmp_path / "whole", articles)
    assert written(tmp_path / "merged", *reversed(parts)) == whole
    assert written(tmp_path / "twice", *parts, articles) == whole


def test_doubles_with_other_credits_do_not_show_in_which_order_they_came(tmp_path) -> None:
    doubles = [replace(ORIGINAL, url=f"https://paper{n}.example/ferry") for n in range(4)]
    written(tmp_path / "one", doubles)
    assert written(tmp_path / "other", doubles[::-1]) == (tmp_path / "one").read_bytes()


def test_spilling_does_not_show(tmp_path, monkeypatch) -> None:
    articles = many()
    whole = written(tmp_path / "whole", articles)
    monkeypatch.setattr("darnel.corpus.build.HELD", 100)
    monkeypatch.setattr("darnel.corpus.tally.HELD", 10)
    assert written(tmp_path / "spilled", *([article] for article in articles)) == whole


def test_the_same_is_known_of_an_article_alone_and_in_the_batch(tmp_path) -> None:
    articles = many()
    written(tmp_path / "corpus", articles)
    corpus = Corpus.load(tmp_path / "corpus")
    assert [evidence_of(corpus, [a])[0] for a in articles] == evidence_of(corpus, articles)


def test_an_article_that_the_corpus_lacks_is_looked_up() -> None:
    (known,) = evidence_of(corpus_of([ORIGINAL]), [copy()])
    assert known.elsewhere.copy == "uncredited"
    assert known.elsewhere.cluster == "island.example/a"
    assert known.elsewhere.cluster_size == 2


@pytest.mark.parametrize("cut", [0, 10, 100, -1, -30], ids=lambda cut: f"cut at {cut}")
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path, cut) -> None:
    data = written(tmp_path / "corpus", many())
    (tmp_path / "cut").write_bytes(data[:cut])
    with pytest.raises(InputError, match="darnel corpus build"):
        Corpus.load(tmp_path / "cut")


def test_a_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="there is no such corpus"):
        Corpus.load(tmp_path / "none")


def test_an_empty_corpus_answers() -> None:
    (known,) = evidence_of(corpus_of([]), [ORIGINAL])
    assert not known.passages
    assert corpus_of([]).summary().articles == 0


# what is kept of a document


@pytest.mark.parametrize(
    ("article", "source"),
    [
        (Article(source="www.Daily.co.uk"), "daily.co.uk"),
        (Article(url="https://news.daily.com/a?b"), "daily.com"),
        (Article(source="jane.blogspot.com"), "jane.blogspot.com"),
        (Article(source="jane.substack.com"), "jane.substack.com"),
        (Article(source="The Daily", url="https://daily.com/1"), "daily.com"),
        (Article(source="The  Daily"), "the daily"),
        (Article(), ""),
    ],
)
def test_a_source_is_a_registrable_domain_or_a_host_of_strangers(article, source) -> None:
    assert source_of(article) == source


@pytest.mark.parametrize(
    ("said", "precision"),
    [("2020-01-01", 86400), ("2020-01-01T10:00:00Z", 60), ("2020-01-01 10:00", 3600),
     ("January 5, 2020", 86400), ("Wed, 01 Jan 2020 10:00:00 GMT", 60), ("soon", 0), ("0001-01-01", 0)],
)  # fmt: skip
def test_a_date_holds_as_long_as_it_says(said, precision) -> None:
    assert time_of(said)[1] == precision


@pytest.mark.parametrize(
    "article",
    [
        Article("PORT (Reuters) - The ferry is late."),
        Article("The ferry is late.\n\nThe Associated Press contributed to this report."),
        Article("The ferry is late.", author="AFP"),
        Article("The ferry is late.\n\nReporting by Jo Oss; Editing by Al Roe"),
        Article("The ferry is late.\n\nThis article was originally published on The Conversation."),
    ],
    ids=["dateline", "contributed", "byline", "editing", "republished"],
)
def test_an_agency_is_credited_in_many_ways(article) -> None:
    assert credits_of(article, "paper.example")[0]


def test_a_story_about_an_agency_credits_nobody() -> None:
    assert credits_of(Article(words(1, 60) + " The PA system failed. AP classes ended."), "") == (
        0, set(),
    )  # fmt: skip


def test_a_lone_surrogate_is_no_trouble() -> None:
    article = Article("The board \ud800 met. " * 30, "\udc00 " * 8, "\ud801", source="\ud802")
    assert corpus_of([article]).find(document_of(article)) == 0


# what a damaged or foreign file may hold


def altered(path, **places):
    """Write a corpus whose table of contents says other things of some arrays, its checksum right."""
    with Builder() as builder:
        builder.add([ORIGINAL, copy()])
        builder.write(path)
    data = path.read_bytes()
    length = int.from_bytes(data[-16:-8], "little")
    said = json.loads(data[-16 - length : -16])
    for name, value in places.items():
        said["arrays"][name.replace("_", ".")] = value
    table = json.dumps(said).encode()
    path.write_bytes(
        data[: -16 - length] + table + struct.pack("<QI4s", len(table), crc32(table), END)
    )


@pytest.mark.parametrize(
    ("places", "said"),
    [
        pytest.param({"print_hash": ["<u8", -64, 2]}, "print.hash is not as it should be", id="before the file"),
        pytest.param({"print_hash": ["<u8", 64, 2**50]}, "print.hash is not", id="behind the file"),
        pytest.param({"print_hash": ["O", 64, 1]}, "print.hash is not", id="objects, which are addresses"),
        pytest.param({"print_hash": ["<u8", 64, True]}, "print.hash is not", id="true for a number"),
        pytest.param({"print_document": ["<u4", 64, 1]}, "columns of print", id="columns of two lengths"),
        pytest.param({"document_source": ["<u4", 64, 2]}, "document.source points outside", id="no such source"),
        pytest.param({"id_ends": ["<u8", 64, 2]}, "id is not as it should be", id="ids that end anywhere"),
        pytest.param({"id_ends": ["<u8", 64, 1]}, "not every document has an id", id="an id too few"),
    ],
)  # fmt: skip
def test_a_corpus_that_does_not_fit_together_is_refused_at_once(tmp_path, places, said) -> None:
    altered(tmp_path / "a.corpus", **places)
    with pytest.raises(InputError, match=said):
        Corpus.load(tmp_path / "a.corpus")


def test_arrays_that_nobody_knows_are_not_looked_at(tmp_path) -> None:
    altered(tmp_path / "a.corpus", more=["O", 0, 5])
    assert "more" not in Corpus.load(tmp_path / "a.corpus").arrays


def test_a_fingerprint_of_no_document_is_told_when_it_is_met(tmp_path) -> None:
    corpus = corpus_of([ORIGINAL, copy()])
    corpus.arrays["print.document"][:] = 7
    with pytest.raises(InputError, match=r"the corpus is damaged: print\.document points outside"):
        evidence_of(corpus, [copy()])
    with Builder() as builder, pytest.raises(InputError, match="damaged"):
        builder.add_corpus(corpus)
