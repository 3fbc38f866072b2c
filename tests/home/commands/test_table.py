"""For each platform: an action becomes these messages, and what the device then reports shows it, or does not yet."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.commands.table import INTENTS, PLATFORMS, DeviceCommander
from edgeassist.home.templating import TemplateRefusedError, Templates
from edgeassist.messages import Action, Entity, Home

Reports = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """One action on one device."""

    id: str
    mqtt: Mapping[str, Any]
    intent: str
    params: Mapping[str, Any]
    sent: Sequence[tuple[str, Any]]
    """Topic and payload; an object stands for its JSON."""
    shown: Reports = ()
    """What the device reports once it is done."""
    not_yet: Reports = ()
    """What it may report before, or after another command."""
    state: Any = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


SWITCH = {"platform": "switch", "command_topic": "s/set", "state_topic": "s"}
JSON_LIGHT = {
    "platform": "light",
    "schema": "json",
    "command_topic": "l/set",
    "state_topic": "l",
    "brightness_scale": 254,
    "supported_color_modes": ["xy", "color_temp"],
}
BASIC_LIGHT = {
    "platform": "light",
    "command_topic": "l/set",
    "state_topic": "l",
    "brightness_command_topic": "l/bri/set",
    "brightness_state_topic": "l/bri",
    "brightness_scale": 100,
    "rgb_command_topic": "l/rgb/set",
    "rgb_command_template": "{{ red }};{{ green }};{{ blue }}",
    "rgb_state_topic": "l/rgb",
    "color_temp_command_topic": "l/ct/set",
    "color_temp_state_topic": "l/ct",
    "max_mireds": 400,
}
TEMPLATE_LIGHT = {
    "platform": "light",
    "schema": "template",
    "command_topic": "l/set",
    "state_topic": "l",
    "command_on_template": "on{% if brightness is defined %},{{ brightness }}{% endif %}",
    "command_off_template": "off",
    "state_template": "{{ value.split(',')[0] }}",
    "brightness_template": "{{ value.split(',')[1] }}",
}
COVER = {
    "platform": "cover",
    "command_topic": "c/set",
    "state_topic": "c",
    "position_topic": "c/pos",
    "set_position_topic": "c/pos/set",
    "position_closed": 255,
    "position_open": 0,
}
POSITION_COVER = {"platform": "cover", "set_position_topic": "c/pos/set", "position_topic": "c/pos"}
VALVE = {"platform": "valve", "command_topic": "v/set", "state_topic": "v"}
LOCK = {"platform": "lock", "command_topic": "k/set", "state_topic": "k"}
CLIMATE = {
    "platform": "climate",
    "modes": ["off", "heat", "cool"],
    "mode_command_topic": "t/mode/set",
    "mode_state_topic": "t/mode",
    "temperature_command_topic": "t/temp/set",
    "temperature_state_topic": "t/temp",
    "preset_mode_command_topic": "t/preset/set",
    "preset_mode_state_topic": "t/preset",
    "preset_modes": ["eco", "boost"],
    "max_temp": 25,
}
FAN = {
    "platform": "fan",
    "command_topic": "f/set",
    "state_topic": "f",
    "percentage_command_topic": "f/speed/set",
    "percentage_state_topic": "f/speed",
    "speed_range_max": 3,
}
PLAYER = {
    "platform": "media_player",
    "command_topic": "m/set",
    "state_topic": "m",
    "volume_command_topic": "m/vol/set",
    "volume_state_topic": "m/vol",
    "mute_state_topic": "m/mute",
    "play_media_command_topic": "m/play",
}
VACUUM = {"platform": "vacuum", "command_topic": "r/set", "state_topic": "r"}
MOWER = {"platform": "lawn_mower", "start_mowing_command_topic": "w/start", "activity_state_topic": "w"}
HUMIDIFIER = {
    "platform": "humidifier",
    "command_topic": "h/set",
    "target_humidity_command_topic": "h/target/set",
    "target_humidity_state_topic": "h/target",
}
NUMBER = {"platform": "number", "command_topic": "n/set", "state_topic": "n", "min": 0, "max": 10, "step": 0.5}
SELECT = {"platform": "select", "command_topic": "o/set", "state_topic": "o", "options": ["Eco", "Turbo"]}
SIREN = {"platform": "siren", "command_topic": "a/set", "state_topic": "a"}
PANEL = {"platform": "alarm_control_panel", "command_topic": "p/set", "state_topic": "p"}

CASES = [
    Case("switch on", SWITCH, "turn_on", {}, [("s/set", "ON")], [("s", "ON")], [("s", "OFF")]),
    Case("switch toggled", SWITCH, "toggle", {}, [("s/set", "OFF")], [("s", "OFF")], [("s", "ON")], state="on"),
    Case(
        "switch with words and a template",
        {**SWITCH, "payload_on": "1", "state_on": "yes", "state_off": "no", "command_template": '{"v": {{ value }}}'},
        "turn_on",
        {},
        [("s/set", {"v": 1})],
        [("s", "yes")],
        [("s", "no")],
    ),
    Case(
        "json light half",
        JSON_LIGHT,
        "set_light",
        {"brightness_pct": 50},
        [("l/set", {"state": "ON", "brightness": 127})],
        [("l", '{"state": "ON", "brightness": 126}')],
        [("l", '{"state": "ON", "brightness": 90}')],
    ),
    Case(
        "json light red",
        JSON_LIGHT,
        "set_light",
        {"color": "red", "brightness_pct": 100},
        [("l/set", {"state": "ON", "brightness": 254, "color": {"x": 0.6401, "y": 0.33}})],
        [("l", '{"state": "ON", "brightness": 254, "color": {"x": 0.63, "y": 0.33}}')],
        [("l", '{"state": "ON", "brightness": 254, "color": {"x": 0.2, "y": 0.1}}')],
    ),
    Case(
        "json light warm, in mireds",
        JSON_LIGHT,
        "set_light",
        {"color_temp_kelvin": 2700},
        [("l/set", {"state": "ON", "color_temp": 370})],
        [("l", '{"state": "ON", "color_temp": 375}')],
        [("l", '{"state": "ON", "color_temp": 200}')],
    ),
    Case(
        "json light warm, in kelvin, at its limit",
        {**JSON_LIGHT, "color_temp_kelvin": True, "min_kelvin": 2200},
        "set_light",
        {"color_temp_kelvin": 1000},
        [("l/set", {"state": "ON", "color_temp": 2200})],
        [("l", '{"state": "ON", "color_temp": 2202}')],
        [("l", '{"state": "ON", "color_temp": 3000}')],
    ),
    Case("json light off", JSON_LIGHT, "turn_off", {}, [("l/set", {"state": "OFF"})], [("l", '{"state": "OFF"}')]),
    Case("a light at 0 % is off", JSON_LIGHT, "set_light", {"brightness_pct": 0}, [("l/set", {"state": "OFF"})]),
    Case(
        "json light with rgbww",
        {**JSON_LIGHT, "supported_color_modes": ["rgbww"]},
        "set_light",
        {"color": "tomato"},
        [("l/set", {"state": "ON", "color": {"r": 255, "g": 99, "b": 71, "c": 0, "w": 0}})],
        [("l", '{"state": "ON", "color": {"r": 255, "g": 100, "b": 70}}')],
        [("l", '{"state": "ON", "color": {"r": 0, "g": 100, "b": 255}}')],
    ),
    Case(
        "json light with hs, brighter from half",
        {**JSON_LIGHT, "supported_color_modes": ["hs"], "brightness_scale": 255},
        "set_light",
        {"brightness_step_pct": "up", "color": "blue"},
        [("l/set", {"state": "ON", "brightness": 179, "color": {"h": 240.0, "s": 100.0}})],
        [("l", '{"state": "ON", "brightness": 180, "color": {"h": 238, "s": 100}}')],
        [("l", '{"state": "ON", "brightness": 128, "color": {"h": 238, "s": 100}}')],
        state="on",
        attributes={"brightness": 128},
    ),
    Case(
        "dimming does not switch off",
        JSON_LIGHT,
        "set_light",
        {"brightness_step_pct": -50},
        [("l/set", {"state": "ON", "brightness": 3})],
        state="on",
        attributes={"brightness": 20},
    ),
    Case(
        "basic light: style first, then on",
        BASIC_LIGHT,
        "set_light",
        {"brightness_pct": 40, "color": "tomato"},
        [("l/bri/set", "40"), ("l/rgb/set", "255;99;71"), ("l/set", "ON")],
        [("l", "ON"), ("l/bri", "40"), ("l/rgb", "255,99,71")],
        [("l", "ON"), ("l/bri", "40"), ("l/rgb", "0,0,255")],
    ),
    Case(
        "basic light: on first",
        {**BASIC_LIGHT, "on_command_type": "first"},
        "set_light",
        {"color_temp_kelvin": 2000},
        [("l/set", "ON"), ("l/ct/set", "400")],
        [("l", "ON"), ("l/ct", "400")],
        [("l", "ON"), ("l/ct", "153")],
    ),
    Case(
        "basic light: brightness is on",
        {**BASIC_LIGHT, "on_command_type": "brightness"},
        "turn_on",
        {},
        [("l/bri/set", "100")],
        [("l", "ON")],
        [("l", "OFF")],
    ),
    Case(
        "template light",
        TEMPLATE_LIGHT,
        "set_light",
        {"brightness_pct": 20},
        [("l/set", "on,51")],
        [("l", "on,51")],
        [("l", "on,255")],
    ),
    Case("cover opens", COVER, "open", {}, [("c/set", "OPEN")], [("c", "opening")], [("c", "closed")]),
    Case("cover closes", COVER, "close", {}, [("c/set", "CLOSE")], [("c", "closed")], [("c", "open")]),
    Case("cover stops", COVER, "stop", {}, [("c/set", "STOP")], [("c", "stopped")], [("c", "opening")]),
    Case(
        "cover to a position, range upside down",
        COVER,
        "set_position",
        {"position": 20},
        [("c/pos/set", "204")],
        [("c/pos", "206")],
        [("c/pos", "20")],
    ),
    Case(
        "cover on its way",
        COVER,
        "set_position",
        {"position": 50},
        [("c/pos/set", "128")],
        [("c", "opening")],
        [("c", "closing")],
        state="closed",
    ),
    Case(
        "cover of positions alone opens",
        POSITION_COVER,
        "open",
        {},
        [("c/pos/set", "100")],
        [("c/pos", "40")],
        [("c/pos", "0")],
    ),
    Case("valve closes", VALVE, "close", {}, [("v/set", "CLOSE")], [("v", "closed")], [("v", '{"state": "open"}')]),
    Case(
        "valve to a position",
        {**VALVE, "reports_position": True},
        "set_position",
        {"position": 30},
        [("v/set", "30")],
        [("v", "31")],
        [("v", '{"position": 90}')],
    ),
    Case("lock locks", LOCK, "lock", {}, [("k/set", "LOCK")], [("k", "LOCKED")], [("k", "LOCKING")]),
    Case("lock jams", LOCK, "lock", {}, [("k/set", "LOCK")], [("k", "LOCKED")], [("k", "JAMMED")]),
    Case(
        "lock with a template",
        {**LOCK, "command_template": '{"action": "{{ value }}", "code": "{{ code }}"}'},
        "unlock",
        {},
        [("k/set", {"action": "UNLOCK", "code": "None"})],
        [("k", "UNLOCKED")],
        [("k", "LOCKED")],
    ),
    Case(
        "thermostat to 21 and a half",
        CLIMATE,
        "set_temperature",
        {"temperature": 21.5},
        [("t/temp/set", "21.5")],
        [("t/temp", "21.5")],
        [("t/temp", "19")],
    ),
    Case(
        "thermostat told in fahrenheit",
        CLIMATE,
        "set_temperature",
        {"temperature": 70, "unit": "F"},
        [("t/temp/set", "21.1")],
        [("t/temp", "21")],
    ),
    Case(
        "thermostat in fahrenheit, told in celsius",
        {**CLIMATE, "temperature_unit": "F"},
        "set_temperature",
        {"temperature": 20, "unit": "C"},
        [("t/temp/set", "68")],
    ),
    Case(
        "warmer",
        CLIMATE,
        "adjust_temperature",
        {"step": "up"},
        [("t/temp/set", "21")],
        [("t/temp", "21.0")],
        [("t/temp", "20")],
        attributes={"temperature": 20},
    ),
    Case(
        "warmer, to the limit",
        CLIMATE,
        "adjust_temperature",
        {"step": 9},
        [("t/temp/set", "25")],
        attributes={"temperature": 20},
    ),
    Case(
        "thermostat on, without a power topic",
        CLIMATE,
        "turn_on",
        {},
        [("t/mode/set", "heat")],
        [("t/mode", "heat")],
        [("t/mode", "off")],
    ),
    Case(
        "thermostat off by its power topic",
        {**CLIMATE, "power_command_topic": "t/power/set"},
        "turn_off",
        {},
        [("t/power/set", "OFF")],
        [("t/mode", "off")],
        [("t/mode", "heat")],
    ),
    Case(
        "preset",
        CLIMATE,
        "set_preset",
        {"preset": "eco"},
        [("t/preset/set", "eco")],
        [("t/preset", "eco")],
        [("t/preset", "boost")],
    ),
    Case(
        "fan at half, switched on for it",
        FAN,
        "set_fan_speed",
        {"percentage": 50},
        [("f/set", "ON"), ("f/speed/set", "2")],
        [("f", "ON"), ("f/speed", "2")],
        [("f", "ON"), ("f/speed", "1")],
    ),
    Case(
        "fan slower",
        FAN,
        "set_fan_speed",
        {"step": "down"},
        [("f/speed/set", "1")],
        [("f/speed", "1")],
        [("f/speed", "2")],
        state="on",
        attributes={"percentage": 66},
    ),
    Case("fan at 0 % is off", FAN, "set_fan_speed", {"percentage": 0}, [("f/set", "OFF")], [("f", "OFF")]),
    Case(
        "fan whose speed is its switch",
        {**FAN, "percentage_command_topic": "f/set"},
        "set_fan_speed",
        {"percentage": 100},
        [("f/set", "3")],
    ),
    Case("pause", PLAYER, "media_pause", {}, [("m/set", "PAUSE")], [("m", "paused")], [("m", "playing")]),
    Case("next", PLAYER, "media_next", {}, [("m/set", "NEXT")]),
    Case(
        "volume",
        PLAYER,
        "set_volume",
        {"volume_pct": 30},
        [("m/vol/set", "30")],
        [("m/vol", "30")],
        [("m/vol", "60")],
    ),
    Case(
        "louder",
        {**PLAYER, "volume_scale": 1},
        "volume_up",
        {},
        [("m/vol/set", "0.5")],
        [("m/vol", "0.5")],
        [("m/vol", "0.4")],
        attributes={"volume_level": 0.4},
    ),
    Case("mute", PLAYER, "mute", {}, [("m/set", "MUTE")], [("m/mute", "MUTE")], [("m/mute", "UNMUTE")]),
    Case("play jazz", PLAYER, "play_media", {"query": "jazz"}, [("m/play", "jazz")], [("m", "playing")]),
    Case(
        "vacuum home",
        VACUUM,
        "vacuum_return",
        {},
        [("r/set", "return_to_base")],
        [("r", '{"state": "returning"}')],
        [("r", '{"state": "cleaning"}')],
    ),
    Case("mower", MOWER, "vacuum_start", {}, [("w/start", "start_mowing")], [("w", "mowing")], [("w", "docked")]),
    Case(
        "humidity",
        HUMIDIFIER,
        "set_humidity",
        {"humidity": 45},
        [("h/target/set", "45")],
        [("h/target", "45")],
        [("h/target", "60")],
    ),
    Case("number", NUMBER, "set_value", {"value": 2.6}, [("n/set", "2.5")], [("n", "2.5")], [("n", "7")]),
    Case(
        "select", SELECT, "select_option", {"option": "turbo"}, [("o/set", "Turbo")], [("o", "Turbo")], [("o", "Eco")]
    ),
    Case("siren", SIREN, "turn_on", {}, [("a/set", {"state": "ON"})], [("a", '{"state": "ON"}')], [("a", "OFF")]),
    Case("alarm", PANEL, "turn_on", {}, [("p/set", "ARM_AWAY")], [("p", "arming")], [("p", "disarmed")]),
    Case("scene", {"platform": "scene", "command_topic": "x", "payload_on": "movie"}, "turn_on", {}, [("x", "movie")]),
    Case("script", {"platform": "script", "command_topic": "x"}, "turn_on", {}, [("x", "ON")]),
    Case("button", {"platform": "button", "command_topic": "x"}, "turn_on", {}, [("x", "PRESS")]),
]


def entity(mqtt: Mapping[str, Any] | None, state: Any = None, attributes: Mapping[str, Any] | None = None) -> Entity:
    domain = str((mqtt or {}).get("platform", "switch"))
    return Entity(id=f"{domain}.it", name="It", domain=domain, state=state, attributes=attributes or {}, mqtt=mqtt)


def after(commander: DeviceCommander, device: Entity, reports: Reports) -> Entity:
    for topic, payload in reports:
        for source in commander.sources(device):
            if source.topic == topic:
                reading = dict(source.read(payload))
                state = reading.pop("state", device.state)
                device = replace(device, state=state, attributes={**device.attributes, **reading})
    return device


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_action_becomes_messages_and_the_state_shows_it(case: Case) -> None:
    commander = DeviceCommander(Templates())
    device = entity(case.mqtt, case.state, case.attributes)
    home = Home("home", {}, {}, {device.id: device})
    action = Action(case.intent, (device.id,), case.params)
    sent = commander.commands(action, device.id, home)
    got = [
        (c.topic, json.loads(c.payload) if isinstance(want[1], dict) else c.payload)
        for c, want in zip(sent, case.sent, strict=True)
    ]
    assert got == list(case.sent)
    assert not any(command.retain for command in sent)
    effect = commander.effect(action, device)
    assert effect is not None
    reported = commander.reports(device)
    if case.shown:
        assert effect.shown_by(after(commander, device, case.shown), reported)
    if case.not_yet:
        assert not effect.shown_by(after(commander, device, case.not_yet), reported)


@pytest.mark.parametrize(
    ("mqtt", "intent", "params"),
    [
        (None, "turn_on", {}),
        ({"platform": "switch"}, "turn_on", {}),
        ({"platform": "switch", "command_topic": 7}, "turn_on", {}),
        ({"platform": "switch", "command_topic": "all/#"}, "turn_on", {}),
        ({"platform": "sensor", "state_topic": "s"}, "turn_on", {}),
        (SWITCH, "open", {}),
        ({**JSON_LIGHT, "supported_color_modes": ["onoff"]}, "set_light", {"brightness_pct": 5}),
        ({**JSON_LIGHT, "supported_color_modes": ["brightness"]}, "set_light", {"color": "red"}),
        ({**JSON_LIGHT, "supported_color_modes": ["hs"]}, "set_light", {"color_temp_kelvin": 3000}),
        (JSON_LIGHT, "set_light", {"color": "loud"}),
        (JSON_LIGHT, "set_light", {"brightness_pct": "many"}),
        (TEMPLATE_LIGHT, "set_light", {"color": "red"}),
        ({"platform": "light", "command_topic": "l"}, "set_light", {"brightness_pct": 5}),
        ({**COVER, "payload_stop": None}, "stop", {}),
        ({"platform": "cover", "command_topic": "c"}, "set_position", {"position": 40}),
        (COVER, "set_position", {}),
        (CLIMATE, "set_hvac_mode", {"mode": "dry"}),
        (CLIMATE, "adjust_temperature", {"step": "up"}),
        (SELECT, "select_option", {"option": "loud"}),
        (NUMBER, "set_value", {"value": 11}),
        ({**PLAYER, "payload_next": None}, "media_next", {}),
        ({**PANEL, "code": "REMOTE_CODE"}, "turn_off", {}),
    ],
)
def test_what_a_device_cannot_do_gives_no_message(mqtt: Mapping[str, Any] | None, intent: str, params: Any) -> None:
    device = entity(mqtt)
    home = Home("home", {}, {}, {device.id: device})
    assert DeviceCommander(Templates()).commands(Action(intent, (device.id,), params), device.id, home) == ()


def test_an_unknown_entity_gives_no_message() -> None:
    assert DeviceCommander(Templates()).commands(Action("turn_on"), "light.gone", Home("home", {}, {}, {})) == ()


def test_qos_and_retain_come_from_the_config() -> None:
    device = entity({**SWITCH, "qos": 1, "retain": True})
    effect = DeviceCommander(Templates()).effect(Action("turn_on"), device)
    assert effect is not None
    assert (effect.commands[0].qos, effect.commands[0].retain) == (1, True)


def test_a_template_that_is_not_allowed_is_an_error_with_its_reason() -> None:
    device = entity({**SWITCH, "command_template": "{% for x in value %}{% endfor %}"})
    with pytest.raises(TemplateRefusedError, match="for is not allowed"):
        DeviceCommander(Templates()).effect(Action("turn_on"), device)


def test_an_optimistic_device_reports_nothing() -> None:
    assert DeviceCommander(Templates()).reports(entity({**SWITCH, "optimistic": True})) == frozenset()
    assert DeviceCommander(Templates()).reports(entity(SWITCH)) == {"state"}


def test_every_commanded_intent_is_one_of_the_contract() -> None:
    assert {case.intent for case in CASES} <= INTENTS
    assert {"light", "cover", "media_player", "script", "water_heater"} <= PLATFORMS.keys()


ODD = st.none() | st.text(max_size=5) | st.integers() | st.floats() | st.booleans() | st.lists(st.text(max_size=2))
KEYS = sorted({key for case in CASES for key in case.mqtt} - {"platform", "schema"})


@given(
    st.sampled_from([*PLATFORMS, "?"]),
    st.dictionaries(
        st.sampled_from([*KEYS, "qos", "retain", "schema", "payload_on", "on_command_type"]), ODD, max_size=8
    ),
    st.sampled_from(sorted(INTENTS)),
    st.dictionaries(st.sampled_from(sorted({key for case in CASES for key in case.params})), ODD, max_size=2),
)
@settings(max_examples=300, deadline=None)
def test_no_config_and_no_parameter_breaks_it(platform: str, mqtt: Any, intent: str, params: Any) -> None:
    topics = {key: "t" for key in KEYS if key.endswith("command_topic")}
    device = entity({**topics, **mqtt, "platform": platform}, state="on", attributes={"brightness": mqtt.get("qos")})
    with contextlib.suppress(TemplateRefusedError):
        effect = DeviceCommander(Templates()).effect(Action(intent, (device.id,), params), device)
        assert effect is None or all(isinstance(command.payload, str) for command in effect.commands)
