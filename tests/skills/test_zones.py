"""Alarms and timers over weeks in many zones, through changes of the clock and restarts, in real SQLite."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.skills.almanac import Almanac
from edgeassist.skills.dues import Due, next_due
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.recurrence import DAYS
from edgeassist.state import State
from tests.skills.timing import Clocks

CHANGES = {
    "Europe/Berlin": "2026-03-29", "America/New_York": "2026-11-01", "Australia/Lord_Howe": "2026-10-04",
    "America/Santiago": "2026-09-06", "Africa/Cairo": "2026-04-24", "Pacific/Chatham": "2026-04-05",
    "America/St_Johns": "2026-03-08", "Asia/Kolkata": "2026-06-01", "Europe/London": "2026-10-25",
}  # fmt: skip
"""Zone → a day on which its clocks change; in Kolkata they never do."""

steps = st.lists(st.tuples(st.integers(60, 8 * 3600), st.booleans()), min_size=40, max_size=60)
"""How long until somebody looks again, and whether the machine is started anew before."""


def at(zone: str, day: date, clock: time = time(0)) -> float:
    return datetime.combine(day, clock, ZoneInfo(zone)).timestamp()


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(sorted(CHANGES)),
    st.times(),
    st.lists(st.sampled_from(DAYS), min_size=1, unique=True),
    st.sets(st.integers(0, 7), max_size=3),
    steps,
)
def test_an_alarm_rings_once_on_each_of_its_days_but_those_left_out(
    zone: str, clock: time, days: list[str], left_out: set[int], passing: list[tuple[int, bool]]
) -> None:
    clock = clock.replace(second=0, microsecond=0)
    first = date.fromisoformat(CHANGES[zone]) - timedelta(days=3)
    clocks = Clocks(wall=at(zone, first), zone=ZoneInfo(zone))
    skip = [(first + timedelta(days=ahead)).isoformat() for ahead in left_out]
    rule = {"days": days, "time": clock.isoformat(), "zone": zone, "skip": skip}
    rung: list[date] = []
    with State(None) as state:
        ledger = Ledger(state, clocks=clocks)
        ledger.add(Due("alarm", next_due(rule, Almanac(), clocks.wall) or 0.0, rule))
        for seconds, anew in passing:
            if anew:
                clocks.reboot(0)
                ledger = Ledger(state, clocks=clocks)
            clocks.pass_s(seconds)
            for due in ledger.take():
                rung.append(datetime.fromtimestamp(due.due, ZoneInfo(zone)).date())
                ledger.conclude(due)
    last = datetime.fromtimestamp(clocks.wall, ZoneInfo(zone))
    wanted = [first + timedelta(days=n) for n in range((last.date() - first).days + 1)]
    begin = at(zone, first)
    wanted = [day for day in wanted if DAYS[day.weekday()] in days and day.isoformat() not in skip]
    assert rung == [day for day in wanted if begin < at(zone, day, clock) <= clocks.wall]


@pytest.mark.parametrize("zone", sorted(CHANGES))
def test_a_timer_takes_its_time_whatever_the_clocks_do(zone: str) -> None:
    """It is started in the night in which the clock changes."""
    start = at(zone, date.fromisoformat(CHANGES[zone])) - 1800
    clocks = Clocks(wall=start, zone=ZoneInfo(zone))
    with State(None) as state:
        ledger = Ledger(state, clocks=clocks)
        ledger.add(Due("timer", ledger.now + 4 * 3600, {"length_s": 4 * 3600}, boot=ledger.boot))
        clocks.pass_s(4 * 3600 - 1)
        assert ledger.take() == []
        clocks.set_by(-3600)
        assert ledger.take() == []
        clocks.set_by(7200)
        assert ledger.take() == []
        clocks.pass_s(2)
        [due] = ledger.take()
        assert 0 <= due.payload["late_s"] <= 2


@pytest.mark.parametrize("zone", sorted(CHANGES))
def test_an_alarm_that_rang_does_not_ring_again_where_the_clock_is_set_back(zone: str) -> None:
    day = date.fromisoformat(CHANGES[zone])
    clocks = Clocks(wall=at(zone, day, time(6, 59)), zone=ZoneInfo(zone))
    rule = {"days": list(DAYS), "time": "07:00", "zone": zone}
    with State(None) as state:
        ledger = Ledger(state, clocks=clocks)
        ledger.add(Due("alarm", next_due(rule, Almanac(), clocks.wall) or 0.0, rule))
        clocks.pass_s(120)
        [rung] = ledger.take()
        ledger.conclude(rung)
        clocks.set_by(-3600)
        for _ in range(10):
            clocks.pass_s(600)
            assert ledger.take() == []
        [left] = ledger.all("alarm")
        shown = datetime.fromtimestamp(left.due, UTC).astimezone(ZoneInfo(zone))
        assert (shown.date(), shown.time()) == (day + timedelta(days=1), time(7))
