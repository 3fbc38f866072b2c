import asyncio
import contextlib
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from PIL import Image

from edgeassist.messages import Anomaly
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.sensors.picture import Picture
from edgeassist.sensors.recording import Point
from edgeassist.settings import MqttSettings
from edgeassist.watch.pictures import AlertPictures
from tests.brokers import Mosquitto, tap

TOPIC = "edgeassist/den/anomaly/picture"


@dataclass
class House:
    asked: list[str] = field(default_factory=list)

    async def drawn(self, entity: str, hours: float) -> Picture:
        self.asked.append(entity)
        points = [Point(1e9 + 60 * m, 20.0, 20.0 + m % 7, 20.0 + m % 5) for m in range(int(hours * 60))]
        return Picture(entity, "°C", 1e9, 1e9 + 3600 * hours, "UTC", False, 600.0, points)


def alert(entity: str, score: float = 0.5, until: float | None = None) -> Anomaly:
    return Anomaly(entity, "drift", 1e9, until, score, 20.0, None, "It drifts.")


@contextlib.asynccontextmanager
async def running(pictures: AlertPictures) -> AsyncIterator[None]:
    task = asyncio.create_task(pictures.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Unsent(Sender):
    """Remembers instead of sending."""

    def __init__(self) -> None:
        super().__init__(MqttBroker(MqttSettings(), "den"), "den")
        self.sent: list[tuple[str, str]] = []

    async def keep(self, topic: str, payload: str, *, again: bool = True) -> None:
        assert again
        self.sent.append((topic, payload))


async def test_the_picture_of_an_alert_is_on_the_broker(mosquitto: Mosquitto) -> None:
    house, broker = House(), MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    pictures = AlertPictures(Sender(broker, "den"), house.drawn, gather_s=0.05)
    task = asyncio.create_task(broker.run())
    await broker.wait_connected(30)
    async with running(pictures):
        pictures.news([alert("sensor.freezer")])
        async with tap(mosquitto.port) as others:
            sent = await others.until(TOPIC, within_s=20)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert Image.open(BytesIO(b64decode(sent))).size == (960, 480)


async def test_of_several_alerts_the_worst_is_drawn_and_one_a_while() -> None:
    house, sender = House(), Unsent()
    async with running(pictures := AlertPictures(sender, house.drawn, every_s=1.5, gather_s=0.05)):
        pictures.news([alert("sensor.a", 0.6), alert("sensor.b", 0.9), alert("sensor.c", 0.7)])
        await asyncio.sleep(0.3)
        pictures.news([alert("sensor.d"), alert("sensor.b", until=2e9)])
        await asyncio.sleep(0.7)
        assert house.asked == ["sensor.b"]
        async with asyncio.timeout(20):
            while len(sender.sent) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert house.asked == ["sensor.b", "sensor.d"]
    assert [topic for topic, _ in sender.sent] == ["anomaly/picture"] * 2


async def test_what_is_over_and_what_comes_in_a_storm_is_not_drawn() -> None:
    house = House()
    async with running(pictures := AlertPictures(Unsent(), house.drawn, every_s=0.6, gather_s=0.05)):
        pictures.news([alert("sensor.a", until=2e9)])
        pictures.news([alert(f"sensor.{number}") for number in range(3_000)])
        await asyncio.sleep(0.2)
        pictures.news([alert("sensor.last")])
        await asyncio.sleep(0.2)
        assert house.asked == []
        await asyncio.sleep(0.6)
        pictures.news([alert("sensor.later")])
        await asyncio.sleep(0.3)
    assert house.asked == ["sensor.later"]


async def test_what_cannot_be_drawn_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async def _broken(_: str, __: float) -> Picture:
        return Picture("x", None, 1e9, 1e9, None, False, 0.0, [Point(1e9, 1, 1, 1)])  # no time at all

    sender = Unsent()
    async with running(pictures := AlertPictures(sender, _broken, every_s=0.1, gather_s=0.05)):
        pictures.news([alert("sensor.a")])
        for _ in range(80):
            await asyncio.sleep(0.1)
            if caplog.text:
                break
    assert "no picture of sensor.a" in caplog.text
    assert sender.sent == []
