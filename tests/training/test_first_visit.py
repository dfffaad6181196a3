"""The first visit does what the page says, and its transcript is of what the page says now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from documentation import MANUAL

from training import first_visit
from training.first_visit import Step, Visit, abridged, steps, transcript

PAGE = """# Get started

## Batch

Words.

```sh
pip install .
darnel score a.csv
```

```toml
[queue]
```

## Queue

```py
import httpx

print(1)
```
"""


def test_the_steps_of_a_use_are_its_blocks_in_their_order() -> None:
    assert steps(PAGE, "Batch") == [Step("sh", "pip install ."), Step("sh", "darnel score a.csv")]
    assert steps(PAGE, "Queue") == [Step("python", "import httpx\n\nprint(1)")]


def test_a_long_answer_is_abridged_and_pip_says_only_that_it_is_done() -> None:
    said = abridged("\n".join(f"line {n}" for n in range(40)), "darnel score a.csv")
    assert len(said) == first_visit.SHOWN
    assert "… 28 more lines" in said
    assert said[-1] == "line 39"
    pip = "Looking in indexes: https://packages.example\nSuccessfully installed a-1 b-2\n"
    assert abridged(pip, "pip install .") == ["Successfully installed 2 packages"]
    assert abridged("x" * 300, "darnel score a.csv")[0].endswith(" …")


def test_the_kernel_of_the_machine_is_nobodys_business() -> None:
    said = "darnel 0.2.0 works Python 3.11.7, Linux-6.1.0-23-cloud-x86_64-with-glibc2.36"
    assert abridged(said, "darnel doctor") == ["darnel 0.2.0 works Python 3.11.7, Linux"]


def test_a_step_shows_its_seconds_beside_its_first_line() -> None:
    visit = Visit()
    visit.add(Step("python", "import a\nprint(1)"), "1\n", 2.04)
    assert visit.lines[0].startswith(">>> import a")
    assert visit.lines[0].endswith(" 2.0 s")
    assert visit.lines[1:] == ["... print(1)", "1"]
    assert "## Batch: 2 s" in transcript({"Batch": visit}, 1.0)


def test_a_step_that_fails_ends_the_visit(tmp_path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        first_visit._run(Step("sh", "exit 3"), tmp_path, {"PATH": os.environ["PATH"]})
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    assert first_visit._run(Step("python", "print(6 * 7)"), tmp_path, path) == "42\n"


def test_the_transcript_is_of_the_commands_that_the_page_has_now() -> None:
    page = (MANUAL / "get_started.md").read_text("utf-8")
    seen = (MANUAL / "first_visit.md").read_text("utf-8")
    for use in first_visit.USES:
        section = seen.partition(f"\n## {use}: ")[2].partition("\n## ")[0].splitlines()
        at = 0
        for step in steps(page, use):
            first = step.code.splitlines()[0]
            starts = (f"$ {first} ", f">>> {first} ")
            at = next(n for n in range(at, len(section)) if section[n].startswith(starts)) + 1
        done = sum(line.startswith(("$ ", ">>> ")) for line in section)
        assert done == len(steps(page, use))


def test_the_transcript_tells_nothing_of_the_machine_it_was_made_on() -> None:
    seen = (MANUAL / "first_visit.md").read_text("utf-8")
    assert "/tmp/" not in seen
    assert "/root" not in seen
    assert "index" not in seen.replace("index.html", "")
