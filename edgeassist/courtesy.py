"""Work in other threads gives way to turns: in Python one thread's work is what another waits for.

A thread that computes lets another one in every half millisecond at best, and a turn comes back to the interpreter
dozens of times: beside thousands of new devices it would take ten times as long.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event

_LONGEST_S = 0.05
"""So long a turn is given way to; what takes longer waits for a device or a language model, not for us."""

_WAYS: ContextVar[Courtesy | None] = ContextVar("courtesy", default=None)


class Courtesy:
    """Knows whether a turn is running; `turn` belongs to the event loop's thread."""

    def __init__(self) -> None:
        self._free = Event()
        self._free.set()
        self._turns = 0
        self._began = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have the others give way until the end of the block."""
        self._turns += 1
        self._began = time.monotonic()
        self._free.clear()
        try:
            yield
        finally:
            self._turns -= 1
            if not self._turns:
                self._free.set()

    @property
    def wait_s(self) -> float:
        """How long a turn that runs now is to be given way to at most; 0: none is."""
        return 0.0 if self._free.is_set() else max(0.0, self._began + _LONGEST_S - time.monotonic())

    def observe(self) -> None:
        """Have `give_way` know of these turns, here and in threads that `asyncio.to_thread` starts from here."""
        _WAYS.set(self)

    def wait(self) -> None:
        """Return when no turn runs, or when it takes too long."""
        if not self._free.is_set():
            self._free.wait(self.wait_s)


def give_way() -> None:
    """Let a turn that runs now go first; called often by work that takes long, and costs next to nothing."""
    if (courtesy := _WAYS.get()) is not None:
        courtesy.wait()
