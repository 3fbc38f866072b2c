"""Several timers in one breath, each with a sentence of its own: "two timers, one for 5 and one for 10 minutes"."""

from __future__ import annotations

import re

from edgeassist.text import normalise

_HEAD = re.compile(
    r"(?:(?:please|can you|could you|okay|and) )*(?:set|start|make|create|give me|i need|put on|run|begin|do)"
    r"(?: me)?(?: up)? (?P<rest>.+?)(?: (?:please|each))*"
)
_COUNTED = re.compile(
    r"(?:(?P<count>\d+|a couple of|a few|some|both) )?(?P<same>\d.+? )?(?P<name>[^\W\d]+ )?timers(?: (?P<each>.+))?"
)
_EACH_A = re.compile(r"an? .+ and (?:an?|another|one) .+ timer")
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?)"
_LENGTH = rf"(?P<length>(?:\d[\d.]*|an?|half an?)(?= {_UNIT}\b)|\d[\d.]*)(?P<unit> {_UNIT})?(?: timer)?"
_NO_NAME = r"(?:and|for|the|at|a|an|half|another|first|second|third|other|one)\b"
_NAME = rf"(?:the |my )?(?P<name>(?!{_NO_NAME})[^\W\d]+(?: (?!{_NO_NAME})[^\W\d]+){{0,2}}?)"
_ONE = r"(?:the (?:first|second|third|other)|1|one|another|an?)(?: one| 1)?(?! \w*(?: an)? ?hours?\b)"
_ASIDE = rf"(?:(?:and|plus|also|then|{_ONE}) )*"
_NEXT = r"(?= (?:and|plus|1|one|another|for|an?|the|\d)\b|$)"
_PARTS = (
    re.compile(rf"{_ASIDE}(?:for |called |named |the )*{_NAME} (?:for |of |at |is |in |needs )?{_LENGTH}(?= |$)"),
    re.compile(rf"{_ASIDE}(?:for |of |at |is )*{_LENGTH}(?: (?:for|called|named) {_NAME}{_NEXT})?(?= |$)"),
)
_MOST = 6


def timers_apart(text: str) -> str:
    """Return a request for several timers as one for each, joined by "and"; the same text where it is none.

    >>> timers_apart("set two timers, one for 5 and one for 10 minutes")
    'set a timer for 5 minutes and set a timer for 10 minutes'
    >>> timers_apart("set timers for the pasta, 8 minutes, and the eggs, 6 minutes")
    'set a timer called pasta for 8 minutes and set a timer called eggs for 6 minutes'
    >>> timers_apart("set a timer for 5 minutes")
    'set a timer for 5 minutes'
    """
    head = _HEAD.fullmatch(said) if "timer" in (said := normalise(text)) else None
    counted = _COUNTED.fullmatch(head["rest"]) if head else None
    if head is None or (counted is None and not _EACH_A.fullmatch(head["rest"])):
        return text
    lengths = _each(
        head["rest"].removesuffix(" timer") if counted is None else counted["each"] or counted["same"] or ""
    )
    if counted and len(lengths) == 1 and (counted["count"] or "").isdecimal():
        lengths *= int(counted["count"])
    if not 1 < len(lengths) <= _MOST:
        return text
    if counted and (called := (counted["name"] or "").strip()):
        lengths = [(name or called, length) for name, length in lengths]
    return " and ".join(f"set a timer {f'called {name} ' if name else ''}for {length}" for name, length in lengths)


def _each(said: str) -> list[tuple[str, str]]:
    """Return name and length of each timer; none where anything else is said."""
    found: list[re.Match[str]] = []
    while said:
        match = next(filter(None, (part.match(said) for part in _PARTS)), None)
        if match is None:
            return []
        found.append(match)
        said = said[match.end() :].strip()
    units = [match["unit"] or "" for match in found]
    known = [next(filter(None, (*units[at:], *reversed(units))), " minutes") for at in range(len(units))]
    return [(match["name"] or "", f"{match['length']}{unit}") for match, unit in zip(found, known, strict=True)]
