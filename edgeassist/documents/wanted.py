"""What an answer must have: a time where somebody asks when, a number where somebody asks how much."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.text import MONTH, MONTHS, WEEKDAY, WEEKDAYS

_KINDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "secret": re.compile(r"(?<!error )(?<!fault )\b(?:pin|code|password)\b(?! mean)(?! [a-z]?-?\d)"),
        "name": re.compile(r"\bname\b|\bcalled\b"),
        "clock": re.compile(r"\bwhat time\b"),
        "often": re.compile(r"\bhow often\b"),
        "time": re.compile(r"\bwhen(?:'s)?\b|\b(?:what|which) days?\b"),
        "length": re.compile(r"\bhow long\b"),
        "number": re.compile(
            r"\bhow (?:much|many|heavy|hot|warm|cold|high|low|old|big|far|wide|deep|tall|fast)\b|"
            r"\b(?:number|phone|temperature|pressure|price)\b"
        ),
        "named person": re.compile(r"\bwho(?: is| are)? (?:the|our|my)\b"),
        "person": re.compile(r"\bwho(?:'s|se|m)?\b"),
        "place": re.compile(r"\bwhere(?:'s)?\b"),
    }
)
"""What a question wants, by its words; the first word decides."""
_OF_KINDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "name": frozenset({"name", "called"}),
        "clock": frozenset({"time"}),
        "time": frozenset({"day", "days", "date"}),
        "number": frozenset({"number", "phone", "telephone"}),
        "person": frozenset({"ring", "call", "phone", "contact"}),
    }
)
"""Words that only say what is wanted."""

_NUMBER = (
    r"(?<![A-Za-z\d])\d|"  # in a code, as F22, it is none
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|half|quarter|"
    r"once|twice|hundred|thousand|free)\b"
)
_TIME = (
    rf"\b(?:{WEEKDAY}s?|{MONTH}|spring|summer|autumn|winter|every|daily|weekly|monthly|yearly|annually|once|twice|"
    r"morning|noon|afternoon|evening|night|midnight|today|weekends?|weekdays?|christmas|easter|years?|months?|weeks?|"
    r"when|as soon as|o'clock|[ap]m)\b|\bbetween \w+ and \w+|\d[:.]\d\d|\b(?:19|20)\d\d\b|\bfrom \d+ to \d+"
)
_OFTEN = (
    r"\b(?:every|daily|weekly|monthly|yearly|annually|each (?:day|week|month|year)|never|always|"
    r"(?:once|twice|times) (?:a|an|per|in))\b"
)
_CLOCK = (
    r"\d[:.]\d\d|\b(?:o'clock|[ap]m|noon|midnight|morning|evening|night)\b|"
    r"\b(?:at|by|from|until|before|after) \d{1,2}\b"
)
_LENGTH = r"\b(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|until)\b|\d ?(?:s|min|h)\b|\d:\d\d"
_KEY = r"\d{3,}|\b(?:password|code|pin|key|phrase)\b[^.]{0,20}(?::| is )"
_NAME = r"\b(?:[Cc]alled|[Nn]amed?)\b|(?::|\bis) [A-Z]"
_DATED = "|".join(each.title() for each in (*MONTHS, *WEEKDAYS))
_NAMED = rf"(?<![.!?:] )(?<!^)\b(?!(?:{_DATED})s?\b)[A-Z][a-z]+|\b(?:Mr|Mrs|Ms|Dr)\b|: [A-Z]"
_PERSON = (
    rf"{_NAMED}|\d{{3}}|"
    r"\b(?:tenant|landlord|owner|installer|neighbour|plumber|company|service)\b"
)
_PLACE = (
    r"\b(?:in|inside|under|below|behind|on|at|above|next to|beside|between|near|with|to|left|right|top|bottom|opposite|"
    r"by|over)\b"
)
_ANSWERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "secret": re.compile(_KEY, re.IGNORECASE),
        "name": re.compile(_NAME),
        "clock": re.compile(_CLOCK, re.IGNORECASE),
        "often": re.compile(_OFTEN, re.IGNORECASE),
        "time": re.compile(_TIME, re.IGNORECASE),
        "length": re.compile(_LENGTH, re.IGNORECASE),
        "number": re.compile(_NUMBER, re.IGNORECASE),
        "named person": re.compile(_NAMED),
        "person": re.compile(_PERSON),
        "place": re.compile(_PLACE, re.IGNORECASE),
    }
)


def wanted_by(question: str) -> str | None:
    """Return what an answer to a question must have; None: nothing in particular.

    >>> wanted_by("how often is the filter cleaned"), wanted_by("what does f28 mean")
    ('often', None)
    """
    found = {kind: match.start() for kind, pattern in _KINDS.items() if (match := pattern.search(question))}
    return min(found, key=lambda kind: found[kind], default=None)


def words_of(kind: str | None) -> frozenset[str]:
    """Return the words of a question that only say what is wanted."""
    return _OF_KINDS.get(kind or "", frozenset())


def has(text: str, kind: str | None) -> bool:
    """Return whether a text has what is wanted."""
    return kind is None or bool(_ANSWERS[kind].search(text))
