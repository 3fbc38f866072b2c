"""The embedded voice: robotic, in any language, made in milliseconds."""

from __future__ import annotations

from edgeassist.espeak import FASTEST, SLOWEST, Espeak


class EspeakNg:
    """A voice of espeak-ng, by language ("en-us", "de") or name; `loudness` is a factor on its samples."""

    def __init__(self, voice: str = "en-us", *, words_per_minute: float = 165, loudness: float = 1.0) -> None:
        self._espeak = Espeak(voice)
        self._words_per_minute = round(min(max(words_per_minute, SLOWEST), FASTEST))
        self._loudness = loudness

    @property
    def sample_rate(self) -> int:
        """Hertz of what `make` returns."""
        return self._espeak.sample_rate

    def make(self, sentence: str) -> bytes:
        """Return a sentence as mono signed 16 bit PCM."""
        return self._espeak.synthesize(sentence, self._words_per_minute, self._loudness)
