"""When an utterance is over: pure arithmetic on the probabilities of speech, chunk by chunk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

_HYSTERESIS = 0.15
"""Speech that has begun goes on at a probability lower by this: the ends of words are faint."""

_ONSET_S = 0.06
"""Sound that is shorter does not begin an utterance: a click, the end of a chime."""

_ROUNDING_S = 1e-9


class Outlook(Enum):
    """What is to be expected after the words that were heard so far."""

    UNKNOWN = auto()
    """They tell nothing."""
    DONE = auto()
    """They are whole, and nothing can follow."""
    WHOLE = auto()
    """They are a whole command; a time might follow."""
    OPEN = auto()
    """They are a whole command that may well go on."""
    UNFINISHED = auto()
    """More must follow: "turn on the"."""


@dataclass(frozen=True, slots=True)
class EndpointRule:
    """What ends an utterance."""

    threshold: float = 0.5
    """Probability of speech that begins one."""
    silence_s: float = 0.7
    """Silence after speech that ends it."""
    done_s: float = 0.15
    """The same where what was heard is whole, and nothing can follow."""
    whole_s: float = 0.25
    """The same where it is a whole command, which hardly ever goes on."""
    open_s: float = 0.4
    """The same where it is a command that may well go on."""
    unfinished_s: float = 1.2
    """The same where more must follow."""
    start_s: float = 5.0
    """How long to wait for the first word."""
    longest_s: float = 15.0
    """The end in any case."""

    def waits_s(self, outlook: Outlook) -> tuple[float, float]:
        """Return how long nobody must speak to us until it is over: where nobody speaks at all, and otherwise."""
        least = {Outlook.DONE: self.done_s, Outlook.WHOLE: self.whole_s, Outlook.OPEN: self.open_s}
        if outlook is Outlook.UNFINISHED:
            return (max(self.unfinished_s, self.silence_s),) * 2
        silent_s = min(least.get(outlook, self.silence_s), self.silence_s)
        return silent_s, min(self.silence_s, max(silent_s, self.open_s))


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
        self._quiet = 0
        self._spoken = 0
        self.speech_started = False
        """Whether anything was said at all."""

    @property
    def silence_s(self) -> float:
        """How long ago the last speech to us was; what the user has waited for when the utterance is over."""
        return self._quiet * self._chunk_s

    @property
    def speech_s(self) -> float:
        """How long somebody has spoken to us, pauses left out."""
        return self._spoken * self._chunk_s

    @property
    def heard_s(self) -> float:
        """How long it has listened."""
        return self._heard * self._chunk_s

    def is_speech(self, probability: float) -> bool:
        """Return whether a chunk of this probability is speech now."""
        return probability >= self._rule.threshold - (_HYSTERESIS if self.speech_started else 0)

    def goes_on(self, probability: float, *, near: bool = True, outlook: Outlook = Outlook.UNKNOWN) -> bool:
        """Take the next chunk's probability of speech; return whether the utterance goes on after it.

        What is not `near` is said by somebody else: it holds the utterance open for a while only.
        """
        self._heard += 1
        speech = self.is_speech(probability)
        self._loud = self._loud + 1 if speech and near else 0
        self._silent = 0 if speech else self._silent + 1
        self._quiet = 0 if speech and near else self._quiet + 1
        self._spoken += speech and near
        self.speech_started |= self._lasts(self._loud, _ONSET_S)
        return not self._is_over(outlook)

    def _is_over(self, outlook: Outlook) -> bool:
        if self._lasts(self._heard, self._rule.longest_s):
            return True
        if self.speech_started:
            silent_s, quiet_s = self._rule.waits_s(outlook)
            return self._lasts(self._silent, silent_s) or self._lasts(self._quiet, quiet_s)
        return not self._loud and self._lasts(self._heard, self._rule.start_s)

    def _lasts(self, chunks: int, seconds: float) -> bool:
        return chunks * self._chunk_s >= seconds - _ROUNDING_S
