"""Whether anybody is about, by doors and motion: while nobody is, nothing that people do is missed."""

from __future__ import annotations

from typing import Final

from edgeassist.sensors.block import Array, Mask

_KEPT: Final = 0.96
"""Of what stirred, per half-hour: it fades in half a day."""

_ENOUGH: Final = 1.5
"""Hours with movement there have to be usually, to tell anything by their absence."""

_SHARE: Final = 0.2

DRIVEN: Final = frozenset(
    {"power", "current", "gas", "water", "volume_flow_rate", "sound_pressure", "running", "opening", "plug"}
)
"""Device classes that may go by what people do; that they rest with nobody there says nothing."""

RUNS: Final = frozenset({"power", "current", "volume_flow_rate", "apparent_power", "frequency"})
"""Device classes of machines that run and rest."""

RESTS_S: Final = 6 * 3600.0
"""What comes round more often does so by itself."""


class Stir:
    """Follows how much people move, and how much they usually would have."""

    def __init__(self) -> None:
        self._moved = 0.0
        self._usual = 0.0

    def close(self, moved: Mask, habit: Array) -> None:
        """Take in a half-hour: which doors and motion sensors moved, and on how many days out of one they do."""
        self._moved = _KEPT * self._moved + float((moved & (habit > _SHARE)).sum()) / 2
        self._usual = _KEPT * self._usual + float(habit[habit > _SHARE].sum()) / 2

    @property
    def is_empty(self) -> bool:
        """Whether far less moves than usually does."""
        return self._usual > _ENOUGH and self._moved < _SHARE * self._usual
