"""The natural voice: Piper, with a voice file that the user installed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from onnxruntime.capi import onnxruntime_pybind11_state as onnx  # type: ignore[import-untyped]
from piper import PiperVoice, SynthesisConfig

from edgeassist.errors import EngineError, ModelError

_FAILURES = (
    onnx.Fail,
    onnx.InvalidArgument,
    onnx.InvalidGraph,
    onnx.InvalidProtobuf,
    onnx.NotImplemented,
    onnx.RuntimeException,
    OSError,
)
"""What onnxruntime raises: classes without a common one but Exception."""
_MISFITS = (*_FAILURES, ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError)
"""What a description leads to that is not that of the model."""

_RATES = range(8_000, 48_001)
_CURE = "delete it and install the voice again"
_TRIED_ON = "a"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a voice speaks."""

    speed: float = 1.0
    """1: as it was recorded; 2: twice as fast."""
    loudness: float = 1.0
    """A factor on its samples, from 0 to 1."""
    speaker: str | int | None = None
    """One of several that a file may hold, by name or number; None: its first."""


class Piper:
    """A Piper voice: `path` is its ONNX file, which has its JSON description beside it."""

    def __init__(self, path: Path, manner: Manner = Manner()) -> None:
        description = path.with_name(f"{path.name}.json")
        for file in (path, description):
            if not file.is_file():
                raise ModelError(
                    f"{file}: no such file; a Piper voice is {path.name} and {description.name}, side by side"
                )
        self._voice = _load(path, description)
        if wrong := _wrong(self._voice):
            raise ModelError(f"{description}: is no description of a Piper voice ({wrong}); {_CURE}")
        self._config = SynthesisConfig(
            speaker_id=_speaker(self._voice, manner.speaker, path),
            length_scale=self._voice.config.length_scale / manner.speed,
            volume=manner.loudness,
        )
        self.identity = _identity(path, manner)
        """What changes when the same sentence would sound different."""
        self._try(path, description)

    @property
    def sample_rate(self) -> int:
        """Hertz of what `make` returns."""
        return int(self._voice.config.sample_rate)

    def make(self, sentence: str) -> bytes:
        """Return a sentence as mono signed 16 bit PCM; raises EngineError."""
        try:
            parts = self._voice.synthesize(sentence.replace("[[", "[ ["), self._config)  # these would be phonemes
            return b"".join(_pcm(part.audio_float_array) for part in parts)
        except _MISFITS as error:
            raise EngineError("piper", f"{type(error).__name__}: {error}") from error

    def _try(self, path: Path, description: Path) -> None:
        """Have it speak once: what does not go together shows, and the first answer is as fast as the next."""
        try:
            self.make(_TRIED_ON)
        except EngineError as error:
            raise ModelError(f"{path} and {description.name} do not go together ({error}); {_CURE}") from error


def _load(path: Path, description: Path) -> PiperVoice:
    try:
        return PiperVoice.load(path, description)
    except _FAILURES as error:
        raise ModelError(f"{path}: cannot be loaded ({error}); {_CURE}") from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"{description}: is no description of a Piper voice ({error!r}); {_CURE}") from error


def _wrong(voice: PiperVoice) -> str:
    """Return what in a description cannot be; "": nothing."""
    config = voice.config
    if not isinstance(config.sample_rate, int) or config.sample_rate not in _RATES:
        return f"audio.sample_rate is {config.sample_rate!r}, not from {_RATES.start} to {_RATES.stop - 1} hertz"
    if not isinstance(config.num_speakers, int) or config.num_speakers < 1:
        return f"num_speakers is {config.num_speakers!r}"
    scale = config.length_scale
    if not isinstance(scale, int | float) or not (math.isfinite(scale) and scale > 0):
        return f"inference.length_scale is {scale!r}"
    if not isinstance(config.phoneme_id_map, dict) or not config.phoneme_id_map:
        return "phoneme_id_map is empty"
    return ""


def _speaker(voice: PiperVoice, wanted: str | int | None, path: Path) -> int | None:
    """Return the number of a speaker; raises ModelError where the file has no such."""
    if wanted is None:
        return None
    names, count = voice.config.speaker_id_map, voice.config.num_speakers
    if (found := names.get(str(wanted))) is not None:
        return int(found)
    if str(wanted).isdecimal() and int(wanted) < count:
        return int(wanted)
    known = f" or {', '.join(sorted(names)[:10])}" if names else ""
    raise ModelError(f"{path.name} has no speaker {wanted!r}; tts.speaker can be a number below {count}{known}")


def _identity(path: Path, manner: Manner) -> str:
    found = path.stat()
    return f"{path.name} {found.st_size} {found.st_mtime_ns} {manner} piper {version('piper-tts')}"


def _pcm(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    """Return samples as signed 16 bit; what is no number is silence."""
    return (np.clip(np.nan_to_num(samples, nan=0.0), -1, 1) * 32_767).astype("<i2").tobytes()
