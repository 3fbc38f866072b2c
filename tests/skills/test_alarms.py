"""Alarms and reminders, as they are spoken to."""

from typing import Any

import pytest

from edgeassist.skills.almanac import Almanac
from tests.skills.timing import Clocks, at, office

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]


async def test_alarms_are_set_asked_for_and_cancelled() -> None:
    with office() as house:
        assert await house.say("alarm_query") == "No alarm is set."
        assert await house.say("alarm_set", time="06:30") == "Your alarm is set for tomorrow at 6:30 AM."
        assert [row.due for row in house.rows] == [at("2026-11-21T06:30")]
        assert await house.say("alarm_query") == "Your alarm is tomorrow at 6:30 AM."
        weekly = await house.say("alarm_set", time="07:00", repeat=WEEKDAYS, name="work")
        assert weekly == "Your work alarm is set for 7 AM every weekday."
        assert house.rows[-1].due == at("2026-11-23T07:00")
        both = await house.say("alarm_query", "what alarms do i have")
        assert both == "You have 2 alarms: tomorrow at 6:30 AM and work at 7 AM every weekday."
        assert await house.say("alarm_query", "when is my next alarm") == "Your next alarm is tomorrow at 6:30 AM."
        assert (await house.do("alarm_cancel", "cancel the alarm")).result == "refused"
        assert await house.say("alarm_cancel", time="07:00") == "The alarm at 7 AM every weekday is cancelled."
        assert await house.say("alarm_cancel", "cancel the alarm") == "The alarm tomorrow at 6:30 AM is cancelled."
        assert await house.say("alarm_cancel") == "No alarm is set."


async def test_the_same_alarm_is_set_once() -> None:
    with office() as house:
        for _ in range(2):
            said = await house.say("alarm_set", time="06:30")
        assert said == "That alarm is set already, tomorrow at 6:30 AM."
        assert len(house.rows) == 1


async def test_all_alarms_are_cancelled() -> None:
    with office() as house:
        await house.do("alarm_set", time="06:30")
        await house.do("alarm_set", time="07:30")
        assert await house.say("alarm_cancel", "cancel all my alarms") == "2 alarms are cancelled."


async def test_a_weekly_alarm_rings_and_is_there_for_the_next_time() -> None:
    with office(clocks=Clocks(at("2026-11-20T06:59:50"))) as house:
        await house.do("alarm_set", time="07:00", repeat=WEEKDAYS)
        house.clocks.pass_s(11)
        async with house.serving():
            assert await house.say("nevermind", "stop") == "Okay."
        assert set(house.said) == {"Your alarm: it's 7 AM."}
        assert [(row.state, row.due) for row in house.rows] == [("waiting", at("2026-11-23T07:00"))]


async def test_snooze_rings_again_after_nine_minutes() -> None:
    with office(clocks=Clocks(at("2026-11-20T06:59:50"))) as house:
        assert await house.say("alarm_snooze") == "Nothing is ringing."
        await house.do("alarm_set", time="07:00")
        house.clocks.pass_s(11)
        async with house.serving():
            assert await house.say("alarm_snooze") == "Okay, I ring again at 7:09 AM."
        house.said.clear()
        await house.served(500)
        assert house.said == []
        await house.served(45)
        assert house.said
        assert await house.say("alarm_cancel", "stop the alarm") == "Okay."
        assert house.rows == []


async def test_whatever_rings_is_stopped_by_whatever_name() -> None:
    with office() as house:
        for said in ("timer_cancel", "alarm_cancel"):
            await house.do("alarm_set", time="12:01")
            house.clocks.pass_s(61)
            async with house.serving():
                assert await house.say(said, "stop ringing") == "Okay."
            house.clocks.set_by(-61)
        assert house.rows == []


async def test_reminders_are_asked_for_and_cancelled_as_alarms_are() -> None:
    with office() as house:
        assert await house.say("alarm_query", "what reminders do i have") == "No reminder is set."
        await house.do("reminder_set", text="call mum", time="17:00")
        assert await house.say("alarm_query", "when is my next reminder") == "Your reminder is at 5 PM, call mum."
        assert await house.say("alarm_query") == "No alarm is set."
        assert await house.say("alarm_cancel", "cancel my reminder") == "The reminder at 5 PM is cancelled: call mum."


async def test_stop_means_nothing_here_while_nothing_rings() -> None:
    with office() as house:
        await house.do("timer_start", duration_s=60)
        assert (await house.do("nevermind", "stop")).said is None
        assert len(house.rows) == 1


@pytest.mark.parametrize(
    ("params", "said", "due"),
    [
        ({"duration_s": 600}, "I will remind you in 10 minutes: call mum.", "2026-11-20T12:10"),
        ({"time": "17:00"}, "I will remind you at 5 PM: call mum.", "2026-11-20T17:00"),
        ({"date": "2026-11-22"}, "I will remind you on Sunday at 9 AM: call mum.", "2026-11-22T09:00"),
        ({"date": "2026-11-20"}, "I will remind you at 8 PM: call mum.", "2026-11-20T20:00"),
        (
            {"time": "07:00", "repeat": ["sat", "sun"]},
            "I will remind you at 7 AM every weekend: call mum.",
            "2026-11-21T07:00",
        ),
        ({"time": "08:00", "date": "2026-11-20"}, "That time is over.", None),
        ({}, "When shall I remind you?", None),
    ],
)
async def test_reminders(params: dict[str, Any], said: str, due: str | None) -> None:
    with office() as house:
        assert await house.say("reminder_set", text="call mum", **params) == said
        assert [row.due for row in house.rows] == ([at(due)] if due else [])


async def test_a_reminder_is_spoken_once() -> None:
    with office() as house:
        await house.do("reminder_set", text="call mum", duration_s=600)
        await house.served(601)
        assert house.said == ["A reminder: call mum."]
        assert [(each["event_type"], each["text"]) for each in house.told] == [("reminder", "A reminder: call mum.")]
        await house.served(601)
        assert (len(house.said), house.rows) == (1, [])


async def test_alarms_by_the_sun_ring_when_it_rises_that_day() -> None:
    with office(almanac=Almanac(52.5, 13.4)) as house:
        once = await house.say("alarm_set", sun="sunrise", offset_s=-1800, date="2026-11-23")
        assert once == "Your alarm is set for Monday at 7:12 AM."
        often = await house.say("alarm_set", sun="sunrise", offset_s=0, repeat=WEEKDAYS)
        assert often == "Your alarm is set for sunrise every weekday."
        [first, second] = house.rows
        assert abs(second.due - first.due - 1800) < 1
        await house.say("alarm_cancel", date="2026-11-23", repeat=WEEKDAYS)
        assert house.rows[-1].due > at("2026-11-24T07:30")


async def test_what_rose_with_the_sun_is_moved_to_a_time_of_the_clock() -> None:
    with office(almanac=Almanac(52.5, 13.4)) as house:
        await house.do("alarm_set", sun="sunrise", offset_s=0, repeat=WEEKDAYS)
        assert "8 AM every weekday" in str(await house.say("alarm_move", time="08:00"))
        assert [row.due for row in house.rows] == [at("2026-11-23T08:00")]


async def test_without_a_place_on_earth_nobody_is_woken_by_the_sun() -> None:
    with office() as house:
        assert "latitude" in str(await house.say("alarm_set", sun="sunrise", offset_s=0))
        assert house.rows == []
