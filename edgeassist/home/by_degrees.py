"""A step up or down of what was spoken of, as that can be stepped: "turn it down a bit" of a fan, "higher", "max"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.bare_values import STEP_SLOTS, of_which, value_alone
from edgeassist.home.capabilities import STARTED, intent_for
from edgeassist.home.doubling import times_as_much
from edgeassist.home.house import Setting
from edgeassist.home.kept_items import much_of_it
from edgeassist.home.recalled import spoken_of_together, two_of_a_kind
from edgeassist.home.values import read_params
from edgeassist.home.word_alone import word_alone
from edgeassist.messages import Context, ParsedAction, Target

OF_IT = frozenset({"set_light", "adjust_temperature", "set_temperature", "volume_up", "volume_down", "set_fan_speed"})
"""What is done to "it"."""
SETTING = frozenset({"set_light", "set_temperature", "set_position", "set_fan_speed", "set_volume", "set_humidity"})
"""What sets a thing to an amount."""
SAID_OF_IT = re.compile(
    r"\b(?:make|turn|set|play|have|put) (?:it|them|that) |^(?:half|twice) as bright$|"
    r"^(?:(?:but|and|now|just|maybe|ok|okay|nah|(?:a )?(?:bit|little|touch|tad|lot|wee bit|fair bit)"
    r"|quite a bit|lots|way|far|slightly|much|even|still) )*"
    r"(?:brighter|dimmer|darker|softer|louder|quieter|warmer|cooler|colder)(?: (?:then|please|yeah|still))*$|"
    r"^(?:(?:that's|it's|that is|it is|they are|still|much|far|a bit|a little|way|nah|no|but) )*too "
    r"(?:bright|dark|dim|loud|quiet|warm|cold|hot|fast|slow)$|"
    r"^(?:but |and |a bit |a little )*(?:not (?:so|that|quite so|as) |less )"
    r"(?:bright|dim|dark|loud|quiet|warm|cold|hot|fast)$"
)
"""What is said of what was spoken of, be it not named: "make it ...", "a bit brighter", "too loud", "not so loud"."""
_TOO_DARK = re.compile(
    r"^(?:(?:that's|it's|still|much|far|a bit|way|nah|no|but|now|oh) )*too (?:dark|dim)"
    r"(?: (?:now|still|again|then|here|in here))*$"
)
_AMOUNT_ALONE = re.compile(r"(?:only |just )?(?:to |at |about )?(?P<amount>\d+ (?:percent|degrees)|half)(?: please)?")
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
    r"\b(?:(?:all|both) of (?:them|those|these)|(?:them|those) (?:all|both)|both)"
    r"(?: (?:back )?(?:off|on|up|down|open|closed|shut))?$"
)
_ALL_OF_IT = re.compile(r"\b(?:it all|all of it|all of that)\b(?: (?:back|off|on|up|down|open|closed|shut|again))*$")
"""What stands for all that was spoken of where it was several things, and else for everything."""
_CLOSES, _OPENS = re.compile(r"\b(?:clos|shut|lower|down\b)"), re.compile(r"\b(?:open|rais|lift|up\b)")
_BOTH = 2
_FURTHER = 20
"""Percent that a blind goes further."""
_LITTLE = (
    r"(?: (?:one|1|(?:just )?a (?:bit|little|touch|notch|tad|fraction)|some(?: more)?|again|please|more|still|now"
    r"|yet|then|than (?:that|this)))*"
)
_TURNED = re.compile(rf"(?:turn|put|set|crank) (?:it|that|them) (?:back )?(?:up|down){_LITTLE}")
_SOMEWHAT = (
    r"(?:(?:one|1|(?:just )?(?:a )?(?:bit|little|touch|tad|notch|lot|wee bit|little bit|fair bit)"
    r"|even|much|still|slightly|some|lots|way|far|quite a bit) )?"
)
_SO = r"(?:(?:and|but|ok|okay|now|just|then|nah|no) )*"
_MORE = re.compile(rf"{_SO}{_SOMEWHAT}(?:more|further){_LITTLE}")
_MADE = r"(?:make (?:it|that|them) )?"
_UP = re.compile(rf"{_SO}{_MADE}{_SOMEWHAT}(?:higher|faster|stronger|(?:back )?up|more|further){_LITTLE}")
_DOWN = re.compile(rf"{_SO}{_MADE}{_SOMEWHAT}(?:lower|slower|weaker|softer|gentler|(?:back )?down|less){_LITTLE}")
_NOT_SO = re.compile(
    rf"{_SO}not (?:quite |all )?(?:so|that|as|too) "
    rf"(?:(?P<less>bright|loud|fast|strong|high|hot|warm)|dark|dim|quiet|slow|weak|low|cold|cool){_LITTLE}"
)
_IS_TOO = rf"{_SO}(?:(?:that's|it's|that is|it is|that was|still|now) )*(?:(?:a (?:bit|little)|way|far|much) )?too"
_TOO_MUCH = re.compile(rf"{_IS_TOO} much{_LITTLE}")
"""Said after something went up, or down."""
_NOT_ALL = re.compile(
    rf"{_SO}not (?:all the way|fully|completely|entirely|wholly)(?: (?:up|down|open|closed|shut))?"
    r"(?: (?:please|though))?"
)
_WHOLLY = re.compile(
    rf"{_SO}{_MADE}(?:all the way|the whole way|fully|completely|entirely|wholly)(?: (?:(?P<up>up|open)|(?P<down>down"
    r"|closed|shut)))?(?: (?:please|then|actually|now))*"
)
"""Said of a blind, or after a step."""
_TO_WHAT = re.compile(
    rf"{_SO}(?:to what|to how much|what(?:'s| is) (?:it|that) (?:now|at)|what are they (?:now|at))(?: then)?"
)
_TOO_FAST = re.compile(rf"{_IS_TOO} (?P<how>fast|strong|slow|weak){_LITTLE}")
_TOO_HIGH = re.compile(rf"{_IS_TOO} (?:(?P<less>high)|low|soft|gentle){_LITTLE}")
_SPEED = re.compile(r"\b(?:faster|stronger|slower|weaker)\b")
"""Words for fans alone."""
_SWITCHES = frozenset({"turn_on", "toggle", "open", "close"})
_COUNTED = frozenset({"list_add"})
_MULTIPLIED = SETTING | OF_IT | _COUNTED | _SWITCHES | {"set_value"}
"""What is doubled or halved."""
_ABSOLUTE = frozenset({"set_light", "set_temperature", "set_fan_speed", "set_volume", "set_position"})
"""What sets a thing to a value, so that "more" is no repetition of it."""
_ENDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (
            "max",
            "maximum",
            "full",
            "full speed",
            "full blast",
            "full power",
            "full brightness",
            "all the way up",
            "fastest",
            "highest",
            "brightest",
        ),
        "100 percent",
    )
    | dict.fromkeys(("halfway", "half way", "half"), "50 percent")
    | dict.fromkeys(("min", "minimum", "as low as possible", "slowest", "lowest", "dimmest"), "1 percent")
)


def amount_alone(said: str, context: Context) -> ParsedAction | None:
    """Return what a mere amount sets after something was switched or set: "50 percent"; None: it is none."""
    before = context.before[-1] if context.before else ParsedAction("")
    if (times := times_as_much(said)) is not None and before.intent in _MULTIPLIED:
        return ParsedAction("correct" if before.intent in _COUNTED else "also", values={"times": times})
    if (other := much_of_it(said, before) or word_alone(said, before, context)) is not None:
        return other
    if before.intent not in SETTING | OF_IT | _SWITCHES:
        return of_which(said, before) if before.intent == "turn_off" else None
    if (match := _AMOUNT_ALONE.fullmatch(said)) is not None:
        return ParsedAction("also", values={"amount": match["amount"]})
    if _MORE.fullmatch(said) and _is_no_repetition(before, context):
        return ParsedAction("volume_up")
    return (
        _of_the_step(said, before)
        or _wholly(said, before, context)
        or value_alone(said, before, context)
        or _by_degrees(said)
    )


def _of_the_step(said: str, before: ParsedAction) -> ParsedAction | None:
    """Return what is said of a step that was made: that it was too much, or how far it went; None: it is no such."""
    if _MORE.fullmatch(said) and " than " in said:
        return ParsedAction("also")
    if _NOT_ALL.fullmatch(said) and before.intent in {"open", "close"}:
        return ParsedAction("correct", values={"amount": "half"})
    if _TO_WHAT.fullmatch(said):
        return ParsedAction("get_state", (Target(ref="it"),))
    if _TOO_MUCH.fullmatch(said) and before.intent in OF_IT:
        return ParsedAction("volume_up" if _went_down(before) else "volume_down")
    return None


def _wholly(text: str, before: ParsedAction, context: Context) -> ParsedAction | None:
    """Return what goes to its end after it went a part of the way; None: that is not said, or not known to which."""
    if (said := _WHOLLY.fullmatch(text)) is None:
        return None
    if before.intent in {"open", "close", "set_position"}:
        closes = before.intent == "close" or (before.intent == "set_position" and _went_closing(context))
        down = bool(said["down"]) or (closes and not said["up"])
        return ParsedAction("close" if down else "open", (Target(ref="it"),))
    steps = before.intent in {"volume_up", "volume_down"} or STEP_SLOTS & before.values.keys()
    if not steps or before.intent == "adjust_temperature":
        return None
    down = bool(said["down"]) or (_went_down(before) and not said["up"])
    return ParsedAction("also", values={"amount": _ENDS["min" if down else "max"]})


def _went_down(before: ParsedAction) -> bool:
    return before.intent == "volume_down" or "down" in before.values.values()


def _is_no_repetition(before: ParsedAction, context: Context) -> bool:
    """Return whether "more" rather raises what was set to a value, or was too much less."""
    less = bool(context.history) and context.history[-1][0].casefold().endswith("less")
    return less or (before.intent in _ABSOLUTE and not STEP_SLOTS & before.values.keys())


def _by_degrees(said: str) -> ParsedAction | None:
    """Return what a mere "higher" or "max" means for what was spoken of; None: it is no such word."""
    bare = said.removesuffix(" please").removeprefix("only ").removeprefix("just ")
    if (amount := _ENDS.get(bare)) is not None:
        return ParsedAction("also", values={"amount": amount})
    if too := _NOT_SO.fullmatch(said) or _TOO_HIGH.fullmatch(said):
        return ParsedAction("volume_down" if too["less"] else "volume_up")
    if too := _TOO_FAST.fullmatch(said):
        way = "down" if too["how"] in {"fast", "strong"} else "up"
        return ParsedAction("set_fan_speed", (Target(ref="it"),), {"step": way})
    if (speed := _SPEED.search(said)) is not None and (_UP.fullmatch(said) or _DOWN.fullmatch(said)):
        way = "up" if speed[0] in {"faster", "stronger"} else "down"
        return ParsedAction("set_fan_speed", (Target(ref="it"),), {"step": way})
    if _UP.fullmatch(said) and not _MORE.fullmatch(said):
        return ParsedAction("volume_up")
    return ParsedAction("volume_down") if _DOWN.fullmatch(said) else None


def stepped(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return what is read as louder or quieter for the fan or the lamp that was spoken of; None: that is meant."""
    context, domains = setting.context, {each.domain for each in setting.spoken_of}
    intent, slot = _STEPS.get(next(iter(domains)), ("", "")) if len(domains) == 1 else ("", "")
    bare = not parsed.values and all(
        target == Target(domain=target.domain, ref=target.ref) for target in parsed.targets
    )
    if not bare or parsed.intent not in {"volume_up", "volume_down"} or not _is_short(context):
        return None
    if domains == {"cover"}:
        return _moved_on(context)
    if not intent:
        of_it = "media_player" in domains or (bool(domains) and not _TURNED.fullmatch(context.said))
        return replace(parsed, targets=(Target(ref="it"),)) if of_it else None
    return replace(parsed, intent=intent, targets=(Target(ref="it"),), values={slot: parsed.intent[7:]})


