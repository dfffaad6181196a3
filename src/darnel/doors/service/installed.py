"""Whether the extra is there."""

from __future__ import annotations

from darnel.errors import InputError


def check_installed() -> None:
    """Raise InputError if the extra is missing."""
    try:
        import alembic  # noqa: F401
        import fastapi  # noqa: F401
        import httpx  # noqa: F401
        import jinja2  # noqa: F401
        import prometheus_client  # noqa: F401
        import sqlalchemy  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise InputError(
            "the service needs the extra serve: pip install 'darnel[serve]'"
        ) from error
