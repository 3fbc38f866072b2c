"""What Shellys tell when they are asked becomes entities, is commanded by RPC and followed; nothing sent breaks it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from edgeassist.home.discovery.shelly import Shelly
from tests.home.discovery.recorded import Learned, Living, Recording, check, name_of, recordings
from tests.home.discovery.strange import json_with

ANSWERS = {what: f"edgeassist/shelly/plug/{what}/rpc" for what in ("info", "config", "status")}
INFO = {"id": 1, "result": {"name": "Plug", "mac": "A4CF12000001", "gen": 3}}
CONFIG = {"id": 1, "result": {"switch:0": {"id": 0}}}
STATUS = {"id": 1, "result": {"switch:0": {"id": 0, "output": True}}}
ALL = [("plug/online", "true"), (ANSWERS["info"], INFO), (ANSWERS["config"], CONFIG), (ANSWERS["status"], STATUS)]
KEYS = (
    *("switch:0", "light:0", "cover:0", "cct:7", "rgb:1", "input:0", "em:0", "smoke:0", "temperature:100", "name"),
    *("mqtt", "sys", "ui_data", "consumption_types", "status_ntf", "type", "ct_range", "aenergy", "tC", "device"),
)


@pytest.mark.parametrize("recording", recordings("shelly"), ids=name_of)
def test_devices_as_they_answer(recording: Recording) -> None:
    check(Shelly(), recording)


def test_one_that_comes_back_is_asked_again_for_what_it_may_have_changed() -> None:
    learned = Learned(Shelly()).take(ALL)
    learned.requests.clear()
    learned.take([("plug/online", "true")])
    assert [json.loads(payload)["method"] for _, payload in learned.requests] == [
        "Shelly.GetConfig",
        "Shelly.GetStatus",
    ]
    assert learned.found.keys() == {"switch.a4cf12000001_switch_0"}
    renamed = {"id": 1, "result": {"switch:0": {"id": 0, "name": "Kettle"}}}
    [found] = learned.take([(ANSWERS["config"], renamed)]).found.values()
    assert found.entity.name == "Kettle"


def test_a_status_with_nothing_new_in_it_announces_nothing() -> None:
    learned = Learned(Shelly()).take(ALL)
    assert learned.protocol.receive(ANSWERS["status"], json.dumps(STATUS).encode()) == ()


def test_one_that_is_forgotten_is_gone() -> None:
    assert Learned(Shelly()).take([*ALL, ("plug/online", "")]).found == {}


@pytest.mark.parametrize(
    "result", [{"mac": "A4CF12000001"}, {"mac": "A4CF12000001", "gen": 1}, {"gen": 2, "mac": 7}, {"gen": 2, "mac": "?"}]
)
def test_what_is_no_shelly_of_this_kind_is_asked_no_more(result: dict[str, Any]) -> None:
    learned = Learned(Shelly()).take([("plug/online", "true"), (ANSWERS["info"], {"id": 1, "result": result})])
    assert learned.ignored == {"plug": "it answers, but not as a Shelly of the second generation or later"}
    assert len(learned.requests) == 1
    assert learned.take(ALL[2:]).found == {}


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("plug/online", b"false"),
        ("plug/online", b"perhaps"),
        ("plug/else", b"true"),
        ("online", b"true"),
        (ANSWERS["info"], b'{"id": 1, "result": {"mac": "A4CF12000001", "gen": 2}}'),
    ],
)
def test_nobody_is_asked_for_nothing(topic: str, payload: bytes) -> None:
    assert Shelly().receive(topic, payload) == ()


def test_a_flood_of_names_is_not_answered_without_end() -> None:
    protocol = Shelly()
    asked = sum(bool(protocol.receive(f"x{number}/online", b"true")) for number in range(2_000))
    assert asked == 500


@settings(max_examples=100, deadline=None)
@given(json_with(*KEYS), json_with(*KEYS))
def test_nothing_that_is_sent_breaks_it(first: Any, second: Any) -> None:
    protocol = Shelly()
    sent: list[tuple[str, Any]] = [("plug/online", True), *((topic, first) for topic in ANSWERS.values()), ALL[1]]
    sent += [(ANSWERS["config"], {"id": 1, "result": first}), (ANSWERS["status"], {"id": 1, "result": second})]
    for topic, content in sent:
        for announcement in protocol.receive(topic, json.dumps(content).encode()):
            living = Living({found.entity.id: found for found in announcement.found})
            for found in announcement.found:
                living.commander.sources(found.entity)
                assert len(found.entity.name) <= 128
