"""What is doubled, or halved, from how it is: "double it", "half of that", "twice as loud"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.home.describing import number_of
from edgeassist.home.house import Setting
from edgeassist.messages import Entity, ParsedAction

_SO = r"(?:(?:no|and|now|actually|ok|okay|oh|just|then|please|rather|maybe|make (?:it|that|them)|to|at|turn it to) )*"
_THAT = r"(?:it|that|them|those)"
_MUCH = r"(?:as (?:much|many|bright|loud|fast|strong|high|far)|(?:of )?(?:the )?(?:volume|brightness|speed|amount))"
_END = r"(?: (?:again|please|then|instead|now))*"
_TIMES: Mapping[str, str] = MappingProxyType(
    {
        "2": rf"double(?: {_THAT}| {_MUCH})?|twice (?:{_THAT}|{_MUCH})",
        "3": rf"triple(?: {_THAT}| {_MUCH})?|3 times (?:{_THAT}|{_MUCH})",
        "0.5": rf"halve {_THAT}|(?:a )?half (?:of )?(?:{_THAT}|{_MUCH})|cut {_THAT} in half",
    }
)
"""How many times as much → in what words."""
_SAID = tuple((times, re.compile(f"{_SO}(?:{words}){_END}")) for times, words in _TIMES.items())
_COUNTED = re.compile(r"(\d+)(?= )")
_ONE = re.compile(r"^an? ")
_WHOLE: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "light": ("brightness", 255),
        "fan": ("percentage", 100),
        "cover": ("current_position", 100),
        "valve": ("current_position", 100),
        "media_player": ("volume_level", 1),
        "humidifier": ("humidity", 100),
    }
)
"""Domain → the attribute that tells how far it is set, and what that is at 100 percent."""
_MOST = 100


def times_as_much(said: str) -> str | None:
    """Return how many times as much something is to be; None: a text says no such thing.

    >>> times_as_much("no make it half of that"), times_as_much("twice as loud"), times_as_much("half past 3")
    ('0.5', '2', None)
    """
    return next((times for times, words in _SAID if words.fullmatch(said)), None)


def so_many_times(times: str, base: ParsedAction, setting: Setting) -> str | None:
    """Return the amount that something which was set, or put on a list, comes to; None: that is not known.

    Nothing is set beyond 100 percent by it.
    """
    item = base.values.get("item")
    if item is not None:
        counted = _COUNTED.search(_ONE.sub("1 ", item))
        return f"{int(counted[1]) * float(times):g}" if counted else None
    things = setting.spoken_of
    if len(things) == 1 and things[0].domain == "number":
        at = number_of(things[0])
        return None if at is None else f"{at * float(times):g}"
    levels = {_level(each) for each in things}
    level = levels.pop() if len(levels) == 1 else None
    return None if level is None else f"{min(round(level * float(times)), _MOST)} percent"


def _level(entity: Entity) -> float | None:
    """Return how far a thing is set, in percent; None: it does not tell."""
    name, whole = _WHOLE.get(entity.domain, ("", 0))
    at = entity.attributes.get(name)
    return 100 * at / whole if isinstance(at, int | float) and whole else None
