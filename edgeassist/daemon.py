"""What systemd sees: start, supervised services, watchdog, signals. Crash-only: a start is a recovery."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from edgeassist.app import App, build
from edgeassist.errors import AudioError, BrokerError, ConfigError, EdgeAssistError, EngineStuckError, ModelError
from edgeassist.settings import Settings

logger = logging.getLogger(__name__)

DRAIN_S = 1.5
"""How long a running turn may go on after SIGTERM; half a second more and all is closed."""

_FATAL = (EngineStuckError, ConfigError)
"""What no service is started again after: the first needs a new process, the second a person."""

_FIRST_DELAY_S, _LONGEST_DELAY_S = 1.0, 60.0

_SOUND_DEVICES = Path("/dev/snd")
_LOOK_S = 1.0

_FIRST_STATUS_S, _STATUS_S = 0.5, 5.0
"""How often the status line is looked at: soon after the start there is a broker, and a microphone."""

_STEADY_S = 30.0
"""A service that ran so long was well: what it fails of next is news."""


async def run(
    settings: Settings, *, config_file: str = "defaults", reread: Callable[[], Settings] | None = None
) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code. `reread` returns the settings as they are at a SIGHUP."""
    systemd = Systemd()
    systemd.status(f"loading models (settings: {config_file})")
    async with build(settings, reread) as app:
        stopping = _stop_signal()  # before, there is nothing to end in order: a signal just ends the process
        serving = asyncio.create_task(_serve(app, systemd))
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        systemd.stopping()
        if serving.done():
            raise _cause(serving.exception() or EdgeAssistError("the services ended"))
        await app.drain(DRAIN_S)
        serving.cancel()
        await asyncio.wait({serving}, timeout=DRAIN_S)
    return 0


def _stop_signal() -> asyncio.Future[None]:
    """Return what is done when SIGTERM or SIGINT comes."""
    loop = asyncio.get_running_loop()
    stopping: asyncio.Future[None] = loop.create_future()

    def _stop() -> None:
        if not stopping.done():
            stopping.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop)
    return stopping


async def _serve(app: App, systemd: Systemd) -> None:
    async with asyncio.TaskGroup() as tasks:
        for name, service in app.services.items():
            sleep = until_plugged if name == "microphone" else asyncio.sleep
            tasks.create_task(supervise(name, service, sleep=sleep), name=name)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, app.reload)
        tasks.create_task(systemd.watch(app.status, app.overdue))
        systemd.ready()
        logger.info("ready: %s", app.status())


async def supervise(
    name: str,
    service: Callable[[], Awaitable[None]],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> None:
    """Run a service for as long as the process lives; one that fails is started again, later each time.

    EngineStuckError and ConfigError pass, also out of a group.
    """
    delay_s, said = _FIRST_DELAY_S, ""
    while True:
        began = time.monotonic()
        try:
            await service()
        except (AudioError, BrokerError, ModelError) as error:
            level = logging.DEBUG if str(error) == said else logging.WARNING
            said = str(error)
            logger.log(level, "%s: %s; trying again from time to time", name, error)
        except Exception as error:  # a defect of one service does not take the others down
            if isinstance(cause := _cause(error), _FATAL):
                raise cause from error
            logger.exception("%s failed; again in %.0f s", name, delay_s)
        else:
            logger.debug("%s ended; again in %.0f s", name, delay_s)
        if time.monotonic() - began > _STEADY_S:
            delay_s, said = _FIRST_DELAY_S, ""
        await sleep(delay_s * (0.5 + chance() / 2))
        delay_s = min(2 * delay_s, _LONGEST_DELAY_S)


async def until_plugged(seconds: float, devices: Path = _SOUND_DEVICES) -> None:
    """Sleep, but not longer than until a sound device has come or gone."""
    deadline = time.monotonic() + seconds
    before = _names(devices)
    while (left := deadline - time.monotonic()) > 0:
        await asyncio.sleep(min(left, _LOOK_S))
        if _names(devices) != before:
            await asyncio.sleep(_LOOK_S)  # the sound server takes it up meanwhile
            return


def _names(folder: Path) -> list[str]:
    try:
        return sorted(each.name for each in folder.iterdir())
    except OSError:
        return []


def _cause(error: BaseException) -> BaseException:
    """Return what is behind a group of errors: the one that ends the process, or else the first."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    causes = [_cause(inner) for inner in error.exceptions]
    return next((cause for cause in causes if isinstance(cause, _FATAL)), causes[0])


class Systemd:
    """Tells systemd how we are; nothing where it did not start us."""

    def __init__(self) -> None:
        self._notify: Callable[[str], object] = _notifier()
        self._watchdog_s = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000

    def ready(self) -> None:
        """Say that the start is over."""
        self._notify("READY=1")

    def stopping(self) -> None:
        """Say that the end has begun."""
        self._notify("STOPPING=1")

    def status(self, text: str) -> None:
        """Show a line in `systemctl status`."""
        self._notify(f"STATUS={text}")

    async def watch(self, status: Callable[[], str], overdue: Callable[[], Sequence[str]]) -> None:
        """Keep the status line true, and feed the watchdog for as long as nothing is overdue, until cancelled."""
        said: Sequence[str] = ()
        longest_s = min(self._watchdog_s / 3, _STATUS_S) if self._watchdog_s else _STATUS_S
        pause_s = min(_FIRST_STATUS_S, longest_s)
        while True:
            if late := overdue():
                self._notify(f"STATUS=stuck: {', '.join(late)}")
                if late != said:
                    logger.error("stuck: %s; where it does not end, systemd starts us again", ", ".join(late))
            else:
                self._notify(f"WATCHDOG=1\nSTATUS={status()}")
            said = late
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, longest_s)


def _notifier() -> Callable[[str], object]:
    if "NOTIFY_SOCKET" not in os.environ:
        return lambda _: None
    try:
        from systemd.daemon import notify  # noqa: PLC0415  only where systemd started us
    except ImportError:
        logger.warning("systemd waits for READY and systemd-python is missing: pip install 'edgeassist[systemd]'")
        return lambda _: None
    return notify  # type: ignore[no-any-return]
