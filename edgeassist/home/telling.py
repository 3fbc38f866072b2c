"""Which of the things that were spoken of tells best what is waited for, or what belongs to the same device does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from edgeassist.home.happening import number_in
from edgeassist.home.house import Setting
from edgeassist.messages import Entity

_MACHINES = ("vacuum", "lawn_mower", "binary_sensor", "sensor", "media_player", "climate", "switch")
"""Who tells best that a machine is done; a plug stays on."""


def telling(entities: list[Entity], waited: Mapping[str, Any], setting: Setting) -> list[Entity]:
    """Return those things, or others of the same devices, that tell best what is waited for."""
    if waited.get("attribute") in {"power", "battery"}:
        shown = [entity for entity in entities if number_in(entity, waited["attribute"]) is not None]
        return shown or _beside(entities, str(waited["attribute"]), setting) or entities
    if waited.get("state") != "finished":
        return entities
    ranked = sorted(entities, key=lambda entity: _MACHINES.index(entity.domain) if entity.domain in _MACHINES else 99)
    best = [entity for entity in ranked if entity.domain == ranked[0].domain]
    return _beside(best, "power", setting) or best if ranked[0].domain == "switch" else best[:1]


def _beside(entities: Iterable[Entity], device_class: str, setting: Setting) -> list[Entity]:
    """Return the sensors of a class that belong to the same devices, by their device or their name."""
    found = []
    for entity in entities:
        names = f"{entity.name} {device_class}".casefold()
        found += [
            other
            for other in setting.home.entities.values()
            if other.domain == "sensor"
            and other.device_class == device_class
            and ((entity.device and other.device == entity.device) or other.name.casefold() == names)
        ]
    return found
