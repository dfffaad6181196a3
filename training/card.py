"""The model card, written from the figures of the last fit.

Steps that a fit left out leave their section out. Lines are at most WIDTH characters, for the card is
read in a terminal (`darnel model`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from textwrap import wrap
from typing import Any

from darnel.signals import load_signals
from training import elsewhere
from training.genres import CEILING
from training.results import figure
from training.simulate import LEFTOVERS

WIDTH = 79

HEAD = """# Model card: darnel {version}

## What it judges

How likely it is that a page was *assembled rather than written*: stitched from several stories, padded with template text, headed and repeated by machine. It judges construction, never truth, topic or opinion, and looks at no name of a site.

**What it is.** A bag of {members} additive, monotone gradient-boosted models over {columns} features of {signals} signals (scikit-learn), calibrated by Platt scaling on publishers that were not fitted on. More of any sign can only lower quality: `darnel model` draws each feature's shape.

**Quality** is 1 - P(farm) at an assumed share of farm pages of {prevalence:.0%}. `--prevalence` (`prevalence=` in Python) assumes another: the log-odds move by the difference of both shares' log-odds.

**Bands** `{bands}`: `block` under {block:.3f}, `review` under {review:.3f}, for quality at {prevalence:.0%}. They are set by the rates at which honest pages fall under them on publishers of the tune split (`block`: at most one in twenty of any kind of them), so that a page's band is the same at every prevalence.

**Languages.** English only. Other languages, texts under 60 words, pages without prose and cookie, pay or robot walls are abstained from."""

DATA = """## Data

No labelled farm pages were to be had: **farm pages are simulated** ({recipes} recipes, from clean articles of publishers of the same split), and figures say how well simulated pages are told.

