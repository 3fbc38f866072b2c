"""How loud the assistant speaks, as it is asked for: louder, quieter, so much of a hundred, or as it was before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from edgeassist.messages import Action, Context, Step

_STEP = 15.0
_LEAST = 10.0
"""So loud it stays where somebody only says "quieter": one who hears nothing does not know what to say."""
_MOST = 100.0
_LATELY = timedelta(hours=1)


class VoiceVolume:
    """The skill for the volume of our own voice; `turn` sets controls by their keys, None: there is no loudspeaker."""

    intents = frozenset({"voice_volume"})

    def __init__(
        self, volume: Callable[[], float], turn: Callable[[Mapping[str, Any]], Awaitable[None]] | None
    ) -> None:
        self._volume = volume
        self._turn = turn
        self._usual: tuple[datetime, float] | None = None

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Turn the volume; the answer is heard at it."""
        if self._turn is None:
            return (_step(action, "I have no loudspeaker here.", "no_loudspeaker"),)
        before, wanted = self._volume(), action.params.get("volume_pct")
        if action.params.get("direction") == "asked":
            return (_step(action, f"I speak at {before:g} percent."),)
        if action.params.get("direction") == "usual":
            wanted = self._usual[1] if self._usual else before
        elif wanted is None:
            step = -_STEP if action.params.get("direction") == "down" else _STEP
            wanted = min(max(before + step, min(_LEAST, before)), _MOST)
        if wanted == before:
            ends = {0.0: "I am silent already.", _LEAST: "I speak as quietly as I can.", _MOST: "I can't speak louder."}
            return (_step(action, ends.get(wanted, f"I speak at {wanted:g} percent already.")),)
        self._note(before, context.now)
        await self._turn({"volume": float(wanted)})
        return (_step(action, f"I speak at {wanted:g} percent now." if wanted else "Okay, I am silent."),)

    def _note(self, before: float, now: datetime) -> None:
        """Remember how loud it was before all that was asked for in the last hour."""
        if self._usual is None or now - self._usual[0] > _LATELY:
            self._usual = (now, before)


def _step(action: Action, said: str, refused: str | None = None) -> Step:
    return Step(action.intent, None, action.params, "refused" if refused else "confirmed", reason=refused, said=said)
