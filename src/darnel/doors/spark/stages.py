"""A folder in which Spark keeps what it has worked out, so that no step is done twice."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from darnel.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True, slots=True)
class Stages:
    """Tables in a folder, written by the tasks; what a killed one leaves is never read."""

    session: SparkSession
    folder: str

    @classmethod
    def within(cls, session: SparkSession, folder: Path | str | None) -> Stages:
        """Make a folder in one that all workers see; without one, on this machine alone.

        `folder` is a path of Spark, as in "hdfs:///user/me". Raises InputError if there is none.
        """
        if folder is None:
            master = str(session.sparkContext.master)
            if master != "local" and not master.startswith("local["):
                raise InputError("name a folder that every worker sees, as in hdfs:///…: folder=")
            made = mkdtemp(prefix="darnel-")
            atexit.register(shutil.rmtree, made, ignore_errors=True)
            return cls(session, made)
        outer = str(folder)
        if not cls(session, outer).exists():
            raise InputError(f"{outer}: there is no such folder; make it first")
        return cls(session, f"{outer.rstrip('/')}/darnel-{uuid4().hex}")

    def kept(self, name: str, frame: DataFrame) -> DataFrame:
        """Work a frame out, and give it as it stands in the folder."""
        path = f"{self.folder}/{name}"
        context: Any = self.session.sparkContext
        before = context.getLocalProperty("spark.job.description")
        context.setJobDescription(f"darnel: {name}")  # what its pages show
        try:
            frame.write.parquet(path)
        finally:
            context.setJobDescription(before)
        return self.session.read.schema(frame.schema).parquet(path)

    @contextmanager
    def working(self) -> Iterator[Stages]:
        """Give a folder in this one that is gone afterwards."""
        work = Stages(self.session, f"{self.folder}/work")
        try:
            yield work
        finally:
            work.forget("")

    def forget(self, name: str) -> None:
        """Delete what is not needed any more."""
        path, files = self._hadoop(f"{self.folder}/{name}".rstrip("/"))
        files.delete(path, True)  # noqa: FBT003 (with all in it)

    def exists(self) -> bool:
        """Say whether the folder is there."""
        path, files = self._hadoop(self.folder)
        return bool(files.exists(path) and files.getFileStatus(path).isDirectory())

    def _hadoop(self, name: str) -> tuple[Any, Any]:
        context: Any = self.session.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(name)  # noqa: SLF001 (no public way)
        return path, path.getFileSystem(context._jsc.hadoopConfiguration())  # noqa: SLF001
