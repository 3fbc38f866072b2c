import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.messages import Detection, Outcome, Plan, Reply
from edgeassist.metrics import Condition, Metrics, percentile
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.events import Events
from edgeassist.mqtt.metrics import EVERY_S, MetricsTopic
from edgeassist.mqtt.reports import Reports
from edgeassist.mqtt.seldom import Seldom
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import MqttSettings
from edgeassist.vitals import cpu_temperature_c, rss_mb, throttling
from tests.brokers import Mosquitto, tap
from tests.fakes import FakeReporter
from tests.mqtt.schemas import check
from tests.turns import NOW, TURN, WAKE


async def test_turns_and_wake_words_are_counted_and_latencies_summed_up() -> None:
    condition = Condition(
        microphone=True, devices=3, problems=("no loudspeaker",), near_wakes=2, reconnects=1, queues={"sound": 4}
    )
    counted = Metrics(lambda: condition)
    for ms in range(1, 301):
        await counted.turn(replace(TURN, latency_ms={"total": float(ms)}))
    await counted.turn(replace(TURN, reply=Reply("", "failed")))
    for _ in range(3):
        await counted.began(WAKE)
    await counted.began(Detection("", 0.0))
    await counted.nothing_said(WAKE)
    payload = MetricsTopic(Sender(MqttBroker(MqttSettings(), "den"), "den"), counted, lambda: NOW).payload()
    snapshot = json.loads(payload)
    assert check("edgeassist/den/metrics", payload) == "metrics"
    assert snapshot["turns"] == {"done": 300, "failed": 1}
    assert (snapshot["wakes"], snapshot["false_wakes"]) == (3, 1)
    assert snapshot["latency_ms"]["total"] == {"p50": 200.0, "p95": 290.0, "turns": 200}  # of the last 200
    assert (snapshot["devices"], snapshot["problems"]) == (3, ["no loudspeaker"])
    assert (snapshot["tiers"], snapshot["steps"]) == ({"sentences": 301}, {"confirmed": 301})
    assert snapshot["confidence"] == {"p5": 0.9, "p50": 0.9, "turns": 200}
    assert (snapshot["near_wakes"], snapshot["broker_reconnects"], snapshot["queues"]) == (2, 1, {"sound": 4})


async def test_what_nobody_understood_has_no_confidence() -> None:
    counted = Metrics(Condition)
    await counted.turn(replace(TURN, plan=Plan(), steps=(), reply=Reply("Pardon?", "not_understood")))
    assert (counted.snapshot()["confidence"], counted.snapshot()["tiers"]) == ({}, {"none": 1})


async def test_metrics_come_at_a_change_and_twice_a_minute(mosquitto: Mosquitto) -> None:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    now = {"condition": Condition()}

    async def _wait(_: float) -> None:
        await asyncio.sleep(0.01)

    counted = MetricsTopic(Sender(broker, "den"), Metrics(lambda: now["condition"]), lambda: NOW, sleep=_wait)
    async with tap(mosquitto.port) as others:
        running = [asyncio.create_task(each()) for each in (broker.run, counted.run)]
        await broker.wait_connected(30)
        await others.until("edgeassist/den/metrics")
        await asyncio.sleep(0.2)
        before = len(others.on("edgeassist/den/metrics"))
        assert before <= 2  # the first one, and the greeting
        now["condition"] = Condition(microphone=False, problems=("no microphone",))
        await asyncio.sleep(0.2)
        assert len(others.on("edgeassist/den/metrics")) == before + 1
        assert EVERY_S == 30.0
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@pytest.mark.parametrize(
    ("outcome", "steps", "kind"),
    [
        ("done", TURN.steps, "executed"),
        ("partly", TURN.steps, "executed"),
        ("done", (), "recognized"),
        ("refused", (), "rejected"),
        ("not_understood", (), "rejected"),
        ("clarify", (), "needs_confirmation"),
        ("failed", TURN.steps, "failed"),
        ("cancelled", (), "failed"),
    ],
)
async def test_turns_are_events(mosquitto: Mosquitto, outcome: Outcome, steps: Any, kind: str) -> None:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    sender = Sender(broker, "den")
    async with tap(mosquitto.port) as others:
        task = asyncio.create_task(broker.run())
        await broker.wait_connected(30)
        record = replace(TURN, steps=steps, reply=Reply("Done.", outcome))
        await Reports(Events(sender, publish_text=True), FakeReporter()).turn(record)
        event = json.loads(await others.until("edgeassist/den/event/command"))
        await Events(sender, publish_text=False).turn(record)
        await Events(sender, publish_text=True).began(WAKE)
        await Events(sender, publish_text=True).nothing_said(Detection("", 0.0))
        await others.settle()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (event["event_type"], event["intents"], event["targets"]) == (kind, ["turn_on"], ["light.hall"])
    assert (event["text"], event["latency_ms"]) == ("turn it on", 130.0)
    assert "turn it on" not in others.on("edgeassist/den/event/command")[-1]
    (wake,) = others.on("edgeassist/den/event/wake")
    assert json.loads(wake) == {"event_type": "wake", "phrase": "okay nabu", "score": 0.97}
    assert check("edgeassist/den/event/wake", wake)


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_percentiles_are_values_that_were_measured(values: list[float]) -> None:
    rounded = {round(value, 1) for value in values}
    assert {percentile(values, 50), percentile(values, 95)} <= rounded
    assert percentile(values, 50) <= percentile(values, 95) <= percentile(values, 100) == max(rounded)


def test_memory_and_temperature_are_read_where_they_are(tmp_path: Path) -> None:
    assert 10 < (rss_mb() or 0) < 10_000
    assert rss_mb(tmp_path / "none") is None
    assert cpu_temperature_c(tmp_path) is None
    for zone, text in (("thermal_zone0", "51234\n"), ("thermal_zone1", "49000\n"), ("thermal_zone2", "?")):
        (tmp_path / zone).mkdir()
        (tmp_path / zone / "temp").write_text(text)
    assert cpu_temperature_c(tmp_path) == 51.2


def test_what_holds_a_raspberry_pi_back_is_read_from_its_firmware(tmp_path: Path) -> None:
    assert throttling(tmp_path) is None
    folder = tmp_path / "soc" / "soc:firmware"
    folder.mkdir(parents=True)
    for bits, names in (
        ("0x0", ()),
        ("50005", ("under_voltage", "throttled")),
        ("0x90008", ("soft_temperature_limit", "was_under_voltage")),
    ):
        (folder / "get_throttled").write_text(f"{bits}\n")
        assert throttling(tmp_path) == names


def test_a_warning_that_strangers_cause_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 1_000.0
    seldom = Seldom(logging.getLogger("strangers"), lambda: now)
    for n in range(500):
        seldom.warning("ignored %s", n)
    seldom.warning("dropped %s", "x")
    now += 61
    seldom.warning("ignored %s", "y")
    assert caplog.messages == ["ignored 0", "dropped x", "ignored y (499 more since the last such line)"]
