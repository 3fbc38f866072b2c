"""More ways in which people put themselves right: the other room's ones, the other of two, what it is not."""

from __future__ import annotations

import re

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.said import Said, find
from edgeassist.text import normalise

_PAIRS = (
    ("left", "right"), ("big", "small"), ("front", "back"), ("upper", "lower"), ("top", "bottom"), ("first", "second"),
    ("old", "new"), ("inner", "outer"), ("red", "blue"), ("black", "white"), ("left", "middle"), ("north", "south"),
    ("main", "side"), ("tall", "short"), ("little", "large"), ("east", "west"), ("near", "far"), ("green", "yellow"),
)  # fmt: skip
"""What one of two things is called, and the other."""

_KINDS = re.compile(
    r"(?:light|lamp|bulb|fan|plug|socket|tv|telly|television|speaker|radio|heater|radiator|thermostat|blind|curtain|"
    r"shutter|shade|window|door|gate|lock|drape|humidifier|humidifiers|lights|lamps|fans|blinds|curtains|radiators)s?"
)
_NO_DEVICES = re.compile("timer.*|alarm.*|list.*|play_media|select_option|note.*|reminder.*|announce|get_.*")
_VALUES = re.compile(r"brightness_pct|temperature|volume_pct|position|percentage|humidity|color|value")


class Revisions:
    """Makes sentences with something wrong in them; each way gives "" where the sentence is not fit for it."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._chance = drawing.chance
        self._speech = drawing.speech

    def other_ones(self, sentence: Sentence) -> str:
        """Return: "close the bedroom curtains no sorry the lounge ones"."""
        slots, words = sentence.frame.slots, sentence.text.split()
        area = slots.get("area", "")
        at = find(words, area.strip()) if area.startswith(SPAN) and "name" not in slots and "domain" in slots else -1
        end = at + len(area.split())
        if at < 0 or end >= len(words) or not _KINDS.fullmatch(words[end]):
            return ""
        wrong = self._drawing.names.fill("area", self._chance)
        if find(words, wrong) >= 0 or find(wrong.split(), area.strip()) >= 0:
            return ""
        ones = self._chance.choice(("ones", "ones", words[end])) if words[end].endswith("s") else "one"
        right = self._chance.choice((f"the{area} {ones}", f"the{area} {ones}", f"the {ones} in the{area}"))
        return normalise(" ".join([*words[:at], wrong, *words[end:], self._correction(), right]))

    def one_of_two(self, sentence: Sentence) -> Said | str:
        """Return: "open the left door wait the right one": what is meant is called "right"."""
        slots, words = sentence.frame.slots, sentence.text.split()
        name = slots.get("name", "").strip()
        noun = name.split()[-1] if name else ""
        at = find(words, name) if name else -1
        if at < 0 or not _KINDS.fullmatch(noun) or "name2" in slots or _NO_DEVICES.fullmatch(sentence.frame.intent):
            return ""
        wrong, right = self._chance.sample(self._chance.choice(_PAIRS), 2)
        before, after = " ".join(words[:at]), " ".join(words[at + len(name.split()) :])
        if {wrong, right} & {*before.split(), *after.split()}:
            return ""
        one = self._chance.choice(("one", "one", "one", noun, ""))
        put_right = f"{self._correction()} the {right} {one}"
        rest = (put_right, after) if self._chance.random() < 0.5 else (after, put_right)
        text = " ".join(f"{before} {wrong} {noun} {rest[0]} {rest[1]}".split())
        meant = f"{right} {noun}" if one == noun else right
        return Said(normalise(text), (Frame(sentence.frame.intent, {**slots, "name": SPAN + meant}),))

    def denied(self, sentence: Sentence) -> str:
        """Return: "turn on not the lamp the fan", or "not the lamp turn on the fan"."""
        name, words = sentence.frame.slots.get("name", "").strip(), sentence.text.split()
        at = find(words, name) if name else -1
        wrong = self._drawing.names.fill("name", self._chance)
        if at < 1 or "name2" in sentence.frame.slots or _NO_DEVICES.fullmatch(sentence.frame.intent) or wrong == name:
            return ""
        has_article = words[at - 1] in {"the", "my", "our"}
        start, article = (at - 1, words[at - 1 : at]) if has_article else (at, [])
        lot = self._chance.random()
        if lot < 0.3:
            return " ".join(["not", *article, wrong, *words])
        if lot < 0.65:
            return " ".join([*words[:start], "not", *article, wrong, *self._but(), *words[start:]])
        return " ".join([*words[:at], wrong, "no", "not", *article, wrong, *self._but(), *words[start:]])

    def other_value_late(self, sentence: Sentence) -> str:
        """Return: "set the lamp to 20 percent hm better 30"."""
        words = sentence.text.split()
        slots = [slot for slot in sentence.frame.slots if _VALUES.fullmatch(slot)]
        value = sentence.frame.slots[slots[0]].strip() if slots else ""
        if not value or words[-len(value.split()) :] != value.split():
            return ""
        other = self._drawing.like(sentence.template, sentence.form)
        wrong = other.frame.slots.get(slots[0], "").strip() if other else ""
        if not wrong or find(words, wrong) >= 0 or find(wrong.split(), value) >= 0:
            return ""
        preposition = self._chance.choice(("", "", "to", "make it", "set it to"))
        before = words[: -len(value.split())]
        return " ".join(f"{' '.join(before)} {wrong} {self._correction()} {preposition} {value}".split())

    def _correction(self) -> str:
        return self._speech.one("corrections", self._chance)

    def _but(self) -> list[str]:
        return [] if self._chance.random() < 0.7 else [self._chance.choice(("but", "rather", "i mean"))]
