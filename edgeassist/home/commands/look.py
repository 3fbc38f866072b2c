"""How a light is to look, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from edgeassist.home.commands.colours import Rgb, hs_of, rgb_of_hs
from edgeassist.home.commands.reading import Reading


@dataclass(frozen=True, slots=True)
class Look:
    """What a light that is on is to show; None: as it was."""

    brightness: int | None = None
    """1-255."""
    rgb: Rgb | None = None
    kelvin: int | None = None


def seen_rgb(parts: tuple[float, ...]) -> Reading:
    """Return the reading of a colour as red, green and blue; further parts are white lamps."""
    red, green, blue = (min(max(round(part), 0), 255) for part in parts[:3])
    return {"rgb_color": (red, green, blue), "hs_color": hs_of((red, green, blue))}


def seen_hs(hue: float, saturation: float) -> Reading:
    """Return the reading of a colour as hue and saturation."""
    return {"rgb_color": rgb_of_hs(hue, saturation), "hs_color": (float(hue), float(saturation))}
