"""What Homie devices describe becomes entities, is commanded and followed; nothing that they send breaks it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.discovery.homie import Homie
from tests.home.discovery.recorded import Learned, Living, Recording, check, name_of, recordings
from tests.home.discovery.strange import HOSTILE, json_with

DESCRIPTION = "homie/5/plug/$description"
PLUG = {
    "homie": "5.0",
    "nodes": {"relay": {"properties": {"state": {"datatype": "boolean", "settable": True}}}},
}
FOUR = [
    ("homie/plug/$homie", "4.0.0"),
    ("homie/plug/$nodes", "relay"),
    ("homie/plug/relay/$properties", "state"),
    ("homie/plug/relay/state/$datatype", "boolean"),
    ("homie/plug/relay/state/$settable", "true"),
]
KEYS = (
    *("nodes", "properties", "datatype", "format", "settable", "retained", "unit", "name", "type", "root"),
    *("light", "lock", "position", "brightness", "color", "target-temperature", "thermostat", "speed", "fan"),
)


@pytest.mark.parametrize("recording", recordings("homie"), ids=name_of)
def test_devices_as_they_describe_themselves(recording: Recording) -> None:
    check(Homie(), recording)


@pytest.mark.parametrize("attribute", ["$description", "$state"])
def test_a_device_that_is_taken_back_is_gone(attribute: str) -> None:
    learned = Learned(Homie()).take([(DESCRIPTION, PLUG)])
    assert learned.found.keys() == {"switch.homie_5_plug_relay_state"}
    assert learned.take([(f"homie/5/plug/{attribute}", "")]).found == {}
    assert learned.protocol.receive(f"homie/5/plug/{attribute}", b"") == ()


def test_a_device_of_version_4_is_there_when_it_has_told_all_and_gone_when_it_is_taken_back() -> None:
    learned = Learned(Homie())
    for number, message in enumerate(FOUR, start=1):
        learned.take([message])
        assert bool(learned.found) == (number >= 4)
    assert learned.found.keys() == {"switch.homie_plug_relay_state"}
    assert learned.protocol.receive(*_bytes(FOUR[-1])) == ()
    assert learned.take([("homie/plug/$homie", "")]).found == {}


def _bytes(message: tuple[str, str]) -> tuple[str, bytes]:
    return message[0], message[1].encode()


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (DESCRIPTION, b"{"),
        (DESCRIPTION, b"[]"),
        (DESCRIPTION, b'{"homie": "6.0", "nodes": {}}'),
        ("other/5/plug/$description", json.dumps(PLUG).encode()),
        ("homie/5/PLUG/$description", json.dumps(PLUG).encode()),
        ("homie/5/plug/$alert/x", b"low"),
        ("homie/plug/$homie", b"2.0"),
        ("homie", b"x"),
    ],
)
def test_what_is_none_of_it_announces_nothing(topic: str, payload: bytes) -> None:
    assert Homie().receive(topic, payload) == ()


def test_another_domain_is_listened_to_where_it_is_named() -> None:
    protocol = Homie("homie", "devices")
    [announcement] = protocol.receive("devices/5/plug/$description", json.dumps(PLUG).encode())
    assert announcement.found[0].entity.id == "switch.devices_5_plug_relay_state"
    assert "devices/5/+/$description" in protocol.topics()


def test_a_flood_of_devices_is_not_kept_without_end() -> None:
    protocol = Homie()
    for number in range(3_000):
        protocol.receive(f"homie/5/d{number}/$description", json.dumps(PLUG).encode())
        protocol.receive(f"homie/e{number}/$homie", b"4.0.0")
    assert protocol.receive("homie/5/one-more/$description", json.dumps(PLUG).encode()) == ()


@settings(max_examples=100, deadline=None)
@given(json_with(*KEYS), json_with(*KEYS))
def test_nothing_that_is_sent_breaks_it(first: Any, second: Any) -> None:
    protocol = Homie()
    kinds = ("boolean", "integer", "float", "enum", "color", "string")
    items = {
        f"{name}-{kind}": {**(first if isinstance(first, dict) else {}), "datatype": kind, "settable": True}
        for kind in kinds
        for name in ("brightness", "position", "lock", "target")
    }
    whole = {"homie": "5.0", "nodes": {"light": {"properties": items}, "fan": second}}
    for content in (first, {"homie": "5.0", "nodes": first, "name": second}, {**PLUG, "root": second}, whole):
        for announcement in protocol.receive(DESCRIPTION, json.dumps(content).encode()):
            living = Living({found.entity.id: found for found in announcement.found})
            for found in announcement.found:
                living.commander.sources(found.entity)
                assert len(found.entity.name) <= 128


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([topic for topic, _ in FOUR]), st.binary() | HOSTILE.map(str)), max_size=9))
def test_nothing_of_version_4_breaks_it(sent: list[tuple[str, bytes | str]]) -> None:
    protocol = Homie()
    for topic, payload in [*FOUR, *sent]:
        protocol.receive(topic, payload if isinstance(payload, bytes) else payload.encode(errors="replace"))
