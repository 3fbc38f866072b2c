"""A reminder about somebody else than the one before: "no, Bob", "change that to Bob", "and the plumber's"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.messages import ParsedAction
from edgeassist.moments import read_clock, read_duration
from edgeassist.text import WEEKDAY, normalise

_WHOM = r"(?:(?:the|my|our|aunt|uncle|doctor|dr|mr|mrs|ms) )?[^\W\d]+"
_ONE = re.compile(_WHOM)
_RATHER = re.compile(
    r"(?:(?:oh|wait|sorry|actually) )*(?:no(?: i meant?)?|i meant?|i said|sorry|(?:change|make) (?:it|that)(?: to)?)"
    rf" (?P<who>{_WHOM})(?: (?:instead|please|not \S+))*"
)
_NOBODY = re.compile(
    rf"(?:yes|no|not|never|now|then|later|earlier|sooner|that|this|it|noon|midnight|today|tonight|tomorrow|thank|you"
    rf"|stop|wait|minute|hour|second|week|month|day|year|weekly|daily|half|one|{WEEKDAY}|what|why|how|who|which|where"
    r"|please|problem|need|way|rush|worrie|matter|idea|point|good|great|fine|okay|cancel|right|wrong|true|sure|really"
    r"|done|nothing|everything|me|us|so|too|love|darling|mate|dear)s?\b.*"
)
"""Whom or what nobody is to be reminded of after a "no"."""
_AND_WHOSE = re.compile(r"(?:and|also|plus)(?: also)? (?P<whose>(?:the |my )?[^\W\d]+'s)(?: (?:too|as well|please))*")
_OF_WHOM = re.compile(r"\S+ (?:the |my )?[^\W\d]+'s (?P<what>.+)")


def about_another(text: str, before: ParsedAction) -> tuple[tuple[ParsedAction], bool] | None:
    """Return the reminder before about somebody else, and whether in its place; None: that is not said.

    >>> before = ParsedAction("reminder_set", values={"text": "ring anna", "time": "5"})
    >>> about_another("No, Bob", before)[0][0].values, about_another("make it later", before)
    ({'text': 'ring bob', 'time': '5'}, None)
    >>> bill = ParsedAction("reminder_set", values={"text": "pay the electrician's bill"})
    >>> ((also,), instead) = about_another("and the plumber's", bill)
    >>> also.values, instead
    ({'text': "pay the plumber's bill"}, False)
    """
    said, old = normalise(text), normalise(before.values.get("text", ""))
    verb, _, whom = old.partition(" ")
    if before.intent != "reminder_set" or not whom:
        return None
    if (also := _AND_WHOSE.fullmatch(said)) and (of := _OF_WHOM.fullmatch(old)):
        return (_about(f"{verb} {also['whose']} {of['what']}", before),), False
    rather = _RATHER.fullmatch(said)
    is_time = rather is not None and (read_clock(rather["who"]) or read_duration(rather["who"])) is not None
    if rather is None or is_time or _NOBODY.fullmatch(rather["who"]) or not _ONE.fullmatch(whom):
        return None
    return (_about(f"{verb} {rather['who']}", before),), True


def _about(text: str, before: ParsedAction) -> ParsedAction:
    return replace(before, values={**before.values, "text": text})
