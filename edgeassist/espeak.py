"""The espeak-ng library in this process: pronunciations for the recogniser, and the embedded voice."""

from __future__ import annotations

import ctypes
import difflib
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from edgeassist.errors import EngineError, ModelError

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_RATE = 1
_VOLUME = 2
_IPA_SPACED = 0x02 | (ord(" ") << 8)
_LONGEST_DATA_PATH = 159
"""The library cuts a longer path off without a word."""

SLOWEST, FASTEST = 80, 450
"""Words a minute that the library can speak."""

_RESULTS = {-1: "internal error", 1: "its buffer is full", 2: "not found"}
_Deliver = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """One voice of espeak-ng; safe to use from any thread, calls of all instances run one after the other."""

    def __init__(self, voice: str = "en-us") -> None:
        self._library = _library()
        self._voice = self._library.identifier(voice)

    @property
    def sample_rate(self) -> int:
        """Hertz of what `synthesize` returns."""
        return self._library.sample_rate

    def phonemes(self, word: str) -> str:
        """Return the word in IPA, the phonemes separated by spaces, without stress marks; "" if nothing is said.

        >>> Espeak().phonemes("cheddar")
        'tʃ ɛ d ɚ'
        """
        with self._library.voice(self._voice) as library:
            spoken = library.phonemes(_printable(word))
        return " ".join(re.sub(r"[ˈˌ]|\([a-z-]+\)", "", spoken).split())

    def synthesize(self, text: str, words_per_minute: int = 165, loudness: float = 1.0) -> bytes:
        """Return the text as speech, mono signed 16 bit PCM at `sample_rate`; `loudness` (0-1) is a factor on it."""
        with self._library.voice(self._voice) as library:
            return library.synthesize(_printable(text), words_per_minute, round(100 * loudness))


def _printable(text: str) -> str:
    """Control characters are commands to the library, and a zero ends the text."""
    return "".join(" " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in text)


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class _Library:
    """The loaded library with its single global state: one voice, one speed, one receiver of samples."""

    def __init__(self) -> None:
        self._c, data = _load()
        self._lock = Lock()
        self._current: str | None = None
        self._samples = bytearray()
        self.sample_rate: int = self._c.espeak_Initialize(_SYNCHRONOUS, 0, str(data).encode(), _DONT_EXIT)
        if self.sample_rate <= 0:
            raise ModelError(f"espeak-ng cannot read its data in {data}; reinstall it with: {_INSTALL}")
        self._deliver = _Deliver(self._receive)
        self._c.espeak_SetSynthCallback(self._deliver)
        self._voices = self._list_voices()

    @contextmanager
    def voice(self, identifier: str) -> Iterator[_Library]:
        """Hold the library with this voice on."""
        with self._lock:
            if identifier != self._current:
                self._check(self._c.espeak_SetVoiceByName(identifier.encode()), f"voice {identifier}")
                self._current = identifier
            yield self

    def identifier(self, voice: str) -> str:
        """Return the voice's file name; `voice` is a language ("en-gb") or a name ("German")."""
        if found := self._voices.get(voice.casefold()):
            return found
        near = difflib.get_close_matches(voice.casefold(), self._voices, n=5) or ["en-us", "en-gb", "de", "fr"]
        raise ModelError(f"espeak-ng has no voice {voice!r}; tts.voice can be, for example, {', '.join(near)}")

    def phonemes(self, text: str) -> str:
        """Return IPA, the phonemes of a word separated by spaces."""
        buffer = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses = []
        while rest.value:
            clause = self._c.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA_SPACED)
            clauses.append((clause or b"").decode())
        return " ".join(clauses)

    def synthesize(self, text: str, words_per_minute: int, volume: int) -> bytes:
        """Return the samples of the whole text."""
        self._samples.clear()
        self._check(self._c.espeak_SetParameter(_RATE, words_per_minute, 0), f"{words_per_minute} words per minute")
        self._check(self._c.espeak_SetParameter(_VOLUME, volume, 0), f"volume {volume}")
        data = text.encode() + b"\0"
        self._check(self._c.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None), "speech")
        return bytes(self._samples)

    def _receive(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, 2 * count)
        return 0

    def _check(self, result: int, what: str) -> None:
        if result != 0:
            raise EngineError("espeak-ng", f"{what}: {_RESULTS.get(result, f'error {result}')}")

    def _list_voices(self) -> dict[str, str]:
        """Return languages and names, in lower case, with the file name of each voice."""
        voices: dict[str, str] = {}
        for entry in self._c.espeak_ListVoices(None):
            if not entry:
                break
            voice = entry.contents
            language = voice.languages[1:]  # the first byte is a priority
            for key in (language, voice.name, voice.identifier):
                voices.setdefault(key.decode().casefold(), voice.identifier.decode())
        return voices


_INSTALL = "pip install --force-reinstall espeakng-loader"


@cache
def _library() -> _Library:
    """There is one in a process, whatever we do: its state is global in C."""
    return _Library()


def _load() -> tuple[ctypes.CDLL, Path]:
    try:
        import espeakng_loader  # noqa: PLC0415  # an extra

        library, data = ctypes.CDLL(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(f"espeak-ng cannot be loaded ({error}); install it with: {_INSTALL}") from error
    if len(str(data).encode()) > _LONGEST_DATA_PATH:
        raise ModelError(f"espeak-ng takes no path longer than {_LONGEST_DATA_PATH} bytes: install it above {data}")
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    return library, data
