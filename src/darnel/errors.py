"""What a caller can put right."""

from __future__ import annotations


class InputError(ValueError):
    """Say that an input can't be read, or an output written, as asked, and what to do."""
