"""Sensors of a house at a real broker: a freezer warms up, is told of, spoken of, and taken for normal."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from edgeassist.app import App
from edgeassist.messages import Reading
from edgeassist.sensors.monitor import Monitor
from edgeassist.settings import PrivacySettings, SensorsSettings
from edgeassist.watch.desk import Desk
from edgeassist.watch.keeping import FILE, Keeping
from tests.brokers import Mosquitto, Tap, tap
from tests.houses import BASE, answer, house, payload_of
from tests.mqtt.schemas import check

FREEZER = "sensor.freezer_temperature"
HOME = {
    "name": "home",
    "areas": [{"id": "cellar", "name": "Cellar"}],
    "entities": [
        {
            "id": FREEZER, "name": "Freezer Temperature", "domain": "sensor", "device_class": "temperature",
            "area": "cellar", "attributes": {"unit_of_measurement": "°C"},
            "mqtt": {"platform": "sensor", "state_topic": "freezer", "unit_of_measurement": "°C"},
        },
        {
            "id": "binary_sensor.leak", "name": "Pump Leak", "domain": "binary_sensor", "device_class": "moisture",
            "area": "cellar", "mqtt": {"platform": "binary_sensor", "state_topic": "leak"},
        },
    ],
}  # fmt: skip


def learned(folder: Path, days: float = 4) -> None:
    """Leave behind what a daemon has learned that ran until now."""
    monitor, chance, now = Monitor(SensorsSettings(), None), Random(1), time.time()
    moments = [now - days * 86_400 + 300 * n for n in range(int(days * 288))]
    for at in moments:
        value = round(-18 + 0.6 * math.sin(at / 400) + chance.gauss(0, 0.1), 1)
        monitor.feed([Reading(FREEZER, value, at, at, "temperature", "°C")])
    Keeping(folder / "state" / FILE).write(monitor.saved(), Desk().saved())


@asynccontextmanager
async def cellar(broker: Mosquitto, folder: Path, **more: Any) -> AsyncIterator[tuple[App, Tap]]:
    """Run an assistant that has told that nothing is wrong."""
    async with house(broker, folder, HOME, **more) as (app, others):
        await others.until(f"{BASE}/anomaly/summary", within_s=10)
        yield app, others


async def test_a_freezer_that_warms_up_is_told_explained_and_accepted(mosquitto: Mosquitto, tmp_path: Path) -> None:
    learned(tmp_path)
    async with cellar(mosquitto, tmp_path) as (app, others):
        assert await answer(app, "is anything wrong?") == "Nothing is wrong with the sensors."
        await others.publish("freezer", "-8.0")
        alert = await payload_of(others, f"anomaly/{FREEZER}", entity=FREEZER, value=-8.0)
        assert alert["expected"][1] < -10
        assert (alert["name"], alert["room"], alert["gravity"]) == ("Freezer Temperature", "Cellar", "urgent")
        announced = await payload_of(others, "event/alert", event_type="urgent")
        assert announced["text"].startswith("Warning: the freezer temperature ")
        assert "minus 8 degrees" in announced["text"]
        summary = await payload_of(others, "anomaly/summary", count=1)
        assert summary["entities"] == [FREEZER]
        why = await answer(app, "why did you warn me about the freezer?")
        assert why.startswith("Because the freezer temperature ")
        assert "minus 8 degrees" in why
        assert "The freezer temperature " in await answer(app, "is anything wrong?")
        await others.publish(f"{BASE}/cmd/ask", "any problems with the sensors?")
        told = json.loads(await others.until(f"{BASE}/resp/ask"))
        assert (told["ok"], told["reply"]) == (True, summary["text"])
        assert await answer(app, "that's normal") == "Okay, I take that for normal with the freezer temperature."
        await payload_of(others, "anomaly/summary", count=0)
        await others.until(f"{BASE}/anomaly/{FREEZER}", "")
        assert await answer(app, "any problems with the sensors?") == "Nothing is wrong with the sensors."
        step = await payload_of(others, "action", intent="anomaly_accept")
        assert (step["entity"], step["result"]) == (FREEZER, "confirmed")
        checked = {check(topic, payload) for topic, payload in others.got if payload}
        assert {"anomaly", "anomaly_summary", "event_alert", "turn", "action", "discovery_device"} <= checked


async def test_what_was_learned_and_said_is_known_after_a_restart(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with cellar(mosquitto, tmp_path) as (app, others):
        await others.publish("leak", "ON", retain=True)
        announced = await payload_of(others, "event/alert", event_type="urgent")
        assert announced["text"].startswith("Warning: the pump leak has been reporting water since ")
        assert await answer(app, "stop warning me about the freezer for a week")
    async with cellar(mosquitto, tmp_path) as (app, others):
        await payload_of(others, "anomaly/summary", count=1)
        await asyncio.sleep(1.5)
        assert others.on(f"{BASE}/event/alert") == []  # it was said before
        await others.publish("leak", "OFF")
        await payload_of(others, "anomaly/summary", count=0)
        assert "it was over at" in await answer(app, "why did you warn me about the pump leak")


async def test_words_stay_in_the_cellar(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with cellar(mosquitto, tmp_path, privacy=PrivacySettings(publish_text=False)) as (_, others):
        await others.publish("leak", "ON")
        summary = await payload_of(others, "anomaly/summary", count=1)
        alert = await payload_of(others, "anomaly/binary_sensor.leak", kind="hazard")
        announced = await payload_of(others, "event/alert", event_type="urgent")
    assert "text" not in {*summary, *announced}
    assert {"name", "room", "reason"}.isdisjoint({*alert, *summary["facts"][0]})


async def test_an_alert_that_ended_while_nobody_watched_is_cleared(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with tap(mosquitto.port) as others:
        await others.publish(f"{BASE}/anomaly/sensor.gone", '{"id": "1"}', retain=True)
        async with cellar(mosquitto, tmp_path):
            await others.until(f"{BASE}/anomaly/sensor.gone", "", within_s=10)


async def test_what_the_broker_kept_is_not_taken_for_news(mosquitto: Mosquitto, tmp_path: Path) -> None:
    learned(tmp_path)
    async with tap(mosquitto.port) as others:
        await others.publish("freezer", "-2.0", retain=True)
        async with cellar(mosquitto, tmp_path) as (app, _):
            async with asyncio.timeout(5):
                while app.registry.home.entities[FREEZER].state != -2.0:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.8)
            assert await answer(app, "is anything wrong?") == "Nothing is wrong with the sensors."
            await others.publish("freezer", "-2.0")
            await others.until(f"{BASE}/anomaly/{FREEZER}", within_s=10)
