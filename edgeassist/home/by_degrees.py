"""A step up or down of what was spoken of, as that can be stepped: "turn it down a bit" of a fan, "higher", "max"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.capabilities import intent_for
from edgeassist.home.house import Setting
from edgeassist.messages import Context, ParsedAction, Target

OF_IT = frozenset({"set_light", "adjust_temperature", "set_temperature", "volume_up", "volume_down", "set_fan_speed"})
"""What is done to "it"."""
SETTING = frozenset({"set_light", "set_temperature", "set_position", "set_fan_speed", "set_volume", "set_humidity"})
"""What sets a thing to an amount."""
_AMOUNT_ALONE = re.compile(r"(?:to |at |about )?(?P<amount>\d+ (?:percent|degrees)|half)(?: please)?")
_STEPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "fan": ("set_fan_speed", "step"),
        "light": ("set_light", "brightness_step_pct"),
        "climate": ("adjust_temperature", "step"),
        "water_heater": ("adjust_temperature", "step"),
    }
)
"""Domain → what makes it more or less, and the value that says which; players are made louder."""
_ALL_OF_THEM = re.compile(
    r"\b(?:(?:all|both) of (?:them|those|these)|(?:them|those) (?:all|both)|both)(?: (?:off|on|up|down|open))?$"
)
_LITTLE = r"(?: (?:a (?:bit|little|touch|notch)|some(?: more)?|again|please|more))*"
_TURNED = re.compile(rf"(?:turn|put|set|crank) (?:it|that|them) (?:back )?(?:up|down){_LITTLE}")
_UP = re.compile(rf"(?:(?:a (?:bit|little)|even|much|still) )?(?:higher|faster|stronger|up){_LITTLE}")
_DOWN = re.compile(rf"(?:(?:a (?:bit|little)|even|much|still) )?(?:lower|slower|weaker|down){_LITTLE}")
_ENDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("max", "maximum", "full", "full speed", "full blast", "full power", "all the way up"), "100 percent")
    | dict.fromkeys(("halfway", "half way", "half"), "50 percent")
    | dict.fromkeys(("min", "minimum", "as low as possible"), "1 percent")
)


def amount_alone(said: str, context: Context) -> ParsedAction | None:
    """Return what a mere amount sets after something was switched or set: "50 percent"; None: it is none."""
    done = context.before[-1].intent if context.before else ""
    if done not in SETTING | OF_IT | {"turn_on", "open"}:
        return None
    match = _AMOUNT_ALONE.fullmatch(said)
    return ParsedAction("also", values={"amount": match["amount"]}) if match else _by_degrees(said)


def _by_degrees(said: str) -> ParsedAction | None:
    """Return what a mere "higher" or "max" means for what was spoken of; None: it is no such word."""
    if (amount := _ENDS.get(said.removesuffix(" please"))) is not None:
        return ParsedAction("also", values={"amount": amount})
    if _UP.fullmatch(said):
        return ParsedAction("volume_up")
    return ParsedAction("volume_down") if _DOWN.fullmatch(said) else None


def stepped(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return what is read as louder or quieter for the fan or the lamp that was spoken of; None: that is meant."""
    entities, context = setting.home.entities, setting.context
    domains = {entities[key].domain for key in context.previous if key in entities}
    intent, slot = _STEPS.get(next(iter(domains)), ("", "")) if len(domains) == 1 else ("", "")
    bare = not parsed.values and all(
        target == Target(domain=target.domain, ref=target.ref) for target in parsed.targets
    )
    if not intent or not bare or parsed.intent not in {"volume_up", "volume_down"} or not _is_short(context):
        return None
    return replace(parsed, intent=intent, targets=(Target(ref="it"),), values={slot: parsed.intent[7:]})


def _is_short(context: Context) -> bool:
    return any(pattern.fullmatch(context.said) for pattern in (_TURNED, _UP, _DOWN))


def together(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return what is done to "both" or "all of them", which were spoken of; None: something else is meant."""
    entities, context = setting.home.entities, setting.context
    if not _ALL_OF_THEM.search(context.said) or any(target.area or target.floor for target in parsed.targets):
        return None
    spoken_of = [entities[key] for key in context.together if key in entities]
    if parsed.targets == (Target(name="both"),) and len(spoken_of) == 1:
        kind = Target(domain=spoken_of[0].domain, device_class=spoken_of[0].device_class, quantity="both")
        return replace(parsed, targets=(kind,))
    able = [each.id for each in spoken_of if intent_for(parsed.intent, each.domain)]
    return replace(parsed, targets=(Target(ids=tuple(able)),)) if able else None
