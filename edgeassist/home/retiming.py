"""Another time for what was set or planned just now: "how about eight", "make it tuesday", "or rather half past"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.clock_words import as_said, in_half, told, with_hour
from edgeassist.home.how_often import as_often
from edgeassist.home.moments import read_clock, read_date, read_duration
from edgeassist.home.shifting import shifted, time_alone
from edgeassist.home.timing import moment_of, times_of
from edgeassist.home.values import read_params
from edgeassist.messages import Context, ParsedAction
from edgeassist.text import normalise

_TIMED = frozenset({"timer_start", "timer_add", "timer_subtract"})
_BY_CLOCK = frozenset({"alarm_set", "reminder_set"})
_ASIDE = (
    r"(?:(?:no|nope|nah|oh|um|uh|er|well|wait|sorry|okay|hmm?|so|or|but|please|maybe|perhaps|actually|can you|could you"
    r"|on second thoughts?|i think|rather|(?:that's|it's) (?:(?:a bit|a little|too|much|way|far) )*(?:early|late|soon)"
    r"|(?:a (?:bit|little) )?(?:earlier|later|sooner)) )*"
)
_ANOTHER = (
    r"(?:(?:(?:a|another) )?(?:(?:second|2nd|new|third|3rd) )?(?:one|1|timer|alarm|reminder)(?= (?:for|at|on|of)\b) "
    r"|another (?=(?:for|at)\b))?"
    r"(?:for (?:the )?(?P<name>(?!an? |the )[a-z]+(?: [a-z]+)??) )?"
)
_LEAD = re.compile(
    rf"{_ASIDE}(?P<lead>(?:how|what) about|why not|(?:make|change|move|push|set|put) (?:it|that)(?: to)?"
    r"|i (?:meant|mean|said)|i(?:'ve| have)? changed my mind|let's (?:say|do|make it)|rather|better|say|no|nope|nah|or"
    rf"|sorry|actually|wait|(?:it's|that's|it is)(?= (?:on|at|in|for)\b)|for(?= \d)|and(?: also)?|also|instead|at"
    r"|(?:just|only)(?= (?:for|until|on)\b))"
    rf" {_ANOTHER}(?:(?:rather|better|also|maybe|at|on|for|in|to|until) )*"
    r"(?P<time>.+?)(?: (?:instead|then|please|rather|though|too|from now on))*"
)
_PART = re.compile(r"morning|afternoon|evening|night")
_UNTIL = re.compile(rf"{_ASIDE}(?:only |just )?(?:until|till|til) (?P<until>.+?)(?: please| only)?")
_NOT_THAT = (
    re.compile(rf"{_ASIDE}(?P<time>.+?) (?:and )?not (?:(?:at|in|for) )?(?P<other>.+)"),
    re.compile(rf"{_ASIDE}not (?:(?:at|in|for) )?(?P<other>.+?) (?:but (?:at |in |for )?|at |in |for )(?P<time>.+)"),
)
_AFTER = re.compile(rf"{_ASIDE}(?P<time>.+?) (?:sorry|actually|i mean|i meant|rather)")
_NO_HOUR = re.compile(r"(?:at )?(?:a )?(?:quarter|half|\d{1,2}) (?:past|to)")
_JUST = re.compile(r"^(?:(?:only|just|actually) )+|(?: (?:only|please|then|actually|sorry|instead|from now on))+$")
_BEFORE_CLOCK = re.compile(r"^(?:at|until|till|til|by|from|around|tomorrow at|tonight at|today at) ")
_IN_A_WHILE = re.compile(r"in (.+)")
_ON_A_DAY = "09:00"
"""When something is on a day of which no time was said."""
_NOT_ANY = re.compile(r"no (?:alarm|timer|reminder)\b")
_ADDS = frozenset({"and", "and also", "also"})
_OFTEN = re.compile(
    r"\b(?:(?:on|at|every|each) )*(?:weekends?|week ?days?|daily"
    r"|(?:every|each) (?:\w+day|day|morning|evening|night|weekend)s?|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b"
)
_UNIT = re.compile(r"\b(second|minute|hour|day|week)s?\b")
_ARTICLE = re.compile(r"^(?:an?|another) (?=\d)")
_MORE = re.compile(r"(?:(?:add|give (?:it|me)|and) )?(?:another|an extra) (?P<count>\d+)(?: more)?(?: please)?")
_KIND = re.compile(r"(?:(?<=second)|(?<=minute)|(?<=hour)) (?:one|1|timer)$")
"""In "and a 5 minute one"."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?|(?:\d+ and )?(?:a half|half)")
_HALF = re.compile(r"am|pm|(?:in the |this )?(?:morning|afternoon|evening)|at night")
_DAY_WORDS = re.compile(r"\b(?:on|the|coming|this|next|every|each)\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """A mere time."""

    time: str
    often: str | None
    """Its repetition, which is no part of `time`."""
    adds: bool
    """Whether it is meant beside what was said before, and not in its place."""
    name: str | None = None
    """Of another timer."""


def retimed(text: str, context: Context) -> tuple[ParsedAction, bool] | None:
    """Return what was said before at the time that is said now, and whether in its place.

    None: the text is no mere time, or nothing with a time was spoken of.

    >>> from datetime import UTC
    >>> before = ParsedAction("timer_start", values={"duration_s": "10 minutes"})
    >>> context = Context(datetime.now(UTC), before=(before,))
    >>> retimed("how about fifteen", context)[0].values
    {'duration_s': '15 minutes'}
    >>> retimed("how about the kitchen", context) is None
    True
    """
    if context.before and (short := _in_short(normalise(text), context)) is not None:
        return short
    said = _read(_led(normalise(text), context.before[-1])) if context.before else None
    if said is None:
        return None
    base, changed = _base(context.before[-1], said), None
    if base.intent in _TIMED:
        changed = _for_another_length(base, said)
    elif base.intent in _BY_CLOCK:
        changed = _at_another_time(base, said, context)
    elif base.intent == "alarm_move":
        return _moved_to(said)
    elif base.intent in INTENT_DOMAINS and base.when is not None:
        changed = _done_at(base, said, context)
    elif base.intent == "do_not_disturb" or (base.until is not None and base.intent in INTENT_DOMAINS):
        changed = _until(base, said, context)
    if changed is None and base.condition is not None:
        changed = _at_another_limit(base, said)
    return None if changed is None else (changed, not said.adds)


def _in_short(text: str, context: Context) -> tuple[ParsedAction, bool] | None:
    """Return what needs no time to be said: "add another 5", "not on sundays"; and whether in its place."""
    base = context.before[-1]
    if (shift := shifted(text, base, context)) is not None:
        return shift, shift.intent != "alarm_move"
    if (more := _longer(text, base)) is not None:
        return more, False
    often = as_often(text, base)
    if (
        often is None
        and (match := _UNTIL.fullmatch(text))
        and not _OFTEN.search(text)
        and base.intent in INTENT_DOMAINS
    ):
        often = replace(base, until=f"until {match['until']}")
    return None if often is None else (often, True)


def _longer(text: str, base: ParsedAction) -> ParsedAction | None:
    """Return that the timer which was spoken of runs so much longer: "add another 5", in the unit of its length."""
    match = _MORE.fullmatch(text) if base.intent in {"timer_start", "timer_add", "timer_status"} else None
    if match is None:
        return None
    unit = _UNIT.findall(normalise(base.values.get("duration_s", "")))
    which = {"name": base.values["name"]} if "name" in base.values else {}
    return ParsedAction(
        "timer_add", values={"duration_s": f"{match['count']} {unit[-1] if unit else 'minute'}s", **which}
    )


def _base(before: ParsedAction, said: _Said) -> ParsedAction:
    """Return what a time is meant for: "and 9 on saturdays", after alarms were spoken of, is one more alarm."""
    spoken_of = before.intent in {"alarm_query", "alarm_cancel", "alarm_move"}
    return ParsedAction("alarm_set") if spoken_of and said.adds else before


def _led(text: str, base: ParsedAction) -> str:
    """Return a mere time of day as one that is meant instead, where one was said; a number may be one of an end."""
    spans = (base.values.get("time"),) if base.intent in _BY_CLOCK else (base.when, base.until)
    by_clock = base.intent in _BY_CLOCK or (base.intent in INTENT_DOMAINS and not base.values)
    known = any(span and read_clock(_BEFORE_CLOCK.sub("", normalise(span))) for span in spans)
    is_time = read_clock(text) is not None and (base.until or not _NUMBER.fullmatch(text))
    return f"rather {text}" if by_clock and known and is_time else text


def _read(text: str) -> _Said | None:
    if _NOT_ANY.match(text):
        return None
    match = _LEAD.fullmatch(_corrected(text))
    time = match["time"] if match else _JUST.sub("", text)
    often = _OFTEN.search(time)
    at_another = often is not None and often[0] != time and read_clock(_OFTEN.sub("", time).strip()) is not None
    if match is None and not at_another and (often is None or often[0] != time):
        return None
    rest = _ARTICLE.sub("", _KIND.sub("", _OFTEN.sub("", time).strip()))
    part = _PART.search(often[0]) if often and rest else None
    rest = f"{rest} {'at' if part[0] == 'night' else 'in the'} {part[0]}" if part else rest
    adds = match["lead"] in _ADDS if match else at_another
    return _Said(rest, often[0] if often else None, adds, match and match["name"])


def _corrected(text: str) -> str:
    """Return "half an hour, not twenty minutes" as the time that is meant; the same text where it is no such."""
    after = _AFTER.fullmatch(text)
    if _NO_HOUR.fullmatch(text) or (after and _is_time(after["time"])):
        return f"rather {after['time'] if after else text}"
    for pattern in _NOT_THAT:
        match = pattern.fullmatch(text)
        if match and _is_time(match["time"]) and _is_time(match["other"]):
            return f"rather {match['time']}"
    return text


def _is_time(said: str) -> bool:
    length = said.removeprefix("in ").removeprefix("for ")
    return read_duration(length) is not None or read_clock(said) is not None or _NUMBER.fullmatch(length) is not None


def _at_another_limit(base: ParsedAction, said: _Said) -> ParsedAction | None:
    """Return what waits for a number, now for another one: "when it is warmer than 24", "make it 25"."""
    if not _NUMBER.fullmatch(said.time) or len(_NUMBER.findall(normalise(base.condition or ""))) != 1:
        return None
    return replace(base, condition=_NUMBER.sub(said.time, normalise(base.condition or "")))


def _moved_to(said: _Said) -> tuple[ParsedAction, bool] | None:
    """Return that the alarm which was moved is moved again; None: what was said is no time of day."""
    sure = not said.often and read_clock(said.time) is not None
    return (ParsedAction("alarm_move", values={"time": said.time}), False) if sure else None


def _for_another_length(base: ParsedAction, said: _Said) -> ParsedAction | None:
    length = _length(said.time, base.values.get("duration_s", ""))
    if length is None or said.often:
        return None
    named = {"name": said.name} if said.name else {}
    return replace(base, values={**({} if said.adds else base.values), **named, "duration_s": length})


def _length(said: str, before: str) -> str | None:
    """Return a length of time; a mere number is in the unit that was said before."""
    if read_duration(said) is not None:
        return said
    unit = _UNIT.findall(normalise(before)) or (["minute"] if _NUMBER.search(before) else [])
    return f"{said} {unit[-1]}s" if unit and _NUMBER.fullmatch(said) else None


def _at_another_time(base: ParsedAction, said: _Said, context: Context) -> ParsedAction | None:
    """Return an alarm or a reminder at another time, or on another day; what was not said stays as it was."""
    rest = {key: span for key, span in base.values.items() if key not in {"time", "date", "duration_s", "repeat"}}
    if (ago := _IN_A_WHILE.fullmatch(base.values.get("time", ""))) and (length := _length(said.time, ago[1])):
        return replace(base, values={**rest, "time": f"in {length}"})
    if read_duration(said.time) is not None or "duration_s" in base.values:
        length = _length(said.time, base.values.get("duration_s", ""))
        return None if length is None else replace(base, values={**rest, "duration_s": length})
    params = read_params(base, moment_of(base, context)) or {}
    if said.often and base.intent == "reminder_set":
        base, repeat = replace(base, repeat=said.often), dict[str, str]()
    else:
        repeat = {"repeat": said.often} if said.often else _kept(base, "repeat")
    before = params.get("time") or (_ON_A_DAY if "date" in params else None)
    found = _clock_and_day(said, before, context)
    if found is None:
        return None
    clock, day = found
    day = day or (date.fromisoformat(params["date"]) if "date" in params and not (repeat or base.repeat) else None)
    at = {"time": clock} if clock else {}
    on = {"date": as_said(day)} if day else {}
    return replace(base, values={**rest, **repeat, **at, **on})


def _kept(base: ParsedAction, slot: str) -> dict[str, str]:
    return {slot: base.values[slot]} if slot in base.values else {}


def _done_at(base: ParsedAction, said: _Said, context: Context) -> ParsedAction | None:
    """Return a command for later at another time; a mere number may be another value where it has one."""
    times = times_of(replace(base, until=None), context)
    when = times.get("when") if isinstance(times, dict) else None
    if not when or (base.values and _NUMBER.fullmatch(said.time)):
        return None
    if not said.time:
        return replace(base, when=time_alone(when) or base.when, repeat=said.often)
    if read_duration(said.time) is not None or "after_s" in when:
        length = _length(said.time, base.when or "")
        return None if length is None else replace(base, when=f"in {length}")
    before = datetime.fromisoformat(when["at"]) if "at" in when else None
    found = _clock_and_day(said, f"{before:%H:%M}" if before else None, context)
    if found is None:
        return None
    clock, day = found
    once = not said.often and not base.repeat
    day = day or (before.date() if before and before.date() != context.now.date() and once else None)
    span = " ".join(filter(None, (as_said(day) if day else "", f"at {clock}" if clock else "")))
    return replace(base, when=span, repeat=said.often or base.repeat)


def _until(base: ParsedAction, said: _Said, context: Context) -> ParsedAction | None:
    """Return what lasts until some time, until another one."""
    if base.until is None:
        return None if read_duration(said.time) is None else replace(base, until=f"for {said.time}")
    moved = _done_at(replace(base, when=base.until, until=None, values={}), said, context)
    if moved is None or moved.when is None:
        return None
    length = moved.when.removeprefix("in ")
    until = f"for {length}" if length != moved.when else f"until {moved.when.removeprefix('at ')}"
    return replace(base, until=until)


def _clock_and_day(said: _Said, before: str | None, context: Context) -> tuple[str | None, date | None] | None:
    """Return time and day as far as they are said, the time with its half of the day; None: it is neither.

    What was said `before` has a time that a day alone keeps, and the half of the day where that is not told.
    """
    dated = read_date(said.time, context.now)
    if dated is None:
        return None
    day, rest = dated
    rest = _DAY_WORDS.sub("", rest).strip() if day else rest
    rest = with_hour(rest, before) if before else rest
    half = _HALF.fullmatch(rest) if before else None
    clock = in_half(before or "", half[0]) if half else read_clock(rest) if rest else None
    if (rest and clock is None) or not (day or clock or said.often):
        return None
    clock = clock or (None if before is None else read_clock(before.replace(":", " ")))
    return told(clock, before) if clock else None, day.date() if day else None
