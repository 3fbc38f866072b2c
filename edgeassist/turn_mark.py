"""Which turn it is that code works for: known to every line of the log, also in the threads of engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PREFIX = "EDGEASSIST_"
"""What our fields in the journal begin with."""
_NOW: ContextVar[str] = ContextVar("turn", default="")


def current_turn() -> str:
    """Return the turn that this is done for; "": for none."""
    return _NOW.get()


@contextmanager
def in_turn(turn: str) -> Iterator[None]:
    """Have what the block does, and the tasks that it begins, be done for a turn.

    >>> with in_turn("3f2a91c0b7d4"):
    ...     current_turn()
    '3f2a91c0b7d4'
    >>> current_turn()
    ''
    """
    before = _NOW.set(turn)
    try:
        yield
    finally:
        _NOW.reset(before)
