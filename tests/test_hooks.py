"""Lamps, buttons and programs beside the assistant, at simulated pins and with real programs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from edgeassist.errors import AudioError
from edgeassist.hooks import Hooks, Reactions
from edgeassist.senses import HooksSettings


@pytest.fixture
def board() -> Iterator[Any]:
    """Have a board with pins that are simulated."""
    before, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, MockFactory()
    yield gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory.reset()
    gpiozero.Device.pin_factory = before


class _Assistant:
    """Notes what buttons want of it."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.wanted: list[str] = []
        self._deaf = deaf

    def listen(self) -> None:
        if self._deaf:
            raise AudioError("no microphone here")
        self.wanted.append("listen")

    def stop(self) -> None:
        self.wanted.append("stop")

    async def toggle_mute(self) -> None:
        self.wanted.append("mute")


@asynccontextmanager
async def _running(assistant: _Assistant | None = None, **settings: Any) -> AsyncIterator[Hooks]:
    asked = assistant or _Assistant()
    hooks = Hooks(HooksSettings(**settings), Reactions(asked.listen, asked.stop, asked.toggle_mute))
    run = asyncio.create_task(hooks.run())
    await asyncio.sleep(0.02)
    try:
        yield hooks
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


async def _press(board: Any, number: int, seconds: float) -> None:
    board.pin(number).drive_low()
    await asyncio.sleep(seconds)
    board.pin(number).drive_high()


async def test_one_lamp_is_on_for_each_state(board: Any) -> None:
    lamps = {"listening": 17, "thinking": 27, "speaking": 22}
    async with _running(lamps=lamps) as hooks:
        for state, lit in (("listening", 17), ("transcribing", 27), ("speaking", 22), ("idle", None)):
            await hooks.state(state)
            await _until(lambda lit=lit: [n for n in lamps.values() if board.pin(n).state] == ([lit] if lit else []))  # type: ignore[misc]


async def test_an_error_is_seen_though_it_is_over_at_once(board: Any) -> None:
    async with _running(lamps={"error": 5, "idle": 6}) as hooks:
        await hooks.state("error")
        await hooks.state("idle")
        await _until(lambda: bool(board.pin(5).state))
        await asyncio.sleep(0.5)
        assert board.pin(5).state
        await _until(lambda: bool(board.pin(6).state) and not board.pin(5).state)


async def test_buttons_listen_stop_and_mute(board: Any) -> None:
    assistant = _Assistant()
    async with _running(assistant, listen_button=23, mute_button=24):
        await _press(board, 23, 0.1)
        await _until(lambda: assistant.wanted == ["listen"])
        await _press(board, 24, 0.1)
        await _until(lambda: assistant.wanted == ["listen", "mute"])
        await _press(board, 23, 1.2)
        await _until(lambda: assistant.wanted == ["listen", "mute", "stop"])


async def test_a_press_without_a_microphone_is_told(board: Any, caplog: pytest.LogCaptureFixture) -> None:
    async with _running(_Assistant(deaf=True), listen_button=23):
        await _press(board, 23, 0.1)
        await _until(lambda: "the button was pressed: no microphone here" in caplog.text)


async def test_programs_are_told_the_state_and_the_last_one_counts(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = ("sh", "-c", f"echo $EDGEASSIST_STATE >> {told}; sleep 0.2")
    async with _running(commands={"any": program}) as hooks:
        await _until(told.exists)
        for state in ("listening", "transcribing", "thinking", "speaking"):
            await hooks.state(state)
            await asyncio.sleep(0.01)
        await _until(lambda: told.read_text().split()[-1] == "speaking")
        assert told.read_text().split()[0] == "idle"
        assert len(told.read_text().split()) < 5


async def test_a_state_is_reported_at_once_whatever_a_program_does() -> None:
    async with _running(commands={"any": ("sleep", "3")}) as hooks:
        async with asyncio.timeout(0.2):
            for state in ("listening", "thinking", "idle") * 5:
                await hooks.state(state)


async def test_what_cannot_be_run_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    async with _running(commands={"listening": ("/no/such/program",), "speaking": ("false",)}) as hooks:
        for state in ("listening", "speaking", "listening", "speaking"):
            await hooks.state(state)
            await asyncio.sleep(0.15)
    warnings = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 2
    assert "hooks: /no/such/program cannot be started" in warnings[0]
    assert warnings[1] == "hooks: false ended with code 1"


async def test_without_pins_programs_are_run_all_the_same(
    tmp_path: Path, board: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert board
    told = tmp_path / "told"
    async with _running(lamps={"listening": 60}, commands={"idle": ("touch", str(told))}):
        await _until(told.exists)
    assert "hooks: GPIO pin 60 cannot be used" in caplog.text
    assert "goes on without lamps and buttons" in caplog.text
