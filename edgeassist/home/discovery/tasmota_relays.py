"""What a Tasmota device switches: relays, lights, shutters and a fan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edgeassist.home.discovery.announcement import Found, Ignored
from edgeassist.home.discovery.tasmota_device import TasmotaDevice

_RELAY, _LIGHT, _SHUTTER = 1, 2, 3
_SINGLE, _COLD_WARM, _RGB, _RGBW, _RGBCW = 1, 2, 3, 4, 5
_CHANNELS, _FORCED_LIGHT, _NARROW, _NUMBERED = 68, 30, 82, 26
"""SetOptions: a light for each channel, relays as lights, a smaller range of whites, the 1 of POWER1 always said."""
_MOST_SHUTTERS = 4
_INVERTED = 1


def switched_parts(device: TasmotaDevice) -> Iterator[Found | Ignored]:
    """Yield everything of the device that can be switched or moved."""
    kinds = device.numbers("rl")
    fan = bool(device.number("if"))
    if fan:
        yield _fan(device)
    pairs = _pairs(kinds)
    for number, relay in enumerate(pairs[:_MOST_SHUTTERS], start=1):
        yield _shutter(device, number, relay, alone=len(pairs) == 1)
    for relay, kind in enumerate(kinds):
        if kind == _SHUTTER and relay not in {half for pair in pairs for half in (pair, pair + 1)}:
            yield Ignored(device.name_of(relay), "half of a shutter: its other relay is none")
        elif kind == _LIGHT and not fan:
            yield _light(device, relay, kinds)
        elif kind in {_RELAY, _LIGHT} and (not fan or relay == 0):
            yield _relay(device, relay, light=fan or device.option(_FORCED_LIGHT))


def _pairs(kinds: list[int]) -> list[int]:
    """Return the first relay of each shutter, which has two in a row.

    >>> _pairs([1, 3, 3, 3, 3, 3])
    [1, 3]
    """
    pairs: list[int] = []
    for relay in range(len(kinds) - 1):
        if kinds[relay] == kinds[relay + 1] == _SHUTTER and relay - 1 not in pairs:
            pairs.append(relay)
    return pairs


def _power(device: TasmotaDevice, relay: int) -> tuple[str, str]:
    """Return the name of the command that switches a relay, and the template that reads it."""
    alone = sum(map(bool, device.numbers("rl"))) == 1 and not device.option(_NUMBERED)
    command = "POWER" if alone else f"POWER{relay + 1}"
    either = f"value_json['POWER{relay + 1}']" + (" or value_json['POWER']" if relay == 0 else "")
    return command, f"{{{{ {either} }}}}"


def _relay(device: TasmotaDevice, relay: int, *, light: bool) -> Found:
    command, template = _power(device, relay)
    config = {"command_topic": device.command(command), "state_topic": device.states(), **device.words}
    key = "state_value_template" if light else "value_template"
    parts = device.parts(device.name_of(relay))
    return parts.part("light" if light else "switch", f"relay{relay + 1}", {**config, key: template})


def _light(device: TasmotaDevice, relay: int, kinds: list[int]) -> Found:
    command, template = _power(device, relay)
    states = device.states()
    config: dict[str, Any] = {"command_topic": device.command(command), "state_topic": states, **device.words}
    config["state_value_template"] = template
    kind, dimmer, suffix = _light_kind(device, relay, kinds.index(_LIGHT))
    if kind:
        config |= {"brightness_command_topic": device.command(dimmer), "brightness_state_topic": states}
        config |= {"brightness_scale": 100, "brightness_value_template": f"{{{{ value_json['{dimmer}'] }}}}"}
    if kind in {_COLD_WARM, _RGBCW}:
        config |= {"color_temp_command_topic": device.command("CT"), "color_temp_state_topic": states}
        config["color_temp_value_template"] = "{{ value_json['CT'] }}"
        config |= dict(
            zip(("min_mireds", "max_mireds"), (200, 380) if device.option(_NARROW) else (153, 500), strict=True)
        )
    if kind >= _RGB:
        config |= {"rgb_command_topic": device.command("Color2"), "hs_state_topic": states}
        config["rgb_command_template"] = "{{ red }},{{ green }},{{ blue }}" + suffix
        config["hs_value_template"] = (
            "{% if value_json['HSBColor'] %}{{ value_json['HSBColor'].split(',')[0] }},"
            "{{ value_json['HSBColor'].split(',')[1] }}{% endif %}"
        )
    return device.parts(device.name_of(relay)).part("light", f"relay{relay + 1}", config)


def _light_kind(device: TasmotaDevice, relay: int, first: int) -> tuple[int, str, str]:
    """Return what a light can do, the name of its brightness, and what ends its colours.

    A lamp whose colours and whites are not linked is two lights; with a channel a light, each is dimmed alone.
    """
    kind = device.number("lt_st")
    if device.option(_CHANNELS):
        return _SINGLE, f"Channel{relay + 1}", ""
    if kind >= _RGBW and not device.number("lk"):
        if relay == first:
            return _RGB, "Dimmer1", "="
        return _SINGLE if kind == _RGBW else _COLD_WARM, "Dimmer2", ""
    return kind, "Dimmer", ""


def _shutter(device: TasmotaDevice, number: int, relay: int, *, alone: bool) -> Found:
    options = device.numbers("sho")
    inverted = len(options) >= number and bool(options[number - 1] & _INVERTED)
    said = f"(value_json['StatusSNS'] or value_json)['Shutter{number}']"
    up, closed = (-1, 100) if inverted else (1, 0)
    state = (
        f"{{% set direction = ({said} or {{}})['Direction'] %}}"
        f"{{% if direction == {up} %}}opening{{% elif direction == {-up} %}}closing"
        f"{{% elif {said} %}}{{{{ 'closed' if {said}['Position'] == {closed} else 'open' }}}}{{% endif %}}"
    )
    topics = [device.topic(1, "RESULT"), *device.readings()]
    config = {
        "command_topic": device.command("Backlog"),
        **{f"payload_{word.lower()}": f"Shutter{word}{number}" for word in ("Open", "Close", "Stop")},
        "set_position_topic": device.command(f"ShutterPosition{number}"),
        **({"position_open": 0, "position_closed": 100} if inverted else {}),
        "position_topic": topics,
        "position_template": f"{{{{ ({said} or {{}})['Position'] }}}}",
        "state_topic": topics,
        "value_template": state,
    }
    name = device.name_of(relay) if not alone else device.parts(device.name).name
    return device.parts(name).part("cover", f"shutter{number}", config)


def _fan(device: TasmotaDevice) -> Found:
    speed = "value_json['FanSpeed']"
    topic, states = device.command("FanSpeed"), device.states()
    config = {
        "command_topic": topic,
        "payload_on": "2",
        "payload_off": "0",
        "state_topic": states,
        "state_value_template": f"{{% if {speed} is defined %}}{{{{ '2' if {speed} else '0' }}}}{{% endif %}}",
        "percentage_command_topic": topic,
        "percentage_state_topic": states,
        "percentage_value_template": f"{{{{ {speed} }}}}",
        "speed_range_min": 1,
        "speed_range_max": 3,
    }
    return device.parts(device.name).part("fan", "fan", config)
