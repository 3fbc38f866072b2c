"""What one assistant can be asked, asked for another room: the one that stands there is told, and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from math import ceil
from types import MappingProxyType

from edgeassist.messages import Action, Context, Step
from edgeassist.mqtt.neighbours import Neighbours
from edgeassist.mqtt.nodes import Node
from edgeassist.skills.loudspeakers import Loudspeakers
from edgeassist.stages import Skill

InWords = Callable[[Action, datetime], str]
"""Puts an action into words that every assistant understands."""

_VOLUME: Mapping[str, str] = MappingProxyType(
    {"up": "speak louder", "down": "speak more quietly", "asked": "how loud are you", "usual": "put your volume back"}
)
_QUIET: Mapping[str, str] = MappingProxyType({"off": "you can talk again", "asked": "are you being quiet"})


class InRooms:
    """A skill, here and in other rooms."""

    def __init__(self, skill: Skill, speakers: Loudspeakers, neighbours: Neighbours, in_words: InWords) -> None:
        self.intents = skill.intents
        self._skill = skill
        self._speakers = speakers
        self._neighbours = neighbours
        self._in_words = in_words

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Do it here, or have it done in the room that was said."""
        place = action.params.get("area")
        if place is None:
            return await self._skill.run(action, context)
        nodes = self._speakers.at(str(place))
        if not nodes:
            return (_step(action, self._speakers.nobody(str(place)), "no_loudspeaker"),)
        own = replace(action, params={key: value for key, value in action.params.items() if key != "area"})
        told = [await self._told(node, own, context) for node in nodes]
        rooms = [f"In {self._speakers.where(node)}" for node in nodes]
        said = " ".join(
            f"{room}: {answer}" if answer else f"{room} nobody answered."
            for room, answer in zip(rooms, told, strict=True)
        )
        return (_step(action, said, None if any(told) else "no_answer"),)

    async def _told(self, node: Node, action: Action, context: Context) -> str | None:
        if node == self._speakers.here:
            return next((step.said for step in await self._skill.run(action, context)), None)
        return await self._neighbours.ask(node, self._in_words(action, context.now))


def volume_in_words(action: Action, _: datetime) -> str:
    """Return how loud one is to speak, or that somebody wants to know.

    >>> volume_in_words(Action("voice_volume", (), {"volume_pct": 30}), datetime(2026, 11, 20))
    'voice volume 30 percent'
    """
    wanted = action.params.get("volume_pct")
    return f"voice volume {wanted:g} percent" if wanted is not None else _VOLUME[str(action.params["direction"])]


def quiet_in_words(action: Action, now: datetime) -> str:
    """Return that nobody is to be disturbed, and until when.

    >>> quiet_in_words(Action("do_not_disturb", (), {"state": "on"}, until={"after_s": 7200}), datetime(2026, 11, 20))
    'do not disturb for 120 minutes'
    """
    if (said := _QUIET.get(str(action.params.get("state")))) is not None:
        return said
    until = action.until or {}
    if "sun" in until:
        return f"do not disturb until {until['sun']}"
    seconds = until.get("after_s")
    if "at" in until:
        seconds = (datetime.fromisoformat(until["at"]) - now).total_seconds()
    return f"do not disturb for {ceil(seconds / 60)} minutes" if seconds else "do not disturb"


def _step(action: Action, said: str, refused: str | None = None) -> Step:
    return Step(action.intent, None, action.params, "refused" if refused else "confirmed", reason=refused, said=said)
