"""What sensors report, as it is told."""

from __future__ import annotations

from edgeassist.home.figures import degrees, number
from edgeassist.units import unit_said


def measured(value: float, unit: str | None, units: str) -> str:
    """Return a value with its unit; temperatures in the scale that `units` (metric or imperial) goes with.

    >>> measured(-18.4, "°C", "metric"), measured(20, "°C", "imperial"), measured(1.0, "kWh", "metric")
    ('minus 18.4 degrees', '68 degrees', '1 kilowatt hour')
    """
    if unit in {"°C", "C", "°F", "F"}:
        return degrees(value, "F" if unit.endswith("F") else "C", units)
    if not unit:
        return number(value)
    return f"{number(value)} {unit_said(unit, one=value == 1) or unit}"
