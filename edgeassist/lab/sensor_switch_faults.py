"""How things that are on or off go wrong: left open, flapping, awake at night, not running when they should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Array, Calendar, Span
from edgeassist.lab.sensor_tracks import Label, Sensor, inside

_MINUTE_S = 60.0


@dataclass(slots=True)
class Switched:
    """When a sensor changed, and to what; faults change it in place."""

    sensor: Sensor
    at: Array
    value: Array
    silent: list[Span] = field(default_factory=list)

    def replace(self, span: Span, at: Array, value: Array) -> None:
        """Put other changes in the place of those in `span`; after it the state is what it would have been."""
        after = self._state(span[1])
        keep = ~inside(self.at, span)
        moments = np.concatenate([self.at[keep], at, [span[1]]])
        values = np.concatenate([self.value[keep], value, [after]])
        order = np.argsort(moments, kind="stable")
        self.at, self.value = moments[order], values[order]

    def _state(self, moment: float) -> float:
        before = int(np.searchsorted(self.at, moment, side="right")) - 1
        return float(self.value[before]) if before >= 0 else 0.0

    def opened_after(self, moment: float) -> float:
        """Return when it next goes on; `moment` where it never does."""
        later = self.at[(self.at >= moment) & (self.value > 0.5)]
        return float(later[0]) if len(later) else moment


SwitchFault = Callable[[Switched, float, Calendar, Generator], Span]


def break_switch(switched: Switched, kind: str, start: float, calendar: Calendar, chance: Generator) -> Label:
    """Put a fault of `kind` in at about `start`; returns what was done."""
    begins, ends = _FAULTS[kind](switched, start, calendar, chance)
    return Label(switched.sensor.entity, kind, begins, min(ends, calendar.end), kind)


def _left_open(switched: Switched, start: float, calendar: Calendar, chance: Generator) -> Span:
    usual = switched.sensor.usual_s
    begins = switched.opened_after(start)
    begins = begins if begins < start + 2 * DAY_S else start
    length = max(_MINUTE_S * float(chance.uniform(15, 90)), usual * float(chance.lognormal(np.log(5), 0.5)))
    length = float(np.clip(length, 2.2 * usual, 48 * HOUR_S))
    span = (begins, min(begins + length, calendar.end - 60))
    switched.replace(span, np.array([begins]), np.array([1.0]))
    return span


def _night_activity(switched: Switched, start: float, calendar: Calendar, chance: Generator) -> Span:
    day = int((start - calendar.start) // DAY_S)
    begins = calendar.at(day, float(chance.uniform(1.2, 4.0)))
    if switched.sensor.device_class == "motion":
        times = begins + np.cumsum(chance.exponential(100.0, int(chance.integers(4, 30))) + 70)
        spans = [(float(t), float(t) + 45.0) for t in times]
    else:
        usual = min(switched.sensor.usual_s, 300.0)
        spans = [(begins + 900.0 * n, begins + 900.0 * n + usual) for n in range(int(chance.integers(1, 4)))]
    end = spans[-1][1] + 1
    edges = np.array([moment for span in spans for moment in span])
    switched.replace((begins, end), edges, np.arange(1, len(edges) + 1, dtype=np.float64) % 2)
    return spans[0][0], end


def _rate(switched: Switched, start: float, calendar: Calendar, chance: Generator) -> Span:  # noqa: ARG001
    """A bad contact: it flaps for minutes."""
    count = 2 * int(chance.integers(25, 250))
    edges = start + np.cumsum(chance.exponential(float(chance.uniform(1, 8)), count) + 0.2)
    span = (start, float(edges[-1]) + 1)
    switched.replace(span, edges, np.arange(1, count + 1, dtype=np.float64) % 2)
    return span


def _stuck(switched: Switched, start: float, calendar: Calendar, chance: Generator) -> Span:
    begins = switched.opened_after(start)
    length = HOUR_S * float(np.clip(chance.lognormal(np.log(14), 0.5), 6, 60))
    span = (begins, min(begins + length, calendar.end - 60))
    switched.replace(span, np.array([begins]), np.array([1.0]))
    return span


def _missing_cycle(switched: Switched, start: float, calendar: Calendar, chance: Generator) -> Span:
    begins = switched.opened_after(start) - 1
    length = switched.sensor.cycle_s * float(chance.uniform(1.6, 6))
    span = (begins, min(begins + length, calendar.end - 60))
    switched.replace(span, np.array([]), np.array([]))
    return span


def _dropout(switched: Switched, start: float, calendar: Calendar, chance: Generator) -> Span:
    heartbeat = switched.sensor.manner.heartbeat_s or HOUR_S
    length = heartbeat * 4 + HOUR_S * float(np.clip(chance.lognormal(np.log(14), 0.8), 1, 96))
    span = (start, min(start + length, calendar.end))
    switched.silent.append(span)
    return span


_FAULTS: dict[str, SwitchFault] = {
    "left_open": _left_open,
    "night_activity": _night_activity,
    "rate": _rate,
    "stuck": _stuck,
    "missing_cycle": _missing_cycle,
    "dropout": _dropout,
}
