"""`edgeassist run` as a process of its own, with the socket on which systemd would listen to it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Self

REPOSITORY = Path(__file__).parents[1]
HOME = REPOSITORY / "configs" / "demo-home.json"

READY_S = 20.0
"""How long a start may take on a machine that is busy with other things."""


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """Return an environment in which nothing of this machine's own settings counts; `mqtt__port=1` sets mqtt.port."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("EDGEASSIST_", "NOTIFY", "JOURNAL"))}
    given = {f"EDGEASSIST_{key.upper()}": str(value) for key, value in settings.items()}
    return {**kept, "EDGEASSIST_STATE_DIR": str(folder / "state"), **given}


class Daemon:
    """The daemon under test; `with` starts it, and ends it the hard way where it still runs."""

    def __init__(self, folder: Path, *arguments: str, **settings: object) -> None:
        self._folder = folder
        self._command = [sys.executable, "-m", "edgeassist", "run", *arguments]
        self._environment = environment(folder, **settings)
        self._log = folder / "daemon.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._short = tempfile.TemporaryDirectory(prefix="edgeassist-")  # a socket's path has 107 characters at most
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(f"{self._short.name}/notify")
        self._began = 0.0
        self.told: list[tuple[float, str]] = []
        """What systemd was told, a line each, with the seconds since the start."""

    def __enter__(self) -> Self:
        Thread(target=self._listen, daemon=True).start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._socket.close()
        self._short.cleanup()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def log(self) -> list[str]:
        return self._log.read_text(encoding="utf-8").splitlines()

    def start(self) -> None:
        """Start it (again), as systemd does."""
        self.told.clear()
        self._began = time.monotonic()
        with self._log.open("wb") as log:
            status = os.fstat(log.fileno())
            systemd = {
                "NOTIFY_SOCKET": f"{self._short.name}/notify",
                "WATCHDOG_USEC": "600000",
                "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}",
            }
            self._process = subprocess.Popen(
                self._command, env=self._environment | systemd, stderr=log, stdout=log, cwd=self._folder
            )

    def said(self, text: str) -> float | None:
        """Return when systemd was first told a line that begins so."""
        return next((at for at, line in list(self.told) if line.startswith(text)), None)

    async def until(self, condition: Callable[[], object], within_s: float = READY_S) -> None:
        """Return as soon as the condition holds."""
        deadline = time.monotonic() + within_s
        while not condition():
            assert self.process.poll() is None, "\n".join(["the daemon ended", *self.log])
            assert time.monotonic() < deadline, "\n".join(["not in time", *self.log, *map(str, self.told[-5:])])
            await asyncio.sleep(0.01)

    async def ready(self) -> float:
        """Return how long the start took, once it is over."""
        await self.until(lambda: self.said("READY=1"))
        return self.said("READY=1") or 0.0

    async def stop(self, number: signal.Signals = signal.SIGTERM, within_s: float = 10.0) -> tuple[int, float]:
        """Send a signal; return the exit code and the seconds until it had ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        return await self.ended(within_s), time.monotonic() - began

    async def ended(self, within_s: float = READY_S) -> int:
        """Return the exit code once it has ended."""
        deadline = time.monotonic() + within_s
        while (code := self.process.poll()) is None:
            assert time.monotonic() < deadline, "\n".join(["still running", *self.log])
            await asyncio.sleep(0.01)
        return code

    def _listen(self) -> None:
        try:
            while message := self._socket.recv(4096):
                at = time.monotonic() - self._began
                self.told += [(at, line) for line in message.decode().splitlines()]
        except OSError:
            return