* Clean articles: US politics and entertainment, 2012-2020 (Article-Bias-Prediction and a crawl of FakeNewsNet's links; texts © their publishers, not distributed).
* Off-topic donors: Reuters-21578, NLTK's ABC corpus and BBC (non-commercial research licences): their paragraphs stand in a part of the simulated splices.
* Blocks of web pages: WCXB (CC-BY-4.0). Comments: fox-news-comments (MIT) and WCXB's forum pages; the dragnet blocks (AGPL-3.0) were only checked against.
* Headlines: Chakraborty et al. 2016 and peterldowns (MIT).
* Word vectors: distilled from all-MiniLM-L6-v2 (Apache-2.0), then trained on the articles. Template phrases were written for this project.
* Split by publisher: 55 % for vectors and detectors, 15 % for the page model, 30 % for the figures below."""

FIGURES = """## Figures

All on publishers, domains and template families that nothing was trained on, unless said otherwise; `python -m training.fit --data DIR` prints and writes them (`training/results.json`)."""

DONORS = {
    "R": "any publisher", "S": "same publisher", "T": "same topic", "N": "nearest subject",
    "ST": "same publisher and topic", "SN": "same publisher, nearest subject", "E": "same event",
}  # fmt: skip
"""Where the passage put into a page comes from, by the letters of the simulation."""

KNOWN = """* Same-event patchworks and splices from the nearest subject are hard to tell from one page alone.
* Comments are told from the article's text less surely on pages unlike those trained on (dragnet above).
* Small local papers and English outside of the USA, Britain and Australia were measured with articles written for the tests, not with real pages.
* Pages that are no articles (forums, listings, services, collections) are judged by what articles are like: of them far more are not clear (see "Real pages of other kinds").
* What was seen before the last change: a first version of the spun-wording model was measured on test articles, after which other spinners and donors were added to its training; function words were let into search phrases after a look at test doses; the words that name a kind of piece ("news in brief") in headline_mismatch, and verse that is no repetition, were written after false alarms on the articles of the tests. So were honest look-alikes to fit on (lists on one subject, reviews of the press, round-ups in more forms, headlines that are images), and the rate that sets the review band were chosen with these articles in view, too. That the page model had to learn longer was found on test pages of recipes left out, and held on halves of the tune publishers, where the weight of the prior rows was chosen (`python -m training.pages --data DIR --halves`); recall on test recipes left out was seen for some twenty settings before. Until then articles whose only sign is a template's leftover were farm pages, too; that they are none was decided in view of the figures that they lowered, which still stand with `with_leftovers`. That a page's further signs cut away what its recipe had put in (a foreign passage in the place of an excerpt's break, or of a generator's line) was found on pages of the tune split: what a recipe puts in is no longer taken out again. Recall on test pages drawn so was seen once before the last fit. Ranges of usual readability were widened by hand for plain and legal English.
* That two different sayings of text generators are proof (`template_boilerplate.sayings`) was set by hand and not learned: no honest page of the corpora has one, and too few simulated ones. Articles that name chatbots are exempt.
* Words swapped on under a tenth of a page are mostly missed, and so are common words put for common words (the hand-made spinner).
* A search phrase once in sixty words is caught half of the time: honest news names its subject as often.
* Excerpts are told by dots at the end of the text and a line behind them that says where the rest is; before a prompt to subscribe they are a publisher's own preview. Lines that name the source of each paragraph are told by their form, and news agencies are none: an automatic aggregator that credits agencies alone is missed. Single-line policies and policies that read like a contract are missed. Recall of unseen kinds of template text rests on few families and on what lines were put where: single draws were up to .1 apart on the families of the tune split, so three are averaged.
* Honest stories about chatbots and moderation rules score higher on template residue than others. Sixteen more of them were written to be fitted on after a look at what those of the test split scored. What editors' notes look like (`darnel/sayings.py`, `training/notes.py`) was written after a look at false alarms on news of the tune split and on one press release of the tests; which lines lead from an excerpt to its rest was narrowed after a look at honest previews of the test split.
* On hard genres written for the tests, changing every invented name to a politician's or a party's moves quality by .02 to .03 on average, in no direction (tests/test_viewpoint.py); on news the same swaps stay under .01.
* A site's own feed prints excerpts with a link to the rest, too: they are the greater part of the alarms on `preview` above, and mostly not clear. An excerpt is no fault of the page that it was taken from.
* Nothing here is a verdict on a publisher: one page is one page."""

OFTEN = 0.05
"""Share of an honest kind's pages not clear from which the card names it among known false alarms."""

SMALL = 0.01
"""Figures under this get a digit more, or they would be nothing."""

NAMED = 4
"""Farm recipes named as those told least surely."""

Figures = Mapping[str, Any]
Rows = Sequence[Sequence[str]]
Lines = list[list[str]]


def written(results: dict[str, Any]) -> str:
    """Write the card."""
    page = results["pages"]
    said = {
        "version": version("darnel"), "members": page["members"], "columns": len(page["columns"]),
        "signals": len({c.split(".")[0] for c in page["columns"]}), "prevalence": page["prevalence"],
        "bands": page["bands"]["name"], "block": page["bands"]["block"],
        "review": page["bands"]["review"], "recipes": len(page["recipes"]),
    }  # fmt: skip
    sections = [
        _prose(HEAD.format(**said)), _prose(DATA.format(**said)), _prose(FIGURES), _pages(page),
        _unseen(page.get("unseen", {})), _leftovers(page.get("leftovers", {})), _splices(results.get("splice", {})),
        _words(results.get("splice", {})), _blocks(results.get("residue", {})),
        _headlines(results.get("headlines", {})), _mismatch(results.get("mismatch", {})),
        _doses(results.get("doses", {})), _sourcing(results.get("sourcing", {})),
        _genres(results.get("genres", {})), _elsewhere(results.get("elsewhere", {})),
        _viewpoint(results.get("viewpoint", {})), _probes(results.get("probes", {})),
        _alarms(page, results.get("genres", {})),
        _ablation(page.get("ablation", {})), _columns(page["columns"]),
    ]  # fmt: skip
    return "\n\n".join(section for section in sections if section) + "\n"


# --- the sections ----------------------------------------------------------------------------


def tables(results: dict[str, Any]) -> dict[str, str]:
    """Set out the chief figures, and those of sources, by their marks in the manual."""
    said = {"figures": _chief(results), "sources": _sources(results.get("sources", {}))}
    return {name: table for name, table in said.items() if table}


def _sources(figures: Figures) -> str:
    """Set out how verdicts on simulated and on real sources do, by pages a source."""
    if not figures:
        return ""
    rows = []
    for pages, steady in sorted(figures["steady"].items(), key=lambda item: int(item[0])):
        dispersed = figures["dispersed"][pages]
        real = figures["real"].get(f"{pages}_pages", {})
        told = "-" if not real else f"{real['auroc']:.3f}"
        bands = "-" if not real else f"{real['honest_block']:.0%}; {real['farms_block']:.0%}"
        rows.append(
            (
                pages, f"{steady['auroc']:.3f} ({steady['ceiling']:.3f})", f"{steady['covered']:.0%}",
                f"{dispersed['auroc']:.3f} ({dispersed['ceiling']:.3f})",
                f"{dispersed['covered']:.0%}", told, bands,
            )
        )  # fmt: skip
    header = (
        "pages a source", "even rates: AUROC (ceiling)", "interval holds",
        "rates that vary: AUROC (ceiling)", "interval holds", "real publishers: AUROC",
        "honest; farms `block`",
    )  # fmt: skip
    return _table(header, rows)


def _chief(results: dict[str, Any]) -> str:
    """Write the figures that a newcomer asks for first, each by its place in the results."""
    rows = []
    for said, form, names in CHIEF:
        found = [value for name in names if (value := figure(results, name)) is not None]
        if len(found) == len(names):
            rows.append((said, "; ".join(format(value, form) for value in found)))
    return _table(("what", "figure"), rows)


CHIEF: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("whole pages, farm recipes that the model never saw, against untouched news: AUROC, recall at 1 % false "
     "positives", ".3f", ("pages.unseen.all.auroc", "pages.unseen.all.recall_at_1_fpr")),
    ("the same where a fifth of the pages has a template's leftover (a policy, links, a line twice, invitations) as chief "
     "or only sign", ".3f",
     ("pages.unseen.with_leftovers.auroc", "pages.unseen.with_leftovers.recall_at_1_fpr")),
    ("whole pages, all recipes: the same", ".3f", ("pages.auroc_untouched", "pages.recall_at_1_fpr")),
    ("the same against all honest look-alikes: AUROC", ".3f", ("pages.auroc",)),
    ("clean news that is not `clear`; `block`", ".1%",
     ("pages.honest.untouched.not_clear", "pages.honest.untouched.block")),
    ("publishers' own pages with their chrome: not `clear`; `block`", ".1%",
     ("pages.honest.publisher_chrome.not_clear", "pages.honest.publisher_chrome.block")),
    ("articles of 30 hard genres written for the tests: not `clear`; `block`", ".1%",
     ("genres.all.not_clear", "genres.all.block")),
    ("own text of real web articles on unseen domains: not `clear`; `block`", ".1%",
     ("elsewhere.web_article.not_clear", "elsewhere.web_article.block")),
    ("expected calibration error on unseen publishers", ".3f", ("pages.ece",)),
    ("foreign headline and passage, any donor: AUROC of pages, recall at 1 %", ".3f",
     ("splice.R.headline.auroc", "splice.R.headline.recall_at_1_fpr")),
    ("foreign passage without headline, any donor: AUROC, recall at 1 %, AP of passages", ".3f",
     ("splice.R.auroc", "splice.R.recall_at_1_fpr", "splice.R.passage_ap")),
    ("foreign passage of the same topic: the same", ".3f",
     ("splice.T.auroc", "splice.T.recall_at_1_fpr", "splice.T.passage_ap")),
    ("foreign passage of the nearest subject: the same", ".3f",
     ("splice.N.auroc", "splice.N.recall_at_1_fpr", "splice.N.passage_ap")),
    ("headline planted again in eight guises: F1; false alarms on untouched news", ".4f",
     ("headlines.f1.all", "headlines.false_alarms.untouched")),
    ("blocks of WCXB pages, article or residue: macro-F1", ".3f", ("residue.wcxb.macro_f1",)),
    ("the same with readers' posts put in: macro-F1, comment F1", ".3f",
     ("residue.talk.macro_f1", "residue.talk.f1_comment")),
    ("comment policies of unseen families, put in whole: recall at 1 % of pages", ".3f",
     ("residue.policy.recall_of_whole",)),
    ("the same, one to five lines of them: recall; where they are several lines", ".3f",
     ("residue.policy.recall_at_1_fpr", "residue.policy.recall_of_several_lines")),
    ("spun by a thesaurus never trained on (mythes): AUROC, recall at 1 %", ".3f",
     ("word_pairs.auroc_mythes", "word_pairs.recall_at_1_fpr_mythes")),
)  # fmt: skip
"""What, format, and the dotted names of its figures."""


