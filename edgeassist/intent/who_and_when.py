"""Who and when is meant of whom, or what, was spoken: "and in Paris", "when she comes back", "when my alarm rings"."""

from __future__ import annotations

import re

from edgeassist.intent.beforehand import LENGTH, earlier, minutes_of
from edgeassist.messages import Context, ParsedAction
from edgeassist.text import normalise

_ASIDE = r"(?:(?:please|can you|could you|okay|so|and|now|actually|oh|then|well) )*"
_WHERE = re.compile(
    r"(?:and|what about|how about|and what about)(?: in)? (?!today|tomorrow|tonight|the |on |next |in )"
    r"(?P<place>[^\W\d]+(?: [^\W\d]+)?)"
)
_PERSON = re.compile(
    r"(?:unless )?(?P<who>(?!the|he|she|it|i|we|they|nobody|anybody|every\w+|some\w+)[a-z]+)(?:'s| is| has)? "
    r"(?:leaves|leave|comes|gets|arrives|home|away|back|left|gone|goes)\b"
)
_SHE_DOES = re.compile(r"(?:\b(?:when|once|as soon as|if)|^(?:is|are|where is|where's|has|have)) (?:he|she|they) ")
_AND_WHEN = re.compile(
    r"(?P<when>when \S+ (?:leaves|goes out|goes|(?:comes|gets|is|arrives)(?: back)?(?: home)?))"
    r"(?: (?:again|too|as well))*"
)
_THEY = re.compile(r"\b(?:he|she|they)\b")
_WHEN_IT_DOES = re.compile(
    rf"{_ASIDE}(?P<tell>(?:tell me|let me know|notify me|warn me)) (?:when|if|once|as soon as) (?:it|that) "
    r"(?:does|is|changes|happens)(?: please)?"
)
_WHEN_IT_RINGS = re.compile(
    r" (?:when|once|as soon as) (?:the|my) (?P<which>first |last |next )?alarm (?:goes off|rings|wakes me(?: up)?)"
    r"| when you wake me(?: up)?$"
)
_AROUND_ALARM = re.compile(
    rf" (?P<by>{LENGTH}) (?P<way>before|after) (?:the|my) (?P<which>first |last |next )?alarm(?: goes off| rings)?$"
)
_CLOCK = re.compile(r"at (?P<hour>\d{1,2})(?::(?P<minute>\d\d))? (?P<half>[ap]m)")
_TIME_OF_ALARM = re.compile(r"^the (?:.+ )?alarm (?P<when>.+)$")


def when_it_rings(text: str, context: Context) -> str:
    """Return a text with the time of the alarm in place of "when my alarm rings"; as it was where none is meant."""
    rings = _WHEN_IT_RINGS.search(text.casefold())
    when = _ringing(rings["which"] or "", context) if rings else ""
    if rings and when:
        return f"{text[: rings.start()]} {when}{text[rings.end() :]}"
    said = normalise(text)
    around = _AROUND_ALARM.search(said)
    when = _ringing(around["which"] or "", context).casefold() if around else ""
    at = _CLOCK.search(when)
    if around is None or at is None:
        return text
    by = minutes_of(around["by"]) * (1 if around["way"] == "before" else -1)
    clock = earlier(f"{at['hour']} {at['minute'] or '00'} {at['half']}", "", by)
    return f"{said[: around.start()]} {when[: at.start()]}{clock}{when[at.end() :]}" if clock else text


def _ringing(which: str, context: Context) -> str:
    """Return when the alarm rings that is meant; empty: there is none, or one of several."""
    alarms = [match["when"] for plan in context.kept.plans if (match := _TIME_OF_ALARM.match(plan))]
    if len(alarms) > 1 and not which:
        return ""
    return alarms[-1 if "last" in which else 0] if alarms else ""


def asked_on(said: str, before: ParsedAction) -> str:
    """Return a question about another city, or what is said of "her" with her name; empty: it is neither."""
    if before.intent == "get_time" and (match := _WHERE.fullmatch(said)):
        return f"what time is it in {match['place']}"
    person = before.targets[0].name if before.intent == "get_state" and len(before.targets) == 1 else None
    asks = "when " in said or said.startswith(("is ", "where", "has "))
    return _THEY.sub(person, said) if person and _THEY.search(said) and asks else ""


def who_comes(said: str, before: ParsedAction) -> str:
    """Return "when she comes back ..." with the name of who was waited for; empty: it is no such."""
    match = _PERSON.match(before.condition or "")
    if match is None or not _SHE_DOES.search(said):
        return ""
    named = _THEY.sub(match["who"], said).removeprefix("and ").removesuffix(" then").removesuffix(" too")
    tells = before.intent == "notify" and _AND_WHEN.fullmatch(named)
    return f"tell me {tells['when']}" if tells else named


def when_it_does(said: str, before: ParsedAction) -> str:
    """Return what to wait for after a question about it: "tell me when it does"; empty: nothing."""
    match, state = _WHEN_IT_DOES.fullmatch(said), before.values.get("state")
    asked = before.intent == "get_state" and len(before.targets) == 1 and state
    return f"{match['tell']} when {before.targets[0].name or 'it'} is {state}" if match and asked else ""
