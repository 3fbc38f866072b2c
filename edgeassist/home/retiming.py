"""Another time for what was set or planned just now: "how about eight", "make it tuesday", "or rather half past"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import inf

from edgeassist.home.about_another import about_another
from edgeassist.home.another_limit import at_another_limit, is_near_hour
from edgeassist.home.begun_anew import begun_anew
from edgeassist.home.capabilities import INTENT_DOMAINS, INVERSE
from edgeassist.home.clock_words import as_said, in_half, told, with_hour
from edgeassist.home.how_often import as_often, on_weekday, unless_refused
from edgeassist.home.lengths import another_length, as_other_kind
from edgeassist.home.on_some_days import on_some_days
from edgeassist.home.shifting import one_more, shifted, time_alone, what_moves
from edgeassist.home.time_said import (
    ASIDE,
    ASKED_IN_PASSING,
    BY_CLOCK,
    HOW_OFTEN,
    NUMBER,
    Said,
    as_correction_of,
    read_said,
)
from edgeassist.home.timing import moment_of, times_of
from edgeassist.home.values import read_params
from edgeassist.messages import Context, ParsedAction
from edgeassist.moments import USUAL_HOURS, Clock, read_clock, read_date, read_duration
from edgeassist.text import WEEKDAY, normalise
from edgeassist.when import PART

_TIMED = frozenset({"timer_start", "timer_add", "timer_subtract"})
_UNTIL = re.compile(
    rf"{ASIDE}(?:and )?(?:(?:let's )?(?:make|set|change|leave|keep|do|have) (?:it|that|them)(?: (?:be|run|last|go))? )?"
    r"(?:(?:only |just )?(?:until|till|til)|(?:end|stop|finish)(?: (?:it|that))? at) (?P<until>.+?)"
    r"(?: please| only| instead)?"
)
_ANY_S = 1e9
"""By how much what has no time of day is moved."""
_AFTER_A_WHILE = re.compile(r"^(?:in|after) | (?:from now|later)$")
_IN_A_WHILE = re.compile(r"in (.+)")
_ON_A_DAY, _TODAY_STILL = (f"{hour:%H:%M}" for hour in USUAL_HOURS)
_UNIT = re.compile(r"\b(second|minute|hour|day|week)s?\b")
_SURE = tuple(Clock(hour) for hour in range(13, 24))
"""Hours that as a mere number may be degrees."""
_HALF = re.compile(rf"am|pm|(?:in the |the |this |at )?{PART}")
_OFF_AT = re.compile(rf"{ASIDE}(?:turn|switch) (?:it|that|them) (?:back )?off(?: again)? (?P<time>(?:at|in) .+)")
"""Another end of what is on for a time."""
_REASON = re.compile(
    r"^(?:.+ so|(?:(?:actually|oh|no|wait|sorry|but) )*(?:(?:today|tomorrow|that|it)(?:'s| is)|i(?:'m| am|'ve)) .+?) "
    r"(?=(?:make|change|move|push|set) (?:it|that|them)\b)"
)
"""Why something is to be at another time, before that is said."""
_WEEKDAY = re.compile(WEEKDAY)
_JUST = re.compile(r"^(?:(?:only|just|but|make (?:it|that|them)|and|please|actually) )+| (?:only|please|instead)$")
_DAY_WORDS = re.compile(r"\b(?:on|the|coming|this|next|every|each)\b")


def retimed(text: str, context: Context) -> tuple[tuple[ParsedAction, ...], bool] | None:
    """Return what was said before at the time that is said now, and whether in its place.

    None: the text is no mere time, or nothing with a time was spoken of.

    >>> from datetime import UTC
    >>> before = ParsedAction("timer_start", values={"duration_s": "10 minutes"})
    >>> context = Context(datetime.now(UTC), before=(before,))
    >>> retimed("how about fifteen", context)[0][0].values
    {'duration_s': '15 minutes'}
    >>> retimed("how about the kitchen", context) is None
    True
    """
    if not context.before:
        return None
    lately = [each for each in context.before if each.intent not in ASKED_IN_PASSING] or context.before
    context = replace(context, before=tuple(map(unless_refused, lately)))
    if (anew := begun_anew(text, context)) is not None:
        return anew
    if (apart := on_some_days(normalise(text), context.before[-1])) and (other := _at(*apart, context)):
        return (apart[0], other), True
    changed = _retimed(text, context) or _retimed(_REASON.sub("", normalise(text)), context)
    if changed is None or not changed[1] or len(context.before) == 1:
        return about_another(text, context.before[-1]) if changed is None else ((changed[0],), changed[1])
    return _all_of(context.before, text, context), True


def _all_of(before: Sequence[ParsedAction], text: str, context: Context) -> tuple[ParsedAction, ...]:
    """Return all that was said in one breath: what was at one time is so again, of several times the nearest moves."""
    alone = [_retimed(text, replace(context, before=(each,))) for each in before]
    moved = [each[0] if each else None for each in alone]
    far = [_apart_s(old, new, context) for old, new in zip(before, moved, strict=True)]
    nearest = min(reversed(range(len(before))), key=far.__getitem__)
    times = (before[nearest].when, before[nearest].until)
    all_days = HOW_OFTEN.sub("", _JUST.sub("", normalise(text))) == ""
    alike = [
        all_days or at == nearest or (any(times) and (each.when, each.until) == times) for at, each in enumerate(before)
    ]
    return tuple(new if new and so else old for old, new, so in zip(before, moved, alike, strict=True))


def _apart_s(old: ParsedAction, new: ParsedAction | None, context: Context) -> float:
    """Return by how much something is moved, as far as it is done at a time of day; what is not moved is furthest."""
    times = [times_of(each, context) for each in (old, new)] if new else []
    whens = [each.get("when") or {} for each in times if isinstance(each, dict)]
    ats = [datetime.fromisoformat(when["at"]) for when in whens if "at" in when]
    return abs((ats[0] - ats[1]).total_seconds()) if len(ats) > 1 else _ANY_S if new else inf


def _retimed(text: str, context: Context) -> tuple[ParsedAction, bool] | None:
    """Return what was said last before at the time that is said now, and whether in its place."""
    if (short := _in_short(normalise(text), context)) is not None:
        return short
    said = read_said(as_correction_of(normalise(text), context.before[-1]))
    if said is None:
        return None
    base = _base(context.before[-1], said, context)
    if base.intent in {"alarm_move", "schedule_query"}:
        return _moved_to(said, base, context)
    changed = None if base.condition is None or said.adds else at_another_limit(base, said)
    changed = changed or _at(base, said, context)
    return None if changed is None else (changed, not said.adds)


def _at(base: ParsedAction, said: Said, context: Context) -> ParsedAction | None:
    """Return what was said before at the time that is said now; None: that is no time for it."""
    if base.intent in _TIMED:
        return _for_another_length(base, said)
    if base.intent in BY_CLOCK:
        return _at_another_time(base, said, context)
    lasts = read_duration(said.time) is not None and _may_last(base, context)
    if base.intent in INTENT_DOMAINS and base.when is not None and not lasts:
        return _done_at(base, said, context)
    if base.intent == "do_not_disturb" or ((base.until or lasts) and base.intent in INTENT_DOMAINS):
        return _until(base, said, context)
    return None


def _may_last(base: ParsedAction, context: Context) -> bool:
    """Return whether a length is how long something lasts, and not after what time it is done."""
    if normalise(base.until or "").startswith("for "):
        return True
    by_clock = base.when is not None and not _AFTER_A_WHILE.search(normalise(base.when))
    return by_clock and " in " not in f" {context.said} "


def _in_short(text: str, context: Context) -> tuple[ParsedAction, bool] | None:
    """Return what needs no time to be said: "add another 5", "not on sundays"; and whether in its place."""
    base = context.before[-1]
    if (off := _OFF_AT.fullmatch(text)) and base.until and INVERSE.get(base.intent) == "turn_off":
        length = off["time"].removeprefix("in ")
        return replace(base, until=f"for {length}" if length != off["time"] else f"until {length[3:]}"), True
    if (more := one_more(text, base, context)) is not None:
        return more, False
    if (other := as_other_kind(text, base)) is not None:
        return other, True
    if (shift := shifted(text, base, context)) is not None:
        return shift, shift.intent != "alarm_move"
    if (other := another_length(text, base)) is not None:
        return other, other.intent != "timer_add"
    often = as_often(text, base)
    may_end = base.intent in INTENT_DOMAINS or (base.until or "").startswith("for ")
    if often is None and may_end and (match := _UNTIL.fullmatch(text)) and not HOW_OFTEN.search(text):
        often = replace(base, until=f"until {match['until']}")
    return None if often is None else (often, True)


def _base(before: ParsedAction, said: Said, context: Context) -> ParsedAction:
    """Return what a time is meant for: "and 9 on saturdays", after alarms were spoken of, is one more alarm.

    So is "set it for 5" where there was none.
    """
    spoken_of = before.intent in {"alarm_query", "alarm_cancel", "alarm_move"}
    there_is_none = before.intent == "alarm_query" and context.history[-1:] and "o alarm" in context.history[-1][1]
    if there_is_none:
        return ParsedAction("alarm_set", values=_kept(before, "date"))
    return ParsedAction("alarm_set") if spoken_of and said.adds else before


def _moved_to(said: Said, base: ParsedAction, context: Context) -> tuple[ParsedAction, bool] | None:
    """Return that what was moved, or asked about, is moved now; None: what was said is no time of day, nor a day."""
    day, rest = read_date(said.time, context.now) or (None, said.time)
    slot = "time" if read_clock(said.time) is not None else "date" if day and not rest else ""
    sure = slot and not said.often and not said.adds
    return (ParsedAction("alarm_move", values={slot: said.time, **what_moves(base)}), False) if sure else None


def _for_another_length(base: ParsedAction, said: Said) -> ParsedAction | None:
    length = _length(said.time, base.values.get("duration_s", ""))
    if length is None or said.often:
        return None
    named = {"name": said.name} if said.name else {}
    return replace(base, values={**({} if said.adds else base.values), **named, "duration_s": length})


def _length(said: str, before: str) -> str | None:
    """Return a length of time; a mere number is in the unit that was said before."""
    if read_duration(said) is not None:
        return said
    unit = _UNIT.findall(normalise(before)) or (["minute"] if NUMBER.search(before) else [])
    return f"{said} {unit[-1]}s" if unit and NUMBER.fullmatch(said) else None


def _at_another_time(base: ParsedAction, said: Said, context: Context) -> ParsedAction | None:
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
    before = params.get("time") or ("date" in params and _usual(params["date"], context.now)) or None
    found = _clock_and_day(said, before, context)
    if found is None:
        return None
    clock, day = found
    if day and said.adds and not said.often:
        base, repeat = replace(base, repeat=None), {}
    weekly = repeat.get("repeat") or base.repeat
    if day and weekly and (often := on_weekday(weekly, f"{day:%A}".lower())):
        base, repeat = (replace(base, repeat=often), repeat) if base.repeat else (base, {"repeat": often})
    day = day or (date.fromisoformat(params["date"]) if "date" in params and not (repeat or base.repeat) else None)
    at = {"time": clock} if clock else {}
    on = {"date": as_said(day)} if day else {}
    return replace(base, values={**rest, **repeat, **at, **on})


def _usual(day: str, now: datetime) -> str:
    return _TODAY_STILL if datetime.fromisoformat(f"{day}T{_ON_A_DAY}").replace(tzinfo=now.tzinfo) <= now else _ON_A_DAY


def _kept(base: ParsedAction, slot: str) -> dict[str, str]:
    return {slot: base.values[slot]} if slot in base.values else {}


def _done_at(base: ParsedAction, said: Said, context: Context) -> ParsedAction | None:
    """Return a command for later at another time; a mere number may be another value where it has one."""
    times = times_of(replace(base, until=None), context)
    when = times.get("when") if isinstance(times, dict) else None
    if not when or (_may_be_value(base, said) and not is_near_hour(base, said, when)):
        return None
    if not said.time:
        return replace(base, when=time_alone(when, context) or base.when, repeat=said.often)
    if read_duration(said.time) is not None or "after_s" in when:
        length = _length(said.time, base.when or "")
        return None if length is None else replace(base, when=f"in {length}")
    before = datetime.fromisoformat(when["at"]) if "at" in when else None
    found = _clock_and_day(said, f"{before:%H:%M}" if before else None, context)
    if found is None:
        return None
    clock, day = found
    if before and clock and not (day or said.often or base.repeat):
        day = _nearest_day(read_clock(clock), before, context)
    span = " ".join(filter(None, (as_said(day) if day else "", f"at {clock}" if clock else "")))
    often = on_weekday(base.repeat or "", f"{day:%A}".lower()) if day is not None else None
    return replace(base, when=f"at {clock}" if often and clock else span, repeat=said.often or often or base.repeat)


def _may_be_value(base: ParsedAction, said: Said) -> bool:
    """Return whether a mere number is rather a value than a time: "the heating on at 5", "set it to 22"."""
    heats = any(target.domain == "climate" for target in base.targets)
    return NUMBER.fullmatch(said.time) is not None and bool(base.values or (heats and read_clock(said.time) in _SURE))


def _nearest_day(clock: Clock | None, before: datetime, context: Context) -> date:
    """Return the day on which a time of day is nearest to what it takes the place of."""
    at = (clock or Clock(before.hour)).on(before)
    near = (at + timedelta(days=days) for days in (-1, 0, 1))
    return min((each for each in near if each > context.now), key=lambda each: abs(each - before), default=before)


def _until(base: ParsedAction, said: Said, context: Context) -> ParsedAction | None:
    """Return what lasts until some time, until another one."""
    if base.until is None:
        return None if read_duration(said.time) is None else replace(base, until=f"for {said.time}")
    moved = _done_at(replace(base, when=base.until, until=None, values={}), said, context)
    if moved is None or moved.when is None:
        return None
    length = moved.when.removeprefix("in ")
    until = f"for {length}" if length != moved.when else f"until {moved.when.removeprefix('at ')}"
    return replace(base, until=until)


def _clock_and_day(said: Said, before: str | None, context: Context) -> tuple[str | None, date | None] | None:
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
    clock = in_half(before or "", half[0]) if half and before != _ON_A_DAY else read_clock(rest) if rest else None
    if (rest and clock is None) or not (day or clock or said.often):
        return None
    clock = clock or (None if before is None else read_clock(before.replace(":", " ")))
    if clock and day and _WEEKDAY.search(said.time) and clock.on(day) <= context.now:
        day += timedelta(weeks=1)
    return told(clock, before) if clock else None, day.date() if day else None
