"""What is asked of devices: who they are at once, how they are only when somebody follows their answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from edgeassist.home.discovery.learner import Learner, Pace
from edgeassist.home.discovery.shelly import Shelly
from edgeassist.home.discovery.surroundings import Surroundings
from edgeassist.home.discovery.tasmota import Tasmota
from edgeassist.home.registry import Registry
from edgeassist.messages import Command, Home

CONFIG = "tasmota/discovery/A4CF12000001/config"
RELAY = {"dn": "Plug", "t": "plug", "tp": ["cmnd", "stat", "tele"], "rl": [1], "mac": "A4CF12000001"}
ANSWERS = {
    "info": {"name": "Plug", "mac": "A4CF12000001", "gen": 3},
    "config": {"switch:0": {"id": 0}},
    "status": {"switch:0": {"id": 0, "output": True}},
}


@asynccontextmanager
async def learning(follow_s: float = 0.05) -> AsyncIterator[tuple[Learner, list[str]]]:
    """Yield a learner at work and what it did, in order."""
    done: list[str] = []
    registry = Registry(Home("home", {}, {}, {}))

    async def publish(command: Command) -> None:
        done.append(f"{command.topic} {command.payload}")

    async def follow() -> None:
        await asyncio.sleep(follow_s)
        done.append(f"followed {len(registry.home.entities)}")

    around = Surroundings(lambda *_: None, publish, follow)
    learner = Learner(registry, (Tasmota(), Shelly("ours")), around, pace=Pace(quiet_s=0.01))
    running = asyncio.create_task(learner.run())
    try:
        yield learner, done
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def say(learner: Learner, topic: str, content: Any) -> None:
    learner.receive(topic, json.dumps(content).encode())


async def test_a_device_is_asked_for_its_state_once_its_answers_are_followed() -> None:
    async with learning() as (learner, done):
        say(learner, CONFIG, RELAY)
        await until(lambda: len(done) == 3)
        assert done == ["followed 1", "cmnd/plug/STATE ", "cmnd/plug/STATUS 10"]
        say(learner, CONFIG, RELAY)  # as after a restart of the device: nothing about it is new
        await until(lambda: len(done) == 5)
        assert done[3:] == ["cmnd/plug/STATE ", "cmnd/plug/STATUS 10"]


async def test_who_it_is_is_asked_at_once_and_its_state_again_when_it_is_followed() -> None:
    async with learning() as (learner, done):
        say(learner, "plug/online", True)
        await until(lambda: len(done) == 1)
        assert "GetDeviceInfo" in done[0]
        for what, result in ANSWERS.items():
            say(learner, f"ours/plug/{what}/rpc", {"id": 1, "result": result})
        await until(lambda: "followed 1" in done and "GetStatus" in done[-1])
        assert done.index("followed 1") == len(done) - 2
