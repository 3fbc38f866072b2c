import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.commands.table import PLATFORMS, DeviceCommander
from edgeassist.home.following import Follower
from edgeassist.home.registry import Registry
from edgeassist.home.templating import Templates
from edgeassist.home.timestamps import measured_at
from edgeassist.messages import Entity, Home
from edgeassist.messages import Reading as Measured

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def following(*devices: Mapping[str, Any], **more: Any) -> tuple[Registry, Follower]:
    entities = {
        f"it.{n}": Entity(f"it.{n}", "It", str(mqtt.get("platform")), mqtt=mqtt, **more)
        for n, mqtt in enumerate(devices)
    }
    registry, templates = Registry(Home("home", {}, {}, entities)), Templates()
    follower = Follower(registry, DeviceCommander(templates), templates, lambda: NOW)
    follower.topics()
    return registry, follower


READINGS: list[tuple[dict[str, Any], str, Any, dict[str, Any]]] = [
    ({"platform": "switch", "state_topic": "t"}, "ON", "on", {}),
    ({"platform": "switch", "state_topic": "t", "value_template": "{{ value_json.s }}"}, '{"s": "OFF"}', "off", {}),
    ({"platform": "binary_sensor", "state_topic": "t", "payload_on": "open", "payload_off": "shut"}, "open", "on", {}),
    ({"platform": "sensor", "state_topic": "t", "unit_of_measurement": "°C"}, "-18.5", -18.5, {}),
    ({"platform": "sensor", "state_topic": "t", "value_template": "{{ value_json.t }}"}, '{"t": 21}', 21.0, {}),
    ({"platform": "sensor", "state_topic": "t"}, "sunny", "sunny", {}),
    ({"platform": "sensor", "state_topic": "t"}, "NaN", "unknown", {}),
    ({"platform": "weather", "state_topic": "t"}, "rainy", "rainy", {}),
    (
        {"platform": "light", "schema": "json", "state_topic": "t", "brightness_scale": 100},
        '{"state": "ON", "brightness": 50, "color": {"h": 10, "s": 90}, "color_mode": "hs", "effect": "fire"}',
        "on",
        {"brightness": 128, "hs_color": (10.0, 90.0), "rgb_color": (255, 64, 25), "color_mode": "hs", "effect": "fire"},
    ),
    (
        {"platform": "light", "schema": "json", "state_topic": "t"},
        '{"state": {"on": 1}, "effect": "fire"}',
        None,
        {"effect": "fire"},
    ),
    ({"platform": "light", "color_temp_state_topic": "t"}, "250", None, {"color_temp_kelvin": 4000}),
    ({"platform": "light", "brightness_state_topic": "t", "brightness_scale": 10}, "5", None, {"brightness": 128}),
    (
        {"platform": "light", "xy_state_topic": "t"},
        "0.64,0.33",
        None,
        {"rgb_color": (255, 0, 0), "hs_color": (0.0, 100.0)},
    ),
    ({"platform": "cover", "state_topic": "t"}, "closing", "closing", {}),
    ({"platform": "cover", "state_topic": "t", "state_open": "UP"}, "UP", "open", {}),
    ({"platform": "cover", "position_topic": "t"}, "0", "closed", {"current_position": 0}),
    ({"platform": "cover", "position_topic": "t", "position_open": 255}, "51", "open", {"current_position": 20}),
    ({"platform": "cover", "position_topic": "t"}, '{"position": 30}', "open", {"current_position": 30}),
    ({"platform": "valve", "state_topic": "t", "reports_position": True}, "100", "open", {"current_position": 100}),
    ({"platform": "valve", "state_topic": "t"}, '{"state": "closing"}', "closing", {}),
    ({"platform": "lock", "state_topic": "t"}, "JAMMED", "jammed", {}),
    ({"platform": "lock", "state_topic": "t", "state_locked": "1"}, "1", "locked", {}),
    ({"platform": "climate", "mode_state_topic": "t"}, "heat", "heat", {}),
    ({"platform": "climate", "current_temperature_topic": "t"}, "19.5", None, {"current_temperature": 19.5}),
    ({"platform": "climate", "action_topic": "t"}, "heating", None, {"hvac_action": "heating"}),
    ({"platform": "fan", "percentage_state_topic": "t", "speed_range_max": 4}, "3", None, {"percentage": 75}),
    ({"platform": "media_player", "volume_state_topic": "t"}, "40", None, {"volume_level": 0.4}),
    ({"platform": "media_player", "mute_state_topic": "t"}, "MUTE", None, {"is_volume_muted": True}),
    ({"platform": "vacuum", "state_topic": "t"}, '{"state": "idle", "fan_speed": "max"}', "idle", {"fan_speed": "max"}),
    ({"platform": "number", "state_topic": "t"}, "7", 7.0, {}),
    ({"platform": "alarm_control_panel", "state_topic": "t"}, "armed_away", "armed_away", {}),
    ({"platform": "siren", "state_topic": "t"}, '{"state": "ON"}', "on", {}),
    ({"platform": "switch", "json_attributes_topic": "t"}, '{"power": 3, "state": "x"}', None, {"power": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("mqtt", "payload", "state", "attributes"), READINGS)
def test_messages_become_states(mqtt: Any, payload: str, state: Any, attributes: Any) -> None:
    registry, follower = following(mqtt)
    assert follower.topics() == {"t"}
    follower.receive("t", payload.encode())
    entity = registry.home.entities["it.0"]
    assert entity.state == state
    assert entity.attributes == attributes
    assert entity.changed == (NOW if state is not None else None)


@pytest.mark.parametrize(
    ("mqtt", "payload", "reason"),
    [
        ({"platform": "switch", "state_topic": "t"}, b"perhaps", "'perhaps' is none of ON, OFF"),
        ({"platform": "switch", "state_topic": "t"}, b"\xff\xfe", "codec can't decode"),
        ({"platform": "sensor", "state_topic": "t", "unit_of_measurement": "W"}, b"many", "could not convert"),
        ({"platform": "sensor", "state_topic": "t", "unit_of_measurement": "W"}, b"nan", "not a finite number"),
        ({"platform": "sensor", "state_topic": "t"}, b"x" * 300, "is no state"),
        ({"platform": "light", "schema": "json", "state_topic": "t"}, b"[1]", "is no JSON object"),
        ({"platform": "light", "schema": "json", "state_topic": "t"}, b'{"brightness": 1e999}', "not a finite number"),
        ({"platform": "light", "schema": "json", "state_topic": "t"}, b'{"a":' * 50_000, "nested too deeply"),
        ({"platform": "cover", "position_topic": "t", "position_open": 0}, b"5", "same position"),
        ({"platform": "switch", "state_topic": "t", "value_template": "{{ range(9) }}"}, b"ON", "only a few functions"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_logged_once_and_ignored(
    mqtt: Any, payload: bytes, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    registry, follower = following(mqtt, state="off")
    for _ in range(3):
        follower.receive("t", payload)
    assert registry.home.entities["it.0"].state == "off"
    [line] = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert line.startswith("it.0: ignored what came on t: ")
    assert reason in line


def test_a_device_that_goes_is_unavailable_and_comes_back_as_it_was() -> None:
    registry, follower = following({"platform": "switch", "state_topic": "t", "availability_topic": "here"})
    shown = []
    for topic, payload in [("t", b"ON"), ("here", b"offline"), ("here", b"offline"), ("here", b"online")]:
        follower.receive(topic, payload)
        shown.append(registry.home.entities["it.0"].state)
    assert shown == ["on", "unavailable", "unavailable", "on"]


def test_what_is_reported_while_it_is_gone_is_shown_when_it_is_back() -> None:
    registry, follower = following({"platform": "switch", "state_topic": "t", "availability_topic": "here"})
    for topic, payload in [("here", b"offline"), ("t", b"ON")]:
        follower.receive(topic, payload)
        assert registry.home.entities["it.0"].state == "unavailable"
    follower.receive("here", b"online")
    assert registry.home.entities["it.0"].state == "on"


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("all", ["unavailable", "unavailable"]), ("any", ["unavailable", "on"]), ("latest", ["unavailable", "on"])],
)
def test_availability_of_several_topics(mode: str, shown: list[str]) -> None:
    availability = [{"topic": "bridge", "value_template": "{{ value_json.state }}"}, {"topic": "device"}]
    registry, follower = following(
        {"platform": "switch", "availability": availability, "availability_mode": mode}, state="on"
    )
    seen = []
    for topic, payload in [("bridge", b'{"state": "offline"}'), ("device", b"online")]:
        follower.receive(topic, payload)
        seen.append(registry.home.entities["it.0"].state)
    assert seen == shown


@pytest.mark.parametrize("topic", ["stat", "tele"])
def test_a_device_may_report_in_several_places(topic: str) -> None:
    registry, follower = following({"platform": "switch", "state_topic": ["stat", "tele", "#", 7]})
    assert follower.topics() == {"stat", "tele"}
    follower.receive(topic, b"ON")
    assert registry.home.entities["it.0"].state == "on"


def test_devices_that_share_a_topic_each_read_their_part() -> None:
    registry, follower = following(
        *({"platform": "sensor", "state_topic": "t", "value_template": f"{{{{ value_json.{key} }}}}"} for key in "ab")
    )
    follower.receive("t", b'{"a": 1, "b": 2}')
    assert [entity.state for entity in registry.home.entities.values()] == [1.0, 2.0]


CONFIG_KEYS = sorted({key for mqtt, *_ in READINGS for key in mqtt} - {"platform"})
ODD = st.none() | st.text(max_size=5) | st.integers() | st.floats() | st.booleans() | st.lists(st.text(max_size=2))
CONFIGS = st.fixed_dictionaries(
    {"platform": st.sampled_from([*PLATFORMS, "?"])},
    optional={key: st.just("t") if key.endswith("topic") else ODD for key in CONFIG_KEYS},
)
PAYLOADS = st.binary(max_size=40) | st.sampled_from([payload for _, payload, _, _ in READINGS]).map(str.encode)


@given(CONFIGS, st.lists(PAYLOADS, max_size=5))
@settings(max_examples=300, deadline=None)
def test_no_config_and_no_payload_breaks_it(mqtt: dict[str, Any], payloads: list[bytes]) -> None:
    registry, follower = following(mqtt)
    for payload in payloads:
        follower.receive("t", payload)
    state = registry.home.entities["it.0"].state
    assert state is None or isinstance(state, str | float)


def test_a_device_that_is_met_late_is_shown_as_it_reported() -> None:
    lamp = {"platform": "switch", "state_topic": "t", "value_template": "{{ value_json.s }}"}
    registry, follower = following(lamp)
    follower.receive("t", b'{"s": "ON", "p": 7}')
    power = {"platform": "sensor", "state_topic": "t", "value_template": "{{ value_json.p }}"}
    registry.put([Entity("sensor.power", "Power", "sensor", mqtt=power)])
    follower.topics()
    follower.catch_up()
    assert registry.home.entities["sensor.power"].state == 7.0
    registry.put(removed=["it.0", "sensor.power"])
    follower.topics()
    follower.catch_up()
    assert not follower._last


def test_what_sensors_report_is_told_with_its_time_and_age() -> None:
    device = {
        "platform": "sensor", "state_topic": "t", "value_template": "{{ value_json.temperature }}",
        "availability_topic": "here", "unit_of_measurement": "°C",
    }  # fmt: skip
    entity = Entity(
        "sensor.a", "A", "sensor", device_class="temperature", mqtt=device, attributes={"unit_of_measurement": "°C"}
    )
    lamp = Entity("light.b", "B", "light", mqtt={"platform": "light", "state_topic": "t"})
    registry, templates = Registry(Home("home", {}, {}, {each.id: each for each in (entity, lamp)})), Templates()
    follower = Follower(registry, DeviceCommander(templates), templates, lambda: NOW)
    told: list[Measured] = []
    follower.measured = told.append
    follower.topics()
    before = time.time()
    follower.receive_old("t", b'{"temperature": 20}')
    follower.receive("t", b'{"temperature": 21, "last_seen": "2024-11-20T07:59:58+00:00"}')
    follower.receive("t", b'{"temperature": 21}')
    follower.receive("t", b'{"temperature": "broken"}')
    follower.receive("here", b"offline")
    follower.receive("here", b"online")
    assert [(each.entity, each.value, each.retained) for each in told] == [
        ("sensor.a", 20.0, True),
        ("sensor.a", 21.0, False),
        ("sensor.a", 21.0, False),
        ("sensor.a", "unavailable", False),
    ]
    assert {(each.device_class, each.unit) for each in told} == {("temperature", "°C")}
    assert all(before <= each.received <= time.time() for each in told)
    assert told[2].at == told[2].received
    assert told[1].at == (datetime(2024, 11, 20, 7, 59, 58, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("payload", "at"),
    [
        (b'{"last_seen": 1795190400123}', 1795190400.123),
        (b'{"last_seen": "2026-11-20T17:00:00"}', None),
        (b'{"last_seen": "yesterday"}', None),
        (b'{"params": {"ts": 1795190400.5}}', 1795190400.5),
        (b'{"ts": null}', None),
        (b'{"ts": true}', None),
        (b'{"ts": 1e999}', None),
        (b'{"ts": 12.0}', None),
        (b'{"ts": 1795190999}', None),
        (b'["ts", "ts"]', None),
        (b'{"ts": ' * 5000, None),
        (b"21.5", None),
    ],
)
def test_a_time_is_believed_where_it_can_be(payload: bytes, at: float | None) -> None:
    arrived = 1795190410.0
    assert measured_at(payload, arrived) == (arrived if at is None else at)
