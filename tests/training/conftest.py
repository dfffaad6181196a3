from __future__ import annotations

import numpy as np
import pytest

from training.corpora import Clean, Donor
from training.simulate import Pool

SUBJECTS = ("ferry", "library", "orchard", "harbour", "theatre", "railway", "school", "bakery")


def article(number: int) -> Clean:
    subject = SUBJECTS[number % len(SUBJECTS)]
    rng = np.random.default_rng(number)
    words = ["".join(rng.choice(list("abcdefghiklmnoprstuv"), 6)) for _ in range(300)]
    blocks = tuple(
        f"{' '.join(rng.choice(words, 18)).capitalize()}, “{' '.join(rng.choice(words, 12))},” they said."
        for _ in range(12)
    )
    return Clean(
        f"a{number}", f"The {subject} story number {number} in short", blocks,
        f"site{number % 5}.example", subject, "2020-01-01",
    )  # fmt: skip


@pytest.fixture
def pool() -> Pool:
    donors = [
        Donor(f"d{i}", "Donor title", article(100 + i).blocks, "d.example", "x", "", "fit")
        for i in range(3)
    ]
    return Pool([article(i) for i in range(40)], donors, "fit")
