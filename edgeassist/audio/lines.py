"""PortAudio: its devices, and open lines to them. Nothing else in the package uses its library."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import product
from threading import Event, Lock
from typing import Any, Literal, TypeAlias

import numpy as np

from edgeassist.errors import AudioError
from edgeassist.messages import SAMPLE_RATE

_LOG = logging.getLogger(__name__)

Kind: TypeAlias = Literal["input", "output"]
_NAMES: dict[Kind, str] = {"input": "microphone", "output": "speaker"}

_BUFFER_S: dict[Kind, float] = {"input": 0.2, "output": 0.1}
"""What the device keeps for us while this process is busy; sound comes no later for it."""

_DEAD_AFTER_S = 2.0
_BUSY = -9985
_MOST_CHANNELS = 32
_RATES = (48_000, 44_100, 32_000, 8_000)
"""What is tried where a device takes neither what is wanted nor what it says of itself."""

Channels: TypeAlias = Callable[[int], tuple[int, ...]]
"""Returns how many channels to ask for, what is best first, where a device has so many."""

_INSTALL = "apt install libportaudio2 && pip install 'edgeassist[audio]'"
_LOADING = Lock()
"""Microphone and speaker may ask in the same moment: of two libraries, one would end what the other uses."""


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or a speaker that is connected now."""

    number: int
    name: str
    system: str
    """Through what it is reached: ALSA, JACK, ..."""
    channels: int
    rates: tuple[int, ...]
    """Of the usual sample rates those that it takes."""
    own_rate: int
    is_default: bool
    is_chosen: bool
    """Whether it is the one that would be used."""


class Line:
    """An open stream, in the form that the device takes."""

    def __init__(self, stream: Any, name: str, failures: type[Exception]) -> None:
        self.rate = round(stream.samplerate)
        self.channels: int = stream.channels
        self.latency_s: float = stream.latency
        self._stream = stream
        self._name = name
        self._failures = failures

    def wait(self, frames: int, stop: Event) -> bool:
        """Wait until so many frames can be read or written; False: `stop` was set first."""
        deadline = time.monotonic() + _DEAD_AFTER_S
        while not stop.is_set():
            with self._converted():
                missing = frames - self._available()
            if missing <= 0:
                return True
            if time.monotonic() > deadline:
                raise AudioError(f"{self._name}: dead for {_DEAD_AFTER_S:.0f} s; is it still plugged in?")
            stop.wait(max(0.002, missing / self.rate))
        return False

    def read(self) -> bytes:
        """Return all that is there, channel beside channel."""
        with self._converted():
            data, overflowed = self._stream.read(self._stream.read_available)
        if overflowed:
            _LOG.info("%s: samples were lost, this process was too slow for it", self._name)
        return bytes(data)

    def write(self, pcm: bytes) -> None:
        """Play on all channels."""
        with self._converted():
            self._stream.write(np.repeat(np.frombuffer(pcm, "<i2"), self._stream.channels).tobytes())

    def _available(self) -> int:
        reads = hasattr(self._stream, "read_available")
        return int(self._stream.read_available if reads else self._stream.write_available)

    @contextmanager
    def _converted(self) -> Iterator[None]:
        try:
            yield
        except self._failures as error:
            raise AudioError(f"{self._name}: lost ({_words(error)})") from error


