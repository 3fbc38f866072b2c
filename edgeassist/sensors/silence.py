"""What is noticed because nothing comes: sensors that fell silent, doors that stand open, cycles that stay away.

What is due is found by comparing all sensors at once, at most once a minute: 0.1 ms for 10,000 of them. A heap or wheel
of timers would have to be moved with every reading (0.6 µs each): at 10,000 readings a second, 3,000 times as much.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from edgeassist.sensors.block import Array, Mask, Row
from edgeassist.sensors.knowledge import Finding, Knowledge
from edgeassist.sensors.limits import OPENINGS, PEOPLE
from edgeassist.sensors.roster import Sensor
from edgeassist.sensors.slots import counts_up
from edgeassist.sensors.stir import RESTS_S, RUNS
from edgeassist.sensors.switches import Switch

_HOUR_S: Final = 3600.0
_DAY_S: Final = 86_400.0
_NEVER: Final = np.inf

_SILENT_S: Final = 0.75 * _HOUR_S
"""No sensor counts as silent before."""

_OFF_S: Final = 4 * _HOUR_S
"""How long something may be unavailable until that is worth a word."""

_BY_ITSELF: Final = 2.2
"""What never rests for longer than so many usual rests does not wait for people."""

_LIKE_CLOCKWORK: Final = 2.0
"""The same for what is no machine but may follow one."""

_LOST_S: Final = 900.0
_TOGETHER: Final = 4
_TOGETHER_SHARE: Final = 0.15
_TOGETHER_FOR_S: Final = 6 * _HOUR_S
"""When more than so many, and such a share, fall silent within minutes of one another, it is a power cut or a gateway;
each is told only if it lasts for longer than this."""

_LEAST_ON_S: Final = dict.fromkeys(OPENINGS, 600.0) | dict.fromkeys(
    ("motion", "moving", "occupancy", "vibration"), _HOUR_S
)
"""What can be on for too long, and for how long it may be in any case."""

_DAILY: Final = 1.2
"""In how many hours of a day something has to run usually, to be missed when it does not do so for a day or two."""

_KNOWN_S: Final = 3 * _DAY_S


class Silence:
    """Watches what is due; everything is worked out from the blocks, so nothing has to be kept."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known

    def next_due(self) -> float:
        """Return when the next alert of this kind would be raised if nothing came; infinity: never."""
        dues = [due.min() for due in (*self._numbers_due(), *self._switches_due()) if due.size]
        return float(min(dues, default=_NEVER))

    def raise_due(self, now: float) -> None:
        """Raise what is due."""
        numbers, switches = self._known.roster.numbers, self._known.roster.switches
        silent, missing = self._numbers_due()
        lost = self._lost(now)
        for column in np.flatnonzero(silent <= now).tolist():
            self._silent(numbers[column], now, lost)
        for column in np.flatnonzero(missing <= now).tolist():
            self._missing(numbers[column], now)
        silent, missing, is_open = self._switches_due()
        for column in np.flatnonzero(silent <= now).tolist():
            self._silent(switches[column], now, lost)
        for column in np.flatnonzero(missing <= now).tolist():
            self._missing(switches[column], now)
        for column in np.flatnonzero(is_open <= now).tolist():
            self._open(switches[column], now)

    def _numbers_due(self) -> tuple[Array, Array]:
        """Return when each sensor of numbers will be silent for too long, and when its cycle will be missed."""
        block, roster = self._known.numbers, self._known.roster
        d = block.data[:, : block.count]
        known = (d[Row.GAP_MAX] > 0) & (d[Row.SEEN] - d[Row.BORN] > _KNOWN_S)
        silent = _silent_due(d[Row.SEEN], d[Row.OFF_AT], np.maximum(d[Row.GAP_MAX], _SILENT_S), known)
        cycles = known & (d[Row.OFF_AT] == 0) & (counts_up(d) == 0)
        regular = cycles & _is_regular(d[Row.LAPSES][0], d[Row.LAPSE_MAX], d[Row.SEEN] - d[Row.BORN])
        slow = np.array([sensor.device_class not in RUNS for sensor in roster.numbers], dtype=bool)
        regular &= ~slow | (d[Row.LAPSE_MAX] < _LIKE_CLOCKWORK * d[Row.LAPSES][0])
        missing = np.where(regular, d[Row.CYCLE_AT] + d[Row.LAPSE_MAX], _NEVER)
        return self._unless(silent, roster.numbers, "dropout"), self._unless(
            missing, roster.numbers, "missing_cycle", "dropout", "stuck"
        )

    def _switches_due(self) -> tuple[Array, Array, Array]:
        """Return when each switch will be silent for too long, have missed its turn, and have been on for too long."""
        block, roster = self._known.switches, self._known.roster
        d = block.data[:, : block.count]
        known = d[Switch.SEEN] - d[Switch.BORN] > _KNOWN_S
        repeats = known & (d[Switch.REPEATS] > 20) & (d[Switch.GAP_MAX] > 0)
        silent = _silent_due(d[Switch.SEEN], d[Switch.OFF_AT], np.maximum(d[Switch.GAP_MAX], _SILENT_S), repeats)
        cycles = np.array([sensor.device_class not in PEOPLE for sensor in roster.switches], dtype=bool)
        least = np.array([_LEAST_ON_S.get(sensor.device_class or "", _NEVER) for sensor in roster.switches])
        regular = _is_regular(d[Switch.LAPSES][0], d[Switch.LAPSE_MAX], d[Switch.SEEN] - d[Switch.BORN])
        regular |= (d[Switch.HABIT].sum(axis=0) > _DAILY) & (d[Switch.LAPSE_MAX] < 2 * _DAY_S) & (d[Switch.DAYS] > 6)
        missing = np.where(
            known & cycles & regular & (d[Switch.STATE] == 0), d[Switch.ON_AT] + d[Switch.LAPSE_MAX], _NEVER
        )
        judged = known & (d[Switch.STATE] > 0) & (d[Switch.OPEN_MAX] > 0)
        is_open = np.where(judged, d[Switch.SINCE] + np.maximum(d[Switch.OPEN_MAX], least), _NEVER)
        return (
            self._unless(silent, roster.switches, "dropout"),
            self._unless(missing, roster.switches, "missing_cycle", "dropout"),
            self._unless(is_open, roster.switches, "left_open", "stuck"),
        )

    def _unless(self, due: Array, sensors: list[Sensor], *kinds: str) -> Array:
        """Return `due` without those on which an alert of `kinds` stands."""
        for column in self._watched(sensors):
            if self._known.alerts.stands(sensors[column].entity, *kinds):  # type: ignore[arg-type]
                due[column] = _NEVER
        return due

    def _watched(self, sensors: list[Sensor]) -> list[int]:
        if not sensors:
            return []
        block = self._known.block(sensors[0])
        row = Switch.WATCHED if sensors[0].is_switch else Row.WATCHED
        return [int(column) for column in np.flatnonzero(block.data[row, : block.count])]

    def _lost(self, now: float) -> Array:
        """Return since when each of the sensors is silent that should have spoken several times, in order."""
        d = self._known.numbers.data[:, : self._known.numbers.count]
        quiet = now - d[Row.SEEN] > np.maximum(4 * d[Row.GAP], _LOST_S)
        since = np.where(d[Row.OFF_AT] > 0, d[Row.OFF_AT], d[Row.SEEN])
        recent = now - since < _TOGETHER_FOR_S
        return np.sort(since[(quiet | (d[Row.OFF_AT] > 0)) & recent])

    def _is_shared(self, since: float, lost: Array) -> bool:
        """Return whether so many fell silent with one that it is the fault of what they have in common."""
        together = np.searchsorted(lost, since + _LOST_S) - np.searchsorted(lost, since - _LOST_S)
        return bool(together > max(_TOGETHER, _TOGETHER_SHARE * self._known.numbers.count))

    def _silent(self, sensor: Sensor, now: float, lost: Array) -> None:
        data = self._known.block(sensor).data[:, sensor.column]
        seen, off = (Switch.SEEN, Switch.OFF_AT) if sensor.is_switch else (Row.SEEN, Row.OFF_AT)
        since = data[off] or data[seen]
        if self._is_shared(float(since), lost):
            return
        state = "unavailable" if data[off] else "silent"
        self._known.alert(
            sensor,
            now,
            Finding(
                "dropout",
                evidence=2.0,
                value=None,
                reason=f"It has been {state} for {_told(now - since)}, longer than it ever is.",
            ),
        )

    def _missing(self, sensor: Sensor, now: float) -> None:
        data = self._known.block(sensor).data[:, sensor.column]
        began, lapses, limit = (
            (Switch.ON_AT, Switch.LAPSES, Switch.LAPSE_MAX)
            if sensor.is_switch
            else (Row.CYCLE_AT, Row.LAPSES, Row.LAPSE_MAX)
        )
        last, usual = data[began], data[lapses][0]
        if self._known.stir.is_empty and usual > RESTS_S and data[limit] > _BY_ITSELF * usual:
            data[began] = now
            return
        self._known.alert(
            sensor,
            now,
            Finding(
                "missing_cycle",
                evidence=2.0,
                value="off" if sensor.is_switch else sensor.shown(float(data[Row.VALUE])),
                reason=f"It has not run for {_told(now - last)}, longer than it ever rests.",
            ),
        )

    def _open(self, sensor: Sensor, now: float) -> None:
        since = self._known.switches.data[Switch.SINCE, sensor.column]
        opens = sensor.device_class in OPENINGS
        self._known.alert(
            sensor,
            now,
            Finding(
                "left_open" if opens else "stuck",
                evidence=2.0,
                value="on",
                reason=f"It has been {'open' if opens else 'on'} for {_told(now - since)}, longer than usual.",
            ),
        )


def _is_regular(usual: Array, limit: Array, followed: Array) -> Mask:
    """Return what comes so regularly, and was seen so often, that its absence says something."""
    return np.asarray((usual > 0) & (limit < 5 * usual) & (followed > np.maximum(12 * usual, 6 * _DAY_S)))


def _silent_due(seen: Array, off: Array, limit: Array, judged: Mask) -> Array:
    due = np.where(judged, seen + limit, _NEVER)
    return np.asarray(np.where(off > 0, off + np.maximum(limit, _OFF_S), due))


def _told(seconds: float) -> str:
    """Return a length of time in words.

    >>> _told(5400), _told(300000)
    ('90 minutes', '3 days')
    """
    for unit, name in ((_DAY_S, "days"), (_HOUR_S, "hours")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 60:.0f} minutes"
