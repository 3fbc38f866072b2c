"""What feeds the watchdog: that turns end, engines return and an open microphone delivers."""

import asyncio
import logging
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event

import pytest

from edgeassist.assistant import Assistant, Place
from edgeassist.audio.fanout import Fanout
from edgeassist.daemon import Systemd
from edgeassist.errors import AudioError
from edgeassist.home.registry import Registry
from edgeassist.messages import Chunk, Home
from edgeassist.progress import Progress
from edgeassist.thinking import Mind
from edgeassist.worker import Worker
from tests.fakes import FakeAnswerer, FakeDispatcher, FakeReporter, FakeUnderstander


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_stage_that_ends_in_time_is_never_overdue() -> None:
    clock = Clock()
    progress = Progress(10.0, clock)
    with progress.stage("thinking"):
        clock.now += 9.0
        assert progress.overdue() == ()
    clock.now += 100.0
    assert progress.overdue() == ()


def test_a_stage_that_does_not_end_is_named_and_so_is_what_goes_on_inside_it() -> None:
    clock = Clock()
    progress = Progress(10.0, clock)
    progress.expect({"the voice": lambda: 11.0, "the recogniser": lambda: 0.0})
    with progress.stage("thinking"):
        clock.now += 11.0
        assert progress.overdue() == ("thinking", "the voice")


def test_what_speaks_may_take_as_long_as_there_is_to_say() -> None:
    clock = Clock()
    progress = Progress(10.0, clock)
    with progress.stage("answering", "x" * 1000):
        clock.now += 150.0
        assert progress.overdue() == ()
        clock.now += 100.0
        assert progress.overdue() == ("answering",)


async def test_a_turn_that_hangs_is_overdue_until_it_is_given_up() -> None:
    clock = Clock()
    progress = Progress(10.0, clock)
    with Worker(FakeUnderstander(), "understanding") as understander:
        dispatcher = FakeDispatcher(slow_s=30.0)
        mind = Mind(understander, dispatcher, FakeAnswerer(), Registry(Home("test", {}, {}, {})), FakeReporter())
        assistant = Assistant(mind, Place(), progress=progress)
        turn = asyncio.create_task(assistant.ask("turn on the lamp", source="cli"))
        await asyncio.sleep(0.05)
        assert progress.overdue() == ()
        clock.now += 11.0
        assert progress.overdue() == ("a turn from cli",)
        turn.cancel()
        with suppress(asyncio.CancelledError):
            await turn
        assert progress.overdue() == ()


async def test_an_engine_is_busy_from_the_call_to_its_end() -> None:
    go_on = Event()
    with Worker(go_on, "engine") as worker:
        assert worker.busy_s() == 0.0
        call = asyncio.create_task(worker.call(go_on.wait, 5.0))
        await asyncio.sleep(0.05)
        assert 0.03 < worker.busy_s() < 5.0
        go_on.set()
        await call
        assert worker.busy_s() == 0.0


class Deaf:
    """A microphone that delivers one chunk and then hangs, until it is let go."""

    def __init__(self) -> None:
        self.lost = Event()

    def run(self, publish: Callable[[Chunk], None], stop: Event) -> None:  # noqa: ARG002
        publish(Chunk(b"", time.monotonic()))
        self.lost.wait(5.0)
        raise AudioError("lost")


async def test_a_microphone_is_silent_only_while_it_is_open() -> None:
    ears, microphone = Fanout(), Deaf()
    assert ears.silent_s() == 0.0
    reading = asyncio.create_task(ears.run(microphone))
    await asyncio.sleep(0.1)
    assert 0.05 < ears.silent_s() < 5.0
    ears.publish(Chunk(b"", time.monotonic()))
    assert ears.silent_s() < 0.05
    microphone.lost.set()
    with pytest.raises(AudioError):
        await reading
    assert ears.silent_s() == 0.0


async def test_systemd_hears_nothing_while_something_is_stuck(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    late: list[str] = []
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"{folder}/notify")
        listening.settimeout(1.0)
        monkeypatch.setenv("NOTIFY_SOCKET", f"{folder}/notify")
        monkeypatch.setenv("WATCHDOG_USEC", "60000")
        watching = asyncio.create_task(Systemd().watch(lambda: "listening", lambda: late))
        assert await asyncio.to_thread(listening.recv, 4096) == b"WATCHDOG=1\nSTATUS=listening"
        late = ["thinking"]
        with caplog.at_level(logging.ERROR):
            told = [await asyncio.to_thread(listening.recv, 4096) for _ in range(4)]
        assert set(told[1:]) == {b"STATUS=stuck: thinking"}
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        late = []
        told = [await asyncio.to_thread(listening.recv, 4096) for _ in range(3)]
        assert told[-1] == b"WATCHDOG=1\nSTATUS=listening"
        watching.cancel()
