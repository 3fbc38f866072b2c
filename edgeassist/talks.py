"""What was said lately, for each who speaks: "it", "and the bedroom" and "what did you say" are meant for that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from edgeassist.home.time_said import ASKED_IN_PASSING, BY_CLOCK
from edgeassist.messages import Context, ParsedAction, Plan, Reply
from edgeassist.text import normalise

REMEMBERED = timedelta(minutes=1)
"""How long "it" stands for what was last acted on, and the last answer can be repeated."""

_BESIDE = re.compile(r"^(?:and|also|plus|same|now|oh and)\b|\b(?:too|as well|also)$")
_MOST_EXCHANGES = 20
"""How many turns of a conversation without a longer pause are remembered."""
_MOST_SPEAKERS = 100


Source = Literal["voice", "mqtt", "cli", "hermes"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and where."""

    source: Source
    area: str | None = None
    """The room, where it is named."""
    name: str = ""
    """Who it is, where several speak in the same way."""

    @property
    def key(self) -> str:
        """How conversations are told apart: by way, and by person or room where that is known.

        >>> Speaker("voice").key, Speaker("mqtt", "Bedroom").key, Speaker("mqtt", "Bedroom", "anna").key
        ('voice', 'mqtt bedroom', 'mqtt anna')
        """
        return f"{self.source} {(self.name or self.area or '').casefold()}".strip()


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation up to the turn before."""

    at: datetime
    targets: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    """What several sentences in a row were about."""
    earlier: tuple[str, ...] = ()
    """What the turns before those were about."""
    answer: str = ""
    history: tuple[tuple[str, str], ...] = ()
    understood: tuple[ParsedAction, ...] = ()
    person: str = ""
    """Who speaks, where that was asked."""


@dataclass(slots=True)
class Talks:
    """The conversations that go on; each fades a minute after its last turn."""

    _talks: dict[str, Talk] = field(default_factory=dict)

    def recalled(self, speaker: str, now: datetime) -> Talk:
        """Return the conversation with a speaker; an empty one where it was too long ago."""
        talk = self._talks.get(speaker)
        return talk if talk is not None and now - talk.at < REMEMBERED else Talk(now)

    def note(self, context: Context, said: str, plan: Plan, reply: Reply) -> None:
        """Remember a turn."""
        targets = tuple(target for action in plan.actions for target in action.targets) or _waited_for(plan)
        new = tuple(dict.fromkeys(targets))
        together = tuple(dict.fromkeys((*context.together, *new))) if _adds(said, plan) else new or context.together
        if plan.instead and {*new} < {*context.together}:
            together = context.together  # one of them is put right, and they are spoken of together all the same
        same = together == context.together or _adds(said, plan)
        earlier = context.earlier if same else context.together
        history = (*context.history, (said, reply.text))[-_MOST_EXCHANGES:]
        person = next((each.about[0] for each in plan.understood if _says_who_speaks(each)), context.person)
        self._talks.pop(context.speaker, None)
        self._talks[context.speaker] = Talk(
            context.now,
            targets or context.previous,
            together,
            earlier,
            reply.text,
            history,
            _spoken_of(plan, context, reply),
            person,
        )
        while len(self._talks) > _MOST_SPEAKERS:
            del self._talks[next(iter(self._talks))]


_SET_FOR_A_TIME = BY_CLOCK | {"timer_start"}


def _spoken_of(plan: Plan, context: Context, reply: Reply) -> tuple[ParsedAction, ...]:
    """Return what the next words may go on from.

    A question about what was set just now leaves it at that, and one that nobody could answer.
    """
    if not plan.understood or not context.before:
        return plan.understood or context.before
    [*_, asked], [*_, set_before] = plan.understood, context.before
    if asked.intent == "question" and reply.outcome == "refused":
        return context.before
    if asked.intent == "question":
        return (*(each for each in context.before if each.intent != "question"), asked)
    if asked.intent in ASKED_IN_PASSING and not asked.values.get("place"):
        lately = [each for each in context.before if each.intent not in ASKED_IN_PASSING]
        has_time = all(each.when or each.until or each.intent in _SET_FOR_A_TIME for each in lately)
        return (*lately, asked) if has_time else (asked,)
    family = set_before.intent.partition("_")[0]
    about = {
        "history_query": True,
        "schedule_query": bool(set_before.when or set_before.until or set_before.condition)
        or set_before.intent in {"alarm_set", "reminder_set"},
        "timer_status": family == "timer",
    }
    about |= {"do_not_disturb": asked.values.get("state") == "asked" and set_before.intent == "do_not_disturb"}
    about |= {
        "alarm_query": family in {"alarm", "reminder"},
        "note_query": set_before.intent == "note_take" and not asked.values.get("text"),
        "list_query": set_before.intent == "list_add" and not asked.values.get("item"),
    }
    return context.before if about.get(asked.intent) else plan.understood


def _waited_for(plan: Plan) -> tuple[str, ...]:
    """Return the things of which we are to tell when something happens, or what was named in vain."""
    told = (action for action in plan.actions if action.intent == "notify" and action.condition)
    return tuple(key for each in told for key in (each.condition or {}).get("targets", ())) or _named_in_vain(plan)


def _named_in_vain(plan: Plan) -> tuple[str, ...]:
    """Return the thing that was spoken of though it can't do what it was told: "lock it", after "open the door"."""
    named = {each.entity for each in plan.refusals if each.entity and each.reason in {"cannot", "out_of_range"}}
    return tuple(named) if len(named) == 1 else ()


def _adds(said: str, plan: Plan) -> bool:
    """Return whether a sentence goes on from the one before, beside it: "and the bedroom"."""
    return not plan.instead and _BESIDE.search(normalise(said)) is not None


def _says_who_speaks(parsed: ParsedAction) -> bool:
    """Return whether it was asked who "I" is in "when I leave"."""
    return len(parsed.about) == 1 and "i" in (parsed.condition or "").casefold().split()
