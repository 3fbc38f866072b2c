"""People who put themselves right: what counts is what they say last."""

from __future__ import annotations

from collections.abc import Callable

from edgeassist.intent.schema import SPAN
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.manners import polite
from edgeassist.lab.revisions import Revisions
from edgeassist.lab.said import Said, find, inside

_HOME = ("name", "area", "floor")
_UNTOUCHED = frozenset({"text", "command", "query", "when", "until", "repeat"})
"""Slots that nobody corrects by a word."""

_ARTICLES = frozenset({"the", "my", "our"})
_TURNED = frozenset({"turn_on", "turn_off", "open", "close", "lock", "unlock", "volume_up", "volume_down", "mute"})
_PARTICLES = frozenset({"on", "off", "up", "down"})
_BEFORE_PARTICLE = frozenset({"turn", "switch", "put", "flip", "flick", "power", "pop"})
_MOST_WORDS = 24
_TRIES = 40
_OFTEN_POLITE = 0.4
_OFTEN_TWICE = 0.06
"""How often a correction is itself corrected."""


class Corrections:
    """Makes sentences in which something wrong is said first."""

    def __init__(self, drawing: Drawing, part: Callable[[], Sentence | None]) -> None:
        """`part` draws a command that may be a part of a sentence."""
        self._drawing = drawing
        self._part = part
        self._chance = drawing.chance
        self._speech = drawing.speech
        self._revisions = Revisions(drawing)

    def drawn(self) -> Said | None:
        """Return a sentence whose frame is what is meant in the end."""
        ways: dict[Callable[[Sentence], Said | str], int] = {
            self._value: 20,
            self._late: 10,
            self._action: 8,
            self._other_way: 5,
            self._after_all: 2,
            self._restart: 6,
            self._refused_first: 2,
            self._revisions.other_ones: 5,
            self._revisions.one_of_two: 5,
            self._revisions.denied: 4,
            self._revisions.other_value_late: 4,
        }
        (way,) = self._chance.choices(list(ways), list(ways.values()))
        for _ in range(_TRIES):
            sentence = self._part()
            if sentence is None or not (corrected := way(sentence)):
                continue
            said = corrected if isinstance(corrected, Said) else Said(corrected, (sentence.frame,))
            if said.is_whole() and len(said.text.split()) <= _MOST_WORDS:
                return polite(said, self._drawing) if self._chance.random() < _OFTEN_POLITE else said
        return None

    def _value(self, sentence: Sentence) -> str:
        """Return: "turn on the kitchen no wait the hall light", or "set it to 20 i mean 30 percent"."""
        slot, right, wrong = self._slip(sentence)
        words = sentence.text.split()
        at = find(words, right)
        if not slot or at < 0:
            return ""
        article = words[at - 1 : at] if at and words[at - 1] in _ARTICLES and self._chance.random() < 0.75 else []
        correction = self._speech.one("corrections", self._chance)
        article = article if slot in _HOME else []
        before = [*words[:at], _without_unit(wrong, right)]
        if self._chance.random() < _OFTEN_TWICE and (again := self._other(sentence, slot)) not in {wrong, right, ""}:
            before += [self._speech.one("corrections", self._chance), *article, _without_unit(again, right)]
        return " ".join([*before, correction, *article, *words[at:]])

    def _late(self, sentence: Sentence) -> str:
        """Return: "turn on the lamp in the hall no the fan"."""
        slot, right, wrong = self._slip(sentence)
        words = sentence.text.split()
        at = find(words, right)
        if not slot or at < 0 or {f"{kind}2" for kind in _HOME} & set(sentence.frame.slots):
            return ""
        article = ["the"] if slot in _HOME and self._chance.random() < 0.8 else []
        said_wrong = [*words[:at], *wrong.split(), *words[at + len(right.split()) :]]
        if self._chance.random() < 0.15:
            return " ".join([*words, "not", *article, wrong])
        return " ".join([*said_wrong, self._speech.one("corrections", self._chance), *article, right])

    def _action(self, sentence: Sentence) -> str:
        """Return: "turn the light off no on", or "open no close the blinds"."""
        words, at = sentence.text.split(), self._turning_word(sentence)
        if at < 0:
            return ""
        wrong = [self._speech.opposites[words[at]], self._speech.one("corrections", self._chance)]
        return " ".join([*words[:at], *wrong, *words[at:]])

    def _other_way(self, sentence: Sentence) -> str:
        """Return: "lock the door actually unlock it"."""
        words, at = sentence.text.split(), self._turning_word(sentence)
        slots = sentence.frame.slots
        turns = sentence.frame.intent.startswith("turn_")
        if at < 0 or (words[at] in _PARTICLES) != turns or "name" not in slots or "name2" in slots:
            return ""
        right = words[at]
        words[at] = self._speech.opposites[right]
        verb = self._chance.choice(("turn it", "switch it", "put it")) if turns else right
        again = f"{verb} {right}" if turns else f"{verb} it"
        return " ".join([*words, self._speech.one("corrections", self._chance), again])

    def _turning_word(self, sentence: Sentence) -> int:
        """Return where the word stands that says which of two is done, "on" or "open"; -1: nowhere."""
        words, intent = sentence.text.split(), sentence.frame.intent
        belongs = inside(words, sentence.said.spans)
        opposites = self._speech.opposites
        places = [n for n, word in enumerate(words) if word in opposites and not belongs[n] and _acts(words, n)]
        is_other = places and intent.startswith("turn_") and words[places[0]] != intent.removeprefix("turn_")
        return places[0] if places and intent in _TURNED and not is_other else -1

    def _after_all(self, sentence: Sentence) -> str:
        """Return: "the lamp off no wait yes off"."""
        last = sentence.text.split()[-1]
        if last not in {"on", "off"} or sentence.frame.intent != f"turn_{last}":
            return ""
        doubt = self._chance.choice(("no wait yes", "wait yes", "no yes", "uh yes", "no no yes", "hm yes"))
        return f"{sentence.text} {doubt} {last}"

    def _restart(self, sentence: Sentence) -> str:
        """Return: "turn on the lamp no wait close the blinds"."""
        wrong = self._part()
        if wrong is None:
            return ""
        begun = wrong.text.split()
        if len(begun) > 3 and self._chance.random() < 0.3:
            begun = begun[: self._chance.randrange(2, len(begun))]
        return " ".join([*begun, self._speech.one("restarts", self._chance), sentence.text])

    def _refused_first(self, sentence: Sentence) -> str:
        """Return: "don't turn on the lamp turn on the fan instead"."""
        wrong = self._part()
        if wrong is None or not all(self._speech.is_order(part.text) for part in (wrong, sentence)):
            return ""
        refusal = self._chance.choice(("don't", "do not", "no don't"))
        but = self._chance.choice(("but", "just", "instead", "better", "but rather"))
        return " ".join(f"{refusal} {wrong.text} {but} {sentence.text}".split())

    def _slip(self, sentence: Sentence) -> tuple[str, str, str]:
        """Return a slot, its value and another one that is said by mistake; the slot is "" where there is none."""
        slots = {slot: value.strip() for slot, value in sentence.frame.slots.items() if value.startswith(SPAN)}
        choices = [slot for slot in slots if slot not in _UNTOUCHED and "message" not in slot]
        if not choices:
            return "", "", ""
        slot = self._chance.choice(choices)
        wrong, right = self._other(sentence, slot), slots[slot]
        clashes = f" {right} " in f" {wrong} " or f" {wrong} " in f" {sentence.text} " or not wrong
        if clashes or list(slots.values()).count(right) > 1 or f" {right} " in f" {_without(slots, slot)} ":
            return "", "", ""
        return slot, right, wrong

    def _other(self, sentence: Sentence, slot: str) -> str:
        kind = slot.removeprefix("except_").rstrip("2")
        if kind in _HOME and not (kind == "name" and sentence.frame.intent.startswith(("timer", "alarm", "list"))):
            return self._drawing.names.fill(kind, self._chance)
        for _ in range(6):
            other = self._drawing.like(sentence.template, sentence.form)
            if other and other.frame.slots.get(slot, "").startswith(SPAN):
                return other.frame.slots[slot].strip()
        return ""


def _without(slots: dict[str, str], slot: str) -> str:
    return " ".join(value for other, value in slots.items() if other != slot)


def _without_unit(wrong: str, right: str) -> str:
    """Leave out the unit that is said with the right value: "20 no 30 percent"."""
    words, others = wrong.split(), right.split()
    is_unit = len(words) > 1 and words[-1] == others[-1] and words[0][0].isdigit()
    return " ".join(words[:-1]) if is_unit else wrong


def _acts(words: list[str], at: int) -> bool:
    """Return whether the word there is the verb, or goes with it."""
    if words[at] not in _PARTICLES:
        return at == 0
    return at == len(words) - 1 or (at > 0 and words[at - 1] in _BEFORE_PARTICLE)
