"""Locks; one that is only on its way ("locking") may still jam, so it is not taken for locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.reading import one_of

_STATES = ("locked", "locking", "unlocked", "unlocking", "jammed", "open", "opening")


def _lock(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = device.send("command_topic", device.word("payload_lock", "LOCK"), code=None)
    return Effect(commands, {"state": Goal("locked")}) if commands else None


def _unlock(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = device.send("command_topic", device.word("payload_unlock", "UNLOCK"), code=None)
    return Effect(commands, {"state": Goal("unlocked", ("open",))}) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    states = {device.word(f"state_{state}", state.upper()): state for state in _STATES}
    return device.source("state_topic", "value_template", one_of(states), "state")


LOCK = Platform({"lock": _lock, "unlock": _unlock}, _sources)
