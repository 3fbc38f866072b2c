"""Announcements: said at the loudspeakers of a room, of a floor, or of the whole house, and who did not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from edgeassist.home.figures import listed
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Home, Step
from edgeassist.mqtt.neighbours import Heard, Neighbours
from edgeassist.mqtt.nodes import Node
from edgeassist.skills.loudspeakers import Loudspeakers

_LONGEST = 1_000
_PRIVATE = "The other rooms are not told: privacy.publish_text is off."

Say = Callable[[str], Awaitable[Heard]]
"""Has a text said at our own loudspeaker, soon."""


class Announcements:
    """The skill for announcements."""

    intents = frozenset({"announce"})

    def __init__(self, neighbours: Neighbours, say: Say, home: Callable[[], Home], *, publish_text: bool) -> None:
        self._neighbours = neighbours
        self._say = say
        self._speakers = Loudspeakers(neighbours, home)
        self._publish_text = publish_text

    async def run(self, action: Action, _: Context) -> tuple[Step, ...]:
        """Have it said where it is meant to be heard, and tell where it was not."""
        text, place = sentence(str(action.params.get("text") or "")), action.params.get("area")
        if len(text) > _LONGEST:
            return (_step(action, f"An announcement has {_LONGEST} characters at most.", "too_long"),)
        nodes = self._speakers.at(place)
        if not nodes:
            return (_step(action, self._speakers.nobody(place), "no_loudspeaker"),)
        meant = [node for node in nodes if self._publish_text or node == self._neighbours.here]
        heard = await asyncio.gather(*(self._said_at(node, text) for node in meant))
        said = self._told(meant, heard, named=place is not None)
        if len(meant) < len(nodes):
            said = f"{said} {_PRIVATE}".strip()
        refused = None if {"said", "held"} & {*heard} else "no_answer"
        return (_step(action, said, refused),)

    async def _said_at(self, node: Node, text: str) -> Heard:
        return await (self._say(text) if node == self._neighbours.here else self._neighbours.say(node, text))

    def _told(self, nodes: Sequence[Node], heard: Sequence[Heard], *, named: bool) -> str:
        """Return where it was said, where it will be, and who did not answer."""
        at: dict[Heard, list[str]] = {}
        for node, what in zip(nodes, heard, strict=True):
            at.setdefault(what, []).append(self._speakers.where(node))
        places = {what: list(dict.fromkeys(some)) for what, some in at.items()}
        said = []
        if done := places.get("said"):
            everywhere = not named and len(places) == 1 and len(nodes) > 1
            said.append(f"Announced {'everywhere' if everywhere else f'in {listed(done)}'}.")
        if held := places.get("held"):
            said.append(sentence(f"in {listed(held)} nobody is to be disturbed now, so it is told later"))
        if refused := places.get("refused"):
            said.append(sentence(f"{listed(refused)} could not say it"))
        if silent := places.get("no_answer"):
            said.append(sentence(f"{listed(silent)} did not answer"))
        return " ".join(said)


def _step(action: Action, said: str, refused: str | None = None) -> Step:
    return Step(action.intent, None, action.params, "refused" if refused else "confirmed", reason=refused, said=said)
