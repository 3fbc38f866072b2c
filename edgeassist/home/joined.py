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
    """Return the actions, those that do the same to several things one after the other as one.

    So are the colour and the brightness that one light is set to.
    """
    out: list[Action] = []
    for action in actions:
        last = out[-1] if out else None
        if last is not None and _does_the_same(last, action):
            out[-1] = replace(last, targets=tuple(sorted({*last.targets, *action.targets})))
        elif last is not None and _sets_more(last, action):
            out[-1] = replace(last, params={**last.params, **action.params})
        else:
            out.append(action)
    return tuple(out)


def _does_the_same(one: Action, other: Action) -> bool:
    same = replace(other, targets=one.targets) == one and bool(one.targets) and one.intent != "get_state"
    return same and (one.intent not in _MORE_EACH_TIME or set(one.targets).isdisjoint(other.targets))


def _sets_more(one: Action, other: Action) -> bool:
    """Return whether `other` sets something else of the same lights at the same time."""
    same = replace(other, params=one.params) == one and one.intent == "set_light"
    return same and one.params.keys().isdisjoint(other.params)
