"""Several timers or alarms in one breath, each with a sentence of its own: "2 timers, one for 5, one for 9 minutes"."""

from __future__ import annotations

import re

from edgeassist.intent.beforehand import beforehand
from edgeassist.intent.reminding import in_known_order
from edgeassist.moments import read_clock
from edgeassist.text import WEEKDAY, normalise
from edgeassist.when import AT, COUNT, DATE, DAY, IN, LENGTH, NO_HOUR, OFTEN, PART, TIME, UNIT, WHEN

_HEAD = re.compile(
    r"(?:(?:please|can you|could you|okay|and|hey|hi) )*"
    r"(?:(?:set|start|make|create|give me|(?:i|we) (?:need|want)|(?:can|could|may) (?:i|we) have|i'd like|put on|run"
    r"|begin|do)(?: me)?(?: up)? |(?=(?:\d+ )?timers\b|timer (?:for|of)\b|an? (?:\S+ ){0,3}timer\b))"
    r"(?P<rest>.+?)(?: (?:please|each))*"
)
_COUNTED = re.compile(
    r"(?:(?P<count>\d+|a couple of|a few|some|both) )?(?P<same>\d.+? )?(?P<name>[^\W\d]+ )?timers(?: (?P<each>.+))?"
)
_EACH_A = re.compile(r"an? .+ and (?:an?|another|one) .+ timer(?: (?:for|of) .+)?")
_LENGTH = (
    rf"(?P<length>{COUNT}(?= {UNIT})|(?!1 for\b)\d[\d.]*)"
    rf"(?P<unit> {UNIT}(?: and (?:a )?(?:half|quarter)\b(?! (?:an?|of)\b))?)?(?: timer)?"
)
_NO_NAME = r"(?:and|for|the|at|a|an|half|another|first|second|third|other|one)\b"
_NAME = rf"(?:the |my )?(?P<name>(?!{_NO_NAME})[^\W\d]+(?: (?!{_NO_NAME})[^\W\d]+){{0,2}}?)"
_NO_LENGTH = rf"(?! (?:half|quarter|couple|few|{UNIT}))"
_ONE = rf"(?:the (?:first|second|third|other)|1|one|another{_NO_LENGTH}|an?{_NO_LENGTH})(?: one| 1)?"
_ASIDE = rf"(?:(?:and|plus|also|then|{_ONE}) )*"
_AND_TELL = re.compile(r"(?P<first>.+) and (?P<tell>(?:(?:tell|remind|call) me|let me know) when it's .+)")
_AND_ONE = re.compile(
    r"(?P<first>(?:an? )?(?:\S+ ){0,4}?timer(?: (?:for|of|called) .+?)?) and (?:1|one|another(?: one| 1)?)"
    rf" (?:for|called) {_NAME}(?:(?: (?:for|of))? (?P<length>{LENGTH}|\d+))?"
)
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
_DAY = re.compile(rf"\b(?:{DAY}|{DATE})")
_REMINDERS = re.compile(
    rf"(?:(?:please|can you|could you) )*remind me to (?P<one>.+? (?P<when>{WHEN}))"
    rf" and to (?P<other>.+ (?:{AT}|{IN}).*)"
)
"""Of two things, each at its time."""
_TIMES_FIRST = re.compile(rf"remind me (?P<at>{AT}) to (?P<one>.+?) and (?P<other_at>{AT}) to (?P<other>.+)")
_SAME_VERB = re.compile(rf"remind me to (?P<verb>\w+) (?P<one>.+? {AT}) and (?!to\b)(?P<other>\w+(?: \w+){{0,2}} {AT})")
_TWICE = re.compile(
    rf"(?P<lead>remind me to .+?) at (?P<one>{TIME}) and (?:again )?(?:at )?(?P<other>{TIME})"
    rf"(?P<often> (?:{OFTEN}|{DAY}|{DATE}))?"
)
"""Of one thing, at two times."""
_TWO_TIMES = (
    (_TWICE, "{lead} at {one}{often}", "{lead} at {other}{often}"),
    (_TIMES_FIRST, "remind me {at} to {one}", "remind me {other_at} to {other}"),
    (_SAME_VERB, "remind me to {verb} {one}", "remind me to {verb} {other}"),
)
_TIME = re.compile(TIME)
_ALARMS = re.compile(
    r"(?:(?:please|can you|could you) )*(?P<head>(?:set|make|create|add|i need|give me)(?: me)? "
    r"(?:an alarm|\d alarms|some alarms|alarms|a couple of alarms)|wake me(?: up)?|get me up) (?:for|at) (?P<rest>.+?)"
)
_ON_SOME_DAYS = rf"(?:{OFTEN}|{DAY}|{DATE})"
_EACH_ON_ITS_DAYS = re.compile(
    r"(?:(?:please|can you|could you) )*"
    r"(?:(?:set|make|create|add|i need)(?: me)? (?:an alarm|alarms|2 alarms) (?:for|at)"
    rf"|(?:wake me|get me)(?: up)? at) (?P<one>{TIME} {_ON_SOME_DAYS}) and (?:another (?:one )?)?(?:(?:for|at) )?"
    rf"(?P<other>{TIME} {_ON_SOME_DAYS})"
)
_AT_WEEKENDS = re.compile(r"\bat (?:the )?weekends?\b")
_NO_HOUR = re.compile(NO_HOUR)
_DAY_FIRST = re.compile(
    r"(?P<head>.*\balarms?) (?:for|on) "
    rf"(?P<day>{DAY}|{DATE}),? "
    r"(?:(?:for|at) )?(?P<rest>.+ and .+)",
    re.IGNORECASE,
)
_AND = re.compile(r",\s*(?:and )?|\band\b(?! a half\b)")
_ANOTHER = re.compile(r"(?:(?:another|one|1|again)(?: one| 1| alarm)? )?(?:(?:for|at) )?")
_WHICH_DAY = re.compile(
    rf"(?P<time>.+?) (?P<day>(?:(?:in the|this|tomorrow) )?{PART}"
    r"|(?:every|on|each|today|tomorrow|tonight)\b.*)"
)
_ONE_DAY = rf"(?:{DAY}|{DATE})"
_DAYS = re.compile(rf"(?P<before>.*?)\b(?P<days>{_ONE_DAY}(?: {_ONE_DAY})* and(?: again)? {_ONE_DAY})\b(?P<after>.*)")
_BARE_DAY = re.compile(rf"^(?:next )?{WEEKDAY}$")
_NOT_WEEKLY = re.compile(r"\bto(?:day|night|morrow)\b")
"""One of several days is said as no day of the week, so that none of them is meant again every week."""
_MOST = 6
_TIMER = re.compile(r" ?\btimer$")
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
    >>> apart("set a pasta timer for ten minutes and an egg timer for six")
    ('set a timer called pasta for 10 minutes', 'set a timer called egg for 6 minutes')
    >>> apart("set a timer for 5 minutes")
    ()
    """
    said = normalise(text).replace(" please", "")
    if (both := _REMINDERS.fullmatch(said)) is not None:
        day = None if _DAY.search(both["other"]) else _DAY.search(both["when"])
        return f"remind me to {both['one']}", f"remind me to {both['other']}{f' {day[0]}' if day else ''}"
    for pattern, first, second in _TWO_TIMES:
        if (both := pattern.fullmatch(said)) is not None:
            told = _later_the_same_day(both.groupdict(""))
            return first.format(**told), second.format(**told)
    if (each := _EACH_ON_ITS_DAYS.fullmatch(said)) is not None:
        return tuple(f"set an alarm for {_AT_WEEKENDS.sub('on weekends', each[one])}" for one in ("one", "other"))
    if (
        alarms := _and_tell(said)
        or _and_one(said)
        or _alarms(text)
        or _on_each_day(said)
        or in_known_order(said)
        or beforehand(said)
    ):
        return alarms
    lengths = _lengths(said) if "timer" in said else _each(said) if _NEED.match(said) else []
    if not 1 < len(lengths) <= _MOST or ("timer" not in said and not all(name for name, _ in lengths)):
        return ()
    return tuple(f"set a timer {f'called {name} ' if name else ''}for {length}" for name, length in lengths)


def _and_tell(said: str) -> tuple[str, ...]:
    """Return a command and that somebody is told when it is so late, which is no time for the command."""
    match = _AND_TELL.fullmatch(said)
    told = in_known_order(match["tell"]) if match else ()
    return (match["first"], *told) if match and told else ()


def _and_one(said: str) -> tuple[str, ...]:
    """Return a sentence for a timer and one for another that is called otherwise, maybe of no length."""
    head = _HEAD.fullmatch(said)
    both = _AND_ONE.fullmatch(head["rest"]) if head else None
    if both is None:
        return ()
    first = both["first"] if both["first"].startswith("a") else f"a {both['first']}"
    unit = " minutes" if (both["length"] or "").isdecimal() else ""
    length = f" for {both['length']}{unit}" if both["length"] else ""
    return f"set {first}", f"set a {both['name']} timer{length}"


def _later_the_same_day(told: dict[str, str]) -> dict[str, str]:
    """Return two times of which the second is later on the same day, where no half of the day is said: "8 and 6"."""
    first, second = (read_clock(told[slot]) for slot in ("one", "other"))
    if first is None or second is None or second.sure or second.hour > 11:
        return told
    if first.hour < 12 and (first.sure or second.hour > first.hour):
        return told
    return told | {"one": told["one"] if first.sure else f"{told['one']} am", "other": f"{told['other']} pm"}


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
    times = _with_hours([opening["rest"], *times]) if opening else []
    if not 1 < len(times) <= _MOST or not all(map(_TIME.fullmatch, times)):
        return ()
    return tuple(f"set an alarm for {time}{day}" for time in times)


def _with_hours(times: list[str]) -> list[str]:
    """Return times of day, one without an hour with that of the time before it: "6 and half past"."""
    told: list[str] = []
    for time in times:
        before = read_clock(told[-1]) if told and _NO_HOUR.fullmatch(time) else None
        if before is None:
            told.append(time)
            continue
        hour = (before.hour + time.endswith(" to")) % 24
        half = f" {'pm' if hour >= 12 else 'am'}" if before.sure else ""
        told.append(f"{time} {hour % 12 or 12}{half}")
    return told


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
    names = (_TIMER.sub("", match["name"] or "") for match in found)
    return [(name, f"{match['length']}{unit}") for name, match, unit in zip(names, found, known, strict=True)]
