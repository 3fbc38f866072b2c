"""Looks at all parts, side by side where they do not disturb each other; none of them stops the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from edgeassist.doctor.finding import Finding, bad
from edgeassist.errors import EdgeAssistError

PARTS = {
    "settings": "Settings",
    "microphone": "Microphone",
    "speaker": "Speaker",
    "broker": "Broker",
    "assistant": "Assistant",
    "clock": "Clock",
    "disk": "Disk",
    "memory": "Memory",
    "heat": "Heat and power",
    "models": "Models",
    "unit": "Service",
    "egress": "Egress",
    "speed": "Speed",
}
"""Part → what it is called in the report."""

Look = Callable[[], Iterable[Finding]]
"""Looks at one part; what it raises of EdgeAssistError and OSError is a finding too."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the installation."""

    name: str
    look: Look
    limit_s: float = 10.0
    turn: int = 0
    """Parts of one turn are looked at side by side, those of the next when these are done."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A part that was looked at."""

    name: str
    findings: Sequence[Finding]
    overdue: bool = False
    """Whether it still hangs somewhere: then the process cannot end in the usual way."""


def examine(parts: Sequence[Part]) -> Iterator[Examined]:
    """Yield what is found of each part, in the order of their turns."""
    for turn in sorted({part.turn for part in parts}):
        now = [part for part in parts if part.turn == turn]
        pool = ThreadPoolExecutor(len(now), thread_name_prefix="doctor")
        began = time.monotonic()
        looking = [_Looking(part, pool) for part in now]
        pool.shutdown(wait=False)
        for each in looking:
            yield each.ended(began + each.part.limit_s)


class _Looking:
    """One part that is being looked at; what was found before it hangs or fails is kept."""

    def __init__(self, part: Part, pool: ThreadPoolExecutor) -> None:
        self.part = part
        self._found: list[Finding] = []
        self._done: Future[None] = pool.submit(self._look)

    def ended(self, until: float) -> Examined:
        """Return what was found until then; `until` is on the clock of `time.monotonic`."""
        name = self.part.name
        try:
            error = self._done.exception(max(0.0, until - time.monotonic()))
        except TimeoutError:
            hung = bad(name, f"not done within {self.part.limit_s:.0f} s", f"edgeassist doctor --only {name}")
            return Examined(name, [*self._found, hung], overdue=True)
        if error is not None:
            cure = f"edgeassist -v doctor --only {name}"
            broken = bad(name, f"the check itself failed ({type(error).__name__}: {error})", cure)
            return Examined(name, [*self._found, broken])
        return Examined(name, self._found)

    def _look(self) -> None:
        try:
            for finding in self.part.look():
                self._found.append(finding)
        except (EdgeAssistError, OSError) as error:
            self._found.append(bad(self.part.name, str(error)))
