"""What happens by itself, or is planned by somebody, in a sentence that a model takes for an order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.intent.naming import known_words
from edgeassist.intent.schema import Frame
from edgeassist.messages import Vocabulary

_BY_ITSELF = re.compile(
    r"^(?:the|my|our|your|\S+'s) (?:\S+ ){1,3}?"
    r"(?:stops|starts|opens|closes|shuts|locks|unlocks|turns|switches|comes|goes|trips|dies|kicks|cuts|beeps|rings|runs)\b"
)
"""What a thing does, as it is told of."""
_TELLS_OF_PLANS = re.compile(
    r"^(?:and |but |so |no )*(?:i'm|i am|we're|we are|they're|they are|he's|she's) "
    r"(?:having|doing|making|cooking|throwing|planning|hosting|going|meeting|seeing|thinking|coming|getting)\b"
    r"(?!.*\b(?:so|and|please|turn|switch|put|set|open|close|shut|lock|unlock|start|run|on|off)\b)"
)
"""What somebody has in mind, with no order after it."""
_SPOKEN_OF = re.compile(
    r"\b(?:needs?|wants?|wanted|likes?|loves?|hates?|missed|some|(?:round|over) for an?|for (?:our|the|my)$)\b"
)
"""What is said of an evening rather than to have it begin."""
_THEN = re.compile(r"\bthen\b")
_OF_A_TIMER = re.compile(r"\b(?:timers?|count ?down|stopwatch)\b")
_TIMED = re.compile(r"timer_(?:start|add|subtract)")
_TIMER_OF = re.compile(r"timer_(?:status|cancel|pause|resume)")


def happens_by_itself(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether `text` tells what a thing does when something happens, or what is planned for some time.

    >>> stops = Frame("turn_off", {"name": " pump", "condition": " the power goes out"})
    >>> happens_by_itself("if the power goes out the pump stops", [stops])
    True
    >>> happens_by_itself("if the power goes out stop the pump", [stops])
    False
    """
    for frame in frames:
        before, waits, rest = (
            text.partition(f"{frame.slots['condition']} ") if "condition" in frame.slots else ("",) * 3
        )
        if waits and len(before.split()) == 1 and _BY_ITSELF.match(rest):
            return True
    return any("when" in frame.slots for frame in frames) and _TELLS_OF_PLANS.match(text) is not None


def speaks_of_a_scene(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a scene or a script would be run that `text` only speaks of: "the barbecue needs a clean"."""
    runs = any(frame.intent == "turn_on" and _is_scene(frame) for frame in frames)
    return runs and _SPOKEN_OF.search(text) is not None


def _is_scene(frame: Frame) -> bool:
    kinds = {"scene", "script"}
    return frame.slots.get("domain") in kinds or frame.slots.get("name", "").rpartition(" ")[2] in kinds


def comes_first(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether something would be done at once that is to be done when a time is over: "10 minutes then …"."""
    timed = [_TIMED.fullmatch(frame.intent) is not None for frame in frames]
    at_once = any(not one and "when" not in frame.slots for one, frame in zip(timed, frames, strict=True))
    return any(timed) and at_once and _THEN.search(text) is not None


def times_a_thing(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether a timer is meant that is called like a thing of this house, where nobody spoke of a timer."""
    names = [frame.slots["name"] for frame in frames if _TIMER_OF.fullmatch(frame.intent) and "name" in frame.slots]
    return not _OF_A_TIMER.search(text) and any(
        known_words(name.strip().removesuffix("'s"), vocabulary) for name in names
    )
