"""The same command read in another way: what a number or a mode is, the thing decides that is set to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.evidence import nouns_in
from edgeassist.home.words import nouns_of
from edgeassist.messages import ParsedAction, Target

SET_TO: Mapping[str, str] = MappingProxyType(
    {
        "set_light": "brightness_pct",
        "set_position": "position",
        "set_fan_speed": "percentage",
        "set_volume": "volume_pct",
        "set_humidity": "humidity",
        "set_temperature": "temperature",
        "set_value": "value",
    }
)
"""What sets a thing to a number, and the value that holds it."""
_PUT_IN: Mapping[str, str] = MappingProxyType(
    {"set_hvac_mode": "mode", "set_preset": "preset", "select_option": "option", "set_fan_speed": "percentage"}
)
"""What puts a thing in a mode, and the value that holds that."""

_MOVED = frozenset({"open", "close"})
_UP_OR_DOWN = re.compile(
    r"(?<!\bway )\b(up|down)(?: (?:slightly|a (?:bit|little|touch|tad|notch|smidge|hair)(?: bit| more)?))?$"
)
_STEPPED: Mapping[str, str] = MappingProxyType(
    {"set_light": "brightness_step_pct", "set_fan_speed": "step", "adjust_temperature": "step"}
)
"""What is done to a thing that is no blind where it is told to go up or down, and the value that holds the way."""

_WARMTH = re.compile(r"\b(?:warmer|cooler|colder|hotter)\b")

_TONES: Mapping[str, str] = MappingProxyType({"colder": "cooler", "hotter": "warmer"})
"""What is said of a thermostat → of a light."""
_BOOST = re.compile(r"\bboost\b")

_VALUE = re.compile(r"at (1[3-9]|2[0-3])")
"""Who means the time says "at 8", or "at 20 o'clock"."""
_ON_AT_TIME = re.compile(rf"\bon {_VALUE.pattern}\b")
"""Said of a player it is a time: none is turned on at a volume."""
_ON_AT = ("set_light", "set_temperature", "set_fan_speed")
"""What turns a thing on at a value."""

_DRIER = "dehumidifier"
"""Where a room has none, its fan takes the damp out."""

_ARMED = re.compile(
    r"(?=.*\b(?:lock|shut|close|going|leaving|leave|off|out)\b).*\bset the alarm\b(?! (?:clock|for|to|at)\b)"
)
"""What is said of the alarm of a house by those who go out or to bed; an alarm clock is set for some time."""

_DIMENSION = re.compile(
    r"\b(?:position|speed|volume|temperature|degrees?|kelvin|celsius|fahrenheit|brightness|bright|dim|humidity|open|closed|"
    r"loud|warm|hot|cold)\b"
)
"""Words that tell what a number measures."""


def _steps(parsed: ParsedAction, way: str) -> Iterator[ParsedAction]:
    if all(target.name for target in parsed.targets):
        bare = replace(parsed, targets=tuple(replace(target, domain=None) for target in parsed.targets))
        yield replace(bare, intent="open" if way == "up" else "close", values={})
        yield from (replace(bare, intent=intent, values={slot: way}) for intent, slot in _STEPPED.items())
        yield replace(bare, intent=f"volume_{way}", values={})


def _says_kind(parsed: ParsedAction, said: str) -> bool:
    """Return whether it was said what kind of thing is moved, so that it is no other: "the blind down"."""
    kinds = {(target.domain, target.device_class) for target in parsed.targets if target.domain}
    return any(nouns_in(said, nouns_of(domain or "", device_class)) for domain, device_class in kinds)


def _warmer(parsed: ParsedAction, said: str) -> Iterator[ParsedAction]:
    """Yield what is warmer or cooler that no thermostat sets: a light's colour, never its brightness, or a number."""
    if parsed.intent == "adjust_temperature" and (tone := _WARMTH.search(said)):
        yield replace(parsed, intent="set_light", values={"color_temp_kelvin": _TONES.get(tone[0], tone[0])})
        yield replace(parsed, intent="set_value", values={"step": parsed.values["step"]})


