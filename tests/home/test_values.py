from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.how_often import read_repeat
from edgeassist.home.time_values import read_time
from edgeassist.home.values import read_params
from edgeassist.messages import Context, ParsedAction
from edgeassist.moments import read_clock, read_duration, read_moment
from edgeassist.text import in_words, normalise

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=BERLIN)
"""A Friday."""
CONTEXT = Context(NOW)


def params(intent: str, **values: str) -> dict[str, Any] | None:
    return read_params(ParsedAction(intent, values=values), CONTEXT)


@pytest.mark.parametrize(
    ("intent", "values", "expected"),
    [
        ("turn_on", {}, {}),
        ("set_light", {"brightness_pct": "about forty percent"}, {"brightness_pct": 40}),
        ("set_light", {"brightness_pct": "two thirds of the way"}, {"brightness_pct": 67}),
        ("set_temperature", {"temperature": "21 ish"}, {"temperature": 21}),
        ("adjust_temperature", {"direction": "down", "step": "a degree or two"}, {"step": -2}),
        ("timer_start", {"duration_s": "hour and a half"}, {"duration_s": 5400}),
        ("timer_start", {"duration_s": "1 hour 20"}, {"duration_s": 4800}),
        ("timer_start", {"duration_s": "two or three minutes"}, {"duration_s": 180}),
        ("set_light", {"brightness_pct": "50 percent"}, {"brightness_pct": 50}),
        ("set_light", {"brightness_pct": "maximum"}, {"brightness_pct": 100}),
        ("set_light", {"brightness_pct": "a quarter"}, {"brightness_pct": 25}),
        ("set_light", {"brightness_pct": "fifty percent"}, {"brightness_pct": 50}),
        ("set_light", {"brightness_step_pct": "up"}, {"brightness_step_pct": "up"}),
        ("set_light", {"brightness_step_pct": "10 percent", "direction": "down"}, {"brightness_step_pct": -10}),
        ("set_light", {"brightness_pct": "as bright as it goes"}, {"brightness_pct": 100}),
        ("set_light", {"brightness_pct": "all the way up"}, {"brightness_pct": 100}),
        ("set_light", {"brightness_pct": "a fifth"}, {"brightness_pct": 20}),
        ("set_light", {"color": "bright red"}, {"color": "red"}),
        ("set_light", {"color": "pale blue"}, {"color": "lightblue"}),
        ("set_light", {"color": "amber"}, {"color": "orange"}),
        ("set_light", {"color": "cosy"}, {"color_temp_kelvin": 2700}),
        ("set_light", {"color_temp_kelvin": "neutral white light"}, {"color_temp_kelvin": 4000}),
        ("set_light", {"color": "sky blue"}, {"color": "skyblue"}),
        ("set_light", {"color": "warm white"}, {"color_temp_kelvin": 2700}),
        ("set_light", {"color_temp_kelvin": "4000 kelvin"}, {"color_temp_kelvin": 4000}),
        ("set_light", {"color": "red", "brightness_pct": "half"}, {"color": "red", "brightness_pct": 50}),
        ("set_position", {"position": "half way"}, {"position": 50}),
        ("set_position", {"position": "30 percent closed"}, {"position": 70}),
        ("set_position", {"position": "fully closed"}, {"position": 0}),
        ("set_position", {"position": "wide open"}, {"position": 100}),
        ("set_position", {"position": "a quarter shut"}, {"position": 75}),
        ("set_position", {"position": "a third open"}, {"position": 33}),
        ("set_temperature", {"temperature": "21.5 degrees"}, {"temperature": 21.5}),
        ("set_temperature", {"temperature": "70 degrees fahrenheit"}, {"temperature": 70, "unit": "F"}),
        ("set_temperature", {"temperature": "minus 5"}, {"temperature": -5}),
        ("adjust_temperature", {"step": "2 degrees", "direction": "up"}, {"step": 2}),
        ("adjust_temperature", {"step": "half a degree", "direction": "down"}, {"step": -0.5}),
        ("adjust_temperature", {"step": "down"}, {"step": "down"}),
        ("set_hvac_mode", {"mode": "heating"}, {"mode": "heat"}),
        ("set_preset", {"preset": "energy saving"}, {"preset": "eco"}),
        ("set_fan_speed", {"percentage": "high"}, {"percentage": 100}),
        ("set_fan_speed", {"step": "up"}, {"step": "up"}),
        ("set_fan_speed", {"percentage": "full blast"}, {"percentage": 100}),
        ("set_humidity", {"humidity": "45 percent"}, {"humidity": 45}),
        ("set_volume", {"volume_pct": "30"}, {"volume_pct": 30}),
        ("volume_down", {"step_pct": "10 percent"}, {"step_pct": 10}),
        ("volume_up", {}, {}),
        ("play_media", {"query": "some jazz"}, {"query": "jazz"}),
        ("set_value", {"value": "minus 2.5"}, {"value": -2.5}),
        ("select_option", {"option": "quick wash"}, {"option": "quick wash"}),
        ("get_state", {"state": "shut"}, {"state": "closed"}),
        ("get_state", {"attribute": "last_changed"}, {"attribute": "last_changed"}),
        ("list_add", {"item": "oat milk"}, {"item": "oat milk"}),
        ("timer_start", {"duration_s": "10 minute", "name": "pizza"}, {"duration_s": 600, "name": "pizza"}),
        ("timer_cancel", {"start_duration_s": "5 minutes"}, {"start_duration_s": 300}),
        ("alarm_set", {"time": "6 30"}, {"time": "06:30"}),
        ("alarm_set", {"time": "half past 6 in the evening"}, {"time": "18:30"}),
        (
            "alarm_set",
            {"time": "7", "repeat": "on weekdays"},
            {"time": "07:00", "repeat": ["mon", "tue", "wed", "thu", "fri"]},
        ),
        ("alarm_set", {"time": "7", "date": "tomorrow"}, {"time": "07:00", "date": "2026-11-21"}),
        ("alarm_set", {"time": "9 am on friday"}, {"time": "09:00", "date": "2026-11-27"}),
        ("reminder_set", {"text": "call mum", "duration_s": "20 minutes"}, {"text": "call mum", "duration_s": 1200}),
        ("reminder_set", {"text": "call mum", "time": "8"}, {"text": "call mum", "time": "20:00"}),
        (
            "reminder_set",
            {"text": "call mum", "time": "5", "date": "tomorrow"},
            {"text": "call mum", "time": "17:00", "date": "2026-11-21"},
        ),
        ("get_time", {"place": "tokyo"}, {"place": "tokyo"}),
        ("announce", {"text": "dinner is ready", "area": "kitchen"}, {"text": "dinner is ready", "area": "kitchen"}),
        ("orderDrink", {"size": "Twelve Ounce"}, {"size": "Twelve Ounce"}),
    ],
)
def test_parameters(intent: str, values: dict[str, str], expected: dict[str, Any]) -> None:
    assert params(intent, **values) == expected


