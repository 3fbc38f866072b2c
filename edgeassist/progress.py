"""Whether all goes on that has to: a process that lives and gets nowhere is ended by its watchdog."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

LONGEST_S = 90.0
"""How long a stage of a turn may take at most, and one call of an engine, where nobody says otherwise."""

SILENT_S = 20.0
"""How long a microphone that is open may deliver nothing; its reader gives up after two seconds, where it can."""

_LETTER_S = 0.2
"""How long a letter takes to be said by the slowest of voices."""


class Progress:
    """Knows what goes on now, since when, and how long each part of it may take."""

    def __init__(self, longest_s: float = LONGEST_S, clock: Callable[[], float] = time.monotonic) -> None:
        self.longest_s = longest_s
        self._clock = clock
        self._durations: dict[str, tuple[Callable[[], float], float]] = {}
        self._stages: dict[object, tuple[str, float]] = {}
        self._rested = clock()

    @contextmanager
    def stage(self, name: str, text: str = "") -> Iterator[None]:
        """Expect the end of the block in time; where it speaks, `text` is what is said."""
        stage = object()
        self._stages[stage] = (name, self._clock() + self.longest_s + _LETTER_S * len(text))
        try:
            yield
        finally:
            del self._stages[stage]
            self._rested = self._clock()

    def resting_s(self) -> float:
        """Return how long nothing has been going on; 0: something is."""
        return 0.0 if self._stages else self._clock() - self._rested

    def expect(self, durations: Mapping[str, Callable[[], float]], longest_s: float | None = None) -> None:
        """Look at these too: each says how many seconds it has been going on by now, 0 where it is not."""
        longest = self.longest_s if longest_s is None else longest_s
        self._durations |= {name: (lasts, longest) for name, lasts in durations.items()}

    def overdue(self) -> tuple[str, ...]:
        """Return what should be over by now; nothing, where all goes on as it should."""
        now = self._clock()
        late = [name for name, until in self._stages.values() if now > until]
        late += [name for name, (lasts, longest) in self._durations.items() if lasts() > longest]
        return tuple(late)
