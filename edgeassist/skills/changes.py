"""What has changed in the house in some time, whoever did it: doors, lamps, people."""

from __future__ import annotations

from datetime import datetime, timedelta

from edgeassist.home.properties import attribute_sentence
from edgeassist.home.spoken import sentence
from edgeassist.messages import Context, Entity, Home

_TOLD = frozenset(
    {"light", "switch", "fan", "cover", "valve", "lock", "media_player", "climate", "person", "alarm_control_panel"}
    | {"vacuum", "lawn_mower"}
)
_OPENINGS = frozenset({"door", "window", "garage_door", "opening", "lock"})
_MOST_SAID = 3
_AT_FIRST = timedelta(minutes=1)
"""What is heard of in this time after the first thing was only seen then: it has not changed."""


def changes_told(home: Home, since: datetime, until: datetime, context: Context) -> str:
    """Return what has changed between two times, the newest first; empty: nothing that was seen."""
    entities = [each for each in home.entities.values() if each.changed is not None]
    began = min((each.changed for each in entities if each.changed), default=until) + _AT_FIRST
    new = [each for each in entities if each.changed and max(since, began) <= each.changed <= until and _counts(each)]
    new.sort(key=lambda each: each.changed or since, reverse=True)
    said = [sentence(attribute_sentence(each, "last_changed", context)) for each in new[:_MOST_SAID]]
    more = [f"And {len(new) - _MOST_SAID} more."] if len(new) > _MOST_SAID else []
    return " ".join([*said, *more])


def _counts(entity: Entity) -> bool:
    return entity.domain in _TOLD or (entity.domain == "binary_sensor" and entity.device_class in _OPENINGS)
