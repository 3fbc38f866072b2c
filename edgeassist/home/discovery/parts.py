"""A device that told of itself, and its parts: each becomes an entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.announcement import Found
from edgeassist.home.discovery.cleaning import LONGEST_NAME, id_of, name_in
from edgeassist.home.discovery.traits import traits_of
from edgeassist.messages import Entity

_ASIDE = MappingProxyType({"config": "a setting of the device", "diagnostic": "tells of the device itself"})
"""Home Assistant's category of an entity → why it is not spoken of."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Makes the parts of one device."""

    key: str
    """What its entities' ids begin with; it stays the same when the device is renamed."""
    name: str
    identity: str
    """"ieee:0x00158d0001", "mac:a4cf12ff0000"."""
    shared: Mapping[str, Any] = field(default_factory=dict)
    """What every part has in its config: where the device tells that it is there."""

    def part(self, platform: str, part: str, config: Mapping[str, Any], label: str = "") -> Found:
        """Return the entity for `part`, which is called as the device is, and `label` where that is not enough."""
        mqtt = {"platform": platform, **self.shared, **config}
        entity = Entity(
            id=f"{platform}.{id_of(self.key, part)}",
            name=name_in(self._named(label), 2 * LONGEST_NAME),
            domain=platform,
            device_class=mqtt.get("device_class"),
            attributes=traits_of(mqtt),
            device=self.identity,
            mqtt=mqtt,
        )
        aside = _ASIDE.get(str(mqtt.get("entity_category")))
        return Found(entity, frozenset({f"{self.identity}/{part}".lower()}), aside=aside)

    def _named(self, label: str) -> str:
        """Return the name of a part; one that begins with the name of the device says enough by itself."""
        return label if label.strip().lower().startswith(f"{self.name.lower()} ") else f"{self.name} {label}"
