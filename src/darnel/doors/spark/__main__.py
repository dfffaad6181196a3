"""`python -m darnel.doors.spark`."""

from __future__ import annotations

import sys

from darnel.doors.spark.job import main

sys.exit(main())
