"""Values as they are said → the parameters of the contract; a value that cannot be read refuses the whole reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from edgeassist.home.how_often import read_repeat
from edgeassist.home.measures import AMOUNTS, plainly
from edgeassist.home.short_times import from_now, with_unit
from edgeassist.home.value_readers import DEVICE_READERS, Params, Reader, as_param, as_word
from edgeassist.home.value_words import tells_nothing, which_item, without_some
from edgeassist.messages import Context, ParsedAction
from edgeassist.moments import Clock, read_clock, read_date, read_duration, read_moment, read_sun, with_hour
from edgeassist.text import WEEKDAYS, normalise

_TODAY = frozenset({"tonight", "this morning", "this afternoon", "this evening"})
_MORNING, _SMALL_HOURS = 6, 4
"""Until then it is night; nobody who speaks by day sets an alarm for an hour before that of the night."""
_SOON = timedelta(hours=2)
_AROUND_DAY = re.compile(r"\b(?:on|at|in|for|the|this|coming|next|o'clock)\b")
_PART = re.compile(r"\b(?:morning|afternoon|evening|night)\b")


def read_params(action: ParsedAction, context: Context) -> Params | None:
    """Return the parameters of an action, or None where a value is missing or cannot be read.

    >>> from datetime import UTC, datetime
    >>> read_params(ParsedAction("set_light", values={"brightness_pct": "half"}), Context(datetime.now(UTC)))
    {'brightness_pct': 50}
    """
    readers = _READERS.get(action.intent)
    if readers is None:
        return dict(action.values)
    down = action.values.get("direction") == "down"
    params: Params = {}
    spans = _with_whole_times(_apart(action.values))
    for key, span in spans.items():
        reader = readers.get(key)
        if reader is None:
            continue
        said = normalise(span)
        read = reader(plainly(said) if key in AMOUNTS else said, context)
        if read is None:
            return None
        told = {name: value for name, value in read.items() if name == key or name not in spans}
        params |= {name: -value if down and _is_step(name, value) else value for name, value in told.items()}
    needed = _NEEDED.get(action.intent)
    return None if needed and needed.isdisjoint(params) else params


def _apart(values: Mapping[str, str]) -> Mapping[str, str]:
    """Return the values, what is to be remembered without the time that is said before or after it."""
    text = values.get("text", "")
    for key in {"duration_s", "time", "date"} & values.keys():
        time = re.escape(values[key])
        text = re.sub(rf"^(?:in |at |on )?{time} (?:to )?(?=\S)|(?<=\S) (?:in |at |on )?{time}$", "", text)
    return {**values, "text": text} if text else values


def _with_whole_times(values: Mapping[str, str]) -> Mapping[str, str]:
    """Return the values with the date of a time in its span, or the part of the day in which it comes round.

    Which half of the day is meant depends on it.
    """
    part = _PART.search(values.get("repeat", ""))
    if part and (clock := read_clock(values.get("time", ""))) and not clock.sure:
        return {**values, "time": f"{values['time']} {'at' if part[0] == 'night' else 'in the'} {part[0]}"}
    if not {"date", "time"} <= values.keys():
        return values
    rest = {key: span for key, span in values.items() if key != "date"}
    return rest | {"time": f"{values['date']} at {values['time'].removeprefix('at ')}"}


def _is_step(name: str, value: object) -> bool:
    return name in {"step", "brightness_step_pct"} and not isinstance(value, str)


def _time_of_day(span: str, context: Context) -> Params | None:
    """Return the time of an alarm, and the date where one is named."""
    found = read_date(with_hour(span, context.now), context.now)
    if found is None:
        return None
    day, rest = found
    clock = read_clock(rest)
    if clock is None or day is None:
        return {"time": f"{clock.hour:02}:{clock.minute:02}"} if clock else None
    weekly = _names_weekday(span)
    chances = (timedelta(), timedelta(hours=0 if clock.sure or weekly else 12), timedelta(days=7 if weekly else 0))
    moments = (clock.on(day) + later for later in chances)
    moment = next((moment for moment in moments if moment > context.now), None)
    return {"time": f"{moment:%H:%M}", "date": moment.date().isoformat()} if moment else None


def _ringing_time(span: str, context: Context) -> Params | None:
    """Return the time of an alarm that is set: by the clock, by the sun, or so long from now."""
    if (seconds := read_duration(from_now(span))) is not None:
        return {"time": f"{context.now + timedelta(seconds=seconds):%H:%M}"}
    day, rest = read_date(span, context.now) or (None, "")
    if "weekend" in span:  # it is both of its days that are meant
        return None
    if (by_sun := read_sun(rest.removeprefix("at "))) is not None:
        return {"sun": by_sun[0], "offset_s": by_sun[1]} | ({"date": day.date().isoformat()} if day else {})
    clock = None if day else read_clock(with_hour(rest, context.now))
    if clock is None or not _is_of_today(clock, context.now):
        return _time_of_day(span, context)
    return {"time": f"{clock.hour % 12 + 12}:{clock.minute:02}"}


def _is_of_today(clock: Clock, now: datetime) -> bool:
    """Return whether an hour that is said by day is one of this afternoon: "an alarm for half past 2"."""
    afternoon = Clock(clock.hour % 12 + 12, clock.minute).on(now)
    if clock.sure or now.hour < _MORNING or afternoon <= now:
        return False
    return clock.hour in {12, *range(1, _SMALL_HOURS)} or (clock.hour < _MORNING and afternoon - now <= _SOON)


def _reminder_time(span: str, context: Context) -> Params | None:
    """Return the time of a reminder: the next such one, since nobody is reminded of the past, and by day."""
    moment = read_moment(re.sub(r"^at ", "", with_hour(span, context.now)), context.now, by_day=True)
    if moment is None:
        by_sun = _ringing_time(span, context)
        return by_sun if by_sun and "sun" in by_sun else None
    if span in _TODAY:
        return {"date": context.now.date().isoformat()}
    day, _ = read_date(span, context.now) or (None, "")
    return {"time": f"{moment:%H:%M}"} | ({"date": moment.date().isoformat()} if day else {})


def _day_named(span: str, context: Context) -> Params | None:
    """Return the day of an alarm or a reminder; what holds anything but a day and a time names none."""
    if span.removesuffix("'s") in _TODAY:
        return {"date": context.now.date().isoformat()}
    day, rest = read_date(span, context.now) or (None, "")
    bare = _AROUND_DAY.sub("", rest).strip()
    return {"date": day.date().isoformat()} if day and (not bare or read_clock(bare)) else None


def _about(span: str, context: Context) -> Params:
    """Return what a reminder is about, or the day that it is called by: "cancel the saturday reminder"."""
    return _day_named(span, context) or {"text": span}


def _reminder_date(span: str, context: Context) -> Params | None:
    """Return the day of a reminder, and the usual time of the part of it that is named: "tomorrow evening"."""
    found, day = _day_named(span, context), read_date(span, context.now)
    clock = read_clock(day[1]) if found and day and day[0] and day[1] else None
    return {**found, "time": f"{clock.hour:02}:{clock.minute:02}"} if found and clock else found


def _names_weekday(span: str) -> bool:
    return any(day in span for day in WEEKDAYS)


def _time_before(span: str, context: Context) -> Params | None:
    """Return the time at which an alarm is that is moved."""
    read = _time_of_day(span, context)
    return {"from_time": read["time"]} if read else None


def _date_before(span: str, context: Context) -> Params | None:
    """Return the day on which an alarm is that is moved."""
    read = _day_named(span, context)
    return {"from_date": read["date"]} if read else None


def _till(span: str, context: Context) -> Params | None:
    """Return the moment until which it is asked how long it takes."""
    moment = read_moment(with_hour(span, context.now), context.now)
    return None if moment is None else {"till": moment.isoformat(timespec="seconds")}


def _repeated(span: str) -> list[str] | None:
    days = read_repeat(span)
    return None if days is None else list(days)


def _reminder_text(span: str) -> str | None:
    """Return what somebody is to be reminded of, as it is told: "to feed the cat" without the first word."""
    told = re.sub(r"^(?:to|about) (?=\S)", "", span)
    return None if tells_nothing(told) else told or None


_DURATION = as_param("duration_s", lambda span: read_duration(with_unit(span)))
_AROUND_NAME = re.compile(r"^(?:and |also |then )*(?:an?|the|my) (?=\S)|(?<=\S) (?:too|as well|also|pls|plz)$")
_NAME, _NEW_NAME = (as_param(key, lambda span: _AROUND_NAME.sub("", span) or None) for key in ("name", "new_name"))
_TIMER_VERBS = ("start", "cancel", "cancel_all", "pause", "resume", "status", "add", "subtract", "rename")
_TIMER: Mapping[str, Reader] = MappingProxyType(
    {
        "duration_s": _DURATION,
        "start_duration_s": as_param("start_duration_s", read_duration),
        "name": _NAME,
        "new_name": _NEW_NAME,
        "area": as_word("area"),
        "command": as_word("command"),
    }
)
_ALARM: Mapping[str, Reader] = MappingProxyType(
    {"time": _time_of_day, "date": _day_named, "repeat": as_param("repeat", _repeated), "name": _NAME}
)
_ITEM: Mapping[str, Reader] = MappingProxyType({"item": as_param("item", without_some)})
_PLACE: Mapping[str, Reader] = MappingProxyType({"place": as_word("place")})
_TEXT: Mapping[str, Reader] = MappingProxyType({"text": as_word("text")})
_READERS: Mapping[str, Mapping[str, Reader]] = MappingProxyType(
    {
        **DEVICE_READERS,
        **dict.fromkeys(("list_add", "list_query"), _ITEM),
        **{key: {"item": as_param("item", which_item)} for key in ("list_remove", "list_complete_item")},
        **dict.fromkeys((f"timer_{verb}" for verb in _TIMER_VERBS), _TIMER),
        "alarm_set": {**_ALARM, "time": _ringing_time},
        **{key: {**_ALARM, "text": _about} for key in ("alarm_query", "alarm_cancel")},
        "alarm_snooze": _TIMER,
        "alarm_move": {
            **_ALARM,
            "new_name": _NEW_NAME,
            "text": as_word("text"),
            "from_time": _time_before,
            "from_date": _date_before,
        }
        | {way: as_param(way, read_duration) for way in ("later_s", "earlier_s")},
        "reminder_set": {
            "text": as_param("text", _reminder_text),
            "time": _reminder_time,
            "date": _reminder_date,
            "duration_s": _DURATION,
        },
        "get_time": {**_PLACE, "till": _till, "later_s": as_param("later_s", read_duration)},
        "get_date": {**_PLACE, "date": _day_named},
        "sun_query": {"sun": as_word("sun"), "date": _day_named},
        **dict.fromkeys(("note_take", "note_query", "history_query"), _TEXT),
        "note_delete": {"text": as_word("text"), "quantity": as_word("quantity"), "number": as_word("number")},
        "announce": {"text": as_word("text"), "area": as_word("area")},
    }
)
_NEEDED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "set_light": frozenset({"brightness_pct", "brightness_step_pct", "color", "color_temp_kelvin"}),
        "set_position": frozenset({"position"}),
        "set_temperature": frozenset({"temperature"}),
        "adjust_temperature": frozenset({"step"}),
        "set_hvac_mode": frozenset({"mode"}),
        "set_preset": frozenset({"preset"}),
        "set_fan_speed": frozenset({"percentage", "step"}),
        "set_humidity": frozenset({"humidity"}),
        "set_volume": frozenset({"volume_pct"}),
        "play_media": frozenset({"query"}),
        "select_option": frozenset({"option"}),
        "set_value": frozenset({"value", "step"}),
        **dict.fromkeys(("list_add", "list_remove", "list_complete_item"), frozenset({"item"})),
        "timer_start": frozenset({"duration_s", "command"}),
        **dict.fromkeys(("timer_add", "timer_subtract"), frozenset({"duration_s"})),
        "timer_rename": frozenset({"new_name"}),
        "alarm_set": frozenset({"time", "sun"}),
        "alarm_move": frozenset({"new_name", "time", "date", "later_s", "earlier_s"}),
        **dict.fromkeys(("reminder_set", "announce"), frozenset({"text"})),
    }
)
