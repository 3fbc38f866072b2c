"""How far a long trial has come, said once in a while, with what it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

import click

_EVERY_S = 30.0


def _to_stderr(line: str) -> None:
    click.echo(line, err=True)


class Progress:
    """Counts what is done of so many, and says so every half a minute.

    >>> moments = iter([0.0, 10.0, 60.0])
    >>> progress = Progress("turns", 3000, say=print, now=lambda: next(moments))
    >>> progress.reach(500)
    >>> progress.reach(1000, "0 lost")
    1,000 of 3,000 turns (33 %), about 2 min left; 0 lost
    """

    def __init__(
        self,
        what: str,
        total: int,
        *,
        say: Callable[[str], None] = _to_stderr,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._say = say
        self._now = now
        self._began = self._said = now()

    def reach(self, done: int, remark: object = "") -> None:
        """So many are done; `remark` is what was seen so far."""
        now = self._now()
        if now - self._said < _EVERY_S or not done:
            return
        self._said = now
        left_s = (now - self._began) / done * (self._total - done)
        left = f"{left_s / 60:.0f} min" if left_s >= 60 else f"{left_s:.0f} s"
        seen = f"; {remark}" if str(remark) else ""
        self._say(f"{done:,} of {self._total:,} {self._what} ({100 * done // self._total} %), about {left} left{seen}")
