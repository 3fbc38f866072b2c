"""The components of a Shelly → entities: what it switches, dims and moves, and what it measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.announcement import Found, Ignored
from edgeassist.home.discovery.parsing import list_in, number_in, object_in
from edgeassist.home.discovery.quantities import sensor_config
from edgeassist.home.discovery.shelly_component import Component

_POWER = (("apower", "power", "W"), ("aenergy.total", "energy", "Wh"))
_MEASURED: Mapping[str, tuple[tuple[str, str, str], ...]] = MappingProxyType(
    {
        **dict.fromkeys(("switch", "light", "cover", "rgb", "rgbw", "cct"), _POWER),
        "pm1": (*_POWER, ("voltage", "voltage", "V"), ("current", "current", "A")),
        "em1": (("act_power", "power", "W"), ("voltage", "voltage", "V"), ("current", "current", "A")),
        "em": (("total_act_power", "power", "W"), ("total_current", "current", "A")),
        "em1data": (("total_act_energy", "energy", "Wh"),),
        "emdata": (("total_act", "energy", "Wh"),),
        "temperature": (("tC", "temperature", "°C"),),
        "humidity": (("rh", "humidity", "%"),),
        "illuminance": (("lux", "illuminance", "lx"),),
        "voltmeter": (("voltage", "voltage", "V"),),
        "devicepower": (("battery.percent", "battery", "%"),),
    }
)
"""Kind of component → path in its status, what it is, unit."""
_ALARMS = MappingProxyType({"smoke": "smoke", "flood": "moisture", "gas": "gas"})
_COVER_STATES = ("open", "opening", "closed", "closing")
_WHITES = (2_700, 6_500)
_OF_THE_SYSTEM = frozenset({"script", "schedule", "user", "group", "service"})


def parts_of(component: Component) -> Iterator[Found | Ignored]:
    """Yield the entities of a component."""
    made = _MADE.get(component.kind)
    quantities = _MEASURED.get(component.kind, ())
    measured = [each for each in quantities if _tells(component, each[0])]
    several = made is not None or len(quantities) > 1
    if made is not None:
        yield made(component)
    for path, name, unit in measured:
        config = {"state_topic": component.topics, "value_template": component.template(path)}
        yield component.part("sensor", name if several else "", config | sensor_config(name, unit), name)
    if made is None and not measured and component.kind not in _OF_THE_SYSTEM:
        yield Ignored(f"{component.name} {component.key}", "a component of a kind that is not known")


def _tells(component: Component, path: str) -> bool:
    """Return whether the status has the value at `path`, be it null."""
    *outer, last = path.split(".")
    status = component.status
    for name in outer:
        status = object_in(status.get(name))
    return last in status


def _switch(component: Component) -> Found:
    config = {
        "command_topic": component.wire.command_topic,
        "payload_on": component.order("Switch.Set", on=True),
        "payload_off": component.order("Switch.Set", on=False),
        "state_topic": component.topics,
    }
    if component.config.get("lit") is True:
        words = "{% if X is defined %}{{ payloads }}{% endif %}".replace("X", component.value("output"))
        choice = f"'on' if {component.value('output')} else 'off'"
        lamp = {key: config[key] for key in ("command_topic", "state_topic")}
        orders = {f"command_{word}_template": config[f"payload_{word}"] for word in ("on", "off")}
        return component.part(
            "light", "", {**lamp, **orders, "schema": "template", "state_template": words.replace("payloads", choice)}
        )
    states = {"state_on": "True", "state_off": "False", "value_template": component.template("output")}
    return component.part("switch", "", {**config, **states})


def _lamp(component: Component) -> Found:
    """Return the entity of a dimmer; which of brightness, colour and warmth it has depends on its kind."""
    method = f"{component.kind.upper() if component.kind != 'light' else 'Light'}.Set"
    output = component.value("output")
    order = component.order(method, on=True).removesuffix("}}")
    order += '{% if brightness is defined %}, "brightness": {{ brightness }}{% endif %}'
    config: dict[str, Any] = {
        "schema": "template",
        "command_topic": component.wire.command_topic,
        "command_off_template": component.order(method, on=False),
        "state_topic": component.topics,
        "state_template": f"{{% if {output} is defined %}}{{{{ 'on' if {output} else 'off' }}}}{{% endif %}}",
        "brightness_template": component.template("brightness"),
        "brightness_scale": 100,
    }
    if component.kind in {"rgb", "rgbw"}:
        order += '{% if red is defined %}, "rgb": [{{ red }}, {{ green }}, {{ blue }}]{% endif %}'
        for place, name in enumerate(("red", "green", "blue")):
            config[f"{name}_template"] = f"{{{{ ({component.value('rgb')} or [])[{place}] }}}}"
    if component.kind == "cct":
        order += '{% if color_temp is defined %}, "ct": {{ color_temp }}{% endif %}'
        low, high = _whites(component)
        config |= {"color_temp_kelvin": True, "min_kelvin": low, "max_kelvin": high}
        config["color_temp_template"] = component.template("ct")
    return component.part("light", "", {**config, "command_on_template": order + " }}"})


def _whites(component: Component) -> tuple[float, float]:
    told = [number_in(each) for each in list_in(component.config.get("ct_range"))]
    match told:
        case [float() | int() as low, float() | int() as high] if 1_000 <= low < high:
            return low, high
    return _WHITES


def _cover(component: Component) -> Found:
    state = component.value("state")
    topic = component.wire.command_topic
    config = {
        "command_topic": topic,
        "payload_open": component.order("Cover.Open"),
        "payload_close": component.order("Cover.Close"),
        "payload_stop": component.order("Cover.Stop"),
        "state_topic": component.topics,
        "value_template": f"{{% if {state} in {[*_COVER_STATES, 'stopped']} %}}{{{{ {state} }}}}{{% endif %}}",
        "state_stopped": "stopped",
    }
    if component.status.get("pos_control") is True:
        config |= {
            "set_position_topic": topic,
            "set_position_template": component.order_with("Cover.GoToPosition", "position", "pos"),
            "position_topic": component.topics,
            "position_template": component.template("current_pos"),
        }
    return component.part("cover", "", config)


def _input(component: Component) -> Found | Ignored:
    match component.config.get("type"):
        case "switch":
            words = {"payload_on": "True", "payload_off": "False", "value_template": component.template("state")}
            return component.part("binary_sensor", "", {**words, "state_topic": component.topics}, "input")
        case "analog":
            config = {"state_topic": component.topics, "value_template": component.template("percent")}
            return component.part("sensor", "", {**config, "unit_of_measurement": "%"}, "input")
    return Ignored(f"{component.name} {component.key}", "a button has no state")


def _alarm(component: Component) -> Found:
    kind = _ALARMS[component.kind]
    words = {"payload_on": "True", "payload_off": "False", "value_template": component.template("alarm")}
    config = {**words, "state_topic": component.topics, "device_class": kind}
    return component.part("binary_sensor", "", config)


_MADE: Mapping[str, Callable[[Component], Found | Ignored]] = MappingProxyType(
    {
        "switch": _switch,
        **dict.fromkeys(("light", "rgb", "rgbw", "cct"), _lamp),
        "cover": _cover,
        "input": _input,
        **dict.fromkeys(_ALARMS, _alarm),
    }
)
