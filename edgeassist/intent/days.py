"""Days that are left out of a repetition, brought to it from where they were said: "every day at 8 but not sundays"."""

from __future__ import annotations

import re

_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:the )?weekends?|weekdays|holidays)"
_LEFT_OUT = re.compile(
    r",? ?\b(?:(?:and |but )?not|except|but|apart from|other than|excluding|bar|leaving out|leave out|without)"
    rf"(?: (?:not|for|on|at))* (?P<days>{_DAY}(?:(?:,| and| or|, and)(?: on)? {_DAY})*)\b,?",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    rf"\b(?:(?:every|each)(?: single)? (?:day|morning|evening|night|afternoon|weekday|{_DAY})"
    r"|(?:on|all) (?:weekdays|week days)|daily|nightly|everyday|weekdays)\b",
    re.IGNORECASE,
)


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


def overlooks_days(text: str, repeats: tuple[str, ...]) -> bool:
    """Return whether `text` leaves out days that stand in none of the `repeats` that were read.

    >>> overlooks_days("every day except sunday at 8", (" every day",))
    True
    """
    match = _LEFT_OUT.search(text)
    return bool(match and _OFTEN.search(text) and not any(match["days"] in repeat for repeat in repeats))
