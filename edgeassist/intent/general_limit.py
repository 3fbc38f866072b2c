"""How long a general model may take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event

from edgeassist.errors import EngineError


class BrokenOffError(EngineError):
    """The time was over, or `stop` was set, before the model was done."""

    def __init__(self) -> None:
        super().__init__("general model", "broken off")


@dataclass(frozen=True, slots=True)
class Limit:
    """When to break off."""

    stop: Event
    until: float
    """On the clock of `time.monotonic`."""

    @property
    def passed(self) -> bool:
        """Whether it is time to break off."""
        return self.stop.is_set() or time.monotonic() > self.until

    def check(self) -> None:
        """Raise BrokenOffError where it is time to break off."""
        if self.passed:
            raise BrokenOffError
