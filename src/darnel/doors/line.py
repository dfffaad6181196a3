"""The line before the scorer: requests wait in it, and one thread scores them together.

The scorer is made for batches, so single articles that come at the same time are one batch. Who
brings many articles gets a part of each batch: none waits behind another's thousand.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from time import perf_counter

from darnel.article import Article
from darnel.assessment import Assessment
from darnel.doors import Assessor, judged_safely
from darnel.errors import InputError

SLICE = 16
"""Articles of one request in a batch, while others wait."""

TOGETHER = 64
"""Articles of a batch: more are hardly faster each, and all wait for the last."""

TOGETHER_CHARACTERS = 500_000


class FullError(RuntimeError):
    """No more articles can wait."""


class ClosedError(RuntimeError):
    """The line takes no more articles, for the service stops."""


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a page whose article is to be read off; `charset` is what the server declared."""

    html: bytes | str
    url: str = ""
    id: str = ""
    charset: str = ""


Item = Article | Page
Answer = Assessment | InputError
"""What becomes of an article: an InputError says what is wrong with its page."""


@dataclass(slots=True, eq=False)
class _Job:
    items: Sequence[Item]
    future: Future[list[Answer]]
    answers: list[Answer] = field(default_factory=list)
    taken: int = 0


_Taken = tuple[_Job, Sequence[Item]]

Observer = Callable[[int, float], None]
"""Is told how many articles were scored together, and in how many seconds."""


class Line:
    """Score articles in their turn, in one thread, together with what else waits."""

    def __init__(
        self, scorer: Assessor, limit: int, observe: Observer = lambda _count, _seconds: None
    ) -> None:
        self._scorer, self._limit, self._observe = scorer, limit, observe
        self._jobs: deque[_Job] = deque()
        self._waiting = 0
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="darnel-scorer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Count the articles that wait or are being scored."""
        return self._waiting

    @property
    def alive(self) -> bool:
        """Tell whether articles are taken."""
        return self._thread.is_alive() and not self._closed

    def put(self, items: Sequence[Item]) -> Future[list[Answer]]:
        """Let articles wait; the future gives their answers, in their order.

        Raises FullError if others wait already and these would be too many, ClosedError after `close`.
        """
        job = _Job(items, Future())
        if not items:
            job.future.set_result([])
            return job.future
        with self._changed:
            if self._closed:
                raise ClosedError
            if self._waiting and self._waiting + len(items) > self._limit:
                raise FullError
            self._waiting += len(items)
            self._jobs.append(job)
            self._changed.notify()
        return job.future

    def close(self) -> None:
        """Take nothing more, finish what waits, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while taken := self._take():
            started = perf_counter()
            parts = [items for _, items in taken]
            try:
                answers = answered(self._scorer, [item for part in parts for item in part])
            except Exception as error:  # the thread must outlive whatever a request holds
                self._fail(taken, error)
            else:
                self._observe(len(answers), perf_counter() - started)
                self._give(taken, answers)

    def _take(self) -> list[_Taken]:
        """Wait for articles and take a batch of them; [] at the end."""
        with self._changed:
            while True:
                while not self._jobs and not self._closed:
                    self._changed.wait()
                taken = self._batch()
                if taken or (self._closed and not self._jobs):
                    return taken

    def _batch(self) -> list[_Taken]:
        """Take a slice of each request in turn; who asked and has gone is left out."""
        taken: list[_Taken] = []
        count = characters = 0
        while self._jobs and count < TOGETHER and characters < TOGETHER_CHARACTERS:
            job = self._jobs.popleft()
            if job.taken == 0 and not job.future.set_running_or_notify_cancel():
                self._waiting -= len(job.items)
                continue
            items = _sliced(job, SLICE if self._jobs else TOGETHER - count)
            job.taken += len(items)
            taken.append((job, items))
            count += len(items)
            characters += sum(map(_size, items))
            if job.taken < len(job.items):
                self._jobs.append(job)
        return taken

    def _give(self, taken: Sequence[_Taken], answers: list[Answer]) -> None:
        at = 0
        for job, items in taken:
            job.answers += answers[at : at + len(items)]
            at += len(items)
            with self._changed:
                self._waiting -= len(items)
            if len(job.answers) == len(job.items):
                job.future.set_result(job.answers)

    def _fail(self, taken: Sequence[_Taken], error: Exception) -> None:
        for job in {id(job): job for job, _ in taken}.values():
            with self._changed:
                self._waiting -= len(job.items) - len(job.answers)
                if job in self._jobs:
                    self._jobs.remove(job)
            job.future.set_exception(error)


def _sliced(job: _Job, most: int) -> Sequence[Item]:
    """Give the next articles of a request, no more than fit into a batch."""
    items: list[Item] = []
    characters = 0
    for item in job.items[job.taken : job.taken + most]:
        if items and characters + _size(item) > TOGETHER_CHARACTERS:
            break
        items.append(item)
        characters += _size(item)
    return items


def _size(item: Item) -> int:
    return len(item.text) if isinstance(item, Article) else len(item.html)


def answered(scorer: Assessor, items: Sequence[Item]) -> list[Answer]:
    """Read and score articles; what can't be read has its error in place."""
    read = [item if isinstance(item, Article) else read_page(item) for item in items]
    articles = [article for article in read if isinstance(article, Article)]
    places = ["the article"] * len(articles)
    scored = iter(judged_safely(scorer, articles, places) if articles else [])
    return [next(scored) if isinstance(article, Article) else article for article in read]


def read_page(page: Page) -> Article | InputError:
    """Read the article off a page; an InputError says what is wrong with it."""
    from darnel.doors.html import read_html

    try:
        return read_html(page.html, page.url, id=page.id, charset=page.charset)
    except InputError as error:
        return error
    except Exception as error:  # a fault of the extractor is this page's alone
        return InputError(f"the page can't be read ({type(error).__name__})")
