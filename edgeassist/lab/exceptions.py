"""What a command to many things leaves out: "all lights off but leave the lamp on"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.manners import polite, with_another, with_time
from edgeassist.lab.said import Said, find
from edgeassist.text import normalise

_KINDS = re.compile(
    r"\b(?:light|lamp|bulb|fan|plug|socket|outlet|tv|television|speaker|radio|heater|radiator|thermostat|blind|curtain|"
    r"shutter|shade|window|door|gate|lock|cover|drape|awning|valve|siren)s\b"
)
_WHOLE = re.compile(
    "turn_on|turn_off|toggle|open|close|lock|unlock|stop|mute|unmute|set_.*|adjust_.*|volume_.*|media_(?:pause|stop|resume|play)"
)
_TRIES = 40
_MOST_WORDS = 24
_OFTEN_TIMED = 0.06
_LEFT_ALONE = 0.4
_SECOND = 0.2
_FIRST = 0.4
"""How often the exception is said before the command."""


class Exceptions:
    """Draws commands to a group, and leaves something out of each."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._chance = drawing.chance
        self._speech = drawing.speech

    def drawn(self) -> Said | None:
        """Return a command to a group without one thing of it, or two, by name, room, floor or kind."""
        group = self._group()
        if group and self._chance.random() < _OFTEN_TIMED:
            group = with_time(group, self._drawing)
        sentence = self._without(group) if group else None
        if sentence is None or len(sentence.text.split()) > _MOST_WORDS:
            return None
        if self._chance.random() < _SECOND and not sentence.frame.slots.get("except_area", "").endswith("'s"):
            sentence = with_another(sentence, self._drawing)
        return polite(sentence.said, self._drawing, form=sentence.form)

    def _group(self) -> Sentence | None:
        for _ in range(_TRIES):
            drawn = self._drawing.group()
            if drawn and not drawn.is_question and drawn.form != "plain" and _is_of_many(drawn):
                return drawn
        return None

    def _without(self, group: Sentence) -> Sentence | None:
        """Return `group` with something left out of it."""
        slots = group.frame.slots
        self._drawing.names.of(slots.get("domain") or _USUAL.get(group.frame.intent, ""), self._chance)
        is_there = "area" not in slots and self._chance.random() < 0.12
        left = self._drawing.phrase("<left_there>" if is_there else self._chance.choice(_ways(group.frame)))
        before = not is_there and self._speech.is_order(group.text) and self._chance.random() < _FIRST
        around = self._drawing.phrase("{nowhere_after}" if is_there else "{left_before}" if before else "{left_after}")
        said = self._filled(around.text, _without_article(left.text), group)
        excepts = {slot: _value(slot, phrase) for slot, phrase in left.slots.items()}
        words = f"{said} {group.text}" if before else f"{group.text} {said}"
        sentence = replace(group, text=words, frame=Frame(group.frame.intent, {**slots, **excepts}))
        clashes = any(find(group.text.split(), value.strip()) >= 0 for value in excepts.values() if value[0] == SPAN)
        return sentence if sentence.said.is_whole() and not clashes else None

    def _filled(self, around: str, left: str, group: Sentence) -> str:
        """Return `around` with what is left out, and how that stays: on, where the others are turned off."""
        intent = group.frame.intent
        remain = self._speech.one(f"stays_{intent}" if intent in _STATES else "stays", self._chance)
        alone = self._speech.one("left_alone", self._chance)
        kinds = _KINDS.search(group.text)
        words = {
            "LEFT": left,
            "STAY": alone if self._chance.random() < _LEFT_ALONE else remain,
            "REMAIN": remain,
            "KINDS": kinds[0] if kinds else "things",
        }
        for word, said in words.items():
            around = around.replace(word, said)
        return normalise(around)


_STATES = frozenset({"turn_on", "turn_off", "open", "close", "lock", "unlock"})
_USUAL = {"open": "cover", "close": "cover", "lock": "lock", "unlock": "lock"}
"""What it is that is opened and locked, where no kind is said."""


def _is_of_many(sentence: Sentence) -> bool:
    slots = sentence.frame.slots
    is_one = {"name", "ref", "area2", "floor2", "query"} & set(slots) or any(
        slot.startswith("except_") for slot in slots
    )
    is_many = slots.get("quantity") == "all" or ("domain" in slots and _KINDS.search(sentence.text))
    return bool(is_many and not is_one and _WHOLE.fullmatch(sentence.frame.intent))


def _without_article(left: str) -> str:
    """Leave out "the" of "the anna's lamp"."""
    return re.sub(r"\b(?:the|my|our|that) (?=\w+'s )", "", left)


def _ways(frame: Frame) -> tuple[str, ...]:
    """Return what may be left out of a group: no room of a room, and no kind of a kind."""
    slots = frame.slots
    ways = ["<left_name>"] * 5
    if "area" not in slots:
        ways += ["<left_here>"] * 2 + ["<left_owned>"]
    if not {"area", "floor"} & set(slots):
        ways += ["<left_storey>"]
    if "domain" not in slots and frame.intent in {"turn_on", "turn_off"}:
        ways += ["<left_kind>"] * 2
    return tuple(ways)


def _value(slot: str, phrase: str) -> str:
    is_closed = re.fullmatch(r"except_(?:domain|device_class)\d?", slot)
    return phrase if is_closed else SPAN + normalise(phrase)
