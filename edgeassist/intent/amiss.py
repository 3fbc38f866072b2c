"""Plans that are surely not what was meant, whatever their confidence: what was said has more, or speaks of else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from edgeassist.holidays import HOLIDAYS
from edgeassist.intent.naming import KINDS, names_something
from edgeassist.messages import Action, Home, Plan
from edgeassist.text import normalise

_PLANNED = re.compile(r"\b(?:plan|schedul|alarm|timer|remind|you\b|\d)")
"""Words of what was planned by us, and times of it."""

_DAY = re.compile(
    r"(?:on |for )?(?:(?:this|next) )?(?:\w+day|weekend|week)|today|tonight|(?:the day after )?tomorrow(?: \w+)?"
    r"|this \w+|later|it|(?:at )?(?:sunset|sunrise|dusk|dawn|noon|midday|midnight)"
    rf"|(?:on |at )?(?:{'|'.join(HOLIDAYS)})"
)
"""What is planned for a day is asked of us."""

_WHOSE = re.compile(r"\S+'s (?=\S)")
_OF_ANY = re.compile(r"how (?:long|much longer) (?:does|do|will|is|are|should) (?:an?|most|any|some) ")
"""What is asked of things of a kind, and of no plan of ours."""

_BOTH = re.compile(
    r"\bboth (?:the |my |our )?\S.* and (?:the |my |our )?\S|"
    r"^are (?:the|my|our) (?!.*s and )\S.* and (?:the |my |our )?\S.* (?:on|off|open|closed|shut|locked|unlocked)$"
)
"""What is said of two that are named."""
_BOTH_OF_A_KIND = re.compile(
    rf"\bboth (?:of )?(?:(?:the|my|our|these|those|your) )?(?:(?!\S+rooms? )[\w-]+ )?"
    rf"(?:{KINDS.pattern})(?<=s)\b(?! (?:and|in both|in the \S+ and))"
)
_TWO = 2

_COMPARES = re.compile(r"^(?:is|are)\b.* \w+er\b.* than (?:the |my |our |in |on |it )")
"""What asks about two things."""

_OPPOSITE = (("turn_on", "turn_off"), ("open", "close"), ("lock", "unlock"))
_AGAIN = re.compile(r"\b(?:again|back|restart|reboot|then|twice|times|cycle)\b")
"""What is said where a thing is to be off and on."""

_SOME_DAY = re.compile(r"\b(?:some ?day|one day|at some (?:point|stage)|eventually)\b")


def is_something_else(plan: Plan, home: Home, said: str) -> bool:
    """Return whether a plan is surely not what was meant, as where something is to be bought some day."""
    is_put_off = any(action.intent == "list_add" for action in plan.actions) and _SOME_DAY.search(said)
    beside = _asks_of_the_world(plan, home, said) or _is_not_both(plan, said) or _drops_option(plan, home, said)
    return bool(is_put_off) or beside or _contradicts_itself(plan.actions, said)


def _contradicts_itself(actions: Sequence[Action], said: str) -> bool:
    """Return whether one thing is set to two values, or on and off, at no two times: of two names one was misread."""
    if not _AGAIN.search(said) and _goes_to_and_fro([each for each in actions if not (each.when or each.until)]):
        return True
    at_once = [each for each in actions if each.intent.startswith("set_") and not each.when]
    pairs = ((one, other) for at, one in enumerate(at_once) for other in at_once[at + 1 :])
    return any(
        one.intent == other.intent and one.targets == other.targets and one.params.keys() & other.params.keys()
        for one, other in pairs
    )


def _goes_to_and_fro(at_once: Sequence[Action]) -> bool:
    done = {(action.intent, key) for action in at_once for key in action.targets}
    return any((other, key) in done for one, other in _OPPOSITE for intent, key in done if intent == one)


def _is_not_both(plan: Plan, said: str) -> bool:
    """Return whether one thing alone is reached where both of two were meant, or more than two: "both our lamps"."""
    reached = {key for action in plan.actions for key in action.targets}
    if len(plan.actions) == 1 and len(reached) not in {0, _TWO} and _BOTH_OF_A_KIND.search(said) and not plan.refusals:
        return True
    asks = all(action.intent == "get_state" for action in plan.actions)
    several = _BOTH.search(said) or (asks and _COMPARES.search(said))
    return len(reached) == 1 and not plan.refusals and bool(several)


def _drops_option(plan: Plan, home: Home, said: str) -> bool:
    """Return whether a model overlooks what a thing can be set to: "jukebox on irish", a "quiz night playlist"."""
    intents = {action.intent for action in plan.actions}
    if plan.tier == "sentences" or intents.isdisjoint({"turn_on", "play_media"}):
        return False
    values = {str(value) for parsed in plan.understood for value in parsed.values.values()}
    options = [option for option in _options(home) if option in said and not any(option in value for value in values)]
    begun = "play_media" in intents and any(said.startswith(f"{option} ") for option in options)
    return begun or any(f" {to} {option} " in f" {said} " for option in options for to in ("on", "to", "in"))


def _options(home: Home) -> Iterator[str]:
    """Yield what the things of a house can be set to, in words that say more than on and off."""
    selects = (entity for entity in home.entities.values() if entity.domain == "select")
    for options in (entity.attributes.get("options") for entity in selects):
        names = map(normalise, map(str, options if isinstance(options, list | tuple) else ()))
        yield from (name for name in names if name not in {"", "on", "off"})


def _asks_of_the_world(plan: Plan, home: Home, said: str) -> bool:
    """Return whether it is asked when something will be that is none of this house: "when does the film start"."""
    asked = [str(a.params.get("text") or "") for a in plan.actions if a.intent == "schedule_query"]
    asked = [each for each in asked if not _DAY.fullmatch(each)]
    if any(asked) and _OF_ANY.match(said):
        return True
    about = _WHOSE.sub("", " ".join(asked))  # Molly may have a lamp here, and no lessons
    return any(asked) and not _PLANNED.search(said) and not names_something(about, home.vocabulary)
