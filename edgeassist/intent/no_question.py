"""Readings that ask about something where nothing in a sentence asks."""

from __future__ import annotations

import re

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.intent.settling import PLACED

_ASKING = re.compile(
    r"\b(?:is|are|am|isn't|aren't|was|were|has|(?<!could )(?<!should )(?<!would )have|had|do|does|did|what|what's|"
    r"whats|which|who|who's|where|where's|when|why|how|how's|any|anyone|anything|everything|all|whether|if|status|state|"
    r"check|tell|know|wonder|show|sure|see|look)\b"
)
"""What a question has somewhere."""
_TOLD_AFTER = r"\b(?:and|so|because|since|but) (?:the |my |our )?{} (?:is|are)\b"
"""How it goes on that a thing is so: "it will rain and the window is open"."""
_POLITE_WORDS = frozenset({"the", "a", "thanks", "thank", "you", "please", "then", "now"})


def asks_nothing(text: str, frame: Frame) -> bool:
    """Return whether a state would be asked about though nothing in `text` asks: "island lights on".

    What is only named may be asked about: "hall temperature please".

    >>> asks_nothing("lamp nice and warm", Frame("get_state", {"name": " lamp", "attribute": "temperature"}))
    True
    """
    if frame.intent != "get_state":
        return False
    name = next((value.strip() for slot, value in frame.slots.items() if PLACED.fullmatch(slot)), "")
    is_told = bool(name) and (f"{name} is" in text or f"{name} are" in text)
    if _ASKING.search(re.sub(_TOLD_AFTER.format(re.escape(name)), " ", text) if is_told else text):
        return False
    said = {word for value in frame.slots.values() if value.startswith(SPAN) for word in value.split()}
    return "state" in frame.slots or not said.issuperset({*text.split()} - _POLITE_WORDS)
