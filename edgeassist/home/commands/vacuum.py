"""Vacuum cleaners and lawn mowers: they go out, wait and come home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.reading import Reading, object_of, one_of

_Make = Callable[[Device, Mapping[str, Any]], Effect | None]

_STATES = ("cleaning", "docked", "paused", "idle", "returning", "error")
_MOWER_STATES = ("mowing", "docked", "paused", "returning", "error")


def _order(topic: str, payload: str, default: str, *states: str) -> _Make:
    def _send(device: Device, _: Mapping[str, Any]) -> Effect | None:
        commands = device.send(topic, device.word(payload, default))
        goals = {"state": Goal(states[0], states[1:])} if states else {}
        return Effect(commands, goals) if commands else None

    return _send


def _sources(device: Device) -> tuple[Source, ...]:
    state = one_of({name: name for name in _STATES})

    def _read(text: str) -> Reading:
        message = object_of(text)
        kept = {key: message[key] for key in ("battery_level", "fan_speed") if isinstance(message.get(key), str | int)}
        return {**state(str(message.get("state"))), **kept}

    return device.source("state_topic", "value_template", _read, "state", "battery_level", "fan_speed")


def _mower_sources(device: Device) -> tuple[Source, ...]:
    states = one_of({name: name for name in _MOWER_STATES})
    return device.source("activity_state_topic", "activity_value_template", states, "state")


VACUUM = Platform(
    {
        "vacuum_start": _order("command_topic", "payload_start", "start", "cleaning"),
        "vacuum_pause": _order("command_topic", "payload_pause", "pause", "paused", "idle"),
        "vacuum_stop": _order("command_topic", "payload_stop", "stop", "idle", "paused", "docked"),
        "vacuum_return": _order("command_topic", "payload_return_to_base", "return_to_base", "returning", "docked"),
        "vacuum_locate": _order("command_topic", "payload_locate", "locate"),
    },
    _sources,
)
LAWN_MOWER = Platform(
    {
        "vacuum_start": _order("start_mowing_command_topic", "payload_start_mowing", "start_mowing", "mowing"),
        "vacuum_pause": _order("pause_command_topic", "payload_pause", "pause", "paused"),
        "vacuum_stop": _order("pause_command_topic", "payload_pause", "pause", "paused"),
        "vacuum_return": _order("dock_command_topic", "payload_dock", "dock", "returning", "docked"),
    },
    _mower_sources,
)