class PortAudio:
    """The library, of which a process has one; it looks for devices only while it is being initialised."""

    def __init__(self) -> None:
        try:
            import sounddevice  # noqa: PLC0415  # fails where PortAudio is missing: then there is no sound, but all else
        except (ImportError, OSError) as error:
            raise AudioError(f"PortAudio cannot be loaded ({error}); install it with: {_INSTALL}") from error
        self._sd = sounddevice
        self._lock = Lock()
        self._open = 0

    @contextmanager
    def open(self, kind: Kind, wanted: str | int | None, rate: int, channels: Channels) -> Iterator[Line]:
        """Start a stream in the form nearest to `channels` at `rate` that the device takes; abort it at the end."""
        with self._lock:
            stream, name = self._start(kind, wanted, rate, channels)
            self._open += 1
        try:
            yield Line(stream, name, self._sd.PortAudioError)
        finally:
            with self._lock:
                self._open -= 1
                stream.close(ignore_errors=True)

    def devices(self, kind: Kind, chosen: str | int | None = None) -> tuple[Device, ...]:
        """Return the devices that can do this, and which of them `chosen` names; looks again for new ones."""
        with self._lock:
            self._look_again()
            try:
                found = self._find(kind, chosen)["index"]
            except AudioError:
                found = None
            return tuple(self._device(kind, each, is_chosen=each["index"] == found) for each in self._able(kind))

    def _device(self, kind: Kind, device: dict[str, Any], *, is_chosen: bool) -> Device:
        return Device(
            number=device["index"],
            name=device["name"],
            system=self._sd.query_hostapis(device["hostapi"])["name"],
            channels=min(device[f"max_{kind}_channels"], _MOST_CHANNELS),
            rates=tuple(rate for rate in sorted({SAMPLE_RATE, *_RATES}) if self._takes(kind, device["index"], rate)),
            own_rate=round(device["default_samplerate"]),
            is_default=device["index"] == self._sd.default.device[kind],
            is_chosen=is_chosen,
        )

    def _takes(self, kind: Kind, index: int, rate: int) -> bool:
        check = self._sd.check_input_settings if kind == "input" else self._sd.check_output_settings
        try:
            check(device=index, samplerate=rate, dtype="int16")
        except self._sd.PortAudioError:
            return False
        return True

    def _start(self, kind: Kind, wanted: str | int | None, rate: int, channels: Channels) -> tuple[Any, str]:
        try:
            return self._try(kind, wanted, rate, channels)
        except AudioError:
            if not self._look_again():
                raise
            return self._try(kind, wanted, rate, channels)

    def _look_again(self) -> bool:
        """Let PortAudio find what was plugged in since; impossible while a stream is open."""
        if self._open:
            return False
        self._sd._terminate()  # noqa: SLF001  # the only way: PortAudio has no rescan
        self._sd._initialize()  # noqa: SLF001
        return True

    def _try(self, kind: Kind, wanted: str | int | None, rate: int, channels: Channels) -> tuple[Any, str]:
        device = self._find(kind, wanted)
        name = f"{_NAMES[kind]} {device['name']!r}"
        most = min(device[f"max_{kind}_channels"], _MOST_CHANNELS)
        forms = channels(most)
        if not forms:
            raise AudioError(f"{name}: has {most} channels only; set audio.channel to one of them")
        problem = None
        for count, samplerate in product(forms, dict.fromkeys((rate, round(device["default_samplerate"]), *_RATES))):
            form = {"samplerate": samplerate, "channels": count, "dtype": "int16", "latency": _BUFFER_S[kind]}
            try:
                return self._stream(kind, device["index"], form), name
            except self._sd.PortAudioError as error:
                problem = problem or error
                if _BUSY in error.args:
                    break
        raise AudioError(f"{name}: {_explained(problem)}; {self._choice(kind)}") from problem

    def _stream(self, kind: Kind, index: int, form: dict[str, Any]) -> Any:
        make = self._sd.RawInputStream if kind == "input" else self._sd.RawOutputStream
        stream = make(device=index, **form)
        try:
            stream.start()
        except self._sd.PortAudioError:
            stream.close()
            raise
        return stream

    def _find(self, kind: Kind, wanted: str | int | None) -> dict[str, Any]:
        able = self._able(kind)
        if wanted is None:
            default = self._sd.default.device[kind]
            found = [device for device in able if device["index"] == default] or able
        elif isinstance(wanted, int) or wanted.isdecimal():
            found = [device for device in able if device["index"] == int(wanted)]
        else:
            found = [device for device in able if device["name"] == wanted]
            found += [device for device in able if wanted.casefold() in device["name"].casefold()]
        if not found:
            which = f"no {_NAMES[kind]}" + ("" if wanted is None else f" {wanted!r}")
            raise AudioError(f"{which}; {self._choice(kind)}")
        return found[0]

    def _able(self, kind: Kind) -> list[dict[str, Any]]:
        return [device for device in self._sd.query_devices() if device[f"max_{kind}_channels"] > 0]

    def _choice(self, kind: Kind) -> str:
        """Words that list what could be set instead."""
        listed = ", ".join(f"{device['index']}: {device['name']}" for device in self._able(kind))
        return f"audio.{kind} can be {listed}" if listed else "none is connected"


def _explained(error: Exception | None) -> str:
    if error is None or _BUSY in error.args:
        return "busy, another program uses it"
    return f"cannot be opened ({_words(error)})"


def _words(error: Exception) -> str:
    """PortAudio's own words, or those of the system below it where it has none."""
    message, _code, *host = error.args
    return str((host[0][2] if host else "") or message)


def portaudio() -> PortAudio:
    """Return the library, loaded once; raises AudioError where it is not installed."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> PortAudio:
    return PortAudio()
