"""Our own small language model: an utterance in, actions in the words that were said out, by llama.cpp."""

from __future__ import annotations

import ctypes
import json
import weakref
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Protocol

import llama_cpp
import numpy as np

from edgeassist.errors import EngineError, ModelError
from edgeassist.intent import llama
from edgeassist.intent.calibration import Calibration
from edgeassist.intent.decoding import LONGEST_ANSWER, Ask, Decoder, Logits, Written
from edgeassist.intent.doubts import casts_doubt, leaves_out, may_turn_round, misses
from edgeassist.intent.mending import mended
from edgeassist.intent.naming import known_words, with_names
from edgeassist.intent.schema import SPAN, Frame, Schema, read, understanding
from edgeassist.messages import Home, Transcript, Understanding
from edgeassist.text import MAX_CHARACTERS, normalise

CONTEXT = 512
"""Tokens of utterance and answer together; a longer sentence is not understood."""

ALTERNATIVE_WEIGHT = 0.9
"""What a further hypothesis of the recogniser counts against the one before it."""

_MOST_READINGS = 3
"""Of one text."""

DOUBTFUL, _TURNED = 0.3, 0.5
"""What a reading counts that leaves out something of what was said, and one that a word may turn round."""

_HARDLY = 0.05
"""What a reading counts that leaves out a whole command, or has not one known word to stand on."""

_TINY = 1e-9

_MOST_SPELLED = 1_000
"""Words of which the tokens are remembered."""

METADATA_BYTES = 1 << 20
"""The largest metadata value that is read."""


class Predictor(Protocol):
    """Tells for a row of tokens how likely each one is to come next."""

    def begin(self, tokens: Sequence[int]) -> Logits:
        """Forget everything but the fixed beginning of every prompt, take `tokens`, return the next token's logits."""

    def go_on(self, tokens: Sequence[int]) -> Logits:
        """Take further `tokens` and return the logits of the next one."""


class EdgeSlm:
    """The tier behind the sentences: understands what no template says, and tells how sure it is."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self._llama = _Llama(path, threads)
        try:
            self.schema = Schema.from_json(self._llama.metadata("edgeassist.schema"))
            self.calibration = Calibration.of(json.loads(self._llama.metadata("edgeassist.calibration")))
            self._decoder = Decoder(self.schema, self._llama.only_token, self._llama.piece)
            self._bracket = self._llama.only_token("[")
            self._spelled = lru_cache(_MOST_SPELLED)(self._llama.tokens)
        except (ValueError, TypeError) as error:
            raise ModelError(f"{path}: no edge model of ours ({error}); {_CURE}") from error

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
        """Yield the readings of the text, likeliest first, then of each further hypothesis, each made when asked for.

        An empty reading says how likely it is that nothing is meant; confidences of one text are those of its first
        reading, calibrated, and of the others' shares in what is left. What can hardly be meant leaves its share to
        those after it.
        """
        weight = 1.0
        for number, text in enumerate((transcript.text, *transcript.alternatives)):
            said = normalise(text)
            others, lost = None, 0.0
            for more, written in zip(range(_MOST_READINGS - 1, -1, -1), self.answers(text, stop), strict=False):
                confidence = written.probability
                if others is None:
                    confidence = self.calibration(written.probability)
                    others = (1.0 - confidence) / max(1.0 - written.probability, _TINY)
                else:
                    confidence *= others
                meant = [mended(frame, said) for frame in read(f"[{written.text}")]
                frames = with_names(meant, said, home.vocabulary)
                share, confidence = confidence, min(1.0, confidence / max(1.0 - lost, _TINY))
                doubt = self._doubt(said, frames, home)
                if doubt == _HARDLY:
                    lost += share * (1.0 - doubt)
                following = weight * more * _at_most(others * written.following, lost)
                yield understanding(frames, weight * doubt * confidence, hypothesis=number, following=following)
            weight *= ALTERNATIVE_WEIGHT

    @property
    def predictor(self) -> Predictor:
        """What says which token comes next: the model itself."""
        return self._llama

    def write(self, text: str, stop: Event, predictor: Predictor | None = None) -> Written | None:
        """Return the likeliest JSON for one sentence without its first bracket, with the raw probability.

        None is returned where nothing was said, where it is too long for a command, and where `stop` was set.
        """
        return next(self.answers(text, stop, predictor), None)

    def answers(self, text: str, stop: Event, predictor: Predictor | None = None) -> Iterator[Written]:
        """Yield what the model may write for one sentence, best first; `predictor` says in its place what comes."""
        utterance = normalise(text)
        if not utterance or len(text) > MAX_CHARACTERS:
            return
        words = [tuple(self._spelled(SPAN + word)) for word in utterance.split()]
        prompt = [*chain.from_iterable(words), self._bracket]
        if len(prompt) + LONGEST_ANSWER >= CONTEXT:
            return
        source = predictor or self._llama

        def begin() -> Ask:
            first = source.begin(prompt)
            return lambda since: source.go_on(since) if since else first

        yield from self._decoder.answers(words, begin, stop)

    def _doubt(self, said: str, frames: Sequence[Frame], home: Home) -> float:
        """Return what a reading counts after all that speaks against it."""
        misread = frames and (leaves_out(said, frames) or misses(said, frames, home.vocabulary))
        if misread or (frames and not self._knows_any(said.split(), home)):
            return _HARDLY
        if frames and casts_doubt(said, frames, home.vocabulary):
            return DOUBTFUL
        return _TURNED if frames and may_turn_round(said, frames) else 1.0

    def _knows_any(self, words: Sequence[str], home: Home) -> bool:
        """Return whether one of the words is whole among the tokens, or a name's: "gushing" alone is a guess."""
        return any(len(self._spelled(SPAN + word)) == 1 or known_words(word, home.vocabulary) for word in words)


