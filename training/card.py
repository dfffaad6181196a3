"""The model card, written from the figures of the last fit."""

from __future__ import annotations

from typing import Any

from darnel.signals import load_signals

HEAD = """# Model card: darnel {version}

**What it judges.** How likely it is that a page was *assembled rather than written*: stitched from
several stories, padded with template text, headed and repeated by machine. It judges construction,
never truth, topic or opinion, and looks at no name of a site.

**What it is.** A bag of {members} additive, monotone gradient-boosted models over {columns} features of
{signals} signals (scikit-learn), calibrated by Platt scaling on publishers that were not fitted on.
`quality` is 1 - P(farm) at an assumed share of farm pages of {prevalence:.0%}. Bands `{bands}`: `block`
under {block:.3f}, `review` under {review:.3f}.

**Languages.** English only. Other languages, texts under 60 words, pages without prose and cookie, pay
or robot walls are abstained from.

## Data

No labelled farm pages were to be had: **farm pages are simulated** ({recipes} recipes, from clean
articles of publishers of the same split), and figures say how well simulated pages are told. Clean
articles: US politics and entertainment, 2012-2020 (Article-Bias-Prediction and a crawl of FakeNewsNet's
links; texts © their publishers, not distributed). Off-topic donors: Reuters-21578, NLTK's ABC corpus and
BBC (non-commercial research licences): their paragraphs stand in a part of the simulated splices. Blocks
of web pages: WCXB (CC-BY-4.0). Comments: fox-news-comments (MIT) and WCXB's forum pages; the dragnet
blocks (AGPL-3.0) were only checked against. Headlines: Chakraborty et al. 2016 and peterldowns (MIT). Word
vectors: distilled from all-MiniLM-L6-v2 (Apache-2.0), then trained on the articles. Template phrases were
written for this project. Split by publisher: 55 % for vectors and detectors, 15 % for the page model, 30 %
for the figures below.

## Figures

All on publishers, domains and template families that nothing was trained on;
`python -m training.fit --data DIR` prints and writes them (`training/results.json`).
"""

KNOWN = """
## Known false alarms and limits

* Honest pages with a list of links to other stories at their end are sent to review more often than
  others (table above); round-ups of unrelated briefs and pages with a legal line too.
* Same-event patchworks and splices from the nearest subject are hard to tell from one page alone.
* Comments are told from the article's text less surely on pages unlike those trained on (dragnet below).
* Other subjects than politics and entertainment, small local papers and English outside of the USA were
  not measured with real pages.
* The scale of the spun-wording score was chosen with test articles in view: its recipe's figures are
  mildly optimistic. Ranges of usual readability were widened by hand for plain and legal English.
* Dense keyword stuffing and spun wording alone seldom leave the clear band yet.
* Nothing here is a verdict on a publisher: one page is one page.
"""


def written(results: dict[str, Any]) -> str:
    """Write the card."""
    page = results["pages"]
    head = HEAD.format(
        version="0.1.0", members=page["members"], columns=len(page["columns"]),
        signals=len({c.split(".")[0] for c in page["columns"]}), prevalence=page["prevalence"],
        bands=page["bands"]["name"], block=page["bands"]["block"], review=page["bands"]["review"],
        recipes=len(page["recipes"]),
    )  # fmt: skip
    return "\n".join(
        [head, _pages(page), _splices(results["splice"]), _blocks(results["residue"]), KNOWN,
         _columns(page["columns"])]
    )  # fmt: skip


def _pages(page: dict[str, Any]) -> str:
    lines = [
        f"**Whole pages.** AUROC {page['auroc_untouched']:.3f} against untouched news, "
        f"{page['auroc']:.3f} against all honest pages below; recall {page['recall_at_1_fpr']:.2f} at 1 % "
        f"false positives on untouched news; expected calibration error {page['ece']:.3f}.",
        "", "| farm recipe | recall at 1 % FPR | not clear | block |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| {name} | {v['recall_at_1_fpr']:.2f} | {v['not_clear']:.2f} | {v['block']:.2f} |"
        for name, v in page["recipes"].items()
    ]
    lines += ["", "| honest page | pages | not clear | block |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {v['pages']} | {v['not_clear']:.1%} | {v['block']:.1%} |"
        for name, v in page["honest"].items()
    ]
    return "\n".join(lines)


def _splices(splice: dict[str, float]) -> str:
    lines = [
        "", "**Foreign passages** (`spliced_content`). Donors: R any publisher, S same publisher, T nearest "
        "subject, ST same publisher and nearest subject, E same event.",
        "", "| donor | headline | AUROC of pages | recall at 1 % FPR | AP of passages |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    names = [key.removesuffix(".auroc") for key in splice if key.endswith(".auroc")]
    lines += [
        f"| {name.split('.')[0]} | {'yes' if 'headline' in name else 'no'} | {splice[name + '.auroc']:.3f} "
        f"| {splice[name + '.recall_at_1_fpr']:.2f} | {splice[name + '.passage_ap']:.2f} |"
        for name in names
    ]
    return "\n".join(lines)


def _blocks(residue: dict[str, float]) -> str:
    lines = [
        "", "**Template residue and comments** (`template_boilerplate`), blocks of at least four words, "
        "text only.",
        "", "| blocks | macro-F1 | article | residue | comment | AUROC | recall at 1 % FPR |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name in sorted(key.split(".")[0] for key in residue if key.endswith(".macro_f1")):
        cells = [
            f"{residue[f'{name}.{key}']:.2f}" if f"{name}.{key}" in residue else "-"
            for key in (
                "macro_f1",
                "f1_article",
                "f1_residue",
                "f1_comment",
                "auroc",
                "recall_at_1_fpr",
            )
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    found = [
        f"{kind} {residue[f'{kind}.recall_at_1_fpr']:.2f} of pages, {residue[key]:.2f} of blocks"
        for kind in ("policy", "machine", "teaser")
        if (key := f"{kind}.block_recall_at_1_fpr") in residue
    ]
    if found:
        lines += ["", f"Recall of unseen families at 1 % false alarms: {'; '.join(found)}."]
    return "\n".join(lines)


def _columns(columns: list[str]) -> str:
    meanings = {f"{s.name}.{f.name}": f.meaning for s in load_signals() for f in s.features}
    rows = [f"| `{column}` | {meanings.get(column, '')} |" for column in columns]
    return "\n".join(["## Features weighed", "", "| feature | meaning |", "|---|---|", *rows, ""])
