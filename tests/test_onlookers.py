"""What is shown to who watches: levels of a microphone, at a real broker, for as long as somebody asks for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from edgeassist import onlookers
from edgeassist.audio.fanout import Fanout
from edgeassist.errors import AudioError, EdgeAssistError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Area, Chunk, Entity, Home
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.requests import Request
from edgeassist.mqtt.sending import Sender
from edgeassist.onlookers import Onlookers
from edgeassist.settings import MqttSettings
from tests.brokers import Mosquitto, Tap, tap
from tests.mqtt.schemas import check

LEVEL = "edgeassist/den/level"
LAMP = Entity("light.hall", "Hall Light", "light", area="hall", state="on", changed=datetime(2026, 11, 20, tzinfo=UTC))
PROBE = Entity("sensor.t", "Probe", "sensor", state=21.5, attributes={"unit_of_measurement": "°C"})
HOME = Home("home", {}, {"hall": Area("hall", "Hall")}, {each.id: each for each in (LAMP, PROBE)})


async def speak(ears: Fanout) -> None:
    """Deliver a loud chunk every 32 ms."""
    while True:
        ears.publish(Chunk(bytes([0, 64]) * CHUNK_SAMPLES, asyncio.get_running_loop().time()))
        await asyncio.sleep(CHUNK_S)


@asynccontextmanager
async def watched(mosquitto: Mosquitto, ears: Fanout) -> AsyncIterator[tuple[Onlookers, Tap]]:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    here = Onlookers(Sender(broker, "den"), ears, lambda: HOME, publish_text=True)
    async with tap(mosquitto.port) as others:
        running = [asyncio.create_task(each) for each in (broker.run(), here.run(), speak(ears))]
        await broker.wait_connected(30)
        yield here, others
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def test_levels_come_while_somebody_watches(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onlookers, "WATCHED_S", 0.6)
    ears = Fanout()
    async with watched(mosquitto, ears) as (here, others):
        await asyncio.sleep(0.3)
        assert others.on(LEVEL) == []
        answer = await here.watch(Request("watch"))
        assert (answer["ok"], answer["microphone"]) == (True, True)
        await asyncio.sleep(0.4)
        await here.watch(Request("watch"))  # somebody still does
        ears.interrupt(AudioError("unplugged"))  # and is not bothered by a microphone that comes back
        await asyncio.sleep(1.2)
        levels = others.on(LEVEL)
        await asyncio.sleep(0.5)
        assert others.on(LEVEL) == levels
    assert 2 <= len(levels) <= 6
    assert json.loads(levels[0]) == {"rms_db": -6.0, "peak_db": -6.0}
    assert check(LEVEL, levels[0]) == "level"
    assert LEVEL not in others.retained


async def test_devices_are_told_as_they_are(mosquitto: Mosquitto) -> None:
    async with watched(mosquitto, Fanout()) as (here, _):
        everything = await here.devices({})
        assert everything["devices"] == [
            {
                "id": "light.hall",
                "state": "on",
                "changed": "2026-11-20T00:00:00+00:00",
                "name": "Hall Light",
                "area": "Hall",
            },
            {"id": "sensor.t", "state": 21.5, "unit": "°C", "name": "Probe", "area": None},
        ]
        check("edgeassist/den/resp/devices", json.dumps({"transaction": None, **everything}))
        assert [row["id"] for row in (await here.devices({"area": "hALL"}))["devices"]] == ["light.hall"]
        assert (await here.devices({"area": "cellar"}))["count"] == 0
        with pytest.raises(EdgeAssistError, match="area"):
            await here.devices({"area": 5})


async def test_names_stay_here_where_words_do() -> None:
    sender = Sender(MqttBroker(MqttSettings(), "den"), "den")
    told = await Onlookers(sender, Fanout(), lambda: HOME, publish_text=False).devices({})
    assert "Hall" not in json.dumps(told)
