"""What can only be read: sensors, contacts, and whatever else has a state topic."""

from __future__ import annotations

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.power import power_source
from edgeassist.home.commands.reading import Reading, finite, number_of, word_of

_NUMERIC = ("unit_of_measurement", "state_class", "suggested_display_precision")
_word = word_of("state")


def _any(text: str) -> Reading:
    """Read a number where it is one, otherwise a short text; what measures nothing says "nan"."""
    if text.casefold() == "nan":
        return {"state": "unknown"}
    try:
        return {"state": finite(text)}
    except ValueError:
        return _word(text)


def _sources(device: Device) -> tuple[Source, ...]:
    numeric = any(device.config.get(key) is not None for key in _NUMERIC)
    return device.source("state_topic", "value_template", number_of("state") if numeric else _any, "state")


SENSOR = Platform({}, _sources)
BINARY_SENSOR = Platform({}, power_source)
