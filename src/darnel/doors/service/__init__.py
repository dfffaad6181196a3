"""The service: one article in, its assessment out, over HTTP; many articles likewise.

`create_app` makes the application, for uvicorn or any ASGI server; `serve` runs it.
"""

from __future__ import annotations

from darnel.doors.service.installed import check_installed

check_installed()

from darnel.doors.service.access import needs  # noqa: E402 (after the check)
from darnel.doors.service.app import create_app  # noqa: E402
from darnel.doors.service.problems import Problem  # noqa: E402
from darnel.doors.service.running import serve  # noqa: E402
from darnel.doors.service.settings import Settings  # noqa: E402

__all__ = ["Problem", "Settings", "create_app", "needs", "serve"]
