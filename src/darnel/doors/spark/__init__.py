"""Spark in, Spark out: the same scorer on a cluster, with the same answers as on one machine.

What stands elsewhere is found by joins and group-bys of hashes, so that no machine needs the whole
corpus. Articles are taken down where they are, documents are numbered by a sort over all machines,
and every bucket of rows is sent an excerpt of the corpus: what the evidence of these rows can ask
for, and no more. The library's own code is asked then, so that the answers are equal.
"""

from __future__ import annotations

from darnel.doors.spark.frame import score_frame
from darnel.doors.spark.job import main

__all__ = ["main", "score_frame"]
