"""Quiet hours as they are said: "from ten to seven on weekdays", "start at eleven"."""

from __future__ import annotations

import re

from edgeassist.moments import Clock, read_clock
from edgeassist.text import WEEKDAY, normalise
from edgeassist.when import OFTEN

_OFTEN = re.compile(rf"(?:^| ){OFTEN}")
_LEFT_OUT = re.compile(rf"(?:^| )except(?: (?:for|on|at|the))* (?P<days>{WEEKDAY}s?(?: and {WEEKDAY}s?)*|weekends?)$")
_AROUND = re.compile(
    r"^(?:(?:to|for|at|as|be|are|go|last|run|will|should|from|between) )+|(?: (?:please|from now on))+$"
)
_BETWEEN = re.compile(r" (?:to|until|untill|till|til|and|through) (?:at )?|(?<=\S) ?- ?(?=\S)")
_ONE_END = re.compile(r"(?:to )?(?P<which>start|begin|end|finish|stop)(?:ing|ning|s)? (?:from |at )?(?P<time>.+)")
_LONGEST = 80
"""Characters; nobody says so much of hours."""


def read_hours(span: str) -> tuple[dict[str, str], str]:
    """Return when quiet hours begin and end, as far as that was said, and how often they come round.

    >>> read_hours("from 10 to quarter to 7 on weekdays")
    ({'begins': '22:00', 'ends': '06:45'}, 'on weekdays')
    >>> read_hours("between 1 and 3"), read_hours("start at 11"), read_hours("later")
    (({'begins': '13:00', 'ends': '15:00'}, ''), ({'begins': '23:00'}, ''), ({}, ''))
    >>> read_hours("except on fridays")
    ({}, 'except on fridays')
    """
    text = normalise(span)[:_LONGEST]
    if left_out := _LEFT_OUT.search(text):
        return _read(_AROUND.sub("", text[: left_out.start()])), left_out[0].strip()
    often = _OFTEN.search(text)
    if often is None:
        return _read(_AROUND.sub("", text)), ""
    rest = " ".join((text[: often.start()] + text[often.end() :]).split())
    return _read(_AROUND.sub("", rest)), often[0].strip()


def _read(text: str) -> dict[str, str]:
    if match := _ONE_END.fullmatch(text):
        key = "begins" if match["which"] in {"start", "begin"} else "ends"
        clock = read_clock(match["time"])
        return {key: _told(_begins(clock) if key == "begins" else clock)} if clock else {}
    for middle in _BETWEEN.finditer(text):
        begins, ends = read_clock(text[: middle.start()]), read_clock(text[middle.end() :])
        if begins and ends:
            began = _begins(begins)
            return {"begins": _told(began), "ends": _told(_after(ends, began))}
    return {}


def _begins(clock: Clock) -> Clock:
    """Return when it begins: after noon where that was not said, and at midnight where it was "12"."""
    return clock if clock.sure else Clock((clock.hour % 12 + 12) % 24 if clock.hour != 12 else 0, clock.minute)


def _after(clock: Clock, begins: Clock) -> Clock:
    """Return the first such time after the beginning."""
    if clock.sure:
        return clock
    began = begins.hour * 60 + begins.minute
    both = (Clock(hour, clock.minute) for hour in (clock.hour % 12, clock.hour % 12 + 12))
    return min(both, key=lambda each: (each.hour * 60 + each.minute - began - 1) % 1440)


def _told(clock: Clock) -> str:
    return f"{clock.hour:02}:{clock.minute:02}"
