"""Microphone and speaker through PortAudio, by blocking reads and writes: no Python runs in its real-time thread."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from threading import Event, Lock
from typing import Any, Literal, TypeAlias

import numpy as np

from edgeassist.audio.clock import ChunkClock
from edgeassist.audio.intake import Intake, Taking
from edgeassist.audio.resampling import resample
from edgeassist.errors import AudioError
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk
from edgeassist.worker import Worker

_LOG = logging.getLogger(__name__)

Kind: TypeAlias = Literal["input", "output"]
_NAMES: dict[Kind, str] = {"input": "microphone", "output": "speaker"}

_BUFFER_S: dict[Kind, float] = {"input": 0.2, "output": 0.1}
"""What the device keeps for us while this process is busy; sound comes no later for it."""

_DEAD_AFTER_S = 2.0
_BLOCK_S = 0.02
_TAIL_S = 0.05
"""Silence after the last sample, besides the buffer's: closing a stream drops what is not yet heard."""

_BUSY = -9985
_MOST_CHANNELS = 32
_RATES = (48_000, 44_100, 32_000, 8_000)
"""What is tried where a device takes neither what is wanted nor what it says of itself."""
_FAINTEST = np.array([1, -1], "<i2").tobytes()

_Channels: TypeAlias = Callable[[int], tuple[int, ...]]
"""Returns how many channels to ask for, what is best first, where a device has so many."""

_INSTALL = "apt install libportaudio2 && pip install 'edgeassist[audio]'"
_LOADING = Lock()
"""Microphone and speaker may ask in the same moment: of two libraries, one would end what the other uses."""


class PortAudioMicrophone:
    """A microphone by name, part of a name, or index; None: the system's default.

    When it delivers nothing but zeros for `zeros_s` it is opened again: a sound server that lost a microphone goes on
    with silence, also after that is back.
    """

    def __init__(self, device: str | int | None = None, taking: Taking | None = None, *, zeros_s: float = 30.0) -> None:
        self._device = device
        self._taking = taking or Taking()
        self._zeros_s = zeros_s

    def run(self, publish: Callable[[Chunk], None], stop: Event) -> None:
        """Read until `stop` is set; raises AudioError when it is missing, busy, or delivers nothing for 2 s."""
        while not stop.is_set():
            with _portaudio().open("input", self._device, SAMPLE_RATE, self._taking.channels) as line:
                self._read(line, publish, stop)

    def _read(self, line: _Line, publish: Callable[[Chunk], None], stop: Event) -> None:
        intake, clock = Intake(self._taking, line.rate, line.channels), ChunkClock()
        sounded_at = time.monotonic()
        while line.wait(round(CHUNK_S * line.rate), stop):
            pcm, now = line.read(), time.monotonic()
            chunks = list(intake.feed(pcm))
            began = now - (len(chunks) + intake.fill) * CHUNK_S
            for number, chunk in enumerate(chunks):
                publish(Chunk(chunk, clock.stamp(began + number * CHUNK_S)))
            sounded_at = now if any(pcm) else sounded_at
            if now - sounded_at > self._zeros_s:
                return


class PortAudioSpeaker:
    """A speaker by name, part of a name, or index; None: the system's default. Plays one sound after the other.

    One that sleeps when it was quiet for `sleeps_after_s` hears next to nothing for `lead_s` first.
    """

    def __init__(self, device: str | int | None = None, *, lead_s: float = 0.0, sleeps_after_s: float = 10.0) -> None:
        self._device = device
        self._lead_s = lead_s
        self._sleeps_after_s = sleeps_after_s
        self._heard_at = -math.inf
        self._worker = Worker(self, "speaker")

    async def play(self, pcm: bytes, sample_rate: int) -> None:
        """Play mono signed 16 bit PCM and return when it has been heard; cancelling silences it within 50 ms.

        Raises AudioError when there is no speaker, it is busy, or it takes nothing for 2 s.
        """
        await self._worker.call(self._play, pcm, sample_rate)

    def stop(self) -> None:
        """Silence what is being played; its `play` returns."""
        self._worker.stop.set()

    def _play(self, pcm: bytes, sample_rate: int) -> None:
        with _portaudio().open("output", self._device, sample_rate, _any_channels) as line:
            tail = bytes(2 * round((line.latency_s + _TAIL_S) * line.rate))
            sound = self._lead(line.rate) + resample(pcm, sample_rate, line.rate) + tail
            frames = round(_BLOCK_S * line.rate)
            for start in range(0, len(sound), 2 * frames):
                if not line.wait(frames, self._worker.stop):
                    break
                line.write(sound[start : start + 2 * frames])
        self._heard_at = time.monotonic()

    def _lead(self, rate: int) -> bytes:
        """Return what wakes the speaker up; zeros would not, some tell them from sound."""
        if time.monotonic() - self._heard_at < self._sleeps_after_s:
            return b""
        return _FAINTEST * round(self._lead_s * rate / 2)


def _any_channels(most: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((1, min(2, most), most)))


def device_names(kind: Kind) -> tuple[str, ...]:
    """Return the names of the microphones ("input") or speakers ("output") that PortAudio sees now."""
    return _portaudio().names(kind)


class _Line:
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


class _PortAudio:
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
    def open(self, kind: Kind, wanted: str | int | None, rate: int, channels: _Channels) -> Iterator[_Line]:
        """Start a stream in the form nearest to `channels` at `rate` that the device takes; abort it at the end."""
        with self._lock:
            stream, name = self._start(kind, wanted, rate, channels)
            self._open += 1
        try:
            yield _Line(stream, name, self._sd.PortAudioError)
        finally:
            with self._lock:
                self._open -= 1
                stream.close(ignore_errors=True)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Return the names of the devices that can do this."""
        with self._lock:
            self._look_again()
            return tuple(device["name"] for device in self._able(kind))

    def _start(self, kind: Kind, wanted: str | int | None, rate: int, channels: _Channels) -> tuple[Any, str]:
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

    def _try(self, kind: Kind, wanted: str | int | None, rate: int, channels: _Channels) -> tuple[Any, str]:
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


def _portaudio() -> _PortAudio:
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> _PortAudio:
    return _PortAudio()
