"""Warnings that a stranger can cause as often as he likes: one a minute is logged, with how many there were."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

_PAUSE_S = 60.0


class Seldom:
    """Logs a kind of warning at most once a minute."""

    def __init__(self, logger: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._logger = logger
        self._clock = clock
        self._said: dict[str, tuple[float, int]] = {}
        """Message → when it was last logged, and how often it was not since."""

    def warning(self, message: str, *args: object) -> None:
        """Log the message, unless it was logged (with whatever arguments) within the last minute."""
        now = self._clock()
        at, unsaid = self._said.get(message, (-_PAUSE_S, 0))
        if now - at < _PAUSE_S:
            self._said[message] = at, unsaid + 1
            return
        self._said[message] = now, 0
        more = f" ({unsaid} more since the last such line)" if unsaid else ""
        self._logger.warning(f"{message}%s", *args, more)  # noqa: G004  the arguments stay lazy
