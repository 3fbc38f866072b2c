"""Our own small language model: an utterance in, actions in the words that were said out, by llama.cpp."""

from __future__ import annotations

import ctypes
import json
import weakref
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Protocol

import llama_cpp
import numpy as np
from llguidance import LLTokenizer

from edgeassist.errors import EngineError, ModelError
from edgeassist.intent.calibration import Calibration
from edgeassist.intent.decoding import LONGEST_ANSWER, Decoder, Logits, Utterance, Written
from edgeassist.intent.doubts import casts_doubt
from edgeassist.intent.naming import with_names
from edgeassist.intent.schema import SPAN, Schema, read, understanding
from edgeassist.messages import Home, Transcript, Understanding
from edgeassist.text import MAX_CHARACTERS, normalise

CONTEXT = 512
"""Tokens of utterance and answer together; a longer sentence is not understood."""

ALTERNATIVE_WEIGHT = 0.9
"""What a further hypothesis of the recogniser counts against the one before it."""

_MOST_INSTEAD = 2
"""Intents that are tried in place of one that the house cannot carry out."""

_LEAST_RIVAL = 0.02
"""Probability of another intent from which on it is worth trying."""

_LIKE = (
    frozenset({"set_light", "set_position", "set_temperature", "set_volume", "set_fan_speed", "set_humidity"})
    | {"set_value", "select_option", "set_preset", "set_hvac_mode"},
    frozenset({"set_light", "adjust_temperature", "volume_up", "volume_down", "set_fan_speed"}),
    frozenset({"media_pause", "vacuum_pause"}),
    frozenset({"media_stop", "vacuum_stop", "stop"}),
    frozenset({"media_play", "vacuum_start", "turn_on"}),
)
"""Intents that are said with the same words of different things: "put it at 50"."""

DOUBTFUL = 0.5
"""What a reading counts that leaves out something of what was said."""

METADATA_BYTES = 1 << 20
"""The largest metadata value that is read."""

PIECE_BYTES = 256
"""The longest token."""


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
            self._decoder = Decoder(self.schema, self._llama.tokenizer(), self._llama.only_token)
            self._bracket = self._llama.only_token("[")
        except (ValueError, TypeError) as error:
            raise ModelError(f"{path}: no edge model of ours ({error}); {_CURE}") from error

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
        """Yield the reading of the text, then of each further hypothesis, each made when it is asked for.

        After a single action come those that were likeliest next, for a house that cannot do the first.
        """
        weight = 1.0
        for text in (transcript.text, *transcript.alternatives):
            tried: list[str] = []
            said = normalise(text)
            while (written := self.write(text, stop, barred=tried)) and (frames := read(f"[{written.text}")):
                if stop.is_set() or not _is_like(frames[0].intent, tried):
                    break
                frames = with_names(frames, said, home.vocabulary)
                doubt = DOUBTFUL if casts_doubt(said, frames, home.vocabulary) else 1.0
                confidence = weight * doubt * self.calibration(written.probability)
                yield understanding(frames, confidence, instead=bool(tried))
                tried.append(frames[0].intent)
                if len(frames) > 1 or len(tried) > _MOST_INSTEAD or written.rival < _LEAST_RIVAL:
                    break
            weight *= ALTERNATIVE_WEIGHT

    def write(
        self, text: str, stop: Event, predictor: Predictor | None = None, barred: Collection[str] = ()
    ) -> Written | None:
        """Return the JSON for one sentence without its first bracket, with the raw probability.

        `predictor` says in the model's place what comes next; the first intent is none of those `barred`. None is
        returned where nothing was said, where it is too long for a command, and where `stop` was set.
        """
        utterance = normalise(text)
        if not utterance or len(text) > MAX_CHARACTERS:
            return None
        words = utterance.split()
        tokens = [tuple(self._llama.tokens(SPAN + word)) for word in words]
        prompt = [*chain.from_iterable(tokens), self._bracket]
        if len(prompt) + LONGEST_ANSWER >= CONTEXT:
            return None
        predictor = predictor or self._llama
        first = predictor.begin(prompt)

        def ask(since: Sequence[int]) -> Logits:
            return predictor.go_on(since) if since else first

        return self._decoder.decode(Utterance(words, tokens), ask, stop, barred)


