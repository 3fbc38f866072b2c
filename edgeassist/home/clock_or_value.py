"""A number that may be an hour or a value, and no word tells which: "the telly at eleven"; it is asked and not done."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from edgeassist.messages import Action, Context, Plan, Refusal

_AT_AN_HOUR = re.compile(r".*\bat (?P<hour>1[0-2]|[1-9])(?: (?:too|as well|please|then))*")
_TELLS = re.compile(
    r"\b(?:set|turn|switch|put|make|change|have|keep|leave|want|need|dim|brighten|play|run|start|raise|lower|bring|get"
    r"|volume|percent|degrees?|brightness|bright|speed|temperature|level|half|full|up|down|to|on|off)\b"
)
"""Words of who means a value, or a time."""
_VALUES = MappingProxyType(
    {
        "set_volume": "a volume of {} percent",
        "set_light": "{} percent",
        "set_fan_speed": "{} percent",
        "set_position": "{} percent",
        "set_temperature": "{} degrees",
    }
)
"""What sets a thing to a number, and how that is told."""


def clock_or_value(plan: Plan, context: Context) -> Plan:
    """Return a plan, or the question what is meant by its number where that may be an hour."""
    match = _AT_AN_HOUR.fullmatch(context.said)
    if match is None or _TELLS.search(context.said):
        return plan
    doubtful = [action for action in plan.actions if _is_set_to(action, match["hour"])]
    if not doubtful or len(doubtful) < len(plan.actions):
        return plan
    value = _VALUES[doubtful[0].intent].format(match["hour"])
    why = f"At {match['hour']} o'clock, or {value}? Say it with 'turn on', or with 'set'."
    return replace(plan, actions=(), refusals=(Refusal("ambiguous", why, doubtful[0].intent),), dialogue=None)


def _is_set_to(action: Action, number: str) -> bool:
    return action.intent in _VALUES and not action.when and float(number) in action.params.values()
