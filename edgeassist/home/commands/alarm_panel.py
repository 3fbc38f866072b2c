"""Alarm panels: arming and disarming; whether that may be done by voice at all is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.reading import one_of

_MODES = {"away": "ARM_AWAY", "home": "ARM_HOME", "night": "ARM_NIGHT", "vacation": "ARM_VACATION"}
_STATES = (
    *("disarmed", "armed_away", "armed_home", "armed_night", "armed_vacation", "armed_custom_bypass"),
    *("arming", "disarming", "pending", "triggered"),
)


def _order(device: Device, payload: str, default: str, state: str) -> Effect | None:
    """Return the effect of an order; None where the panel wants a code, which we do not have."""
    if device.config.get("code") is not None:
        return None
    action = device.word(payload, default)
    commands = device.send("command_topic", action, action=action, code=None)
    return Effect(commands, {"state": Goal(state)}, {"state": Goal("arming")}) if commands else None


def _arm(device: Device, params: Mapping[str, Any]) -> Effect | None:
    mode = str(params.get("option", "away")).casefold()
    return _order(device, f"payload_arm_{mode}", _MODES[mode], f"armed_{mode}") if mode in _MODES else None


def _disarm(device: Device, _: Mapping[str, Any]) -> Effect | None:
    return _order(device, "payload_disarm", "DISARM", "disarmed")


def _sources(device: Device) -> tuple[Source, ...]:
    return device.source("state_topic", "value_template", one_of({state: state for state in _STATES}), "state")


ALARM_CONTROL_PANEL = Platform({"turn_on": _arm, "select_option": _arm, "turn_off": _disarm}, _sources)
