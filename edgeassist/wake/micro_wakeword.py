"""The wake word through pymicro-wakeword, whose models come in its wheel."""

from __future__ import annotations

from pymicro_wakeword import MicroWakeWord as Model
from pymicro_wakeword import MicroWakeWordFeatures
from pymicro_wakeword import Model as ModelName

from edgeassist.errors import ModelError
from edgeassist.messages import SAMPLE_RATE, Chunk, Detection

_NEAR = 0.5
"""The share of the threshold from which on something was almost the wake word."""


class MicroWakeWord:
    """Listens for one phrase; it counts once, and again when its score has been low for `refractory_s`."""

    def __init__(self, model: str = "okay_nabu", threshold: float | None = None, *, refractory_s: float = 0.5) -> None:
        try:
            self._model = Model.from_builtin(ModelName(model))
        except (ValueError, OSError, RuntimeError) as error:
            known = ", ".join(name.value for name in ModelName)
            raise ModelError(f"wake word {model!r} cannot be loaded ({error}); wake.model can be {known}") from error
        self._features = MicroWakeWordFeatures()
        self.threshold = self._model.probability_cutoff if threshold is None else threshold
        self._refractory_s = refractory_s
        self._deaf_until = float("-inf")
        self._rising = False
        """Whether the score is between near and high enough, and has not been high enough since it was low."""
        self.near_misses = 0

    def process(self, chunk: Chunk) -> Detection | None:
        """Return the detection that this chunk completes, or None."""
        scores = (
            self._model.process_streaming_prob(features) for features in self._features.process_streaming(chunk.pcm)
        )
        score = max((score or 0.0 for score in scores), default=0.0)
        end = chunk.time + len(chunk.pcm) / 2 / SAMPLE_RATE
        if score <= self.threshold:
            self._note_near_miss(score, deaf=end < self._deaf_until)
            return None
        self._rising = False
        first = end >= self._deaf_until
        self._deaf_until = end + self._refractory_s
        return Detection(self._model.wake_word, end, score) if first else None

    def _note_near_miss(self, score: float, *, deaf: bool) -> None:
        """Count a rise of the score that ends without having been enough."""
        near = score > _NEAR * self.threshold
        self.near_misses += self._rising and not near
        self._rising = near and (self._rising or not deaf)
