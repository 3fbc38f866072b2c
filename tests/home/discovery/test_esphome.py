"""What ESPHome nodes show of themselves becomes entities, is commanded and followed; nothing sent breaks it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.discovery.esphome import EspHome
from tests.home.discovery.recorded import Learned, Living, Recording, check, name_of, recordings
from tests.home.discovery.strange import json_with

DISCOVER = "esphome/discover/plug"
NODE = {"name": "plug", "mac": "a4cf12000001"}


@pytest.mark.parametrize("recording", recordings("esphome"), ids=name_of)
def test_nodes_as_they_report(recording: Recording) -> None:
    check(EspHome(), recording)


def test_a_node_that_has_said_nothing_is_told_of() -> None:
    learned = Learned(EspHome()).take([(DISCOVER, NODE)])
    assert learned.ignored == {"plug": "it has reported nothing yet"}
    assert learned.take([("plug/switch/relay/state", "ON")]).ignored == {}


def test_only_what_is_new_is_announced() -> None:
    learned = Learned(EspHome()).take([(DISCOVER, NODE), ("plug/switch/relay/state", "ON")])
    assert learned.protocol.receive("plug/switch/relay/state", b"OFF") == ()
    assert learned.take([(DISCOVER, {**NODE, "friendly_name": "Kettle"})]).found.keys() == {"switch.plug_switch_relay"}
    assert learned.found["switch.plug_switch_relay"].entity.name == "Kettle relay"


def test_a_node_that_is_taken_back_is_gone() -> None:
    learned = Learned(EspHome()).take([(DISCOVER, NODE), ("plug/switch/relay/state", "ON"), (DISCOVER, "")])
    assert learned.found == {}
    assert learned.protocol.receive("plug/switch/relay/state", b"ON") == ()


@pytest.mark.parametrize(
    "content",
    [{}, [], {**NODE, "name": "other"}, {**NODE, "mac": "?"}, {"name": "plug"}, {**NODE, "mac": 12}],
)
def test_what_is_no_node_is_not_taken(content: Any) -> None:
    assert EspHome().receive(DISCOVER, json.dumps(content).encode()) == ()


@pytest.mark.parametrize(
    "topic", ["plug/debug", "plug/switch/relay", "plug/switch/re lay/state", "plug/a/b/c/state", "other/switch/a/state"]
)
def test_other_topics_are_none_of_it(topic: str) -> None:
    learned = Learned(EspHome()).take([(DISCOVER, NODE)])
    assert learned.protocol.receive(topic, b"ON") == ()


def test_a_flood_of_things_is_not_kept_without_end() -> None:
    protocol = EspHome()
    protocol.receive(DISCOVER, json.dumps(NODE).encode())
    for number in range(1_000):
        protocol.receive(f"plug/switch/s{number}/state", b"ON")
    [announcement] = protocol.receive(DISCOVER, json.dumps(NODE).encode())
    assert len(announcement.found) == 200


@settings(max_examples=100, deadline=None)
@given(json_with("name", "mac", "friendly_name", "color", "color_mode", "brightness"), st.binary(max_size=40))
def test_nothing_that_is_sent_breaks_it(content: Any, payload: bytes) -> None:
    protocol = EspHome()
    odd = {**content, **NODE} if isinstance(content, dict) else content
    protocol.receive(DISCOVER, json.dumps(content).encode())
    for topic, message in [(DISCOVER, json.dumps(odd).encode()), (DISCOVER, json.dumps(NODE).encode())] + [
        (f"plug/{kind}/x/state", each)
        for kind in ("light", "cover", "odd")
        for each in (payload, json.dumps(content).encode())
    ]:
        for announcement in protocol.receive(topic, message):
            living = Living({found.entity.id: found for found in announcement.found})
            for found in announcement.found:
                living.commander.sources(found.entity)
                assert len(found.entity.name) <= 128
