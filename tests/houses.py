"""The whole assistant without its process, in a small house at a real broker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from edgeassist.app import App, build
from edgeassist.daemon import supervise
from edgeassist.senses import AudioSettings
from edgeassist.settings import IntentSettings, MqttSettings, Settings
from tests.brokers import Mosquitto, Tap, tap
from tests.mqtt.schemas import check

BASE = "edgeassist/edgeassist"
LAMP = "light.hall"
HALL = {
    "name": "home",
    "areas": [{"id": "hall", "name": "Hall"}],
    "entities": [
        {
            "id": LAMP, "name": "Hall Lamp", "domain": "light", "area": "hall",
            "mqtt": {"platform": "light", "command_topic": "lamp/set", "optimistic": True},
        },
        {
            "id": "lock.front", "name": "Front Door", "domain": "lock", "area": "hall",
            "mqtt": {"platform": "lock", "command_topic": "door/set", "optimistic": True},
        },
    ],
}  # fmt: skip
SILENT = AudioSettings(input="no such microphone", output="no such loudspeaker")
"""There is to be sound, and there is none."""


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[App]:
    """Run all of the assistant but the process."""
    async with build(settings) as app, asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(supervise(name, service)) for name, service in app.services.items()]
        await app.broker.wait_connected(30)
        try:
            yield app
        finally:
            for task in running:
                task.cancel()


def settings_for(broker: Mosquitto, folder: Path, home: Path | None = None) -> Settings:
    """Return settings without sound and without language models."""
    return Settings(
        home=home,
        state_dir=folder / "state",
        mqtt=MqttSettings(host="127.0.0.1", port=broker.port),
        audio=AudioSettings(enabled=False),
        intent=IntentSettings(edge_model="off", general_model="off"),
    )


@asynccontextmanager
async def house(
    broker: Mosquitto, folder: Path, home: Mapping[str, Any] = HALL, **more: Any
) -> AsyncIterator[tuple[App, Tap]]:
    """Run an assistant in this home, and listen to everything that is sent."""
    file = folder / "home.json"
    file.write_text(json.dumps(home), encoding="utf-8")
    settings = settings_for(broker, folder, file).model_copy(update=more)
    async with tap(broker.port) as others, running(settings) as app:
        yield app, others


async def answer(app: App, text: str) -> str:
    """Return what is answered to a typed sentence."""
    return (await app.assistant.ask(text, source="cli")).reply.text


async def payload_of(others: Tap, topic: str, **parts: Any) -> dict[str, Any]:
    """Return the first message on the topic that has these parts."""
    async with asyncio.timeout(10):
        while True:
            for payload in others.on(f"{BASE}/{topic}"):
                message: dict[str, Any] = json.loads(payload or "{}")
                if parts.items() <= message.items():
                    check(f"{BASE}/{topic}", payload)
                    return message
            await asyncio.sleep(0.02)


def checked(others: Tap) -> set[str | None]:
    """Return the schemas of all that was sent, each kept."""
    return {check(topic, payload) for topic, payload in others.got if payload}
