"""The part of a home that a sentence may be about: what the prompt shows, and all that the grammar lets be named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edgeassist.messages import Entity, Home
from edgeassist.text import normalise

MOST_DEVICES = 12
_LONGEST_NAME = 80
_LONGEST_STATE = 24
_COMFORT = frozenset({"climate", "cover", "fan", "light", "media_player"})
"""What people mean without a word for it: "it's too dark in here"."""


@dataclass(frozen=True, slots=True)
class Device:
    """One thing of the house, in words as they are said: nothing in a name can look like JSON or a new line."""

    name: str
    domain: str
    area: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be named."""

    devices: tuple[Device, ...] = ()
    domains: tuple[str, ...] = ()
    """Kinds that may be meant without a name."""

    @property
    def areas(self) -> tuple[str, ...]:
        """The rooms of the devices."""
        return tuple(dict.fromkeys(device.area for device in self.devices if device.area))


def offer_of(entities: Iterable[Entity], home: Home) -> Offer:
    """Return what a sentence may be about, given the entities that have to do with it, the best first."""
    devices = tuple(filter(lambda device: device.name, (_device(entity, home) for entity in entities)))[:MOST_DEVICES]
    everywhere = _COMFORT.intersection(entity.domain for entity in home.entities.values())
    return Offer(devices, tuple(sorted(everywhere.union(device.domain for device in devices))))


def _device(entity: Entity, home: Home) -> Device:
    area = home.areas.get(entity.area or "")
    name = _said(entity.name)
    return Device(
        name=name if len(name) <= _LONGEST_NAME else "",
        domain=_said(entity.domain).replace(" ", "_"),
        area=_said(area.name)[:_LONGEST_NAME] if area else "",
        state=_said("" if entity.state is None else str(entity.state))[:_LONGEST_STATE],
    )


def _said(text: str) -> str:
    return normalise(text).removeprefix("the ")
