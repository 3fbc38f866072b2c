"""What is due: rung on time, late with words, or not any more; whatever clocks, power and disks do."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from edgeassist.skills.almanac import Almanac
from edgeassist.state import FILE
from tests.skills.timing import BERLIN, NOON, Clocks, at, office


async def test_it_rings_until_it_is_stopped() -> None:
    with office() as house:
        await house.do("timer_start", duration_s=60, name="pasta")
        await house.served(59)
        assert house.said == []
        house.clocks.pass_s(1.5)
        async with house.serving():
            assert [row.state for row in house.rows] == ["begun"]
            assert len(house.said) > 2
            assert await house.say("timer_cancel") == "Okay."
            await asyncio.sleep(0.1)
            rounds = len(house.said)
        assert len(house.said) == rounds
        assert set(house.said) == {"Your pasta timer is done."}
        assert len(house.told) == 1


async def test_five_more_minutes_for_what_rings() -> None:
    with office() as house:
        await house.do("timer_start", duration_s=60)
        house.clocks.pass_s(61)
        async with house.serving():
            assert await house.say("timer_add", duration_s=300) == "The 1 minute timer has 5 minutes left now."
            await asyncio.sleep(0.1)
            house.said.clear()
        assert house.said == []
        await house.served(301)
        assert house.said


@pytest.mark.parametrize(
    ("away_s", "said"),
    [
        (20, "Your pasta timer is done."),
        (250, "Your pasta timer was done 4 minutes and 10 seconds ago."),
        (599, "Your pasta timer was done 9 minutes and 59 seconds ago."),
        (700, "Nobody was told at 12:01 PM of your pasta timer."),
    ],
)
async def test_after_a_power_cut_it_rings_late_or_is_told_of(tmp_path: Path, away_s: float, said: str) -> None:
    clocks = Clocks()
    with office(tmp_path, clocks) as house:
        await house.do("timer_start", duration_s=60, name="pasta")
    clocks.reboot(60 + away_s)
    with office(tmp_path, clocks) as house:
        await house.served()
        assert set(house.said) == {said}
        assert [each["event_type"] for each in house.told] == ["timer" if away_s < 600 else "missed"]
        assert len(house.rows) == (1 if away_s < 600 else 0)


@pytest.mark.parametrize("kind", ["alarm_set", "reminder_set"])
async def test_alarms_and_reminders_say_that_they_are_late(tmp_path: Path, kind: str) -> None:
    clocks = Clocks()
    with office(tmp_path, clocks) as house:
        await house.do(kind, time="12:30", text="call mum")
    clocks.reboot(1800 + 300)
    with office(tmp_path, clocks) as house:
        await house.served()
        assert house.said[0] in {
            "Your alarm was set for 12:30 PM. I am 5 minutes late.",
            "A reminder for 12:30 PM, 5 minutes late: call mum.",
        }


async def test_what_rang_when_the_power_went_goes_on_for_the_rest_of_its_time(tmp_path: Path) -> None:
    clocks = Clocks()
    with office(tmp_path, clocks) as house:
        await house.do("timer_start", duration_s=60)
        await house.served(61)
    clocks.pass_s(300)
    with office(tmp_path, clocks) as house:
        await house.served()
        assert house.said
    clocks.pass_s(300)
    with office(tmp_path, clocks) as house:
        await house.served()
        assert (house.said, house.rows) == ([], [])


@pytest.mark.parametrize("step_s", [-86_400.0, -3600.0, 3600.0, 86_400.0 * 365])
async def test_a_timer_does_not_mind_the_clock_being_set(tmp_path: Path, step_s: float) -> None:
    clocks = Clocks()
    with office(tmp_path, clocks) as house:
        await house.do("timer_start", duration_s=600)
        clocks.pass_s(100)
        clocks.set_by(step_s)
        await house.served()
        assert house.said == []
        assert await house.say("timer_status") == "The 10 minute timer has 8 minutes and 20 seconds left."
    clocks.pass_s(100)
    clocks.set_by(-step_s)  # while nothing runs
    with office(tmp_path, clocks) as house:
        await house.served(390)
        assert house.said == []
        await house.served(11)
        assert house.said[:1] == ["Your timer is done."]


async def test_an_alarm_goes_by_the_clock_as_it_is_set() -> None:
    with office() as house:
        await house.do("alarm_set", time="13:00")
        house.clocks.set_by(3590)
        await house.served()
        assert house.said == []
        await house.served(11)
        assert house.said[:1] == ["Your alarm: it's 1 PM."]


async def test_a_clock_that_is_set_back_rings_no_weekly_alarm_twice() -> None:
    with office() as house:
        await house.do("alarm_set", time="13:00", repeat=["fri"])
        house.clocks.pass_s(3601)
        async with house.serving():
            await house.do("nevermind", "stop")
        house.said.clear()
        house.clocks.set_by(-1800)
        await house.served(1801)
        assert house.said == []


async def test_summer_time_moves_no_timer_and_no_alarm() -> None:
    with office(clocks=Clocks(at("2026-10-25T01:30"))) as house:
        await house.do("timer_start", duration_s=7200)  # the hour from two to three comes twice
        await house.do("alarm_set", time="07:00")
        assert [row.due - house.clocks.wall for row in house.rows] == [7200, 6.5 * 3600]


async def test_what_cannot_be_heard_is_told_all_the_same() -> None:
    with office() as house:
        house.mute = True
        await house.do("timer_start", duration_s=60)
        await house.served(61)
        assert [(each["event_type"], each["text"]) for each in house.told] == [("timer", "Your timer is done.")]


async def test_what_is_set_is_forced_to_the_disk(tmp_path: Path) -> None:
    with office(tmp_path) as house:
        await house.do("timer_start", duration_s=60)
        (tmp_path / "cut").mkdir()
        (tmp_path / "cut" / FILE).write_bytes((tmp_path / FILE).read_bytes())  # without its log: what was synchronised
    with office(tmp_path / "cut") as house:
        assert await house.say("timer_status") == "The 1 minute timer has 1 minute left."


async def test_on_a_full_disk_it_says_so_and_what_was_set_rings_once(tmp_path: Path) -> None:
    with office(tmp_path) as house:
        await house.do("timer_start", duration_s=60)
        state = house.parts.agenda.ledger._state
        state._database.execute("PRAGMA query_only=ON")
        step = await house.do("timer_start", duration_s=30)
        assert (step.result, step.said) == ("failed", "I can't write that down: my disk is full or broken.")
        house.clocks.pass_s(61)
        async with house.serving():
            await asyncio.sleep(1.2)
        assert house.said == ["Your timer is done."]


_FULL = "CREATE TEMP TRIGGER full_{0} BEFORE {0} ON dues BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;"


@pytest.mark.parametrize("repeat", [None, ["fri", "sat"]])
async def test_what_rang_on_a_full_disk_rings_no_more_once_there_is_room(tmp_path: Path, repeat: list[str]) -> None:
    with office(tmp_path) as house:
        await house.do("alarm_set", time="12:01", **({"repeat": repeat} if repeat else {}))
        database = house.parts.agenda.ledger._state._database
        database.executescript(_FULL.format("UPDATE") + _FULL.format("INSERT"))  # what changes no line does not fail
        house.clocks.pass_s(61)
        async with house.serving():
            await asyncio.sleep(0.3)
            assert house.said == ["Your alarm: it's 12:01 PM."]
            database.executescript("DROP TRIGGER full_UPDATE; DROP TRIGGER full_INSERT;")
            await asyncio.sleep(1.2)
        assert (len(house.said), len(house.told)) == (1, 1)
        assert [row.state for row in house.rows] == (["waiting"] if repeat else [])


async def test_on_a_full_disk_what_was_set_is_told_after_a_new_start_of_the_machine(tmp_path: Path) -> None:
    with office(tmp_path) as house:
        await house.do("timer_start", duration_s=600)
        house.clocks.reboot(60)
        state = house.parts.agenda.ledger._state
        state._database.execute("PRAGMA query_only=ON")
        assert await house.say("timer_status") == "The 10 minute timer has 9 minutes left."


# --- commands for later ---------------------------------------------------------------------------------------------


def iso(after_s: float) -> str:
    return (NOON + timedelta(seconds=after_s)).isoformat()


async def test_a_command_is_carried_out_at_its_time_with_what_was_allowed() -> None:
    with office() as house:
        assert await house.keep(when={"after_s": 60}, until={"after_s": 30}) is None
        await house.served(59)
        assert house.done == []
        await house.served(2)
        [(action, context, late_s)] = house.done
        assert (action.intent, action.targets, action.when, action.until) == ("turn_on", ("light.hall",), None, None)
        assert (context.area, context.source, context.consent) == ("hall", "voice", "none")
        assert late_s == pytest.approx(1.0)
        await house.served(31)
        assert [action.intent for action, _, _ in house.done] == ["turn_on", "turn_off"]
        assert house.rows == []


async def test_every_weekday_until_a_time() -> None:
    with office() as house:
        week = ("mon", "tue", "wed", "thu", "fri")
        assert await house.keep("open", when={"at": iso(3600)}, until={"at": iso(7200)}, repeat=week) is None
        await house.served(3601)
        assert sorted(row.due for row in house.rows) == [at("2026-11-20T14:00"), at("2026-11-23T13:00")]
        await house.served(3600)
        assert [action.intent for action, _, _ in house.done] == ["open", "close"]
        assert [row.due for row in house.rows] == [at("2026-11-23T13:00")]


async def test_from_sunset_until_eleven() -> None:
    with office(almanac=Almanac(52.52, 13.405)) as house:
        assert await house.keep(when={"sun": "sunset", "offset_s": -600}, until={"at": iso(11 * 3600)}) is None
        sunset = datetime.fromtimestamp(house.rows[0].due, BERLIN)
        assert (sunset.hour, 45 <= sunset.minute <= 59) == (15, True)
        await house.served(house.rows[0].due - house.clocks.wall + 1)
        assert [row.due for row in house.rows] == [at("2026-11-20T23:00")]


@pytest.mark.parametrize(
    ("intent", "when", "why"),
    [
        ("turn_on", {"when": {"sun": "sunset", "offset_s": 0}}, "no latitude"),
        ("turn_on", {"until": {"sun": "sunrise", "offset_s": 0}}, "no latitude"),
        ("turn_on", {"repeat": ("mon",)}, "at what time"),
        ("turn_on", {"when": {"after_s": 60}, "repeat": ("mon",)}, "at what time"),
        ("set_temperature", {"until": {"after_s": 60}}, "how to end"),
        ("turn_on", {"when": {"at": iso(-60)}}, "over"),
    ],
)
async def test_what_cannot_be_put_down(intent: str, when: dict[str, Any], why: str) -> None:
    with office() as house:
        assert why in (await house.keep(intent, **when) or "")
        assert house.rows == []


async def test_a_command_that_had_begun_counts_as_later(tmp_path: Path) -> None:
    clocks = Clocks()
    with office(tmp_path, clocks) as house:
        await house.keep(when={"after_s": 60})
        clocks.pass_s(61)
        house.parts.agenda.ledger.take()
    clocks.pass_s(3)
    with office(tmp_path, clocks) as house:
        house.undone = "open the gate"
        await house.served()
        [(_, _, late_s)] = house.done
        assert late_s == pytest.approx(9.0)  # too late for what is not the same twice
        assert house.said == ["At 12:01 PM I was interrupted, and don't know whether I did this: open the gate."]
        assert house.rows == []


async def test_what_it_was_too_late_for_is_told(tmp_path: Path) -> None:
    clocks = Clocks()
    with office(tmp_path, clocks) as house:
        await house.keep(when={"after_s": 60})
        await house.do("reminder_set", text="take the pills", duration_s=120)
    clocks.reboot(86_400)
    with office(tmp_path, clocks) as house:
        house.undone = "turn on the hall light"
        await house.served()
        assert house.said == [
            "Yesterday at 12:01 PM I was not there to turn on the hall light.",
            "Nobody was told yesterday at 12:02 PM of your reminder: take the pills.",
        ]
        assert [each["event_type"] for each in house.told] == ["missed", "missed"]
        assert house.rows == []


async def test_the_command_of_a_timer_is_not_said_twice(tmp_path: Path) -> None:
    clocks = Clocks()
    with office(tmp_path, clocks) as house:
        await house.do("timer_start", duration_s=60, command="toggle the lamp")
        clocks.pass_s(61)
        house.parts.agenda.ledger.take()
    with office(tmp_path, clocks) as house:
        await house.served()
        assert house.asked == []
        [said] = house.said
        assert said.endswith("I was interrupted, and don't know whether I did this: toggle the lamp.")
