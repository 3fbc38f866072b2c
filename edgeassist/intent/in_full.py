"""What is said short since its noun was said just before, in full: "push it back half an hour", "the 5 minute one"."""

from __future__ import annotations

import re

from edgeassist.messages import Context
from edgeassist.text import normalise

_IT = r"(?:it|that|this)(?: one| 1)?"
_BEFORE = r"(?:(?:please|can you|could you|okay|so|and|now|actually|oh|then|well) )*"
_AFTER = r"(?: (?:please|then|now|instead|again|too|yet|thanks|after all))*"
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?)"
_LENGTH = (
    r"(?P<length>(?:\d[\d.]*|an?|half an?|a couple of|a few|a quarter of an)(?: more| extra)? ?"
    rf"{_UNIT}(?: and (?:a half|\d+ {_UNIT}))?)"
)
_END = r"(?:cancel|delete|remove|stop|kill|end|drop|scrap)"
_OFF = rf"(?:{_END} {_IT}|(?:turn|switch) {_IT} off|(?:turn|switch) off {_IT})"
_TAKEN_BACK = re.compile(rf"{_BEFORE}(?:cancel|delete|scrap) (?:it|that){_AFTER}")
"""Of what was only just set."""
_DAY = r"(?P<day>today|tomorrow|tonight|(?:on )?(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_HOW_LONG = (
    r"how (?:long|much time|much longer|many minutes)(?: is| has| does| do)*(?: it| that one| that 1)?(?: got| have)?"
    r"(?: left| remaining| to go)*"
)
_LEFT = "how long is left on the timer"
_OF_TIMERS = (
    (rf"(?:add|put) {_LENGTH} (?:to|on|onto) {_IT}", "add {length} to the timer"),
    (rf"(?:give|make) (?:{_IT}|me) (?:another )?{_LENGTH}(?: more| extra| longer)", "add {length} to the timer"),
    (rf"give {_IT} (?:another )?{_LENGTH}", "add {length} to the timer"),
    (rf"{_LENGTH} (?:more|longer|extra)", "add {length} to the timer"),
    (rf"(?:take|knock|shave) {_LENGTH} off(?: of)?(?: {_IT})?", "take {length} off the timer"),
    (rf"make {_IT} {_LENGTH} shorter", "take {length} off the timer"),
    (_OFF, "cancel the timer"),
    (rf"{_HOW_LONG}(?: (?:on|for|with) {_IT})?", _LEFT),
    (rf"how(?:'s| is) {_IT}(?: doing| coming along| getting on| looking)", _LEFT),
    (rf"is {_IT} (?:nearly |almost )?(?:done|ready|finished|over|up)", _LEFT),
    (rf"when (?:is|will|does) {_IT} (?:be )?(?:done|ready|finished|finish|over|up|ring|go off|end)", _LEFT),
    (
        rf"(?:call|name|rename|label) {_IT}(?: to| as)? (?:the )?(?P<called>.+?)(?: timer)?",
        "rename the timer to {called}",
    ),
    (
        r"(?:it's|that's|it is|that is|this is|(?:that|this) (?:one|1)(?:'s| is)) for (?:the |my )?(?P<called>\D+)",
        "rename the timer to {called}",
    ),
)
_BY_CLOCK = (
    (
        rf"(?:push|put|move|shift|delay|postpone) {_IT}(?: back)?(?: by)? {_LENGTH}(?: later)?",
        "push the {kind} back by {length}",
    ),
    (rf"(?:push|put|move|shift) {_IT} {_LENGTH} later", "push the {kind} back by {length}"),
    (rf"(?:bring|move|pull|push) {_IT} forward(?: by)? {_LENGTH}", "bring the {kind} forward by {length}"),
    (rf"(?:bring|move|pull) {_IT} {_LENGTH} earlier", "bring the {kind} forward by {length}"),
    (_OFF, "cancel the {kind}"),
    (rf"(?:skip|cancel|leave out|drop) (?:{_IT} )?(?:for )?{_DAY}", "skip the {kind} {day}"),
    (r"(?:when is (?:it|that)|when does it (?:ring|go off)|what time (?:is it (?:set )?for))", "when is my {kind}"),
    (r"(?:when|what|which)(?:'s| is) the next (?:one|1)", "when is my next {kind}"),
)
"""What is said of "it" → the same of the timer, the alarm or the reminder that was spoken of."""
_SET_ONE = re.compile(
    rf"{_BEFORE}(?:set|make|add|start|create|put on|give me|i need)(?: me)?(?: up)? "
    rf"(?:an?other|a second|a new|one|1)(?: more)?(?: one| 1)? (?P<rest>(?:for|at|of|on|in|called|named|every|to) .+)"
)
_ONE = re.compile(
    r"\b(?P<a>the|that) (?:one|1) (?=about|for|at|with|called|named|to|of)"
    r"|\b(?P<the>the|that|my|this) (?P<which>(?:other|remaining|(?!one\b|1\b)[\w']+(?: [\w']+){0,3}?)) (?:ones?|1s?)\b"
    r"|\b(?:the )?(?P<rest>others|rest)\b"
)
_ASKS_OR_DOES = re.compile(
    rf"{_BEFORE}(?:{_END}|pause|hold|resume|continue|move|push|put|shift|change|postpone|delay|skip|"
    r"(?:turn|switch) off|how|what|what's|when|when's|add|give|take|rename|call|extend|shorten|forget|never mind)\b"
)
_AND_TO = re.compile(rf"{_BEFORE}(?:and|also|plus|and also|oh and) (?:to|that|about) (?P<what>.+)")


