"""Several timers or alarms in one breath, each with a sentence of its own: "2 timers, one for 5, one for 9 minutes"."""

from __future__ import annotations

import re

from edgeassist.intent.beforehand import beforehand
from edgeassist.intent.reminding import in_known_order
from edgeassist.text import WEEKDAY, normalise

_HEAD = re.compile(
    r"(?:(?:please|can you|could you|okay|and|hey|hi) )*(?:set|start|make|create|give me|i need|put on|run|begin|do)"
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
    re.compile(
        rf"{_ASIDE}(?:for |called |named |the )*{_NAME} (?:for |of |at |is |in |needs? |takes? )?{_LENGTH}(?= |$)"
    ),
    re.compile(rf"{_ASIDE}(?:for |of |at |is )*{_LENGTH}(?: (?:for|called|named) {_NAME}{_NEXT})?(?= |$)"),
)
_NAMES_FIRST = re.compile(
    r"(?:called|named|for) (?P<names>[^\W\d]+(?: [^\W\d]+)* and [^\W\d]+) (?:for|of|at) (?P<lengths>\d.+)"
)
_DAY = re.compile(rf"\b(?:today|tomorrow|tonight|(?:on )?{WEEKDAY})\b")
_REMINDERS = re.compile(
    r"(?:(?:please|can you|could you) )*remind me to (?P<one>.+? (?:at|in) \d[\w ]*?(?P<day>(?:today|tomorrow|tonight"
    r"|on \w+day))?) and to (?P<other>.+ (?:at|in) \d.*)"
)
"""Of two things, each at its time."""
_AT = r"at (?:(?:half|(?:a )?quarter|\d{1,2}) (?:past|to) )?\d{1,2}(?: \d\d)?(?: [ap]m)?"
_TIMES_FIRST = re.compile(rf"remind me (?P<at>{_AT}) to (?P<one>.+?) and (?P<other_at>{_AT}) to (?P<other>.+)")
_SAME_VERB = re.compile(
    rf"remind me to (?P<verb>\w+) (?P<one>.+? {_AT}) and (?!to\b)(?P<other>\w+(?: \w+){{0,2}} {_AT})"
)
_PART = r"(?: in the (?:morning|afternoon|evening)| at night| at noon)"
_TWICE = re.compile(
    rf"(?P<lead>remind me to .+?) at (?P<one>\d{{1,2}}(?: \d\d)?(?: [ap]m|{_PART})?|noon) and (?:at )?"
    rf"(?P<other>\d{{1,2}}(?: \d\d)?(?: [ap]m|{_PART})?|noon|midnight)"
    r"(?P<often> (?:every .+|daily|on \w+days|tomorrow|today))?"
)
"""Of one thing, at two times."""
_BARE = re.compile(r"\d{1,2}(?: \d\d)?")
_TWO_TIMES = (
    (_TWICE, "{lead} at {one}{often}", "{lead} at {other}{often}"),
    (_TIMES_FIRST, "remind me {at} to {one}", "remind me {other_at} to {other}"),
    (_SAME_VERB, "remind me to {verb} {one}", "remind me to {verb} {other}"),
)
_TIME = r"(?:(?:half|(?:a )?quarter|\d{1,2})(?: past| to)? )?\d{1,2}(?: \d\d)?(?: [ap]m| o'clock)?|noon|midnight"
_ALARMS = re.compile(
    r"(?:(?:please|can you|could you) )*(?P<head>(?:set|make|create|add|i need|give me)(?: me)? "
    r"(?:an alarm|\d alarms|some alarms|alarms|a couple of alarms)|wake me(?: up)?|get me up) (?:for|at) (?P<rest>.+?)"
)
_DAY_FIRST = re.compile(
    r"(?P<head>.*\balarms?) (?:for|on) "
    rf"(?P<day>today|tomorrow(?: morning)?|{WEEKDAY}),? "
    r"(?:(?:for|at) )?(?P<rest>.+ and .+)",
    re.IGNORECASE,
)
_AND = re.compile(r",\s*(?:and )?|\band\b(?! a half\b)")
_ANOTHER = re.compile(r"(?:(?:another|one|1|again)(?: one| 1| alarm)? )?(?:(?:for|at) )?")
_WHICH_DAY = re.compile(
    r"(?P<time>.+?) (?P<day>(?:(?:in the|this|tomorrow) )?(?:morning|afternoon|evening)"
    r"|(?:every|on|each|today|tomorrow|tonight)\b.*)"
)
_ONE_DAY = rf"(?:today|tonight|tomorrow|the day after tomorrow|(?:on )?(?:next )?{WEEKDAY})"
_DAYS = re.compile(rf"(?P<before>.*?)\b(?P<days>{_ONE_DAY}(?: {_ONE_DAY})* and(?: again)? {_ONE_DAY})\b(?P<after>.*)")
_BARE_DAY = re.compile(rf"^(?:next )?{WEEKDAY}$")
_NOT_WEEKLY = re.compile(r"\bto(?:day|night|morrow)\b")
"""One of several days is said as no day of the week, so that none of them is meant again every week."""
_MOST = 6
_NEED = re.compile(r"(?:the |my )?[^\W\d]+ (?:needs?|takes?) \d.* and .*\d")
"""Of things on the stove, each with its time."""


