"""One process of libFuzzer: `python -m training.fuzz.child TARGET FAULTS FIGURES [libFuzzer's options] CORPUS`.

Our own exceptions do not end it: each place that one comes from is written down once, with its input.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

OURS = Path(__file__).parents[2]

COMPILED = [
    f"darnel.{name}" for name in ("compiled", "context", "likeness", "mentions", "residue", "trees")
]
"""Modules with loops that Numba compiles: it can't compile what has been instrumented."""


class Watched:
    """Run an oracle; keep what it raises, by place, and the slowest input."""

    def __init__(self, oracle: Callable[[bytes], None], faults: Path, figures: Path) -> None:
        self._oracle, self._folder, self._figures = oracle, faults, figures
        self._seen: set[str] = set()
        self.runs, self.slowest = 0, 0.0

    def __call__(self, data: bytes) -> None:
        """Run it once."""
        self.runs += 1
        started = time.process_time()
        try:
            self._oracle(data)
        except Exception as error:  # whatever it is, it should not have come out
            self._keep(error, data)
        spent = time.process_time() - started
        if spent > self.slowest and self.runs > 100:
            self.slowest = spent
            (self._folder / "slowest").write_bytes(data)
        if self.runs % 1000 == 0:
            self.tell()

    def _keep(self, error: Exception, data: bytes) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if frame.filename.startswith(str(OURS))]
        last = ours[-1] if ours else frames[-1]
        key = f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"
        if key in self._seen:
            return
        self._seen.add(key)
        at = self._folder / f"fault-{len(self._seen)}"
        at.write_bytes(data)
        said = "".join(traceback.format_exception(error))[-3000:]
        at.with_suffix(".txt").write_text(f"{key}\n{said}", "utf-8", "backslashreplace")
        print(f"FAULT {key}: {str(error)[:200]!r}", file=sys.stderr, flush=True)

    def tell(self) -> None:
        """Write down how far it is: the process ends without a word when libFuzzer does."""
        said = {"runs": self.runs, "faults": len(self._seen), "slowest": round(self.slowest, 3)}
        self._figures.write_text(json.dumps(said))


def main() -> None:
    """Fuzz one target."""
    name, faults, figures, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["darnel"], exclude=COMPILED):
        from training.fuzz import target_of

        target = target_of(name)
    watched = Watched(target.make(), Path(faults), Path(figures))
    atheris.Setup([sys.argv[0], *options], watched)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
