"""What arrives: what cannot be true is kept out, the rest judged one by one or in batches."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import numpy as np

from edgeassist.messages import Reading
from edgeassist.sensors.block import Array, Index, Row
from edgeassist.sensors.gauges import COUNTED, Step, start, step
from edgeassist.sensors.knowledge import Finding, Knowledge
from edgeassist.sensors.limits import GROWS
from edgeassist.sensors.roster import MOST_SENSORS, Sensor
from edgeassist.sensors.switches import Flip, Switch, start_switch, switch
from edgeassist.sensors.times import is_time
from edgeassist.sensors.verdicts import SURGES, Arrival, Verdicts

_FUTURE_S: Final = 300.0
_LATE_S: Final = 86_400.0
"""How far a measurement may lie before or after its arrival, and still count for its time."""

_FEW: Final = 8
"""So many at once are faster one by one."""


class Intake:
    """Takes in readings and raises what a single one tells."""

    def __init__(self, known: Knowledge, local: Callable[[float], datetime]) -> None:
        """`local` tells the time of day of a moment."""
        self._known = known
        self._verdicts = Verdicts(known, local)
        self._back: list[Sensor] = []
        """What was unavailable until now: the gap is not one that it makes by itself."""

    def take(self, readings: Sequence[Reading]) -> None:
        """Take in readings in the order of arrival."""
        numbers: list[Arrival] = []
        switches: list[Arrival] = []
        columns: set[tuple[bool, int]] = set()
        for reading in readings:
            arrival = self._screened(reading)
            if arrival is None:
                continue
            sensor = arrival[0]
            place = (sensor.is_switch, sensor.column)
            if place in columns:
                self._flush(numbers, switches)
                numbers, switches, columns = [], [], set()
            columns.add(place)
            (switches if sensor.is_switch else numbers).append(arrival)
        self._flush(numbers, switches)
        for sensor in self._back:
            self._known.block(sensor).data[Switch.PAUSED if sensor.is_switch else Row.PAUSED, sensor.column] = 0.0
        self._back.clear()

    def _screened(self, reading: Reading) -> Arrival | None:
        """Return what can be learned from a reading; None: nothing."""
        if reading.retained or not is_time(reading.received):
            return None
        sensor = self._known.roster.by_entity.get(reading.entity)
        value = _as_number(reading.value)
        if value is None:
            if sensor is not None and reading.value == "unavailable":
                self._went_off(sensor, reading.received)
            return None
        is_switch = isinstance(reading.value, str)
        if sensor is None:
            self._meet(reading, value, is_switch=is_switch)
            return None
        if is_switch:
            return self._in_time(sensor, value, reading) if sensor.is_switch else None
        return None if sensor.is_switch else self._measured(sensor, value, reading)

    def _measured(self, sensor: Sensor, value: float, reading: Reading) -> Arrival | None:
        """Return a number in the unit that we learn in, where it can be at all."""
        if reading.unit != sensor.unit and reading.unit is not None and not sensor.can_become(reading.unit):
            self._begin_anew(sensor, reading)
            return None
        value = value * sensor.factor + sensor.offset
        if not sensor.low <= value <= sensor.high:
            self._impossible(sensor, reading)
            return None
        return self._in_time(sensor, value, reading)

    def _in_time(self, sensor: Sensor, value: float, reading: Reading) -> Arrival | None:
        """Return the reading where its time can be believed; a wrong clock is still a sign of life."""
        data, column = self._known.block(sensor).data, sensor.column
        seen = reading.received
        off, at_row, seen_row = (
            (Switch.OFF_AT, Switch.AT, Switch.SEEN) if sensor.is_switch else (Row.OFF_AT, Row.AT, Row.SEEN)
        )
        if data[off, column]:
            data[off, column] = 0.0
            self._back.append(sensor)
        data[seen_row, column] = seen
        if data[Switch.WATCHED if sensor.is_switch else Row.WATCHED, column]:
            self._known.end(sensor, seen, "dropout", *(() if sensor.is_switch else ("out_of_range",)))
        early = reading.at <= data[at_row, column]
        if early or not seen - _LATE_S <= reading.at <= seen + _FUTURE_S:
            return None
        return sensor, value, reading.at, seen

    def _meet(self, reading: Reading, value: float, *, is_switch: bool) -> None:
        known = self._known
        if len(known.roster.by_entity) >= MOST_SENSORS or not math.isfinite(reading.at):
            return
        block = known.switches if is_switch else known.numbers
        sensor = Sensor(reading.entity, 0, is_switch, reading.device_class, reading.unit)
        at = reading.at if abs(reading.at - reading.received) < _LATE_S else reading.received
        value = value * sensor.factor + sensor.offset
        if not is_switch and not sensor.low <= value <= sensor.high:
            return
        sensor.column = block.add()
        known.roster.add(sensor)
        if is_switch:
            start_switch(block, sensor.column, is_on=value > 0, at=at, seen=reading.received)
        else:
            start(block, sensor.column, value, at, reading.received)
            block.data[Row.UPS, sensor.column] = COUNTED * (sensor.device_class in GROWS)
        known.be_patient(sensor, known.first_patience)

    def _begin_anew(self, sensor: Sensor, reading: Reading) -> None:
        """Forget what was learned in a unit that has nothing to do with the new one."""
        self._known.end(sensor, reading.received)
        sensor.unit = reading.unit
        sensor.factor, sensor.offset = 1.0, 0.0
        sensor.__post_init__()
        value = _as_number(reading.value)
        self._known.numbers.data[:, sensor.column] = 0.0
        start(self._known.numbers, sensor.column, value or 0.0, reading.received, reading.received)

    def _went_off(self, sensor: Sensor, now: float) -> None:
        data = self._known.block(sensor).data
        row = Switch.OFF_AT if sensor.is_switch else Row.OFF_AT
        data[row, sensor.column] = data[row, sensor.column] or now

    def _impossible(self, sensor: Sensor, reading: Reading) -> None:
        data = self._known.numbers.data
        data[Row.SEEN, sensor.column] = reading.received
        data[Row.OFF_AT, sensor.column] = 0.0
        low, high = sorted((sensor.shown(sensor.low), sensor.shown(sensor.high)))
        unit = f" {reading.unit}" if reading.unit else ""
        self._known.alert(
            sensor,
            reading.received,
            Finding(
                "out_of_range",
                evidence=9.0,
                value=reading.value,
                expected=(low, high),
                reason=f"It says {reading.value:.6g}{unit}, which cannot be.",
            ),
        )

    def _flush(self, numbers: list[Arrival], switches: list[Arrival]) -> None:
        if len(numbers) > _FEW:
            self._many_numbers(numbers)
        else:
            for arrival in numbers:
                sensor, value, at, seen = arrival
                came = step(self._known.numbers, sensor.column, value, at, seen)
                if came.evidence > 1 or came.returned > 0 or came.surge > SURGES or self._known.watched(sensor):
                    self._verdicts.number(arrival, came)
        if len(switches) > _FEW:
            self._many_switches(switches)
        else:
            for arrival in switches:
                sensor, value, at, seen = arrival
                self._verdicts.switch(arrival, switch(self._known.switches, sensor.column, value, at, seen))

    def _many_numbers(self, numbers: list[Arrival]) -> None:
        columns, value, at, seen = _columns(numbers)
        came = step(self._known.numbers, columns, value, at, seen)
        watched = self._known.numbers.data[Row.WATCHED, columns]
        for place in np.flatnonzero(
            (came.evidence > 1) | (came.returned > 0) | (came.surge > SURGES) | (watched > 0)
        ).tolist():
            self._verdicts.number(numbers[place], Step(*(float(part[place]) for part in came)))

    def _many_switches(self, switches: list[Arrival]) -> None:
        columns, value, at, seen = _columns(switches)
        flips = switch(self._known.switches, columns, value, at, seen)
        watched = self._known.switches.data[Switch.WATCHED, columns]
        for place in np.flatnonzero((flips.evidence > 1) | flips.rose | (watched > 0)).tolist():
            self._verdicts.switch(switches[place], Flip(bool(flips.rose[place]), float(flips.evidence[place])))


def _as_number(value: float | str | None) -> float | None:
    """Return a value as a number, "on" as 1 and "off" as 0; None for what is neither."""
    if isinstance(value, str):
        return {"on": 1.0, "off": 0.0}.get(value)
    if value is None or not abs(value) < 1e15:
        return None
    return float(value)


def _columns(arrivals: list[Arrival]) -> tuple[Index, Array, Array, Array]:
    """Return the columns of their sensors, the values, when measured and when received."""
    sensors, value, at, seen = zip(*arrivals, strict=True)
    return np.array([sensor.column for sensor in sensors]), np.array(value), np.array(at), np.array(seen)