@pytest.mark.parametrize(
    ("intent", "values"),
    [
        ("set_light", {}),
        ("set_light", {"brightness_pct": "banana"}),
        ("set_light", {"brightness_pct": "150 percent"}),
        ("set_light", {"brightness_pct": ""}),
        ("set_light", {"color": "plaid"}),
        ("set_light", {"color_temp_kelvin": "99999 kelvin"}),
        ("set_temperature", {"temperature": "warm"}),
        ("adjust_temperature", {"step": "sideways"}),
        ("set_volume", {"volume_pct": "minus 10"}),
        ("timer_start", {"duration_s": "soon"}),
        ("timer_start", {"name": "pizza"}),
        ("timer_start", {"duration_s": "0 minutes"}),
        ("alarm_set", {"time": "25"}),
        ("alarm_set", {"time": "7 75"}),
        ("alarm_set", {"time": "7 on the thirty first of february"}),
        ("alarm_set", {}),
        ("list_add", {}),
    ],
)
def test_what_cannot_be_read_is_refused(intent: str, values: dict[str, str]) -> None:
    assert params(intent, **values) is None


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("in 10 minutes", {"after_s": 600}),
        ("in ten", {"after_s": 600}),
        ("in an hour or so", {"after_s": 3600}),
        ("after an hour and a half", {"after_s": 5400}),
        ("for half an hour", {"after_s": 1800}),
        ("2 hours from now", {"after_s": 7200}),
        ("for the next 2 days", {"after_s": 172800}),
        ("at 7", {"at": "2026-11-20T19:00:00+01:00"}),
        ("at 6", {"at": "2026-11-21T06:00:00+01:00"}),
        ("at 7 30 pm", {"at": "2026-11-20T19:30:00+01:00"}),
        ("at 7 am", {"at": "2026-11-21T07:00:00+01:00"}),
        ("at 19 45", {"at": "2026-11-20T19:45:00+01:00"}),
        ("at half past 8", {"at": "2026-11-20T20:30:00+01:00"}),
        ("at quarter to 8 in the evening", {"at": "2026-11-20T19:45:00+01:00"}),
        ("until midnight", {"at": "2026-11-21T00:00:00+01:00"}),
        ("at noon tomorrow", {"at": "2026-11-21T12:00:00+01:00"}),
        ("tomorrow at 7", {"at": "2026-11-21T07:00:00+01:00"}),
        ("tomorrow evening", {"at": "2026-11-21T19:00:00+01:00"}),
        ("tonight", {"at": "2026-11-20T21:00:00+01:00"}),
        ("on monday at 3", {"at": "2026-11-23T15:00:00+01:00"}),
        ("at 9 am on friday", {"at": "2026-11-27T09:00:00+01:00"}),
        ("on the 3rd of May at noon", {"at": "2027-05-03T12:00:00+02:00"}),
        ("at sunset", {"sun": "sunset", "offset_s": 0}),
        ("when the sun comes up", {"sun": "sunrise", "offset_s": 0}),
        ("10 minutes before sunset", {"sun": "sunset", "offset_s": -600}),
        ("when it gets dark", {"sun": "sunset", "offset_s": 0}),
        ("until it's light", {"sun": "sunrise", "offset_s": 0}),
        ("as soon as the sun is up", {"sun": "sunrise", "offset_s": 0}),
        ("20 minutes after the sun goes down", {"sun": "sunset", "offset_s": 1200}),
        ("for another hour", {"after_s": 3600}),
        ("from sunset", {"sun": "sunset", "offset_s": 0}),
        ("at 9 o'clock pm", {"at": "2026-11-20T21:00:00+01:00"}),
        ("to 10 pm", {"at": "2026-11-20T22:00:00+01:00"}),
        ("in 3 quarter of an hour", {"after_s": 2700}),
        ("for another 20 minutes", {"after_s": 1200}),
        ("in 20 minutes' time", {"after_s": 1200}),
        ("in an hour's time", {"after_s": 3600}),
        ("in about half an hour", {"after_s": 1800}),
        ("for roughly 10 minutes", {"after_s": 600}),
        ("for 1 hour or so", {"after_s": 3600}),
        ("tomorrow night", {"at": "2026-11-21T21:00:00+01:00"}),
        ("until the evening", {"at": "2026-11-20T19:00:00+01:00"}),
        ("half an hour after dawn", {"sun": "sunrise", "offset_s": 1800}),
        ("whenever", None),
        ("at 27", None),
        ("on the 31st of february at 8", None),
        ("some time before sunset", None),
        ("", None),
    ],
)
def test_time(span: str, expected: dict[str, Any] | None) -> None:
    assert read_time(span, CONTEXT) == expected


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ("every day", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
        ("mon to fri", ("mon", "tue", "wed", "thu", "fri")),
        ("every weekday except friday", ("mon", "tue", "wed", "thu")),
        ("on weekdays", ("mon", "tue", "wed", "thu", "fri")),
        ("every weekend", ("sat", "sun")),
        ("on mondays and thursdays", ("mon", "thu")),
        ("monday to thursday", ("mon", "tue", "wed", "thu")),
        ("saturdays through mondays", ("sat", "sun", "mon")),
        ("now and then", None),
    ],
)
def test_repetition(span: str, days: tuple[str, ...] | None) -> None:
    assert read_repeat(span) == days