def _is_like(intent: str, tried: Sequence[str]) -> bool:
    """Return whether `intent` may be meant where those `tried` cannot be done."""
    return not tried or any(intent in family and tried[0] in family for family in _LIKE)


_CURE = "restore it with 'git checkout models', or name another file in intent.edge_model"


class _Llama:
    """One GGUF model with one context, by the low-level calls: the high-level class costs a third of the time."""

    def __init__(self, path: Path, threads: int) -> None:
        if not path.is_file():
            raise ModelError(f"{path}: there is no such model file; {_CURE}")
        llama_cpp.llama_log_set(_SILENT, ctypes.c_void_p(0))
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
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._size = llama_cpp.llama_vocab_n_tokens(self._vocabulary)
        self._decode([llama_cpp.llama_vocab_bos(self._vocabulary)])

    def metadata(self, key: str) -> str:
        """Return a text value of the file's header; raises ValueError where it is not there."""
        buffer = ctypes.create_string_buffer(METADATA_BYTES)
        length = llama_cpp.llama_model_meta_val_str(self._model, key.encode(), buffer, METADATA_BYTES)
        if length < 0:
            raise ValueError(f"it has no {key}")
        return buffer.value.decode("utf-8")

    def only_token(self, text: str) -> int:
        """Return the one token that `text` is; raises ValueError where it is several."""
        ids = self.tokens(text)
        if len(ids) != 1:
            raise ValueError(f"its vocabulary has no token {text!r}")
        return ids[0]

    def tokenizer(self) -> LLTokenizer:
        """Return the vocabulary as llguidance takes it; its own bridge calls what llama.cpp has deprecated."""
        return LLTokenizer(_Vocabulary(self, self._size), slices=[])

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token stands for."""
        buffer = ctypes.create_string_buffer(PIECE_BYTES)
        length = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, PIECE_BYTES, 0, True)
        return buffer.raw[: max(0, length)]

    def tokens(self, text: str) -> list[int]:
        """Return the token ids of `text`."""
        raw = text.encode("utf-8")
        room = len(raw) + 8
        buffer = (llama_cpp.llama_token * room)()
        add_special = parse_special = False
        count = llama_cpp.llama_tokenize(self._vocabulary, raw, len(raw), buffer, room, add_special, parse_special)
        if count < 0:
            raise EngineError("llama.cpp", "cannot split the text into tokens")
        return list(buffer[:count])

    def begin(self, tokens: Sequence[int]) -> Logits:
        """Forget everything but the fixed beginning of every prompt, take `tokens`, return the next token's logits."""
        llama_cpp.llama_memory_seq_rm(self._memory, 0, 1, -1)
        return self.go_on(tokens)

    def go_on(self, tokens: Sequence[int]) -> Logits:
        """Take further `tokens` and return the logits of the next one."""
        self._decode(tokens)
        pointer = llama_cpp.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._size,)).copy()

    def _decode(self, tokens: Sequence[int]) -> None:
        ids = (llama_cpp.llama_token * len(tokens))(*tokens)  # the batch points to it: it must outlive the call
        if (code := llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(ids, len(tokens)))) != 0:
            raise EngineError("llama.cpp", f"cannot decode (code {code})")


class _Vocabulary:
    """The attributes that llguidance looks for in a tokenizer."""

    is_tokenizer_wrapper = True
    bos_token_id = None
    eos_token_id = 0
    special_token_ids = (0,)

    def __init__(self, llama: _Llama, size: int) -> None:
        self.tokens = [llama.piece(token) for token in range(size)]
        self._llama = llama

    def __call__(self, text: bytes | str) -> list[int]:
        return self._llama.tokens(text if isinstance(text, str) else text.decode("utf-8", "replace"))


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _SILENT(level: int, text: bytes, data: ctypes.c_void_p) -> None:  # noqa: N802
    """Swallow what llama.cpp would print: errors come back as return values."""


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
