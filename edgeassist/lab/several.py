"""Several commands in one sentence."""

from __future__ import annotations

from dataclasses import replace

from edgeassist.intent.schema import Frame
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.manners import polite, with_another, with_time
from edgeassist.lab.said import Said, inside

_ALONE = frozenset({"yes", "no", "help", "repeat", "nevermind", "undo", "announce", "note_take", "reminder_set"})
"""Intents that are no part of a longer sentence."""

_RUN_ON = 0.2
"""How often there is no "and" between two sentences without a verb: "blind down lamp off"."""

_TRIES = 12
_MOST_WORDS = 26
_TIMES = frozenset({"when", "until", "repeat"})


class Several:
    """Joins drawn sentences to one."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._chance = drawing.chance

    def drawn(self) -> Said | None:
        """Return two commands or three: side by side, with one verb, or the second about "it"."""
        lot = self._chance.random()
        if lot < 0.22:
            said = self._with_one_verb()
        elif lot < 0.4:
            said = self._about_it()
        elif lot < 0.56:
            said = self._side_by_side(2, terse=True)
        else:
            said = self._side_by_side(3 if lot > 0.9 else 2)
        return said if said and len(said.text.split()) <= _MOST_WORDS else None

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
        return self._joined(drawn)

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
        chance, speech = self._chance, self._drawing.speech
        said = polite(parts[0].said, self._drawing)
        text, frames = said.text, [parts[0].frame]
        for part in parts[1:]:
            joint = speech.one("joints", chance)
            is_order = speech.is_order(part.text)
            is_run_on = not is_order and not (text[-1].isdigit() and part.text[0].isdigit())
            if "then" in joint and chance.random() < 0.25:
                part = with_time(part, self._drawing)  # noqa: PLW2901
            if is_order and chance.random() < 0.07:
                joint = f"{joint} {chance.choice(('please', 'could you', 'can you', 'just'))}"
            elif is_order and chance.random() < 0.12:
                joint = ""
            elif chance.random() < _RUN_ON:
                joint = "" if is_run_on else "but"
            text = f"{text} {joint} {part.text}"
            frames.append(part.frame)
        return Said(" ".join(text.split()), tuple(frames))


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
