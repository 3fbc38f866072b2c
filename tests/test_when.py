"""Whatever is recognised as a time, a day, a length or a repetition can be read, and nothing else is recognised."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest

from edgeassist import when
from edgeassist.home.how_often import read_repeat
from edgeassist.intent.several import apart
from edgeassist.moments import read_clock, read_date, read_duration, read_sun

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)

CLOCKS = {
    "half past 7": "07:30",
    "half 7": "07:30",
    "half 7 in the evening": "19:30",
    "quarter to 8": "07:45",
    "a quarter past 8 pm": "20:15",
    "10 to 7": "06:50",
    "25 minutes past 6": "06:25",
    "10 minutes before 3": "02:50",
    "5 to midnight": "23:55",
    "20 past noon": "12:20",
    "7 30": "07:30",
    "7.30": "07:30",
    "7 05 am": "07:05",
    "22 15": "22:15",
    "0630": "06:30",
    "9 pm": "21:00",
    "9 30 pm": "21:30",
    "8 o'clock": "08:00",
    "8 o'clock in the evening": "20:00",
    "20 o'clock": "20:00",
    "18 hundred hours": "18:00",
    "7 in the morning": "07:00",
    "10 at night": "22:00",
    "7ish": "07:00",
    "noon": "12:00",
    "midnight": "00:00",
}
LENGTHS = {
    "5 minutes": 300,
    "90 seconds": 90,
    "15 m": 900,
    "an hour": 3600,
    "half an hour": 1800,
    "a half hour": 1800,
    "an hour and a half": 5400,
    "an hour and 20": 4800,
    "1 hour 20": 4800,
    "2 hours and 5 minutes": 7500,
    "3.5 minutes": 210,
    "quarter of an hour": 900,
    "3 quarters of an hour": 2700,
    "a couple of hours": 7200,
    "a few minutes": 180,
    "another 10 minutes": None,
    "2 days": 172_800,
}
DAYS = {
    "today": 20,
    "tomorrow": 21,
    "tomorrow morning": 21,
    "the day after tomorrow": 22,
    "on monday": 23,
    "monday evening": 23,
    "this coming monday": 23,
    "next friday": 27,
    "a week on tuesday": 1,
    "tuesday week": 1,
    "the 24 of november": 24,
    "on the fifth": 5,
    "3 december": 3,
    "december the third": 3,
}
OFTEN = {
    "every day": 7,
    "every morning": 7,
    "each monday": 1,
    "every monday and friday": 2,
    "every weekday": 5,
    "on weekdays": 5,
    "at the weekends": 2,
    "on sundays": 1,
    "mondays and fridays": 2,
    "every other monday": 2,
    "every second day": 8,
    "every 3 days": 8,
    "fortnightly": 8,
    "every friday evening": 1,
    "daily": 7,
}
NONE = (
    "the lamp",
    "7",
    "20",
    "7 percent",
    "half",
    "quarter",
    "sunday's",
    "21 degrees",
    "5 to",
    "every lamp",
    "noonday",
)


@pytest.mark.parametrize(("said", "at"), CLOCKS.items())
def test_clock_times_are_recognised_and_read(said: str, at: str) -> None:
    clock = read_clock(said)
    assert re.fullmatch(when.CLOCK, said)
    assert re.fullmatch(when.AT, f"at {said}")
    assert re.fullmatch(when.WHEN, f"tomorrow at {said}")
    assert clock is not None
    assert f"{clock.hour:02}:{clock.minute:02}" == at


@pytest.mark.parametrize("said", ["7", "13", "0", "24"])
def test_a_bare_hour_is_a_time_only_where_words_tell_so(said: str) -> None:
    assert not re.fullmatch(when.CLOCK, said)
    assert re.fullmatch(when.AT, f"at {said}")
    assert read_clock(said) is not None


@pytest.mark.parametrize(("said", "seconds"), LENGTHS.items())
def test_lengths_are_recognised_and_read(said: str, seconds: int | None) -> None:
    assert re.fullmatch(when.LENGTH, said)
    assert re.fullmatch(when.WHEN, f"in {said}")
    assert read_duration(said.removeprefix("another ")) == (seconds or 600)


@pytest.mark.parametrize(("said", "day"), DAYS.items())
def test_days_are_recognised_and_read(said: str, day: int) -> None:
    found = read_date(said, NOW)
    assert re.fullmatch(f"{when.DAY}|{when.DATE}", said)
    assert re.fullmatch(when.WHEN, f"{said} at 7")
    assert found is not None
    assert found[0] is not None
    assert found[0].day == day


@pytest.mark.parametrize(("said", "count"), OFTEN.items())
def test_repetitions_are_recognised_and_read(said: str, count: int) -> None:
    assert re.fullmatch(when.OFTEN, said)
    assert len(read_repeat(said) or ()) == count


@pytest.mark.parametrize("said", ["at sunset", "half an hour before sunrise", "dusk", "10 minutes after sundown"])
def test_times_of_the_sun_are_recognised_and_read(said: str) -> None:
    assert re.fullmatch(when.SUN, said)
    assert read_sun(said) is not None


@pytest.mark.parametrize("said", NONE)
def test_what_is_no_time_is_not_recognised(said: str) -> None:
    for name in ("CLOCK", "AT", "DAY", "DATE", "LENGTH", "IN", "WHEN", "OFTEN", "SUN"):
        assert not re.fullmatch(getattr(when, name), said), name


@pytest.mark.parametrize(
    "said", ["7 ", "half past ", "on the ", "1 hour and ", "monday and ", "a ", "every monday ", "\t"]
)
def test_no_saying_takes_long(said: str) -> None:
    began = time.perf_counter()
    for pattern in (when.WHEN, when.OFTEN, when.SUN):
        re.search(f"(?:{pattern}) x", (said * 400)[:400])
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("said", ["on monday at 7 ", "tomorrow ", "at 7 to ", "5 to 5 to ", "in an hour and a half "])
def test_a_reminder_of_many_times_takes_no_long(said: str) -> None:
    began = time.perf_counter()
    assert len(apart(f"remind me {said * 40}"[:400])) <= 2
    assert time.perf_counter() - began < 5
