"""The stocktaking of every half-hour: what it raises, what it ends, and what is adopted as the new normal."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from edgeassist.messages import AnomalyKind
from edgeassist.sensors.block import Array, Row
from edgeassist.sensors.kinds import kind_of_half_hour
from edgeassist.sensors.knowledge import Finding, Knowledge
from edgeassist.sensors.limits import PEOPLE
from edgeassist.sensors.roster import Sensor
from edgeassist.sensors.slots import counts_up
from edgeassist.sensors.stir import DRIVEN, RUNS
from edgeassist.sensors.stock import FEATURES, Stock, take_stock
from edgeassist.sensors.switches import Switch, is_quiet, take_switch_stock

SLOT_S: Final = 1800.0
_THRESHOLD: Final = 7.0
_CLOCK: Final = 4.0
_CLOCK_KEPT: Final = 0.985
"""What the beginning or end of daylight saving time adds to the threshold; half of it the next day."""

_FALL: Final = 10.0
_FALL_SIZES: Final = 5.0
_FALL_SLOTS: Final = 96
"""No battery is so many percent below its level within days, unless it always goes up and down; known in two days."""

_CALM: Final = 4.0
_CALM_SLOTS: Final = 3
_ADOPTED_SLOTS: Final = 48
"""What has lasted for a day is how it is from now on."""

_STILL_OFF: Final = 2.0
"""In usual residuals: what is further from its level has calmed down somewhere else."""

_WARM_KEPT: Final = 0.8
_USUALLY_WARM: Final = 0.03
_RATE: Final = FEATURES.index("rate")
_LESS: Final = 0.2
"""How much less each further sensor is suspected of what happens to more than so many within hours."""

_KNOWN_DAYS: Final = 3.0
_RESTLESS: Final = 1.5
"""How much more it takes to call a machine unsteady that runs and rests."""

_STUCK_CHANGES: Final = 12.0
_STUCK_S: Final = 2 * 3600.0
_TELLING: Final[tuple[AnomalyKind, ...]] = ("out_of_range", "dropout", "stuck", "missing_cycle")
"""What says it all while it stands."""

_SLOW: Final[tuple[AnomalyKind, ...]] = ("level_shift", "drift", "noise", "rate")


class HalfHours:
    """Closes one half-hour after the other."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._offset: timedelta | None = None
        """Of the local clock, in the last half-hour."""
        self._allowed = 0.0

    def close(self, now: float, local: datetime) -> None:
        """Take stock of the half-hour that ends `now`; `local` is its middle."""
        known = self._known
        if known.switches.count:
            self._stir(local.hour)
            take_switch_stock(known.switches, now, local.hour, ends_hour=local.minute >= 30)
            self._calm_down(now)
        if not known.numbers.count:
            return
        stock = take_stock(known.numbers, now, local.hour, weekend=local.weekday() >= 5)
        d = known.numbers.data[:, : known.numbers.count]
        threshold = _THRESHOLD + d[Row.HELD] + self._allowance(local)
        evidence = stock.total / self._common(d, stock.total) / (threshold * (1 + d[Row.PATIENCE]))
        self._stuck(d, now, stock)
        self._fallen(d, now)
        for column in np.flatnonzero(evidence > 1).tolist():
            sensor = known.roster.numbers[column]
            if not d[Row.WATCHED, column] or not known.alerts.stands(sensor.entity, *_SLOW, *_TELLING):
                self._raise(sensor, now, stock, float(evidence[column]))
        for column in np.flatnonzero(d[Row.WATCHED]).tolist():
            self._follow(known.roster.numbers[column], now, stock, float(evidence[column]))

    def _allowance(self, local: datetime) -> float:
        """Return what is added to all thresholds after the clock was put forward or back; the sun knows nothing."""
        before, self._offset = self._offset, local.utcoffset()
        self._allowed = _CLOCK if before not in {None, self._offset} else _CLOCK_KEPT * self._allowed
        return self._allowed

    def _stir(self, hour: int) -> None:
        block = self._known.switches
        d = block.data[:, : block.count]
        by_people = np.array([sensor.device_class in PEOPLE for sensor in self._known.roster.switches])
        judged = by_people & (d[Switch.DAYS] > _KNOWN_DAYS)
        self._known.stir.close(d[Switch.RISES][judged] > 0, d[Switch.HABIT][hour][judged])

    def _common(self, d: Array, total: Array) -> Array:
        """Return by how much less a sensor is to be suspected, as something goes on that concerns many."""
        d[Row.WARM] = np.maximum(_WARM_KEPT * d[Row.WARM], total)
        warm = d[Row.WARM] > 0.5 * _THRESHOLD
        others = warm.sum() - warm - _USUALLY_WARM * len(warm) - 1
        return np.asarray(1 + _LESS * np.maximum(others, 0.0))

    def _calm_down(self, now: float) -> None:
        """End what a switch did once it does so no more."""
        block = self._known.switches
        for column in np.flatnonzero(block.data[Switch.WATCHED, : block.count]).tolist():
            if is_quiet(block, column, now):
                self._known.end(self._known.roster.switches[column], now, "night_activity", "rate")

    def _raise(self, sensor: Sensor, now: float, stock: Stock, evidence: float) -> None:
        known, column = self._known, sensor.column
        d = known.numbers.data[:, column]
        parts = stock.parts[:, column].tolist()
        is_counter = bool(counts_up(d))
        if sensor.device_class == "battery" and stock.residual[column] > -1:
            self._adopt(sensor, float(d[Row.VALUE] - stock.expected[column]))
            return
        leapt = stock.leap[column] >= 0.6 * abs(stock.residual[column])
        kind = kind_of_half_hour(parts, is_counter=is_counter, leapt=bool(leapt))
        if kind == "noise" and sensor.device_class in RUNS and evidence < _RESTLESS:
            return
        low, high = self._expected(sensor, stock)
        known.end(sensor, now, "spike")
        known.alert(
            sensor,
            now,
            Finding(
                kind,
                evidence=evidence,
                value=round(sensor.shown(float(d[Row.VALUE])), 6),
                expected=(low, high),
                reason=_reason(kind, is_counter=is_counter, talks=parts[_RATE] == max(parts)),
            ),
        )
        known.alerts.evidence[sensor.entity] = dict(zip(FEATURES, (round(part, 2) for part in parts), strict=True))
        d[Row.SHIFTED] = d[Row.CALM] = 0.0

    def _expected(self, sensor: Sensor, stock: Stock) -> tuple[float, float]:
        d, column = self._known.numbers.data, sensor.column
        middle, reach = float(stock.expected[column]), 3 * float(d[Row.SPREAD, column])
        if counts_up(d[:, column]):
            return round(max(middle - reach, 0.0) / sensor.factor, 3), round((middle + reach) / sensor.factor, 3)
        ends = sorted((sensor.shown(middle - reach), sensor.shown(middle + reach)))
        return round(ends[0], 3), round(ends[1], 3)

    def _follow(self, sensor: Sensor, now: float, stock: Stock, evidence: float) -> None:
        """End an alert that is over, and adopt what has stayed."""
        known, column = self._known, sensor.column
        if not known.alerts.stands(sensor.entity, *_SLOW):
            return
        d = known.numbers.data[:, column]
        calm = stock.heard[column] and evidence * _THRESHOLD < _CALM
        d[Row.CALM] = (d[Row.CALM] + 1) * calm
        d[Row.SHIFTED] += 1
        if d[Row.CALM] >= _CALM_SLOTS:
            if abs(d[Row.HOURS_OFF]) > _STILL_OFF * d[Row.SPREAD]:
                self._adopt(sensor, float(d[Row.HOURS_OFF]))
            known.end(sensor, now, *_SLOW)
        elif d[Row.SHIFTED] >= _ADOPTED_SLOTS:
            self._adopt(sensor, float(stock.residual[column]))
            known.end(sensor, now, *_SLOW)

    def _adopt(self, sensor: Sensor, residual: float) -> None:
        """Take where it is for where it belongs."""
        d = self._known.numbers.data[:, sensor.column]
        d[Row.LEVEL] += residual
        d[Row.REST] += residual
        d[Row.MONTH_MEAN] = d[Row.DAY_MEAN] = d[Row.LEVEL]
        d[Row.CYCLE_AT], d[Row.IS_UP] = d[Row.SEEN], 0.0
        d[[Row.HOURS_OFF, Row.DAYS_OFF, Row.RESIDUAL, Row.BUILT]] = 0.0

    def _fallen(self, d: Array, now: float) -> None:
        """Raise what no battery does by itself: it lost at once what usually takes weeks."""
        known = self._known
        battery = np.array([sensor.device_class == "battery" for sensor in known.roster.numbers])
        usual = np.maximum(_FALL, _FALL_SIZES * d[Row.SPREAD])
        fall = (d[Row.LEVEL] - d[Row.VALUE]) * battery
        for column in np.flatnonzero((fall > usual) & (d[Row.SLOTS] > _FALL_SLOTS)).tolist():
            sensor = known.roster.numbers[column]
            value, level = float(d[Row.VALUE, column]), float(d[Row.LEVEL, column])
            reason = f"It has fallen to {value:g} from about {level:.0f}."
            evidence = float(fall[column] / usual[column])
            known.alert(sensor, now, Finding("level_shift", evidence=evidence, value=value, reason=reason))
            d[Row.SHIFTED, column] = d[Row.CALM, column] = 0.0
            self._adopt(sensor, value - level)

    def _stuck(self, d: Array, now: float, stock: Stock) -> None:
        limit = np.maximum(_STUCK_CHANGES, d[Row.RUN_MAX])
        still = (d[Row.RUN] > limit) & (now - d[Row.MOVED_AT] > _STUCK_S) & stock.heard & (d[Row.SLOTS] > 3 * 48)
        for column in np.flatnonzero(still).tolist():
            sensor = self._known.roster.numbers[column]
            if self._known.alerts.stands(sensor.entity, "stuck", "missing_cycle"):
                continue
            if sensor.device_class in DRIVEN and self._known.stir.is_empty:
                d[Row.RUN, column] = 0.0
                continue
            hours = (now - d[Row.MOVED_AT, column]) / 3600
            value = sensor.shown(float(d[Row.VALUE, column]))
            rests = sensor.device_class in {"power", "current"} and d[Row.VALUE, column] <= d[Row.LEVEL, column]
            self._known.alert(
                sensor,
                now,
                Finding(
                    "missing_cycle" if rests else "stuck",
                    evidence=float(d[Row.RUN, column] / limit[column]),
                    value=round(value, 6),
                    reason=f"It has said {value:g} for {hours:.0f} hours, and never did so for that long.",
                ),
            )


def _reason(kind: AnomalyKind, *, is_counter: bool, talks: bool) -> str:
    if is_counter:
        return "It counts faster than it ever does at this time of day."
    if talks and kind == "rate":
        return "It reports far more often than it usually does."
    return {
        "noise": "It is much less steady than it usually is.",
        "rate": "It changed much faster than it usually does.",
        "drift": "It has moved away from its usual level for a day or more.",
    }.get(kind, "It has left its usual level for this time of day.")


def slot_end(moment: float) -> float:
    """Return when the half-hour ends that `moment` lies in.

    >>> slot_end(1800.0), slot_end(1801.0)
    (3600.0, 3600.0)
    """
    return (math.floor(moment / SLOT_S) + 1) * SLOT_S
