"""Requests that were delivered twice: a sender that got no receipt sends again what we have already."""

from __future__ import annotations

import time
from collections.abc import Callable

from edgeassist.mqtt.routes import Incoming

_WITHIN_S = 10.0
_MOST = 256


class Repeats:
    """Knows the last requests again by their transaction; without one, two alike may well be meant."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, bytes], float] = {}

    def again(self, request: Incoming, transaction: str | int | None) -> bool:
        """Return whether this very request, transaction and all, came just now; remember it in any case."""
        if transaction is None:
            return False
        key, now = (request.topic, request.payload), self._clock()
        before = self._seen.pop(key, None)
        self._seen[key] = now
        if len(self._seen) > _MOST:
            self._seen.pop(next(iter(self._seen)))
        return before is not None and now - before < _WITHIN_S
