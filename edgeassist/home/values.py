"""Values as they are said → the parameters of the contract; a value that cannot be read refuses the whole reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from edgeassist.home.colours import read_colour, read_warmth
from edgeassist.home.measures import AMOUNTS, plainly, read_degrees, read_figure, read_number, read_position, read_share
from edgeassist.home.moments import read_clock, read_date, read_duration, read_moment, read_repeat, read_sun
from edgeassist.home.short_times import from_now, with_hour, with_unit
from edgeassist.home.value_words import ATTRIBUTES, MODES, PRESETS, STATES, which_item, without_some
from edgeassist.messages import Context, ParsedAction
from edgeassist.text import WEEKDAYS, normalise

Params = dict[str, Any]
Reader = Callable[[str, Context], Params | None]

_SPEEDS = 3
"""How many a fan has whose speeds are counted: low, medium, high."""


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
    for key, span in _with_whole_times(_apart(action.values)).items():
        reader = readers.get(key)
        if reader is None:
            continue
        said = normalise(span)
        read = reader(plainly(said) if key in AMOUNTS else said, context)
        if read is None:
            return None
        params |= {name: -value if down and _is_step(name, value) else value for name, value in read.items()}
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
    """Return the values with the date of a time in its span: which half of the day is meant depends on it."""
    if not {"date", "time"} <= values.keys():
        return values
    rest = {key: span for key, span in values.items() if key != "date"}
    return rest | {"time": f"{values['date']} at {values['time']}"}


def _is_step(name: str, value: object) -> bool:
    return name in {"step", "brightness_step_pct"} and not isinstance(value, str)


def _as(key: str, read: Callable[[str], Any]) -> Reader:
    def _reader(span: str, _: Context) -> Params | None:
        value = read(span)
        return None if value is None else {key: value}

    return _reader


def _word(key: str, words: Mapping[str, str] = MappingProxyType({})) -> Reader:
    return _as(key, lambda span: words.get(span, span) or None)


def _state(span: str) -> str | None:
    span = span.removeprefix("still ")
    return STATES.get(span, span) or None


def _step(key: str, read: Callable[[str], float | None]) -> Reader:
    return _as(key, lambda span: span if span in {"up", "down"} else read(span))


def _temperature(span: str, _: Context) -> Params | None:
    match = re.fullmatch(r"(.*?)(?: degrees?)?(?: (c|celsius|f|fahrenheit))?", span)
    value = read_number(match[1]) if match else None
    if match is None or value is None:
        return None
    return {"temperature": value} | ({"unit": match[2][0].upper()} if match[2] else {})


def _light_colour(span: str, _: Context) -> Params | None:
    """Return a colour or a colour temperature, whichever the words are: "warm white" is one, "sky blue" the other."""
    if (kelvin := read_warmth(span)) is not None:
        return {"color_temp_kelvin": kelvin}
    return None if (colour := read_colour(span)) is None else {"color": colour}


def _position(span: str, context: Context) -> Params | None:
    """Return how far something is open, also where it was said how far it is closed: "3 quarters of the way down"."""
    value = read_position(span)
    closes = re.search(rf"\b{re.escape(span)} (?:of the way )?(?:down|closed|shut)\b", context.said)
    return None if value is None else {"position": 100 - value if closes else value}


def _fan_speed(span: str, context: Context) -> Params | None:
    if span in {"up", "down"}:
        return {"step": span}
    if re.fullmatch(r"[1-3]", span) and not re.search(rf"\b{span} ?percent\b", context.said):
        return {"percentage": 100 * int(span) // _SPEEDS}
    return _as("percentage", read_share)(span, context)


def _time_of_day(span: str, context: Context) -> Params | None:
    """Return the time of an alarm or a reminder, and the date where one is named."""
    found = read_date(with_hour(span, context.now), context.now)
    if found is None:
        return None
    day, rest = found
    clock = read_clock(rest)
    if clock is None or day is None:
        return {"time": f"{clock.hour:02}:{clock.minute:02}"} if clock else None
    chances = (timedelta(), timedelta(hours=0 if clock.sure else 12), timedelta(days=7 if _names_weekday(span) else 0))
    moments = (clock.on(day) + later for later in chances)
    moment = next((moment for moment in moments if moment > context.now), None)
    return {"time": f"{moment:%H:%M}", "date": moment.date().isoformat()} if moment else None


def _ringing_time(span: str, context: Context) -> Params | None:
    """Return the time of an alarm that is set: by the clock, by the sun, or so long from now."""
    if (seconds := read_duration(from_now(span))) is not None:
        return {"time": f"{context.now + timedelta(seconds=seconds):%H:%M}"}
    day, rest = read_date(span, context.now) or (None, "")
    if (by_sun := read_sun(rest.removeprefix("at "))) is None:
        return _time_of_day(span, context)
    return {"sun": by_sun[0], "offset_s": by_sun[1]} | ({"date": day.date().isoformat()} if day else {})


def _time_before(span: str, context: Context) -> Params | None:
    """Return the time at which an alarm is that is moved."""
    read = _time_of_day(span, context)
    return {"from_time": read["time"]} if read else None


def _date_before(span: str, context: Context) -> Params | None:
    """Return the day on which an alarm is that is moved."""
    read = _day_named(span, context)
    return {"from_date": read["date"]} if read else None


def _reminder_time(span: str, context: Context) -> Params | None:
    """Return the time of a reminder: the next such one, since nobody is reminded of the past."""
    moment = read_moment(re.sub(r"^at ", "", with_hour(span, context.now)), context.now)
    if moment is None:
        by_sun = _ringing_time(span, context)
        return by_sun if by_sun and "sun" in by_sun else None
    if span in {"tonight", "this morning", "this afternoon", "this evening"}:
        return {"date": context.now.date().isoformat()}
    day, _ = read_date(span, context.now) or (None, "")
    return {"time": f"{moment:%H:%M}"} | ({"date": moment.date().isoformat()} if day else {})


def _day_named(span: str, context: Context) -> Params | None:
    """Return the day of an alarm or a reminder."""
    if span.removesuffix("'s") in {"tonight", "this morning", "this afternoon", "this evening"}:
        return {"date": context.now.date().isoformat()}
    day, _ = read_date(span, context.now) or (None, "")
    return {"date": day.date().isoformat()} if day else None


def _reminder_date(span: str, context: Context) -> Params | None:
    """Return the day of a reminder, and the usual time of the part of it that is named: "tomorrow evening"."""
    found, day = _day_named(span, context), read_date(span, context.now)
    clock = read_clock(day[1]) if found and day and day[0] and day[1] else None
    return {**found, "time": f"{clock.hour:02}:{clock.minute:02}"} if found and clock else found


def _names_weekday(span: str) -> bool:
    return any(day in span for day in WEEKDAYS)


def _reminder_text(span: str) -> str | None:
    """Return what somebody is to be reminded of, as it is told: "to feed the cat" without the first word."""
    return re.sub(r"^(?:to|about) (?=\S)", "", span) or None


def _repeat(span: str, _: Context) -> Params | None:
    days = read_repeat(span)
    return None if days is None else {"repeat": list(days)}


_DURATION = _as("duration_s", lambda span: read_duration(with_unit(span)))
_NAME, _NEW_NAME = (
    _as(key, lambda span: re.sub(r"^(?:an?|the|my) (?=\S)", "", span) or None) for key in ("name", "new_name")
)
_TIMER_VERBS = ("start", "cancel", "cancel_all", "pause", "resume", "status", "add", "subtract", "rename")
_TIMER: Mapping[str, Reader] = MappingProxyType(
    {
        "duration_s": _DURATION,
        "start_duration_s": _as("start_duration_s", read_duration),
        "name": _NAME,
        "new_name": _NEW_NAME,
        "area": _word("area"),
        "command": _word("command"),
    }
)
_ALARM: Mapping[str, Reader] = MappingProxyType(
    {"time": _time_of_day, "date": _day_named, "repeat": _repeat, "name": _NAME}
)
_ITEM: Mapping[str, Reader] = MappingProxyType({"item": _as("item", without_some)})
_PLACE: Mapping[str, Reader] = MappingProxyType({"place": _word("place")})
_TEXT: Mapping[str, Reader] = MappingProxyType({"text": _word("text")})
_READERS: Mapping[str, Mapping[str, Reader]] = MappingProxyType(
    {
        "set_light": {
            "brightness_pct": lambda said, now: (
                _as("brightness_pct", read_share)(said, now) or _light_colour(said, now)
            ),
            "brightness_step_pct": _step("brightness_step_pct", read_share),
            "color": _light_colour,
            "color_temp_kelvin": _light_colour,
        },
        "set_position": {"position": _position},
        "set_temperature": {"temperature": _temperature},
        "adjust_temperature": {"step": _step("step", read_degrees)},
        "set_hvac_mode": {"mode": _word("mode", MODES)},
        "set_preset": {"preset": _word("preset", PRESETS)},
        "set_fan_speed": {"percentage": _fan_speed, "step": _step("step", read_share)},
        "set_humidity": {"humidity": _as("humidity", read_share)},
        "set_volume": {"volume_pct": _as("volume_pct", read_share)},
        **{f"volume_{way}": {"step_pct": _as("step_pct", read_share)} for way in ("up", "down")},
        "play_media": {"query": _as("query", lambda span: None if span.startswith("with ") else without_some(span))},
        "select_option": {"option": _word("option")},
        "set_value": {"value": _as("value", read_figure), "step": _step("step", read_degrees)},
        "get_state": {
            "state": _as("state", _state),
            "attribute": _as("attribute", lambda word: ATTRIBUTES.get(word, word.replace(" ", "_"))),
        },
        **dict.fromkeys(("list_add", "list_query"), _ITEM),
        **{key: {"item": _as("item", which_item)} for key in ("list_remove", "list_complete_item")},
        **dict.fromkeys((f"timer_{verb}" for verb in _TIMER_VERBS), _TIMER),
        "alarm_set": {**_ALARM, "time": _ringing_time},
        **{key: {**_ALARM, "text": _word("text")} for key in ("alarm_query", "alarm_cancel")},
        "alarm_snooze": _TIMER,
        "alarm_move": {
            **_ALARM,
            "new_name": _NEW_NAME,
            "text": _word("text"),
            "from_time": _time_before,
            "from_date": _date_before,
        }
        | {"from_date": _date_before}
        | {way: _as(way, read_duration) for way in ("later_s", "earlier_s")},
        "reminder_set": {
            "text": _as("text", _reminder_text),
            "time": _reminder_time,
            "date": _reminder_date,
            "duration_s": _DURATION,
        },
        "get_time": _PLACE,
        "get_date": {**_PLACE, "date": _day_named},
        "sun_query": {"sun": _word("sun"), "date": _day_named},
        **dict.fromkeys(("note_take", "note_query", "history_query"), _TEXT),
        "note_delete": {"text": _word("text"), "quantity": _word("quantity"), "number": _word("number")},
        "announce": {"text": _word("text"), "area": _word("area")},
        "voice_volume": {"volume_pct": _as("volume_pct", read_share), "direction": _word("direction")},
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
