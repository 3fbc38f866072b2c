"""The table of platforms, and the commander that reads it."""

from __future__ import annotations

from collections.abc import Mapping

from edgeassist.home.commands.alarm_panel import ALARM_CONTROL_PANEL
from edgeassist.home.commands.climate import CLIMATE
from edgeassist.home.commands.cover import COVER
from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect
from edgeassist.home.commands.fan import FAN
from edgeassist.home.commands.humidifier import HUMIDIFIER
from edgeassist.home.commands.light import LIGHT
from edgeassist.home.commands.lock import LOCK
from edgeassist.home.commands.media_player import MEDIA_PLAYER
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.press import BUTTON, SCENE
from edgeassist.home.commands.sensor import BINARY_SENSOR, SENSOR
from edgeassist.home.commands.setting import NUMBER, SELECT
from edgeassist.home.commands.siren import SIREN
from edgeassist.home.commands.switch import SWITCH
from edgeassist.home.commands.todo import TODO
from edgeassist.home.commands.vacuum import LAWN_MOWER, VACUUM
from edgeassist.home.commands.valve import VALVE
from edgeassist.home.templating import Templates
from edgeassist.messages import Action, Command, Entity, Home

PLATFORMS: Mapping[str, Platform] = {
    "alarm_control_panel": ALARM_CONTROL_PANEL,
    "binary_sensor": BINARY_SENSOR,
    "button": BUTTON,
    "climate": CLIMATE,
    "cover": COVER,
    "fan": FAN,
    "humidifier": HUMIDIFIER,
    "lawn_mower": LAWN_MOWER,
    "light": LIGHT,
    "lock": LOCK,
    "media_player": MEDIA_PLAYER,
    "number": NUMBER,
    "scene": SCENE,
    "script": SCENE,
    "select": SELECT,
    "sensor": SENSOR,
    "siren": SIREN,
    "switch": SWITCH,
    "todo": TODO,
    "vacuum": VACUUM,
    "valve": VALVE,
    "water_heater": CLIMATE,
}

UNAVAILABLE = "unavailable"
"""The state of a device that says, or whose last will says, that it is gone."""

INTENTS = frozenset(intent for platform in PLATFORMS.values() if platform is not TODO for intent in platform.effects)
"""Every intent that some device can carry out; who keeps lists has the hub's written to."""


class DeviceCommander:
    """Turns actions into what devices take, and tells by what their devices show that they were carried out."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def commands(self, action: Action, entity_id: str, home: Home) -> tuple[Command, ...]:
        """Return the messages to publish, in order; empty where the device cannot be commanded over MQTT."""
        entity = home.entities.get(entity_id)
        effect = self.effect(action, entity) if entity else None
        return effect.commands if effect else ()

    def effect(self, action: Action, entity: Entity) -> Effect | None:
        """Return what the action does to this entity; None where its device cannot do that over MQTT.

        Relative actions start from the state that the entity has now. Raises TemplateRefusedError where the device's
        own template cannot make the payload.
        """
        if entity.mqtt is None:
            return None
        make = _platform(entity).effects.get(action.intent)
        try:
            return make(Device(entity, entity.mqtt, self._templates), action.params) if make else None
        except (
            KeyError,
            ValueError,
            TypeError,
            ArithmeticError,
        ):  # parameters missing, or no numbers: it cannot do *that*
            return None

    def sources(self, entity: Entity) -> tuple[Source, ...]:
        """Return the topics on which this entity reports its state."""
        return _platform(entity).sources(Device(entity, entity.mqtt, self._templates)) if entity.mqtt else ()

    def reports(self, entity: Entity) -> frozenset[str]:
        """Return what the device reports: "state" and names of attributes; nothing of a device that assumes."""
        if entity.mqtt is None or entity.mqtt.get("optimistic") is True:
            return frozenset()
        return frozenset[str]().union(*(source.reports for source in self.sources(entity)))


def _platform(entity: Entity) -> Platform:
    named = entity.mqtt.get("platform") if entity.mqtt else None
    return PLATFORMS.get(named if isinstance(named, str) else entity.domain, SENSOR)
