"""How Sphinx builds the manual: nothing is loaded from elsewhere, in building or in reading."""

from __future__ import annotations

import importlib.metadata
from importlib.util import find_spec

project = "darnel"
author = "the authors of darnel"
copyright = author
release = importlib.metadata.version("darnel")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns: list[str] = []
default_role = "code"  # docstrings say `names` as Markdown does
smartquotes = False  # it would make one dash of the two of an option
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_mock_imports = [name for name in ("datatrove", "pyspark") if find_spec(name) is None]
python_use_unqualified_type_names = True
maximum_signature_line_length = 90

html_theme = "furo"
html_title = f"darnel {release}"
html_copy_source = False
html_show_copyright = False
html_static_path = ["static"]
html_css_files = ["manual.css"]
pygments_style = "friendly"
pygments_dark_style = "github-dark"
