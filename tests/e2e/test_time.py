"""Timers, alarms and commands for later in the whole assistant, at a real broker, on the real clock."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import pytest

from edgeassist.rules import PolicySettings
from edgeassist.settings import PrivacySettings
from tests.brokers import Mosquitto
from tests.houses import BASE, LAMP, answer, checked, house, payload_of


async def test_a_timer_runs_rings_and_is_stopped(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        assert await answer(app, "set a timer for 2 seconds") == "Your timer for 2 seconds has started."
        running = await payload_of(others, "timer/timer-1", state="running")
        assert (running["name"], running["length_s"]) == (None, 2)
        assert await answer(app, "how long is left on the timer") == "The 2 second timer has 2 seconds left."
        told = await payload_of(others, "event/due", event_type="timer", id="timer-1")
        assert told["text"] == "Your timer is done."
        assert (await payload_of(others, "timer/timer-1", state="ringing"))["remaining_s"] == 0
        assert others.on(f"{BASE}/timer/timer-1")[-1] != ""
        assert await answer(app, "stop") == "Okay."
        await others.until(f"{BASE}/timer/timer-1", "")
        assert await answer(app, "how long is left on the timer") == "There is no timer running."
        assert len(others.on(f"{BASE}/event/due")) == 1
        assert {"timer", "event_due", "turn", "action"} <= checked(others)


async def test_the_stop_button_silences_what_rings(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        await answer(app, "set a timer for 1 second")
        await payload_of(others, "timer/timer-1", state="ringing")
        await others.publish(f"{BASE}/cmd/stop", "")
        await others.until(f"{BASE}/timer/timer-1", "")


async def test_a_command_for_later_is_carried_out_once_and_ended(
    mosquitto: Mosquitto, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        assert await answer(app, "in 1 second turn on the hall lamp") == "I will turn on the hall lamp in 1 second."
        assert others.on("lamp/set") == []
        await others.until("lamp/set", "ON", within_s=5)
        assert await answer(app, "turn on the hall lamp for 1 second") == "The hall lamp is on for 1 second."
        assert others.on("lamp/set") == ["ON", "ON"]
        await others.until("lamp/set", "OFF", within_s=5)
        later = await payload_of(others, "action", reason="later")
        assert (later["entity"], later["result"]) == (LAMP, "confirmed")
        assert "action" in checked(others)
        await asyncio.sleep(1.2)  # what fails begins again after a second
        assert others.on("lamp/set") == ["ON", "ON", "OFF"]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_way_in_is_asked_about_before_it_is_put_down(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path, policy=PolicySettings()) as (app, others):
        assert await answer(app, "unlock the front door in 1 second") == "Shall I unlock the front door in 1 second?"
        await asyncio.sleep(1.2)
        assert others.on("door/set") == []
        assert await answer(app, "yes") == "I will unlock the front door in 1 second."
        assert others.on("door/set") == []
        await others.until("door/set", "UNLOCK", within_s=5)


async def test_the_sun_needs_coordinates(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, _):
        said = await answer(app, "turn on the hall lamp at sunset")
        assert said == "I don't know when the sun rises and sets here: the settings have no latitude and longitude."
    async with house(mosquitto, tmp_path, latitude=52.5, longitude=13.4) as (app, _):
        assert await answer(app, "turn on the hall lamp at sunset") == "I will turn on the hall lamp at sunset."


async def test_a_timer_outlives_the_process_and_its_command_is_done(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, _):
        await answer(app, "set a timer for 2 seconds to turn on the hall lamp")
        await answer(app, "set a pasta timer for 10 minutes")
    async with house(mosquitto, tmp_path, privacy=PrivacySettings(publish_text=False)) as (app, others):
        await others.until("lamp/set", "ON", within_s=5)
        kept = json.loads(await others.until(f"{BASE}/timer/timer-2"))
        assert "name" not in kept
        told = json.loads(await others.until(f"{BASE}/event/due"))
        assert "text" not in told
        assert await answer(app, "cancel the pasta timer") == "The pasta timer is cancelled."
        await others.until(f"{BASE}/timer/timer-2", "")