@given(st.integers(1, 86_400))
@settings(max_examples=100, deadline=None)
def test_length_of_time_is_read_as_it_is_said(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} minutes"] * (minutes > 0) + [f"{rest} seconds"] * (rest > 0)
    assert read_duration(normalise(in_words(" and ".join(parts)))) == seconds


@given(st.integers(0, 23), st.integers(0, 59))
@settings(max_examples=100, deadline=None)
def test_clock_of_24_hours(hour: int, minute: int) -> None:
    clock = read_clock(f"{hour} {minute:02}")
    assert clock is not None
    assert (clock.hour % 12, clock.minute) == (hour % 12, minute)
    assert clock.sure == (hour == 0 or hour > 12)


TIME_WORDS = "at 7 half past quarter to in the pm 31 may second of friday tonight"


@given(st.text(max_size=40) | st.lists(st.sampled_from(TIME_WORDS.split())).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_no_words_are_too_strange(span: str) -> None:
    read_repeat(span)
    found = read_time(span, CONTEXT)
    assert found is None or found.keys() <= {"after_s", "at", "sun", "offset_s"}
    moment = read_moment(normalise(span), NOW)
    assert moment is None or moment > NOW


@pytest.mark.parametrize(("span", "day"), [("friday at 7 pm", 20), ("next friday at 7 pm", 27), ("next monday", 23)])
def test_the_next_one_is_not_today(span: str, day: int) -> None:
    moment = read_moment(span, NOW.replace(year=2026, month=11, day=20, hour=14))
    assert moment is not None
    assert moment.day == day


@pytest.mark.parametrize("text", ["call grandma", "call grandma in 2 hours", "in 2 hours to call grandma"])
def test_the_time_of_a_reminder_is_no_part_of_it(text: str) -> None:
    action = ParsedAction("reminder_set", (), {"text": text, "duration_s": "2 hours"})
    assert read_params(action, CONTEXT) == {"text": "call grandma", "duration_s": 7200}
