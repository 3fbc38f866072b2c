"""What asks nothing of the house and comes near to a command: refused, taken back, told, asked about, broken off."""

from __future__ import annotations

from collections.abc import Callable

from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.manners import polite, with_another, with_time
from edgeassist.lab.said import Said, inside

_TIMELESS = 0.8
_LONGEST_REMARK = 4
_BROKEN_OFF = 0.2
"""How often what is taken back was not said to its end."""


class Nothings:
    """Draws them; the share of each is in `drawn`."""

    def __init__(self, drawing: Drawing, part: Callable[[], Sentence | None]) -> None:
        """`part` draws a command that may be a part of a sentence."""
        self._drawing = drawing
        self._part = part
        self._chance = drawing.chance
        self._speech = drawing.speech

    def drawn(self) -> Said | None:
        """Return a sentence without frames."""
        lot = self._chance.random()
        if lot < 0.46:
            text = self._drawing.nothing()
        elif lot < 0.58:
            text = self._refused()
        elif lot < 0.68:
            text = self._taken_back()
        elif lot < 0.82:
            text = self._told()
        elif lot < 0.93:
            text = self._half()
        else:
            text = self._mentioned()
        said = Said(text, is_question=True)
        if text and self._chance.random() < 0.08:
            said = Said(f"{self._speech.one('openings', self._chance)} {text}", is_question=True)
        return said if text else None

    def _order(self) -> Sentence | None:
        """Return a command that begins with a verb."""
        for _ in range(8):
            drawn = self._part()
            if drawn and self._speech.is_order(drawn.text) and drawn.form in {"action", "repeating", "request"}:
                drawn = with_another(drawn, self._drawing) if self._chance.random() < 0.1 else drawn
                return drawn if self._chance.random() < _TIMELESS else with_time(drawn, self._drawing)
        return None

    def _refused(self) -> str:
        order = self._order()
        if order is None:
            return ""
        after = f" {self._chance.choice(('yet', 'now', 'please', 'again', 'today', 'any more'))}"
        return (
            f"{self._speech.one('refusals', self._chance)} {order.text}{after if self._chance.random() < 0.2 else ''}"
        )

    def _taken_back(self) -> str:
        drawn = self._part()
        if drawn is None or drawn.form not in {"action", "repeating", "request"}:
            return ""
        text = polite(drawn.said, self._drawing).text
        if self._chance.random() < _BROKEN_OFF:
            words = text.split()
            text = " ".join(words[: self._chance.randrange(2, max(3, len(words)))])
        return f"{text} {self._speech.one('taken_back', self._chance)}"

    def _told(self) -> str:
        order = self._order()
        if order is None:
            return ""
        if self._chance.random() < 0.12:
            return f"{order.text} {self._speech.one('not_ordered', self._chance)}"
        return f"{self._speech.one('not_orders', self._chance)} {order.text}"

    def _half(self) -> str:
        """Return a command broken off where something must follow."""
        drawn = self._part()
        if drawn is None:
            return ""
        words = drawn.text.split()
        if self._chance.random() < 0.12:
            drawn = self._part() or drawn
            words = [*words, *self._chance.choice(("and", "and then", "but", "and the")).split()]
            return " ".join(words[:-1] if words[-1] == "the" and len(words) < _LONGEST_REMARK else words)
        belongs = inside(words, drawn.said.spans)
        ends = [n for n in range(2, len(words)) if words[n - 1] in self._speech.hanging and not belongs[n - 1]]
        cut = self._chance.choice(ends) if ends else 1 if words[0] in _OPEN_VERBS else 0
        return " ".join(words[:cut])

    def _mentioned(self) -> str:
        self._drawing.names.of((), self._chance)
        text = self._speech.one("mentioned", self._chance)
        while "{}" in text:
            kind = "area" if text.startswith(("i was in", "from the")) or "in the {}" in text else "name"
            text = text.replace("{}", self._drawing.names.fill(kind, self._chance).removeprefix("the "), 1)
        return text


_OPEN_VERBS = frozenset({"turn", "set", "switch", "put", "change", "make", "adjust", "give", "let", "bring", "add"})
"""Verbs that are no command by themselves."""
