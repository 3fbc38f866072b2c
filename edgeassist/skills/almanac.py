"""When the sun rises and sets at the place of the house, by the `astral` library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

_MOST_DAYS = 200
"""Beyond the polar circles it may take so long until the sun rises or sets again."""


@dataclass(frozen=True, slots=True)
class Almanac:
    """The sun over one house; without coordinates, or without the library, it knows nothing."""

    latitude: float | None = None
    longitude: float | None = None

    @property
    def trouble(self) -> str:
        """Why nothing is known, as a sentence; empty where all is well."""
        if self.latitude is None or self.longitude is None:
            return "I don't know when the sun rises and sets here: the settings have no latitude and longitude"
        if find_spec("astral") is None:
            return "I can't tell when the sun rises and sets: the library astral is not installed"
        return ""

    def after(self, event: str, offset_s: float, moment: float) -> float | None:
        """Return when it is next so many seconds after "sunset" or "sunrise"; None: not known, or not for long."""
        if self.trouble:
            return None
        from astral import Observer  # noqa: PLC0415  only where somebody asks for the sun
        from astral.sun import sunrise, sunset  # noqa: PLC0415

        found, observer = (sunset if event == "sunset" else sunrise), Observer(self.latitude or 0, self.longitude or 0)
        first = datetime.fromtimestamp(moment - offset_s, UTC).date() - timedelta(days=1)
        for days in range(_MOST_DAYS):
            try:
                at = found(observer, date=first + timedelta(days=days), tzinfo=UTC).timestamp() + offset_s
            except ValueError:  # the sun does not rise, or not set, on that day
                continue
            if at > moment:
                return at
        return None
