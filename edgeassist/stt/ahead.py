"""Work of one engine in a thread of its own, begun before anybody asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from threading import Event
from typing import Generic, TypeVar

T = TypeVar("T")

Job = Callable[[Event], T | None]
"""Returns its result, or None where the event told it to end before."""

_LOOK_S = 0.05
"""How soon a stop is seen."""


@dataclass(frozen=True, slots=True)
class _Begun(Generic[T]):
    future: Future[T | None]
    stop: Event

    def drop(self) -> None:
        """Tell it to stop."""
        self.stop.set()
        self.future.cancel()


class Ahead(Generic[T]):
    """Runs one job at a time; what was begun and is no longer wanted is told to stop, and nobody waits for it.

    >>> ahead = Ahead[int]("sums")
    >>> ahead.begin(lambda stop: 1)
    >>> ahead.begin(lambda stop: 2)
    >>> ahead.results(Event())
    [2]
    """

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._kept: list[_Begun[T]] = []
        self._latest: _Begun[T] | None = None
        self.took_s: float | None = None
        """How long the last job that came to its end took; None: there was none."""

    @property
    def begun(self) -> bool:
        """Whether the latest job still stands."""
        return self._latest is not None

    def begin(self, job: Job[T]) -> None:
        """Do this in place of what was begun before."""
        self.forget_latest()
        stop = Event()
        context = copy_context()  # what is logged in there says for which turn
        self._latest = _Begun(self._pool.submit(context.run, self._timed, job, stop), stop)

    def keep(self) -> None:
        """Have the latest job stand whatever is begun after it."""
        if self._latest is not None:
            self._kept.append(self._latest)
            self._latest = None

    def forget_latest(self) -> None:
        """Stop the latest job, if it is not kept."""
        if self._latest is not None:
            self._latest.drop()
            self._latest = None

    def forget(self) -> None:
        """Stop all that was begun."""
        self.keep()
        for begun in self._kept:
            begun.drop()
        self._kept = []

    def end(self) -> None:
        """Stop all that was begun, and wait until it has stopped."""
        self.forget()
        self._pool.submit(lambda: None).result()

    def ready(self) -> list[T]:
        """Return the results of those jobs that have ended well, in their order."""
        ended = [each.future for each in self._all() if each.future.done() and not each.future.exception()]
        return [result for future in ended if (result := future.result()) is not None]

    def results(self, stop: Event) -> list[T]:
        """Wait for all that was begun and return the results in order; `stop` ends the waiting, with none."""
        all_begun = self._all()
        futures = {begun.future for begun in all_begun}
        while not stop.is_set() and wait(futures, timeout=_LOOK_S).not_done:
            pass
        if stop.is_set():
            self.forget()
            return []
        self._kept, self._latest = [], None
        return [result for begun in all_begun if (result := begun.future.result()) is not None]

    def _all(self) -> list[_Begun[T]]:
        return [*self._kept, self._latest] if self._latest is not None else list(self._kept)

    def _timed(self, job: Job[T], stop: Event) -> T | None:
        began = time.monotonic()
        result = None if stop.is_set() else job(stop)
        if result is not None:
            self.took_s = time.monotonic() - began
        return result
