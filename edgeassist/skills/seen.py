"""What was seen of things that are watched: how they were, and since when they are otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edgeassist.home.happening import truths
from edgeassist.messages import Home

_LASTING_S = 10.0
"""From so long on it outlasts a restart since when something is so."""


@dataclass
class Seen:
    """What was seen of what one line waits for."""

    was: dict[str, bool] = field(default_factory=dict)
    """What counts, by what is followed."""
    since: dict[str, float] = field(default_factory=dict)
    """Since when it is otherwise, seconds since the epoch."""
    ripe: str | None = None
    """What has happened and is still to be told."""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Seen:
        """Return what was written down."""
        return cls(dict(kept.get("was") or {}), dict(kept.get("since") or {}))

    def kept(self, condition: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is written down."""
        lasting = float(condition.get("for_s") or 0.0) >= _LASTING_S
        return {"was": dict(self.was)} | ({"since": dict(self.since)} if lasting else {})


def first_seen(condition: Mapping[str, Any], home: Home, now: float) -> Seen:
    """Return how things are when they begin to be watched; what is so and has yet to last is not so yet."""
    seen, for_s = Seen(), float(condition.get("for_s") or 0.0)
    for key, so in truths(condition, home).items():
        entity = home.entities.get(key)
        changed = entity.changed.timestamp() if entity is not None and entity.changed else now
        if so and now - changed < for_s:
            seen.was[key], seen.since[key] = False, changed
        elif so is not None:
            seen.was[key] = so
    return seen
