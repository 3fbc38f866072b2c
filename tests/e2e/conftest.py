"""The room that spoken tests share, and a voice to speak in it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile

from edgeassist.audio.resampling import resample
from edgeassist.messages import SAMPLE_RATE
from tests.audio.virtual import virtual_audio
from tests.brokers import Mosquitto
from tests.daemons import HOME, REPOSITORY, Daemon
from tests.rooms import Room, devices


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    with Mosquitto(folder) as broker, virtual_audio(folder) as audio:
        settings = {
            "node": "den",
            "area": "Kitchen",
            "home": HOME,
            "sentences_dir": REPOSITORY / "tests" / "data" / "coffee",
            "mqtt__port": broker.port,
            "audio__enabled": "true",
        }
        with devices(broker.port), Daemon(folder, **settings) as daemon:
            asyncio.run(daemon.until(lambda: daemon.said("STATUS=listening, connected, 17 devices")))
            yield Room(daemon, audio, broker)
            code, _ = asyncio.run(daemon.stop())
        assert code == 0
        assert not [line for line in daemon.log if "Traceback" in line], "\n".join(daemon.log)


@pytest.fixture
def voice(tmp_path: Path) -> Callable[..., bytes]:
    def speak(text: str, name: str = "slt") -> bytes:
        file = tmp_path / "speech.wav"
        subprocess.run(["flite", "-voice", name, "-t", text, "-o", file], check=True)
        samples, rate = soundfile.read(file, dtype="int16")
        return resample(samples.tobytes(), rate, SAMPLE_RATE)

    return speak
