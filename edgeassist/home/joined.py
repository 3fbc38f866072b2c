"""Actions of one sentence that do the same, as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.messages import Action

_MORE_EACH_TIME = frozenset({"toggle", "media_next", "media_previous"})
"""What is done twice where it is said twice; "it's too loud, turn it down" is said for one step."""
_REMEDIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **{
            way: frozenset({way, "turn_off", "set_volume", "mute", "media_pause", "media_stop"})
            for way in ("volume_up", "volume_down")
        },
        "adjust_temperature": frozenset({"turn_off", "set_temperature", "adjust_temperature"}),
        "set_light": frozenset({"turn_off"}),
        "open": frozenset({"set_position"}),
        **dict.fromkeys(("vacuum_stop", "vacuum_pause"), frozenset({"vacuum_return"})),
        "turn_on": frozenset({"set_light", "set_fan_speed"}),
    }
)
"""What would be done for a complaint alone → what is said to be done about it."""


def merged(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return the actions, those that do the same to several things one after the other as one.

    So are the colour and the brightness that one light is set to; a complaint and what is to be done about it are that.
    """
    out: list[Action] = []
    for action in actions:
        last = out[-1] if out else None
        if last is not None and _does_the_same(last, action):
            out[-1] = replace(last, targets=tuple(sorted({*last.targets, *action.targets})))
        elif last is not None and _remedies(last, action):
            out[-1] = action
        elif last is not None and _sets_more(last, action):
            out[-1] = replace(last, params={**last.params, **action.params})
        else:
            out.append(action)
    return tuple(_without_named(action, out) for action in out)


def _without_named(action: Action, actions: Iterable[Action]) -> Action:
    """Return an action on several things without those of which it is said alone: "kitchen lights 80, strip 30"."""
    alone = {
        other.targets[0]
        for other in actions
        if len(other.targets) == 1 and other.intent == action.intent and other.params.keys() == action.params.keys()
    }
    left = tuple(key for key in action.targets if key not in alone)
    at_once = not action.when and bool(action.params) and action.intent.startswith("set_")
    return replace(action, targets=left) if at_once and len(action.targets) > 1 and left else action


def _does_the_same(one: Action, other: Action) -> bool:
    asks = one.intent == "get_state"
    same = replace(other, targets=one.targets) == one and bool(one.targets) and (not asks or one == other)
    return same and (one.intent not in _MORE_EACH_TIME or set(one.targets).isdisjoint(other.targets))


def _sets_more(one: Action, other: Action) -> bool:
    """Return whether `other` sets something else of the same lights at the same time."""
    same = replace(other, params=one.params) == one and one.intent == "set_light"
    return same and one.params.keys().isdisjoint(other.params)


def _remedies(complaint: Action, action: Action) -> bool:
    """Return whether what is done about a complaint is said after it: "it's too loud, turn the radio off"."""
    at_once = complaint == Action(complaint.intent, complaint.targets, complaint.params) and not action.when
    by_a_step = complaint.intent != "set_light" or "brightness_step_pct" in complaint.params
    is_said = action.intent in _REMEDIES.get(complaint.intent, ())
    return is_said and at_once and by_a_step and set(complaint.targets) == set(action.targets)
