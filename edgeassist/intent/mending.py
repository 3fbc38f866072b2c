"""Values that a model has cut short, or read as their opposite: the words beside them tell what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.intent.schema import SPAN, Frame

_SHADE = r"(?:soft|light|dark|pale|deep|pastel|hot|bright|sky|navy|lime|royal|forest|baby|dusty|warm)"
_VERY = r"(?:really|very|super|extremely|quite)"
_OPPOSITES: Mapping[str, str] = MappingProxyType(
    {"open": "closed", "closed": "open", "shut": "open", "locked": "unlocked", "unlocked": "locked", "on": "off"}
    | {"off": "on"}
)
_TONE = "color_temp_kelvin"
_WARMER = re.compile(r"\b(?:warmer|cooler|colder)\b")
_BRIGHT = re.compile(r"\b(?:bright|dim|dark)")
_BY_ROOM = frozenset({"light", "fan", "media_player"})
"""What is meant where one is, unless more is said."""
_ALL = re.compile(
    r"\b(?:all|every\w*|each|both|whole|entire|house|home|flat|apartment|throughout|any\w*|total\w*|"
    r"upstairs|downstairs|good ?night|bed)\b"
)
"""What is said of more than one room."""
_WHICH = re.compile(r"\b(?:which|what|any|anything|something)\b")


def mended(frame: Frame, said: str) -> Frame:
    """Return a frame with its values as they were said."""
    frame = replace(frame, slots=_not_all(frame.slots, said))
    asks = frame.intent == "get_state"
    slots = _as_asked(frame.slots, said) if asks else _as_bright(_shaded(frame.slots, said), said)
    return replace(frame, slots=slots if asks else _toned(slots, said))


def _not_all(slots: Mapping[str, str], said: str) -> Mapping[str, str]:
    """Return the slots, a kind without "all" where nobody said so: "lights out" are those of this room.

    >>> _not_all({"domain": "light", "quantity": "all"}, "lights out and console off")
    {'domain': 'light'}
    """
    somewhere = any(slot.startswith(("name", "area", "floor", "ref")) for slot in slots)
    if slots.get("quantity") != "all" or slots.get("domain") not in _BY_ROOM or somewhere or _ALL.search(said):
        return slots
    return {slot: value for slot, value in slots.items() if slot != "quantity"}


def _toned(slots: Mapping[str, str], said: str) -> Mapping[str, str]:
    """Return the slots, a brightness with how warm the light is to be, which is said right after its name.

    >>> _toned({"name": " strip", "brightness_pct": " 40 percent"}, "strip warm at 40 percent")["color_temp_kelvin"]
    ' warm'
    """
    warmer = _WARMER.search(said) if slots.get("brightness_step_pct") in {"up", "down"} else None
    if warmer and not _BRIGHT.search(said):
        others = {slot: value for slot, value in slots.items() if slot != "brightness_step_pct"}
        return {**others, _TONE: SPAN + warmer[0].replace("colder", "cooler")}
    name = slots.get("name", "").strip()
    if not name or "brightness_pct" not in slots or not {"color", _TONE}.isdisjoint(slots):
        return slots
    tone = re.search(rf"\b{re.escape(name)} (?:to )?(warm|cool|cold)(?: white)? (?:at|to|and) ", said)
    return {**slots, _TONE: SPAN + tone[1]} if tone else slots


def _shaded(slots: Mapping[str, str], said: str) -> Mapping[str, str]:
    """Return the slots, a colour with the shade that stands before it, and how low or high with how much so.

    >>> _shaded({"color": " yellow"}, "the globe a soft yellow at 40 percent")
    {'color': ' soft yellow'}
    """
    for slot, before in (("color", _SHADE), ("brightness_pct", _VERY)):
        value = slots.get(slot, "").strip()
        match = re.search(rf"\b{before} {re.escape(value)}\b", said) if value else None
        slots = {**slots, slot: SPAN + match[0]} if match else slots
    return slots


def _as_bright(slots: Mapping[str, str], said: str) -> Mapping[str, str]:
    """Return the slots, a colour with the brightness that is said right after it, or before.

    >>> _as_bright({"color": " red"}, "lamp red at 60")
    {'color': ' red', 'brightness_pct': ' 60'}
    """
    colour = next((slots[slot].strip() for slot in ("color", "color_temp_kelvin") if slot in slots), "")
    after = (
        rf"\b{re.escape(colour)} (?:at|to|and) ((?:2[5-9]|[3-9]\d|100)(?: percent)?|\d+ percent)(?! \S*(?:o'clock|\d))"
    )
    found = re.search(after, said) if colour and "when" not in slots else None
    if colour and found is None:
        found = re.search(rf"\b(dim|low|faint) (?:shade of )?{re.escape(colour)}\b", said)
    more = {"brightness_pct": SPAN + found[1]} if found else {}
    return slots if any(slot.startswith("brightness") for slot in slots) else {**slots, **more}


def _as_asked(slots: Mapping[str, str], said: str) -> Mapping[str, str]:
    """Return the slots, a state as it was asked about: what is not locked is unlocked, what is shut up is not open.

    >>> _as_asked({"domain": "lock", "state": " locked"}, "which doors haven't been locked")["state"]
    ' unlocked'
    >>> _as_asked({"name": " barn", "state": "open"}, "is the barn shut up")["state"]
    'closed'
    """
    state = slots.get("state", "")
    other = _OPPOSITES.get(state.strip())
    if other is None:
        return slots
    begin = SPAN if state.startswith(SPAN) else ""
    denied = rf"(?:n't|\bnot) (?:(?:yet|been|being|all) )*{state.strip()}\b"
    if _WHICH.search(said) and re.search(denied, said):
        return {**slots, "state": begin + other}
    words = {*said.split()}
    meant = {word for word in words if _OPPOSITES.get(word) == state}
    return {**slots, "state": other} if not begin and state not in words and meant else slots
