"""The same command read in another way: what a number or a mode is, the thing decides that is set to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.messages import ParsedAction

_SET_TO: Mapping[str, str] = MappingProxyType(
    {
        "set_light": "brightness_pct",
        "set_position": "position",
        "set_fan_speed": "percentage",
        "set_volume": "volume_pct",
        "set_humidity": "humidity",
        "set_temperature": "temperature",
        "set_value": "value",
    }
)
"""What sets a thing to a number, and the value that holds it."""
_PUT_IN: Mapping[str, str] = MappingProxyType(
    {"set_hvac_mode": "mode", "set_preset": "preset", "select_option": "option", "set_fan_speed": "percentage"}
)
"""What puts a thing in a mode, and the value that holds that."""

_DIMENSION = re.compile(
    r"\b(?:position|speed|volume|temperature|degrees?|kelvin|celsius|fahrenheit|brightness|bright|dim|humidity|open|closed|"
    r"loud|warm|hot|cold)\b"
)
"""Words that tell what a number measures."""


def otherwise(parsed: ParsedAction, said: str) -> Iterator[ParsedAction]:
    """Yield "the blind to 80" where that was read as a brightness, "the purifier on silent" where as heating.

    Nothing where another word of `said` tells what was meant, or where no thing was named.
    """
    slot = next(iter(parsed.values), "")
    names = [target.name for target in parsed.targets if target.name and not target.domain]
    if not said or not names or len(names) < len(parsed.targets) or len(parsed.values) != 1:
        return
    for name in names:
        said = said.replace(name, "")
    settings = _SET_TO if not _DIMENSION.search(said) else {"set_value": "value"}
    for table, ways in ((_SET_TO, settings), (_PUT_IN, _PUT_IN)):
        for intent, other in ways.items() if table.get(parsed.intent) == slot else ():
            if intent != parsed.intent:
                yield replace(parsed, intent=intent, values={other: parsed.values[slot]})
