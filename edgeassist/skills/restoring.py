"""What ends a command that holds until some time: its opposite, or what brings things back to how they were before."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import INVERSE
from edgeassist.messages import Action, Entity, Home

_UNDONE_BY: Mapping[str, str] = MappingProxyType(
    {
        **INVERSE,
        "unlock": "lock",
        "mute": "unmute",
        "unmute": "mute",
        "media_play": "media_pause",
        "media_pause": "media_resume",
        "media_resume": "media_pause",
        "play_media": "media_stop",
        "vacuum_start": "vacuum_return",
    }
)
"""What ends each thing that can be done until some time."""
_RESTORED = frozenset(
    {"set_light", "set_temperature", "adjust_temperature", "set_hvac_mode", "set_fan_speed", "set_humidity"}
    | {"set_position", "set_volume", "volume_up", "volume_down", "select_option", "set_value"}
)
"""What ends by bringing things back to how they were."""
_UNLESS_KNOWN: Mapping[str, str] = MappingProxyType({"set_light": "turn_off", "set_position": "close"})
"""What ends these where nobody knows how it was."""
RESTORE = "restore"
"""The intent of an end that brings things back; its parameters tell how they were."""
_KEPT = frozenset(
    {"brightness", "color_temp_kelvin", "rgb_color", "color_mode", "current_position", "temperature", "percentage"}
    | {"volume_level", "is_volume_muted", "humidity"}
)
"""Attributes that are brought back."""


def end_of(action: Action, home: Home | None) -> Action | None:
    """Return what ends a command that is about to be carried out in a home; None: nobody can tell."""
    if (opposite := _UNDONE_BY.get(action.intent)) is not None:
        return Action(opposite, action.targets)
    if action.intent not in _RESTORED:
        return None
    before = [] if home is None else [_snapshot(home.entities[key]) for key in action.targets if key in home.entities]
    known = [row for row in before if row["state"] is not None or row["attributes"]]
    if known:
        return Action(RESTORE, action.targets, {"of": action.intent, "before": known})
    without = _UNLESS_KNOWN.get(action.intent)
    return None if without is None else Action(without, action.targets)


def _snapshot(entity: Entity) -> dict[str, Any]:
    kept = {key: entity.attributes[key] for key in _KEPT if entity.attributes.get(key) is not None}
    return {"id": entity.id, "name": entity.name, "domain": entity.domain, "state": entity.state, "attributes": kept}
