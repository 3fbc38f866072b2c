"""The natural voice: Piper, with a voice file that the user installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onnxruntime.capi import onnxruntime_pybind11_state as onnx  # type: ignore[import-untyped]
from piper import PiperVoice

from edgeassist.errors import EngineError, ModelError
from edgeassist.tts.sentences import sentences

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


class Piper:
    """A Piper voice: `path` is its ONNX file, which has its JSON description beside it."""

    def __init__(self, path: Path) -> None:
        description = path.with_name(f"{path.name}.json")
        for file in (path, description):
            if not file.is_file():
                raise ModelError(
                    f"{file}: no such file; a Piper voice is {path.name} and {description.name}, side by side"
                )
        self._voice = _load(path, description)

    @property
    def sample_rate(self) -> int:
        """Hertz of what `synthesize` yields."""
        return int(self._voice.config.sample_rate)

    def synthesize(self, text: str) -> Iterator[bytes]:
        """Yield mono signed 16 bit PCM, a sentence at a time, made when it is asked for."""
        for sentence in sentences(text):
            yield self._speak(sentence.replace("[[", "[ ["))  # double brackets would be phonemes

    def _speak(self, sentence: str) -> bytes:
        try:
            return b"".join(part.audio_int16_bytes for part in self._voice.synthesize(sentence))
        except (*_FAILURES, ValueError, KeyError) as error:
            raise EngineError("piper", str(error)) from error


def _load(path: Path, description: Path) -> PiperVoice:
    cure = "delete it and install the voice again"
    try:
        return PiperVoice.load(path, description)
    except (KeyError, ValueError, TypeError) as error:
        raise ModelError(f"{description}: is no description of a Piper voice ({error}); {cure}") from error
    except _FAILURES as error:
        raise ModelError(f"{path}: cannot be loaded ({error}); {cure}") from error
