"""Two commands of which the second leaves out what the first has said: "kitchen lights on bedroom off"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hassil.parse_expression import parse_sentence

from edgeassist.intent.schema import Frame
from edgeassist.lab.drawing import Drawing
from edgeassist.lab.manners import polite
from edgeassist.lab.said import Said
from edgeassist.templates import Template

_DATA = Path(__file__).parent / "data" / "doubles.yaml"
_MARK = "2"
"""What ends the name of a slot of the second command."""

_TRIES = 6


@dataclass(frozen=True, slots=True)
class _Double:
    """One way to say two commands at once; `data/doubles.yaml` tells what is what."""

    does: Mapping[str, str]
    says: tuple[str, ...]
    slots: Mapping[str, str]
    shared: tuple[str, ...]
    second: Mapping[str, str]
    domain: tuple[str, ...]
    turned: bool

    def commands(self, chance: Random) -> tuple[tuple[str, str], ...]:
        """Return both intents with their words, in the order in which they are said."""
        both = tuple(self.does.items())
        return both[::-1] if self.turned and chance.random() < 0.5 else both


class Doubles:
    """Draws them, as often as there are sentences of each."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._sources = [(double, text) for double in _doubles() for text in double.says]

    def drawn(self) -> Said | None:
        """Return two commands; None where both would be the same, or nothing was found."""
        chance = self._drawing.chance
        for _ in range(_TRIES):
            double, text = chance.choice(self._sources)
            (first, word), (second, other) = double.commands(chance)
            template = Template(
                first.removesuffix(_MARK),
                parse_sentence(text.replace("FIRST", word).replace("SECOND", other)).expression,
                double.slots,
                {},
                {"domain": double.domain},
            )
            sentence = self._drawing.like(template, "action")
            frames = _frames(sentence.frame, second.removesuffix(_MARK), double) if sentence else None
            if sentence and frames:
                return polite(Said(sentence.text, frames), self._drawing)
        return None


def _frames(both: Frame, second: str, double: _Double) -> tuple[Frame, Frame] | None:
    """Return the commands apart; None where they are the same, or one is to undo the other at the same time."""
    slots = {slot: value for slot, value in both.slots.items() if not slot.endswith(_MARK)}
    others = {slot: slots[slot] for slot in double.shared if slot in slots}
    others |= {slot.removesuffix(_MARK): value for slot, value in both.slots.items() if slot.endswith(_MARK)}
    others |= double.second
    overlap = _overlap(slots, others, double.shared)
    return None if overlap else (Frame(both.intent, slots), Frame(second, others))


_TOLD = ("name", "area", "floor", "when", "time", "duration_s", "item", "text")
"""Slots in which two commands can differ; without any of them they differ in the kind of things."""


def _overlap(slots: Mapping[str, str], others: Mapping[str, str], shared: tuple[str, ...]) -> bool:
    """Return whether what should differ is the same, or a part of the other."""
    told = [slot for slot in _TOLD if slot in others and slot not in shared] or ["domain"]
    alike = [slot for slot in told if slots.get(slot, "").strip() == others.get(slot, "").strip()]
    return len(alike) == len(told) or "when" in alike


@cache
def _doubles() -> tuple[_Double, ...]:
    entries: list[dict[str, Any]] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return tuple(
        _Double(
            does=entry["does"],
            says=tuple(entry["says"]),
            slots=entry.get("slots", {}),
            shared=tuple(entry.get("shared", ())),
            second=entry.get("second", {}),
            domain=tuple([domain] if isinstance(domain := entry.get("domain", ()), str) else domain),
            turned=bool(entry.get("turned")),
        )
        for entry in entries
    )
