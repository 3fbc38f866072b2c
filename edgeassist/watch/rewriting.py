"""Alerts in the words of a general language model, as far as it keeps to the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.aside import Scribe
from edgeassist.sensors.summary import STORM, Fact
from edgeassist.watch.checking import is_borne_out
from edgeassist.watch.words import Telling, told

_RULES = (
    "Join these sentences about sensors of a house into a short message to be read aloud. Keep every name, number, "
    "unit and time exactly as it is, and what is said of which sensor. Add nothing and leave nothing out."
)


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Puts alerts in other words."""

    scribe: Scribe

    async def reworded(self, facts: Sequence[Fact], telling: Telling) -> str:
        """Return the facts in the words of the model, or in ours where its text says anything that they don't."""
        ours = told(facts, telling)
        text = await self.scribe.written(_RULES, ours) if len(facts) <= STORM else None
        return text if text and is_borne_out(text, facts, telling) else ours
