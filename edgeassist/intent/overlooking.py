"""Rooms and floors that were said and that a reading has left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.intent.schema import Frame
from edgeassist.messages import Vocabulary

_WHOLE = re.compile(
    r"\b(?:in|of|around|across) (?:the|my|our|this) (?:whole |entire )?(?:house|home|flat|apartment|place)\b"
)
"""No room, whatever some room is called in short."""


_LEVEL = re.compile(r"\b(?:up top|down below)\b")
"""A floor, whatever it is called here."""


def overlooks(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether a room or floor of this house stands in `text` and in no value of `frames`.

    Such a reading reaches further than was meant.
    """
    values = [f"{value} " for frame in frames for value in frame.slots.values()]
    places = (f" {place} " for place in (*vocabulary.areas, *vocabulary.floors))
    text = _WHOLE.sub(" ", text)
    if (level := _LEVEL.search(text)) and not any(level[0] in value for value in values):
        return True
    return any(place in f" {text} " and not any(place in value for value in values) for place in places)
