"""The result of a turn in words: what was done, what was not, and what was asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from types import MappingProxyType

from edgeassist.home.comparing import compared
from edgeassist.home.errand_answers import answer_errand
from edgeassist.home.errands import is_device_intent
from edgeassist.home.helping import help_for
from edgeassist.home.impossible import why_not
from edgeassist.home.moment_words import moment_said
from edgeassist.home.phrases import done, kind_of, proposal, subject
from edgeassist.home.questions import answer_state
from edgeassist.home.spoken import is_plural, sentence
from edgeassist.home.waited_words import waiting
from edgeassist.messages import Action, Context, Dialogue, Entity, Home, Outcome, Plan, Reply, Step, StepResult

_WRONG = re.compile(r"\bwrong\b|\bnot (?:that|this|those|what|the one)\b")
NOT_UNDERSTOOD = "Sorry, I didn't understand that."

_TALK: Mapping[str, Reply] = MappingProxyType(
    {
        "question": Reply("I can't answer that.", "refused"),
        "repeat": Reply("I have said nothing yet.", "done"),
        "yes": Reply("There is nothing to confirm.", "done"),
        "no": Reply("Okay.", "cancelled"),
        "answer": Reply("I have asked nothing just now.", "refused"),
    }
)
COURTESIES: Mapping[str, str] = MappingProxyType(
    {
        "thanks": "You're welcome.",
        "praise": "Thank you.",
        "hello": "Hello.",
        "morning": "Good morning.",
        "evening": "Good evening.",
        "night": "Good night.",
        "goodbye": "Goodbye.",
        "there": "Yes, I'm listening.",
        "health": "I'm well, thank you.",
        "name": "I'm edgeassist, the assistant of this house. Say 'help' to hear what I can do.",
        "privacy": "I listen for my wake word, and nothing that I hear leaves this house.",
    }
)
"""What is nothing but kind → what it is answered with."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is said about one action, and how it went."""

    text: str
    results: tuple[StepResult, ...] = ()


_MOVING = frozenset({"opening", "closing", "locking", "unlocking", "arming"})
"""What is still on its way is not yet where it was sent."""

_UNSEEN = "optimistic"
"""The reason of a step whose device reports nothing: what it was told is taken for done in speech."""


