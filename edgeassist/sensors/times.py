"""What a jump of the clock does to the moments that are remembered."""

from __future__ import annotations

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
