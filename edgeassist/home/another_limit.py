"""Another number after one of several: of what is waited for, "make it 25", or rather of the hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from edgeassist.home.time_said import NUMBER, Said
from edgeassist.messages import ParsedAction
from edgeassist.moments import read_clock
from edgeassist.text import normalise

_HOURS, _FEW = 12, 3
_NEAR = 5
"""How far another limit is at most from the one before, where the number may be an hour."""


def at_another_limit(base: ParsedAction, said: Said) -> ParsedAction | None:
    """Return what waits for a number, now for another one: "when it is warmer than 24", "make it 25"."""
    limits = NUMBER.findall(normalise(base.condition or ""))
    if not NUMBER.fullmatch(said.time) or len(limits) != 1:
        return None
    if base.when and read_clock(said.time) is not None and _is_far(said.time, limits[0]):
        return None  # rather another time at which that is looked at
    return replace(base, condition=NUMBER.sub(said.time, normalise(base.condition or "")))


def _is_far(number: str, limit: str) -> bool:
    """Return whether a number is nowhere near the one that is waited for."""
    return not (number.isdecimal() and limit.isdecimal()) or abs(int(number) - int(limit)) > _NEAR


def is_near_hour(base: ParsedAction, said: Said, when: Mapping[str, str]) -> bool:
    """Return whether a mere number is near the hour of before, and nowhere near the value: "21 at eight", "nine"."""
    if "at" not in when or not said.time.isdecimal() or not 1 <= int(said.time) <= _HOURS:
        return False
    hour, values = datetime.fromisoformat(when["at"]).hour % _HOURS, map(str.split, base.values.values())
    numbers = [int(words[0]) for words in values if words and words[0].isdecimal()]
    return abs(int(said.time) - hour) <= _FEW and all(abs(int(said.time) - each) > _FEW for each in numbers)