def _at_most(share: float, lost: float) -> float:
    """Return how likely a further reading is at most, whose share this is, when `lost` and one more are shared out."""
    return share / max(1.0 - lost - share, _TINY)


_CURE = "restore it with 'git checkout models', or name another file in intent.edge_model"


class _Llama:
    """One GGUF model with one context, by the low-level calls: the high-level class costs a third of the time."""

    def __init__(self, path: Path, threads: int) -> None:
        if not path.is_file():
            raise ModelError(f"{path}: there is no such model file; {_CURE}")
        llama.silence()
        params = llama_cpp.llama_model_default_params()
        params.load_mode = llama_cpp.LLAMA_LOAD_MODE_NONE  # mapped, the model in use would change with its file
        params.check_tensors = True
        self._model = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise ModelError(f"{path}: damaged, or no GGUF model that llama.cpp can load; {_CURE}")
        self._context = llama_cpp.llama_init_from_model(self._model, _context_params(threads))
        weakref.finalize(self, _free, self._context, self._model)
        if not self._context:
            raise ModelError(f"{path}: llama.cpp cannot run this model; {_CURE}")
        self._words = llama.Words(self._model)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._prompt: list[int] = []
        self._taken: list[int] = []
        self._held: list[int] = []
        """What is in the memory of the model, be it of another answer or sentence that began alike."""
        self._after_prompt: Logits = np.zeros(0, np.float32)
        self._decode([llama_cpp.llama_vocab_bos(self._words.handle)])

    def metadata(self, key: str) -> str:
        """Return a text value of the file's header; raises ValueError where it is not there."""
        text = llama.metadata(self._model, key, METADATA_BYTES)
        if text is None:
            raise ValueError(f"it has no {key}")
        return text

    def only_token(self, text: str) -> int:
        """Return the one token that `text` is; raises ValueError where it is several."""
        ids = self.tokens(text)
        if len(ids) != 1:
            raise ValueError(f"its vocabulary has no token {text!r}")
        return ids[0]

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token stands for."""
        return self._words.piece(token)

    def tokens(self, text: str) -> list[int]:
        """Return the token ids of `text`."""
        return self._words.tokens(text)

    def begin(self, tokens: Sequence[int]) -> Logits:
        """Forget everything but the fixed beginning of every prompt, take `tokens`, return the next token's logits."""
        if self._prompt != tokens:
            self._prompt, self._taken = [], []  # until it is decoded, should that fail
            self._after_prompt = self.go_on(tokens)
            self._prompt = list(tokens)
        self._taken = list(tokens)
        return self._after_prompt

    def go_on(self, tokens: Sequence[int]) -> Logits:
        """Take further `tokens` and return the logits of the next one."""
        self._taken += tokens
        common = _common(self._held, self._taken[:-1])
        llama_cpp.llama_memory_seq_rm(self._memory, 0, 1 + common, -1)
        self._held = self._taken[:common]
        self._decode(self._taken[common:])
        self._held = list(self._taken)
        pointer = llama_cpp.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._words.size,)).copy()

    def _decode(self, tokens: Sequence[int]) -> None:
        if code := llama.decode(self._context, tokens):
            raise EngineError("llama.cpp", f"cannot decode (code {code})")


def _common(some: Sequence[int], others: Sequence[int]) -> int:
    """Return how many tokens two rows have in common from their beginning."""
    pairs = zip(some, others, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(some), len(others)))


def _free(context: ctypes.c_void_p | None, model: ctypes.c_void_p) -> None:
    if context:
        llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)


def _context_params(threads: int) -> llama_cpp.llama_context_params:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = CONTEXT
    params.n_threads = params.n_threads_batch = threads
    params.no_perf = True
    return params
