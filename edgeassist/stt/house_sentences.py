"""What a house understands, among all that its loose model can hear."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from math import inf
from threading import Event

from edgeassist.messages import Transcript
from edgeassist.stages import MakesSense
from edgeassist.stt.hypotheses import SECOND_THOUGHT, Reading, alike, best, without_strays
from edgeassist.stt.phone_loop import lead
from edgeassist.stt.sound import Sound
from edgeassist.stt.sphinx import Decoder, Stretch

logger = logging.getLogger(__name__)

_HOUSE, _HINTS = "_default", "hints"
"""Searches of its decoder: what may be said to the house, and what is likely now and nothing else."""

_LEAST_LEAD = -2.6
"""What fits by so much worse than phones in any order, in nats a frame, was not said."""

_LEAST_LEAD_OF_HINTS = -1.6
"""Nothing but them can be heard then. What was said fits by -0.9 or better, anything else by -2.4 or worse."""


class HouseSentences:
    """Knows the sentences of a house by a decoder that hears more than those."""

    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder

    def reading(
        self, phones: Sequence[Stretch], accepts: Callable[[str], bool], makes_sense: MakesSense | None = None
    ) -> Reading:
        """Return which sentence that `accepts` takes was said in the utterance that the decoder has just heard.

        In it, `phones` sounded. What was most likely heard need be none where it `makes_sense` now.
        """
        heard = best(self.decoder)
        found = _chosen(heard, without_strays(self.decoder.stretches()), accepts) if heard else None
        if heard and (found is None or found.text != heard[0]) and makes_sense is not None and makes_sense(heard[0]):
            found = Transcript(heard[0], confidence=1.0, alternatives=tuple(heard[1:]))
        logger.debug("%r%s", heard[:1], "" if found else ": no sentence")
        return self._judged(found, phones)

    def hinted(self, sound: Sound, phones: Sequence[Stretch], hints: Iterable[str], stop: Event) -> Reading:
        """Return which of the phrases `hints`, as they are spoken, was said in a whole utterance.

        What has a word that the decoder does not know is passed over.
        """
        phrases = [hint for hint in hints if all(map(self.decoder.knows, hint.split()))]
        if not phrases or stop.is_set():
            return Reading(None, -inf)
        self.decoder.add_grammar(_HINTS, f"#JSGF V1.0; grammar hints; public <hint> = {' | '.join(phrases)};")
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
        fit = lead(self.decoder.stretches(), phones)
        logger.debug("it leads any sounds by %.2f", fit)
        return Reading(found if fit >= _LEAST_LEAD else None, fit)


def _chosen(heard: Sequence[str], others: Sequence[str], accepts: Callable[[str], bool]) -> Transcript | None:
    """Return the first that is a sentence, of what was `heard` and what `others` it may be; None: there is none."""
    for rank, text in enumerate(dict.fromkeys((*heard, *others))):
        if alike(heard[0], text) and accepts(text):
            rest = tuple(other for other in heard if other != text)
            return Transcript(text, confidence=1.0 if rank == 0 else SECOND_THOUGHT, alternatives=rest)
    return None
