"""pocketsphinx by its own functions: unlike its Python module, they let other threads run while they hear."""

from __future__ import annotations

import ctypes
import sys
import weakref
from collections.abc import Iterator
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_int32, c_long, c_void_p
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pocketsphinx  # noqa: F401  loads the library

from edgeassist.errors import EngineError

_VALUE_BYTES = 4

_UNIT = 1024
"""The library tells scores of sounds this many times too near to one."""

_LONG = {
    "ps_init": (c_void_p, c_void_p),
    "ps_add_lm_file": (c_int, c_void_p, c_char_p, c_char_p),
    "ps_start_utt": (c_int, c_void_p),
    "ps_process_cep": (c_int, c_void_p, c_void_p, c_int32, c_int, c_int),
    "ps_end_utt": (c_int, c_void_p),
    "ps_decode_senscr": (c_int, c_void_p, c_void_p),
    "ps_nbest": (c_void_p, c_void_p),
    "ps_nbest_next": (c_void_p, c_void_p),
}
"""What each function returns and takes; others may run meanwhile."""

_QUICK = {
    "ps_config_init": (c_void_p, c_void_p),
    "ps_config_set_bool": (c_void_p, c_void_p, c_char_p, c_int),
    "ps_config_set_int": (c_void_p, c_void_p, c_char_p, c_long),
    "ps_config_set_float": (c_void_p, c_void_p, c_char_p, c_double),
    "ps_config_set_str": (c_void_p, c_void_p, c_char_p, c_char_p),
    "ps_config_int": (c_long, c_void_p, c_char_p),
    "ps_config_free": (c_int, c_void_p),
    "ps_free": (c_int, c_void_p),
    "ps_set_cmn": (c_int, c_void_p, c_char_p),
    "ps_get_hyp": (c_char_p, c_void_p, POINTER(c_int32)),
    "ps_nbest_hyp": (c_char_p, c_void_p, POINTER(c_int32)),
    "ps_nbest_free": (None, c_void_p),
    "ps_seg_iter": (c_void_p, c_void_p),
    "ps_seg_next": (c_void_p, c_void_p),
    "ps_seg_word": (c_char_p, c_void_p),
    "ps_seg_frames": (None, c_void_p, POINTER(c_int), POINTER(c_int)),
    "ps_seg_prob": (c_int32, c_void_p, POINTER(c_int32), c_void_p, c_void_p),
    "ps_get_logmath": (c_void_p, c_void_p),
    "logmath_log_to_ln": (c_double, c_void_p, c_int),
    "ps_lookup_word": (c_void_p, c_void_p, c_char_p),
    "ckd_free": (None, c_void_p),
    "ps_add_jsgf_string": (c_int, c_void_p, c_char_p, c_char_p),
    "ps_activate_search": (c_int, c_void_p, c_char_p),
    "ps_remove_search": (c_int, c_void_p, c_char_p),
}
"""The same where it is not worth while to let others run."""


class Stretch(NamedTuple):
    """What the sounds of one word or phone score."""

    name: str
    first: int
    last: int
    """The frame after it."""
    score: float
    """In nats a frame."""


