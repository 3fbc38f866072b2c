"""The entities as which a hub sees this assistant, each with the keys of Home Assistant's MQTT discovery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from edgeassist.mqtt.controls import Control
from edgeassist.mqtt.events import COMMAND_TYPES, WAKE_TYPES
from edgeassist.mqtt.metrics import EVERY_S

DUE_TYPES = ("timer", "alarm", "reminder", "missed")
ALERT_TYPES = ("danger", "urgent", "digest")
STATES = ("idle", "listening", "transcribing", "thinking", "speaking", "muted", "error")
_MOST_TEXT = 255
"""Characters that a hub keeps of a state."""
_TOPICS = frozenset({"command_topic", "state_topic", "json_attributes_topic", "image_topic"})
_STALE_S = round(4 * EVERY_S)


@dataclass(frozen=True, slots=True)
class Traits:
    """What this assistant has, and what of it may be shown."""

    node: str
    controls: Sequence[Control] = ()
    hears: bool = True
    """Whether there is to be a microphone."""
    watches: bool = False
    """Whether it watches the sensors of the house."""
    draws: bool = False
    """Whether it draws pictures of their alerts."""
    thermometer: bool = False
    """Whether this machine measures the temperature of its processor."""
    show_text: bool = False
    """Whether the last sentence and the last answer may be seen in the hub."""
    say_as: Literal["notify", "text"] = "notify"
    """Older hubs have no `notify` over MQTT."""


@dataclass(frozen=True, slots=True)
class SelfEntity:
    """One entity of ours."""

    key: str
    platform: str
    config: Mapping[str, Any] = field(default_factory=dict)


def self_entities(traits: Traits) -> tuple[SelfEntity, ...]:
    """Return what is announced, the same unique ids in every form."""
    base = f"edgeassist/{traits.node}"
    found = [*_commands(traits), *_controls(traits), *_events(traits), *_alerts(traits), *_health(traits)]
    return tuple(SelfEntity(each.key, each.platform, _complete(each, base, traits.node)) for each in found)


def _complete(entity: SelfEntity, base: str, node: str) -> dict[str, Any]:
    """Return the config with what every entity has; one that shows the connection itself is always available."""
    shared: dict[str, Any] = {"unique_id": f"edgeassist_{node}_{entity.key}"}
    if entity.key != "broker":
        shared["availability"] = [{"topic": f"{base}/availability"}]
    topics = {key: f"{base}/{value}" if key in _TOPICS else value for key, value in entity.config.items()}
    return {**shared, **topics}


def _commands(traits: Traits) -> Iterator[SelfEntity]:
    yield SelfEntity("ask", "text", {"name": "Ask", "icon": "mdi:chat-question"} | _text_box("ask"))
    if traits.hears:
        say = {"command_topic": "cmd/say"} if traits.say_as == "notify" else _text_box("say")
        yield SelfEntity("say", traits.say_as, {"name": "Say", "icon": "mdi:bullhorn", **say})
        muted = "{{ 'ON' if value_json.muted else 'OFF' }}"
        state = {"state_topic": "controls", "value_template": muted, "entity_category": "config"}
        quiet = {"state_topic": "quiet", "value_template": "{{ 'ON' if value_json.quiet else 'OFF' }}"}
        shown = {"name": "Do not disturb", "icon": "mdi:bell-sleep", "json_attributes_topic": "quiet"}
        yield SelfEntity("do_not_disturb", "switch", shown | _button("quiet") | quiet)
        yield SelfEntity("mute", "switch", {"name": "Mute", "icon": "mdi:microphone-off"} | _button("mute") | state)
        yield SelfEntity("listen", "button", {"name": "Listen", "icon": "mdi:ear-hearing"} | _button("listen"))
        yield SelfEntity("stop", "button", {"name": "Stop", "icon": "mdi:stop"} | _button("stop"))
    category = {"entity_category": "config"}
    yield SelfEntity("reload", "button", {"name": "Reload", "icon": "mdi:reload"} | _button("reload") | category)


def _button(verb: str) -> dict[str, Any]:
    return {"command_topic": f"cmd/{verb}"}


def _text_box(verb: str) -> dict[str, Any]:
    """A field for text that is empty again as soon as something comes of it: what was said stays nowhere."""
    state = {"state_topic": "state", "value_template": "{{ '' }}"}
    return {"command_topic": f"cmd/{verb}", "min": 0, "max": _MOST_TEXT, **state}


def _controls(traits: Traits) -> Iterator[SelfEntity]:
    for control in traits.controls:
        config: dict[str, Any] = {
            "name": control.name,
            "command_topic": "cmd/set",
            "command_template": f'{{"{control.key}": {{{{ value }}}} }}',
            "state_topic": "controls",
            "value_template": f"{{{{ value_json.{control.key} }}}}",
            "min": control.range.lowest,
            "max": control.range.highest,
            "step": control.range.step,
            "entity_category": "config",
        }
        more = {"unit_of_measurement": control.unit, "icon": control.icon}
        yield SelfEntity(control.key, "number", config | {key: value for key, value in more.items() if value})


def _events(traits: Traits) -> Iterator[SelfEntity]:
    command = {"state_topic": "event/command", "event_types": list(COMMAND_TYPES), "icon": "mdi:message-processing"}
    yield SelfEntity("command", "event", {"name": "Last command", **command})
    due = {"state_topic": "event/due", "event_types": list(DUE_TYPES), "icon": "mdi:alarm"}
    yield SelfEntity("due", "event", {"name": "Timers and reminders", **due})
    if traits.hears:
        wake = {"state_topic": "event/wake", "event_types": list(WAKE_TYPES), "icon": "mdi:account-voice"}
        yield SelfEntity("wake", "event", {"name": "Wake word", **wake})
    if traits.show_text:
        for key, name, part in (("transcript", "Last sentence", "text"), ("response", "Last answer", "reply")):
            shown = {
                "state_topic": "turn",
                "value_template": f"{{{{ (value_json.{part} | default(''))[:{_MOST_TEXT}] }}}}",
                "json_attributes_topic": "turn",
                "json_attributes_template": f"{{{{ {{'text': value_json.{part} | default('')}} | tojson }}}}",
            }
            yield SelfEntity(key, "sensor", {"name": name, **shown})


def _alerts(traits: Traits) -> Iterator[SelfEntity]:
    """What is wrong with the sensors of the house: the number of alerts, all of them beside it as attributes."""
    if not traits.watches:
        return
    summary = {"state_topic": "anomaly/summary", "json_attributes_topic": "anomaly/summary"}
    is_some = {"value_template": "{{ 'ON' if value_json.count else 'OFF' }}", "device_class": "problem"}
    yield SelfEntity("sensors", "binary_sensor", {"name": "Sensors", **summary, **is_some})
    told = {"state_topic": "event/alert", "event_types": list(ALERT_TYPES), "icon": "mdi:alarm-light"}
    yield SelfEntity("alert", "event", {"name": "Alert", **told})
    count = {"value_template": "{{ value_json.count }}", "icon": "mdi:alert-circle", "unit_of_measurement": "alerts"}
    yield SelfEntity("alerts", "sensor", {"name": "Sensor alerts", "state_class": "measurement", **summary, **count})
    if traits.draws:
        png = {"image_topic": "anomaly/picture", "content_type": "image/png", "image_encoding": "b64"}
        yield SelfEntity("alert_picture", "image", {"name": "Last sensor alert", "icon": "mdi:chart-line", **png})


def _health(traits: Traits) -> Iterator[SelfEntity]:
    states = {"state_topic": "state", "device_class": "enum", "options": list(STATES), "icon": "mdi:robot"}
    yield SelfEntity("state", "sensor", {"name": "State", **states})
    problem = {
        "device_class": "problem",
        "json_attributes_topic": "metrics",
        "json_attributes_template": "{{ {'problems': value_json.problems} | tojson }}",
    }
    yield _binary("health", "Health", "{{ 'ON' if value_json.problems else 'OFF' }}", problem)
    if traits.hears:
        yield _binary("microphone", "Microphone", "{{ 'ON' if value_json.microphone else 'OFF' }}", _CONNECTIVITY)
    connection = {"state_topic": "availability", "payload_on": "online", "payload_off": "offline"}
    diagnostic = {"entity_category": "diagnostic"}
    yield SelfEntity("broker", "binary_sensor", {"name": "Broker", **connection, **_CONNECTIVITY, **diagnostic})
    latency = "{{{{ value_json.latency_ms.get('total', {{}}).get('{}') }}}}"
    duration = {"device_class": "duration", "unit_of_measurement": "ms", "suggested_display_precision": 0}
    yield _measure("latency_p50", "Latency, median", latency.format("p50"), duration)
    yield _measure("latency_p95", "Latency, 95 %", latency.format("p95"), duration)
    size = {"device_class": "data_size", "unit_of_measurement": "MB", "suggested_display_precision": 0}
    yield _measure("memory", "Memory", "{{ value_json.rss_mb }}", size)
    if traits.thermometer:
        degrees = {"device_class": "temperature", "unit_of_measurement": "°C", "suggested_display_precision": 0}
        yield _measure("cpu_temperature", "Processor temperature", "{{ value_json.cpu_temperature_c }}", degrees)


_CONNECTIVITY = {"device_class": "connectivity"}


def _binary(key: str, name: str, template: str, more: Mapping[str, Any]) -> SelfEntity:
    return SelfEntity(key, "binary_sensor", {"name": name, **_from_metrics(template), **more})


def _measure(key: str, name: str, template: str, more: Mapping[str, Any]) -> SelfEntity:
    return SelfEntity(key, "sensor", {"name": name, "state_class": "measurement", **_from_metrics(template), **more})


def _from_metrics(template: str) -> dict[str, Any]:
    return {
        "state_topic": "metrics",
        "value_template": template,
        "expire_after": _STALE_S,
        "entity_category": "diagnostic",
    }
