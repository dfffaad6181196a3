"""Whether the model is the one that was installed, gives its reference scores, and judges an article."""

from __future__ import annotations

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Literal

from darnel.article import Article

Said = tuple[Literal["works", "broken", "note"], str]

PROSE = (
    "The harbour board met on Tuesday to hear why the new ferry is late. Its engineers said that the "
    "gearbox, ordered in March, had failed two tests. “We would rather be late than sorry,” said Ines "
    "Valdo, who chairs the board. The ferry was to carry its first passengers in June; the board now "
    "hopes for October, and has hired a boat that carries forty people and no cars until then."
)
"""An article, to see that all parts of a scorer work together."""


def model_checks(package: str, model: Path | None) -> Iterator[tuple[str, Said]]:
    """Look at the model's files, at their reference scores, and at an answer."""
    from darnel.artifacts import FOLDER

    yield "files", _files(package, FOLDER)
    yield "reference scores", _references(FOLDER, model)
    yield "an article", _judged(model)


def _files(package: str, folder: Path) -> Said:
    """Compare the digests of the model's files with those that the installation wrote down."""
    try:
        recorded = {
            Path(str(path.locate())).resolve(): path.hash.value
            for path in files(package) or []
            if path.hash is not None
        }
    except PackageNotFoundError:
        recorded = {}
    own = sorted(path for path in folder.rglob("*") if path.suffix in (".npz", ".json", ".csv"))
    if not own:
        return "broken", f"{folder} holds no model: pip install --force-reinstall {package}"
    digests = {path: hashlib.sha256(path.read_bytes()).digest() for path in own}
    whole = hashlib.sha256(b"".join(digests.values())).hexdigest()[:12]
    known = {path: recorded[path.resolve()] for path in own if path.resolve() in recorded}
    altered = [path.name for path, said in known.items() if _encoded(digests[path]) != said]
    if altered:
        again = f"pip install --force-reinstall {package}"
        return "broken", f"not as they were installed: {', '.join(altered)}; {again}"
    how = "as they were installed" if known else "no digests to compare with (an editable install)"
    return "works", f"{len(own)}, together {whole}, {how}"


def _encoded(digest: bytes) -> str:
    """Write a digest as the record of an installation has it."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _references(folder: Path, model: Path | None) -> Said:
    """Load what has reference scores: nothing that does not give them can be loaded."""
    from darnel.detectors import Detector
    from darnel.model import Model, ModelError
    from darnel.stored import ArtifactError, load_stored

    try:
        page = Model.load(model)
        names = [path for path in sorted(folder.glob("*.npz")) if _is_detector(path)]
        for path in names:
            Detector(path, load_stored(path)["columns"])
    except (ModelError, ArtifactError) as error:
        return "broken", str(error)
    return "works", f"given by {page.name} {page.version} and its {len(names)} detectors"


def _is_detector(path: Path) -> bool:
    import numpy as np

    with np.load(path, allow_pickle=False) as file:
        return "about" in file.files and "reference" in file.files and path.stem != "page"


def _judged(model: Path | None) -> Said:
    from darnel.doors import load_scorer

    started = time.perf_counter()
    try:
        (found,) = load_scorer(model).assess([Article(text=PROSE, title="Ferry late again")])
    except Exception as error:  # whatever it is: that is what is asked
        return "broken", f"{type(error).__name__}: {error}"
    if found.quality is None:
        return "broken", f"plain prose is not judged ({found.error or found.abstained})"
    return "works", f"judged {found.band} in {time.perf_counter() - started:.1f} s, the loading too"
