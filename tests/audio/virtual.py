"""A microphone and a speaker without hardware: a private PulseAudio that reads one pipe and writes another.

Needs the packages pulseaudio and libasound2-plugins. PortAudio finds it through the environment, so that code in this
process works as well as a process of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

MICROPHONE_RATE = 16_000
SPEAKER_RATE = 22_050
_STEP_S = 0.01
_START_S = 5.0

_OPTIONS = ("-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error")
_MODULES = """
load-module module-native-protocol-unix auth-anonymous=1 socket={folder}/native
load-module module-pipe-source source_name=virtual_microphone file={folder}/microphone format=s16le rate=16000 channels=1
load-module module-pipe-sink sink_name=virtual_speaker file={folder}/speaker format=s16le rate=22050 channels=1 use_system_clock_for_timing=yes
set-default-source virtual_microphone
set-default-sink virtual_speaker
"""  # noqa: E501  # a line a command


class VirtualAudio:
    """What a test does with it; all sound is mono, signed 16 bit."""

    def __init__(self, folder: Path, server: subprocess.Popen[bytes]) -> None:
        self._server = server
        self.environment = {"PULSE_SERVER": f"unix:{folder}/native", "PULSE_COOKIE": f"{folder}/cookie"}
        """For a process that is to use it; set in this process too."""
        self._microphone = os.open(folder / "microphone", os.O_RDWR | os.O_NONBLOCK)
        self._speaker = os.open(folder / "speaker", os.O_RDONLY | os.O_NONBLOCK)
        self._lock = Lock()
        self._to_say = bytearray()
        self._heard: list[tuple[float, bytes]] = []
        self._end, self._dead = Event(), Event()
        self._threads = [Thread(target=self._speak, name="mouth"), Thread(target=self._listen, name="ear")]

    def feed(self, pcm: bytes) -> None:
        """Say this into the microphone, in real time, after what is still to be said; silence follows."""
        with self._lock:
            self._to_say += pcm

    def wait_until_said(self, more_s: float = 0.0) -> None:
        """Return when all that was fed has been said, and `more_s` later."""
        while self._to_say and not self._dead.is_set():
            time.sleep(_STEP_S)
        time.sleep(more_s)

    def kill_microphone(self) -> None:
        """Deliver nothing any more, not even silence, until `revive_microphone`."""
        self._dead.set()

    def revive_microphone(self) -> None:
        """Deliver again."""
        self._dead.clear()

    def control(self, *words: str) -> str:
        """Tell the sound server something in the words of pactl; return what it answers."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run(["pactl", *words], env=environment, capture_output=True, text=True, check=True, timeout=5)
        return done.stdout.strip()

    def crash(self) -> None:
        """End the sound server without a word, as if all devices were unplugged."""
        self._server.kill()

    def heard(self) -> bytes:
        """Return what the speaker has played since the start or the last `forget`, at 22,050 Hz."""
        with self._lock:
            return b"".join(pcm for _, pcm in self._heard)

    def last_sound_at(self) -> float:
        """Return when the speaker last got anything but zeros, on `time.monotonic`; 0 for never."""
        with self._lock:
            return next((at for at, pcm in reversed(self._heard) if any(pcm)), 0.0)

    def forget(self) -> None:
        """Begin a new recording of the speaker."""
        with self._lock:
            self._heard.clear()

    @contextmanager
    def running(self) -> Iterator[VirtualAudio]:
        """Speak and listen for as long as the block lasts."""
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._end.set()
            for thread in self._threads:
                thread.join()
            os.close(self._microphone)
            os.close(self._speaker)

    def _speak(self) -> None:
        began, sent = time.monotonic(), 0
        while not self._end.wait(_STEP_S):
            due = round((time.monotonic() - began) * MICROPHONE_RATE) - sent
            sent += due
            if self._dead.is_set():
                continue
            with self._lock:
                said = bytes(self._to_say[: 2 * due])
                del self._to_say[: 2 * due]
            try:
                os.write(self._microphone, said.ljust(2 * due, b"\0"))
            except BlockingIOError:  # nobody records: the pipe is full, as a microphone nobody reads
                continue

    def _listen(self) -> None:
        while not self._end.wait(_STEP_S):
            try:
                pcm = os.read(self._speaker, 1 << 16)
            except BlockingIOError:
                continue
            with self._lock:
                self._heard.append((time.monotonic(), pcm))


@contextmanager
def virtual_audio(folder: Path) -> Iterator[VirtualAudio]:
    """Run a private PulseAudio and make it the one that PortAudio uses, in this process and its children."""
    if not (program := shutil.which("pulseaudio")):
        raise FileNotFoundError("these tests need: apt install pulseaudio libasound2-plugins")
    folder = folder / "audio"
    (folder / "runtime").mkdir(parents=True, mode=0o700)
    (folder / "server.pa").write_text(_MODULES.format(folder=folder))
    home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "runtime"), "PATH": os.environ["PATH"]}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([program, *_OPTIONS, "-F", str(folder / "server.pa")], env=home, stderr=log)
    try:
        _wait_for(server, folder)
        audio = VirtualAudio(folder, server)
        with audio.running(), _environment(audio.environment):
            yield audio
    finally:
        server.terminate()
        server.wait(timeout=5)


def _wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _START_S
    while not all((folder / name).exists() for name in ("native", "microphone", "speaker")):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PulseAudio did not start: {(folder / 'log').read_text()}")
        time.sleep(_STEP_S)


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
