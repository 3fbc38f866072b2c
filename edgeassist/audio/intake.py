"""From what a device delivers to the chunks that everybody gets: one channel, 16 kHz, no rumble, the wanted level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edgeassist.audio.high_pass import HighPass
from edgeassist.audio.pcm import Cutter, Samples, from_floats, to_floats
from edgeassist.audio.resampling import Resampler
from edgeassist.messages import CHUNK_SAMPLES, SAMPLE_RATE

_MOST_MIXED = 8
"""A device with more channels is no array, it is a sound server: two are what most devices behind it have."""

_SMOOTH_S = 0.3
_FLOOR_RISE_DB_S = 1.0
_BETTER_DB = 3.0
"""By how much another channel has to be better before it is taken."""
_QUIETEST_DB = -90.0


@dataclass(frozen=True, slots=True)
class Taking:
    """What is made of the sound of a microphone."""

    channel: int | Literal["mix", "loudest"] = 1
    """A number from 1 on, the mean of all, or the one that stands out most from its own noise."""
    gain_db: float = 0.0
    high_pass_hz: float = 0.0
    """What is lower is taken out; 0: nothing is."""

    def channels(self, most: int) -> tuple[int, ...]:
        """Return how many channels to ask a device for that has `most`, what is best first.

        >>> Taking(3).channels(6), Taking("mix").channels(4), Taking().channels(2)
        ((3, 6), (4, 2, 1), (1, 2))
        """
        least, asked = 1, (most if most <= _MOST_MIXED else 2, 2, 1)
        if isinstance(self.channel, int):
            least, asked = self.channel, (self.channel, 2, most)
        return tuple(dict.fromkeys(count for count in asked if least <= count <= most))


class Intake:
    """Turns interleaved 16 bit samples of some rate and number of channels into chunks."""

    def __init__(self, taking: Taking, rate: int, channels: int) -> None:
        self._channels = channels
        self._taken = min(taking.channel, channels) - 1 if isinstance(taking.channel, int) else 0
        self._mixes = taking.channel == "mix"
        self._loudest = Loudest(channels, rate) if taking.channel == "loudest" and channels > 1 else None
        self._gain = np.float32(10 ** (taking.gain_db / 20))
        self._high_pass = HighPass(taking.high_pass_hz) if taking.high_pass_hz else None
        self._resampler = Resampler(rate, SAMPLE_RATE)
        self._cutter = Cutter()

    def feed(self, pcm: bytes) -> Iterator[bytes]:
        """Yield the chunks that are complete."""
        mono = self._one_channel(to_floats(pcm).reshape(-1, self._channels))
        for chunk in self._cutter.feed(from_floats(self._resampler.feed(mono))):
            yield chunk if self._high_pass is None and self._gain == 1 else self._shaped(chunk)

    @property
    def fill(self) -> float:
        """Which part of the next chunk is there already."""
        return self._cutter.fill / CHUNK_SAMPLES

    def _one_channel(self, frames: NDArray[np.float32]) -> Samples:
        if self._mixes:
            return np.asarray(frames.mean(axis=1), np.float32)
        return frames[:, self._taken] if self._loudest is None else self._loudest.choose(frames)

    def _shaped(self, chunk: bytes) -> bytes:
        samples = to_floats(chunk)
        return from_floats((samples if self._high_pass is None else self._high_pass.filter(samples)) * self._gain)


class Loudest:
    """Chooses the channel that stands out most from its own noise, and changes over softly."""

    def __init__(self, channels: int, rate: int) -> None:
        self._rate = rate
        self._power = np.full(channels, 1e-9)
        self._floor_db = np.zeros(channels)
        self.channel = 0
        """The one that is taken now."""

    def choose(self, frames: NDArray[np.float32]) -> Samples:
        """Return one channel of the next frames."""
        if not len(frames):
            return frames[:, 0]
        seconds = len(frames) / self._rate
        weight = min(1.0, seconds / _SMOOTH_S)
        self._power += weight * (np.var(frames, axis=0) - self._power)
        level_db = np.maximum(10 * np.log10(self._power + 1e-12), _QUIETEST_DB)
        self._floor_db = np.minimum(level_db, self._floor_db + _FLOOR_RISE_DB_S * seconds)
        above_db, before = level_db - self._floor_db, self.channel
        best = int(above_db.argmax())
        if above_db[best] <= above_db[before] + _BETTER_DB:
            return frames[:, before]
        self.channel = best
        share = np.linspace(0, 1, len(frames), dtype=np.float32)
        return frames[:, before] * (1 - share) + frames[:, best] * share
