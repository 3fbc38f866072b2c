"""What a jump of the clock does to the moments that are remembered."""

from __future__ import annotations

import math
from typing import Final

from edgeassist.sensors.block import Row
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.switches import Switch

_YEAR_2200_S: Final = 7_258_118_400.0


def is_time(moment: float) -> bool:
    """Return whether a moment can be one: from 1970 to 2200.

    >>> is_time(1_790_000_000.0), is_time(float("nan")), is_time(1e300)
    (True, False, False)
    """
    return 0.0 <= moment < _YEAR_2200_S


_OUTAGE_S: Final = 900.0
_OUTAGE_PAUSES: Final = 20.0
_SEVERAL: Final = 5
"""When so many sensors say nothing for so long, and for so many usual pauses, it is a broker or a clock."""


class Outages:
    """Tells when nothing comes from anybody, which is the fault of no sensor."""

    def __init__(self) -> None:
        self._heard = math.inf
        """When the last message came."""
        self._pause = 0.0
        """Usual seconds between two messages of whatever sensor."""

    def hear(self, now: float, sensors: int) -> float:
        """Note that something came; returns the seconds of the outage that it ended, or 0."""
        pause = max(now - self._heard, 0.0) if math.isfinite(self._heard) else 0.0
        over = pause if self.lasts(now, sensors) else 0.0
        if not over:
            self._pause += (pause - self._pause) * 0.01
        self._heard = now
        return over

    def lasts(self, now: float, sensors: int) -> bool:
        """Return whether nothing has come from several sensors for so long that it cannot be theirs."""
        return sensors >= _SEVERAL and now - self._heard > max(_OUTAGE_S, _OUTAGE_PAUSES * self._pause)

    def move(self, now: float) -> None:
        """Go on at another time."""
        self._heard = now


_NUMBERS: Final = [Row.SEEN, Row.MOVED_AT, Row.CYCLE_AT]
_SWITCHES: Final = [Switch.SEEN, Switch.SINCE, Switch.ON_AT]


def move_on(known: Knowledge, seconds: float) -> None:
    """Move the moments that something is measured from, so that no time has passed for the sensors."""
    known.numbers.data[_NUMBERS] += seconds
    known.switches.data[_SWITCHES] += seconds
    known.numbers.data[[Row.AT, Row.ODD_AT]] += min(seconds, 0.0)
    known.switches.data[Switch.AT] += min(seconds, 0.0)
    for data, row in ((known.numbers.data, Row.OFF_AT), (known.switches.data, Switch.OFF_AT)):
        data[row] += (data[row] > 0) * seconds
    for data, row in ((known.numbers.data, Row.BORN), (known.switches.data, Switch.BORN)):
        data[row] += min(seconds, 0.0)
