"""What an order is given about: a thing of this house that stands after a verb is no aside."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.intent.naming import KINDS, known_words
from edgeassist.intent.schema import Frame
from edgeassist.messages import Vocabulary

_ORDERED = re.compile(
    r"\b(?:(?:turn|switch|shut|power|flick|knock) (?:on|off)|kill|open|close|lock|unlock|dim|mute|pause|start|stop|"
    r"lower|raise) (?:the|my|our) (?P<object>[\w']+)"
)
_SOUNDED = re.compile(r"\bwith (?:the|my|our) (?P<object>[\w']+)$")
"""By what somebody is to be told something."""
_MOVING = re.compile(r"open|close|stop|set_position")
_OPENING = re.compile(r"\b(window|gate|blind|curtain|shutter|awning|shade|skylight|tap|valve)s?\b")
"""Words for what is opened, each the name of its kind where there is one."""


def overlooks_object(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether `text` gives an order about a thing of this house of which no word stands in a reading.

    >>> home = Vocabulary(("hood light", "spots"))
    >>> overlooks_object("just the spots please kill the hood", [Frame("turn_off", {"name": " spots"})], home)
    True
    """
    said = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    known = said | {word.removesuffix("'s") for word in said} | {f"{word}s" for word in said}
    orders = [*_ORDERED.finditer(text), *(_SOUNDED.finditer(text) if _tells(frames) else ())]
    ordered = {match["object"] for match in orders} - known
    return any(not KINDS.fullmatch(each) and known_words(each, vocabulary) for each in ordered)


def _tells(frames: Sequence[Frame]) -> bool:
    return any(frame.intent == "announce" for frame in frames)


def mistakes_opening(text: str, frame: Frame) -> bool:
    """Return whether `text` names another kind of opening than the one that would be moved: the garage window."""
    kind, name = frame.slots.get("device_class"), frame.slots.get("name")
    if kind is None or name is not None or not _MOVING.fullmatch(frame.intent):
        return False
    values = " ".join(frame.slots.values())
    return any(m[1] != kind and m[1] not in values for m in _OPENING.finditer(text))
