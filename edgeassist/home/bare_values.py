"""A mere value after a command that set or switched something: "blue", "22", "two degrees more", "both to 50"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.home.colours import read_colour, read_warmth
from edgeassist.messages import Context, ParsedAction, Target
from edgeassist.text import normalise

AMOUNTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "light": ("set_light", "brightness_pct"),
        "cover": ("set_position", "position"),
        "valve": ("set_position", "position"),
        "climate": ("set_temperature", "temperature"),
        "water_heater": ("set_temperature", "temperature"),
        "fan": ("set_fan_speed", "percentage"),
        "media_player": ("set_volume", "volume_pct"),
        "humidifier": ("set_humidity", "humidity"),
        "number": ("set_value", "value"),
    }
)
"""Domain → what an amount alone sets."""

_SO = r"(?:(?:and|now|then|rather|actually|maybe|try|to|in|at|back|go back|put (?:it|them) back) )*"
_END = r"(?: (?:please|instead|now|then|rather|again))*"
_COLOUR = re.compile(rf"{_SO}(?:make (?:it|that) )?(?:an? )?(?:(?:bit|little|touch) )?(?P<colour>\w+(?: \w+)??){_END}")
_NUMBER = re.compile(rf"{_SO}(?P<amount>\d{{1,3}}){_END}")
_BY = re.compile(
    rf"{_SO}(?:another )?(?P<step>\d{{1,2}})(?: (?:degrees?|percent))?(?: more)?"
    rf" (?P<way>more|less|up|down|higher|lower|warmer|cooler|colder|hotter|brighter|dimmer|darker|louder|quieter){_END}"
)
_BY_LAST = re.compile(rf"{_SO}(?P<way>up|down)(?: by)? (?P<step>\d{{1,2}})(?: (?:degrees?|percent))?(?: more)?{_END}")
_BY_SO_MUCH = re.compile(r"by (?P<step>\d{1,2})(?: (?:degrees?|percent))?(?: please)?")
_AGAIN = re.compile(rf"{_SO}(?:another|another (?:one|1|notch|bit)|(?:one|1) more|(?:one|1) more notch){_END}")
_STATE = "on|off|up|down|open|closed|shut"
_ONE_MORE = re.compile(rf"{_SO}(?:one|1) (?:more|extra)(?: degree)?{_END}")
_A_DEGREE = re.compile(rf"{_SO}(?:(?:another|(?:one|1|an?) more) degree|(?:one|1|an?) degree more){_END}")
_WHICH_TO = re.compile(
    rf"{_SO}the (?P<which>(?:\w+ ){{0,3}}\w+) (?:one|1)(?: back)? (?P<state>{_STATE}){_END}"
    rf"|{_SO}(?!(?:turn|switch|put|set|make|leave|keep|move) )(?P<bare>(?:\w+ ){{0,2}}\w+) (?:one|1)(?: back)?"
    rf" (?P<then>{_STATE}){_END}"
)
_DONE: Mapping[str, str] = MappingProxyType(
    {
        "on": "turn_on",
        "off": "turn_off",
        "up": "open",
        "open": "open",
        "down": "close",
        "closed": "close",
        "shut": "close",
    }
)
_NOUNS: Mapping[str, str] = MappingProxyType({"light": "light", "cover": "blind", "fan": "fan", "lock": "door"})
_BOTH_TO = re.compile(
    rf"{_SO}(?:both|all)(?: of (?:them|those))?(?: to| at)?"
    rf" (?P<amount>\d{{1,3}}(?: (?:percent|degrees))?|full|half|maximum){_END}"
)
_BOTH = re.compile(r"\bboth\b")
STEP_SLOTS = frozenset({"brightness_step_pct", "step", "step_pct"})
"""Values that say how far something goes up or down from how it is."""
_TONE = MappingProxyType({"warmer": "warmer", "colder": "cooler", "cooler": "cooler"})
_NO_COLOUR = frozenset({"cool", "lovely", "nice", "pretty", "calm", "bright", "natural", "soft"})
"""Words for colours that rather say how somebody likes it."""
_LESS = frozenset({"less", "down", "lower", "cooler", "colder", "dimmer", "darker", "quieter"})
_STEPPED: Mapping[str, tuple[str, str]] = MappingProxyType(
    dict.fromkeys(("set_temperature", "adjust_temperature"), ("adjust_temperature", "step"))
    | {"set_light": ("set_light", "brightness_step_pct")}
    | dict.fromkeys(("set_volume", "volume_up", "volume_down"), ("volume_{way}", "step_pct"))
)
"""What was done → what does more or less of it, and the value that says how much."""
_OF_DEGREES = frozenset({"set_temperature", "adjust_temperature"})


def value_alone(said: str, before: ParsedAction, context: Context) -> ParsedAction | None:
    """Return what a mere value means after `before`; None: it is no value, or none of such a thing.

    >>> from datetime import UTC, datetime
    >>> lamp, context = ParsedAction("set_light", values={"color": "red"}), Context(datetime.now(UTC))
    >>> value_alone("blue please", lamp, context).values, value_alone("10 less", lamp, context).values
    ({'color': 'blue'}, {'brightness_step_pct': '10', 'direction': 'down'})
    >>> value_alone("cool", lamp, context) is None
    True
    """
    if (both := _BOTH_TO.fullmatch(said)) is not None and len(context.together) > 1:
        two = context.together[-2:] if _BOTH.search(said) else ()
        kinds = {key.partition(".")[0] for key in two}
        if len(kinds) == 1 and (slot := AMOUNTS.get(kinds.pop())):
            return ParsedAction(slot[0], (Target(ids=two),), {slot[1]: both["amount"]})
        return ParsedAction("also", (Target(ref="them"),), {"amount": both["amount"]})
    if (step := of_which(said, before) or _by_so_much(said, before) or _by_steps(said, before)) is not None:
        return step
    if (number := _NUMBER.fullmatch(said)) is not None:
        return ParsedAction("also", values={"amount": number["amount"]})
    return _colour(said, before) if before.intent in {"set_light", "turn_on"} else None


def says_by_how_much(text: str) -> bool:
    """Return whether a text tells by how much something was to go up or down, so that it does not go twice."""
    return _BY_SO_MUCH.fullmatch(normalise(text)) is not None


def _by_so_much(said: str, before: ParsedAction) -> ParsedAction | None:
    """Return by how much more it is made warmer or louder, "by two"; None: nothing was."""
    match = _BY_SO_MUCH.fullmatch(said)
    way = next((before.values[slot] for slot in STEP_SLOTS if before.values.get(slot) in {"up", "down"}), "")
    way = way or (before.intent[7:] if before.intent in {"volume_up", "volume_down"} else "")
    if match is None or not way or before.intent not in _STEPPED or before.when:
        return None
    return _stepped(before, way, match["step"])


def of_which(said: str, before: ParsedAction) -> ParsedAction | None:
    """Return what becomes of another one of its kind: "the living room one back up"."""
    if (one := _WHICH_TO.fullmatch(said)) is not None and (noun := _noun(before)):
        name = f"{one['which'] or one['bare']} {noun}"
        return ParsedAction(_DONE[one["state"] or one["then"]], (Target(name=name),))
    return None


def _by_steps(said: str, before: ParsedAction) -> ParsedAction | None:
    """Return what goes up or down by something, or once more."""
    if _ONE_MORE.fullmatch(said) and before.values.get("step", "")[:1].isdecimal():
        return _stepped(before, before.values.get("direction", "up"), "1")
    if _A_DEGREE.fullmatch(said) and before.intent in _OF_DEGREES and not before.when:
        turned_down = "down" in {before.values.get(slot) for slot in ("step", "direction")}
        return _stepped(before, "down" if turned_down else "up", "1")
    if _AGAIN.fullmatch(said) and before.values.keys() & STEP_SLOTS:
        return ParsedAction("also")
    by = _BY.fullmatch(said) or _BY_LAST.fullmatch(said)
    if by is not None and before.intent in _STEPPED and not before.when:
        return _stepped(before, "down" if by["way"] in _LESS else "up", by["step"])
    return None


def _stepped(before: ParsedAction, way: str, step: str) -> ParsedAction:
    """Return so much more, or less, of what was done."""
    intent, slot = _STEPPED[before.intent]
    values = {slot: step} | ({} if "{" in intent else {"direction": way})
    return ParsedAction(intent.format(way=way), (Target(ref="it"),), values)


def _noun(before: ParsedAction) -> str:
    """Return what the things are called that were spoken of; empty: that is not known."""
    target = before.targets[0] if before.targets else Target()
    kind = target.device_class or _NOUNS.get(target.domain or "", "")
    return kind or (target.name or "").rpartition(" ")[2]


def _colour(said: str, before: ParsedAction) -> ParsedAction | None:
    match = _COLOUR.fullmatch(said)
    word = match["colour"] if match else ""
    if word in _TONE:
        of_white = {"color", "color_temp_kelvin"} & before.values.keys()
        return ParsedAction("also", values={"color": _TONE[word]}) if of_white else None
    known = word not in _NO_COLOUR and (read_colour(word) or read_warmth(word))
    return ParsedAction("also", values={"color": word}) if known else None
