"""Carries out the end of a command: things are brought back to how they were, where they are otherwise now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.undoing import Done, restoring
from edgeassist.messages import Action, Entity, Home
from edgeassist.skills.restoring import RESTORE


def carried_out(action: Action, home: Home) -> tuple[Action, ...]:
    """Return the commands that an action comes to now: where it brings things back, those that differ."""
    if action.intent != RESTORE:
        return (action,)
    done = [Done(str(action.params["of"]), _entity(row)) for row in action.params["before"]]
    return restoring(done, home)


def _entity(row: Mapping[str, Any]) -> Entity:
    return Entity(row["id"], row["name"], row["domain"], state=row["state"], attributes=row["attributes"])
