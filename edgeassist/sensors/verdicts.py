"""What a single reading calls for: an alert, another name for one that stands, or its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from edgeassist.messages import AnomalyKind
from edgeassist.sensors.block import Row
from edgeassist.sensors.gauges import Step
from edgeassist.sensors.kinds import kind_of_leap
from edgeassist.sensors.knowledge import Finding, Knowledge
from edgeassist.sensors.limits import OPENINGS, PEOPLE
from edgeassist.sensors.roster import Sensor
from edgeassist.sensors.stir import RUNS
from edgeassist.sensors.switches import NIGHT, Flip, Switch, usual_at

Arrival = tuple[Sensor, float, float, float]
"""Sensor, value, measured, received."""

_MANY_LEAPS: Final = 4.0
"""So many in about an hour are no spikes."""

SURGES: Final = 2.7
"""Evidence of several changes one way from which they are told."""

_AT_ONCE: Final = 1.6
_LASTING: Final = 1.2
_STAYS: Final = 4
_SLOW_S: Final = 1500.0
_LEAPT: Final[tuple[AnomalyKind, ...]] = ("spike", "out_of_range", "level_shift", "noise")

_RUNS_KNOWN_S: Final = 5 * 86_400.0
"""How long it takes to see what a machine does when it runs."""

_SELDOM: Final = 0.04
"""On fewer days out of one than this, something is unusual at this hour."""

_KNOWN_DAYS: Final = 4.0
_OFTEN: Final = 0.3
_MORE_RISES: Final = 0.5
"""How many times more somebody has to move to be told of, for each unit that alerts of late are held down by."""


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
        if step.leaps >= _MANY_LEAPS and (step.evidence > 1 or known.watched(sensor)):
            self._unsteady(sensor, now, value)
            return
        if self._is_clear_now(sensor, now, value, step):
            return
        if step.evidence <= self._enough(sensor, stays=step.odd >= _STAYS and step.believed > 0):
            if step.odd == 0:
                known.end(sensor, now, "spike")
            if value != known.numbers.data[Row.STEADY, sensor.column] or step.evidence > 0:
                self._moved(sensor, now)
            return
        d = known.numbers.data[:, sensor.column]
        if sensor.device_class == "battery" and value > d[Row.LEVEL]:
            return
        if sensor.device_class in RUNS and now - d[Row.BORN] < _RUNS_KNOWN_S:
            return
        kind = kind_of_leap(float(step.beyond) * (1 - step.believed), step.odd * step.believed)
        if kind == "level_shift":
            known.end(sensor, now, "spike", "out_of_range")
        elif known.alerts.stands(sensor.entity, "spike", "out_of_range"):
            return
        d[Row.LEAPT] = 0.0
        shown, before = round(sensor.shown(value), 6), sensor.shown(float(d[Row.VALUE]))
        reason = f"It jumped to {shown:g} from {before:g}."
        band = known.band(sensor)
        known.alert(sensor, now, Finding(kind, evidence=step.evidence, value=shown, expected=band, reason=reason))

    def _is_clear_now(self, sensor: Sensor, now: float, value: float, step: Step) -> bool:
        """Raise what no single reading told, but several do; returns whether they did."""
        if self._known.alerts.stands(sensor.entity, *_LEAPT):
            return False
        if step.returned > 0:
            self._came_back(sensor, now, step.returned)
            return True
        if step.surge > SURGES and not self._known.alerts.stands(sensor.entity, "rate"):
            self._surged(sensor, now, step.surge / SURGES, value)
            return True
        return False

    def _enough(self, sensor: Sensor, *, stays: bool) -> float:
        """Return the evidence from which a leap is told at once; below it, what soon comes back is told then."""
        if stays:
            return _LASTING
        return 1.0 if self._known.numbers.data[Row.GAP, sensor.column] > _SLOW_S else _AT_ONCE

    def _came_back(self, sensor: Sensor, now: float, evidence: float) -> None:
        """Raise what a leap is that was too small to be told before it turned out to be one."""
        known = self._known
        d = known.numbers.data[:, sensor.column]
        before = float(d[Row.LEAPT_FROM])
        shown = round(sensor.shown(before + float(d[Row.LEAPT_BY])), 6)
        reason = f"It jumped to {shown:g} from {sensor.shown(before):g} and came back."
        band = known.band(sensor)
        known.alert(sensor, now, Finding("spike", evidence=evidence, value=shown, expected=band, reason=reason))

    def _surged(self, sensor: Sensor, now: float, evidence: float, value: float) -> None:
        known = self._known
        shown, band = round(sensor.shown(value), 6), known.band(sensor)
        reason = "It changed much faster than it usually does."
        known.alert(sensor, now, Finding("rate", evidence=evidence, value=shown, expected=band, reason=reason))

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
        d = known.switches.data[:, sensor.column]
        if hour >= NIGHT or d[Switch.DAYS] < _KNOWN_DAYS:
            return
        usual = usual_at(known.switches, sensor.column, hour)
        if usual > _OFTEN or d[Switch.HOUR_RISES] + d[Switch.RISES] < self._enough_rises(sensor, usual):
            return
        d[Switch.TOLD] = 1.0
        evidence = 1 + max(_SELDOM - usual, 0.0) / _SELDOM
        reason = f"It went on at {self._local(at):%H:%M}, when it hardly ever does."
        known.alert(sensor, now, Finding("night_activity", evidence=evidence, value="on", reason=reason))

    def _enough_rises(self, sensor: Sensor, usual: float) -> float:
        """Return how often in an hour of the night something has to go on to be strange: once, where it never does."""
        enough = 1.0 if usual < _SELDOM else 3 + usual / _SELDOM
        if sensor.device_class in OPENINGS:
            return enough
        return enough + _MORE_RISES * float(self._known.switches.data[Switch.HELD, sensor.column])
