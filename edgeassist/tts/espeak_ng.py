"""The embedded voice: robotic, in any language, made in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

from edgeassist.espeak import Espeak
from edgeassist.tts.sentences import sentences


class EspeakNg:
    """A voice of espeak-ng, by language ("en-us", "de") or name."""

    def __init__(self, voice: str = "en-us", *, words_per_minute: int = 165) -> None:
        self._espeak = Espeak(voice)
        self._words_per_minute = words_per_minute

    @property
    def sample_rate(self) -> int:
        """Hertz of what `synthesize` yields."""
        return self._espeak.sample_rate

    def synthesize(self, text: str) -> Iterator[bytes]:
        """Yield mono signed 16 bit PCM, a sentence at a time, made when it is asked for."""
        for sentence in sentences(text):
            yield self._espeak.synthesize(sentence, self._words_per_minute)
