"""What was said before, but less or more often: "not on sundays", "every time", "only once"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.messages import ParsedAction

ALWAYS = "always"
"""The repetition of what is done every time that something happens."""

_ASIDE = r"(?:(?:no|oh|well|wait|sorry|okay|so|but|and|please|actually|can you|could you|do (?:it|that)) )*"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_LEFT_OUT = re.compile(
    rf"{_ASIDE}(?:not|except|apart from|without)(?: for)?(?: (?:on|at|the))* "
    rf"(?P<days>{_DAY}(?: (?:and|or)(?: on)? {_DAY})*|weekends?|weekdays)"
)
_EVERY_TIME = re.compile(rf"{_ASIDE}(?:every time|each time|always|whenever (?:it|that) happens)(?: please)?")
_ONCE = re.compile(rf"{_ASIDE}(?:only|just)(?: the)? (?:once|1 time|one time|(?:this|next|first) time)(?: please)?")


def as_often(said: str, base: ParsedAction) -> ParsedAction | None:
    """Return what was said before, but not on some days, every time, or only once; None: `said` is none of these.

    >>> base = ParsedAction("alarm_set", values={"time": "7", "repeat": "every day"})
    >>> as_often("not on sundays", base).values["repeat"]
    'every day except sundays'
    """
    if base.condition is not None and _EVERY_TIME.fullmatch(said):
        return replace(base, repeat=ALWAYS)
    if base.condition is not None and _ONCE.fullmatch(said):
        return replace(base, repeat=None)
    match, often = _LEFT_OUT.fullmatch(said), base.repeat or base.values.get("repeat")
    if match is None or often is None:
        return None
    but = f"{often} except {match['days']}"
    return replace(base, repeat=but) if base.repeat else replace(base, values={**base.values, "repeat": but})
