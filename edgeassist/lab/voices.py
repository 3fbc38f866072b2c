"""Synthetic voices of all sorts, for what is learned from speech."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path
from random import Random
from shutil import which
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from edgeassist.audio.pcm import from_floats, to_floats
from edgeassist.audio.resampling import resample
from edgeassist.errors import EngineError
from edgeassist.espeak import Espeak
from edgeassist.messages import SAMPLE_RATE

_ESPEAK = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-029", "en-us-nyc")
_FLITE = ("slt", "rms", "awb", "kal16")
_OFTEN_FLITE = 0.75


class Voices:
    """Speaks with one of many synthetic voices, faster or slower, higher or lower."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._espeak = [Espeak(voice) for voice in _ESPEAK]
        self._flite = _FLITE if which("flite") else ()

    def say(self, text: str) -> bytes:
        """Return `text` as it reaches a microphone, in more or less noise: 16 bit PCM, mono, 16 kHz."""
        samples = np.concatenate([np.zeros(SAMPLE_RATE // 5), self.speech(text), np.zeros(SAMPLE_RATE // 5)])
        loudness = float(np.sqrt(np.mean(np.square(samples)))) or 1.0
        noise = np.random.default_rng(self._chance.randrange(1 << 30)).normal(size=len(samples))
        return from_floats((samples + noise * loudness * 10 ** (-self._chance.uniform(15, 40) / 20)).astype(np.float32))

    def speech(self, text: str) -> NDArray[np.float32]:
        """Return `text` without noise, -1 to 1, mono, 16 kHz."""
        by_flite = self._flite and self._chance.random() < _OFTEN_FLITE
        pcm, rate = self._by_flite(text) if by_flite else self._by_espeak(text)
        return to_floats(resample(pcm, round(rate * self._chance.uniform(0.95, 1.06)), SAMPLE_RATE))

    def _by_espeak(self, text: str) -> tuple[bytes, int]:
        voice = self._chance.choice(self._espeak)
        return voice.synthesize(text, self._chance.randrange(130, 175)), voice.sample_rate

    def _by_flite(self, text: str) -> tuple[bytes, int]:
        slower = f"duration_stretch={self._chance.uniform(0.95, 1.25):.2f}"
        with TemporaryDirectory() as folder:
            out = Path(folder) / "said.wav"
            command = [
                "flite",
                "-voice",
                self._chance.choice(self._flite),
                "--setf",
                slower,
                "-t",
                text,
                "-o",
                str(out),
            ]
            done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
            if done.returncode:
                raise EngineError("flite", done.stderr.strip() or f"it ended with code {done.returncode}")
            with wave.open(str(out)) as file:
                return file.readframes(file.getnframes()), file.getframerate()
