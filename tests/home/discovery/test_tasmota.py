"""What Tasmota devices keep of themselves becomes entities, is commanded and followed; nothing sent breaks it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from edgeassist.home.discovery.tasmota import Tasmota
from tests.home.discovery.recorded import Learned, Living, Recording, check, name_of, recordings
from tests.home.discovery.strange import json_with

CONFIG = "tasmota/discovery/A4CF12000001/config"
SENSORS = "tasmota/discovery/A4CF12000001/sensors"
RELAY = {"dn": "Plug", "t": "plug", "tp": ["cmnd", "stat", "tele"], "rl": [1], "mac": "A4CF12000001"}
KEYS = (
    *("dn", "fn", "t", "ft", "tp", "rl", "lt_st", "lk", "so", "sho", "if", "state", "onln", "swn", "mac", "hn", "68"),
    *("sn", "ENERGY", "Power", "Switch1", "TempUnit", "Temperature", "Shutter1"),
)


@pytest.mark.parametrize("recording", recordings("tasmota"), ids=name_of)
def test_devices_as_they_tell_of_themselves(recording: Recording) -> None:
    check(Tasmota(), recording)


def test_a_device_that_is_forgotten_is_gone() -> None:
    learned = Learned(Tasmota()).take([(CONFIG, RELAY)])
    assert learned.found.keys() == {"switch.a4cf12000001_relay1"}
    assert learned.take([(CONFIG, "")]).found == {}
    assert Tasmota().receive(CONFIG, b"") == ()


def test_it_is_asked_for_its_states_only_when_it_tells_of_itself() -> None:
    learned = Learned(Tasmota()).take([(CONFIG, RELAY)])
    learned.requests.clear()
    learned.take([(SENSORS, {"sn": {"BME280": {"Humidity": 3}}})])
    assert learned.found.keys() == {"switch.a4cf12000001_relay1", "sensor.a4cf12000001_bme280_humidity"}
    assert learned.requests == []


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({**RELAY, "mac": "A4CF12000002"}, "it tells another MAC than its topic"),
        ({**RELAY, "t": ""}, "its topics cannot be made out"),
        ({**RELAY, "tp": ["cmnd"]}, "its topics cannot be made out"),
        ({**RELAY, "ft": "%prefix%/%secret%/"}, "its topics cannot be made out"),
        ({**RELAY, "ft": "%prefix%/#/"}, "its topics cannot be made out"),
        ({**RELAY, "ft": 7}, "its topics cannot be made out"),
    ],
)
def test_what_cannot_be_addressed_is_left_out(config: dict[str, Any], why: str) -> None:
    assert Learned(Tasmota()).take([(CONFIG, config)]).ignored == {"Plug": why}


@pytest.mark.parametrize("topic", ["tasmota/discovery/x/config", "tasmota/discovery/A4CF12000001/other", "else/config"])
def test_other_topics_are_none_of_it(topic: str) -> None:
    assert Tasmota().receive(topic, json.dumps(RELAY).encode()) == ()


@settings(max_examples=100, deadline=None)
@given(json_with(*KEYS), json_with(*KEYS))
def test_nothing_that_is_sent_breaks_it(first: Any, second: Any) -> None:
    protocol = Tasmota()
    odd = {**RELAY, **first} if isinstance(first, dict) else first
    sent = [(SENSORS, {"sn": second}), (SENSORS, first), (CONFIG, odd), (CONFIG, second), (SENSORS, {"sn": first})]
    for topic, content in sent:
        for announcement in protocol.receive(topic, json.dumps(content).encode()):
            living = Living({found.entity.id: found for found in announcement.found})
            for found in announcement.found:
                living.commander.sources(found.entity)
                assert len(found.entity.name) <= 128
