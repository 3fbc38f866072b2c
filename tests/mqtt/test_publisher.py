"""Reports of turns: nobody waits long for them, and they arrive in order when they can."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from edgeassist.household import open_journal
from edgeassist.messages import Plan, Reply, TurnRecord
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.outbox import Outbox
from edgeassist.mqtt.publisher import Publisher
from edgeassist.settings import MqttSettings, Settings
from tests.brokers import Mosquitto, tap

TURN = "edgeassist/den/turn"


def record(number: int) -> TurnRecord:
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    return TurnRecord(f"turn-{number}", now, "den", "cli", "x", Plan(), (), Reply("x", "done"), {})


async def test_a_broker_that_does_not_answer_holds_up_one_turn_for_a_moment_and_the_next_not_at_all(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    settings = Settings(node="den", state_dir=tmp_path, mqtt=MqttSettings(host="127.0.0.1", port=mosquitto.port))
    broker = MqttBroker(settings.mqtt, "den")
    with open_journal(settings) as journal:
        publisher = Publisher(broker, Outbox(broker, "den", journal), "den", publish_text=True)
        running = asyncio.create_task(broker.run())
        await broker.wait_connected(30)
        async with tap(mosquitto.port) as others:
            await publisher.turn(record(0))
            await others.until(TURN)
            process = psutil.Process(mosquitto.process_id)
            process.suspend()
            took_s = []
            for number in (1, 2, 3):
                began = time.monotonic()
                await publisher.turn(record(number))
                took_s.append(time.monotonic() - began)
            process.resume()
            async with asyncio.timeout(5):
                while len(others.on(TURN)) < 4:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert [json.loads(report)["id"] for report in others.on(TURN)] == [f"turn-{n}" for n in range(4)]
        assert 0.05 <= took_s[0] < 1.0
        assert max(took_s[1:]) < took_s[0]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
