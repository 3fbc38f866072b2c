"""Any GGUF language model, by the low-level calls of llama.cpp: what it has read it need not read again."""

from __future__ import annotations

import ctypes
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

import llama_cpp
import numpy as np
from llguidance import LLTokenizer
from numpy.typing import NDArray

from edgeassist.errors import EngineError, ModelError
from edgeassist.intent import llama
from edgeassist.intent.general_limit import BrokenOffError, Limit

CHUNK = 32
"""Tokens read at once: what is lost when reading is broken off."""

Logits: TypeAlias = NDArray[np.float32]

VERSION = f"llama.cpp {llama_cpp.__version__}"
"""What writes states, and can be sure to read only its own."""

_CURE = "fetch it again, or name another file in intent.general_model"
_WATCH_S = 0.02
_PAGES = 8 << 20
_TEMPLATE_KEY = "tokenizer.chat_template"
_TEMPLATE_BYTES = 1 << 20


def warm(path: Path, limit: Limit) -> None:
    """Read a file into the memory of the system, so that loading it, which cannot be broken off, takes no time.

    Raises BrokenOffError when `limit` passes; what was read until then need not be read the next time. Raises
    ModelError where there is no file.
    """
    pages = bytearray(_PAGES)
    try:
        with path.open("rb", buffering=0) as file:
            while file.readinto(pages):
                limit.check()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; {_CURE}") from error