def _moved_on(context: Context) -> ParsedAction:
    """Return what "a bit less" does to a blind that was moved: up and down are its own, less is the other way."""
    said, base = context.said.split(), context.before[-1] if context.before else ParsedAction("")
    before, goal = base.intent, (read_params(base, context) or {}).get("position")
    closing = before == "close" or (before == "set_position" and _went_closing(context))
    rises = "up" in said or "higher" in said or (not {"more", "further"}.isdisjoint(said)) != closing
    falls = "down" in said or "lower" in said
    is_up = rises and not falls
    if not isinstance(goal, int | float):
        wholly = "back" in said or "step" not in base.values
        return ParsedAction("open" if is_up else "close", (Target(ref="it"),), {} if wholly else dict(base.values))
    to = min(max(goal + (_FURTHER if is_up else -_FURTHER), 0), 100)  # it may still be on its way there
    return ParsedAction("set_position", (Target(ref="it"),), {"position": f"{to:g}"})


def _went_closing(context: Context) -> bool:
    """Return whether what was set to a position just now was said to close, or did without a word of that."""
    said, reply = context.history[-1] if context.history else ("", "")
    return bool(_CLOSES.search(said.casefold())) or (reply.endswith("closing.") and not _OPENS.search(said.casefold()))


def after_a_scene(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "a bit brighter" for the room of the scene that was set; None: no scene was, or a thing is named."""
    before = setting.spoken_of
    bare = all(target == Target(domain=target.domain, ref=target.ref) for target in parsed.targets)
    if not before or any(each.domain not in STARTED for each in before) or not bare or parsed.intent not in OF_IT:
        return None
    rooms = {each.area or "" for each in before}
    room = setting.home.areas.get(rooms.pop()) if len(rooms) == 1 else None
    return replace(parsed, targets=(Target(area=room.name) if room else Target(ref="it"),))


def brightened(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "too dark" for the lamps that were spoken of, and are on already; None: other lights are turned on."""
    context, lamps = setting.context, setting.spoken_of
    lit = bool(lamps) and all(lamp.domain == "light" and lamp.state == "on" for lamp in lamps)
    if parsed.intent != "turn_on" or not lit or not _TOO_DARK.search(context.said):
        return None
    return ParsedAction("set_light", (Target(ref="it"),), {"brightness_step_pct": "up"})


def _is_short(context: Context) -> bool:
    return any(pattern.fullmatch(context.said) for pattern in (_TURNED, _UP, _DOWN, _TOO_MUCH, _NOT_SO, _TOO_HIGH))


def together(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return what is done to "both" or "all of them", which were spoken of; None: something else is meant."""
    entities, context = setting.home.entities, setting.context
    both = parsed.targets == (Target(name="both"),)
    if len(parsed.targets) == 1 and (two := two_of_a_kind(parsed.targets[0], setting)) is not None:
        return replace(parsed, targets=(two,))
    placed = any(target.area or target.floor or target.ids for target in parsed.targets)
    spoken_of = [entities[key] for key in spoken_of_together(context) if key in entities]
    all_of_it = len(spoken_of) > 1 and _ALL_OF_IT.search(context.said)
    if placed or not (both or all_of_it or _ALL_OF_THEM.search(context.said)):
        return None
    pair = [entities[key] for key in (*context.earlier, *context.together) if key in entities]
    if both and len(pair) == _BOTH and all(intent_for(parsed.intent, each.domain) for each in pair):
        return replace(parsed, targets=(Target(ids=tuple(each.id for each in pair)),))
    if both and len(spoken_of) == 1:
        kind = Target(domain=spoken_of[0].domain, device_class=spoken_of[0].device_class, quantity="both")
        return replace(parsed, targets=(kind,))
    able = [each.id for each in spoken_of if intent_for(parsed.intent, each.domain)]
    return replace(parsed, targets=(Target(ids=tuple(able)),)) if able else None