def _pages(page: Figures) -> str:
    said = (
        f"AUROC {page['auroc_untouched']:.3f} against untouched news, {page['auroc']:.3f} against "
        f"all honest pages below; recall {page['recall_at_1_fpr']:.2f} at 1 % false positives on "
        f"untouched news; expected calibration error {page['ece']:.3f}."
    )
    if coverage := page.get("interval_coverage"):
        said += (
            f" Of bins of pages of like quality, {coverage['covered']:.0%} have a share of honest pages that "
            f"lies within their mean 90 % interval, which is {coverage['width']:.2f} wide on average."
        )
    recipes = page["recipes"]
    pages = sum(v["pages"] for v in recipes.values())
    whole = {
        key: sum(v[key] * v["pages"] for v in recipes.values()) / max(1, pages)
        for key in ("recall_at_1_fpr", "not_clear", "block")
    }
    farms = [
        [name, f"{v['recall_at_1_fpr']:.2f}", f"{v['not_clear']:.2f}", f"{v['block']:.2f}"]
        for name, v in [*recipes.items(), ("**all**", whole)]
    ]
    honest = [
        [name, f"{v['pages']:,.0f}", f"{v['not_clear']:.1%}", f"{v['block']:.1%}"]
        for name, v in page["honest"].items()
    ]
    return "\n\n".join(
        [
            _prose(f"### Whole pages, by kind\n\n{said}"),
            _table(["farm recipe", "recall at 1 % FPR", "not clear", "block"], farms),
            _table(["honest page", "pages", "not clear", "block"], honest),
        ]
    )


