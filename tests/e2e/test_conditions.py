"""What waits for something to happen, in the whole assistant: states and commands at a real broker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from edgeassist.app import App
from edgeassist.rules import PolicySettings
from tests.brokers import Mosquitto, Tap
from tests.houses import answer, checked, house, payload_of

HOME = {
    "name": "home",
    "areas": [{"id": "hall", "name": "Hall"}],
    "entities": [
        {
            "id": "light.hall", "name": "Hall Lamp", "domain": "light", "area": "hall",
            "mqtt": {"platform": "light", "command_topic": "lamp/set", "optimistic": True},
        },
        {
            "id": "lock.front", "name": "Front Lock", "domain": "lock", "area": "hall",
            "mqtt": {"platform": "lock", "command_topic": "lock/set", "optimistic": True},
        },
        {
            "id": "binary_sensor.front", "name": "Front Door", "domain": "binary_sensor", "device_class": "door",
            "area": "hall", "mqtt": {"platform": "binary_sensor", "state_topic": "door"},
        },
    ],
}  # fmt: skip


@asynccontextmanager
async def hall(broker: Mosquitto, folder: Path, **more: Any) -> AsyncIterator[tuple[App, Tap]]:
    """Run an assistant that knows that the door is shut."""
    async with house(broker, folder, HOME, **more) as (app, others):
        await others.publish("door", "OFF")
        assert await app.registry.wait_for(lambda home: home.entities["binary_sensor.front"].state == "off", 5)
        yield app, others


async def test_a_command_and_a_notice_when_the_door_opens(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with hall(mosquitto, tmp_path) as (app, others):
        said = await answer(app, "turn on the hall lamp when the front door opens")
        assert said == "I'll turn on the hall lamp when the front door opens."
        assert await answer(app, "tell me when the front door opens") == "I'll tell you when the front door opens."
        assert await answer(app, "what have you got planned") == (
            "I will turn on the hall lamp when the front door opens and tell you when the front door opens."
        )
        assert others.on("lamp/set") == []
        await others.publish("door", "ON")
        await others.until("lamp/set", "ON", within_s=5)
        told = await payload_of(others, "event/due", event_type="notice")
        assert told["text"] == "The front door is open."
        assert await answer(app, "what have you got planned") == "Nothing is planned."
        assert await answer(app, "turn off the hall lamp if the front door is open") == "The hall lamp is off."
        assert {"turn", "action", "event_due"} <= checked(others)


async def test_a_way_in_is_asked_about_when_it_is_said(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with hall(mosquitto, tmp_path, policy=PolicySettings()) as (app, others):
        asked = "Shall I unlock the front lock when the front door opens?"
        assert await answer(app, "unlock the front lock when the front door opens") == asked
        assert await answer(app, "no") == "Okay."
        assert await answer(app, "what have you got planned") == "Nothing is planned."
        assert await answer(app, "unlock the front lock when the front door opens") == asked
        assert await answer(app, "yes") == "I'll unlock the front lock when the front door opens."
        assert others.on("lock/set") == []
        await others.publish("door", "ON")
        await others.until("lock/set", "UNLOCK", within_s=5)
