"""Reminders and alarms in an order of their own, as sentences that are known: "remind me tomorrow dentist at 2"."""

from __future__ import annotations

import re
from collections.abc import Callable

from edgeassist.text import WEEKDAY

_PART = r"(?:morning|afternoon|evening|night)"
_DAY = (
    rf"(?:(?:today|tonight|tomorrow(?: {_PART})?|(?:the )?day after tomorrow|this (?:morning|afternoon|evening)"
    rf"|(?:(?:on|next|this|coming) )*{WEEKDAY}(?: {_PART})?)(?!s|'))"
)
_HOUR = r"(?:1[0-2]|[1-9])"
_CLOCK = (
    rf"(?:(?:at |by |around )?(?:(?:half (?:past )?|(?:a )?quarter (?:past|to) |\d{{1,2}} (?:past|to) ){_HOUR}"
    rf"|{_HOUR}(?: [0-5]\d)?(?: [ap]m| o'clock)|{_HOUR} [0-5]\d|{_HOUR}ish|noon|midday|midnight)"
    rf"|at (?:{_HOUR}|1[3-9]|2[0-3])(?: [0-5]\d| o'clock)?)"
)
_LENGTH = r"(?:in (?:an? (?:hour|minute)(?: and a half)?|half an hour|\d+ (?:minutes?|mins?|hours?|days?|weeks?)))"
_WHEN = rf"(?:{_DAY}(?:,? {_CLOCK})?|{_CLOCK}(?:,? {_DAY})?|{_LENGTH})"
_LEAD = r"(?:(?:please|can you|could you|and|also|oh) )*remind me "
_KNOWN = re.compile(rf"{_LEAD}(?:{_WHEN} )*(?:to|about|that|of|when|if|once|every|what|how|why|where|who|again|each)\b")
_FIRST = re.compile(rf"{_LEAD}(?P<when>{_WHEN}) (?P<what>.+)")
_LAST = re.compile(rf"{_LEAD}(?P<what>.+?) (?P<when>{_WHEN})")
_BOTH = re.compile(rf"{_LEAD}(?P<day>{_DAY}) (?P<what>.+?) (?P<clock>{_CLOCK}|at {_HOUR})")
_WORDED = re.compile(r"(?:to|about|that|of|for|every|each|when|if|and|or|before|after)\b|(?:in|on|at) ")
_BARE_HALF = re.compile(r"\bhalf (?=\d)")
_AT_CLOCK = re.compile(r"^(?=half|(?:a )?quarter|\d|noon|mid)")
_ON_DAY = re.compile(rf"^(?={WEEKDAY})")
_WITH_LIGHTS = re.compile(
    r"(?P<wake>(?:wake me|get me)(?: up)?)(?: (?P<then>(?:(?:on|tomorrow|at|every|in)\b).+?))?"
    r" with (?P<what>(?:the |my |all the )?(?:\w+ )?(?:lights?|lamps?))(?: on)?"
    r"(?(then)| (?P<when>(?:(?:on|tomorrow|at|every|in)\b).+))"
)
_HAVE_TO = re.compile(
    r"(?:i|we)(?:'ve| have| need|'m|'re| am| are)?(?: got| supposed)? to (?P<what>.+?)"
    rf"(?: (?P<day>{_DAY}))?,? (?:so )?(?:please )?remind me (?P<clock>{_CLOCK}|{_LENGTH})(?: please)?"
)
"""What somebody has to do, and when they want to be reminded of it."""
_THEN_OFF = re.compile(
    r"(?:(?:please|can i have|i want|give (?:me|us|them|him|her|the \w+)|have) )*"
    r"(?P<length>\d+ (?:minutes?|mins?|hours?)|(?:half )?an hour|an hour and a half) (?:of|for|on|with) (?:the )?"
    r"(?P<what>\w+(?: \w+)?)(?:,? and)?(?: then)? (?:turn|switch) (?:it|that) (?:back )?off(?: again)?"
)
"""For how long something is to be on."""
_WHEN_IT_IS = re.compile(
    rf"(?:(?:tell|remind|call) me|let me know|shout|say)(?: so)? when it's (?P<clock>{_CLOCK}|{_HOUR})"
)
_UNTIL = re.compile(
    r"(?:set|start|run|put on)(?: me)? (?:a|the) timer (?:until|till|to|(?:that )?(?:ends|ending|goes off) at)"
    rf" (?P<clock>{_CLOCK}|{_HOUR})"
)
_REMIND_HIM = re.compile(r"remind (?P<who>(?!me|us|you)\w+) to (?P<what>.+) when (?:he|she|they) (?P<comes>.+)")
_SURE = re.compile(r"\b(?:[ap]m|morning|afternoon|evening|noon|midnight|night)\b")


def _waking(said: re.Match[str]) -> tuple[str, ...]:
    told = said["then"] or said["when"]
    morning = told.replace("tomorrow", "tomorrow morning") if "tomorrow" in told else f"{told} in the morning"
    when = told if _SURE.search(told) else morning
    return f"{said['wake']} {when}", f"turn on {said['what']} {when}"


def _running(said: re.Match[str]) -> tuple[str, ...]:
    return (f"turn on the {said['what']} for {said['length']}",)


def _telling(said: re.Match[str]) -> tuple[str, ...]:
    return (f"remind me {_at(said['clock'])} that it is time",)


def _having_to(said: re.Match[str]) -> tuple[str, ...]:
    when = " ".join(filter(None, (_on(said["day"] or ""), _at(said["clock"]))))
    return (f"remind me {when} to {said['what']}",)


_FULL: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, ...]]], ...] = (
    (_WITH_LIGHTS, _waking),
    (_THEN_OFF, _running),
    (_WHEN_IT_IS, _telling),
    (_UNTIL, _telling),
    (_REMIND_HIM, lambda said: (f"remind me to {said['what']} when {said['who']} {said['comes']}",)),
    (_HAVE_TO, _having_to),
)


def in_known_order(said: str) -> tuple[str, ...]:
    """Return a normalised sentence as one or several that are known; nothing: it is none of these.

    >>> in_known_order("remind me day after tomorrow dentist half 2")
    ('remind me the day after tomorrow at half past 2 to dentist',)
    >>> in_known_order("wake me with the lights at 7")
    ('wake me at 7 in the morning', 'turn on the lights at 7 in the morning')
    >>> in_known_order("remind me to call mum at 5")
    ()
    """
    found = next(((match, full) for pattern, full in _FULL if (match := pattern.fullmatch(said))), None)
    if found is not None:
        return found[1](found[0])
    if _KNOWN.match(said):
        return ()
    for pattern in (_BOTH, _FIRST, _LAST):
        if (match := pattern.fullmatch(said)) and not _WORDED.match(match["what"]):
            told = match.groupdict()
            when = f"{_on(told['day'])} {_at(told['clock'])}" if "day" in told else _at(told["when"])
            return (f"remind me {_BARE_HALF.sub('half past ', _on(when))} to {match['what']}",)
    return ()


def _at(when: str) -> str:
    return _AT_CLOCK.sub("at ", when.replace("ish", ""))


def _on(when: str) -> str:
    return _ON_DAY.sub("on ", f"the {when}" if when.startswith("day after") else when)