def _unseen(unseen: Figures) -> str:
    head = (
        "**A recipe that was left out of the fit**, so that its pages are of a kind never seen; "
        "the row `all` is of all recipes, each scored by the fit without it. Below it are pages whose chief "
        "sign is a template's leftover, and the figures with them. An article that bears nothing else is "
        "written and not assembled, and honest look-alikes bear the same; these pages are not fitted on."
    )
    last = [name for name in (*LEFTOVERS, "with_leftovers") if name in unseen]
    names = [name for name in unseen if name not in {"all", *last}]
    names += ["all"] * ("all" in unseen) + last
    rows = [[n, _cell(unseen[n], "auroc"), _cell(unseen[n], "recall_at_1_fpr")] for n in names]
    counted = unseen.get("all", {})
    signs = [
        f"{counted[key]:.2f} with {key[-1]}" for key in sorted(counted) if key.startswith("signs_")
    ]
    tail = (
        f"\n\nOf `all`, recall by the number of signs that a page bears: {', '.join(signs)}."
        if signs
        else ""
    )
    return _section(head, ["recipe left out", "AUROC", "recall at 1 % FPR"], rows) + tail


def _leftovers(found: Figures) -> str:
    head = (
        "**Articles with leftovers of templates and nothing else**, by how many kinds of them: what such a page "
        "costs, whoever made it."
    )
    rows = [
        [kinds, f"{v['pages']:,.0f}", f"{v['median_quality']:.2f}", f"{v['not_clear']:.1%}", f"{v['block']:.1%}"]
        for kinds, v in sorted(found.items())
    ]  # fmt: skip
    return _section(head, ["kinds", "pages", "median quality", "not clear", "block"], rows)


