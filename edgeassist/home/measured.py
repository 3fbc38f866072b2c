"""Who tells a property that is asked about: of a lock its battery's sensor, of a plug the meter of its power."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.bearing import measures, words_for
from edgeassist.home.house import Selection, Wanted
from edgeassist.home.words import Kind
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
    tellers = [(key, name) for name in classes for kind in _tellers(name) for key in known.get(kind, ())]
    sensors = [key for key, name in tellers if _is_of(key, name, thing, wanted)]
    return Selection(frozenset(sensors), named=True, score=found.score) if len(sensors) == 1 else found


def _tellers(device_class: str) -> tuple[Kind, ...]:
    return Kind("sensor", device_class), Kind("number")


def _is_of(sensor: str, device_class: str, thing: Entity, wanted: Wanted) -> bool:
    """Return whether a sensor, or a setting, has the name of a thing, but for the words for what it measures."""
    things, entity = wanted.setting.house.things, wanted.setting.home.entities[sensor]
    words = things.words(sensor) - words_for(device_class)
    return measures(entity, device_class, wanted) and bool(words) and words <= things.words(thing.id)


def as_told(params: Mapping[str, Any], entities: list[Entity]) -> Mapping[str, Any]:
    """Return the parameters of a question, without a property where all that is asked about is a setting."""
    are_settings = bool(entities) and all(each.domain in _SETTINGS for each in entities)
    return {key: value for key, value in params.items() if key != "attribute" or not are_settings}