def in_full(text: str, context: Context) -> str:
    """Return what a text means after a timer, an alarm or a reminder was spoken of; the same text where that is it.

    >>> from datetime import UTC, datetime
    >>> from edgeassist.messages import ParsedAction
    >>> context = Context(datetime.now(UTC), before=(ParsedAction("alarm_set", values={"time": "6 30"}),))
    >>> in_full("Push it back half an hour", context), in_full("cancel the other one", context)
    ('push the alarm back by half an hour', 'cancel the other alarm')
    """
    kind = "" if context.expected else _spoken_of(context)
    if not kind:
        return text
    said = normalise(text)
    return _of_it(said, kind, context) or _of_one(said, kind) or text


def _spoken_of(context: Context) -> str:
    """Return whether the last words were about a timer, an alarm or a reminder; empty: about none of them."""
    if not context.before:
        return ""
    before = context.before[-1]
    family = before.intent.partition("_")[0]
    if family == "alarm" and (before.values.get("text") or _is_reminding(context)):
        return "reminder"
    return family if family in {"timer", "alarm", "reminder"} else ""


def _is_reminding(context: Context) -> bool:
    return bool(context.history) and "remind" in " ".join(context.history[-1]).casefold()


def _of_it(said: str, kind: str, context: Context) -> str:
    """Return a sentence about "it" with the noun; empty: it is none."""
    if context.before[-1].intent in {"timer_start", "alarm_set", "reminder_set"} and _TAKEN_BACK.fullmatch(said):
        return ""
    for pattern, full in _OF_TIMERS if kind == "timer" else _BY_CLOCK:
        if match := re.fullmatch(f"{_BEFORE}{pattern}{_AFTER}", said):
            return full.format(kind=kind, **match.groupdict())
    return ""


def _of_one(said: str, kind: str) -> str:
    """Return a sentence about "one" with the noun; empty: it is none."""
    if match := _SET_ONE.fullmatch(said):
        return f"remind me {match['rest']}" if kind == "reminder" else f"set a {kind} {match['rest']}"
    if kind == "reminder" and (match := _AND_TO.fullmatch(said)):
        return f"remind me to {match['what']}"
    if not _ASKS_OR_DOES.match(said) or kind in said or not (match := _ONE.search(said)):
        return ""
    which = match["a"] or (f"{match['the']} {match['which']}" if match["which"] else "the other")
    return f"{said[: match.start()]}{which} {kind} {said[match.end() :].strip()}".strip()