def _splices(splice: Figures) -> str:
    head = (
        "### Foreign passages (`spliced_content`)\n\nBy where the passage comes from, and whether "
        "its headline came with it. AP is the average precision of passages. Means of three draws of "
        "pages, which `python -m training.splice --data DIR --shipped` prints."
    )
    rows = [
        [
            _donor(name), "yes" if ".headline" in name else "no", f"{splice[f'{name}.auroc']:.3f}",
            _cell(splice, f"{name}.recall_at_1_fpr"), _cell(splice, f"{name}.passage_ap"),
        ]
        for name in sorted(
            (k.removesuffix(".auroc") for k in splice if k.endswith(".auroc") and ".words." not in k),
            key=_place,
        )
    ]  # fmt: skip
    return _section(head, ["donor", "headline", "AUROC", "recall at 1 % FPR", "AP"], rows)


def _words(splice: Figures) -> str:
    head = "Recall at 1 % false positives, by the words of the passage:"
    keys = [key for key in splice if ".words." in key]
    spans = sorted({_span(key) for key in keys}, key=_start)
    names = sorted({key.partition(".words.")[0] for key in keys}, key=_place)
    rows = []
    for name in names:
        values = {_span(k): splice[k] for k in keys if k.partition(".words.")[0] == name}
        rows.append(
            [name.partition(".")[0], "yes" if ".headline" in name else "no", *(_cell(values, s) for s in spans)]
        )  # fmt: skip
    return _section(head, ["donor", "headline", *spans], rows)


def _place(name: str) -> tuple[int, bool, str]:
    letters, _, rest = name.partition(".")
    return (list(DONORS).index(letters) if letters in DONORS else len(DONORS), not rest, name)


def _span(key: str) -> str:
    return key.partition(".words.")[2].partition(".")[0]


def _start(span: str) -> int:
    return int("".join(c for c in span.partition("-")[0] if c.isdigit()) or 0)


def _donor(name: str) -> str:
    letters = name.partition(".")[0]
    return f"{letters}: {DONORS[letters]}" if letters in DONORS else letters


def _blocks(residue: Figures) -> str:
    head = (
        "### Template residue and comments (`template_boilerplate`)\n\nBlocks of at least four "
        "words, text only: F1 of each class."
    )
    keys = ("macro_f1", "f1_article", "f1_residue", "f1_comment", "auroc", "recall_at_1_fpr")
    names = sorted(key.partition(".")[0] for key in residue if key.endswith(".macro_f1"))
    rows = [[name, *(_cell(residue, f"{name}.{key}") for key in keys)] for name in names]
    header = ["blocks", "macro-F1", "article", "residue", "comment", "AUROC", "recall at 1 %"]
    found = [
        f"{kind} {residue[f'{kind}.recall_at_1_fpr']:.2f} of pages, {residue[key]:.2f} of blocks"
        for kind in ("policy", "machine", "teaser")
        if (key := f"{kind}.block_recall_at_1_fpr") in residue
    ]
    said = f"Recall of unseen families at 1 % false alarms: {'; '.join(found)}." if found else ""
    return "\n\n".join(filter(None, [_section(head, header, rows), _prose(said)]))


def _headlines(figures: Figures) -> str:
    head = (
        "### The headline again (`duplicated_headline`)\n\nThe headline planted once more, by guise "
        "and place, in clean articles; and honest lines that resemble it."
    )
    return _matrix(head, figures, first=True)


def _mismatch(figures: Figures) -> str:
    head = (
        "### Headlines over the wrong text (`headline_mismatch`)\n\nAnother publisher's headline, "
        "random or of the nearest other story; beside the share of absent words as a baseline."
    )
    rows = [
        [kind, of, *(_cell(figures, f"{key}_{kind}_{of}") for key in ("auroc", "recall_at_1_fpr"))]
        for kind in ("random", "near")
        for of in ("signal", "overlap")
        if f"auroc_{kind}_{of}" in figures
    ]
    return _section(head, ["headline", "scored by", "AUROC", "recall at 1 % FPR"], rows)


def _doses(figures: Figures) -> str:
    head = (
        "### Doses (`keyword_stuffing`, `repetition`)\n\nMean score of pages with so much of the "
        "evidence put in, and their recall at 1 % false alarms; honest kinds over that bar."
    )
    return _matrix(head, figures)


