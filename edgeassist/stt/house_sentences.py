"""What a house understands, among all that its loose model can hear."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Event

import pocketsphinx

from edgeassist.messages import Transcript
from edgeassist.stt.decoders import ALL, USUAL
from edgeassist.stt.hypotheses import SECOND_THOUGHT, Reading, alike, best, without_strays
from edgeassist.stt.phone_loop import Stretch, lead, stretches
from edgeassist.stt.sound import Sound

logger = logging.getLogger(__name__)

_LEAST_LEAD = -2.6
"""What fits by so much worse than phones in any order, in nats a frame, was not said."""


class HouseSentences:
    """Knows the sentences of a house by a decoder that hears more than those."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self.decoder = decoder

    def hear(self, sound: Sound, phones: Sequence[Stretch], accepts: Callable[[str], bool], stop: Event) -> Reading:
        """Return which sentence that `accepts` takes was said in a whole utterance, in which `phones` sounded."""
        sound.decode(self.decoder, stop)
        return self.reading(phones, accepts)

    def usual(self, sound: Sound, phones: Sequence[Stretch], accepts: Callable[[str], bool], stop: Event) -> Reading:
        """Return which usual sentence that `accepts` takes was said in a whole utterance, in which `phones` sounded."""
        self.decoder.activate_search(USUAL)
        try:
            sound.decode(self.decoder, stop)
            return self.reading(phones, accepts)
        finally:
            self.decoder.activate_search(ALL)

    def reading(self, phones: Sequence[Stretch], accepts: Callable[[str], bool]) -> Reading:
        """Return which sentence was said in the utterance that has just ended, in which `phones` sounded."""
        hypothesis = self.decoder.hyp()
        heard = [] if hypothesis is None else best(hypothesis.hypstr, self.decoder)
        parts = stretches(self.decoder)
        fit = lead(parts, phones) if heard else 0.0
        found = _chosen(heard, without_strays(parts), accepts) if heard and fit >= _LEAST_LEAD else None
        logger.debug("%r leads any sounds by %.2f%s", heard[:1], fit, "" if found else ": no sentence")
        return Reading(found, fit)


def _chosen(heard: Sequence[str], others: Sequence[str], accepts: Callable[[str], bool]) -> Transcript | None:
    """Return the first that is a sentence, of what was `heard` and what `others` it may be; None: there is none."""
    for rank, text in enumerate(dict.fromkeys((*heard, *others))):
        if alike(heard[0], text) and accepts(text):
            rest = tuple(other for other in heard if other != text)
            return Transcript(text, confidence=1.0 if rank == 0 else SECOND_THOUGHT, alternatives=rest)
    return None
