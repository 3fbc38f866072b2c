"""Why something is to be done, and what else goes on: said before a command or after it, and no part of it."""

from __future__ import annotations

from edgeassist.lab.drawing import Drawing
from edgeassist.lab.said import Said
from edgeassist.text import normalise

_TAKES_ANYTHING = frozenset({"query", "item", "text", "command", "message", "option"})
"""Slots of any words, which would take a story in."""


def with_aside(text: str, said: Said, drawing: Drawing) -> str:
    """Add a reason or a story to `text`: "the baby is asleep so turn off the tv", "the tv off while we eat"."""
    if any(_TAKES_ANYTHING & set(frame.slots) for frame in said.frames):
        return text
    chance = drawing.chance
    lot = chance.random()
    if lot < 0.35:
        aside = _phrase("{meanwhile}", drawing)
    else:
        aside = _phrase("{feeling}" if chance.random() < 0.15 else "{reason}", drawing)
    if lot < 0.6:
        return text if _runs_together(text, aside) else f"{text} {aside}"
    if chance.random() < 0.12:
        aside = f"{aside} {_phrase('{reason}', drawing)}"
    joint = drawing.speech.one("therefore", chance)
    return text if _runs_together(aside, text) else " ".join(f"{aside} {joint} {text}".split())


def _phrase(template: str, drawing: Drawing) -> str:
    return normalise(drawing.phrase(template).text)


def _runs_together(before: str, after: str) -> bool:
    """Return whether two numbers would meet."""
    return before[-1].isdigit() and after[0].isdigit()
