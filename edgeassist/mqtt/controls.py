"""What can be turned from outside while the assistant runs: volume, thresholds, the microphone's mute."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from edgeassist.errors import EdgeAssistError
from edgeassist.mqtt.sending import Sender
from edgeassist.replacing import write_whole

logger = logging.getLogger(__name__)


class ControlError(EdgeAssistError):
    """There is no such control, or it does not go so far; the text says which there are, or how far."""


class Range(NamedTuple):
    """How far a control goes, and in which steps a hub turns it."""

    lowest: float
    highest: float
    step: float


@dataclass(frozen=True, slots=True)
class Control:
    """A number that can be turned; it takes effect with the next utterance, the volume with the next sentence."""

    key: str
    """Names it in `cmd/set` and on the topic `controls`."""
    name: str
    range: Range
    get: Callable[[], float]
    set: Callable[[float], None]
    unit: str | None = None
    icon: str | None = None


class Controls:
    """Turns controls, tells how they stand, and keeps that for the next start.

    What the settings say counts again as soon as they say something else than when it was turned: the latest word wins.
    """

    def __init__(self, sender: Sender, controls: Sequence[Control], file: Path) -> None:
        self.controls = tuple(controls)
        self.muted = False
        self._sender = sender
        self._file = file
        self._configured = {each.key: each.get() for each in controls}
        self._turned: dict[str, dict[str, float]] = {}
        """Key → the value that it was turned to, and the one that the settings had then."""
        self._restore()
        sender.remember("controls", json.dumps(self.values()))

    def values(self) -> dict[str, Any]:
        """Return how they stand, as published on `controls`."""
        return {"muted": self.muted, **{each.key: round(each.get(), 4) for each in self.controls}}

    async def set(self, values: Mapping[str, Any]) -> None:
        """Turn some of them, all or none; raises ControlError."""
        known = {each.key: each for each in self.controls}
        if not values or values.keys() - known.keys():
            raise ControlError(f"set takes a JSON object with one or more of: {', '.join(known) or '(nothing here)'}")
        wanted = {key: _checked(known[key], value) for key, value in values.items()}
        for key, value in wanted.items():
            known[key].set(value)
            self._turned[key] = {"value": value, "configured": self._configured[key]}
        await self._changed()

    async def mute(self, *, muted: bool) -> None:
        """Note that the microphone is muted, or not any more."""
        self.muted = muted
        await self._changed()

    async def _changed(self) -> None:
        kept = json.dumps({"muted": self.muted, "turned": self._turned})
        try:
            write_whole(self._file, kept)
        except OSError as error:
            logger.warning("%s: %s; until the next start it stays as it was set", self._file, error.strerror)
        await self._sender.keep("controls", json.dumps(self.values()))

    def _restore(self) -> None:
        kept = _read(self._file)
        self.muted = kept.get("muted") is True
        turned = kept.get("turned")
        for each in self.controls:
            entry = turned.get(each.key) if isinstance(turned, dict) else None
            if not isinstance(entry, dict) or entry.get("configured") != self._configured[each.key]:
                continue
            try:
                value = _checked(each, entry.get("value"))
            except ControlError:
                continue
            each.set(value)
            self._turned[each.key] = {"value": value, "configured": self._configured[each.key]}


def _checked(control: Control, value: Any) -> float:
    """Return the value; raises ControlError where the control does not go so far."""
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and control.range.lowest <= value <= control.range.highest
    ):
        return float(value)
    raise ControlError(f"{control.key} is a number from {control.range.lowest:g} to {control.range.highest:g}")


def _read(file: Path) -> dict[str, Any]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        logger.warning("%s cannot be read (%s): controls stand as the settings say", file, error)
        return {}
    return kept if isinstance(kept, dict) else {}