def _by_other_means(parsed: ParsedAction, way: str) -> Iterator[ParsedAction]:
    """Yield what warms or cools a room that has no thermostat: it is freezing out on the patio, where a heater is."""
    name = {"up": "heater", "down": "fan"}[way]
    if parsed.intent == "adjust_temperature" and all(target.area and not target.name for target in parsed.targets):
        targets = tuple(replace(target, name=name, domain=None) for target in parsed.targets)
        yield replace(parsed, intent="turn_on", targets=targets, values={})


def _stepped_by(parsed: ParsedAction, way: str, said: str) -> Iterator[ParsedAction]:
    """Yield "up 10" of a lamp, "up 1" of a fan, and "up 2 degrees", or "down to 2 degrees", of a number."""
    step = parsed.values.get("step", way)
    if f" to {step} " in f"{said} ":
        yield replace(parsed, intent="set_value", values={"value": step})
        return
    yield replace(parsed, intent="set_light", values={"brightness_step_pct": step, "direction": way})
    yield replace(parsed, intent="set_fan_speed", values={"step": way})
    yield replace(parsed, intent="set_value", values={"step": step, "direction": way})


def at_first(parsed: ParsedAction, said: str) -> Iterator[ParsedAction]:
    """Yield what a command means before its plain sense: what is boosted may have a boost, "on at 20" is a value."""
    bare = replace(parsed, when=None)
    if parsed.intent == "turn_on" and not parsed.repeat and (value := _VALUE.fullmatch((parsed.when or "").strip())):
        yield from (replace(bare, intent=intent, values={SET_TO[intent]: value[1]}) for intent in _ON_AT)
    if parsed.intent == "adjust_temperature" and parsed.values.get("step") == "up" and _BOOST.search(said):
        yield replace(parsed, intent="set_preset", values={"preset": "boost"})


def _of_another_kind(parsed: ParsedAction, said: str) -> Iterator[ParsedAction]:
    """Yield the fan that takes the damp out of a room, and the alarm of the house for one that is set to no time."""
    if parsed.intent == "turn_on" and all(each.device_class == _DRIER and not each.name for each in parsed.targets):
        targets = tuple(replace(each, domain="fan", device_class=None) for each in parsed.targets)
        yield replace(parsed, targets=targets)
    if parsed.intent == "alarm_set" and not parsed.values and _ARMED.match(said):
        yield replace(parsed, intent="turn_on", targets=(Target(domain="alarm_control_panel"),))


def otherwise(parsed: ParsedAction, said: str) -> Iterator[ParsedAction]:
    """Yield "the blind to 80" where that was read as a brightness, "the lamp down" where as one of a blind.

    Nothing where another word of `said` tells what was meant, or where no thing was named.
    """
    yield from _of_another_kind(parsed, said)
    slot = next(iter(parsed.values), "")
    step = parsed.values.get(_STEPPED.get(parsed.intent, ""))
    if said and step in {"up", "down"}:
        yield from _warmer(parsed, said) if _WARMTH.search(said) else _steps(parsed, step)
        yield from _by_other_means(parsed, step)
    elif said and parsed.intent == "adjust_temperature" and "direction" in parsed.values:
        yield from _stepped_by(parsed, parsed.values["direction"], said)
    elif parsed.intent in _MOVED and said and not _says_kind(parsed, said) and (way := _UP_OR_DOWN.search(said)):
        yield from _steps(parsed, way[1])
    names = [target.name for target in parsed.targets if target.name and not target.domain]
    if not said or not names or len(names) < len(parsed.targets) or len(parsed.values) != 1:
        return
    for name in names:
        said = said.replace(name, "")
    settings = SET_TO if not _DIMENSION.search(said) else {"set_value": "value"}
    for table, ways in ((SET_TO, settings), (_PUT_IN, _PUT_IN)):
        for intent, other in ways.items() if table.get(parsed.intent) == slot else ():
            if intent != parsed.intent and not (intent == "set_volume" and _ON_AT_TIME.search(said)):
                yield replace(parsed, intent=intent, values={other: parsed.values[slot]})
