"""The scales in which a light counts, to and from Home Assistant's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from edgeassist.home.commands.config import number_in
from edgeassist.home.commands.reading import Reading

FULL = 255
"""Home Assistant's brightest, whatever the device's scale is."""

_MIRED = 1_000_000
_MIREDS = (153, 500)
"""What a light can show that does not say."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Brightness and colour temperature of one light."""

    config: Mapping[str, Any]

    @property
    def brightest(self) -> float:
        """What this device calls full brightness."""
        return max(number_in(self.config, "brightness_scale", FULL), 1.0)

    @property
    def kelvins(self) -> tuple[int, int]:
        """The warmest and the coldest white of this device."""
        number = partial(number_in, self.config)
        warm = number("min_kelvin", _MIRED / max(number("max_mireds", _MIREDS[1]), 1))
        cold = number("max_kelvin", _MIRED / max(number("min_mireds", _MIREDS[0]), 1))
        return max(1, round(min(warm, cold))), max(1, round(warm), round(cold))

    @property
    def _in_kelvin(self) -> bool:
        return self.config.get("color_temp_kelvin") is True

    def brightness(self, brightness: int) -> int:
        """Return a brightness (1-255) in this device's scale, never its zero."""
        return max(1, round(brightness * self.brightest / FULL))

    def temperature(self, kelvin: int) -> int:
        """Return a colour temperature as this device takes it: mireds, or kelvin where its config says so."""
        return kelvin if self._in_kelvin else round(_MIRED / kelvin)

    def seen_brightness(self, value: float) -> Reading:
        """Return the reading of a brightness in this device's scale."""
        return {"brightness": min(max(round(value * FULL / self.brightest), 0), FULL)}

    def seen_temperature(self, value: float) -> Reading:
        """Return the reading of a colour temperature that this device reports; raises ValueError below 1."""
        if value < 1:
            raise ValueError(f"{value} is no colour temperature")
        return {"color_temp_kelvin": round(value if self._in_kelvin else _MIRED / value)}
