"""What a house understands, among all that its loose model can hear."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import inf
from threading import Event

from edgeassist.messages import Transcript
from edgeassist.stages import MakesSense
from edgeassist.stt.hypotheses import SECOND_THOUGHT, Reading, alike, best, is_whole, rivals, without_strays
from edgeassist.stt.phone_loop import lead
from edgeassist.stt.sound import Sound
from edgeassist.stt.sphinx import Decoder, Stretch

logger = logging.getLogger(__name__)

_HOUSE, _HINTS = "_default", "hints"
"""Searches of its decoder: what may be said to the house, and what is likely now and nothing else."""

LEAST_LEAD = -2.6
"""What fits by so much worse than phones in any order, in nats a frame, was not said."""

_LEAST_LEAD_OF_HINTS = -1.6
"""Nothing but them can be heard then. What was said fits by -0.9 or better, anything else by -2.4 or worse."""


_SURE_EARLY = -0.9
"""What was heard before the end and fits so well need not be heard again."""

_LEAST_GUESS = -0.5
"""What is guessed among all that people say fits so well at least. Of 23 commands that were heard as none of the
sentences nine were heard so, and one otherwise; of 95 clips of speech to others and of noise 24 were heard as words,
one of them as a command. At -0.8 it was 36 clips, and no command more."""

_LEAST_WORDS = 3
"""Fewer are guessed from any sound: the end of the wake word is a "do"."""

_MOST_SENSIBLE = 2
"""So many guesses are tried for whether they make sense now."""


class HouseSentences:
    """Knows the sentences of a house by a decoder that hears more than those."""

    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder

    def early(self, phones: Sequence[Stretch]) -> Reading:
        """Return the words that were heard in an utterance that has not ended, be they a sentence or not."""
        words = self.decoder.words()
        if not words:
            return Reading(None, -inf)
        parts = self.decoder.stretches()
        fit = lead(parts, phones)
        return Reading(Transcript(words, 1.0 if fit >= _SURE_EARLY else SECOND_THOUGHT), fit, is_whole(parts))

    def reading(
        self, phones: Sequence[Stretch], accepts: Callable[[str], bool], makes_sense: MakesSense | None = None
    ) -> Reading:
        """Return which sentence that `accepts` takes was said in the utterance that the decoder has just heard.

        In it, `phones` sounded. What was most likely heard need be none where it `makes_sense` now.
        """
        fits = best(self.decoder)
        heard = list(fits)
        others = without_strays(self.decoder.stretches()) if heard else []
        sensible = makes_sense or (lambda _text: False)
        found = _chosen(heard, others, accepts, sensible) if heard else None
        if found is not None:
            near = rivals(found.text, fits, lambda text: accepts(text) or sensible(text))
            found = replace(found, rivals=near)
        logger.debug("%r%s", heard[:1], "" if found else ": no sentence")
        return self._judged(found, phones)

    def guess(self, phones: Sequence[Stretch]) -> Reading:
        """Return the best guess at what was said in the utterance that the decoder has just heard, any sentence.

        It has no transcript where it does not fit so well that it can be believed.
        """
        words = self.decoder.words()
        reading = self._judged(Transcript(words, SECOND_THOUGHT), phones)
        is_believed = len(words.split()) >= _LEAST_WORDS and reading.whole and reading.lead >= _LEAST_GUESS
        return reading if is_believed else replace(reading, transcript=None)

    def hinted(self, sound: Sound, phones: Sequence[Stretch], hints: Iterable[str], stop: Event) -> Reading:
        """Return which of the phrases `hints`, as they are spoken, was said in a whole utterance.

        What has a word that the decoder does not know is passed over.
        """
        phrases = [words for hint in hints if all(map(self.decoder.knows, words := hint.split()))]
        if not phrases or stop.is_set():
            return Reading(None, -inf)
        self.decoder.add_grammar(_HINTS, f"#JSGF V1.0; grammar hints; public <hint> = {_any_of(phrases)};")
        self.decoder.use(_HINTS)
        try:
            sound.decode(self.decoder, stop)
            heard = self.decoder.words()
            reading = self._judged(Transcript(heard, SECOND_THOUGHT) if heard else None, phones)
            return reading if reading.lead >= _LEAST_LEAD_OF_HINTS else Reading(None, -inf)
        finally:
            self.decoder.use(_HOUSE)
            self.decoder.remove(_HINTS)

    def _judged(self, found: Transcript | None, phones: Sequence[Stretch]) -> Reading:
        """Return what was heard last with how well it fits; what fits badly was not said."""
        parts = self.decoder.stretches()
        fit = lead(parts, phones)
        logger.debug("it leads any sounds by %.2f", fit)
        return Reading(found if fit >= LEAST_LEAD else None, fit, is_whole(parts))


def _any_of(phrases: Iterable[Sequence[str]]) -> str:
    """Return phrases as a grammar in which those that begin alike part where they differ: it is searched sooner.

    >>> _any_of([["turn", "it", "off"], ["turn", "it", "off", "again"], ["turn", "them", "off"], ["stop"]])
    'turn (it off [again] | them off) | stop'
    """
    after: dict[str, list[Sequence[str]]] = {}
    for phrase in phrases:
        after.setdefault(phrase[0], []).append(phrase[1:])
    return " | ".join(f"{word} {_rest_of(rests)}".strip() for word, rests in after.items())


def _rest_of(phrases: Sequence[Sequence[str]]) -> str:
    rests = [phrase for phrase in phrases if phrase]
    some = _any_of(rests)
    if len(rests) < len(phrases):
        return f"[{some}]" if rests else ""
    return f"({some})" if " | " in some and len({phrase[0] for phrase in rests}) > 1 else some


def _chosen(
    heard: Sequence[str], others: Sequence[str], accepts: Callable[[str], bool], makes_sense: MakesSense
) -> Transcript | None:
    """Return the first that is a sentence, of what was `heard` and what `others` it may be; None: there is none.

    The best guess, and where there is no sentence one of the next, need only make sense now; what does is understood by
    its own words, and nothing else that may have been heard takes its place.
    """
    texts = [text for text in dict.fromkeys((*heard, *others)) if alike(heard[0], text)]
    first = _spellings(heard[0])
    now = next(filter(makes_sense, first), None)
    found = next((said for text in texts for said in _spellings(text) if said == now or accepts(said)), None)
    found = found or next(filter(makes_sense, heard[1:_MOST_SENSIBLE]), None)
    if found is None:
        return None
    rest = () if found == now else tuple(other for other in heard if other != found)
    return Transcript(found, confidence=1.0 if found in first else SECOND_THOUGHT, alternatives=rest)


def _spellings(heard: str) -> tuple[str, ...]:
    """Return what was heard as it may be written: "lock the back door to" is nothing but "too"."""
    return (heard, f"{heard}o") if heard.endswith(" to") else (heard,)
