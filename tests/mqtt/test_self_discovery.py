"""Our device as hubs see it: rules of the hub for each platform, both forms, and moving from one to the other."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from edgeassist.home.templating import Templates
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.controls import Control, Range
from edgeassist.mqtt.self_discovery import Announced, Form, SelfDiscovery
from edgeassist.mqtt.self_entities import SelfEntity, Traits, self_entities
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import MqttSettings
from tests.brokers import Mosquitto, Tap, tap
from tests.mqtt.schemas import check

VOLUME = Control("volume", "Volume", Range(0, 100, 1), lambda: 100.0, lambda _: None, unit="%")
ALL = Traits("den", (VOLUME,), thermometer=True, show_text=True, watches=True, draws=True)
DEVICE = "homeassistant/device/edgeassist_den/config"

NEEDED = {
    "sensor": {"state_topic"},
    "binary_sensor": {"state_topic"},
    "event": {"state_topic", "event_types"},
    "text": {"command_topic"},
    "notify": {"command_topic"},
    "image": {"image_topic", "content_type"},
    "switch": {"command_topic", "state_topic"},
    "button": {"command_topic"},
    "number": {"command_topic", "state_topic", "min", "max", "step"},
}
"""Platform → the keys without which a hub refuses the entity, or cannot show its state."""

CLASSES: dict[str, dict[str, str | None]] = {
    "sensor": {"enum": None, "duration": "ms", "data_size": "MB", "temperature": "°C"},
    "binary_sensor": {"problem": None, "connectivity": None},
}
"""Platform → the device classes that it knows → the unit that belongs to it."""


def announced(form: Form, traits: Traits = ALL) -> Announced:
    return Announced("den", form, self_entities(traits), "Den")


@pytest.mark.parametrize("entity", self_entities(ALL), ids=lambda entity: entity.key)
def test_an_entity_keeps_the_rules_of_its_platform(entity: SelfEntity) -> None:
    config = entity.config
    assert NEEDED[entity.platform] <= config.keys()
    assert config["unique_id"] == f"edgeassist_den_{entity.key}"
    assert all("+" not in config[key] and "#" not in config[key] for key in config if key.endswith("topic"))
    if (kind := config.get("device_class")) is not None:
        assert config.get("unit_of_measurement") == CLASSES[entity.platform][kind]
        assert (kind == "enum") is ("options" in config)
    if config.get("state_class"):
        assert "unit_of_measurement" in config
        assert kind != "enum"
    if entity.platform == "number":
        assert config["min"] < config["max"]
    if entity.platform == "text":
        assert 0 <= config["min"] < config["max"] <= 255
    if entity.key != "broker":
        assert config["availability"] == [{"topic": "edgeassist/den/availability"}]


def test_both_forms_have_the_same_unique_ids_and_say_is_a_text_for_older_hubs() -> None:
    device = announced("device").messages()
    components = announced("component", replace(ALL, say_as="text"))
    whole = device[DEVICE]["components"]
    apart = components.messages()
    assert {each["unique_id"] for each in whole.values()} == {each["unique_id"] for each in apart.values()}
    assert len(whole) == len(apart) == len(self_entities(ALL))
    assert whole["say"]["platform"] == "notify"
    assert apart["homeassistant/text/edgeassist_den/say/config"]["max"] == 255
    for topic, payload in {**device, **apart}.items():
        assert check(topic, json.dumps(payload))
        assert payload["device"]["suggested_area"] == "Den"
        assert len(json.dumps(payload)) < 20_000


def test_words_are_not_shown_unless_wanted_and_without_a_microphone_there_is_nothing_to_mute() -> None:
    keys = {each.key for each in self_entities(Traits("den", hears=False))}
    assert not keys & {"transcript", "response", "mute", "listen", "say", "wake", "microphone", "volume"}
    assert {"ask", "reload", "state", "health", "broker", "memory"} <= keys
    assert not {each.key for each in self_entities(Traits("den"))} & {"transcript", "response"}


@pytest.mark.parametrize(
    ("key", "field", "payload", "shown"),
    [
        ("health", "value_template", {"problems": []}, "OFF"),
        ("health", "value_template", {"problems": ["no microphone"]}, "ON"),
        ("microphone", "value_template", {"microphone": True}, "ON"),
        ("microphone", "value_template", {"microphone": None}, "OFF"),
        ("latency_p95", "value_template", {"latency_ms": {"total": {"p95": 31.5}}}, "31.5"),
        ("latency_p95", "value_template", {"latency_ms": {}}, "None"),
        ("mute", "value_template", {"muted": True}, "ON"),
        ("volume", "value_template", {"volume": 40.0}, "40.0"),
        ("transcript", "value_template", {"text": "x" * 300}, "x" * 255),
        ("transcript", "value_template", {}, ""),
    ],
)
def test_templates_show_what_we_publish(key: str, field: str, payload: Any, shown: str) -> None:
    config = next(each.config for each in self_entities(ALL) if each.key == key)
    assert str(Templates().value(config[field], json.dumps(payload))) == shown


@dataclass
class Hub:
    """A broker with our announcer, whose waits are as short as can be."""

    others: Tap
    discovery: SelfDiscovery
    waited: list[float]

    async def until_kept(self, *topics: str) -> None:
        async with asyncio.timeout(3):
            while {topic for topic, payload in self.kept().items() if payload} != {*topics}:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def kept(self) -> dict[str, str]:
        return {topic: payload for topic, payload in self.others.got if topic.startswith("homeassistant/")}


@contextlib.asynccontextmanager
async def announcing(mosquitto: Mosquitto, form: Form, traits: Traits = ALL) -> AsyncIterator[Hub]:
    waited: list[float] = []

    async def _wait(seconds: float) -> None:
        waited.append(seconds)
        await asyncio.sleep(0.1)

    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    discovery = SelfDiscovery(Sender(broker, "den"), announced(form, traits), chance=lambda: 0.5, sleep=_wait)
    discovery.serve(broker)
    async with tap(mosquitto.port) as others:
        running = [asyncio.create_task(each()) for each in (broker.run, discovery.run)]
        try:
            await broker.wait_connected(30)
            yield Hub(others, discovery, waited)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def test_it_is_announced_again_when_a_hub_is_born(mosquitto: Mosquitto) -> None:
    async with announcing(mosquitto, "device") as hub:
        await hub.until_kept(DEVICE)
        await hub.others.settle()
        before = len(hub.others.on(DEVICE))
        await hub.others.publish("homeassistant/status", "offline")
        await hub.others.publish("homeassistant/status", "online")
        async with asyncio.timeout(3):
            while len(hub.others.on(DEVICE)) == before:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert hub.waited[-1] == 2.5
        hub.others.got.clear()
        async with tap(mosquitto.port) as later:
            await later.until(DEVICE)
            assert DEVICE in later.retained


@pytest.mark.parametrize(("before", "after"), [("component", "device"), ("device", "component")])
async def test_from_one_form_to_the_other_no_entity_is_lost(mosquitto: Mosquitto, before: Form, after: Form) -> None:
    old, new = announced(before).messages(), announced(after).messages()
    async with announcing(mosquitto, before) as hub:
        await hub.until_kept(*old)
    async with announcing(mosquitto, after) as hub:
        await hub.until_kept(*new)
        got = hub.others.got
    for topic in old:
        said = [payload for at, payload in got if at == topic]
        assert said[-2:] == ['{"migrate_discovery": true}', ""]
        moved = got.index((topic, '{"migrate_discovery": true}'))
        taken_over = [at for at, (there, payload) in enumerate(got) if there in new and payload]
        assert moved < taken_over[0] <= taken_over[-1] < got.index((topic, ""))
    async with tap(mosquitto.port) as later:
        await later.settle()
        assert {topic for topic in later.retained if topic.startswith("homeassistant/")} == {*new}


async def test_an_entity_that_is_no_longer_there_is_taken_back(mosquitto: Mosquitto) -> None:
    fewer = Traits("den", (VOLUME,), thermometer=True)
    async with announcing(mosquitto, "device") as hub:
        await hub.until_kept(DEVICE)
    async with announcing(mosquitto, "device", fewer) as hub:
        async with asyncio.timeout(3):
            while len(hub.others.on(DEVICE)) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        first, last = (json.loads(each)["components"] for each in hub.others.on(DEVICE)[-2:])
    assert first["transcript"] == {"platform": "sensor"}
    assert last.keys() == {each.key for each in self_entities(fewer)}


@pytest.mark.parametrize("rubbish", [b"\xff", b"[]", b'{"components": [1]}', b'{"components": {"x": 1}}', b"[" * 9_999])
async def test_rubbish_in_our_own_place_is_written_over(mosquitto: Mosquitto, rubbish: bytes) -> None:
    async with tap(mosquitto.port) as others:
        await others.publish(DEVICE, rubbish, retain=True)
        async with announcing(mosquitto, "device"):
            async with asyncio.timeout(3):
                while '"origin"' not in others.on(DEVICE)[-1]:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
