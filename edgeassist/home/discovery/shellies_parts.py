"""The parts of a Shelly of the first generation → entities, each as its topics are documented."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.announcement import Found
from edgeassist.home.discovery.parts import Parts
from edgeassist.home.discovery.quantities import sensor_config

LIGHTS = frozenset({"light", "white", "color"})
"""What lamps are called in topics: dimmers and plain bulbs, channels of white, colours."""

_YES_NO = MappingProxyType({"payload_on": "true", "payload_off": "false"})
SENSORS: Mapping[str, tuple[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "temperature": ("sensor", sensor_config("temperature", "°C")),
        "humidity": ("sensor", sensor_config("humidity", "%")),
        "battery": ("sensor", sensor_config("battery", "%")),
        "lux": ("sensor", sensor_config("lux", "lx")),
        "flood": ("binary_sensor", {"device_class": "moisture", **_YES_NO}),
        "smoke": ("binary_sensor", {"device_class": "smoke", **_YES_NO}),
        "motion": ("binary_sensor", {"device_class": "motion", **_YES_NO}),
        "state": ("binary_sensor", {"device_class": "opening", "payload_on": "open", "payload_off": "close"}),
    }
)
"""Level after `sensor/` → platform, and the config that follows from it."""

_WHITES = {"color_temp_kelvin": True, "min_kelvin": 2_700, "max_kelvin": 6_500}


def relay(parts: Parts, base: str, number: int) -> Found:
    """Return a relay."""
    topic = f"{base}/relay/{number}"
    words = {"payload_on": "on", "payload_off": "off", "command_topic": f"{topic}/command", "state_topic": topic}
    return parts.part("switch", f"relay/{number}", words, _numbered(number))


def measured(parts: Parts, base: str, number: int, what: str) -> Found:
    """Return the power that goes through a relay, or the energy that went, which it counts in watt-minutes."""
    config: dict[str, Any] = {"state_topic": f"{base}/relay/{number}/{what}"}
    if what == "energy":
        config["value_template"] = "{{ ((value | float) / 60) | round(1) }}"
    unit = "W" if what == "power" else "Wh"
    label = " ".join(filter(None, (_numbered(number), what)))
    return parts.part("sensor", f"relay/{number}/{what}", config | sensor_config(what, unit), label)


def roller(parts: Parts, base: str, number: int, *, knows_position: bool) -> Found:
    """Return a motor; on its own topic it says what it does: "open" while it opens."""
    topic = f"{base}/roller/{number}"
    config = {
        "command_topic": f"{topic}/command",
        "payload_open": "open",
        "payload_close": "close",
        "payload_stop": "stop",
        "state_topic": topic,
        "state_opening": "open",
        "state_closing": "close",
        "state_stopped": "stop",
        "state_open": "is open",
        "state_closed": "is closed",
    }
    if knows_position:
        config |= {"position_topic": f"{topic}/pos", "set_position_topic": f"{topic}/command/pos"}
    return parts.part("cover", f"roller/{number}", config, _numbered(number))


def light(parts: Parts, topic: str, kind: str, number: int, status: Mapping[str, Any]) -> Found:
    """Return a lamp; its status shows whether it knows colours and warmth."""
    brightness = "value_json.brightness"
    order = '{"turn": "on"{% if brightness is defined %}, "brightness": {{ brightness }}{% endif %}'
    config: dict[str, Any] = {
        "schema": "template",
        "command_topic": f"{topic}/set",
        "command_off_template": '{"turn": "off"}',
        "state_topic": f"{topic}/status",
        "state_template": "{{ 'on' if value_json.ison else 'off' }}",
        "brightness_scale": 100,
    }
    if "temp" in status:
        order += '{% if color_temp is defined %}, "mode": "white", "temp": {{ color_temp }}{% endif %}'
        config |= {
            **_WHITES,
            "color_temp_template": "{% if value_json.mode != 'color' %}{{ value_json.temp }}{% endif %}",
        }
    if kind == "color":
        brightness = "(value_json.gain if value_json.mode == 'color' else value_json.brightness)"
        order += '{% if brightness is defined %}, "gain": {{ brightness }}{% endif %}'
        order += '{% if red is defined %}, "mode": "color", "red": {{ red }}, "green": {{ green }}'
        order += ', "blue": {{ blue }}{% endif %}'
        for name in ("red", "green", "blue"):
            config[f"{name}_template"] = (
                f"{{% if value_json.mode == 'color' %}}{{{{ value_json.{name} }}}}{{% endif %}}"
            )
    config |= {"command_on_template": order + "}", "brightness_template": f"{{{{ {brightness} }}}}"}
    return parts.part("light", f"{kind}/{number}", config, _numbered(number))


def sensor(parts: Parts, base: str, what: str) -> Found:
    """Return what a sensor tells, one of `SENSORS`."""
    platform, config = SENSORS[what]
    label = {"state": "", "lux": "illuminance"}.get(what, what)
    return parts.part(platform, f"sensor/{what}", {"state_topic": f"{base}/sensor/{what}", **config}, label)


def _numbered(number: int) -> str:
    return str(number + 1) if number else ""
