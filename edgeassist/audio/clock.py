"""When chunks began, on the clock of this machine, though the device keeps its own."""

from __future__ import annotations

from edgeassist.messages import CHUNK_S

_RESYNC_S = 0.25
_PULL = 0.05


class ChunkClock:
    """Goes at the device's own even pace, pulled gently towards this machine's clock; starts anew after a gap.

    >>> clock = ChunkClock()
    >>> [round(clock.stamp(measured), 3) for measured in (1.0, 1.052, 1.064, 9.0)]
    [1.0, 1.033, 1.065, 9.0]
    """

    def __init__(self) -> None:
        self._next: float | None = None

    def stamp(self, measured: float) -> float:
        """Return when the next chunk began, given when it seems to have begun."""
        if self._next is None or abs(measured - self._next) > _RESYNC_S:
            self._next = measured
        began = self._next + _PULL * (measured - self._next)
        self._next = began + CHUNK_S
        return began
