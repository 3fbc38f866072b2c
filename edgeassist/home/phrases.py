"""What was done, in words: one phrase for every command."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from edgeassist.home.figures import degrees, listed, number
from edgeassist.home.spoken import called
from edgeassist.home.words import nouns_of
from edgeassist.messages import Action, Entity, Home, Step

Params = Mapping[str, Any]

_ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "turn_on": "{is} on",
        "turn_off": "{is} off",
        "toggle": "{is} switched over",
        "open": "{is} open",
        "close": "{is} closed",
        "stop": "{has} stopped",
        "lock": "{is} locked",
        "unlock": "{is} unlocked",
        "set_hvac_mode": "{is} set to {mode}",
        "set_preset": "{is} set to {preset}",
        "set_humidity": "{is} set to {humidity} percent",
        "set_volume": "{is} at {volume_pct} percent volume",
        "volume_up": "{is} louder",
        "volume_down": "{is} quieter",
        "mute": "{is} muted",
        "unmute": "{is} no longer muted",
        "media_play": "{is} playing",
        "media_resume": "{is} playing",
        "media_pause": "{is} paused",
        "media_stop": "{has} stopped",
        "media_next": "{is} playing the next one",
        "media_previous": "{is} playing the previous one",
        "play_media": "{is} playing {query}",
        "vacuum_start": "{has} started",
        "vacuum_pause": "{is} paused",
        "vacuum_stop": "{has} stopped",
        "vacuum_return": "{is} on the way back",
        "vacuum_locate": "{is} making a sound",
        "set_position": "{is} at {position} percent",
        "select_option": "{is} set to {option}",
        "set_value": "{is} set to {value}",
    }
)
_FUTURE: Mapping[str, str] = MappingProxyType(
    {
        "turn_on": "turn on {what}",
        "turn_off": "turn off {what}",
        "toggle": "switch {what}",
        "open": "open {what}",
        "close": "close {what}",
        "lock": "lock {what}",
        "unlock": "unlock {what}",
        "stop": "stop {what}",
        "mute": "mute {what}",
        "unmute": "unmute {what}",
        "volume_up": "turn up {what}",
        "volume_down": "turn down {what}",
        "media_play": "have {what} play",
        "media_resume": "have {what} go on",
        "media_pause": "pause {what}",
        "media_stop": "stop {what}",
        "media_next": "have {what} play the next one",
        "media_previous": "have {what} play the previous one",
        "play_media": "have {what} play {query}",
        "vacuum_start": "start {what}",
        "vacuum_pause": "pause {what}",
        "vacuum_stop": "stop {what}",
        "vacuum_return": "send {what} back",
        "vacuum_locate": "have {what} make a sound",
        "set_position": "move {what} to {position} percent",
        "restore": "set {what} back",
    }
)
_COMPARED = frozenset({"brighter", "dimmer", "higher", "lower", "faster", "slower"})
_TO = re.compile(r"^ ?(?:to|at) |^ ")
_STARTED = MappingProxyType({"scene": "{is} set", "script": "{is} running", "button": "{is} pressed"})


def subject(entities: Sequence[Entity]) -> str:
    """Return what several things are called together: by name up to two, else by number and kind.

    >>> subject([Entity(f"light.{n}", f"Lamp {n}", "light") for n in (1, 2)])
    'the lamp 1 and the lamp 2'
    >>> subject([Entity(f"light.{n}", f"Lamp {n}", "light") for n in (1, 2, 3)])
    '3 lights'
    """
    if len(entities) <= 2:
        return listed([called(entity) for entity in entities])
    return f"{len(entities)} {kind_of(entities)}"


def kind_of(entities: Sequence[Entity]) -> str:
    """Return the plural of the noun that fits all of `entities`.

    >>> kind_of([Entity("light.a", "A", "light"), Entity("fan.b", "B", "fan")])
    'devices'
    """
    if all(entity.domain == "person" for entity in entities):
        return "people"
    nouns = {(nouns_of(entity.domain, entity.device_class) or ("device",))[0] for entity in entities}
    noun = nouns.pop() if len(nouns) == 1 else "device"
    if noun.endswith(("ch", "sh", "s", "x")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"


def done(intent: str, params: Params, *, plural: bool, domain: str, units: str) -> str:
    """Return the rest of a sentence whose subject has been named: what it is now.

    >>> done("set_light", {"brightness_pct": 40}, plural=False, domain="light", units="metric")
    'is at 40 percent'
    """
    verbs = {"is": "are" if plural else "is", "has": "have" if plural else "has"}
    if intent == "turn_on" and domain in _STARTED:
        return _STARTED[domain].format_map(verbs)
    if (special := _SPECIAL.get(intent)) is not None:
        return f"{verbs['is']} {special(params, units)}"
    ending = _ENDINGS.get(intent, "{is} done")
    return ending.format_map(_Blank(verbs | {key: _said(value) for key, value in params.items()}))


def proposal(intent: str, params: Params, entities: Sequence[Entity], units: str) -> str:
    """Return what would be done, to be asked whether it shall be: "unlock the front door".

    >>> door, panel = Entity("lock.a", "Front Door", "lock"), Entity("p.b", "Alarm", "alarm_control_panel")
    >>> proposal("unlock", {}, [door], "metric"), proposal("turn_off", {}, [panel], "metric")
    ('unlock the front door', 'disarm the alarm')
    >>> proposal("set_light", {"brightness_pct": 40}, [Entity("light.a", "Lamp", "light")], "metric")
    'set the lamp to 40 percent'
    """
    what = subject(entities) if entities else "it"
    if intent == "turn_off" and {entity.domain for entity in entities} == {"alarm_control_panel"}:
        return f"disarm {what}"
    if intent in _FUTURE:
        said = {key: _said(value) for key, value in params.items()}
        return _FUTURE[intent].format_map(_Blank({"what": what, **said}))
    if intent in _SPECIAL or intent in _ENDINGS:
        is_so = done(intent, params, plural=False, domain="", units=units).removeprefix("is ").removeprefix("set")
        value = _TO.sub("", is_so)
        return f"make {what} {value}" if value in _COMPARED else f"set {what} to {value}"
    return f"set {what}"


class _Blank(dict[str, str]):
    """Fills what nobody said with nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _said(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return str(value).replace("_", " ")


def _light(params: Params, _: str) -> str:
    parts = []
    if "color" in params:
        parts.append(_said(params["color"]))
    if "color_temp_kelvin" in params:
        parts.append(f"at {_said(params['color_temp_kelvin'])} kelvin")
    if "brightness_pct" in params:
        parts.append(f"at {_said(params['brightness_pct'])} percent")
    if "brightness_step_pct" in params:
        parts.append(_more(params["brightness_step_pct"], "brighter", "dimmer"))
    return listed(parts) if parts else "set"


def _temperature(params: Params, units: str) -> str:
    value = params.get("temperature")
    if not isinstance(value, int | float):
        return "set"
    own = "C" if units == "metric" else "F"
    scale = params.get("unit") or own
    return f"set to {degrees(value, scale, 'metric' if scale == 'C' else 'imperial')}"


def _step(params: Params, _: str) -> str:
    return f"set {_more(params.get('step'), 'higher', 'lower')}"


def _fan_speed(params: Params, _: str) -> str:
    if "percentage" in params:
        return f"at {_said(params['percentage'])} percent"
    return _more(params.get("step"), "faster", "slower")


def _more(step: object, up: str, down: str) -> str:
    negative = step == "down" or (isinstance(step, int | float) and step < 0)
    return down if negative else up


_SPECIAL: Mapping[str, Callable[[Params, str], str]] = MappingProxyType(
    {
        "set_light": _light,
        "set_temperature": _temperature,
        "adjust_temperature": _step,
        "set_fan_speed": _fan_speed,
    }
)


def too_late(action: Action, steps: Sequence[Step], home: Home, units: str) -> list[str]:
    """Return in words what it was too late for when an action was to be carried out; none: for nothing."""
    over = [step.entity for step in steps if step.reason == "too_late"]
    late = [home.entities[key] for key in over if key and key in home.entities]
    return [proposal(action.intent, action.params, late, units)] if late else []
