"""When the sun rises and sets at the house, for people who ask."""

from __future__ import annotations

from datetime import datetime

from edgeassist.home.figures import duration
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Step
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.words import moment_said


class Sunlight:
    """The skill that tells when sunrise and sunset are."""

    intents = frozenset({"sun_query"})

    def __init__(self, almanac: Almanac) -> None:
        self._almanac = almanac

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Answer with the next sunrise or sunset, or with that of the day that was named."""
        event = str(action.params.get("sun") or "sunset")
        day = action.params.get("date")
        now = context.now.timestamp()
        midnight = datetime.fromisoformat(str(day)).replace(tzinfo=context.now.tzinfo).timestamp() if day else now
        at = self._almanac.after(event, 0.0, midnight)
        if at is None:
            why = self._almanac.trouble or f"there is no {event} here for months"
            return (Step(action.intent, None, action.params, "refused", reason="not_known", said=sentence(why)),)
        said = f"{event} is {moment_said(at, context.now)}"
        if context.said.startswith("how "):
            said = f"{event} is in {duration(max(60.0, 60 * round((at - now) / 60)))}, {moment_said(at, context.now)}"
        elif at < now:
            said = said.replace(" is ", " was ", 1)
        return (Step(action.intent, None, action.params, "confirmed", said=sentence(said)),)
