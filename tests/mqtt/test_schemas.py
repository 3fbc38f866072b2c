"""What a running daemon publishes, against the schemas of the package."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError

from edgeassist.mqtt.requests import BadRequestError, read_request
from tests.brokers import Mosquitto, Tap, tap
from tests.daemons import HOME, Daemon
from tests.mqtt.schemas import FOLDER, TOPICS, check, schema, validator

BASE = "edgeassist/edgeassist"
DEAF = {"audio__enabled": "auto", "audio__input": "no such microphone", "intent__edge_model": "off"}
"""Has everything that can be turned, and hears nothing."""


SMOKE_DETECTOR = {"name": "Smoke", "uniq_id": "smoke", "stat_t": "smoke", "dev_cla": "smoke"}


async def alarm(others: Tap) -> None:
    """Have a detector say that it smokes until that is told."""
    async with asyncio.timeout(10):
        while not others.on(f"{BASE}/event/alert"):
            await others.publish("smoke", "ON")
            await asyncio.sleep(0.1)


async def ask(others: Tap, verb: str, request: Any) -> dict[str, Any]:
    transaction = f"t{len(others.got)}"
    await others.publish(f"{BASE}/cmd/{verb}", json.dumps({**request, "transaction": transaction}))
    async with asyncio.timeout(10):
        while True:
            for payload in others.on(f"{BASE}/resp/{verb}"):
                answer: dict[str, Any] = json.loads(payload)
                if answer["transaction"] == transaction:
                    return answer
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("form", ["device", "component"])
async def test_everything_that_a_daemon_publishes_is_as_the_schemas_say(
    tmp_path: Path, mosquitto: Mosquitto, form: str
) -> None:
    settings = {"mqtt__port": mosquitto.port, "mqtt__discovery": form, "home": HOME, **DEAF}
    async with tap(mosquitto.port) as others:
        with Daemon(tmp_path, **settings, privacy__show_text="true", lists__share="true") as daemon:
            await daemon.ready()
            await others.until(f"{BASE}/availability", "online")
            assert (await ask(others, "ask", {"text": "is the front door locked"}))["ok"] is True
            assert (await ask(others, "ask", {"text": "turn on the kitchen light"}))["ok"] is False  # nobody is there
            assert (await ask(others, "ask", {"text": "add milk and eggs to my shopping list"}))["ok"] is True
            await others.until(f"{BASE}/list/shopping")
            assert (await ask(others, "ask", {"text": "take a note that the plumber comes on tuesday"}))["ok"] is True
            await others.until(f"{BASE}/note/1")
            assert (await ask(others, "ask", {"text": "set a timer for 1 second"}))["ok"] is True
            await others.until(f"{BASE}/event/due")
            assert (await ask(others, "ask", {"text": "colourless green ideas"}))["error"] == "not_understood"
            everything = {"volume": 30, "wake_threshold": 0.5, "endpoint_silence_s": 1.2, "intent_threshold": 0.7}
            everything["wake_sensitivity"] = 0.6
            assert (await ask(others, "set", everything))["ok"] is True
            await others.publish("homeassistant/binary_sensor/smoke/config", json.dumps(SMOKE_DETECTOR))
            await alarm(others)
            assert (await ask(others, "mute", {"muted": "on"}))["ok"] is True
            assert (await ask(others, "watch", {}))["microphone"] is False
            assert (await ask(others, "devices", {"area": "kitchen"}))["count"] > 1
            assert (await ask(others, "set", {"volume": 300}))["ok"] is False
            await daemon.until(lambda: any('"done": 1' in each for each in others.on(f"{BASE}/metrics")))
            await daemon.stop()
        checked = {check(topic, payload) for topic, payload in others.got if payload}
    other = {"device": "discovery_component", "component": "discovery_device"}[form]
    assert {*TOPICS.values()} - checked == {"event_wake", "level", other}
    assert json.loads(others.on(f"{BASE}/controls")[-1]) == {"muted": True, **everything}
    assert others.on(f"{BASE}/state")[-1] == "muted"


async def test_what_was_turned_and_muted_is_so_after_the_next_start(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with tap(mosquitto.port) as others:
        with Daemon(tmp_path, mqtt__port=mosquitto.port, **DEAF) as daemon:
            await daemon.ready()
            await others.until(f"{BASE}/availability", "online")
            await ask(others, "set", {"endpoint_silence_s": 2.0})
            await ask(others, "mute", {"muted": True})
            await daemon.stop()
            others.got.clear()
            daemon.start()
            await others.until(f"{BASE}/state", "muted", within_s=20)
            assert json.loads(await others.until(f"{BASE}/controls"))["endpoint_silence_s"] == 2.0


def test_every_schema_is_a_schema() -> None:
    names = [Path(str(each)).stem for each in FOLDER.iterdir() if str(each).endswith(".json")]
    assert {*names} == {*TOPICS.values(), "cmd"}
    for name in names:
        validator(schema(name)).check_schema(schema(name))


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("edgeassist/den/state", "asleep"),
        ("edgeassist/den/turn", "{}"),
        ("edgeassist/den/metrics", '{"ts": "yesterday"}'),
        ("edgeassist/den/controls", '{"muted": "yes"}'),
        ("edgeassist/den/anomaly/sensor.a", '{"id": "1", "entity": "sensor.a", "kind": "odd"}'),
        ("edgeassist/den/anomaly/summary", '{"count": -1, "since": null, "entities": [], "facts": []}'),
        ("edgeassist/den/list/shopping", '{"id": "shopping", "name": "Shopping list", "items": ["milk"]}'),
        ("edgeassist/den/note/1", '{"id": 1, "taken": "2026-11-20T12:00:00Z", "transcript": "milk"}'),
        ("edgeassist/den/resp/ask", '{"transaction": null, "ok": false}'),
        ("homeassistant/device/x/config", '{"device": {}, "origin": {}, "components": {}}'),
    ],
)
def test_the_schemas_refuse_what_is_otherwise(topic: str, payload: str) -> None:
    with pytest.raises(ValidationError):
        check(topic, payload)


@pytest.mark.parametrize(
    ("verb", "request_"),
    [
        ("ask", {"text": "turn it on", "area": "Kitchen", "transaction": 7}),
        ("ask", {"text": ""}),
        ("ask", {"text": "x" * 4_001}),
        ("ask", {"text": "x", "area": "x" * 201}),
        ("ask", {}),
        ("say", {"text": "dinner"}),
        ("say", {"text": 5}),
        ("mute", {"muted": False}),
        ("mute", {"muted": "perhaps"}),
        ("listen", {"transaction": "x"}),
    ],
)
def test_the_schema_of_requests_is_what_is_taken(verb: str, request_: dict[str, Any]) -> None:
    """Which controls there are, and how far they go, is tested where they are turned."""
    whole = schema("cmd")
    by_schema = validator({**whole, "$ref": f"#/$defs/{verb}"}).is_valid(request_)
    try:
        read_request(verb, json.dumps(request_).encode())
        taken = True
    except BadRequestError:
        taken = False
    assert taken is by_schema
