"""What a decoder thinks that was said: its best guesses, and which of them may stand in for the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from math import inf

from edgeassist.messages import Transcript
from edgeassist.mishearing import DIRECTIONS, told_apart
from edgeassist.stt.ngrams import START
from edgeassist.stt.sphinx import Decoder, Stretch

SECOND_THOUGHT = 0.9
"""Confidence in a later hypothesis, and in a later hearing."""

_MOST_HYPOTHESES = 12
_ALIKE = 0.6
"""The first hypothesis of the loose model tells foreign speech from ours; a later one stands in for it only where it
has so many of its words. Synthetic voices: 6 of 16 commands won back, none of 46 foreign sentences let in."""

_SURE, _SURE_BEST = -0.5, -1.6
"""What leads any sounds by less, in nats a frame, is heard anew; the second where it was the best guess."""

FAR_BETTER = 0.5
"""By so much more what people say leads any sounds, in nats a frame, where it was said in place of a sentence: 20 that
were said to the house were led by 0.4 at most, "my sister bought a new kitchen light", heard as an order, led by 2."""

_NEAR, _NEAR_DIRECTION = 7.0, 24.0
"""What fits by less worse, in nats, may have been said as well: another number, and "off" for "on". Of 66 numbers by
synthetic voices 16 were misheard, four of them with a rival so near, and so had four of those that were heard; of 50
directions six were misheard, five with a rival, and so had three of the others."""

_VOICE = "[SPEECH]"
_A_WORD = 12
"""Frames. Where a voice was heard for less no word was lost, in three commands of synthetic voices; in four with more
one was each time."""

_MOST_STRAY = 2
"""So many words before a sentence may be noise. The library lets a sentence begin anew anywhere, as if that
were a cough: so it hears "put" in a clatter, and then an order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was said, if it was one of the sentences."""

    transcript: Transcript | None
    lead: float
    """By how much what was heard fits better than any sounds, in nats a frame."""
    whole: bool = True
    """Whether no word was taken for a noise."""

    @property
    def sure(self) -> bool:
        """Whether nothing else need be considered."""
        if self.transcript is None or not self.whole:
            return False
        return self.lead >= (_SURE_BEST if self.best_guess else _SURE)

    @property
    def best_guess(self) -> bool:
        """Whether nothing else than the sentence was thought likelier."""
        return self.transcript is not None and self.transcript.confidence == 1.0 and self.whole


def likelier(early: Reading, first: Reading) -> Reading:
    """Return which of what the first and the second pass of one hearing have read was said; the other may be its rival.

    The second one thinks more of what is often said than of how it sounds: of 110 short sentences it had lost eleven
    that the first one had right.
    """
    if early.transcript is None or first.transcript is None:
        return early if first.transcript is None else first
    chosen, other = (first, early) if first.best_guess and first.lead >= early.lead else (early, first)
    return _against(chosen, other.transcript.text if other.transcript else "")


def _against(reading: Reading, other: str) -> Reading:
    """Return a reading with what else was heard as its rival, where that differs in a word that is often misheard."""
    said = reading.transcript
    if said is None or other in {"", said.text}:
        return reading
    rivals = dict.fromkeys((*said.rivals, *([other] if told_apart(said.text, other) else [])))
    return replace(reading, transcript=replace(said, rivals=tuple(rivals)))


def most_fitting(first: Reading, readings: Iterable[Reading]) -> Reading:
    """Return what fits best of later `readings` that make sense; what is sure, or was heard before, ends them.

    A word alone has to be one of these: music sounds like one soon. Where nothing was heard twice, what else was heard
    may be its rival.
    """
    found, again = Reading(None, -inf), False
    heard = {first.transcript.text} if first.transcript and first.whole else set()
    for reading in readings:
        if reading.transcript is None or not reading.whole:
            continue
        again = reading.transcript.text in heard
        if not (again or reading.sure or " " in reading.transcript.text):
            heard.add(reading.transcript.text)
            continue
        if again or reading.lead > found.lead:
            found = replace(reading, transcript=replace(reading.transcript, confidence=SECOND_THOUGHT))
        if again or reading.sure:
            break
        heard.add(reading.transcript.text)
    if found.transcript is None or again:
        return found
    said = found.transcript
    others = [text for text in heard if told_apart(said.text, text)]
    return replace(found, transcript=replace(said, rivals=tuple(dict.fromkeys((*said.rivals, *others)))))


def best(decoder: Decoder, most: int = _MOST_HYPOTHESES) -> dict[str, float]:
    """Return what was heard, best first, with how well it fits, in nats."""
    if not (first := decoder.words()):
        return {}
    fits = {first: -inf}  # what is thought best after all need not be among the others
    for text, fit in islice(decoder.best(), most):
        if text:
            fits[text] = max(fit, fits.get(text, -inf))
    if fits[first] == -inf:
        fits[first] = max(fits.values())
    return fits


def rivals(text: str, heard: Mapping[str, float], accepts: Callable[[str], bool]) -> tuple[str, ...]:
    """Return what was heard nearly as well as a text and differs from it in one word that sounds alike.

    >>> heard = {"lamp to fifteen": -300.0, "lamp to fifty": -302.0, "lamp to forty": -330.0, "lamp a fifty": -301.0}
    >>> rivals("lamp to fifteen", heard, lambda _: True)
    ('lamp to fifty',)
    """
    best_fit = heard.get(text, inf)
    return tuple(other for other, fit in heard.items() if fit >= best_fit - _near(text, other) and accepts(other))


def _near(text: str, other: str) -> float:
    """Return by how much worse another text may fit to be a rival."""
    words = told_apart(text, other)
    if words is None:
        return -inf
    return _NEAR_DIRECTION if DIRECTIONS.issuperset(words) else _NEAR


def is_whole(parts: Iterable[Stretch]) -> bool:
    """Tell whether no word was taken for a noise: "the radio off" is heard as "the radio" and somebody's voice."""
    return all(part.last - part.first < _A_WORD for part in parts if part.name == _VOICE)


def without_strays(parts: Sequence[Stretch]) -> list[str]:
    """Return the sentence that was heard last, where next to nothing was heard before it.

    What comes after a sentence is not left out: it may say when, or how much.

    >>> heard = "<s> put <s> an iced(2) coffee <sil> please </s>"
    >>> without_strays([Stretch(name, 0, 9, -5.0) for name in heard.split()])
    ['an iced coffee please']
    """
    said: list[list[str]] = [[]]
    for part in parts:
        if part.name == START:
            said.append([])
        elif part.name[0] not in "<[+":
            said[-1].append(part.name.partition("(")[0])
    strays = sum(map(len, said[:-1]))
    return [" ".join(said[-1])] if said[-1] and 0 < strays <= _MOST_STRAY else []


def alike(first: str, other: str) -> bool:
    """Tell whether two hypotheses have most of their words in common, in order.

    >>> alike("turn up counter strip gone", "turn the counter strip on")
    True
    >>> alike("what is the dentist", "what's on todos")
    False
    """
    words, others = first.split(), other.split()
    common = sum(block.size for block in SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks())
    return common >= _ALIKE * max(len(words), len(others))
