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
_WHICH = re.compile(r"\b(?:which|what|any|anything|something)\b")


def mended(frame: Frame, said: str) -> Frame:
    """Return a frame with its values as they were said."""
    asks = frame.intent == "get_state"
    slots = _as_asked(frame.slots, said) if asks else _as_bright(_shaded(frame.slots, said), said)
    return replace(frame, slots=slots)


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
    """Return the slots, a colour with the brightness that is said right after it.

    >>> _as_bright({"color": " red"}, "lamp red at 60")
    {'color': ' red', 'brightness_pct': ' 60'}
    """
    colour = next((slots[slot].strip() for slot in ("color", "color_temp_kelvin") if slot in slots), "")
    after = (
        rf"\b{re.escape(colour)} (?:at|to|and) ((?:2[5-9]|[3-9]\d|100)(?: percent)?|\d+ percent)(?! \S*(?:o'clock|\d))"
    )
    found = re.search(after, said) if colour and "when" not in slots else None
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