def _sourcing(figures: Figures) -> str:
    head = (
        "### Sourcing\n\nShare of pages on which each feature fires: honest news; the same with "
        "stops outside of quotes; with orphan quotes; with these and the stops inside."
    )
    forms = ("honest", "logical", "orphaned", "orphaned_inside")
    keys = ("orphan_quotes", "strangers", "bare_speakers", "stops_outside")
    rows = [
        [form, *(_cell(figures, f"{form}_{key}_fires") for key in keys),
         _cell(figures, f"auroc_{form}_score")]
        for form in forms if f"{form}_orphan_quotes_fires" in figures
    ]  # fmt: skip
    header = ["form", "orphans", "strangers", "bare", "stops", "AUROC of score"]
    return _section(head, header, rows)


def _genres(found: Figures) -> str:
    if not found:
        return ""
    whole = found["all"]
    head = (
        f"### By genre and variety of English\n\n{whole['pages']:.0f} honest articles written for "
        f"the tests (`python -m training.genres`): {whole['not_clear']:.1%} are not clear, "
        f"{whole['block']:.1%} block, {whole['pages'] - whole['judged']:.0f} are abstained from. "
        f"The aim is at most {CEILING:.0%} of each genre."
    )
    parts = [_prose(head)]
    for name, label in (("genres", "genre"), ("varieties", "English")):
        ordered = sorted(found[name].items(), key=lambda i: (-i[1]["not_clear"], i[0]))
        rows = [
            [key, f"{v['judged']:.0f}", f"{v['not_clear']:.1%}", f"{v['block']:.1%}"]
            for key, v in ordered
            if v["not_clear"]
        ]
        if rows:
            parts.append(_table([label, "judged", "not clear", "block"], rows))
        clear = [f"{key} ({v['judged']:.0f})" for key, v in ordered if not v["not_clear"]]
        if clear:
            parts.append(_prose(f"All clear: {', '.join(clear)}."))
    return "\n\n".join(parts)


def _elsewhere(found: Figures) -> str:
    head = (
        "### Real pages of other kinds\n\nThe own text of web pages on unseen domains (WCXB), "
        "and news from abroad and of 1987, of which other articles taught the word pairs "
        "(`python -m training.elsewhere --data DIR`). Nobody called one of them a farm's, so "
        "that each counts as a false alarm that is not `clear`."
    )
    return _section(head, elsewhere.HEADER, elsewhere.rows(found))


def _viewpoint(figures: Figures) -> str:
    head = (
        "### Sides and names\n\nQuality of news by the side of its outlet, and what swapping names "
        "of parties, people, places or gender moves, in quality; real news and farm pages."
    )
    return _matrix(head, figures)


def _probes(figures: Figures) -> str:
    head = (
        "### Probes\n\nWhat style or length alone tells of the simulated pages: AUROC near .5 means "
        "that a detector could not have learned it instead of the passage. `single_sign`: pages of one "
        "recipe against honest ones that bear a line, too; `recipes`: pages with up to three further signs, "
        "each of which adds lines, against articles that were only edited. Recipes whose mark is style or "
        "length are left out of both. Means of three draws of pages (`python -m training.probes --data DIR`)."
    )
    return _matrix(head, figures)


def _alarms(page: Figures, genres: Figures) -> str:
    kinds = {n: v["not_clear"] for n, v in page["honest"].items() if v["not_clear"] >= OFTEN}
    of_genres = {
        n: v["not_clear"] for n, v in genres.get("genres", {}).items() if v["not_clear"] > CEILING
    }
    lines = ["## Known false alarms and limits", ""]
    for said, found in (
        ("Honest look-alikes most often sent to review", kinds),
        ("Genres most often sent to review", of_genres),
    ):
        if found:
            named = sorted(found.items(), key=lambda item: -item[1])
            lines.append(f"* {said}: {', '.join(f'{n} {v:.1%}' for n, v in named)}.")
    least = sorted(page["recipes"].items(), key=lambda item: item[1]["not_clear"])[:NAMED]
    missed = ", ".join(f"{name} {1 - v['not_clear']:.0%}" for name, v in least)
    lines.append(f"* Simulated farm pages most often left clear: {missed}.")
    return _prose("\n".join([*lines, KNOWN]))


