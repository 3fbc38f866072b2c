"""Questions answered from what people have noted: "where is the spare key", where a note says so."""

from __future__ import annotations

from collections.abc import Sequence

from edgeassist.documents.index import Document, Hit
from edgeassist.documents.passages import Passage, Unit, sentences
from edgeassist.documents.questions import Analyst, Question
from edgeassist.documents.weighing import Part, best_part
from edgeassist.stems import Stems

_LEAST = 0.7
"""Part of the words that count, by their weight, that a note must have to be an answer."""
_NOTE = Document("", "")


class Noted:
    """Finds answers among notes."""

    def __init__(self) -> None:
        self._stems = Stems()
        self._analyst = Analyst(self._stems)

    def answer(self, text: str, notes: Sequence[str]) -> tuple[str, float] | None:
        """Return what a note says to a question, and how much of it; of `notes` the newest stands first.

        None: no note speaks of it.

        >>> notes = ["the plumber comes on tuesday", "the spare key is under the blue pot"]
        >>> Noted().answer("where is the spare key", notes)
        ('You noted: the spare key is under the blue pot.', 1.0)
        >>> Noted().answer("where is the ladder", notes), Noted().answer("when does the key come", notes)
        (None, None)
        """
        question = self._analyst.question(text)
        if not question.says_much:
            return None
        weights = {term.stem: term.weight for term in question.terms}
        parts = (best_part(_hit(note), question, weights, self._stems) for note in notes)
        good = [part for part in parts if part is not None and _is_good(part, question)]
        best = max(good, key=lambda part: part.coverage, default=None)
        if best is None:
            return None
        said = " ".join(unit.text for unit in best.units)
        return f"You noted: {said}{'' if said.endswith(('.', '!', '?')) else '.'}", best.coverage


def _hit(note: str) -> Hit:
    return Hit(0, _NOTE, Passage("", None, tuple(Unit("sentence", sentence) for sentence in sentences(note))))


def _is_good(part: Part, question: Question) -> bool:
    return part.coverage >= _LEAST and question.is_met_by(" ".join(unit.text for unit in part.units))