class HomeAnswerer:
    """Puts the result of a turn in words; `zone` is where the clock is read (None: as the context has it)."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone

    def reply(self, plan: Plan, steps: Sequence[Step] | None, home: Home, context: Context) -> Reply:
        """Return the sentence to say; `steps` None: as if every step had been confirmed."""
        context = replace(context, now=context.now.astimezone(self._zone)) if self._zone else context
        asked = plan.dialogue
        if not plan.actions and not plan.refusals:
            return _talk(asked, home, context) if asked else _not_understood(context)
        parts = [_part(action, steps, home, context) for action in plan.actions]
        texts = [part.text for part in parts]
        if asked is not None and asked.intent == "clarify":
            return Reply(" ".join([*texts, _talk(asked, home, context).text]), "clarify")
        texts += list(dict.fromkeys(refusal.text for refusal in plan.refusals))
        results = [result for part in parts for result in part.results] + ["refused"] * len(plan.refusals)
        if asked is not None:
            texts.append(_talk(asked, home, context).text)
        return Reply(" ".join(filter(None, texts)), _outcome(plan, results))


def _not_understood(context: Context) -> Reply:
    """Return the reply to what nobody understood; where only a value in it cannot be, that is said."""
    why = why_not(context.said)
    return Reply(why, "refused") if why else Reply(NOT_UNDERSTOOD, "not_understood")


def _outcome(plan: Plan, results: Sequence[str]) -> Outcome:
    if [action.intent for action in plan.actions] == ["nevermind"]:
        return "cancelled"
    good = sum(result == "confirmed" for result in results)
    if good == len(results):
        return "done"
    if good:
        return "partly"
    return "refused" if all(result == "refused" for result in results) else "failed"


def _talk(dialogue: Dialogue, home: Home, context: Context) -> Reply:
    if dialogue.intent == "clarify":
        return Reply(str(dialogue.params.get("question") or "Which one do you mean?"), "clarify")
    if dialogue.intent == "question" and (answer := dialogue.params.get("answer")):
        return Reply(str(answer), "done" if dialogue.params.get("known", True) else "refused")
    if dialogue.intent == "answer" and (said := COURTESIES.get(str(dialogue.params.get("courtesy")))):
        return Reply(said, "done")
    if dialogue.intent == "no" and context.before and _WRONG.search(context.said):
        return Reply("Sorry. Tell me what you meant, or say: undo that.", "cancelled", listens=True)
    if dialogue.intent == "help":
        return Reply(help_for(home, context), "done")
    return _TALK.get(dialogue.intent, Reply(NOT_UNDERSTOOD, "not_understood"))


def _part(action: Action, steps: Sequence[Step] | None, home: Home, context: Context) -> _Part:
    if action.intent == "get_state":
        return _Part(compared(action, home, context) or answer_state(action, home, context), ("confirmed",))
    mine = None if steps is None else tuple(step for step in steps if _belongs(step, action))
    if is_device_intent(action.intent):
        return _devices(action, mine, home, context)
    text = answer_errand(action, mine, home, context)
    return _Part(text, tuple(step.result for step in mine) if mine else ("confirmed",))


def _belongs(step: Step, action: Action) -> bool:
    own = step.said is not None or (step.entity in action.targets if action.targets else step.entity is None)
    return own and step.intent == action.intent and step.params == action.params


# --- commands to devices -----------------------------------------------------------------------------


def _devices(action: Action, steps: Sequence[Step] | None, home: Home, context: Context) -> _Part:
    entities = [home.entities[key] for key in action.targets if key in home.entities]
    if steps and not any(step.reason == "later" for step in steps):
        action = replace(action, condition=None)
    if steps is None:
        steps = [Step(action.intent, entity.id, action.params, "confirmed") for entity in entities]
    by_entity = {step.entity: step for step in steps}
    confirmed = [entity for entity in entities if _result(by_entity, entity) == "confirmed"]
    others = [entity for entity in entities if _result(by_entity, entity) != "confirmed"]
    results = tuple(_result(by_entity, entity) for entity in entities)
    if any(step.reason == "not_available_yet" for step in steps):
        return _Part("I can't do things later yet.", results)
    underway = {step.entity for step in steps if step.reason == "underway"}
    told = [_told(action, confirmed, len(entities), context, underway)] if confirmed else []
    if confirmed and action.condition:
        what = proposal(action.intent, action.params, confirmed, context.units)
        told = [f"I'll {what}{moment_said(action, context)} {waiting(action, home, context.units)}"]
    told += _untold(others, by_entity)
    unwritten = " I could not write that down." if any(step.reason == "not_recorded" for step in steps) else ""
    return _Part(f"{sentence('; '.join(told))}{unwritten}", results)


def _result(steps: Mapping[str | None, Step], entity: Entity) -> StepResult:
    step = steps.get(entity.id)
    if step is None:
        return "failed"
    return "confirmed" if step.reason == _UNSEEN else step.result


def _told(
    action: Action, confirmed: Sequence[Entity], total: int, context: Context, underway: Collection[str | None]
) -> str:
    if action.when or action.repeat:
        return (
            f"I will {proposal(action.intent, action.params, confirmed, context.units)}{moment_said(action, context)}"
        )
    plural = len(confirmed) > 1 or is_plural(confirmed[0])
    rest = done(action.intent, action.params, plural=plural, domain=confirmed[0].domain, units=context.units)
    if moving := {entity.state for entity in confirmed} & _MOVING:
        rest = f"{'are' if plural else 'is'} {min(map(str, moving))}"
    elif underway:
        rest = f"{'are' if plural else 'is'} on the way"
    who = subject(confirmed)
    if len(confirmed) < total and total > 2:
        who = f"{len(confirmed)} of {total} {kind_of(confirmed)}"
    return f"{who} {rest}{moment_said(action, context)}"


def _untold(entities: Sequence[Entity], steps: Mapping[str | None, Step]) -> Iterator[str]:
    """Yield what is said about the things that did not do it, those with the same reason together."""
    by_reason: dict[str, list[Entity]] = {}
    for entity in entities:
        step = steps.get(entity.id)
        by_reason.setdefault(_why(step), []).append(entity)
    for why, those in by_reason.items():
        yield why.format(who=subject(those), it="them" if len(those) > 1 else "it")


def _why(step: Step | None) -> str:
    if step is None or step.reason == "no_connection":
        return "I have no connection to {who}"
    if (told := _REASONS.get(step.reason or "")) is not None:
        return told
    if step.result == "unconfirmed":
        return "{who} did not answer"
    if step.result == "expired":
        return "it was too late for {who}"
    if step.reason and " " in step.reason:
        return step.reason.replace("{", "").replace("}", "").rstrip(".")
    return "{who} can't do that" if step.result == "refused" else "that did not work with {who}"


_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "unavailable": "{who} can't be reached",
        "not_commandable": "I can't control {who}",
        "no_such_device": "there is no {who} any more",
        "no_answer": "{who} did not answer",
        "waiting": "I have no connection to {who} now, and try again for a while",
        "wrong_pin": "that PIN is not right",
        "policy": "I am not allowed to do that with {who}",
    }
)
