"""The training corpus: sentences drawn from templates, as they may be said and heard, each with the JSON to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from edgeassist.intent.schema import write
from edgeassist.lab.conditions import Conditions
from edgeassist.lab.corrections import Corrections
from edgeassist.lab.drawing import Drawing
from edgeassist.lab.exceptions import Exceptions
from edgeassist.lab.manners import polite, with_another, with_time
from edgeassist.lab.noise import Noise
from edgeassist.lab.nothings import Nothings
from edgeassist.lab.rows import NOTHING, Row, load, save
from edgeassist.lab.said import Said
from edgeassist.lab.several import Several
from edgeassist.text import normalise

__all__ = ["NOTHING", "Corpus", "Row", "load", "make", "save"]


class Corpus:
    """Draws rows without end from our templates, the looser ones of the laboratory, and what is no command."""

    def __init__(self, seed: int, *, unseen: bool = False, language: str = "en") -> None:
        self._chance = Random(seed)
        self._drawing = Drawing(self._chance, unseen=unseen, language=language)
        self._several = Several(self._drawing)
        self._corrections = Corrections(self._drawing, self._several.part)
        self._exceptions = Exceptions(self._drawing)
        self._conditions = Conditions(self._drawing, self._several.part)
        self._nothings = Nothings(self._drawing, self._several.part)
        self._noise = Noise(self._chance, self._drawing.speech, protected=self._drawing.kinds)

    def rows(self) -> Iterator[Row]:
        """Yield rows without end: 64 % commands, 13 % several in one sentence, 23 % nothing."""
        wanted = self._chance.random()
        while True:
            kind, said = self._drawn(wanted)
            said = self._noise.noisy(said) if said else None
            if said and said.text and normalise(said.text) == said.text and said.is_whole():
                yield Row(said.text, write(said.frames), kind)
                wanted = self._chance.random()

    def _drawn(self, lot: float) -> tuple[str, Said | None]:
        if lot < 0.545:
            return "command", self._command()
        if lot < 0.575:
            return "command", self._conditions.drawn()
        if lot < 0.605:
            return "command", self._exceptions.drawn()
        if lot < 0.645:
            return "command", self._corrections.drawn()
        if lot < 0.77:
            return "pair", self._several.drawn()
        return NOTHING, self._nothings.drawn()

    def _command(self) -> Said | None:
        sentence = self._drawing.sentence()
        if sentence is None:
            return None
        leaves_out = any(slot.startswith("except_") for slot in sentence.frame.slots)
        if self._chance.random() < (0.35 if leaves_out else 0.12):
            sentence = with_another(sentence, self._drawing)
        if self._chance.random() < 0.2:
            sentence = with_time(sentence, self._drawing)
        return polite(sentence.said, self._drawing, form=sentence.form)


def make(count: int, seed: int, *, unseen: bool = False, at_most: int = 3) -> list[Row]:
    """Return rows, no text in them more than `at_most` times; a few less than `count`, since a text has one answer."""
    rows: list[Row] = []
    seen: Counter[str] = Counter()
    answers: dict[str, Row] = {}
    for row in Corpus(seed, unseen=unseen).rows():
        known = answers.setdefault(row.text, row)
        if known.answer != row.answer and row.kind == NOTHING:
            continue
        answers[row.text] = row
        seen[row.text] += 1
        if seen[row.text] <= at_most:
            rows.append(row)
        if len(rows) == count:
            break
    return [row for row in rows if row.answer == answers[row.text].answer]
