"""The open-vocabulary recogniser, for machines whose owner has installed its weights; nothing is ever downloaded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens
from numpy.typing import NDArray

from edgeassist.errors import EngineError, ModelError
from edgeassist.messages import SAMPLE_RATE, Chunk, Transcript, Vocabulary
from edgeassist.stages import MakesSense
from edgeassist.stt.ahead import Ahead
from edgeassist.stt.hotwords import hotwords, mentioned, ranked
from edgeassist.stt.invented import Scored, doubt, said
from edgeassist.stt.pauses import Pauses, samples_of
from edgeassist.text import normalise

_FILES = ("model.bin", "config.json", "tokenizer.json")

_SAMPLE_BYTES = 2
_SECOND = SAMPLE_RATE * _SAMPLE_BYTES

_SHORTEST_S = 0.1

_WHOLE_S = 30.0
"""What Whisper was trained on: all else is silence up to there."""

_MARGIN_S = 2.5
"""Silence after the words in a window that is cut shorter."""

_LONG_S = 20.0
_LONGEST_S = 28.0
"""From the first on a pause, at the second any moment, begins another window."""

_QUICK_S = 1.5
"""Where decoding takes longer, it is not begun before the end: the end would have to wait for what was in vain."""

_BEAM = 5

_TOKENS_A_SECOND, _TOKENS = 8, 16
"""Nobody says more; speech that it cannot make out would fill the window."""


class FasterWhisper:
    """Hears anything; names of the home and hints make it listen for them.

    It decodes in a thread of its own, at each pause what was said so far, so that at the end the words are often there.
    What it is given at once is `window_s` long, or as long as the speech; where it then doubts, it takes the 30 s
    that it was trained on. `language` "auto" lets it find out, at every utterance.
    """

    def __init__(self, folder: Path, *, threads: int = 2, language: str = "en", window_s: float = 10.0) -> None:
        self._model = _Whisper(folder, threads, language, window_s)
        self._names: tuple[str, ...] = ()
        self._heard: Counter[str] = Counter()
        self._hotwords: str | None = None
        self._pcm = bytearray()
        self._pauses = Pauses()
        self._end: int | None = None
        """Where the pause began that nobody has ended yet: what comes after it is not decoded."""
        self._ahead = Ahead[Scored]("whisper")
        self._ahead.begin(partial(self._model.decode, bytes(_SECOND), None, 0.0))  # the first decoding takes longer

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Listen for these names from the next utterance on."""
        self._names = ranked(vocabulary)

    def start(self, hints: Sequence[str] = (), makes_sense: MakesSense | None = None) -> None:  # noqa: ARG002
        """Begin an utterance; `hints` come before the names of the home."""
        self._ahead.forget()
        usual = {name: self._heard[name] for name in self._names if name in self._heard}
        self._hotwords = hotwords(hints, self._names, usual)
        self._clear()

    def feed(self, chunk: Chunk) -> None:
        """Take the next chunk; where it makes a pause, what was said so far is decoded."""
        pcm = chunk.pcm[: len(chunk.pcm) // _SAMPLE_BYTES * _SAMPLE_BYTES]
        self._pcm += pcm
        paused = self._pauses.feed(samples_of(chunk))
        if not self._pauses.quiet_s:
            self._ahead.forget_latest()
            self._end = None
        if paused:
            self._end = len(self._pcm)
        long_s = len(self._pcm) / _SECOND
        if long_s >= _LONGEST_S or (paused and long_s >= _LONG_S):
            self._begin()
            self._ahead.keep()
            self._clear()
        elif paused and (self._ahead.took_s or _QUICK_S) < _QUICK_S:
            self._begin()

    def partial(self) -> str:
        """Return what was said up to the last pause, as soon as that is known."""
        return said(self._ahead.ready()).text

    def pause(self) -> None:
        """Do nothing: `feed` sees pauses, shorter ones than anybody tells."""

    def finish(self, stop: Event) -> Transcript:
        """Return what was said; an empty text where it was no speech, or the model cannot tell what."""
        if not self._ahead.begun and len(self._pcm) >= _SHORTEST_S * _SECOND and not stop.is_set():
            self._begin()
        heard = said(self._ahead.results(stop))
        self._clear()
        self._heard.update(mentioned(normalise(heard.text), self._names))
        return heard

    def _begin(self) -> None:
        sound = bytes(self._pcm[: self._end])
        self._ahead.begin(partial(self._model.decode, sound, self._hotwords, self._pauses.loud_s))

    def _clear(self) -> None:
        self._pcm.clear()
        self._pauses = Pauses()
        self._end = None


class _Whisper:
    """A loaded model: one window of sound to scored words."""

    def __init__(self, folder: Path, threads: int, language: str, window_s: float) -> None:
        self._model = _load(folder, threads)
        multilingual = self._model.model.is_multilingual
        self._language = None if multilingual and language == "auto" else "en" if language == "auto" else language
        self._window_s = window_s
        if self._language not in {None, *self._model.supported_languages}:
            known = "en, de, … or auto" if multilingual else "en, or stt.model to one without .en"
            raise ModelError(f"{folder} does not know the language {language!r}: set stt.language to {known}")
        if self._model.feature_extractor.mel_filters.shape[0] != self._model.model.n_mels:
            raise ModelError(f"{folder}: preprocessor_config.json missing; {_CURE}")

    def decode(self, pcm: bytes, hotwords_: str | None, loud_s: float, stop: Event) -> Scored | None:
        """Return what is said in `pcm`; None: `stop` came first."""
        samples = _samples(pcm)
        try:
            features = self._model.feature_extractor(samples)[:, :-1]
            least_s = max(self._window_s, len(samples) / SAMPLE_RATE + _MARGIN_S)
            heard = None
            for window_s in dict.fromkeys((min(least_s, _WHOLE_S), _WHOLE_S)):
                heard = self._decode(features, window_s, hotwords_, stop)
                if heard is None or heard.silent or not doubt(heard):
                    break
        except (RuntimeError, ValueError) as error:
            raise EngineError("faster-whisper", str(error)) from error
        return (
            None if heard is None else Scored(heard.text, heard.log_probability, heard.no_speech, loud_s, heard.others)
        )

    def _decode(self, features: NDArray[np.float32], window_s: float, hot: str | None, stop: Event) -> Scored | None:
        frames = round(window_s * self._model.frames_per_second)
        speech = features[:, :frames]
        encoded = self._model.encode(np.pad(speech, ((0, 0), (0, frames - speech.shape[1]))))
        if stop.is_set():
            return None
        tokenizer = self._tokenizer(encoded)
        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=hot)
        most = _TOKENS + round(_TOKENS_A_SECOND * speech.shape[1] / self._model.frames_per_second)
        found = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=_BEAM,
            num_hypotheses=_BEAM,
            max_length=min(self._model.max_length, max(2 * most, len(prompt) + most)),  # halved by the library
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )[0]
        texts = [tokenizer.decode(tokens).strip() for tokens in found.sequences_ids]
        count = len(found.sequences_ids[0])
        others = tuple(text for text in dict.fromkeys(texts) if text and text != texts[0])
        return Scored(texts[0], found.scores[0] * count / (count + 1), found.no_speech_prob, others=others)

    def _tokenizer(self, encoded: Any) -> Any:
        language = self._language or self._model.model.detect_language(encoded)[0][0][0].strip("<|>")
        multilingual = self._model.model.is_multilingual
        return Tokenizer(self._model.hf_tokenizer, multilingual, task="transcribe", language=language)


_CURE = "install the CTranslate2 model again, all its files in one folder, or set stt.engine to pocketsphinx"


def _load(folder: Path, threads: int) -> Any:
    if missing := [name for name in _FILES if not (folder / name).is_file()]:
        raise ModelError(f"{folder}: {', '.join(missing)} missing; {_CURE}")
    try:
        for name in _FILES[1:]:
            json.loads((folder / name).read_bytes())
        return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(f"{folder}: {error}; {_CURE}") from error


def _samples(pcm: bytes) -> NDArray[np.float32]:
    return np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32768)
