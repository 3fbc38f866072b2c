"""The whole assistant in this process, with a broker and devices of its own: for the demo and the bench.

It is told the address of the broker and nothing else; what there is in the house the devices tell it.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiomqtt

from edgeassist import wiring
from edgeassist.assistant import Assistant, Body
from edgeassist.audio.fanout import Fanout
from edgeassist.audio.pcm import Cutter
from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.errors import BrokerError
from edgeassist.home.discovery.protocols import all_protocols
from edgeassist.home.registry import load_home
from edgeassist.home.vocabulary import heard_of
from edgeassist.household import House, build_house, build_mind, open_journal
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk, TurnRecord
from edgeassist.senses import AudioSettings, WakeSettings
from edgeassist.settings import MqttSettings, Settings
from edgeassist.stages import Speaker
from edgeassist.store import share_dir

_PROGRAMS = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
_START_S = 5.0
_SETTLE_S = 0.3
"""How long the first states of the devices may take to come in."""

_BEFORE_S, _AFTER_S = 0.3, 1.5
"""Silence around a sentence."""


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
    body: Body
    ears: Fanout
    witness: Witness
    brain: wiring.Brain
    house: House
    learned_s: float = 0.0
    """How long it took until all devices were known."""

    async def prepare(self) -> None:
        """Have the recogniser know the names of the home."""
        hearing = self.body.hearing.engine
        await asyncio.to_thread(hearing.prepare, heard_of(self.house.registry.home))

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


def demo_settings(port: int, state_dir: Path, home: Path | None = None) -> Settings:
    """Return the settings for the broker at `port`; what the environment sets still wins."""
    return Settings(
        node="demo",
        area="Kitchen",
        home=home,
        state_dir=state_dir,
        mqtt=MqttSettings(host="127.0.0.1", port=port),
        audio=AudioSettings(chimes=False),
    )


def demo_home() -> Path:
    """Return the file of the example home, whose devices the demo plays."""
    return share_dir() / "configs" / "demo-home.json"


@asynccontextmanager
async def running_rig(speaker: Speaker, *, wake: bool = False) -> AsyncIterator[Rig]:
    """Yield the assistant, everything running, with the devices of the example home, which it has learned.

    Without `wake` it is deaf to the wake word, and only `Rig.hear` speaks to it.
    """
    with ExitStack() as stack:
        port = stack.enter_context(private_broker())
        state_dir = stack.enter_context(tempfile.TemporaryDirectory(prefix="edgeassist-"))
        settings = demo_settings(port, Path(state_dir))
        settings = settings if wake else settings.model_copy(update={"wake": WakeSettings(engine="off")})
        rig = _build(settings, speaker, stack)
        devices = DemoDevices(load_home(demo_home()), port=port, announce=True)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(rig.witness.run(port))]
            await rig.witness.ready.wait()
            house = rig.house
            services = (house.broker.run, house.announcements.run, house.learner.run, house.delivery.run)
            running += [tasks.create_task(service()) for service in (devices.run, *services, rig.assistant.run)]
            try:
                yield await _learned(rig, devices)
            finally:
                for task in running:
                    task.cancel()


async def _learned(rig: Rig, devices: DemoDevices) -> Rig:
    """Return the rig once it knows all devices, how they are, and what they are called."""
    registry, count = rig.house.registry, len(devices.announced)
    await rig.house.broker.wait_connected(_START_S)
    began = time.monotonic()
    if not await registry.wait_for(lambda home: len(home.entities) == count, _START_S):
        raise BrokerError(f"only {len(registry.home.entities)} of {count} devices were learned: try edgeassist devices")
    learned_s = time.monotonic() - began
    rig.brain.warm(registry.home)
    await asyncio.gather(rig.prepare(), asyncio.sleep(_SETTLE_S))
    return replace(rig, learned_s=learned_s)


def _build(settings: Settings, speaker: Speaker, stack: ExitStack) -> Rig:
    place, ears, brain = wiring.build_place(settings), Fanout(), wiring.build_brain(settings)
    journal = stack.enter_context(open_journal(settings))
    house = build_house(settings, place, journal, all_protocols(settings.node))
    house.announcements.greet(house.learner.greet)
    house.learner.warm = brain.linker.prepare
    mind = stack.enter_context(build_mind(brain.tiers, brain.answerer, house, brain.sense.makes))
    body = stack.enter_context(wiring.build_body(settings, brain, ears, speaker))
    house.follow()
    return Rig(Assistant(mind, place, body), body, ears, Witness(), brain, house)
