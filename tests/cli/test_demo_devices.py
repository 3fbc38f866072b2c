"""The simulated devices are strict: what a real one would not take changes nothing."""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.home.discovery.combining import household
from edgeassist.home.discovery.home_assistant import HomeAssistantDiscovery
from edgeassist.home.discovery.merging import IdBook, things_of
from edgeassist.home.registry import load_home
from edgeassist.messages import Home
from tests.brokers import Mosquitto, Tap, free_port, tap

HOME = Path(__file__).parents[2] / "configs" / "demo-home.json"


@contextlib.asynccontextmanager
async def devices(mosquitto: Mosquitto) -> AsyncIterator[Tap]:
    playing = DemoDevices(load_home(HOME), port=mosquitto.port, travel_s=0.4)
    task = asyncio.create_task(playing.run())
    try:
        await playing.ready.wait()
        async with tap(mosquitto.port) as others:
            yield others
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_every_device_reports_at_the_start_and_the_report_is_kept(mosquitto: Mosquitto) -> None:
    wanted = {
        "home/bridge": "online",
        "home/kitchen/kettle": "OFF",
        "home/kitchen/freezer": '{"temperature": -18.5}',
        "home/hallway/door": "LOCKED",
        "home/living_room/blind": "open",
        "home/living_room/blind/position": "100",
        "home/living_room/heating/current": "19.8",
        "home/living_room/tv/volume": "40",
        "home/bedroom/light": '{"state": "OFF", "brightness": 255}',
    }
    async with devices(mosquitto) as others:
        await others.settle()
        assert wanted.items() <= others.retained.items()


def test_what_devices_say_of_themselves_is_all_that_there_is_to_know() -> None:
    home, protocol = load_home(HOME), HomeAssistantDiscovery()
    said = DemoDevices(home, announce=True).announced
    announced = [each for topic, config in said.items() for each in protocol.receive(topic, config.encode())]
    learned = household(Home("home", {}, {}, {}), things_of(announced), IdBook()).home.entities
    for key, entity in home.entities.items():
        if entity.domain == "media_player":
            assert key not in learned
            continue
        known = learned[key]
        assert (known.name, known.area, known.device_class) == (entity.name, entity.area, entity.device_class)
        assert entity.mqtt is not None
        assert known.mqtt is not None
        assert entity.mqtt.items() <= known.mqtt.items()
    assert DemoDevices(home).announced == {}


async def test_a_cover_takes_its_time_and_stops_when_told(mosquitto: Mosquitto) -> None:
    async with devices(mosquitto) as others:
        await others.publish("home/living_room/blind/set", "CLOSE")
        await others.until("home/living_room/blind", "closing")
        await others.until("home/living_room/blind/position", "75")
        await others.publish("home/living_room/blind/set", "STOP")
        await asyncio.sleep(0.3)
        assert 0 < float(await others.until("home/living_room/blind/position")) <= 75
        assert others.on("home/living_room/blind")[-1] == "open"
        await others.publish("home/living_room/blind/position/set", "0")
        await others.until("home/living_room/blind", "closed")


@pytest.mark.parametrize(
    ("topic", "payload", "state"),
    [
        ("home/kitchen/kettle/set", "on", "home/kitchen/kettle"),
        ("home/hallway/door/set", "OPEN", "home/hallway/door"),
        ("home/bedroom/fan/speed/set", "5", "home/bedroom/fan/speed"),
        ("home/living_room/heating/target/set", "warm", "home/living_room/heating/target"),
        ("home/living_room/heating/mode/set", "cool", "home/living_room/heating/mode"),
        ("home/bedroom/light/set", "ON", "home/bedroom/light"),
        ("home/bedroom/light/set", '{"brightness": 3}', "home/bedroom/light"),
        ("home/living_room/blind/position/set", "101", "home/living_room/blind/position"),
    ],
)
async def test_what_a_device_does_not_take_changes_nothing(
    mosquitto: Mosquitto, topic: str, payload: str, state: str
) -> None:
    async with devices(mosquitto) as others:
        await others.settle()
        before = others.on(state)
        await others.publish(topic, payload)
        await asyncio.sleep(0.1)
        await others.settle()
        assert others.on(state) == before


async def test_a_light_ignores_a_colour_in_a_mode_that_it_has_not(mosquitto: Mosquitto) -> None:
    async with devices(mosquitto) as others:
        await others.publish("home/kitchen/strip/set", '{"state": "ON", "color": {"r": 1, "g": 2, "b": 3}}')
        await others.until("home/kitchen/strip", json.dumps({"state": "ON", "brightness": 254}))


def test_without_a_broker_it_says_so() -> None:
    port = str(free_port())
    command = [sys.executable, "-m", "edgeassist.cli.demo_devices", str(HOME), "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert re.fullmatch(rf"demo devices: no broker at 127.0.0.1:{port} \(.*\)\n", ended.stderr)
