"""Who tells a property that is asked about: of a lock its battery's sensor, of a plug the meter of its power."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.house import Selection, Wanted
from edgeassist.home.names import Hit, words_of
from edgeassist.home.words import Kind, nouns_of
from edgeassist.messages import Entity, Refusal, Target

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
    words = things.words(sensor) - _words_for(device_class)
    return measures(entity, device_class, wanted) and bool(words) and words <= things.words(thing.id)


def _words_for(device_class: str) -> frozenset[str]:
    nouns = (*nouns_of("sensor", device_class), *nouns_of("binary_sensor", device_class))
    return frozenset(words_of(" ".join(nouns)))


def measures(entity: Entity, device_class: str, wanted: Wanted) -> bool:
    """Return whether a thing tells what sensors of a class measure, be it only by its name."""
    said = wanted.setting.house.things.words(entity.id)
    return entity.device_class == device_class or not said.isdisjoint(_words_for(device_class))


def of_class(hits: Iterable[Hit], target: Target, wanted: Wanted, least: float) -> list[Hit]:
    """Return those of `hits` that measure what is asked about, where it is asked of no other kind of thing.

    "Is anything leaking in the cellar" is not about its lock.
    """
    hits = [hit for hit in hits if hit.score >= least]
    if not wanted.question or target.domain or target.name or target.device_class is None:
        return hits
    return [hit for hit in hits if measures(wanted.setting.home.entities[hit.key], target.device_class, wanted)]


def as_told(params: Mapping[str, Any], entities: list[Entity]) -> Mapping[str, Any]:
    """Return the parameters of a question, without a property where all that is asked about is a setting."""
    are_settings = bool(entities) and all(each.domain in _SETTINGS for each in entities)
    return {key: value for key, value in params.items() if key != "attribute" or not are_settings}
