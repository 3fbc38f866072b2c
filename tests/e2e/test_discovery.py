"""A house that is known from its broker alone: real mosquitto, the daemon's parts, devices that answer late."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import aiomqtt

from edgeassist.app import App, build
from edgeassist.messages import TurnRecord
from tests.brokers import Mosquitto, Tap, tap
from tests.houses import running, settings_for

WITHIN_S = 2.0
"""So long a change of the house may take to be known."""

LAMP = {
    "name": None, "uniq_id": "lamp-1", "schema": "json", "cmd_t": "lamp/1/set", "stat_t": "lamp/1",
    "sup_clrm": ["brightness"], "dev": {"ids": ["lamp-1"], "name": "Heron lamp", "sa": "Garden room"},
}  # fmt: skip
CONFIG = "homeassistant/light/lamp-1/light/config"


async def lamp(port: int, delay_s: float) -> None:
    """Be a lamp that takes its time."""
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("lamp/1/set")
        async for message in client.messages:
            assert isinstance(message.payload, bytes)
            await asyncio.sleep(delay_s)
            await client.publish("lamp/1", message.payload, retain=True)


async def known(app: App, condition: Callable[[tuple[str, ...]], bool]) -> float:
    """Return after how many seconds the names that can be said fulfil the condition."""
    began = time.monotonic()
    assert await app.registry.wait_for(lambda home: condition(home.vocabulary.names), 10), app.registry.home
    return time.monotonic() - began


async def announce(listener: Tap, name: str | None) -> None:
    device = {"ids": ["lamp-1"], "name": name, "sa": "Garden room"}
    await listener.publish(CONFIG, json.dumps({**LAMP, "dev": device}) if name else b"", retain=True)


def targets(record: TurnRecord) -> list[str]:
    return [target for action in record.plan.actions for target in action.targets]


async def test_a_lamp_comes_is_commanded_is_renamed_and_goes(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with tap(mosquitto.port) as listener, running(settings_for(mosquitto, tmp_path)) as app:
        answering = asyncio.create_task(lamp(mosquitto.port, 0.3))
        assert (await app.assistant.ask("turn on the heron lamp", source="cli")).reply.outcome != "done"

        await announce(listener, "Heron lamp")
        assert await known(app, lambda names: "heron lamp" in names) < WITHIN_S
        record = await app.assistant.ask("turn on the heron lamp", source="cli")
        assert [(step.topic, step.payload, step.result) for step in record.steps] == [
            ("lamp/1/set", '{"state": "ON"}', "confirmed")
        ]
        assert record.latency_ms["total"] > 250
        assert app.registry.home.entities["light.heron_lamp"].state == "on"
        assert targets(await app.assistant.ask("turn off the lights in the garden room", source="cli")) == [
            "light.heron_lamp"
        ]

        await announce(listener, "Ibis lamp")
        assert await known(app, lambda names: "ibis lamp" in names and "heron lamp" not in names) < WITHIN_S
        assert targets(await app.assistant.ask("turn on the ibis lamp", source="cli")) == ["light.heron_lamp"]
        assert app.registry.home.entities["light.heron_lamp"].state == "on"

        await announce(listener, None)
        assert await known(app, lambda names: "ibis lamp" not in names) < WITHIN_S
        assert not app.registry.home.entities
        assert targets(await app.assistant.ask("turn on the ibis lamp", source="cli")) == []
        answering.cancel()


async def test_the_house_is_known_after_a_start_without_a_broker(tmp_path: Path, mosquitto: Mosquitto) -> None:
    settings = settings_for(mosquitto, tmp_path)
    async with tap(mosquitto.port) as listener, running(settings) as app:
        await announce(listener, "Heron lamp")
        await known(app, lambda names: "heron lamp" in names)
        async with asyncio.timeout(6):
            while not (settings.state_dir / "learned-home.json").exists():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    mosquitto.kill()
    async with build(settings) as app:
        assert app.registry.home.entities["light.heron_lamp"].area == "garden_room"
        assert targets(await app.assistant.ask("turn on the heron lamp", source="cli")) == ["light.heron_lamp"]


async def test_a_turn_during_a_flood(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with tap(mosquitto.port) as listener, running(settings_for(mosquitto, tmp_path)) as app:
        await announce(listener, "Heron lamp")
        await known(app, lambda names: "heron lamp" in names)

        async def turn_s() -> float:
            began = time.monotonic()
            record = await app.assistant.ask("is the heron lamp on", source="cli")
            assert targets(record) == ["light.heron_lamp"]
            return time.monotonic() - began

        async def turns_s(enough: Callable[[], bool]) -> list[float]:
            taken: list[float] = []
            while len(taken) < 40 or not enough():
                taken.append(await turn_s())
                await asyncio.sleep(0.01)
            return taken

        quiet = await turns_s(lambda: True)
        command = [sys.executable, "-m", "edgeassist.cli.bench_network", str(mosquitto.port), "strangers", "3000"]
        flood = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
        flooded = await turns_s(lambda: len(app.registry.home.entities) > 1_000 and flood.returncode is not None)
        assert await flood.wait() == 0
        assert median(flooded) < 2 * median(quiet) + 0.01  # a machine that does other things besides
        assert max(flooded) < 0.5
