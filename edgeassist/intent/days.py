"""Days that are left out of a repetition, brought to it from where they were said: "every day at 8 but not sundays"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from edgeassist.holidays import HOLIDAYS
from edgeassist.text import ORDINAL_DAY, WEEKDAY
from edgeassist.when import OF_MONTH, OFTEN

_DAY = rf"(?:{WEEKDAY}s?|(?:the )?weekends?|weekdays|holidays)"
_LEFT_OUT = re.compile(
    r",? ?\b(?:(?:and |but )?not|except|but|apart from|other than|excluding|bar|leaving out|leave out|without)"
    rf"(?: (?:not|for|on|at))* (?P<days>{_DAY}(?:(?:,| and| or|, and)(?: on)? {_DAY})*)\b,?",
    re.IGNORECASE,
)
_OFTEN = re.compile(rf"\b(?:all week ?days\b|{OFTEN})", re.IGNORECASE)
_ONCE = frozenset({"date", "time", "when", "until", "duration_s", "condition"})
_SPACED = re.compile(
    r"\b(?:(?:every|each) (?:other|second|third|\d+|few|couple|hour|half|minute|month|year|quarter|fortnight"
    r"|morning|evening|night|day)\b|hourly|monthly|yearly|quarterly|annually|fortnightly|bi-?weekly"
    r"|(?:once|twice|\d+ times) (?:a|per|every)\b|(?:of|in) (?:the|each|every) month\b)"
)
"""How often something comes round."""
_UNTIL_A_DAY = re.compile(
    r"\b(?:until|till|up to) (?:next |the )?(?:\w+day|week|month|weekend|(?:end of )?(?:\w+ )?week)\b"
)
_LIMITED = re.compile(
    r"\b(?:(?:next|this) weekend"
    r"|(?:starting|beginning|as of) (?:from |on )?(?:next |this )?(?:tomorrow|week|month|\w+day)"
    r"|from next (?:week|month|\w+day)|at the (?:latest|earliest)|unless|only (?:after|before|between|if|when)"
    r"|for the next (?:\d+|few|couple of) (?:day|week|night|morning)s"
    r"|(?:before|after) (?:that|it|this|then|(?:my|the|our) (?:alarm|timer|reminder)))\b"
)
"""From when on, or when not: what no time of ours can hold."""
_DATED = re.compile(
    rf"\b{OF_MONTH}|\b(?:on|at) (?:{'|'.join(map(re.escape, HOLIDAYS))})(?= at\b|$)"
    rf"|(?<!turn )(?<!switch )(?<!put )\bon the {ORDINAL_DAY}(?= (?:at|to|about|in the)\b|$)"
)
"""A day of the calendar."""
_WHEN_IT_IS = re.compile(
    r"\b(?:when|once|as soon as|until|till) (?P<so>(?:it|that|she|he|they)(?:'s|'re|'ve| is| are| has| have) \w+)"
)
"""What is waited for: without it something would be done at once."""


def with_days_left_out(text: str) -> str:
    """Return a text with the days that are left out just after the repetition that they are left out of.

    >>> with_days_left_out("wake me every day at 7, but not at weekends")
    'wake me every day except weekends at 7'
    >>> with_days_left_out("every weekday apart from friday open the blinds")
    'every weekday except friday open the blinds'
    >>> with_days_left_out("every light but not the desk lamp")
    'every light but not the desk lamp'
    """
    match, often = _LEFT_OUT.search(text), _OFTEN.search(text)
    if match is None or often is None or match.start() < often.end():
        return text
    days = re.split(r"(?:,| and| or)+(?: and| or)? (?:on )?", re.sub(r"\bthe ", "", match["days"]))
    without = f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".rstrip()
    return f"{without[: often.end()]} except {' and '.join(days)}{without[often.end() :]}"


def overlooks_days(text: str, slots: Sequence[Mapping[str, str]]) -> bool:
    """Return whether `text` tells what to wait for, a date or how often, and no value that was read holds that.

    How often is held by no single time.

    >>> overlooks_days("every day except sunday at 8", [{"repeat": " every day"}])
    True
    >>> overlooks_days("every day at 8", [{"repeat": " every day", "when": " at 8"}])
    False
    """
    often = _LEFT_OUT.search(text) if _OFTEN.search(text) else None
    said = [often["days"]] if often else []
    said += [match[0] for match in _UNTIL_A_DAY.finditer(text) if _OFTEN.search(text)]
    said += [match[0] for pattern in (_SPACED, _LIMITED) for match in pattern.finditer(text)]
    values = [value for each in slots for slot, value in each.items() if slot not in _ONCE]
    dated = [match[0] for match in _DATED.finditer(text)] + [match["so"] for match in _WHEN_IT_IS.finditer(text)]
    everything = [value for each in slots for value in each.values()]
    return any(
        not any(each in value for value in of) for told, of in ((said, values), (dated, everything)) for each in told
    )
