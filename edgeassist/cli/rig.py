"""The whole assistant in this process, with a broker, a home and devices of its own: for the demo and the bench."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiomqtt

from edgeassist import wiring
from edgeassist.assistant import Assistant
from edgeassist.audio.fanout import Fanout
from edgeassist.audio.pcm import Cutter
from edgeassist.audio.resampling import resample
from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.errors import BrokerError
from edgeassist.espeak import Espeak
from edgeassist.household import House, build_house, build_mind, open_journal
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk, TurnRecord
from edgeassist.settings import AudioSettings, MqttSettings, Settings, WakeSettings
from edgeassist.stages import Speaker
from edgeassist.store import share_dir

_PROGRAMS = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
_START_S = 5.0
_SETTLE_S = 0.3
"""How long the first states of the devices may take to come in."""

_BEFORE_S, _AFTER_S = 0.3, 1.5
"""Silence around a sentence."""

_WORDS_PER_MINUTE = 140


@dataclass(frozen=True, slots=True)
class Message:
    """What an independent subscriber got."""

    topic: str
    payload: str
    time: float
    """When, seconds on the clock of `time.monotonic`."""


@dataclass
class Witness:
    """An independent subscriber that writes down every message."""

    messages: list[Message] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, port: int) -> None:
        """Listen to everything until cancelled."""
        async with aiomqtt.Client("127.0.0.1", port) as client:
            await client.subscribe("#")
            self.ready.set()
            async for message in client.messages:
                payload = message.payload if isinstance(message.payload, bytes) else b""
                topic = message.topic.value
                self.messages.append(Message(topic, payload.decode(errors="replace"), time.monotonic()))


class SilentSpeaker:
    """A loudspeaker where none is to be heard: counts the seconds that it was given."""

    def __init__(self) -> None:
        self.played_s = 0.0

    async def play(self, pcm: bytes, sample_rate: int) -> None:
        """Take the sound and return at once."""
        self.played_s += len(pcm) / 2 / sample_rate

    def stop(self) -> None:
        """Do nothing: nothing sounds."""


@dataclass(frozen=True, slots=True)
class Rig:
    """A running assistant that can be spoken to."""

    assistant: Assistant
    ears: Fanout
    witness: Witness
    brain: wiring.Brain
    house: House
    port: int

    async def hear(self, pcm: bytes) -> tuple[TurnRecord | None, float]:
        """Speak 16 kHz mono PCM to the assistant, in real time; return the turn and when the last sample was heard."""
        silence = bytes(2 * int(_BEFORE_S * SAMPLE_RATE))
        self.ears.publish(Chunk(silence[: int(2 * CHUNK_S * SAMPLE_RATE)], time.monotonic()))
        turn = self.assistant.listen()
        await self._publish(silence + pcm)
        ended_at = time.monotonic()
        await self._publish(bytes(2 * int(_AFTER_S * SAMPLE_RATE)))
        return await turn, ended_at

    async def _publish(self, pcm: bytes) -> None:
        began = time.monotonic()
        cutter = Cutter()
        for number, piece in enumerate(cutter.feed(pcm), 1):
            await asyncio.sleep(max(0.0, began + number * CHUNK_S - time.monotonic()))
            self.ears.publish(Chunk(piece, time.monotonic() - CHUNK_S))


def spoken(text: str, voice: str = "en-us") -> bytes:
    """Return the text in a synthetic voice, as 16 kHz mono PCM."""
    espeak = Espeak(voice)
    return resample(espeak.synthesize(text, _WORDS_PER_MINUTE), espeak.sample_rate, SAMPLE_RATE)


@contextmanager
def private_broker() -> Iterator[int]:
    """Yield the port of a mosquitto of our own on the loopback; raises BrokerError where it cannot be started."""
    program = shutil.which("mosquitto", path=_PROGRAMS)
    if program is None:
        raise BrokerError("mosquitto is not installed: apt-get install mosquitto")
    with tempfile.TemporaryDirectory(prefix="edgeassist-broker-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        config = Path(folder) / "mosquitto.conf"
        config.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n",
            encoding="utf-8",
        )
        process = subprocess.Popen([program, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            yield port
        finally:
            process.terminate()
            process.wait(_START_S)


def demo_settings(port: int, state_dir: Path) -> Settings:
    """Return the settings of the example home; what the environment sets still wins."""
    return Settings(
        node="demo",
        area="Kitchen",
        home=share_dir() / "configs" / "demo-home.json",
        state_dir=state_dir,
        mqtt=MqttSettings(host="127.0.0.1", port=port),
        audio=AudioSettings(chimes=False),
    )


@asynccontextmanager
async def running_rig(speaker: Speaker, *, wake: bool = False) -> AsyncIterator[Rig]:
    """Yield the assistant of the example home, everything running and its devices connected.

    Without `wake` it is deaf to the wake word, and only `Rig.hear` speaks to it.
    """
    with ExitStack() as stack:
        port = stack.enter_context(private_broker())
        state_dir = stack.enter_context(tempfile.TemporaryDirectory(prefix="edgeassist-"))
        settings = demo_settings(port, Path(state_dir))
        settings = settings if wake else settings.model_copy(update={"wake": WakeSettings(engine="off")})
        rig = _build(settings, port, speaker, stack)
        devices = DemoDevices(rig.house.registry.home, port=port)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(rig.witness.run(port))]
            await rig.witness.ready.wait()
            services = (devices.run, rig.house.broker.run, rig.house.delivery.run, rig.assistant.run)
            running += [tasks.create_task(service()) for service in services]
            await rig.house.broker.wait_connected(_START_S)
            await asyncio.sleep(_SETTLE_S)
            try:
                yield rig
            finally:
                for task in running:
                    task.cancel()


def _build(settings: Settings, port: int, speaker: Speaker, stack: ExitStack) -> Rig:
    place, ears = wiring.build_place(settings), Fanout()
    brain, house = (
        wiring.build_brain(settings),
        build_house(settings, place, stack.enter_context(open_journal(settings))),
    )
    brain.warm(house.registry.home)
    mind = stack.enter_context(build_mind(brain.tiers, brain.answerer, house))
    body = stack.enter_context(wiring.build_body(settings, brain, ears, speaker))
    body.hearing.engine.transcriber.prepare(house.registry.home.vocabulary)
    house.follow()
    return Rig(Assistant(mind, place, body), ears, Witness(), brain, house, port)
