"""Actions of one sentence that do the same, as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from edgeassist.messages import Action

_MORE_EACH_TIME = frozenset(
    {"toggle", "set_light", "volume_up", "volume_down", "adjust_temperature", "media_next", "media_previous"}
)
"""What does more when it is done twice."""


def merged(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return the actions, those that do the same to several things one after the other as one."""
    out: list[Action] = []
    for action in actions:
        last = out[-1] if out else None
        if last is None or not _does_the_same(last, action):
            out.append(action)
        else:
            out[-1] = replace(last, targets=tuple(sorted({*last.targets, *action.targets})))
    return tuple(out)


def _does_the_same(one: Action, other: Action) -> bool:
    same = replace(other, targets=one.targets) == one and bool(one.targets) and one.intent != "get_state"
    return same and (one.intent not in _MORE_EACH_TIME or set(one.targets).isdisjoint(other.targets))
