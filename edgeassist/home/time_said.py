"""A mere time that is said of what was set or planned before: "how about eight", "no twenty", "half past, not ten"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.messages import ParsedAction
from edgeassist.moments import read_clock, read_duration
from edgeassist.text import normalise
from edgeassist.when import BUT_DAYS, DATE, DAY, NO_HOUR, OFTEN, PART

BY_CLOCK = frozenset({"alarm_set", "reminder_set"})
"""What is set for a time of day."""
ASKED_IN_PASSING = frozenset({"get_time", "sun_query"})
"""Questions after which a mere time is still that of what was set before."""
ASIDE = (
    r"(?:(?:no|nope|nah|oh|ooh|ah|um|uh|er|well|wait|sorry|okay|hmm?|so|or|but|then|right|please|maybe|perhaps|actually"
    r"|can you|could you|on second thoughts?|i think|rather"
    r"|(?:that's|it's) (?:(?:a bit|a little|too|much|way|far) )*(?:early|late|soon)"
    r"|(?:a (?:bit|little) )?(?:earlier|later|sooner)) )*"
)
_ANOTHER = (
    r"(?:(?:(?:a|another) )?(?:(?:second|2nd|new|third|3rd) )?(?:one|1|timer|alarm|reminder)(?= (?:for|at|on|of)\b) "
    r"|another (?=(?:for|at)\b))?"
    r"(?:for (?:the )?(?P<name>(?!an? |the |half\b|quarter\b)[a-z]+(?: [a-z]+)??) )?"
)
_LEAD = re.compile(
    rf"{ASIDE}(?P<lead>(?:how|what) about|why not|(?:make|change|move|push|set|put|do|start|begin) (?:it|that)(?: to)?"
    r"|(?:swap|replace) (?:it|that) (?:with|for|by)|change the time(?: to)?|i(?:'d)? (?:want|need|like) (?:it|that)"
    r"|i (?:meant|mean|said)|i(?:'ve| have)? changed my mind|let's (?:say|do|make it)|rather|better|say|no|nope|nah|or"
    rf"|sorry|actually|wait|(?:it's|that's|it is)(?= (?:on|at|in|for)\b)|for(?= \d)|and(?: also)?|also|instead|at"
    r"|(?:start|begin|ring|go off|come on)(?= at\b)|(?:just|only)(?= (?:for|until|on|today|tonight|tomorrow)\b))"
    rf" {_ANOTHER}(?:(?:rather|better|also|maybe|at|on|for|in|to|until) )*"
    r"(?P<time>.+?)(?: (?:instead|then|please|rather|though|too|from now on|only|already|just in case"
    r"|as (?:a )?backup))*"
)
_AND_MAKE = re.compile(r"^(?:and|but|then) (?=(?:make|do|change|move|set|push|put) (?:it|that)\b)")
_AGAIN_AT = re.compile(
    r"^(?:and )?(?:remind me|wake me(?: up)?) (?:again|too|also) (?=(?:at|on|in|tomorrow|tonight)\b)"
)
_PART = re.compile(PART)
_NOT_THAT = (
    re.compile(rf"{ASIDE}(?P<time>.+?) (?:and )?not (?:(?:at|in|for) )?(?P<other>.+)"),
    re.compile(rf"{ASIDE}not (?:(?:at|in|for) )?(?P<other>\S+) (?P<time>.+)"),
    re.compile(rf"{ASIDE}not (?:(?:at|in|for) )?(?P<other>.+?) (?:but (?:at |in |for )?|at |in |for )(?P<time>.+)"),
)
_AFTER = re.compile(
    rf"{ASIDE}(?P<time>.+?)(?: (?:sorry|actually|i mean|i meant|rather)"
    r"|(?:'s| is| would be|'d be) (?:better|enough|plenty|fine)| will do| would do)"
)
_NO_HOUR = re.compile(rf"(?:at )?{NO_HOUR}")
_JUST = re.compile(
    r"^(?:(?:only|just|actually) )+|(?: (?:only|please|then|actually|sorry|instead|from now on|already))+$"
)
_BEFORE_CLOCK = re.compile(r"^(?:at|until|till|til|by|from|around|tomorrow at|tonight at|today at) ")
_NOT_ANY = re.compile(r"no (?:alarm|timer|reminder)\b")
_ADDS = frozenset({"and", "and also", "also"})
HOW_OFTEN = re.compile(rf"\b(?:{OFTEN}{BUT_DAYS}?|(?:on |at )?(?:the )?(?:weekend|week ?day)\b)")
_DAY = re.compile(rf"{DAY}|{DATE}")
_ARTICLE = re.compile(r"^(?:an?|another) (?=\d)")
_FROM_NOW = re.compile(r" from now$")
_KIND = re.compile(r"(?:(?<=second)|(?<=minute)|(?<=hour)) (?:one|1|timer)$")
"""In "and a 5 minute one"."""
NUMBER = re.compile(r"\d+(?:\.\d+)?|(?:\d+ and )?(?:a half|half)")


@dataclass(frozen=True, slots=True)
class Said:
    """A mere time."""

    time: str
    often: str | None
    """Its repetition, which is no part of `time`."""
    adds: bool
    """Whether it is meant beside what was said before, and not in its place."""
    name: str | None = None
    """Of another timer."""


def as_correction_of(text: str, base: ParsedAction) -> str:
    """Return a mere time of day as one that is meant instead, where one was said; a number may be one of an end."""
    spans = (base.values.get("time"),) if base.intent in BY_CLOCK else (base.when, base.until)
    bare = _JUST.sub("", text)
    by_clock = base.intent in BY_CLOCK or (base.intent in INTENT_DOMAINS and not base.values)
    known = "date" in base.values or any(span and read_clock(_BEFORE_CLOCK.sub("", normalise(span))) for span in spans)
    is_time = read_clock(bare) is not None and (base.until or not NUMBER.fullmatch(bare))
    is_time = is_time or (_DAY.fullmatch(bare) is not None and not base.until)
    return f"rather {bare}" if by_clock and known and is_time else text


def read_said(text: str) -> Said | None:
    """Return a mere time as it is said after something with a time; None: it is none."""
    if _NOT_ANY.match(text):
        return None
    text = _AND_MAKE.sub("", _AGAIN_AT.sub("and ", text))
    match = _LEAD.fullmatch(_corrected(text))
    time = match["time"] if match else _JUST.sub("", text)
    often = HOW_OFTEN.search(time)
    at_another = often is not None and often[0] != time and read_clock(HOW_OFTEN.sub("", time).strip()) is not None
    if match is None and not at_another and (often is None or often[0] != time):
        return None
    rest = _FROM_NOW.sub("", _ARTICLE.sub("", _KIND.sub("", HOW_OFTEN.sub("", time).strip())))
    part = _PART.search(often[0]) if often and rest else None
    rest = f"{rest} {'at' if part[0] == 'night' else 'in the'} {part[0]}" if part else rest
    adds = match["lead"] in (_ADDS | {"at"} if at_another else _ADDS) if match else at_another
    return Said(rest, often[0] if often else None, adds, match and match["name"])


def _corrected(text: str) -> str:
    """Return "half an hour, not twenty minutes" as the time that is meant; the same text where it is no such."""
    after = _AFTER.fullmatch(text)
    if _NO_HOUR.fullmatch(text) or (after and _is_time(after["time"])):
        return f"rather {after['time'] if after else text}"
    for pattern in _NOT_THAT:
        match = pattern.fullmatch(text)
        if match and _is_time(match["time"]) and _is_time(match["other"]):
            return f"rather {match['time']}"
    return text


def _is_time(said: str) -> bool:
    length = said.removeprefix("in ").removeprefix("for ")
    is_day = _DAY.fullmatch(said) is not None or said in {"am", "pm"}
    return is_day or read_duration(length) is not None or read_clock(said) is not None or bool(NUMBER.fullmatch(length))
