"""Slots of a sentence → an action, as `configs/sentences/README.md` says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from edgeassist.messages import ParsedAction, Target

_TARGET = ("name", "area", "floor", "domain", "device_class", "quantity", "ref")
_INHERITED = ("domain", "device_class", "quantity")
_PLACE = ("area", "floor")
"""A mere kind inherits these as well: "the lights and fans in the kitchen"."""
_LEFT_OUT = ("name", "area", "floor", "domain", "device_class")
_TIMES = ("when", "until", "repeat", "condition")
_DEVICELESS = re.compile(
    r"(?:timer|alarm|reminder|note|get_time|get_date|announce|notify|schedule|do_not_disturb)(?:_|$)|nevermind$|undo$"
)
"""Intents without devices: what would be a target elsewhere is a value there."""


def parsed_action(intent: str, slots: Mapping[str, str], *, user: bool = False) -> ParsedAction:
    """Return the action of one of our intents, or of a user's own, whose slots are all values.

    >>> parsed_action("turn_on", {"name": "lamp", "name2": "fan", "when": "at 7"}).targets[1].name
    'fan'
    >>> [len(t.excepts) for t in parsed_action("open", {"area": "a", "area2": "b", "except_name": "c"}).targets]
    [1, 1]
    >>> parsed_action("timer_pause", {"name": "pizza"}).values
    {'name': 'pizza'}
    """
    times: dict[str, Any] = {slot: slots[slot] for slot in _TIMES if slots.get(slot) and not user}
    if intent.startswith("alarm_"):
        times.pop("repeat", None)
    rest = {slot: value for slot, value in slots.items() if slot not in times}
    if user or _DEVICELESS.match(intent):
        return ParsedAction(intent, (), rest, **times)
    values = {slot: value for slot, value in rest.items() if not _is_target(slot)}
    return ParsedAction(intent, tuple(_targets(slots)), values, **times)


def _targets(slots: Mapping[str, str]) -> Iterator[Target]:
    first = _target(slots, "", {})
    left_out = tuple(_excepts(slots, first.domain))
    first = replace(first, excepts=left_out)
    if first != Target():
        yield first
    inherited = {slot: value for slot in _INHERITED if (value := getattr(first, slot))}
    for number in range(2, 10):
        if any(slots.get(f"{slot}{number}") for slot in _TARGET):
            named = any(slots.get(f"{slot}{number}") for slot in ("name", *_PLACE))
            place = {slot: value for slot in _PLACE if not named and (value := getattr(first, slot))}
            yield replace(_target(slots, str(number), {**inherited, **place}), excepts=left_out)


def _target(slots: Mapping[str, str], number: str, inherited: Mapping[str, str]) -> Target:
    if slots.get(f"domain{number}"):
        inherited = {slot: value for slot, value in inherited.items() if slot != "device_class"}
    given = {slot: slots.get(slot + number) or inherited.get(slot) for slot in _TARGET}
    return replace(Target(), **given)  # type: ignore[arg-type]  # the names of the slots are those of the fields


def _excepts(slots: Mapping[str, str], domain: str | None) -> Iterator[Target]:
    for number in ("", *range(2, 10)):
        left = {slot: value for slot in _LEFT_OUT if (value := slots.get(f"except_{slot}{number}"))}
        if left:
            yield replace(Target(domain=None if "name" in left else domain), **left)  # type: ignore[arg-type]


def _is_target(slot: str) -> bool:
    return slot.startswith("except_") or re.sub(r"\d$", "", slot) in _TARGET
