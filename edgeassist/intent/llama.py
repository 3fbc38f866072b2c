"""What our own model and a general one share of llama.cpp: the words of a GGUF file, and reading tokens."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import llama_cpp

from edgeassist.errors import EngineError

_BYTES_A_TOKEN = 256


class Words:
    """The vocabulary of a model; it lives no longer than the model."""

    def __init__(self, model: ctypes.c_void_p) -> None:
        self.handle = llama_cpp.llama_model_get_vocab(model)
        self.size = int(llama_cpp.llama_vocab_n_tokens(self.handle))
        self._piece = ctypes.create_string_buffer(_BYTES_A_TOKEN)

    def tokens(self, text: str, *, special: bool = False) -> list[int]:
        """Return the tokens of `text`; where `special`, what reads like a control token is one."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        buffer = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.handle, raw, len(raw), buffer, room, False, special)
        if count < 0:
            raise EngineError("llama.cpp", "cannot split the text into tokens")
        return list(buffer[:count])

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token stands for."""
        length = llama_cpp.llama_token_to_piece(self.handle, token, self._piece, _BYTES_A_TOKEN, 0, True)
        return self._piece.raw[: max(0, length)]


class Tokenizer:
    """The attributes that llguidance looks for in a tokenizer; its own bridge calls what llama.cpp has deprecated."""

    is_tokenizer_wrapper = True
    bos_token_id = None

    def __init__(self, words: Words, pieces: Sequence[bytes], special: Sequence[int], end: int) -> None:
        self.tokens = list(pieces)
        self.special_token_ids = tuple(special)
        self.eos_token_id = end
        self._words = words

    def __call__(self, text: bytes | str) -> list[int]:
        """Return the tokens of `text`."""
        return self._words.tokens(text if isinstance(text, str) else text.decode("utf-8", "replace"))


def loads(path: str) -> bool:
    """Return whether llama.cpp can load a file; it may end the process instead."""
    silence()
    return bool(llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params()))


def silence() -> None:
    """Keep llama.cpp from printing: errors come back as return values."""
    llama_cpp.llama_log_set(_SILENT, ctypes.c_void_p(0))


def metadata(model: ctypes.c_void_p, key: str, most: int) -> str | None:
    """Return a text value of the file's header; None: it has none, or a longer one than `most` bytes."""
    name = key.encode()
    length = llama_cpp.llama_model_meta_val_str(model, name, None, 0)
    if not 0 <= length < most:
        return None
    buffer = ctypes.create_string_buffer(length + 1)
    llama_cpp.llama_model_meta_val_str(model, name, buffer, length + 1)
    return buffer.value.decode("utf-8", "replace")


def decode(context: Any, tokens: Sequence[int]) -> int:
    """Let the model read `tokens`; returns the code of llama.cpp, 0 where all is well."""
    ids = (llama_cpp.llama_token * len(tokens))(*tokens)  # the batch points to it: it must outlive the call
    return int(llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(ids, len(tokens))))


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _SILENT(level: int, text: bytes, data: ctypes.c_void_p) -> None:  # noqa: N802
    """Swallow what would be printed."""
