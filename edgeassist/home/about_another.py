"""A reminder about somebody else than the one before: "no, Bob", "change that to Bob", "and the plumber's"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.tasks import is_task
from edgeassist.messages import ParsedAction
from edgeassist.text import MONTHS, WEEKDAYS, normalise

_WHOM = r"(?:(?:the|my|our|aunt|uncle|doctor|dr|mr|mrs|ms) )?[^\W\d]+"
_ONE = re.compile(_WHOM)
_RATHER = re.compile(
    r"(?:(?:oh|wait|sorry|actually) )*(?:no(?: i meant?)?|i meant?|i said|sorry|(?:change|make) (?:it|that)(?: to)?)"
    rf" (?P<who>{_WHOM})(?: (?:instead|please|not \S+))*"
)
_RATHER_TO = re.compile(
    r"(?:(?:oh|wait|sorry|actually|no|please|can you) )*(?:change|make) (?:it|that|the reminder) to (?P<what>.+?)"
    r"(?: (?:instead|please|rather))*"
)
_SOMEBODY = re.compile(r"(?:(?:my|our) )?(?:(?:aunt|uncle|doctor|dr|mr|mrs|ms) \w+|mum|mom|dad|gran\w*)")
"""Who is somebody though written without a capital."""
_AND_WHOSE = re.compile(r"(?:and|also|plus)(?: also)? (?P<whose>(?:the |my )?[^\W\d]+'s)(?: (?:too|as well|please))*")
_WHOSE = re.compile(r"(?:the |my |our )?[^\W\d]+'s")
_TOLD = re.compile(rf"(?P<verb>tell|ask|remind|thank) {_WHOM} (?P<what>(?:to|that|about|for) .+)")
"""What is to be said to somebody."""
_OF_WHOM = re.compile(r"\S+ (?:the |my )?[^\W\d]+'s (?P<what>.+)")


def about_another(text: str, before: ParsedAction) -> tuple[tuple[ParsedAction], bool] | None:
    """Return the reminder before about somebody else, and whether in its place; None: that is not said.

    >>> before = ParsedAction("reminder_set", values={"text": "ring anna", "time": "5"})
    >>> about_another("No, Bob", before)[0][0].values, about_another("make it later", before)
    ({'text': 'ring bob', 'time': '5'}, None)
    >>> bins = ParsedAction("reminder_set", values={"text": "tell Paul to take the bins out"})
    >>> about_another("No, Kate", bins)[0][0].values
    {'text': 'tell kate to take the bins out'}
    >>> bill = ParsedAction("reminder_set", values={"text": "pay the electrician's bill"})
    >>> ((also,), instead) = about_another("and the plumber's", bill)
    >>> also.values, instead
    ({'text': "pay the plumber's bill"}, False)
    """
    said, old = normalise(text), normalise(before.values.get("text", ""))
    verb, _, whom = old.partition(" ")
    if before.intent != "reminder_set" or not whom:
        return None
    if (also := _AND_WHOSE.fullmatch(said)) and (text_too := of_whom_else(also["whose"], old)):
        return (_about(text_too, before),), False
    if (to_do := _RATHER_TO.fullmatch(said)) and is_task(to_do["what"]):
        return (_about(to_do["what"], before),), True
    rather = _RATHER.fullmatch(said)
    told = _TOLD.fullmatch(old)
    if rather is None or not (told or _ONE.fullmatch(whom)) or not _is_somebody(rather["who"], text):
        return None
    rest = f" {told['what']}" if told else ""
    return (_about(f"{verb} {rather['who']}{rest}", before),), True


def of_whom_else(whose: str, old: str) -> str:
    """Return what is to be done of somebody else's; empty: it was nobody's, or nobody is named.

    >>> of_whom_else("the plumber's", "pay the electrician's bill"), of_whom_else("eggs", "pay the electrician's bill")
    ("pay the plumber's bill", '')
    """
    old = normalise(old)
    of = _OF_WHOM.fullmatch(old) if _WHOSE.fullmatch(normalise(whose)) else None
    return f"{old.partition(' ')[0]} {normalise(whose)} {of['what']}" if of else ""


def _is_somebody(who: str, text: str) -> bool:
    """Return whether somebody is named, so that "make it blue" is none who is rung."""
    names = {normalise(word) for word in text.split()[1:] if word[:1].isupper()} - {*WEEKDAYS, *MONTHS}
    return _SOMEBODY.fullmatch(who) is not None or not names.isdisjoint(who.split())


def _about(text: str, before: ParsedAction) -> ParsedAction:
    return replace(before, values={**before.values, "text": text})
