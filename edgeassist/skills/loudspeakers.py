"""Where something can be heard: the assistants of the house that have a loudspeaker, by the rooms they stand in."""

from __future__ import annotations

from collections.abc import Callable

from edgeassist.home.figures import listed
from edgeassist.messages import Area, Home
from edgeassist.mqtt.nodes import KnowsNodes, Node
from edgeassist.text import normalise


class Loudspeakers:
    """Knows who speaks in which room."""

    def __init__(self, neighbours: KnowsNodes, home: Callable[[], Home]) -> None:
        self._neighbours = neighbours
        self._home = home

    @property
    def here(self) -> Node:
        """The assistant that this is."""
        return self._neighbours.here

    def at(self, place: str | None) -> list[Node]:
        """Return who speaks in a room or on a floor; everywhere (None) leaves out who is away."""
        return [node for node in self._all() if self._fits(node, place)]

    def where(self, node: Node) -> str:
        """Return the room of a node in words: "the kitchen"."""
        area = self._area_of(node)
        return f"the {(area.name if area else node.area or node.name).removeprefix('The ').lower()}"

    def nobody(self, place: str | None) -> str:
        """Return what is said where nobody speaks at a place."""
        speaking = sorted({self.where(node) for node in self._all()})
        if place is None or not speaking:
            return "There is no loudspeaker that I could announce it on."
        home = self._home()
        area = home.areas.get(place) or home.floors.get(place)
        where = f"{'on' if place in home.floors else 'in'} the {(area.name if area else place).lower()}"
        return f"I know of no loudspeaker {where}, only in {listed(speaking)}."

    def _all(self) -> list[Node]:
        return [*([self.here] if self.here.speaks else []), *self._neighbours.others()]

    def _fits(self, node: Node, place: str | None) -> bool:
        if place is None:
            return node.online or node == self.here
        if normalise(place) in {normalise(node.area or ""), normalise(node.name)}:
            return True
        area = self._area_of(node)
        return area is not None and place in {area.id, area.floor}

    def _area_of(self, node: Node) -> Area | None:
        said = normalise(node.area or "")
        return next(
            (
                area
                for area in self._home().areas.values()
                if area.id == node.area or said in {normalise(name) for name in (area.name, *area.aliases)}
            ),
            None,
        )
