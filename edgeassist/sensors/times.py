"""What a jump of the clock does to the moments that are remembered."""

from __future__ import annotations

from typing import Final

from edgeassist.sensors.block import Row
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.switches import Switch

_NUMBERS: Final = [Row.AT, Row.SEEN, Row.MOVED_AT, Row.CYCLE_AT, Row.ODD_AT]
_SWITCHES: Final = [Switch.AT, Switch.SEEN, Switch.SINCE, Switch.ON_AT]


def move_on(known: Knowledge, seconds: float) -> None:
    """Move the moments that something is measured from, so that no time has passed for the sensors."""
    known.numbers.data[_NUMBERS] += seconds
    known.switches.data[_SWITCHES] += seconds
    for data, row in ((known.numbers.data, Row.OFF_AT), (known.switches.data, Switch.OFF_AT)):
        data[row] += (data[row] > 0) * seconds
    for data, row in ((known.numbers.data, Row.BORN), (known.switches.data, Switch.BORN)):
        data[row] += min(seconds, 0.0)
