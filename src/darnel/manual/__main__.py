"""`python -m darnel.manual OUT`: build the site; whatever Sphinx warns of is an error."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from darnel.manual.compose import compose


def main(arguments: list[str] | None = None) -> int:
    """Build the site; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m darnel.manual", description=__doc__)
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to write the site to")
    out: Path = parser.parse_args(arguments).out
    try:
        from sphinx.cmd.build import build_main
    except ImportError:
        sys.stderr.write("the manual's site needs the extra docs: pip install 'darnel[docs]'\n")
        return 2
    with TemporaryDirectory(prefix="darnel-manual-") as name:
        source = Path(name, "source")
        compose(source)
        strict = ["--fail-on-warning", "--keep-going", "--quiet", "-b", "html"]
        code = build_main([*strict, "-d", str(Path(name, "trees")), str(source), str(out)])
    if code == 0:
        sys.stdout.write(f"the manual: {out / 'index.html'}\n")
    return int(code)


if __name__ == "__main__":
    raise SystemExit(main())
