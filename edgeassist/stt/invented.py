"""Whether a recogniser made its words up: what Whisper does on silence, noise and music."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf

from edgeassist.messages import Transcript
from edgeassist.text import normalise

logger = logging.getLogger(__name__)

_NO_SPEECH = 0.6
_LEAST_LOG_PROBABILITY = -1.0
_MOST_COMPRESSION = 2.4
"""What Whisper's makers advise: beyond these it made its words up."""

_MOST_REPEATS = 4
"""How often the same words may follow one another: zlib is blind to repeats in a short text."""

_WORDS_A_SECOND = 10
_SLACK_S = 0.15
"""Nobody says more in the time that it was loud; the slack is for the soft beginning and end of a word."""

_STOCK = frozenset({"thanks for watching", "thank you for watching", "please subscribe", "you", "bye", "thank you"})
_STOCK_NO_SPEECH = 0.06
"""What subtitles of silent films say is believed where there is no doubt that somebody spoke; those who said it
themselves stayed under 0.02."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Words with what speaks for and against them."""

    text: str
    log_probability: float
    """Mean over its tokens."""
    no_speech: float = 0.0
    """Probability that nobody spoke."""
    loud_s: float = inf
    """How long it was as loud as speech is."""
    others: tuple[str, ...] = ()
    """Further hypotheses, best first."""

    @property
    def silent(self) -> bool:
        """Whether the recogniser itself says that nobody spoke."""
        return self.no_speech >= _NO_SPEECH


def doubt(heard: Scored) -> str:
    """Return why these words were made up; empty: they were said.

    >>> doubt(Scored("Turn on the lamp.", -0.2))
    ''
    >>> doubt(Scored("go go go go go go", -0.1))
    'repeats itself'
    """
    words = normalise(heard.text).split()
    reasons = {
        "no words": not words,
        "no speech": heard.silent,
        "unlikely words": heard.log_probability <= _LEAST_LOG_PROBABILITY,
        "repeats itself": _compression(heard.text) > _MOST_COMPRESSION or _repeats(words) > _MOST_REPEATS,
        "more words than anybody says in that time": len(words) > _WORDS_A_SECOND * (heard.loud_s + _SLACK_S),
        "what is heard in silence": " ".join(words) in _STOCK and heard.no_speech >= _STOCK_NO_SPEECH,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def said(parts: Iterable[Scored]) -> Transcript:
    """Return those parts of an utterance that were said as one text, as likely as their tokens are on average."""
    kept = []
    for part in parts:
        if reason := doubt(part):
            logger.debug("rejected: %r: %s", part.text, reason)
        else:
            kept.append(part)
    if not kept:
        return Transcript("", confidence=0.0)
    mean = sum(part.log_probability for part in kept) / len(kept)
    others = kept[0].others if len(kept) == 1 else ()
    return Transcript(" ".join(part.text for part in kept), confidence=min(1.0, exp(mean)), alternatives=others)


def _compression(text: str) -> float:
    content = text.encode()
    return len(content) / len(zlib.compress(content))


def _repeats(words: list[str]) -> int:
    """Return how often up to four words follow one another at most.

    >>> _repeats("on and on and on".split())
    2
    """
    most = 1
    for size in range(1, 5):
        run = 1
        for at in range(size, len(words) - size + 1, size):
            run = run + 1 if words[at : at + size] == words[at - size : at] else 1
            most = max(most, run)
    return most
