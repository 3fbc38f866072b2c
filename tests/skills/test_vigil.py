"""What waits for something to happen: done when it does, once, through restarts; not while nothing is known."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from edgeassist.home.happening import holds
from edgeassist.home.registry import overlay
from tests.skills.happening import HOUSE, Watch, waits, watch, watched
from tests.skills.timing import Clocks

ON = ("turn_on", ("light.hall",))


async def settle(house: Watch, seconds: float = 2.0) -> None:
    """Let so much time pass, and everybody notice."""
    await asyncio.sleep(0.04)
    house.clocks.pass_s(seconds)
    house.parts.agenda.hearers[-1]()
    await asyncio.sleep(0.08)


async def test_a_command_is_done_once_when_it_happens() -> None:
    with watch() as house:
        await house.ask("turn on the hall light when the front door opens")
        async with watched(house):
            await settle(house)
            assert house.acted == []
            for state in ("on", "off", "on"):
                house.set("binary_sensor.front", state)
                await settle(house)
        assert house.acted == [ON]
        assert house.rows == []


async def test_every_time_stays_until_it_is_cancelled() -> None:
    with watch() as house:
        await house.ask("turn on the hall light every time the front door opens")
        async with watched(house):
            for state in ("on", "off", "on", "off"):
                house.set("binary_sensor.front", state)
                await settle(house)
            assert house.acted == [ON, ON]
            assert [row.state for row in house.rows] == ["watching"]
            assert await house.tell("cancel the front door rule") == (
                "Okay, I won't turn on the hall light every time the front door opens."
            )
            house.set("binary_sensor.front", "on")
            await settle(house)
        assert house.acted == [ON, ON]
        assert house.rows == []


async def test_a_bounce_of_a_contact_is_nothing_and_a_moment_of_motion_is_something() -> None:
    with watch() as house:
        await house.ask("turn on the hall light when the front door opens")
        await house.ask("turn off the heating when there is motion in the hall")
        async with watched(house):
            await settle(house)
            for entity in ("binary_sensor.front", "binary_sensor.motion"):
                house.set(entity, "on")
                house.set(entity, "off")
            await settle(house)
        assert house.acted == [("turn_off", ("climate.heating",))]


async def test_a_device_that_is_gone_for_a_while_has_not_changed() -> None:
    with watch() as house:
        house.set("binary_sensor.front", "on")
        await house.ask("turn on the hall light when the front door opens")
        async with watched(house):
            for state in ("unavailable", "on", "unavailable", "off", "unavailable"):
                house.set("binary_sensor.front", state)
                await settle(house)
            assert house.acted == []
            house.set("binary_sensor.front", "on")
            await settle(house)
        assert house.acted == [ON]


async def test_what_happens_while_nobody_runs_is_told_after_the_start(tmp_path: Path) -> None:
    clocks = Clocks()
    with watch(tmp_path, clocks) as house:
        await house.ask("tell me when the front door opens")
        async with watched(house):
            await settle(house)
    clocks.reboot(3600)
    home = overlay(HOUSE, {"binary_sensor.front": {"state": "on"}})
    with watch(tmp_path, clocks, home) as house:
        async with watched(house):
            await settle(house)
        assert house.said == ["The front door is open."]
        assert [event["event_type"] for event in house.told] == ["notice"]
        assert house.rows == []


async def test_after_a_day_nobody_waits_any_more() -> None:
    with watch() as house:
        await house.ask("turn on the hall light when the front door opens")
        await house.ask("tell me every time the front door opens")
        async with watched(house):
            await settle(house, 86_399)
            assert len(house.rows) == 2
            await settle(house, 2)
            assert [row.kind for row in house.rows] == ["notice"]


async def test_what_must_last_is_told_when_it_has() -> None:
    with watch() as house:
        assert await house.tell("tell me when the front door has been open for 10 minutes") == (
            "I'll tell you when the front door has been open for 10 minutes."
        )
        async with watched(house):
            house.set("binary_sensor.front", "on")
            await settle(house, 599)
            house.set("binary_sensor.front", "off")
            await settle(house, 5)
            house.set("binary_sensor.front", "on")
            await settle(house, 598)
            assert house.said == []
            await settle(house, 3)
        assert house.said == ["The front door has been open for 10 minutes."]


async def test_any_of_several_each_time_one_of_them() -> None:
    with watch() as house:
        house.set("binary_sensor.w1", "on")
        await house.ask("tell me whenever a window opens")
        async with watched(house):
            house.set("binary_sensor.w2", "on")
            await settle(house)
            assert house.said == ["The kitchen window is open."]
            house.set("binary_sensor.w1", "off")
            await settle(house)
            house.set("binary_sensor.w1", "on")
            await settle(house)
        assert house.said[1:] == ["The bedroom window is open."]


async def test_all_of_several_once_the_last_one_is_so() -> None:
    with watch() as house:
        await house.ask("when everyone has left turn off the heating")
        async with watched(house):
            house.set("person.anna", "not_home")
            await settle(house)
            house.set("person.ben", "unavailable")
            await settle(house)
            assert house.acted == []
            house.set("person.ben", "not_home")
            await settle(house)
        assert house.acted == [("turn_off", ("climate.heating",))]


async def test_a_washer_is_done_when_its_power_has_stayed_down() -> None:
    with watch() as house:
        assert await house.tell("tell me when the washer is done") == "I'll tell you when the washer is done."
        async with watched(house):
            for watts in (4.0, 200.0, 2.0):
                house.set("sensor.watts", watts)
                await settle(house, 60)
            assert house.said == []
            await settle(house, 60)
        assert house.said == ["The washer is done."]


async def test_a_number_that_stays_there_counts_once() -> None:
    with watch() as house:
        await house.ask("turn on the bedroom fan every time the bedroom is above 25")
        async with watched(house):
            for degrees in (24.9, 25.1, 24.9, 25.2, 26.0):
                house.set("sensor.bedroom", degrees)
                await settle(house, 10)
            assert house.acted == [("turn_on", ("fan.bedroom",))]
            house.set("sensor.bedroom", 23.0)
            await settle(house, 61)
            house.set("sensor.bedroom", 25.5)
            await settle(house)
        assert len(house.acted) == 2


@pytest.mark.parametrize(
    ("state", "acted"), [("open", [("close", ("cover.garage",))]), ("closed", []), ("unknown", [])]
)
async def test_at_its_time_it_is_done_if_it_is_so(state: str, acted: list[Any]) -> None:
    with watch() as house:
        house.set("cover.garage", "open")
        await house.ask("if the garage is open at 10 pm close it")
        house.set("cover.garage", state)
        house.clocks.pass_s(10 * 3600 + 1)
        async with watched(house):
            await settle(house)
        assert house.acted == acted
        assert [event["event_type"] for event in house.told] == ([] if acted else ["skipped"])
        assert house.rows == []


async def test_what_is_so_already_is_told_at_once() -> None:
    with watch() as house:
        assert await house.tell("tell me when the garage door is open") == "The garage door is open."
        assert house.rows == []
        assert await house.tell("tell me every time the garage door opens") == (
            "I'll tell you every time the garage door opens."
        )
        assert len(house.rows) == 1
        assert (await house.tell("tell me every time the garage door opens")).startswith("I am on the watch for that")
        assert len(house.rows) == 1


async def test_a_reminder_and_what_ends_by_itself() -> None:
    with watch() as house:
        await house.ask("remind me to fold the towels when the dryer is done")
        await house.ask("turn on the hall light for 5 minutes when the front door opens")
        async with watched(house):
            await settle(house)
            house.set("switch.dryer", "off")
            house.set("binary_sensor.front", "on")
            await settle(house, 6)
            assert house.said == ["A reminder: fold the towels."]
            assert house.acted == [ON]
        await house.served(301)
        assert house.acted == [ON, ("turn_off", ("light.hall",))]


def test_how_things_are() -> None:
    home = overlay(HOUSE, {"person.anna": {"state": "not_home"}, "weather.home": {"state": "pouring"}})
    assert holds(waits("turn off the heating if everyone has left"), home) is False
    assert holds(waits("turn off the heating if nobody is home"), home) is False
    assert holds(waits("turn off the heating if it is raining"), home) is True
    assert holds(waits("turn off the heating unless it is raining"), home) is False
    assert holds(waits("turn off the heating if the bedroom is below 22"), home) is True
    gone = overlay(home, {"binary_sensor.w1": {"state": "unavailable"}})
    assert holds(waits("turn off the heating if all windows are closed"), gone) is None
    assert holds(waits("turn off the heating if a window is open"), gone) is None
