"""Who tells a property that is asked about: of a lock its battery's sensor, of a plug the meter of its power."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.house import Selection, Wanted
from edgeassist.home.names import words_of
from edgeassist.home.words import Kind, nouns_of
from edgeassist.messages import Entity, Refusal

_TOLD_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "battery_level": ("battery",),
        "temperature": ("temperature",),
        "humidity": ("humidity",),
        "power": ("power",),
        "energy": ("energy",),
        "consumption": ("power", "energy"),
    }
)
"""Property → the device classes of the sensors that tell it."""
_SETTINGS = frozenset({"select", "number"})
"""What has nothing but its one value, whatever that is called."""


def told_by(found: Selection | Refusal, wanted: Wanted) -> Selection | Refusal:
    """Return the sensor that tells the property asked about, where the one thing named does not; else `found`."""
    classes = _TOLD_BY.get(wanted.attribute or "", ())
    if isinstance(found, Refusal) or not wanted.question or not classes or len(found.ids) != 1:
        return found
    (thing,) = wanted.entities(found.ids)
    if thing.domain in {"sensor", "climate", "water_heater", "weather"} or wanted.attribute in thing.attributes:
        return found
    known = wanted.setting.house.by_kind
    sensors = [key for name in classes for key in known.get(Kind("sensor", name), ()) if _is_of(key, thing, wanted)]
    return Selection(frozenset(sensors), named=True, score=found.score) if len(sensors) == 1 else found


def _is_of(sensor: str, thing: Entity, wanted: Wanted) -> bool:
    """Return whether a sensor has the name of a thing, but for the words for what it measures."""
    things, entity = wanted.setting.house.things, wanted.setting.home.entities[sensor]
    measured = frozenset(words_of(" ".join(nouns_of("sensor", entity.device_class))))
    words = things.words(sensor) - measured
    return bool(words) and words <= things.words(thing.id)


def as_told(params: Mapping[str, Any], entities: list[Entity]) -> Mapping[str, Any]:
    """Return the parameters of a question, without a property where all that is asked about is a setting."""
    are_settings = bool(entities) and all(each.domain in _SETTINGS for each in entities)
    return {key: value for key, value in params.items() if key != "attribute" or not are_settings}
