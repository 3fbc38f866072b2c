"""A house with sensors, and alerts of theirs."""

from datetime import UTC, datetime
from typing import Any

from edgeassist.messages import Anomaly, AnomalyKind, Area, Entity, Home
from edgeassist.sensors.summary import Fact, facts_of
from edgeassist.watch.words import Telling

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
TELLING = Telling(NOW)
FIVE = NOW.replace(hour=17, minute=2).timestamp()

CELSIUS = {"unit_of_measurement": "°C"}


def sensor(key: str, name: str, device_class: str, area: str, **attributes: Any) -> Entity:
    return Entity(key, name, key.partition(".")[0], area=area, device_class=device_class, attributes=attributes)


HOME = Home(
    "home",
    {},
    {key: Area(key, key.title()) for key in ("cellar", "kitchen", "hall")},
    {
        entity.id: entity
        for entity in (
            sensor("sensor.freezer", "Freezer Temperature", "temperature", "cellar", **CELSIUS),
            sensor("binary_sensor.freezer_door", "Freezer Door", "door", "cellar"),
            sensor("sensor.hall", "Hall Temperature", "temperature", "hall", **CELSIUS),
            sensor("sensor.power", "Oven Power", "power", "kitchen", unit_of_measurement="W"),
            sensor("binary_sensor.smoke", "Smoke Detector", "smoke", "kitchen"),
            sensor("binary_sensor.leak", "Washing Machine Leak", "moisture", "cellar"),
            sensor("binary_sensor.front", "Front Door", "door", "hall"),
        )
    },
)


def anomaly(
    entity: str, kind: AnomalyKind, value: float | str | None = None, *, since: float = FIVE, **more: Any
) -> Anomaly:
    return Anomaly(entity, kind, since, more.get("until"), more.get("score", 0.9), value, more.get("expected"), "")


THAWING = anomaly("sensor.freezer", "drift", -8.0, expected=(-20.0, -17.0))


def facts(*anomalies: Anomaly, home: Home = HOME) -> list[Fact]:
    return facts_of(anomalies, home, NOW)
