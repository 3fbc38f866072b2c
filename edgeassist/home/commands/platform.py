"""What is known of a platform: one line of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect


@dataclass(frozen=True, slots=True)
class Platform:
    """One line of the table: what a platform takes, by intent, and what it reports."""

    effects: Mapping[str, Callable[[Device, Mapping[str, Any]], Effect | None]]
    """None: this device cannot do that, or not with these parameters."""
    sources: Callable[[Device], tuple[Source, ...]]