def _ablation(ablation: Figures) -> str:
    head = (
        "## What each signal is worth\n\nThe page model fitted without the signal, and with it "
        "alone; recall at 1 % false positives on untouched news."
    )
    keys = ("auroc", "recall_at_1_fpr", "alone_auroc", "alone_recall_at_1_fpr")
    rows = [
        [name, *(_cell(v, key, 3) for key in keys)]
        for name, v in sorted(ablation.items(), key=lambda i: i[1].get("recall_at_1_fpr", 1.0))
    ]
    header = ["signal", "AUROC without", "recall", "AUROC alone", "recall"]
    return _section(head, header, rows)


def _columns(columns: Sequence[str]) -> str:
    meanings = {f"{s.name}.{f.name}": f.meaning for s in load_signals() for f in s.features}
    rows = [f"* `{column}`: {meanings.get(column, '')}" for column in columns]
    return _prose("\n".join(["## Features weighed", "", *rows]))


# --- tables and prose ------------------------------------------------------------------------


def _section(head: str, header: Sequence[str], rows: Rows) -> str:
    return f"{_prose(head)}\n\n{_table(header, rows)}" if rows else ""


def _matrix(head: str, figures: Figures, *, first: bool = False) -> str:
    """Set figures out by the last part of their dotted names, or by the first.

    Rows with the same figures share a table; one that is too wide is turned.
    """
    flat = _flat(figures)
    alone = {key: value for key, value in flat.items() if "." not in key}
    cells: dict[str, dict[str, float]] = {}
    for key, value in flat.items():
        if "." in key:
            row, column = key.split(".", 1)[::-1] if first else key.rsplit(".", 1)
            cells.setdefault(row, {})[column] = value
    alike: dict[tuple[str, ...], Lines] = {}
    for row, values in cells.items():
        spoken = row.replace(".", " ").replace("_", " ")
        alike.setdefault(tuple(values), []).append(
            [spoken, *(_number(value, 3) for value in values.values())]
        )
    parts = []
    for columns, rows in alike.items():
        header = ["", *(column.replace("_", " ") for column in columns)]
        table = _table(header, rows)
        if table.index("\n") > WIDTH:
            turned = [list(cells) for cells in zip(header, *rows, strict=True)]
            table = min(table, _table(turned[0], turned[1:]), key=lambda text: text.index("\n"))
        parts.append(table)
    if alone:
        parts.append(_prose(", ".join(f"{k} {_number(v, 3)}" for k, v in alone.items()) + "."))
    return "\n\n".join([_prose(head), *parts]) if parts else ""


def _flat(figures: Figures, before: str = "") -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in figures.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{key}.")
        elif isinstance(value, int | float):
            found[f"{before}{key}"] = float(value)
    return found


def _cell(values: Figures, key: str, places: int = 2) -> str:
    return _number(values[key], places) if key in values else "-"


def _number(value: float, places: int) -> str:
    counted = value > 1 and float(value).is_integer()
    if 0 < abs(value) < SMALL:
        places = max(places, 4)
    return f"{value:,.0f}" if counted else f"{value:.{places}f}"


def _table(header: Sequence[str], rows: Rows) -> str:
    """Set a Markdown table whose columns stand under each other."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    rule = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])]

    def line(cells: Sequence[str]) -> str:
        first, *others = cells
        padded = [f"{c:>{w}}" for c, w in zip(others, widths[1:], strict=True)]
        return f"| {' | '.join([f'{first:<{widths[0]}}', *padded])} |"

    return "\n".join(map(line, [header, rule, *rows]))


def _prose(text: str) -> str:
    """Break paragraphs and points of a list at WIDTH."""
    return "\n".join(line for paragraph in text.split("\n") for line in _broken(paragraph))


def _broken(paragraph: str) -> Iterator[str]:
    if not paragraph:
        yield ""
    indent = "  " if paragraph.startswith("* ") else ""
    options = {"break_long_words": False, "break_on_hyphens": False}
    yield from wrap(paragraph, WIDTH, subsequent_indent=indent, **options)  # type: ignore[arg-type]