class Decoder:
    """One that takes cepstra; for one thread at a time. `options` are the library's."""

    def __init__(self, **options: str | float | bool | Path) -> None:
        self._library = _library()
        config = self._library.ps_config_init(None)
        try:
            for name, value in options.items():
                self._set(config, name, value)
            self._frame_bytes = _VALUE_BYTES * self._library.ps_config_int(config, b"ceplen")
            self._decoder = self._library.ps_init(config)
        finally:
            self._library.ps_config_free(config)
        if not self._decoder:
            raise EngineError("pocketsphinx", "no decoder can be made of its models")
        weakref.finalize(self, self._library.ps_free, self._decoder)
        self._base = self._library.ps_get_logmath(self._decoder)
        self._early = 0
        """By how many frames the library is wrong: its second pass reads the scores that come after those it wants."""

    def add_model(self, search: str, path: Path) -> None:
        """Know a further search, by a language model."""
        self._done(self._library.ps_add_lm_file(self._decoder, search.encode(), str(path).encode()), f"add {path}")

    def add_grammar(self, search: str, grammar: str) -> None:
        """Know a further search, by a grammar in the JSGF."""
        done = self._library.ps_add_jsgf_string(self._decoder, search.encode(), grammar.encode())
        self._done(done, f"understand {grammar!r}")

    def remove(self, search: str) -> None:
        """Forget a search."""
        self._done(self._library.ps_remove_search(self._decoder, search.encode()), f"forget {search}")

    def use(self, search: str) -> None:
        """Have the next utterance be heard by this search."""
        self._done(self._library.ps_activate_search(self._decoder, search.encode()), f"use {search}")

    def knows(self, word: str) -> bool:
        """Return whether a word is in the dictionary."""
        phones = self._library.ps_lookup_word(self._decoder, word.encode())
        self._library.ckd_free(phones)
        return phones is not None

    def set_mean(self, mean: str) -> None:
        """Set the mean of the cepstra for what comes next, as the library writes it."""
        self._done(self._library.ps_set_cmn(self._decoder, mean.encode()), f"take {mean} for a mean")

    def start(self) -> None:
        """Begin an utterance."""
        self._early = 0
        self._done(self._library.ps_start_utt(self._decoder), "begin an utterance")

    def decode(self, frames: bytes) -> None:
        """Take the next cepstra."""
        block = ctypes.create_string_buffer(frames, len(frames))  # it takes the mean from what it is given
        begin = ctypes.addressof(block)
        if rows := range(begin, begin + len(frames), self._frame_bytes):
            table = (c_void_p * len(rows))(*rows)
            self._done(self._library.ps_process_cep(self._decoder, table, len(rows), 0, 0), "take cepstra")

    def end(self) -> None:
        """End the utterance."""
        self._done(self._library.ps_end_utt(self._decoder), "end an utterance")

    def hear_scored(self, scores: Path) -> None:
        """Hear a whole utterance of which another decoder has scored the sounds, all of them, and written it down."""
        file = self._library.fopen(str(scores).encode(), b"rb")
        if not file:
            raise EngineError("pocketsphinx", f"it cannot read {scores}")
        self._early = 1
        try:
            self._done(self._library.ps_decode_senscr(self._decoder, file), f"hear {scores}")
        finally:
            self._library.fclose(file)

    def words(self) -> str:
        """Return the best words for what was heard, which later ones may still change; "" where there are none."""
        return _text(self._library.ps_get_hyp(self._decoder, byref(c_int32())))

    def best(self) -> Iterator[tuple[str, float]]:
        """Yield what may have been said in the utterance that has ended, best first; the same may come again.

        With it comes how well it fits, in nats.
        """
        guess, score = self._library.ps_nbest(self._decoder), c_int32()
        try:
            while guess:
                text = _text(self._library.ps_nbest_hyp(guess, byref(score)))
                yield text, _UNIT * self._library.logmath_log_to_ln(self._base, score.value)
                guess = self._library.ps_nbest_next(guess)  # which frees the last one
        finally:
            if guess:
                self._library.ps_nbest_free(guess)

    def stretches(self) -> list[Stretch]:
        """Return what was heard, in order; scores can be compared where those of all sounds are computed."""
        return list(self._stretches())

    def _stretches(self) -> Iterator[Stretch]:
        part = self._library.ps_seg_iter(self._decoder)
        first, last, score = c_int(), c_int(), c_int32()
        while part:
            self._library.ps_seg_frames(part, byref(first), byref(last))
            self._library.ps_seg_prob(part, byref(score), None, None)
            nats = _UNIT * self._library.logmath_log_to_ln(self._base, score.value)
            begin, end = first.value + self._early, last.value + 1 + self._early
            yield Stretch(_text(self._library.ps_seg_word(part)), begin, end, nats / (end - begin))
            part = self._library.ps_seg_next(part)

    def _set(self, config: int, name: str, value: str | float | bool | Path) -> None:  # noqa: FBT001
        match value:
            case bool():
                done = self._library.ps_config_set_bool(config, name.encode(), value)
            case int():
                done = self._library.ps_config_set_int(config, name.encode(), value)
            case float():
                done = self._library.ps_config_set_float(config, name.encode(), value)
            case _:
                done = self._library.ps_config_set_str(config, name.encode(), str(value).encode())
        if not done:
            raise EngineError("pocketsphinx", f"it knows no option {name}")

    def _done(self, result: int, what: str) -> None:
        if result < 0:
            raise EngineError("pocketsphinx", f"it cannot {what}")


def give_back() -> None:
    """Give the system back the memory that was needed to make decoders, so far as the C library can."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def _text(words: bytes | None) -> str:
    return "" if words is None else words.decode()


_FILES = {"fopen": (c_void_p, c_char_p, c_char_p), "fclose": (c_int, c_void_p)}
"""The same of the C library."""


@cache
def _library() -> SimpleNamespace:
    """Return the functions of the library that its Python module carries."""
    path = sys.modules["pocketsphinx._pocketsphinx"].__file__
    found = {}
    for library, functions in ((ctypes.CDLL(path), _LONG), (ctypes.PyDLL(path), _QUICK), (ctypes.CDLL(None), _FILES)):
        for name, (result, *arguments) in functions.items():
            found[name] = getattr(library, name)
            found[name].restype, found[name].argtypes = result, arguments
    return SimpleNamespace(**found)
