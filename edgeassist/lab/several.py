"""Several commands in one sentence."""

from __future__ import annotations

from dataclasses import replace

from edgeassist.intent.schema import Frame
from edgeassist.lab.doubles import Doubles
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.manners import polite, with_another, with_time
from edgeassist.lab.said import Said, inside

_ALONE = frozenset(
    {"yes", "no", "help", "repeat", "nevermind", "undo", "correct", "also", "announce", "question"}
    | {"note_take", "note_end", "reminder_set"}
)
"""Intents that are no part of a longer sentence."""

_RUN_ON = 0.28
"""How often there is no word between two commands: "turn the fan off close the blinds"."""

_RUN_ON_TERSE = 0.5
"""The same where the second has no verb: "blind down lamp off"."""

_OFTEN_FRAMED = 0.12
"""How often two orders are announced as two: "first … after that …"."""

_OFTEN_BEFORE_A_VERB = 0.15
_OFTEN_WOUND_UP = 0.05
_TAKES_ANYTHING = frozenset({"query", "item", "text", "message", "option"})
"""Slots of any words, at the end of which nothing else may be said."""

_TRIES = 12
_MOST_WORDS = 34
_TIMES = frozenset({"when", "until", "repeat"})


class Several:
    """Joins drawn sentences to one."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._chance = drawing.chance
        self._doubles = Doubles(drawing)

    def drawn(self) -> Said | None:
        """Return two commands or more: side by side, half left out, the second about "it", or one beside a question."""
        lot = self._chance.random()
        if lot < 0.11:
            said = self._with_one_verb()
        elif lot < 0.22:
            said = self._about_it()
        elif lot < 0.3:
            said = self._beside_a_question()
        elif lot < 0.51:
            said = self._doubles.drawn()
        elif lot < 0.69:
            said = self._side_by_side(self._count(), terse=True)
        else:
            said = self._side_by_side(self._count())
        return said if said and len(said.text.split()) <= _MOST_WORDS else None

    def _count(self) -> int:
        return self._chance.choices((2, 3, 4), (80, 16, 4))[0]

    def part(self, *, terse: bool = False) -> Sentence | None:
        """Return a command that may be part of a longer sentence; `terse`: without a verb before it."""
        for _ in range(_TRIES):
            drawn = self._drawing.sentence()
            if drawn and not drawn.is_question and _can_be_joined(drawn.frame):
                if not terse:
                    return with_another(drawn, self._drawing) if self._chance.random() < 0.06 else drawn
                if drawn.form == "action" and not self._drawing.speech.is_order(drawn.text):
                    return drawn
        return None

    def _side_by_side(self, count: int, *, terse: bool = False) -> Said | None:
        parts = [self.part(terse=terse) for _ in range(count)]
        if None in parts:
            return None
        drawn = [part for part in parts if part]
        if self._chance.random() < 0.15:
            drawn[0] = with_time(drawn[0], self._drawing)
        if len(drawn) == 2 and self._chance.random() < _OFTEN_FRAMED and all(map(self._is_order, drawn)):
            return self._framed(*drawn)
        return self._joined(drawn)

    def _is_order(self, part: Sentence) -> bool:
        return self._drawing.speech.is_order(part.text)

    def _framed(self, first: Sentence, second: Sentence) -> Said:
        """Return: "first close the gate after that turn the lamp off"."""
        before, _, between = self._drawing.speech.one("framed", self._chance).partition(" | ")
        return Said(f"{before} {first.text} {between} {second.text}", (first.frame, second.frame))

    def _beside_a_question(self) -> Said | None:
        """Return: "is the gate closed and turn the hall light on", in either order, or two questions."""
        parts = [self._question(), self._question() if self._chance.random() < 0.35 else self.part()]
        self._chance.shuffle(parts)
        first, second = parts
        if first is None or second is None or first.frame == second.frame:
            return None
        between = self._drawing.speech.one("asides_between", self._chance)
        said = polite(first.said, self._drawing)
        if said.text[-1].isdigit() and not between and second.text[0].isdigit():
            return None
        return Said(" ".join(f"{said.text} {between} {second.text}".split()), (first.frame, second.frame))

    def _question(self) -> Sentence | None:
        for _ in range(_TRIES):
            drawn = self._drawing.sentence()
            if drawn and drawn.is_question and drawn.frame.intent not in _ALONE:
                return drawn
        return None

    def _about_it(self) -> Said | None:
        """Return: "turn on the lamp and make it blue"."""
        for _ in range(_TRIES):
            first = self.part()
            if first and "name" in first.frame.slots:
                first = with_another(first, self._drawing) if self._chance.random() < 0.15 else first
                second = self._drawing.about_it(first)
                if second and second.frame.intent != first.frame.intent:
                    return self._joined([first, second])
        return None

    def _with_one_verb(self) -> Said | None:
        """Return: "set the lamp to 20 and the fan to 50", or "turn the lamp on and the fan off"."""
        for _ in range(3 * _TRIES):
            first = self.part()
            if first is None or not self._drawing.speech.is_order(first.text):
                continue
            second = self._drawing.like(first.template, first.form) if self._chance.random() < 0.5 else self.part()
            rest = self._without_verb(first, second) if second else None
            if rest:
                return self._joined([first, rest])
        return None

    def _without_verb(self, first: Sentence, second: Sentence) -> Sentence | None:
        """Return `second` without the words that both begin with; None where it would be no command of its own."""
        words, others = first.text.split(), second.text.split()
        belongs, belong = inside(words, first.said.spans), inside(others, second.said.spans)
        same = 0
        while same < min(len(words), len(others)) - 1 and words[same] == others[same]:
            if belongs[same] or belong[same]:
                break
            same += 1
        if same and words[same - 1] in {"the", "my", "our", "all", "every", "both"}:
            same -= 1
        if (
            not same
            or "it" in words[:same]
            or not _differs(first.frame, second.frame)
            or {"ref"} & {*first.frame.slots, *second.frame.slots}
        ):
            return None
        return replace(second, text=" ".join(others[same:]))

    def _joined(self, parts: list[Sentence]) -> Said:
        """Join the parts by "and"; the last may have a time of its own where it clearly is its own."""
        chance = self._chance
        said = polite(parts[0].said, self._drawing)
        text, frames = said.text, [parts[0].frame]
        for part in parts[1:]:
            joint = self._joint(text, part)
            if "then" in joint and chance.random() < 0.25:
                part = with_time(part, self._drawing)  # noqa: PLW2901
            text = f"{text} {joint} {part.text}"
            frames.append(part.frame)
        if chance.random() < _OFTEN_WOUND_UP and _TAKES_ANYTHING.isdisjoint(frames[-1].slots):
            text = f"{text} {self._drawing.speech.one('wound_up', chance)}"
        return Said(" ".join(text.split()), tuple(frames))

    def _joint(self, before: str, part: Sentence) -> str:
        """Return what stands between what was said `before` and a command; "" where it just follows."""
        chance, speech = self._chance, self._drawing.speech
        is_order = self._is_order(part)
        if is_order and chance.random() < _OFTEN_BEFORE_A_VERB:
            return speech.one("joints_of_orders", chance)
        joint = speech.one("joints", chance)
        if is_order and chance.random() < 0.07:
            return f"{joint} {chance.choice(('please', 'could you', 'can you', 'just'))}"
        if chance.random() < (_RUN_ON if is_order else _RUN_ON_TERSE):
            return "but" if _meet(before, part.text) else ""
        return joint


def _meet(before: str, after: str) -> bool:
    """Return whether two numbers would meet."""
    return before[-1].isdigit() and after[0].isdigit()


def _can_be_joined(frame: Frame) -> bool:
    return frame.intent not in _ALONE and "command" not in frame.slots


def _differs(frame: Frame, other: Frame) -> bool:
    """Return whether two commands differ in more than what they are done to: else it is one, to two things."""
    if frame.intent != other.intent:
        return True
    values, others = (
        {slot: value for slot, value in each.slots.items() if slot not in _WHAT | _TIMES} for each in (frame, other)
    )
    is_elsewhere = [frame.slots.get(slot) for slot in _PLACES] != [other.slots.get(slot) for slot in _PLACES]
    return values != others and set(values) == set(others) and is_elsewhere


_PLACES = ("name", "area", "floor", "domain")
_WHAT = frozenset({"name", "area", "floor", "name2", "area2", "domain", "device_class", "quantity"})
