"""What Shellys of the first generation report becomes entities, is commanded and followed; nothing sent breaks it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.discovery.home_assistant import HomeAssistantDiscovery
from edgeassist.home.discovery.merging import things_of
from edgeassist.home.discovery.shellies import Shellies
from tests.home.discovery.recorded import Learned, Recording, check, name_of, payload_of, recordings
from tests.home.discovery.strange import json_with

RELAY = [("shellies/pump/online", "true"), ("shellies/pump/relay/0", "off")]


@pytest.mark.parametrize("recording", recordings("shellies"), ids=name_of)
def test_devices_as_they_report(recording: Recording) -> None:
    check(Shellies(), recording)


def test_what_was_reported_before_announces_nothing() -> None:
    learned = Learned(Shellies()).take(RELAY)
    assert learned.protocol.receive("shellies/pump/relay/0", b"on") == ()


def test_one_that_comes_back_is_announced_again_and_asked_to_report() -> None:
    learned = Learned(Shellies()).take(RELAY)
    learned.requests.clear()
    (again,) = learned.protocol.receive("shellies/pump/online", b"true")
    assert [found.entity.id for found in again.found] == ["switch.pump_relay_0"]
    assert [(request.topic, request.payload) for request in again.requests] == [("shellies/pump/command", "update")]


def test_one_that_is_forgotten_is_gone() -> None:
    assert Learned(Shellies()).take([*RELAY, ("shellies/pump/online", "")]).found == {}


def test_a_motor_that_does_not_know_where_it_is_has_no_position() -> None:
    [found] = Learned(Shellies()).take([("shellies/blind/roller/0/pos", "-1")]).found.values()
    assert "set_position_topic" not in (found.entity.mqtt or {})


def test_one_that_a_script_announces_to_hubs_as_well_is_one_thing() -> None:
    [script] = [each for each in recordings("homeassistant") if each.path.stem == "shellies_roller"]
    messages = [(topic, payload_of(payload)) for topic, payload in script.list("messages")]
    reported = [("shellies/shellyswitch25-98CDAC1F22B0/roller/0/pos", b"70")]
    announced = [
        announcement
        for protocol, heard in ((HomeAssistantDiscovery(), messages), (Shellies(), reported))
        for topic, payload in heard
        for announcement in protocol.receive(topic, payload)
    ]
    (thing,) = things_of(announced)
    assert {origin.protocol for origin in thing.origins} == {"Home Assistant", "shellies"}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        ["online", "relay/0", "relay/x", "roller/0/pos", "light/0/status", "color/0/status", "sensor/flood"]
    ),
    json_with("ison", "mode", "brightness", "gain", "red", "temp"),
)
def test_no_report_breaks_anything(what: str, payload: object) -> None:
    for announcement in Shellies().receive(f"shellies/x/{what}", json.dumps(payload).encode()):
        assert all(found.entity.name.isprintable() for found in announcement.found)