class Llama:
    """One model with one context, for one thread at a time."""

    def __init__(self, path: Path, *, context: int, threads: int) -> None:
        llama.silence()
        model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
        if not model:
            raise ModelError(f"{path}: damaged, or no GGUF model that llama.cpp can load; {_CURE}")
        self._words = llama.Words(model)
        self._abort = ctypes.create_string_buffer(2)
        writes = llama_cpp.llama_vocab_type(self._words.handle) and not llama_cpp.llama_model_has_encoder(model)
        self._context = (
            llama_cpp.llama_init_from_model(model, _params(context, threads, self._abort)) if writes else None
        )
        self.close = weakref.finalize(self, _free, self._context, model, self._abort)
        """Give its memory back; it is of no use afterwards."""
        self.close.atexit = False  # a thread may still be reading, and the system takes the memory back in any case
        if not self._context:
            raise ModelError(f"{path}: no language model that llama.cpp can let write; {_CURE}")
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._held: list[int] = []
        self.room = int(llama_cpp.llama_n_ctx(self._context))
        """Tokens that prompt and answer may have together."""
        self.chat_template = llama.metadata(model, _TEMPLATE_KEY, _TEMPLATE_BYTES)
        """The file's own way to write a conversation, in Jinja; None: it has none."""

    @contextmanager
    def within(self, limit: Limit) -> Iterator[None]:
        """Let `read` raise BrokenOffError, be it in the middle of a token, as soon as the limit has passed."""
        over = Event()

        def _watch() -> None:
            while not limit.passed:
                if over.wait(_WATCH_S):
                    return
            self._abort[0] = b"x"

        watcher = Thread(target=_watch, name="general-limit", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
            self._abort[0] = b"\0"

    def tokens(self, text: str, *, special: bool = False) -> list[int]:
        """Return the tokens of `text`; where `special`, what reads like a control token is one."""
        return self._words.tokens(text, special=special)

    def first_tokens(self) -> list[int]:
        """Return what stands before every text, where the model wants it."""
        wanted = llama_cpp.llama_vocab_get_add_bos(self._words.handle)
        return [llama_cpp.llama_vocab_bos(self._words.handle)] if wanted else []

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token stands for."""
        return self._words.piece(token)

    def special_texts(self) -> tuple[str, str]:
        """Return what begins a text and what ends one, as templates write them."""
        ids = llama_cpp.llama_vocab_bos(self._words.handle), llama_cpp.llama_vocab_eos(self._words.handle)
        begin, end = (self.piece(token).decode("utf-8", "replace") if token >= 0 else "" for token in ids)
        return begin, end

    def ends(self) -> tuple[int, ...]:
        """Return the tokens that end an answer, the usual one first; raises ModelError where there are none."""
        usual = llama_cpp.llama_vocab_eos(self._words.handle)
        ends = [token for token in range(self._words.size) if llama_cpp.llama_vocab_is_eog(self._words.handle, token)]
        if not ends:
            raise ModelError(f"the model has no token that ends an answer; {_CURE}")
        return tuple(sorted(ends, key=lambda token: token != usual))

    def tokenizer(self, limit: Limit) -> LLTokenizer:
        """Return the vocabulary as llguidance takes it; work of a second for 150,000 tokens."""
        pieces = []
        for token in range(self._words.size):
            limit.check()
            pieces.append(self.piece(token))
        special = [token for token in range(self._words.size) if not self.is_text(token)]
        try:
            return LLTokenizer(llama.Tokenizer(self._words, pieces, special, self.ends()[0]))
        except (ValueError, TypeError) as error:
            raise ModelError(f"the model's vocabulary cannot be held to a grammar ({error}); {_CURE}") from error

    def is_text(self, token: int) -> bool:
        """Return whether a token is text, and no control token."""
        control = llama_cpp.LLAMA_TOKEN_ATTR_CONTROL | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN
        return not llama_cpp.llama_vocab_get_attr(self._words.handle, token) & control

    def read(self, tokens: Sequence[int]) -> Logits:
        """Return the logits of what follows `tokens`, reading only what differs from the text before."""
        if len(tokens) > self.room:
            raise EngineError("llama.cpp", f"{len(tokens)} tokens are more than the context of {self.room}")
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(self._held, tokens[:-1], strict=False)))
        self._keep(same)
        for start in range(len(self._held), len(tokens), CHUNK):
            self._take(tokens[start : start + CHUNK])
        pointer = llama_cpp.llama_get_logits_ith(self._context, -1)
        if not pointer:
            raise ModelError(
                "the model gives no probabilities of words: name an instruct model in intent.general_model"
            )
        return np.ctypeslib.as_array(pointer, shape=(self._words.size,)).copy()

    def has_read(self, tokens: Sequence[int]) -> bool:
        """Return whether the text that was read last begins with `tokens`."""
        return self._held[: len(tokens)] == list(tokens)

    def state(self) -> bytes:
        """Return what the model has made of the text that it read last."""
        size = llama_cpp.llama_state_seq_get_size(self._context, 0)
        buffer = (ctypes.c_uint8 * size)()
        return bytes(buffer[: llama_cpp.llama_state_seq_get_data(self._context, buffer, size, 0)])

    def restore(self, tokens: Sequence[int], state: bytes) -> bool:
        """Take up the `state` after reading `tokens`; False: it is of another model, and nothing is read."""
        self._keep(0)
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        taken = llama_cpp.llama_state_seq_set_data(self._context, buffer, len(state), 0)
        if not taken or llama_cpp.llama_memory_seq_pos_max(self._memory, 0) != len(tokens) - 1:
            llama_cpp.llama_memory_clear(self._memory, True)
            return False
        self._held = list(tokens)
        return True

    def _keep(self, count: int) -> None:
        """Forget all but the first `count` tokens; a model that can only forget everything does that."""
        if not llama_cpp.llama_memory_seq_rm(self._memory, 0, count, -1):
            llama_cpp.llama_memory_clear(self._memory, True)
            count = 0
        del self._held[count:]

    def _take(self, tokens: Sequence[int]) -> None:
        if code := llama.decode(self._context, tokens):
            self._keep(len(self._held))
            raise (
                BrokenOffError if self._abort[0] != b"\0" else EngineError("llama.cpp", f"cannot decode (code {code})")
            )
        self._held += tokens


def _free(context: ctypes.c_void_p | None, model: ctypes.c_void_p, abort: ctypes.Array[ctypes.c_char]) -> None:
    if context:
        llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)
    del abort  # the context pointed to it


def _params(context: int, threads: int, abort: ctypes.Array[ctypes.c_char]) -> llama_cpp.llama_context_params:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = context
    params.n_batch = params.n_ubatch = CHUNK
    params.n_threads = params.n_threads_batch = threads
    params.no_perf = True
    # Asked at every node of the graph: a function in Python would wait for the interpreter each time, while another
    # thread computes. The length of a C string, 0 or 1, is as good a yes or no.
    params.abort_callback = llama_cpp.llama_cpp.ggml_abort_callback(
        ctypes.cast(ctypes.CDLL(None).strlen, ctypes.c_void_p).value
    )
    params.abort_callback_data = ctypes.addressof(abort)
    return params
