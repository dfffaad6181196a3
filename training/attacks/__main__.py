"""Print the table of attacks, and keep its figures if asked: see `training.attacks.report`."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from training.attacks import manual
from training.attacks.report import figures, over, table
from training.documents import put
from training.fit import keep, recorded


def main() -> int:
    """Measure; exit with 1 if an attack costs more than its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the corpora")
    parser.add_argument("--only", default="", help="attacks whose name has this pattern")
    parser.add_argument("--no-markup", action="store_true", help="leave out the attacks on HTML")
    parser.add_argument(
        "--keep", action="store_true", help="keep the figures in results.json and the manual"
    )
    arguments = parser.parse_args()
    wanted = re.compile(arguments.only)
    found = figures(
        arguments.data, lambda name: bool(wanted.search(name)), markup=not arguments.no_markup
    )
    print("", table(found), "", sep="\n")
    print("over their target:", ", ".join(over(found)) or "none")
    if arguments.keep:
        before = recorded().get("attacks", {}).get("attacks", {})
        kept = before | found["attacks"]
        keep("attacks", {"attacks": kept})
        put(manual.MARK, manual.table(kept))
    return int(bool(over(found)))


if __name__ == "__main__":
    sys.exit(main())
