"""What a sentence speaks of that means things of a kind and names none: of light, of warmth, of dirt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.intent.settling import PLACED

_ORDERS = r"on|off|up|down|out|open\w*|clos\w+|shut\w*|turn\w*|switch\w*|put|set|all|every\w*"
"""What is said of things of any kind."""
_SPOKEN_OF: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "light": re.compile(
            rf"\b(?:{_ORDERS}|\w*li(?:ghts?|tes?|t)|\w*lighting|\w*lamps?|bulbs?|lantern\w*|candle\w*|candels?|"
            r"chandelier\w*|spots?|pendants?|strips?|dark\w*|black\w*|dim\w*|gloom\w*|murky|dingy|see|seeing|bright\w*|"
            r"glar\w+|dazzl\w+|blind\w*|night|illuminat\w*|shin\w+|read\w*|vision|eyes?|visib\w*|sun\w*|squint\w*|glow\w*|"
            r"mood|romantic|co[sz]y|nap\w*|sleep\w*|asleep|sparkl\w+|blaz\w+|blackpool|switched)\b"
        ),
        "fan": re.compile(
            rf"\b(?:{_ORDERS}|fans?|extractors?|ventilat\w*|hoods?|air\w*|stuff\w*|stif\w+|breez\w+|breath\w*|smell\w*|"
            r"st[iau]nk\w*|steam\w*|smok\w*|fog\w*|fumes?|whiff\w*|pong\w*|reek\w*|odou?rs?|cool\w*|hot|boil\w*|bak\w+|"
            r"roast\w*|swelter\w*|sweat\w*|warm|melt\w*|muggy|humid\w*|burn\w*|fry\w*|damp|mist\w*|condensation|close)\b"
        ),
        "humidifier": re.compile(
            rf"\b(?:{_ORDERS}|\w*humid\w*|dry\w*|dri\w+|damp\w*|moist\w*|musty|mou?ld\w*|muggy|clammy|sticky|wet|static|"
            r"lips|skin|nose|throat|cough\w*|parch\w*|desert|arid|condensation)\b"
        ),
        "valve": re.compile(
            rf"\b(?:{_ORDERS}|water\w*|irrigat\w*|sprinkl\w*|taps?|valves?|hose\w*|thirst\w*|parch\w*|dry|gasp\w*|wilt\w*|"
            r"droop\w*|soak\w*|drown\w*|drink|gas|flood\w*|leak\w*|main|mains)\b"
        ),
        "vacuum": re.compile(
            rf"\b(?:{_ORDERS}|vacuum\w*|hoover\w*|robot\w*|robo\w*|bot|clean\w*|tid\w+|sweep\w*|swept|mop\w*|floors?|"
            r"carpets?|rugs?|"
            r"crumbs?|mess\w*|dirt\w*|dust\w*|filth\w*|mud\w*|disgusting|gross|sticky|gritty|grubby|hair\w*|fluff|fur|shed\w*|"
            r"spill\w*|spilt|litter|sand|grit|flour|rice|cereal|dock|base|home|charg\w*|stop|pause|start|find|where\w*)\b"
        ),
        "lawn_mower": re.compile(
            rf"\b(?:{_ORDERS}|mow\w*|lawn\w*|grass|cut\w*|trim\w*|garden|dock|base|home|charg\w*|stop|pause|start|where\w*)\b"
        ),
        "volume": re.compile(
            r"\b(?:volume|loud\w*|sound\w*|nois\w*|hear\w*|quiet\w*|silen\w+|blast\w*|blar\w*|crank\w*|turn|up|down|lower|"
            r"higher|(?:more|less)(?= music| please|$)|boost|notch\w*|deaf\w*|racket|shout\w*|ears?|headache|bass|"
            r"blow\w*|soft\w*|bang\w*|asleep|sleep\w*|neighbours?|listen\w*)\b"
        ),
        "warmth": re.compile(
            r"\b(?:(?:turn|up|down|lower|higher|rais\w+|drop|more|less|stronger|ease|bit)\b|\w*(?:hot|heat|cold|degree|temp|"
            r"therm|warm|wram|cool|fridge)|chill|fr(?:ee|o)z|frost|ic[ey]|boil|roast|bak|swelter|sweat|sti[fc]|stuff|radiat|"
            r"ac\b|air|nip|parky|perish|baltic|arctic|toast|co[sz]y|comf|shiver|brr|melt|oven|sauna|tropic|furnace|igloo|"
            r"jumper|blanket|coat|burn|scorch|mild|dra(?:ft|ugh)|boost|numb|snow|desert|sahara|polar|pole\b|siberia|hell\b|"
            r"teeth|toes|feet|fing|nose|hands|steam|breath|drip|pant|winter|summer|taters|morgue|tomb|brass|fry|dying|climate|"
            r"goose)"
        ),
        "energy": re.compile(
            r"\b(?:energy|electric\w*|power\w*|leccy|juice|mains|kilowatt\w*|kwh?|watts?|solar|panels?|meter|bill|unit\w*|"
            r"us(?:e|ed|es|ing|age)|burn\w*|consum\w*|draw\w*|spen\w+|cost\w*|(?:gone|go) through|mak(?:e|ing)|made|"
            r"produc\w*|generat\w*|export\w*|import\w*|grid)\b"
        ),
    }
)
"""Kind of things → what is said by those who mean them: the telly is too loud, and not only there."""
_MOVED = re.compile(r"turn_o(?:n|ff)|open|close|toggle|set_light|vacuum_.*")
_VALUES = re.compile(r"color.*|brightness_pct|percentage|position|step")
_TURNED: Mapping[str, str] = MappingProxyType(
    {"volume_up": "volume", "volume_down": "volume", "adjust_temperature": "warmth"}
)
_MEASURED = frozenset({"energy", "power"})
"""Intent → what is spoken of by those who mean it, be it of a thing that they name."""


def speaks_of_no_such(text: str, frame: Frame) -> bool:
    """Return whether, but for names and places, nothing in `text` speaks of the kind of things that are meant.

    >>> lit = Frame("turn_on", {"domain": "light", "area": " front room"})
    >>> speaks_of_no_such("the front room could do with painting", lit)
    True
    >>> speaks_of_no_such("the front room is a bit gloomy", lit)
    False
    """
    kind = _TURNED.get(frame.intent) or _kind_meant(frame)
    return kind in _SPOKEN_OF and _SPOKEN_OF[kind].search(without_places(text, frame)) is None


def _kind_meant(frame: Frame) -> str:
    """Return the kind of things that would be moved to no value, or asked about, none of them named; empty: no such."""
    if frame.intent == "get_state" and "name" not in frame.slots and frame.slots.get("device_class") in _MEASURED:
        return "energy"
    tells = any(slot.startswith("name") or _VALUES.fullmatch(slot) for slot in frame.slots)
    return "" if tells or not _MOVED.fullmatch(frame.intent) else frame.slots.get("domain", "")


def without_places(text: str, frame: Frame) -> str:
    """Return `text` without the names and the places that a reading took from it: a hot tub is no complaint.

    >>> without_places("kids are in the hot tub", Frame("adjust_temperature", {"name": " hot tub"}))
    'kids are in the'
    """
    placed = [value for slot, value in frame.slots.items() if PLACED.fullmatch(slot) and value.startswith(SPAN)]
    for value in sorted(placed, key=len, reverse=True):
        text = f" {text} ".replace(f"{value} ", " ", 1).strip()
    return text
