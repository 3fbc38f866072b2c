"""What goes on from a value that was set, or waited for: "and off again below 22", "21 until ten"."""

from __future__ import annotations

import re

from edgeassist.messages import ParsedAction

_THAN = r"(?:(?:warmer|hotter|colder|cooler|higher|lower|more|less|damper|drier) than|above|over|below|under)"
_LIMIT = re.compile(
    rf"(?:(?:is|'s|gets|goes|drops|falls|rises|climbs|becomes|has) )*(?P<than>{_THAN}) (?P<number>\d+(?:\.\d+)?)"
)
_BACK = re.compile(
    r"(?:(?:and|then|but|also) )*(?:(?:turn|switch) (?:it|them) )?(?:back )?(?P<state>on|off)(?: again)?"
    r"(?: (?:when|if|once|as soon as))?(?: (?:it|that)(?:'s| is| gets| goes| drops| falls| rises)?)?(?: back)? "
    rf"(?P<limit>{_THAN} \d+(?:\.\d+)?)(?: (?:degrees|percent))?(?: (?:again|too|please))*"
)
_SET = frozenset({"set_temperature", "set_light", "set_fan_speed", "set_volume", "set_humidity", "set_position"})
_VALUE_UNTIL = re.compile(
    r"(?:(?:and|then|no|make it|make that|set it to|at|to) )*(?P<value>\d+(?:\.\d+)?(?: (?:degrees|percent))?) "
    r"(?P<until>(?:until|till|til|for) .+)"
)


def off_again(said: str, before: ParsedAction) -> str:
    """Return what is done at another limit of what was waited for, or a value that lasts, in full; empty: neither.

    >>> from edgeassist.messages import Target
    >>> warm = ParsedAction("turn_on", (Target(name="fan"),), condition="it's above 24 in the bedroom")
    >>> off_again("and off again below 22", warm)
    'turn it off when it is below 22 in the bedroom'
    >>> off_again("21 until 10", ParsedAction("set_temperature", values={"temperature": "19"}))
    'set it to 21 until 10'
    """
    back, limit = _BACK.fullmatch(said), _LIMIT.search(before.condition or "")
    if back and limit and before.targets:
        condition = before.condition or ""
        then = f"{condition[: limit.start()].rstrip()} is {back['limit']}{condition[limit.end() :]}"
        return f"turn it {back['state']} when {then}"
    match = _VALUE_UNTIL.fullmatch(said) if before.intent in _SET and not before.when else None
    return f"set it to {match['value']} {match['until']}" if match else ""
