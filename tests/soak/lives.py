"""A process that is killed at random instants, and begins again."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TypeAlias

from tests.soak.progress import Progress

Live: TypeAlias = Callable[[Path, int, Event], None]
"""Is the process: takes the folder of its state, the number of its life, and what it sets once it acts."""

_START_S = 30.0


def killed_again(live: Live, folder: Path, kills: int, *, mean_s: float, chance: random.Random) -> None:
    """Begin a process so many times, and kill each after so many seconds on average; the first life is number 1."""
    progress = Progress("kills", kills)
    for run in range(1, kills + 1):
        progress.reach(run - 1)
        one_life(live, folder, run, min(chance.expovariate(1 / mean_s), 10 * mean_s))


def one_life(live: Live, folder: Path, run: int, seconds: float) -> None:
    """Begin a process, and kill it so many seconds after it has begun to act."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([live.__module__])
    begun = context.Event()
    process = context.Process(target=live, args=(folder, run, begun), daemon=True)
    process.start()
    if not begun.wait(_START_S):
        process.kill()
        raise TimeoutError(f"life {run} of {live.__module__} did not begin to act within {_START_S:.0f} s")
    time.sleep(seconds)
    process.kill()
    process.join()
