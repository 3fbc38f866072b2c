"""The wake word through pymicro-wakeword, whose models come in its wheel."""

from __future__ import annotations

from pymicro_wakeword import MicroWakeWord as Model
from pymicro_wakeword import MicroWakeWordFeatures
from pymicro_wakeword import Model as ModelName

from edgeassist.errors import ModelError
from edgeassist.messages import SAMPLE_RATE, Chunk, Detection


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

    def process(self, chunk: Chunk) -> Detection | None:
        """Return the detection that this chunk completes, or None."""
        scores = (
            self._model.process_streaming_prob(features) for features in self._features.process_streaming(chunk.pcm)
        )
        score = max((score or 0.0 for score in scores), default=0.0)
        end = chunk.time + len(chunk.pcm) / 2 / SAMPLE_RATE
        if score <= self.threshold:
            return None
        first = end >= self._deaf_until
        self._deaf_until = end + self._refractory_s
        return Detection(self._model.wake_word, end, score) if first else None
