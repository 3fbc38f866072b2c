"""What an action does to one device, and what the device shows once it is done."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from edgeassist.messages import Command, Entity


@dataclass(frozen=True, slots=True)
class Goal:
    """A state or an attribute that shows that a command was carried out."""

    value: Any
    others: tuple[Any, ...] = ()
    """Values that will do as well ("opening" for "open")."""
    near: Callable[[Any, Any], bool] = operator.eq

    def met_by(self, reported: object) -> bool:
        """Return whether what the device reports is what was meant."""
        if reported is None:
            return False
        return reported in self.others or self.near(self.value, reported)


def within(tolerance: float) -> Callable[[Any, Any], bool]:
    """Return a comparison of numbers that lets them differ by `tolerance`."""

    def _near(wanted: float, reported: object) -> bool:
        return isinstance(reported, int | float) and abs(wanted - reported) <= tolerance

    return _near


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action does to one device: the messages, and what the device shows afterwards."""

    commands: tuple[Command, ...]
    goals: Mapping[str, Goal] = field(default_factory=dict)
    """"state" or an attribute → what it will be; empty where nothing can be seen (a scene)."""
    underway: Mapping[str, Goal] = field(default_factory=dict)
    """What shows that it has begun, where it takes long (a blind on its way to 50 %)."""

    def shown_by(self, entity: Entity, reported: frozenset[str]) -> bool:
        """Return whether the entity shows it, judged by what its device reports."""
        return any(
            seen and all(goals[name].met_by(_value(entity, name)) for name in seen)
            for goals in (self.goals, self.underway)
            if (seen := reported & goals.keys())
        )

    def visible(self, reported: frozenset[str]) -> bool:
        """Return whether the device reports anything that would show it."""
        return bool(reported & (self.goals.keys() | self.underway.keys()))


def _value(entity: Entity, name: str) -> object:
    return entity.state if name == "state" else entity.attributes.get(name)


def step_of(params: Mapping[str, Any], name: str, size: float) -> float:
    """Return a step from the parameters: signed as given, or "up" and "down" as a step of `size`."""
    step = params.get(name, "up")
    if isinstance(step, str):
        return -size if step == "down" else size
    return float(step)