def apart(text: str) -> tuple[str, ...]:
    """Return a sentence for each of several timers, or reminders, that are asked for in one; empty: it asks for one.

    >>> apart("set two timers, one for 5 and one for 10 minutes")
    ('set a timer for 5 minutes', 'set a timer for 10 minutes')
    >>> apart("remind me to call the bank at 9 tomorrow and to post the letter at 10")
    ('remind me to call the bank at 9 tomorrow', 'remind me to post the letter at 10 tomorrow')
    >>> apart("wake me at 7 tomorrow and on monday")
    ('wake me at 7 tomorrow', 'wake me at 7 on monday')
    >>> apart("set a timer for 5 minutes")
    ()
    """
    said = normalise(text).replace(" please", "")
    if (both := _REMINDERS.fullmatch(said)) is not None:
        day = f" {both['day']}" if both["day"] and not _DAY.search(both["other"]) else ""
        return f"remind me to {both['one']}", f"remind me to {both['other']}{day}"
    for pattern, first, second in _TWO_TIMES:
        if (both := pattern.fullmatch(said)) is not None:
            told = _later_the_same_day(both.groupdict(""))
            return first.format(**told), second.format(**told)
    if alarms := _alarms(text) or _on_each_day(said) or in_known_order(said) or beforehand(said):
        return alarms
    lengths = _lengths(said) if "timer" in said else _each(said) if _NEED.match(said) else []
    if not 1 < len(lengths) <= _MOST or ("timer" not in said and not all(name for name, _ in lengths)):
        return ()
    return tuple(f"set a timer {f'called {name} ' if name else ''}for {length}" for name, length in lengths)


def _later_the_same_day(told: dict[str, str]) -> dict[str, str]:
    """Return two times of which the second is later on the same day, where no half of the day is said: "8 and 6"."""
    one, other = told["one"], told["other"]
    hours = [int(said.split()[0]) if said[:1].isdecimal() else 12 for said in (one, other)]
    bare = [
        _BARE.fullmatch(said) is not None and 1 <= hour < 12 for said, hour in zip((one, other), hours, strict=True)
    ]
    if not bare[1] or not (one == "noon" or " pm" in one or hours[1] <= hours[0]):
        return told
    return told | {"one": f"{one} am" if bare[0] else one, "other": f"{other} pm"}


def _on_each_day(said: str) -> tuple[str, ...]:
    """Return a sentence for each of several days, "at 7 tomorrow and on monday"; nothing where they may be weekly."""
    match = _DAYS.fullmatch(said)
    if match is None or not _NOT_WEEKLY.search(match["days"]):
        return ()
    days = (_BARE_DAY.sub(r"on \g<0>", day) for day in re.findall(_ONE_DAY, match["days"]))
    return tuple(f"{match['before']}{day}{match['after']}" for day in days)


def _alarms(text: str) -> tuple[str, ...]:
    """Return a sentence for each of several alarms that are asked for in one; nothing where it asks for one."""
    if dated := _DAY_FIRST.fullmatch(text.strip()):
        text = f"{dated['head']} for {dated['rest']} {dated['day']}"
    match = _ALARMS.fullmatch(normalise(text))
    first, *others = [normalise(part) for part in _AND.split(text)] if match else [""]
    last = _WHICH_DAY.fullmatch(others[-1]) if others else None
    day = f" {last['day']}" if last else ""
    times = [*others[:-1], last["time"] if last else others[-1]] if others else []
    times = [_ANOTHER.sub("", time, count=1) for time in times]
    opening = _ALARMS.fullmatch(first)
    times = [opening["rest"], *times] if opening else []
    if not 1 < len(times) <= _MOST or not all(re.fullmatch(_TIME, time) for time in times):
        return ()
    return tuple(f"set an alarm for {time}{day}" for time in times)


def _lengths(said: str) -> list[tuple[str, str]]:
    """Return name and length of each timer that is asked for, as far as there are several."""
    head = _HEAD.fullmatch(said)
    counted = _COUNTED.fullmatch(head["rest"]) if head else None
    if head is None or (counted is None and not _EACH_A.fullmatch(head["rest"])):
        return []
    if counted is None:
        return _each(head["rest"].removesuffix(" timer"))
    lengths = _named_apart(counted["each"] or "") or _each(counted["each"] or counted["same"] or "")
    if len(lengths) == 1 and (counted["count"] or "").isdecimal():
        lengths *= min(int(counted["count"]), _MOST + 1)
    called = (counted["name"] or "").strip()
    return [(name or called, length) for name, length in lengths]


def _named_apart(said: str) -> list[tuple[str, str]]:
    """Return name and length of each timer where all names are said before all lengths; none where they are not."""
    match = _NAMES_FIRST.fullmatch(said)
    names = re.split(r" and | ", match["names"]) if match else []
    lengths = _each(match["lengths"]) if match else []
    if len(names) != len(lengths):
        return []
    return [(name, length) for name, (_, length) in zip(names, lengths, strict=True)]


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
