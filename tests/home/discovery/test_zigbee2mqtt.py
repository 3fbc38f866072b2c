"""What zigbee2mqtt lists becomes entities, is commanded in its JSON and followed; nothing that it sends breaks it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from edgeassist.home.discovery.zigbee2mqtt import Zigbee2Mqtt
from tests.home.discovery.recorded import Learned, Living, Recording, check, name_of, recordings
from tests.home.discovery.strange import json_with

DEVICES = "zigbee2mqtt/bridge/devices"
PLUG = {
    "ieee_address": "0xa1",
    "friendly_name": "Plug",
    "supported": True,
    "definition": {
        "exposes": [
            {
                "type": "switch",
                "features": [{"name": "state", "property": "state", "access": 7, "value_on": "ON", "value_off": "OFF"}],
            }
        ]
    },
}
KEYS = (
    *("ieee_address", "friendly_name", "definition", "exposes", "type", "features", "property", "name", "access"),
    *("values", "value_on", "value_max", "endpoint", "members", "scenes", "id", "category", "interview_state"),
)


@pytest.mark.parametrize("recording", recordings("zigbee2mqtt"), ids=name_of)
def test_devices_as_they_are_listed(recording: Recording) -> None:
    check(Zigbee2Mqtt(), recording)


@pytest.mark.parametrize("payload", ["", "[]"])
def test_an_empty_list_takes_all_of_them_back(payload: str) -> None:
    learned = Learned(Zigbee2Mqtt()).take([(DEVICES, [PLUG])])
    assert learned.found.keys() == {"switch.0xa1_switch"}
    assert learned.take([(DEVICES, payload)]).found == {}


def test_what_is_no_list_changes_nothing() -> None:
    protocol = Zigbee2Mqtt()
    for payload in (b"{", b"{}", b"7", b"\xff", b"[" * 100_000):
        assert protocol.receive(DEVICES, payload) == ()
    assert protocol.receive("zigbee2mqtt/bridge/logging", b"[]") == ()
    assert protocol.receive("other/bridge/devices", b"[]") == ()


def test_a_bridge_is_met_by_its_info_and_by_nothing_else() -> None:
    protocol = Zigbee2Mqtt()
    for payload in (b"", b"[]", b'{"version": 1}'):
        protocol.receive("zb/bridge/info", payload)
    assert "zb/bridge/devices" not in protocol.topics()
    for number in range(50):
        protocol.receive(f"zb{number}/bridge/info", b'{"version": "2", "coordinator": {}}')
    assert "zb0/bridge/devices" in protocol.topics()
    assert len(protocol.topics()) < 20


def test_a_name_of_any_length_is_cut_and_cleaned() -> None:
    named = {**PLUG, "friendly_name": "x" * 900}
    [found] = Learned(Zigbee2Mqtt()).take([(DEVICES, [named])]).found.values()
    assert len(found.entity.name) == 64
    hidden = {**PLUG, "friendly_name": "Plug\u202e\n"}
    assert Learned(Zigbee2Mqtt()).take([(DEVICES, [hidden])]).found == {}


@settings(max_examples=100, deadline=None)
@given(json_with(*KEYS), json_with(*KEYS))
def test_nothing_that_is_sent_breaks_it(first: Any, second: Any) -> None:
    protocol = Zigbee2Mqtt()
    exposes = [{"type": kind, "name": "state", "property": "state", "features": first} for kind in ("light", "climate")]
    listed = [{**PLUG, "definition": {"exposes": each}} for each in (first, [second], exposes, [first, second])]
    groups = [{"id": 1, "friendly_name": "All", "members": [{"ieee_address": "0xa1"}], "scenes": second}, first]
    for topic, content in ((DEVICES, first), (DEVICES, [second, *listed]), ("zigbee2mqtt/bridge/groups", groups)):
        for announcement in protocol.receive(topic, json.dumps(content).encode()):
            living = Living({found.entity.id: found for found in announcement.found})
            for found in announcement.found:
                assert len(found.entity.name) <= 128
                if topic_of := found.entity.mqtt:
                    assert isinstance(topic_of.get("platform"), str)
            if announcement.found:
                living.commander.sources(announcement.found[0].entity)
