"""An assistant of the house, as the others know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Node:
    """An assistant of the house."""

    name: str
    area: str | None = None
    """The room as its settings name it."""
    speaks: bool = True
    """Whether it has a loudspeaker."""
    online: bool = False


class KnowsNodes(Protocol):
    """Knows the assistants of the house."""

    here: Node

    def others(self) -> list[Node]:
        """Return those with a loudspeaker, by name; also those that are away."""
