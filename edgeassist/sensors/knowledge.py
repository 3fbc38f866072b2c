"""All that the monitor knows, shared by its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from edgeassist.messages import Anomaly, AnomalyKind
from edgeassist.sensors.alerts import Alerts
from edgeassist.sensors.block import Block, Row
from edgeassist.sensors.roster import Roster, Sensor
from edgeassist.sensors.stir import Stir
from edgeassist.sensors.switches import Switch

_HELD_DOWN = 2.0
"""What an alert adds to the threshold of the next one; it fades within days."""

_HELD_MOST = 8.0
_SAME_S = 6 * 3600.0
"""What is told again within this is about the same, and held down once."""


class Finding(NamedTuple):
    """What is wrong with a sensor."""

    kind: AnomalyKind
    evidence: float
    """In units of the threshold."""
    value: float | str | None
    reason: str
    expected: tuple[float, float] | None = None


@dataclass(slots=True)
class Knowledge:
    """Sensors, what is learned of them, and the alerts that stand."""

    roster: Roster = field(default_factory=Roster)
    numbers: Block = field(default_factory=lambda: Block(Row.ALL))
    switches: Block = field(default_factory=lambda: Block(Switch.ALL))
    alerts: Alerts = field(default_factory=Alerts)
    stir: Stir = field(default_factory=Stir)
    first_patience: float = 0.0
    """What a sensor begins with."""

    def block(self, sensor: Sensor) -> Block:
        """Return the block that a sensor stands in."""
        return self.switches if sensor.is_switch else self.numbers

    def watched(self, sensor: Sensor) -> bool:
        """Return whether an alert stands on a sensor."""
        row = Switch.WATCHED if sensor.is_switch else Row.WATCHED
        return bool(self.block(sensor).data[row, sensor.column])

    def alert(self, sensor: Sensor, now: float, finding: Finding) -> None:
        """Raise an alert."""
        evidence, span = finding.evidence, finding.expected
        score = round(evidence / (1 + evidence), 3) if math.isfinite(evidence) else 1.0
        alert = Anomaly(sensor.entity, finding.kind, now, None, score, finding.value, span, finding.reason)
        if not self.alerts.open(alert):
            return
        data, column = self.block(sensor).data, sensor.column
        held, watched = (Switch.HELD, Switch.WATCHED) if sensor.is_switch else (Row.HELD, Row.WATCHED)
        if sensor.is_switch or abs(now - data[Row.TOLD_AT, column]) > _SAME_S:
            data[held, column] = min(data[held, column] + _HELD_DOWN, _HELD_MOST)
        if not sensor.is_switch:
            data[Row.TOLD_AT, column] = now
        data[watched, column] = 1.0

    def patience(self, sensor: Sensor) -> float:
        """Return how much more than usual it takes to be told about a sensor, as a share."""
        return float(self.block(sensor).data[Switch.PATIENCE if sensor.is_switch else Row.PATIENCE, sensor.column])

    def be_patient(self, sensor: Sensor, share: float) -> None:
        """Set what `patience` returns."""
        row = Switch.PATIENCE if sensor.is_switch else Row.PATIENCE
        self.block(sensor).data[row, sensor.column] = min(max(share, -0.5), 2.0)

    def end(self, sensor: Sensor, now: float, *kinds: AnomalyKind) -> None:
        """End alerts on a sensor: those of `kinds`, or all."""
        if self.alerts.end(sensor.entity, now, *kinds):
            row = Switch.WATCHED if sensor.is_switch else Row.WATCHED
            self.block(sensor).data[row, sensor.column] = 0.0

    def band(self, sensor: Sensor) -> tuple[float, float]:
        """Return the range that the last readings of a sensor of numbers make usual, as the sensor would say it."""
        d = self.numbers.data[:, sensor.column]
        reach = math.exp(min(d[Row.JUMP] + 3 * d[Row.JUMP + 1], 40.0)) + 2 * d[Row.SPREAD]
        low = max(d[Row.VALUE] - reach, d[Row.LOW])
        high = min(d[Row.VALUE] + reach, d[Row.HIGH])
        ends = sorted((sensor.shown(float(low)), sensor.shown(float(high))))
        return round(ends[0], 3), round(ends[1], 3)
