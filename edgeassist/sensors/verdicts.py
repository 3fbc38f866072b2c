"""What a single reading calls for: an alert, another name for one that stands, or its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from edgeassist.sensors.block import Row
from edgeassist.sensors.gauges import Step
from edgeassist.sensors.kinds import kind_of_leap
from edgeassist.sensors.knowledge import Finding, Knowledge
from edgeassist.sensors.limits import PEOPLE
from edgeassist.sensors.roster import Sensor
from edgeassist.sensors.switches import Flip, Switch, usual_at

Arrival = tuple[Sensor, float, float, float]
"""Sensor, value, measured, received."""

_MANY_LEAPS: Final = 4.0
"""So many in about an hour are no spikes."""

_SELDOM: Final = 0.04
"""On fewer days out of one than this, something is unusual at this hour."""

_KNOWN_DAYS: Final = 4.0
_NIGHT: Final = frozenset(range(5))


class Verdicts:
    """Raises and ends what single readings tell."""

    def __init__(self, known: Knowledge, local: Callable[[float], datetime]) -> None:
        """`local` tells the time of day of a moment."""
        self._known = known
        self._local = local

    def number(self, arrival: Arrival, step: Step) -> None:
        """Raise or end what a reading of a number calls for."""
        sensor, value, _, now = arrival
        known = self._known
        if step.leaps >= _MANY_LEAPS:
            self._unsteady(sensor, now, value)
            return
        if step.evidence <= 1:
            if step.odd == 0:
                known.end(sensor, now, "spike")
            if value != known.numbers.data[Row.STEADY, sensor.column] or step.evidence > 0:
                self._moved(sensor, now)
            return
        d = known.numbers.data[:, sensor.column]
        if sensor.device_class == "battery" and value > d[Row.LEVEL]:
            return
        kind = kind_of_leap(float(step.beyond) * (1 - step.believed), step.odd * step.believed)
        if kind == "level_shift":
            known.end(sensor, now, "spike", "out_of_range")
        elif known.alerts.stands(sensor.entity, "spike", "out_of_range"):
            return
        shown = round(sensor.shown(value), 6)
        known.alert(
            sensor,
            now,
            Finding(
                kind,
                evidence=step.evidence,
                value=shown,
                expected=known.band(sensor),
                reason=f"It jumped to {shown:g} from {sensor.shown(float(d[Row.VALUE])):g}.",
            ),
        )

    def _unsteady(self, sensor: Sensor, now: float, value: float) -> None:
        known = self._known
        known.end(sensor, now, "spike")
        known.alert(
            sensor,
            now,
            Finding(
                "noise",
                evidence=1.5,
                value=round(sensor.shown(value), 6),
                expected=known.band(sensor),
                reason="It leaps to and fro as it never does.",
            ),
        )

    def _moved(self, sensor: Sensor, now: float) -> None:
        """End what a changing value disproves."""
        d = self._known.numbers.data[:, sensor.column]
        if d[Row.MOVED_AT] == d[Row.AT]:
            self._known.end(sensor, now, "stuck")
        if d[Row.CYCLE_AT] == d[Row.AT]:
            self._known.end(sensor, now, "missing_cycle")

    def switch(self, arrival: Arrival, flip: Flip) -> None:
        """Raise or end what a message of a switch calls for."""
        sensor, value, at, now = arrival
        known = self._known
        if known.watched(sensor):
            if value == 0:
                known.end(sensor, now, "left_open", "stuck")
            if flip.rose:
                known.end(sensor, now, "missing_cycle")
        if flip.evidence > 1:
            reason = "It went on and off far more often than it ever does."
            known.alert(
                sensor, now, Finding("rate", evidence=flip.evidence, value="on" if value else "off", reason=reason)
            )
        if flip.rose and sensor.device_class in PEOPLE:
            self._judge_hour(sensor, at, now)

    def _judge_hour(self, sensor: Sensor, at: float, now: float) -> None:
        hour = self._local(at).hour
        known = self._known
        if hour not in _NIGHT or known.switches.data[Switch.DAYS, sensor.column] < _KNOWN_DAYS:
            return
        usual = usual_at(known.switches, sensor.column, hour)
        if usual >= _SELDOM:
            return
        known.alert(
            sensor,
            now,
            Finding(
                "night_activity",
                evidence=1 + (_SELDOM - usual) / _SELDOM,
                value="on",
                reason=f"It went on at {self._local(at):%H:%M}, when it hardly ever does.",
            ),
        )
