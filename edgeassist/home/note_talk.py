"""What goes on from a note that was taken: "also that the ticket is in the glovebox"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.tasks import is_task
from edgeassist.messages import Context, ParsedAction
from edgeassist.text import WEEKDAY, normalise

_RATHER = re.compile(
    r"(?:(?:no|oh|sorry|wait|actually|i (?:meant|mean)|(?:change|correct) (?:it|that|the note) to"
    r"|make (?:it|that)|it's|it is|that's|it was) ?)+ (?P<number>\d[\d.]*)(?: (?:not|instead|rather|please).*)?"
)
_ANOTHER = re.compile(
    r"(?:(?:no|oh|sorry|wait|actually|please) )*(?:change|make|correct) (?:it|that|the note)(?: to)? (?P<what>.+?)"
    r"(?: (?:instead|rather|please))*"
)
_SHORT = 2
"""Words of what is to be done with something."""
_NOTE = r"(?:that|the|my)(?: last| latest)? note"
_MORE = re.compile(
    rf"(?:(?:and|also|please|can you|could you) )*(?:add to (?:{_NOTE}|it|that)(?: that)? (?P<more>.+)"
    rf"|(?:add|put|write)(?: that)? (?P<put>.+) (?:to|on|in) {_NOTE})"
)
_DAY = re.compile(rf"\b(?:{WEEKDAY}|tomorrow|today)\b", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"(?:(?:no|oh|sorry|wait|actually|i (?:meant|mean)|make (?:it|that)|change (?:it|that) to|it's|on) )+"
    rf"(?P<day>{_DAY.pattern})(?: (?:not|instead|rather|please).*)?"
)
_NUMBER = re.compile(r"\b\d[\d.]*\b")
_AND = r"(?:(?:oh|and|also|plus) )+"
_BEFORE = frozenset({"before", "beforehand", "earlier"})
"""What is said of when, and is nothing to be reminded of."""
_IT = frozenset({"it", "that", "this", "them", "those", "it again", "that again"})
_TOO = re.compile(
    rf"{_AND}(?:(?:note|remember|write down)(?: that)?|that) (?P<that>.+)"
    rf"|{_AND}(?P<told>(?:the|my|our|his|her|their|it's|there's|i|we|he|she|they) .*\b"
    r"(?:is|are|was|were|has|have|had|will|needs?|comes?|goes|costs?|left|put|it's|there's)\b.*)"
)


def noted_rather(said: str, context: Context) -> ParsedAction | None:
    """Return the note that was taken last with another number, or with more: "no, it's 43"; None: it stays as it is.

    >>> from datetime import UTC, datetime
    >>> before = ParsedAction("note_take", values={"text": "shoe size is 42"})
    >>> noted_rather("no wait it's 43", Context(datetime.now(UTC), before=(before,))).values
    {'text': 'shoe size is 43'}
    """
    match, more, other = _RATHER.fullmatch(said), _MORE.fullmatch(said), _OTHER_DAY.fullmatch(said)
    base = next((each for each in context.before if each.intent == "note_take" and each.values.get("text")), None)
    if base is None:
        return None
    noted = next((note for note in context.kept.notes if normalise(note) == base.values["text"]), base.values["text"])
    if more is not None:
        return ParsedAction("note_take", values={"text": f"{noted} and {more['more'] or more['put']}"})
    if other is not None and len(_DAY.findall(noted)) == 1:
        return ParsedAction("note_take", values={"text": _DAY.sub(other["day"], noted)})
    if (another := _ANOTHER.fullmatch(said)) and match is None:
        return _with_object(noted, another["what"])
    numbers = [word for word in noted.split() if _NUMBER.fullmatch(normalise(word))]
    if match is None or len(numbers) != 1:
        return None
    return ParsedAction("note_take", values={"text": noted.replace(numbers[0], match["number"])})


def _with_object(noted: str, what: str) -> ParsedAction | None:
    """Return a note of two or three words with another object, "buy eggs"; None: it is longer, or no task."""
    if is_task(what):
        return ParsedAction("note_take", values={"text": what})
    verb, _, old = noted.partition(" ")
    plain = 0 < len(old.split()) <= _SHORT and len(what.split()) <= _SHORT and is_task(noted)
    return ParsedAction("note_take", values={"text": f"{verb} {what}"}) if plain else None


def reminded_of(parsed: ParsedAction, context: Context) -> ParsedAction:
    """Return a reminder of "it" as one of what was noted, or put on a list, just now; any other action as it is.

    >>> from datetime import UTC, datetime
    >>> context = Context(datetime.now(UTC), before=(ParsedAction("note_take", values={"text": "the car is on 3"}),))
    >>> reminded_of(ParsedAction("reminder_set", values={"text": "it", "date": "friday"}), context).values
    {'date': 'friday', 'text': 'the car is on 3'}
    >>> reminded_of(ParsedAction("reminder_set", values={"text": "before", "duration_s": "10 minutes"}), context).values
    {'text': 'the car is on 3'}
    """
    is_before = parsed.values.get("text") in _BEFORE
    if parsed.intent != "reminder_set" or not (is_before or parsed.values.get("text") in _IT):
        return parsed
    told = (each.values.get("text") or each.values.get("item") for each in reversed(context.before))
    what = next((text for text in told if text and text not in _IT), None)
    rest = {slot: span for slot, span in parsed.values.items() if slot != "text" and not is_before}
    return replace(parsed, values={**rest, "text": what} if what else rest)


def noted_too(said: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return one more note after another; None: none was taken just now, or something else is said.

    >>> from datetime import UTC, datetime
    >>> context = Context(datetime.now(UTC), before=(ParsedAction("note_take", values={"text": "the car is on 3"}),))
    >>> noted_too("and the ticket is in the glovebox", context)[0].values, noted_too("and the bedroom", context)
    ({'text': 'the ticket is in the glovebox'}, None)
    """
    before = context.before[-1] if context.before else ParsedAction("")
    match = _TOO.fullmatch(said) if before.intent == "note_take" and before.values.get("text") else None
    return (ParsedAction("note_take", values={"text": match["that"] or match["told"]}),) if match else None
