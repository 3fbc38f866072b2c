"""What is said short since its noun was said just before, in full: "push it back half an hour", "the 5 minute one"."""

from __future__ import annotations

import re

from edgeassist.intent.short_forms import SHORT
from edgeassist.messages import Context, ParsedAction
from edgeassist.text import normalise

_ASIDE = r"(?:(?:please|can you|could you|okay|so|and|now|actually|oh|then|well) )*"
_JUST_SET = frozenset({"timer_start", "alarm_set", "reminder_set"})
_TAKEN_BACK = re.compile(rf"{_ASIDE}(?:cancel|delete|scrap) (?:it|that)(?: (?:please|again|after all))*")
"""Of what was only just set."""
_SET_ONE = re.compile(
    rf"{_ASIDE}(?:set|make|add|start|create|put on|give me|i need)(?: me)?(?: up)? "
    rf"(?:an?other|a second|a new|one|1)(?: more)?(?: one| 1)? (?P<rest>(?:for|at|of|on|in|called|named|every|to) .+)"
)
_ONE = re.compile(
    r"\b(?P<a>the|that) (?:one|1) (?=about|for|at|with|called|named|to|of)"
    r"|\b(?P<the>the|that|my|this) (?P<which>(?:other|remaining|(?!one\b|1\b)[\w']+(?: [\w']+){0,3}?)) (?:ones?|1s?)\b"
    r"|\bthe (?P<place>first|second|third|fourth|fifth|last|next|(?:short|long|new|earli|lat)e(?:r|st))$"
    r"|\b(?:the )?(?P<rest>others|rest)\b"
)
_ASKS_OR_DOES = re.compile(
    rf"{_ASIDE}(?:cancel|delete|remove|stop|kill|end|drop|scrap|pause|hold|resume|continue|move|push|put|shift|change|skip|"
    r"postpone|delay|(?:turn|switch) off|how|what|what's|when|when's|add|give|take|rename|call|extend|shorten|forget|"
    r"never mind)\b"
)
_AND_TO = re.compile(rf"{_ASIDE}(?:and|also|plus|and also|oh and) (?:to|that|about) (?P<what>.+)")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day")


def in_full(text: str, context: Context) -> str:
    """Return what a text means after a timer, an alarm, a plan ... was spoken of; the same text where that is it.

    >>> from datetime import UTC, datetime
    >>> context = Context(datetime.now(UTC), before=(ParsedAction("alarm_set", values={"time": "6 30"}),))
    >>> in_full("Push it back half an hour", context), in_full("cancel the other one", context)
    ('push the alarm back by half an hour', 'cancel the other alarm')
    """
    kind = _spoken_of(context) if context.before and not context.expected else ""
    if not kind:
        return text
    said = normalise(text)
    return _of_it(said, kind, context.before[-1]) or _of_one(said, kind) or text


def _spoken_of(context: Context) -> str:
    """Return what the last words were about; empty: nothing of which anything is said short."""
    before = context.before[-1]
    family = before.intent.partition("_")[0]
    if family == "alarm" and (before.values.get("text") or _is_reminding(context)):
        return "reminder"
    if before.intent == "do_not_disturb":
        return "quiet"
    if family in {"timer", "alarm", "reminder", "note"}:
        return family
    return "plan" if family in {"notify", "schedule"} or before.when or before.condition else ""


def _is_reminding(context: Context) -> bool:
    return bool(context.history) and "remind" in " ".join(context.history[-1]).casefold()


def _of_it(said: str, kind: str, before: ParsedAction) -> str:
    """Return a sentence about "it" with the noun; empty: it is none."""
    if before.intent in _JUST_SET and _TAKEN_BACK.fullmatch(said):
        return ""
    note = f"the note about {before.values['text']}" if _names_note(before) else "that note"
    for pattern, full in SHORT[kind]:
        if match := pattern.fullmatch(said):
            words = {
                slot: f"on {span}" if _WEEKDAY.fullmatch(span) else span for slot, span in match.groupdict().items()
            }
            return full.format(kind=kind, note=note, **words)
    return ""


def _names_note(before: ParsedAction) -> bool:
    return before.intent == "note_query" and bool(before.values.get("text"))


def _of_one(said: str, kind: str) -> str:
    """Return a sentence about "one" with the noun; empty: it is none."""
    if kind not in {"timer", "alarm", "reminder"}:
        return ""
    if match := _SET_ONE.fullmatch(said):
        return f"remind me {match['rest']}" if kind == "reminder" else f"set a {kind} {match['rest']}"
    if kind == "reminder" and (match := _AND_TO.fullmatch(said)):
        return f"remind me to {match['what']}"
    if not _ASKS_OR_DOES.match(said) or kind in said or not (match := _ONE.search(said)):
        return ""
    which = match["a"] or f"{match['the'] or 'the'} {match['which'] or match['place'] or 'other'}"
    return f"{said[: match.start()]}{which} {kind} {said[match.end() :].strip()}".strip()
