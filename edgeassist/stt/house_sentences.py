"""What a house understands, among all that its loose model can hear."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from math import inf
from threading import Event

import pocketsphinx

from edgeassist.messages import Transcript
from edgeassist.stt.decoders import ALL, HINTS, USUAL
from edgeassist.stt.hypotheses import SECOND_THOUGHT, Reading, alike, best, without_strays
from edgeassist.stt.phone_loop import Stretch, lead, stretches
from edgeassist.stt.sound import Sound

logger = logging.getLogger(__name__)

Phones = Callable[[], Sequence[Stretch]]
"""Returns which phones sounded, and is not asked where no sentence was heard: it may take its time."""

_LEAST_LEAD = -2.6
"""What fits by so much worse than phones in any order, in nats a frame, was not said."""

_LEAST_LEAD_OF_HINTS = -1.6
"""Nothing but them can be heard then. What was said fits by -0.9 or better, anything else by -2.4 or worse."""


class HouseSentences:
    """Knows the sentences of a house by a decoder that hears more than those."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self.decoder = decoder

    def hear(self, sound: Sound, phones: Phones, accepts: Callable[[str], bool], stop: Event) -> Reading:
        """Return which sentence that `accepts` takes was said in a whole utterance, in which `phones` sounded."""
        sound.decode(self.decoder, stop)
        found = self._found(accepts)
        return self._judged(found, phones()) if found else Reading(None, -inf)

    def usual(self, sound: Sound, phones: Phones, accepts: Callable[[str], bool], stop: Event) -> Reading:
        """Return which usual sentence that `accepts` takes was said in a whole utterance, in which `phones` sounded."""
        self.decoder.activate_search(USUAL)
        try:
            return self.hear(sound, phones, accepts, stop)
        finally:
            self.decoder.activate_search(ALL)

    def hinted(self, sound: Sound, phones: Sequence[Stretch], hints: Iterable[str], stop: Event) -> Reading:
        """Return which of the phrases `hints`, as they are spoken, was said in a whole utterance.

        What has a word that the decoder does not know is passed over.
        """
        phrases = [hint for hint in hints if all(map(self.decoder.lookup_word, hint.split()))]
        if not phrases or stop.is_set():
            return Reading(None, -inf)
        self.decoder.add_jsgf_string(HINTS, f"#JSGF V1.0; grammar hints; public <hint> = {' | '.join(phrases)};")
        self.decoder.activate_search(HINTS)
        try:
            sound.decode(self.decoder, stop)
            hypothesis = self.decoder.hyp()
            found = Transcript(hypothesis.hypstr, SECOND_THOUGHT) if hypothesis and hypothesis.hypstr else None
            reading = self._judged(found, phones)
            return reading if reading.lead >= _LEAST_LEAD_OF_HINTS else Reading(None, -inf)
        finally:
            self.decoder.activate_search(ALL)
            self.decoder.remove_search(HINTS)

    def reading(self, phones: Sequence[Stretch], accepts: Callable[[str], bool]) -> Reading:
        """Return which sentence was said in the utterance that has just ended, in which `phones` sounded."""
        return self._judged(self._found(accepts), phones)

    def _found(self, accepts: Callable[[str], bool]) -> Transcript | None:
        """Return what was heard last, if it is a sentence."""
        hypothesis = self.decoder.hyp()
        heard = [] if hypothesis is None else best(hypothesis.hypstr, self.decoder)
        found = _chosen(heard, without_strays(stretches(self.decoder)), accepts) if heard else None
        logger.debug("%r%s", heard[:1], "" if found else ": no sentence")
        return found

    def _judged(self, found: Transcript | None, phones: Sequence[Stretch]) -> Reading:
        """Return what was heard last with how well it fits; what fits badly was not said."""
        fit = lead(stretches(self.decoder), phones)
        logger.debug("it leads any sounds by %.2f", fit)
        return Reading(found if fit >= _LEAST_LEAD else None, fit)


def _chosen(heard: Sequence[str], others: Sequence[str], accepts: Callable[[str], bool]) -> Transcript | None:
    """Return the first that is a sentence, of what was `heard` and what `others` it may be; None: there is none."""
    for rank, text in enumerate(dict.fromkeys((*heard, *others))):
        if alike(heard[0], text) and accepts(text):
            rest = tuple(other for other in heard if other != text)
            return Transcript(text, confidence=1.0 if rank == 0 else SECOND_THOUGHT, alternatives=rest)
    return None
