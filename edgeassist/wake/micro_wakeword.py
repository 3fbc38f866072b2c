"""Wake words through pymicro-wakeword, several at once; what they listen to is computed once for all."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from functools import partial

from pymicro_wakeword import MicroWakeWord as Model
from pymicro_wakeword import MicroWakeWordFeatures

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk, Detection
from edgeassist.wake.following import Following
from edgeassist.wake.second_look import WINDOW_S, SecondLook, bar_at
from edgeassist.wake.words import WordModel

_REMEMBERED = round(WINDOW_S / CHUNK_S)


class Word:
    """One wake word, loaded."""

    def __init__(self, model: WordModel, following: Following, look: SecondLook | None = None) -> None:
        self.name = model.name
        self.phrase = model.phrase
        self.following = following
        self.score = 0.0
        """Of the last chunk, 0-1."""
        self.fit = 0.0
        """How well the sounds of the phrase explained what was looked at last; above `bar` it was the phrase."""
        self._look = look
        self._engine = _loaded(model)

    @property
    def bar(self) -> float:
        """Return the least fit that is enough now."""
        return bar_at(self.following.sensitivity)

    def fit_of(self, sound: Sequence[bytes]) -> float:
        """Return how well the phrase explains the end of this sound; infinity: nobody can tell."""
        return math.inf if self._look is None else self._look.fit(b"".join(sound))

    def process(self, features: Sequence[object], sound: Sequence[bytes], end: float) -> bool:
        """Take the features of a chunk that ends at `end`; return whether it completes the word."""
        scores = (self._engine.process_streaming_prob(each) for each in features)
        self.score = max((float(score or 0.0) for score in scores), default=0.0)
        return self.following.hears(self.score, end, partial(self._is_sure, sound))

    def _is_sure(self, sound: Sequence[bytes]) -> bool:
        self.fit = self.fit_of(sound)
        return self.fit >= self.bar


class MicroWakeWord:
    """Listens for some words; of two in the same chunk the surer one counts."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = tuple(words)
        self._features = MicroWakeWordFeatures()
        self.sound: deque[bytes] = deque(maxlen=_REMEMBERED)
        """What was heard last."""

    @property
    def threshold(self) -> float:
        """The first word's threshold, before the sensitivity moves it; one that is set counts for all words."""
        return self.words[0].following.base

    @threshold.setter
    def threshold(self, threshold: float) -> None:
        """Set that of all words."""
        for word in self.words:
            word.following.base = threshold

    @property
    def sensitivity(self) -> float:
        """The first word's sensitivity, 0-1; another one moves that of all words as far."""
        return self.words[0].following.sensitivity

    @sensitivity.setter
    def sensitivity(self, sensitivity: float) -> None:
        """Set that of the first word, and move the others as far."""
        further = sensitivity - self.sensitivity
        for word in self.words:
            word.following.sensitivity = min(1.0, max(0.0, word.following.sensitivity + further))

    @property
    def near_misses(self) -> int:
        """How often something was almost a wake word."""
        return sum(word.following.near_misses for word in self.words)

    @property
    def refused(self) -> int:
        """How often something scored as a wake word, and a second look showed that it was none."""
        return sum(word.following.refused for word in self.words)

    def process(self, chunk: Chunk) -> Detection | None:
        """Return the detection that this chunk completes, or None."""
        self.sound.append(chunk.pcm)
        features = list(self._features.process_streaming(chunk.pcm))
        end = chunk.time + len(chunk.pcm) / 2 / SAMPLE_RATE
        heard = [word for word in self.words if word.process(features, self.sound, end)]
        if not heard:
            return None
        best = max(heard, key=lambda word: word.score)
        return Detection(best.phrase, end, best.score)


def _loaded(model: WordModel) -> Model:
    try:
        return Model.from_config(model.file)
    except (ValueError, KeyError, OSError, RuntimeError) as error:
        raise ModelError(f"{model.file}: cannot be loaded ({error})") from error
