"""What somebody puts right while speaking: the words before a correction, and those that take their place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.intent.schema import SPAN, Frame

PLACED = re.compile(r"(?:name|area|floor)\d?")
"""Slots that say what is meant, or where it is."""

TAKEN_BACK = (
    r"no wait|wait no|oh wait|no i mean|sorry i mean|i meant?(?: to say)?|or rather|make that|"
    r"(?:scrap|scratch|strike) that|no sorry|sorry no|actually no|no actually|no make it|on second thoughts?|"
    r"no no|no hang on|(?:i )?tell a lie|nah|"
    r"(?:w|wh)?oops(?:ie)?|my (?:bad|mistake)|excuse me|pardon(?: me)?|correction|i should say"
)
_CORRECTING = re.compile(rf"\b(?:{TAKEN_BACK})\b")
"""What stands between a wrong word and the right one."""


def corrects(text: str) -> bool:
    """Return whether `text` (normalised) seems to put right what it said before.

    >>> corrects("add milk scratch that almond milk"), corrects("add milk and almond milk")
    (True, False)
    """
    return _CORRECTING.search(text) is not None


_CORRECTION = re.compile(
    _CORRECTING.pattern + r"|\b(?:wait|sorry|actually|better|rather|what's it called)\b|"
    r"\bno (?=(?:the|my|in|at|to|for|not|just|only|both|all|every)\b|\d)"
)
"""The same, and what may be that where it is part of no value."""


def settled_by(text: str, frames: Sequence[Frame]) -> str | None:
    """Return what is left of a text that puts something right; None: the reading holds to what was taken back."""
    values = [(slot, value) for frame in frames for slot, value in frame.slots.items() if value.startswith(SPAN)]
    found = [m for m in _CORRECTION.finditer(text) if not any(m[0].strip() in value for _, value in values)]
    if not found or not text[found[-1].end() :].strip():
        return text
    before, after = text[: found[0].start()], f" {text[found[-1].end() :].strip()} "
    put_right = [slot for slot, value in values if f"{value} " in after]
    if values and not put_right:
        return None
    return after.strip() if any(map(PLACED.fullmatch, put_right)) else f"{before.strip()}{after}".strip()


def holds_on(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a reading takes a value that was put right, and nothing of what came in its place.

    >>> holds_on("lamp yellow no wait white", [Frame("set_light", {"name": " lamp", "color": " yellow"})])
    True
    """
    found = _CORRECTING.search(text)
    after = f" {text[found.end() :].strip()} " if found else ""
    said = [(slot, value) for frame in frames for slot, value in frame.slots.items() if value.startswith(SPAN)]
    put_right = any(f"{value} " in after for _, value in said)
    return bool(after.strip()) and not put_right and any(not PLACED.fullmatch(slot) for slot, _ in said)


_HALT = re.compile(r"(?<=\w)(?:\.\.\.+|\u2026)\s*(?=(?:the|my|our)\b)", re.IGNORECASE)
"""Where somebody stops, as it is written, and names another thing."""
_SORRY = re.compile(r",\s*([^,]+),?\s+sorry\W*$", re.IGNORECASE)
"""What puts right the thing before it, as it is written: "lamp on, the stove, sorry"."""
_DROPPED = re.compile(r"[,.]\s+(?:scratch|scrap)\s+(?!that\b|it\b|this\b|all\b)", re.IGNORECASE)
"""What takes one of several back: "both lamps, scratch the left one"."""


def with_marks(text: str) -> str:
    """Return a text with words for what only its writing says: that what follows puts right what was said before.

    >>> with_marks("Lamp on, the stove, sorry"), with_marks("lamp and stove on, scratch the stove")
    ('Lamp on no wait the stove', 'lamp and stove on no not the stove')
    """
    return _DROPPED.sub(" no not ", _SORRY.sub(r" no wait \1", _HALT.sub(" no wait ", text)))
