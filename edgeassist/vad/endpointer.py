"""When an utterance is over: pure arithmetic on the probabilities of speech, chunk by chunk."""

from __future__ import annotations

from dataclasses import dataclass

_HYSTERESIS = 0.15
"""Speech that has begun goes on at a probability lower by this: the ends of words are faint."""

_ONSET_S = 0.06
"""Sound that is shorter does not begin an utterance: a click, the end of a chime."""

_ROUNDING_S = 1e-9


@dataclass(frozen=True, slots=True)
class EndpointRule:
    """What ends an utterance."""

    threshold: float = 0.5
    """Probability of speech that begins one."""
    silence_s: float = 0.7
    """Silence after speech that ends it."""
    start_s: float = 5.0
    """How long to wait for the first word."""
    longest_s: float = 15.0
    """The end in any case."""


class Endpointer:
    """Follows one utterance.

    >>> endpointer = Endpointer(EndpointRule(silence_s=0.1), chunk_s=0.05)
    >>> [endpointer.goes_on(p) for p in (0.1, 0.9, 0.9, 0.1, 0.1)]
    [True, True, True, True, False]
    >>> endpointer.speech_started, endpointer.silence_s
    (True, 0.1)
    """

    def __init__(self, rule: EndpointRule, *, chunk_s: float) -> None:
        self._rule = rule
        self._chunk_s = chunk_s
        self._heard = 0
        self._loud = 0
        self._silent = 0
        self.speech_started = False
        """Whether anything was said at all."""

    @property
    def silence_s(self) -> float:
        """How long ago the last speech was; what the user has waited for the answer when the utterance is over."""
        return self._silent * self._chunk_s

    @property
    def heard_s(self) -> float:
        """How long it has listened."""
        return self._heard * self._chunk_s

    def goes_on(self, probability: float) -> bool:
        """Take the next chunk's probability of speech; return whether the utterance goes on after it."""
        self._heard += 1
        if probability >= self._rule.threshold - (_HYSTERESIS if self.speech_started else 0):
            self._silent = 0
            self._loud += 1
        else:
            self._silent += 1
            self._loud = 0
        self.speech_started |= self._lasts(self._loud, _ONSET_S)
        return not self._is_over()

    def _is_over(self) -> bool:
        if self._lasts(self._heard, self._rule.longest_s):
            return True
        if self.speech_started:
            return self._lasts(self._silent, self._rule.silence_s)
        return not self._loud and self._lasts(self._heard, self._rule.start_s)

    def _lasts(self, chunks: int, seconds: float) -> bool:
        return chunks * self._chunk_s >= seconds - _ROUNDING_S
