"""What the assistant does, shown by lamps and programs beside it, and the buttons that it listens to."""

from __future__ import annotations

import asyncio
import logging
import os
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from edgeassist.errors import AudioError, ConfigError
from edgeassist.gpio import Pins
from edgeassist.messages import Detection, TurnRecord
from edgeassist.senses import HooksSettings

logger = logging.getLogger(__name__)

_LONGEST_S = 5.0
"""For a program; after that it is ended."""
_ERROR_S = 1.5
"""How long an error is shown at least: the assistant is at rest again at once."""
_ALSO: Mapping[str, str] = {"transcribing": "thinking"}
"""What is shown as something else where nothing was set for it."""


@dataclass(frozen=True, slots=True)
class Reactions:
    """What buttons do."""

    listen: Callable[[], object]
    stop: Callable[[], None]
    toggle_mute: Callable[[], Awaitable[None]]


class Hooks:
    """Shows states as they come; a turn never waits for it, and of states that come faster the last one is shown."""

    def __init__(self, settings: HooksSettings, reactions: Reactions) -> None:
        self._settings = settings
        self._reactions = reactions
        self._state, self._shown, self._erred = "idle", "", False
        self._changed = asyncio.Event()
        self._at_work = asyncio.Lock()
        self._failed: set[str] = set()
        """Programs that failed: each is told of once."""

    async def state(self, state: str) -> None:
        """Have a state shown."""
        self._erred = self._erred or state == "error"
        self._state = state
        self._changed.set()

    async def turn(self, record: TurnRecord) -> None:
        """Nothing: a turn is shown by its states."""

    async def began(self, detection: Detection) -> None:
        """Nothing: so is its beginning."""

    async def nothing_said(self, detection: Detection) -> None:
        """Nothing: so is its end."""

    async def run(self) -> None:
        """Show states and take presses until cancelled; where there are no pins, programs are run all the same."""
        pressed = asyncio.Queue[str]()
        with ExitStack() as stack:
            pins = self._opened(stack, pressed)
            self._changed.set()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._react(pressed))
                while True:
                    await self._changed.wait()
                    self._changed.clear()
                    if self._erred:
                        self._erred = False
                        self._show("error", pins, tasks)
                        await asyncio.sleep(_ERROR_S)
                    self._show(self._state, pins, tasks)

    def _opened(self, stack: ExitStack, pressed: asyncio.Queue[str]) -> Pins | None:
        wanted = self._settings
        if not wanted.uses_pins:
            return None
        loop = asyncio.get_running_loop()

        def _press(what: str) -> Callable[[], object]:
            return lambda: loop.call_soon_threadsafe(pressed.put_nowait, what)

        try:
            pins = stack.enter_context(Pins(dict(wanted.lamps.items())))
            if wanted.listen_button is not None:
                pins.button(wanted.listen_button, _press("listen"), _press("stop"))
            if wanted.mute_button is not None:
                pins.button(wanted.mute_button, _press("mute"))
        except ConfigError as error:
            logger.warning("%s; the assistant goes on without lamps and buttons", error)
            return None
        return pins

    def _show(self, state: str, pins: Pins | None, tasks: asyncio.TaskGroup) -> None:
        if state == self._shown:
            return
        self._shown = state
        if pins is not None:
            pins.show(_named(state, self._settings.lamps))
        commands: dict[str, tuple[str, ...]] = dict(self._settings.commands.items())
        for command in filter(None, (commands.get(key) for key in (_named(state, commands), "any"))):
            tasks.create_task(self._start(command, state))

    async def _start(self, command: Sequence[str], state: str) -> None:
        """Run a program, one after the other; one whose state is over before its turn is left out."""
        async with self._at_work:
            if state in {self._state, "error"} and (problem := await _run(command, state)):
                level = logging.DEBUG if command[0] in self._failed else logging.WARNING
                self._failed.add(command[0])
                logger.log(level, "hooks: %s %s", command[0], problem)

    async def _react(self, pressed: asyncio.Queue[str]) -> None:
        while True:
            match await pressed.get():
                case "mute":
                    await self._reactions.toggle_mute()
                case "stop":
                    self._reactions.stop()
                case _:
                    try:
                        self._reactions.listen()
                    except AudioError as error:
                        logger.warning("the button was pressed: %s", error)


def _named(state: str, known: Container[str]) -> str:
    return _ALSO.get(state, state) if state not in known else state


async def _run(command: Sequence[str], state: str) -> str:
    """Run a program without a shell, and return what went wrong; it is told the state and nothing else."""
    environment = {**os.environ, "EDGEASSIST_STATE": state}
    try:
        program = await asyncio.create_subprocess_exec(
            *command, env=environment, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
        )
    except (OSError, ValueError) as error:
        return f"cannot be started: {error}"
    try:
        async with asyncio.timeout(_LONGEST_S):
            code = await program.wait()
    except TimeoutError:
        return f"was ended after {_LONGEST_S:.0f} s"
    finally:
        if program.returncode is None:
            with suppress(ProcessLookupError):
                program.kill()
            await program.wait()
    return f"ended with code {code}" if code else ""
