"""What the bench plays is what it says: devices that are learned and followed, and floods that are real."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice

from edgeassist.cli.bench_network import devices, questions, states, strangers
from edgeassist.home.commands.table import DeviceCommander
from edgeassist.home.discovery.combining import household
from edgeassist.home.discovery.home_assistant import HomeAssistantDiscovery
from edgeassist.home.discovery.merging import IdBook, things_of
from edgeassist.home.following import Follower
from edgeassist.home.registry import Registry
from edgeassist.home.templating import Templates
from edgeassist.messages import Home
from tests.brokers import Mosquitto, tap

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_devices_are_learned_and_what_they_report_is_followed() -> None:
    protocol, templates = HomeAssistantDiscovery(), Templates()
    announced = [each for topic, config in devices(10) for each in protocol.receive(topic, config.encode())]
    registry = Registry(household(Home("bench", {}, {}, {}), things_of(announced), IdBook()).home)
    follower = Follower(registry, DeviceCommander(templates), templates, lambda: NOW)
    follower.topics()
    for topic, payload in islice(states(10), 10):
        follower.receive(topic, payload.encode())
    assert len(registry.home.entities) == 10
    assert {entity.state for entity in registry.home.entities.values()} == {"on", "open", 20.2, 20.7}
    assert all(entity.area for entity in registry.home.entities.values())


def test_strangers_are_learned_too() -> None:
    protocol = HomeAssistantDiscovery()
    assert all(protocol.receive(topic, config.encode())[0].found for topic, config in strangers(5))
    assert len({topic for topic, _ in questions(5)}) == 1


async def test_the_network_is_a_process_of_its_own_and_keeps_its_pace(mosquitto: Mosquitto) -> None:
    options = [str(mosquitto.port), "states", "50", "--rate", "250"]
    command = [sys.executable, "-m", "edgeassist.cli.bench_network", *options]
    async with tap(mosquitto.port) as listener:
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        float(await process.stdout.readline())
        began = asyncio.get_running_loop().time()
        assert await process.wait() == 0
        assert asyncio.get_running_loop().time() - began >= 0.15
        await listener.until("bench/done")
        assert len({topic for topic, _ in listener.got if topic != "bench/done"}) == 50
