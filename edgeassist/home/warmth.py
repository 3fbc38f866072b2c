"""What is made warmer or cooler that was spoken of: the heating, after how warm it is, or the white of a lamp."""

from __future__ import annotations

import re

from edgeassist.home.house import Setting
from edgeassist.home.places import HERE
from edgeassist.messages import ParsedAction, Target

_TONED = re.compile(r"\bmake (?:it|them|that) (?:(?:a )?(?:bit|little|touch|tad) )?(?P<tone>warmer|cooler|colder)\b")
_TURNED = re.compile(
    r"(?:.* )?(?:turn|put) (?:it|that|them) (?:back )?(?:up|down)(?: (?:by (?P<by>\d{1,2})(?: degrees?)?"
    r"|a (?:bit|little|touch|notch)|again|please|now|then))*"
)
_WARMTH = frozenset({"climate", "water_heater"})


def warmed(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "turn it down by two" for the heating after that, or how warm it is, was spoken of; None: neither was."""
    louder = parsed.intent in {"volume_up", "volume_down"}
    match, spoken_of = _TURNED.fullmatch(setting.context.said) if louder else None, setting.spoken_of
    told = all(each.domain in _WARMTH or each.device_class == "temperature" for each in spoken_of)
    if match is None or not spoken_of or not told or any(target.name or target.area for target in parsed.targets):
        return None
    way = parsed.intent.removeprefix("volume_")
    values = {"step": match["by"], "direction": way} if match["by"] else {"step": way}
    heated = all(each.domain in _WARMTH for each in spoken_of)
    return ParsedAction("adjust_temperature", (Target(ref="it") if heated else Target(domain="climate"),), values)


def toned(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "make it warmer" for the lamps that were spoken of, where their white can be; None: heating is meant."""
    context, lamps = setting.context, setting.spoken_of
    match = _TONED.search(context.said) if parsed.intent == "adjust_temperature" else None
    white = bool(lamps) and all("color_temp" in lamp.attributes.get("supported_color_modes", ()) for lamp in lamps)
    lit = bool(context.before) and context.before[-1].intent in {"turn_on", "set_light"}
    elsewhere = any(target.name or target.area not in {None, *HERE} for target in parsed.targets)
    if match is None or not white or not lit or elsewhere:
        return None
    return ParsedAction(
        "set_light", (Target(ref="it"),), {"color": "warmer" if match["tone"] == "warmer" else "cooler"}
    )
