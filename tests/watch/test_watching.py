"""The service that watches: batches beside the turns, hazards at once, what people say about alerts."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from edgeassist.messages import Action, Anomaly, Context, Reading, Step
from edgeassist.sensors.monitor import Monitor
from edgeassist.settings import SensorsSettings
from edgeassist.stages import TeachableMonitor
from edgeassist.watch.keeping import Keeping
from edgeassist.watch.talk import AlertTalk
from edgeassist.watch.watching import Watching
from edgeassist.worker import Worker
from tests.watch.facts import HOME, NOW, THAWING, anomaly


@asynccontextmanager
async def watching(path: Path | None = None, monitor: TeachableMonitor | None = None) -> AsyncIterator[Watching]:
    with Worker(monitor or Monitor(SensorsSettings(), None), "sensors") as worker:
        service = Watching(worker, Keeping(path))
        task = asyncio.create_task(service.run())
        try:
            yield service
        finally:
            task.cancel()
            await asyncio.wait({task})


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def reading(entity: str, value: float | str, device_class: str = "temperature", **more: Any) -> Reading:
    now = time.time()
    return replace(Reading(entity, value, now, now, device_class), **more)


async def test_a_hazard_is_told_whatever_was_learned_and_saved_at_the_end(tmp_path: Path) -> None:
    heard: list[Anomaly] = []
    async with watching(tmp_path / "sensors.state") as service:
        service.hearers.append(heard.extend)
        service.take(reading("binary_sensor.smoke", "on", "smoke", retained=True))
        await until(lambda: heard)
        service.take(reading("binary_sensor.smoke", "off", "smoke"))
        await until(lambda: len(heard) == 2)
    assert [(each.kind, each.until is None) for each in heard] == [("hazard", True), ("hazard", False)]
    assert (tmp_path / "sensors.state").exists()


async def test_a_burst_of_fifty_thousand_does_not_hold_up_the_loop() -> None:
    async with watching() as service:
        now = time.time()
        for n in range(50_000):
            service.take(Reading(f"sensor.s{n % 10_000}", 20.0, now, now, "temperature"))
        lags: list[float] = []
        while service.monitor.engine.next_due() is None or service._waiting:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            lags.append(time.perf_counter() - began)
        assert median(lags) < 0.05


class Obedient(Monitor):
    """A monitor that keeps what it was told."""

    def __init__(self) -> None:
        super().__init__(SensorsSettings(), None)
        self.told: list[tuple[Any, ...]] = []

    def accept(self, entity: str) -> list[Anomaly]:
        self.told.append(("accept", entity))
        return super().accept(entity)

    def sensitivity(self, entity: str, step: float) -> bool:
        self.told.append(("sensitivity", entity, step))
        return True

    def mute(self, entity: str, until: float) -> None:
        self.told.append(("mute", entity, until))


async def said(service: Watching, intent: str, *targets: str, until: Any = None, **params: Any) -> tuple[Step, ...]:
    action = Action(intent, targets, params, until=until)
    return await AlertTalk(service, lambda: HOME).run(action, Context(NOW))


async def test_talk_about_alerts() -> None:
    monitor = Obedient()
    async with watching(monitor=monitor) as service:
        [step] = await said(service, "anomaly_accept")
        assert (step.result, step.said) == ("refused", "I have not warned you about anything lately.")
        service.desk.take([THAWING, anomaly("sensor.hall", "dropout")])
        [step] = await said(service, "anomaly_query", about="why")
        assert "Because the " in (step.said or "")
        [step] = await said(service, "anomaly_query", "sensor.freezer", about="why")
        assert (step.said or "").startswith("Because the freezer temperature has been drifting")
        [step] = await said(service, "anomaly_query", "sensor.power", about="why")
        assert step.said == "I have not warned you about the oven power."
        [step] = await said(service, "anomaly_query", "sensor.power")
        assert step.said == "Nothing is wrong with the oven power."
        [step] = await said(service, "anomaly_sensitivity", direction="less")
        assert step.said == "Okay, I will tell you later about the freezer temperature."
        await said(service, "anomaly_mute", "sensor.hall", until={"after_s": 604_800})
        step, _ = await said(service, "anomaly_accept", "sensor.freezer", "binary_sensor.freezer_door")
        assert step.said == "Okay, I take that for normal with the freezer temperature."
        [step] = await said(service, "anomaly_query")
        assert step.said == "Nothing is wrong with the sensors."
    week = NOW.timestamp() + 604_800
    assert monitor.told == [
        ("sensitivity", "sensor.freezer", -1.0),
        ("mute", "sensor.hall", week),
        ("accept", "sensor.freezer"),
    ]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, ""),
        ({"after_s": 604_800}, " for 7 days"),
        ({"at": "2026-11-21T08:00:00+00:00"}, " until 8 AM tomorrow"),
        ({"at": "2026-11-20T21:00:00+00:00"}, " until 9 PM"),
    ],
)
async def test_how_long_nothing_is_heard(until: Any, words: str) -> None:
    async with watching(monitor=Obedient()) as service:
        [step] = await said(service, "anomaly_mute", "sensor.hall", until=until)
        assert step.said == f"Okay, no more warnings about the hall temperature{words}."
        assert service.desk.is_muted("sensor.hall", NOW.timestamp() + 3600)
        [step] = await said(service, "anomaly_mute", "sensor.hall", lift="yes")
        assert not service.desk.is_muted("sensor.hall", NOW.timestamp())


async def test_what_somebody_said_is_written_down_without_anybody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "sensors.state"
    async with watching(path) as service:
        await asyncio.sleep(0.01)
        await service.mute("sensor.hall", NOW.timestamp())
        await until(path.exists)
    with Worker(Monitor(SensorsSettings(), None), "sensors") as worker:
        alone = Watching(worker, Keeping(tmp_path / "alone.state"))
        await alone.mute("sensor.hall", NOW.timestamp())
    assert (tmp_path / "alone.state").exists()


async def test_alerts_of_what_has_left_the_house_end() -> None:
    async with watching() as service:
        await asyncio.sleep(0.01)
        service.desk.take([THAWING, anomaly("sensor.sold", "dropout")])
        service.house = lambda: HOME.entities
        for _ in range(2):
            assert "sensor.sold" in {each.entity for each in service.desk.standing}
            await service.mute("sensor.other", 0.0)
            await asyncio.sleep(0.05)
        await until(lambda: [each.entity for each in service.desk.standing] == ["sensor.freezer"])
