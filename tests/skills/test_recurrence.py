"""When alarms come round again, whatever the clocks of six zones and more do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.skills.almanac import Almanac
from edgeassist.skills.dues import next_clock, next_due
from edgeassist.skills.recurrence import DAYS, Weekly, zone_named

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago",
    "Africa/Cairo", "Pacific/Apia", "Pacific/Chatham", "America/St_Johns", "UTC",
)  # fmt: skip
moments = st.floats(datetime(2010, 1, 1, tzinfo=UTC).timestamp(), datetime(2037, 1, 1, tzinfo=UTC).timestamp())
days = st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(tuple)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES)


@given(days, times, zones, moments)
def test_the_next_time_is_later_on_a_wanted_day_and_shows_the_wanted_time(
    wanted: tuple[str, ...], at: time, zone: str, moment: float
) -> None:
    found = Weekly(wanted, at, zone).after(moment)
    assert found is not None
    assert moment < found <= moment + 15 * 86_400
    shown = datetime.fromtimestamp(found, ZoneInfo(zone))
    assert DAYS[shown.weekday()] in wanted
    leap = datetime.combine(shown.date(), at, ZoneInfo(zone))
    exists = datetime.fromtimestamp(leap.timestamp(), ZoneInfo(zone)).time() == at
    assert shown.time() == at or not exists


@given(days, times, zones, moments)
def test_no_wanted_day_is_left_out_and_none_comes_twice(
    wanted: tuple[str, ...], at: time, zone: str, moment: float
) -> None:
    rule, local = Weekly(wanted, at, zone), ZoneInfo(zone)
    found = [moment]
    for _ in range(10):
        found.append(rule.after(found[-1]) or 0.0)
    dates = [datetime.fromtimestamp(each, local).date() for each in found[1:]]
    assert len(set(dates)) == len(dates)
    between = (dates[0] + timedelta(days=n) for n in range((dates[-1] - dates[0]).days))
    left_out = {day for day in between if DAYS[day.weekday()] in wanted} - set(dates)
    assert all(_has_no(day.isoformat(), local) for day in left_out)


def _has_no(day: str, zone: ZoneInfo) -> bool:
    """Return whether a zone has leapt over a day, as Samoa did over the 30th of December 2011."""
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone)
    return datetime.fromtimestamp(noon.timestamp(), zone).date() != noon.date()


@pytest.mark.parametrize(
    ("zone", "at", "after", "wanted"),
    [
        ("Europe/Berlin", "02:30", "2026-03-28T12:00+01:00", "2026-03-29T03:30:00+02:00"),  # leapt over
        ("Europe/Berlin", "02:30", "2026-10-24T12:00+02:00", "2026-10-25T02:30:00+02:00"),  # passed twice: the first
        ("Europe/Berlin", "02:30", "2026-10-25T02:30+02:00", "2026-10-26T02:30:00+01:00"),  # and not the second
        ("Europe/Berlin", "07:00", "2026-10-24T12:00+02:00", "2026-10-25T07:00:00+01:00"),
        ("Australia/Lord_Howe", "02:15", "2026-10-03T12:00+10:30", "2026-10-04T02:45:00+11:00"),  # half an hour
        ("Africa/Cairo", "00:00", "2026-04-23T12:00+02:00", "2026-04-24T01:00:00+03:00"),  # there is no midnight
        ("Pacific/Apia", "07:00", "2011-12-29T12:00-10:00", "2011-12-31T07:00:00+14:00"),  # there is no Friday
    ],
)
def test_where_clocks_change(zone: str, at: str, after: str, wanted: str) -> None:
    found = Weekly(DAYS, time.fromisoformat(at), zone).after(datetime.fromisoformat(after).timestamp())
    assert datetime.fromtimestamp(found or 0, ZoneInfo(zone)).isoformat() == wanted


@given(st.sampled_from([2, 3, 14, 56]), zones.filter(lambda zone: zone != "Pacific/Apia"), moments)
def test_what_leaves_days_out_comes_after_as_many(cycle: int, zone: str, moment: float) -> None:
    first = Weekly(DAYS, time(12), zone).after(moment) or 0.0
    since = datetime.fromtimestamp(first, ZoneInfo(zone)).date()
    rule = Weekly(DAYS, time(12), zone, since, cycle)
    assert rule.after(first - 1) == first
    assert datetime.fromtimestamp(rule.after(first) or 0.0, ZoneInfo(zone)).date() == since + timedelta(days=cycle)


@given(times, zones, moments)
def test_a_time_of_day_comes_within_two_days(at: time, zone: str, moment: float) -> None:
    assert moment < next_clock(at, zone_named(zone), moment) <= moment + 2 * 86_400


def test_the_machine_has_a_zone_too() -> None:
    rule, moment = Weekly(DAYS, time(7)), datetime(2026, 3, 28, 12, tzinfo=UTC).timestamp()
    shown = datetime.fromtimestamp(rule.after(moment) or 0, UTC).astimezone()
    assert (shown.hour, shown.minute) == (7, 0)


BERLIN = Almanac(52.52, 13.405)


@given(moments, st.sampled_from(["sunset", "sunrise"]), st.integers(-7200, 7200))
def test_the_sun_rises_and_sets_once_a_day(moment: float, event: str, offset_s: int) -> None:
    first = BERLIN.after(event, offset_s, moment)
    second = BERLIN.after(event, offset_s, first or 0.0)
    assert first is not None
    assert second is not None
    assert moment < first < moment + 86_700
    assert 86_000 < second - first < 86_800


def test_the_sun_over_known_places() -> None:
    noon = datetime(2026, 6, 21, 10, tzinfo=UTC).timestamp()
    berlin = datetime.fromtimestamp(BERLIN.after("sunset", 0, noon) or 0, ZoneInfo("Europe/Berlin"))
    assert abs(berlin - datetime(2026, 6, 21, 21, 33, tzinfo=ZoneInfo("Europe/Berlin"))) < timedelta(minutes=2)
    north = Almanac(69.65, 18.96)  # Tromsø: the sun sets next at the end of July
    assert datetime.fromtimestamp(north.after("sunset", 0, noon) or 0, UTC).month == 7
    assert Almanac().after("sunset", 0, noon) is None
    assert "latitude" in Almanac().trouble


def test_the_sun_on_some_days_of_the_week() -> None:
    rule = {"days": ["sat"], "sun": "sunset", "offset_s": -600, "zone": "Europe/Berlin"}
    found = next_due(rule, BERLIN, datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp())
    assert f"{datetime.fromtimestamp(found or 0, ZoneInfo('Europe/Berlin')):%a %H}" == "Sat 15"
