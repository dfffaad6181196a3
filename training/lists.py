"""The rating lists that ship as data: `python -m training.lists --data DIR`.

Writes `artifacts/lists/<name>.csv` with domain, score and label, from which nothing is fitted.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

FOLDER = Path("src/darnel/artifacts/lists")

FILES = {"cred1": "sources_cred1.parquet", "towcenter": "sources_towcenter_pinkslime.parquet"}


def compact(data: Path, name: str) -> pd.DataFrame:
    """Take domain, score and label of a list, the lowest score where a domain stands twice."""
    frame = pd.read_parquet(data / FILES[name], columns=["domain", "score", "label"])
    frame = frame.sort_values(["domain", "score"]).drop_duplicates("domain")
    return frame.assign(score=frame["score"].astype("float64").round(3))


def main() -> None:
    """Write all lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    data = parser.parse_args().data
    for name in FILES:
        frame = compact(data, name)
        frame.to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")
        print(f"{name}: {len(frame):,} domains")


if __name__ == "__main__":
    main()
