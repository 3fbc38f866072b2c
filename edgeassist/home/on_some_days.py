"""Some days of what comes round every day, at another time: "but at nine at weekends"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.cycles import cycle_of
from edgeassist.home.how_often import read_repeat
from edgeassist.home.time_said import Said
from edgeassist.messages import ParsedAction
from edgeassist.text import WEEKDAYS
from edgeassist.when import OFTEN, TIME

_DAYS = rf"(?:{OFTEN}|(?:on |at )?the weekend\b)"
_BUT = re.compile(
    r"(?:(?:but|except(?: that)?|only|though|just|however|rather|no|actually|please|make (?:it|that)|do (?:it|that)) )*"
    rf"(?:(?:at )?(?P<at>{TIME}) (?P<days>{_DAYS})"
    rf"|(?P<on>{_DAYS}),? (?:(?:then|when it(?:'s| is| should be)|it(?:'s| is)|make it|do it|at) )*(?P<then>{TIME}))"
    r"(?: (?:instead|though|please|rather|then))*"
)


def on_some_days(text: str, base: ParsedAction) -> tuple[ParsedAction, Said] | None:
    """Return what comes round without the days that are named, and its time on those; None: they are none of its days.

    >>> daily = ParsedAction("alarm_set", values={"time": "7", "repeat": "every day"})
    >>> rest, said = on_some_days("but at 9 at weekends", daily)
    >>> rest.values["repeat"], said.time, said.often
    ('every day except saturday and sunday', '9', 'every saturday and sunday')
    >>> on_some_days("and at 9 at weekends", daily) is None
    True
    """
    match = _BUT.fullmatch(text)
    often = base.repeat or base.values.get("repeat") or ""
    days, those = read_repeat(often) or (), (read_repeat(match["days"] or match["on"]) or ()) if match else ()
    if match is None or not those or not {*those} < {*days} or cycle_of(days) > 1:
        return None
    named = " and ".join(day for day in WEEKDAYS if day[:3] in those)
    left = f"{often} {'and' if ' except ' in often else 'except'} {named}"
    in_values = "repeat" in base.values and not base.repeat
    rest = replace(base, values={**base.values, "repeat": left}) if in_values else replace(base, repeat=left)
    return rest, Said(match["at"] or match["then"], f"every {named}", adds=False)
