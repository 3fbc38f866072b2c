"""A daemon to which things happen: a clock that can be set, a card that can break, and a word at which it hangs."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import psutil

from tests.brokers import Mosquitto
from tests.daemons import REPOSITORY, Daemon
from tests.soak.asking import home_with_signals
from tests.soak.card import Card, can_have_cards
from tests.soak.clock import Clock

_START_S = 120.0
"""A start may take so long where much else runs: how long it takes is counted, not tested."""
WATCHDOG_S = 3.0
"""How long systemd would wait for a sign of life; the daemon gives five a second."""


_MORE_BYTES = 4 << 20


def can_limit_memory() -> bool:
    """Return whether groups of processes can be given a limit here: as root, with version 1 of these groups."""
    return os.access(_group() / "memory.limit_in_bytes", os.W_OK)


def _group() -> Path:
    """Return the folder of the memory group that this process is in."""
    lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    below = next((line.split(":", 2)[2] for line in lines if line.split(":")[1] == "memory"), "/none")
    return Path("/sys/fs/cgroup/memory") / below.lstrip("/")


class Victim(Daemon):
    """The daemon, its broker and its card; `with` starts the broker, and puts the card in where there can be one."""

    def __init__(self, folder: Path, broker: Mosquitto, **settings: object) -> None:
        self._stack = ExitStack()
        self.folder = folder / "state"
        self.card = Card(self.folder) if can_have_cards() else None
        self.clock = Clock(folder)
        self.broker = broker
        given = {"audio__enabled": "false", "log_level": "warning", "time_zone": "Europe/Berlin"}
        given |= {"mqtt__confirm_s": "1", "intent__general_limit_s": "0.5"}  # else it may think for two minutes
        given |= {"home": str(home_with_signals(folder)), "mqtt__port": str(broker.port)}
        super().__init__(folder, **{**given, **settings})
        self._environment |= self.clock.environment | {"PYTHONPATH": str(REPOSITORY), "PYTHONFAULTHANDLER": "1"}
        self._command[2] = "tests.soak.hanging"

    def __enter__(self) -> Self:
        if self.card is not None:
            self._stack.enter_context(self.card)
        self.folder.mkdir(exist_ok=True)
        return super().__enter__()

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._stack.close()

    async def until(self, condition: Callable[[], object], within_s: float = _START_S) -> None:
        """Return as soon as the condition holds."""
        await super().until(condition, within_s)

    @property
    def worked_s(self) -> float:
        """The seconds of a processor that it has taken since its start."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    @property
    def memory_mb(self) -> float:
        """Its resident memory."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it by a signal."""
        self.process.send_signal(number)
        self.process.wait(10.0)

    @contextmanager
    def memory_limited(self) -> Iterator[Callable[[], int]]:
        """Let it take a few megabytes more than it has, and no more; yields what tells how often the kernel killed."""
        ours = _group()
        group = ours / f"edgeassist-soak-{os.getpid()}"
        group.mkdir()
        try:
            (group / "cgroup.procs").write_text(str(self.process.pid))
            (group / "memory.limit_in_bytes").write_text(str(_MORE_BYTES))  # what it has is charged elsewhere
            yield lambda: int(dict(map(str.split, (group / "memory.oom_control").read_text().splitlines()))["oom_kill"])
        finally:
            if self.process.poll() is None:
                (ours / "cgroup.procs").write_text(str(self.process.pid))
            group.rmdir()

    def post_mortem(self) -> str:
        """End it, and return what it told systemd, what it was doing, and the end of its log."""
        if self.process.poll() is None:
            self.end(signal.SIGABRT)
        return "\n".join([f"exit code {self.process.returncode}", *map(str, self.told[-3:]), *self.log[-150:]])

    async def ended_by_watchdog(self) -> None:
        """Wait until it has given no sign of life for so long that systemd ends it, and do as systemd does."""
        began = time.monotonic()
        await self.until(lambda: time.monotonic() - max(self._lived_at, began) > WATCHDOG_S, 30.0)
        self.end(signal.SIGABRT)

    @property
    def _lived_at(self) -> float:
        beats = [at for at, line in list(self.told) if line == "WATCHDOG=1"]
        return self._began + (beats[-1] if beats else 0.0)
