"""A stranger's first visit, timed: `python -m training.first_visit`.

Clones the repository, and for each of the three uses does in a fresh environment what `get_started.md` says, its
blocks in their order: what is on the page is what is run. Prints commands, what they say (abridged), and seconds;
with `--keep` the transcript goes into the manual. Needs bash, curl, and what pip needs; port 8000 has to be free.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from training.documents import PAGES, put

USES = ("Batch", "Library", "Queue")

SHOWN, LAST, WIDE = 13, 6, 110
"""Lines of an answer, those of them from its end, and characters of a line: what a reader needs."""

READY = "http://127.0.0.1:8000/readyz"
PATIENCE = 300.0
"""Seconds to wait for a service on a busy machine."""

_BLOCK = re.compile(r"^```(sh|python|py)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a reader does: a line of the shell, or a block of Python."""

    language: str
    code: str


@dataclass(slots=True)
class Visit:
    """What was done for one use, and what was seen."""

    lines: list[str] = field(default_factory=list)
    seconds: float = 0.0
    installing: float = 0.0
    processor: float = 0.0

    def add(self, step: Step, said: str, seconds: float) -> None:
        """Take down a step, with what it said."""
        self.seconds += seconds
        self.installing += seconds if step.code.startswith("pip install") else 0.0
        took = f"{seconds:.1f} s"
        first, *more = step.code.splitlines()
        mark = "$" if step.language == "sh" else ">>>"
        self.lines += [f"{f'{mark} {first}':<{WIDE - 10}} {took:>9}"]
        self.lines += [f"... {line}".rstrip() for line in more]
        self.lines += abridged(said, first)


def steps(page: str, use: str) -> list[Step]:
    """Read what the page says to do for a use: each line of a shell block, each block of Python."""
    section = re.split(r"^## ", page.partition(f"\n## {use}\n")[2], maxsplit=1, flags=re.MULTILINE)[
        0
    ]
    found = []
    for language, code in _BLOCK.findall(section):
        parts = code.strip().splitlines() if language == "sh" else [code.strip()]
        found += [Step("sh" if language == "sh" else "python", part) for part in parts]
    return found


def abridged(said: str, command: str) -> list[str]:
    """Shorten what a command said, leave the kernel's release out; of pip only that it is done."""
    said = re.sub(r"\bLinux-\S+", "Linux", said)
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    if command.startswith("pip install"):
        done = [line for line in lines if line.startswith("Successfully installed")]
        return [f"Successfully installed {len(line.split()) - 2} packages" for line in done]
    cut = [line if len(line) <= WIDE else f"{line[: WIDE - 2]} …" for line in lines]
    if len(cut) <= SHOWN:
        return cut
    left = len(cut) - SHOWN + 1
    return [*cut[: SHOWN - 1 - LAST], f"… {left} more lines", *cut[-LAST:]]


def visited(clone: Path, use: str, folder: Path) -> Visit:
    """Do in a fresh environment what the page says; raise CalledProcessError where it fails."""
    venv = folder / f"venv-{use.lower()}"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    home = folder / f"home-{use.lower()}"
    home.mkdir()
    fresh = {
        "HOME": str(home),
        "PATH": f"{venv / 'bin'}:{os.environ['PATH']}",
        "PIP_NO_CACHE_DIR": "1",
    }
    env = {name: value for name, value in os.environ.items() if name.startswith("PIP_")} | fresh
    found, before = Visit(), _processor()
    page = (clone / PAGES / "get_started.md").read_text("utf-8")
    with serving(clone, env) as serve:
        for step in steps(page, use):
            started = time.perf_counter()
            said = serve(step.code) if step.code == "darnel serve" else _run(step, clone, env)
            found.add(step, said.replace(str(folder), "~"), time.perf_counter() - started)
    found.processor = _processor() - before
    return found


def _processor() -> float:
    """Give the processor time of all that has ended so far: other work does not change it much."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _run(step: Step, clone: Path, env: Mapping[str, str]) -> str:
    command = ["bash", "-c", step.code] if step.language == "sh" else ["python", "-c", step.code]
    done = subprocess.run(
        command, cwd=clone, env=dict(env), text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout)
        raise subprocess.CalledProcessError(done.returncode, step.code)
    return done.stdout


@contextmanager
def serving(clone: Path, env: Mapping[str, str]) -> Iterator[Callable[[str], str]]:
    """Give what starts a service and waits until it answers; stop it at the end."""
    running: list[subprocess.Popen[bytes]] = []

    def start(command: str) -> str:
        log = clone / "serve.log"
        with log.open("wb") as file:
            running.append(
                subprocess.Popen(
                    command.split(), cwd=clone, env=dict(env), stdout=file, stderr=file
                )
            )
        started = time.perf_counter()
        while time.perf_counter() - started < PATIENCE and running[0].poll() is None:
            try:
                urllib.request.urlopen(READY, timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                said = log.read_text("utf-8").splitlines()
                return "\n".join(line for line in said if line.startswith("darnel: "))
        raise RuntimeError(f"{command} does not answer: {log.read_text('utf-8')[-2000:]}")

    try:
        yield start
    finally:
        for each in running:
            each.send_signal(signal.SIGTERM)
            each.wait(60)


def transcript(visits: Mapping[str, Visit], cloning: float) -> str:
    """Set the visits out as the manual has them."""
    cores = os.cpu_count()
    parts = [
        f"Python {platform.python_version()}, {platform.system()}, {cores} cores (load average at the end: "
        f"{os.getloadavg()[2]:.0f} over 15 minutes, other work included); cloning the repository took {cloning:.1f} s, "
        "and each use had an environment of its own, with nothing of pip's cached."
    ]
    for use, visit in visits.items():
        text = "\n".join(visit.lines)
        parts.append(
            f"## {use}: {visit.seconds:.0f} s\n\n{visit.installing:.0f} s of them the installation; processor time of "
            f"all, {visit.processor:.0f} s.\n\n```text\n{text}\n```"
        )
    return "\n\n".join(parts)


def main() -> None:
    """Clone, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write the transcript into the manual")
    keep = parser.parse_args().keep
    with TemporaryDirectory(prefix="darnel-visit-") as name:
        folder = Path(name)
        started = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{Path.cwd()}", str(folder / "darnel")], check=True)  # fmt: skip
        cloning = time.perf_counter() - started
        visits = {use: visited(folder / "darnel", use, folder) for use in USES}
    said = transcript(visits, cloning)
    print(said)
    if keep:
        put("first-visit", said)


if __name__ == "__main__":
    main()
