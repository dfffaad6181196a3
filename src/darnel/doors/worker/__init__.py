"""The worker: articles off a broker, answers onto a broker; none is lost, doubles can be told.

`work` runs it; the files of `brokers` know one broker each.
"""

from __future__ import annotations

from darnel.doors.worker.installed import check_installed

check_installed("faststream")

from darnel.doors.worker.addresses import Address, address_of, beside  # noqa: E402 (after the check)
from darnel.doors.worker.running import work  # noqa: E402
from darnel.doors.worker.settings import Settings  # noqa: E402

__all__ = ["Address", "Settings", "address_of", "beside", "work"]
