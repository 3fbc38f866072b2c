"""A second hearing in the user's own sentences alone, for what the first took for none of ours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

from edgeassist.messages import Transcript
from edgeassist.stt.hypotheses import SECOND_THOUGHT, Reading, best
from edgeassist.stt.ngrams import END, START, Counts
from edgeassist.stt.phone_loop import lead
from edgeassist.stt.sphinx import Decoder, Stretch

_MOST_HYPOTHESES = 20
_MOST_STRAY = 3
"""So many words at the beginning may be a clatter, or somebody else."""

_LEAST_LEAD = -1.85
"""What fits by so much worse than phones in any order was not said. Of 15 orders of people -1.8 is the least; house
commands have -2.4 and less, and foreign speech that sounds like an order -1.9."""

_MOST_WORSE = 1.0
"""By so much less than the first hearing it may fit: what fits the words of the house far better was said to it."""


class OwnSentences:
    """Knows the sentences that the user wrote, and no others: so none of ours leads it astray.

    A sentence has to follow `counted` from word to word, and `accepts` has to take it.
    """

    def __init__(self, decoder: Decoder, counted: Counts, accepts: Callable[[str], bool]) -> None:
        self.decoder = decoder
        self._pairs = counted.pairs.keys()
        self._accepts = accepts

    def reading(self, phones: Sequence[Stretch], first: float) -> Reading:
        """Return which sentence was said in the utterance that the decoder has just heard, in which `phones` sounded.

        `first` is by how much what the house understands leads any sounds.
        """
        fit = lead(self.decoder.stretches(), phones)
        if fit < max(_LEAST_LEAD, first - _MOST_WORSE):
            return Reading(None, fit)
        heard = best(self.decoder, _MOST_HYPOTHESES)
        said = (text for text in _without_beginnings(heard) if self.holds(text) and self._accepts(text))
        return Reading(next((Transcript(text, SECOND_THOUGHT) for text in said), None), fit)

    def holds(self, text: str) -> bool:
        """Tell whether words follow one another in a text as they do in the sentences."""
        words = (START, *text.split(), END)
        return all(pair in self._pairs for pair in pairwise(words))


def _without_beginnings(heard: Collection[str]) -> Iterator[str]:
    """Yield all that was heard, and then without its first words.

    >>> list(_without_beginnings(["an iced coffee"]))
    ['an iced coffee', 'iced coffee', 'coffee']
    """
    for left_out in range(_MOST_STRAY + 1):
        for text in heard:
            if words := text.split()[left_out:]:
                yield " ".join(words)
