"""Which sensors there are: where each stands in its block, and what it said that it measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edgeassist.sensors.limits import conversion, limits, named_class

MOST_SENSORS = 50_000
"""More names than that are not a home but a fault or an attack; those beyond it are not followed."""


@dataclass(slots=True)
class Sensor:
    """What is known of a sensor beside its numbers."""

    entity: str
    column: int
    is_switch: bool
    device_class: str | None
    unit: str | None
    low: float = 0.0
    high: float = 0.0
    """What it can measure at all, in the unit that we learn in."""
    factor: float = 1.0
    offset: float = 0.0
    """From its unit to the one that we learn in."""

    def __post_init__(self) -> None:
        """Look up what its class can measure."""
        if self.is_switch and self.device_class is None:
            self.device_class = named_class(self.entity)
        self.low, self.high = limits(self.device_class)
        known = conversion(self.unit)
        self.factor, self.offset = known if known is not None else (1.0, 0.0)

    def can_become(self, unit: str | None) -> bool:
        """Return whether what was learned holds in another unit too; then the sensor goes on in it."""
        known = conversion(unit)
        if known is None or conversion(self.unit) is None:
            return False
        self.unit = unit
        self.factor, self.offset = known
        return True

    def shown(self, value: float) -> float:
        """Return a value as the sensor itself would say it."""
        return (value - self.offset) / self.factor


class Roster:
    """All sensors, by name and by place."""

    def __init__(self) -> None:
        self.by_entity: dict[str, Sensor] = {}
        self.numbers: list[Sensor] = []
        self.switches: list[Sensor] = []

    def __iter__(self) -> Iterator[Sensor]:
        return iter(self.by_entity.values())

    def add(self, sensor: Sensor) -> None:
        """Enter a sensor whose column is the next of its block."""
        self.by_entity[sensor.entity] = sensor
        (self.switches if sensor.is_switch else self.numbers).append(sensor)
