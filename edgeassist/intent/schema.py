"""What our own model writes: JSON whose keys are the slots of the sentence templates, values as they were said.

`[{"do":"turn_on","name":" kitchen lamp"},{"do":"lock","domain":"lock"}]`: a value that begins with a space is a span
of the utterance, so that its words are the very tokens of the prompt; any other is one of a closed list. `[]`: nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edgeassist.intent.slots import parsed_action
from edgeassist.messages import Dialogue, Tier, Understanding

SPAN = " "
"""In a schema: the slot takes words of the utterance; in JSON: what every such value begins with."""

MAX_ACTIONS = 4
"""More commands in one sentence are nobody's meaning."""

_DIALOGUE = frozenset({"question", "clarify", "help", "repeat", "yes", "no", "answer"})
_TARGET = ("name", "area", "floor", "domain", "device_class", "quantity", "ref")
_TIMES = ("when", "until", "repeat", "condition")


@dataclass(frozen=True, slots=True)
class Frame:
    """One action as the model writes it: the intent and its slots."""

    intent: str
    slots: Mapping[str, str]
    """Slot → a literal, or `SPAN` and the words that were said."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What may be written: intent → slot → its literals, `SPAN` among them where words of the utterance may stand."""

    intents: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def of(cls, frames: Iterable[Frame]) -> Schema:
        """Return the narrowest schema that allows every one of `frames`."""
        intents: dict[str, dict[str, set[str]]] = {}
        for frame in frames:
            slots = intents.setdefault(frame.intent, {})
            for slot, value in frame.slots.items():
                slots.setdefault(slot, set()).add(SPAN if value.startswith(SPAN) else value)
        return cls(
            {
                intent: {slot: tuple(sorted(slots[slot])) for slot in sorted(slots, key=_order)}
                for intent, slots in sorted(intents.items())
            }
        )

    def joined(self, other: Schema) -> Schema:
        """Return what allows all that this one or `other` allows."""
        intents: dict[str, Mapping[str, tuple[str, ...]]] = {}
        for intent in sorted({*self.intents, *other.intents}):
            here, there = self.intents.get(intent, {}), other.intents.get(intent, {})
            slots = sorted({*here, *there}, key=_order)
            intents[intent] = {slot: tuple(sorted({*here.get(slot, ()), *there.get(slot, ())})) for slot in slots}
        return Schema(intents)

    @classmethod
    def from_json(cls, text: str) -> Schema:
        """Return the schema that `as_json` wrote; raises ValueError where `text` is something else."""
        raw = json.loads(text)
        if not isinstance(raw, dict) or not all(isinstance(slots, dict) for slots in raw.values()):
            raise ValueError("expected intents with their slots")
        return cls({intent: {slot: tuple(raw[intent][slot]) for slot in raw[intent]} for intent in raw})

    def as_json(self) -> str:
        """Return the schema as text, for the model's file."""
        return json.dumps(self.intents, separators=(",", ":"))

    def fragments(self) -> tuple[str, ...]:
        """Return the pieces of JSON that are one token each: decisions that are no word of the utterance."""
        openings = [self.opening(intent) for intent in self.intents]
        pieces = [piece for intent in self.intents for piece in self.pieces(intent)]
        return tuple(dict.fromkeys(['"}]', '"},', *openings, *pieces]))

    @staticmethod
    def opening(intent: str) -> str:
        """Return the piece of JSON that begins an action."""
        return f'{{"do":"{intent}'

    def pieces(self, intent: str) -> list[str]:
        """Return the pieces of JSON that may follow it: a slot with its literal, or up to the words that were said."""
        slots = self.intents[intent]
        return [f'","{slot}":"{value.strip()}' for slot, values in slots.items() for value in values]


def write(frames: Sequence[Frame]) -> str:
    """Return the JSON of `frames`, slots in their fixed order.

    >>> write([Frame("turn_on", {"area": "here", "name": " lamp"})])
    '[{"do":"turn_on","name":" lamp","area":"here"}]'
    """
    rows = [
        {"do": frame.intent} | {slot: frame.slots[slot] for slot in sorted(frame.slots, key=_order)} for frame in frames
    ]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False)


def read(text: str) -> tuple[Frame, ...]:
    """Return the frames that `write` wrote; raises ValueError on anything else."""
    rows = json.loads(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "do" in row for row in rows):
        raise ValueError("expected a list of actions")
    return tuple(Frame(row.pop("do"), row) for row in rows)


def understanding(
    frames: Sequence[Frame], confidence: float, tier: Tier = "edge", *, hypothesis: int = 0, following: float = 1.0
) -> Understanding:
    """Return what a model's tier hands on; `configs/sentences/README.md` says what each slot becomes."""
    actions = tuple(parsed_action(frame.intent, _stripped(frame)) for frame in frames if frame.intent not in _DIALOGUE)
    dialogues = (Dialogue(frame.intent, _stripped(frame)) for frame in frames if frame.intent in _DIALOGUE)
    return Understanding(actions, next(dialogues, None), confidence, tier, hypothesis, following)


def _stripped(frame: Frame) -> dict[str, str]:
    return {slot: value.strip() for slot, value in frame.slots.items()}


def _order(slot: str) -> tuple[int, str, str]:
    """Targets before values before times, a second target after the whole first one."""
    base, number = re.fullmatch(r"(.*?)(\d?)", slot).groups()  # type: ignore[union-attr]
    if base in _TARGET:
        return 0, number, f"{_TARGET.index(base)}"
    return (1 if base.startswith("except_") else 3 if base in _TIMES else 2), number, base
