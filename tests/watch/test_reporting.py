"""A storm of alerts at a real broker: every topic is right in the end, and the loop goes on meanwhile."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from edgeassist.messages import Entity, Home
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import MqttSettings
from edgeassist.watch.desk import Desk
from edgeassist.watch.reporting import AlertTopics
from tests.brokers import Mosquitto, tap
from tests.mqtt.schemas import check
from tests.watch.facts import FIVE, TELLING, anomaly

MANY = 3_000
HOME = Home("home", {}, {}, {f"sensor.s{n}": Entity(f"sensor.s{n}", f"Probe {n}", "sensor") for n in range(MANY)})


@asynccontextmanager
async def reporting(port: int, desk: Desk) -> AsyncIterator[AlertTopics]:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=port), "den")
    topics = AlertTopics(Sender(broker, "den"), desk, lambda: HOME, lambda: TELLING, publish_text=True)
    topics.serve(broker)
    tasks = [asyncio.create_task(broker.run()), asyncio.create_task(topics.run())]
    await broker.wait_connected(30)
    yield topics
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_storm_is_told_and_cleared_away(mosquitto: Mosquitto) -> None:
    desk, worst = Desk(), 0.0
    storm = [anomaly(key, "dropout") for key in HOME.entities]
    async with tap(mosquitto.port) as others, reporting(mosquitto.port, desk) as topics:
        topics.news(desk.take(storm))
        async with asyncio.timeout(30):
            while f"edgeassist/den/anomaly/sensor.s{MANY - 1}" not in {topic for topic, _ in others.got[-50:]}:
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                worst = max(worst, time.perf_counter() - began)
        topics.news(desk.take([replace(each, until=FIVE + 60) for each in storm]))
        await others.until(f"edgeassist/den/anomaly/sensor.s{MANY - 1}", "", within_s=30)
        last = dict(others.got)
    summaries = [json.loads(payload) for payload in others.on("edgeassist/den/anomaly/summary")]
    assert (len(summaries[-2]["entities"]), len(summaries[-2]["facts"])) == (100, 12)
    assert [summary["count"] for summary in summaries[-2:]] == [MANY, 0]
    assert {last[f"edgeassist/den/anomaly/{key}"] for key in HOME.entities} == {""}
    assert {check(topic, payload) for topic, payload in others.got[-3 * MANY :: 500] if payload} <= {
        "anomaly", "anomaly_summary", "availability",
    }  # fmt: skip
    assert worst < 1.0
