"""What is asked back, and what the answer leads to: a yes, a PIN, a choice, a value, a name to be remembered."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from edgeassist.errors import EdgeAssistError, StateError
from edgeassist.home.consent import Answered, Consent, is_declined, says
from edgeassist.home.expected import asks_what, phrases_for
from edgeassist.home.missing import WHEN_TO_REMIND
from edgeassist.home.nicknames import Nicknames, name_corrected
from edgeassist.home.spoken import called
from edgeassist.home.waiting import Questions
from edgeassist.messages import Context, Home, Plan, Reply, Step

logger = logging.getLogger(__name__)

_SAID_NO = Reply("Okay.", "cancelled")
_YES_NO = ("yes", "no", "yes please", "no thanks")


class Asking:
    """Asks back, and takes the answers."""

    def __init__(self, questions: Questions, consent: Consent, nicknames: Nicknames) -> None:
        self._questions = questions
        self._consent = consent
        self._nicknames = nicknames

    def is_secret(self, text: str) -> bool:
        """Return whether a text is the PIN, asked for or not."""
        return self._consent.is_secret(text)

    async def expecting(self, context: Context) -> Context:
        """Return the context with the question that is open at its speaker."""
        return replace(context, expected=await self._questions.open(context))

    async def pin_given(self, text: str, context: Context) -> Answered | None:
        """Return what a text leads to that answers the question for a PIN; None: it answers no such question."""
        return await self._consent.pin_given(text, context)

    async def answered(self, plan: Plan, context: Context) -> Answered | None:
        """Return what an answer leads to that is more than its plan; None: the plan is all, and nothing is open now."""
        asked = context.expected
        if not asked or says(plan, "repeat"):
            return None
        if asked["kind"] == "choice" and asks_what(context.said):
            return Answered(Plan(), context, Reply(asked["question"], "clarify", listens=True))
        return await self._closed(plan, context) if await self._questions.close(context) else None

    async def _closed(self, plan: Plan, context: Context) -> Answered | None:
        """Return what an answer leads to, its question being open no more."""
        asked = context.expected
        match asked["kind"]:
            case "confirm" | "pin":
                return self._consent.answered(plan, context)
            case "alias":
                return await self._named(plan, context)
        if is_declined(plan):
            return Answered(plan, context, _SAID_NO)
        if (plan == Plan() or _answers_nothing(plan)) and not asked.get("again"):
            await self._questions.keep({**asked, "again": True}, context)
            return Answered(plan, context, Reply(f"Sorry. {asked['question']}", "clarify", listens=True))
        return None

    async def _named(self, plan: Plan, context: Context) -> Answered | None:
        """Return what is said once a name is learned, or is not wanted; None: something else was said."""
        said, entity, called_so = (context.expected[key] for key in ("name", "entity", "called"))
        try:
            if says(plan, "yes"):
                await self._nicknames.learn(said, entity)
                return Answered(plan, context, Reply(f"Okay, '{said}' means {called_so} from now on.", "done"))
            if is_declined(plan):
                await self._nicknames.forget(said)
                return Answered(plan, context, _SAID_NO)
        except StateError as error:
            logger.warning("%s", error)
            return Answered(plan, context, Reply(f"I can't remember that: {error.why}", "failed"))
        except EdgeAssistError as error:
            return Answered(plan, context, Reply(f"I can't remember that: {error}.", "failed"))
        return None

    async def question(self, plan: Plan, steps: Sequence[Step], home: Home, context: Context) -> Reply | None:
        """Return the question that has to be answered before the rest of a plan is done; None: there is none."""
        return await self._consent.question(plan, steps, home, context)

    async def asked_back(self, reply: Reply, plan: Plan, steps: Sequence[Step], home: Home, context: Context) -> Reply:
        """Return a reply that waits for its answer where it asks one, or that asks whether to remember a name."""
        question = plan.expects or _of_steps(plan, steps)
        if question:
            kept = await self._questions.keep(question, context)
            return replace(reply, outcome="clarify", listens=kept)
        meant = name_corrected(plan, _name_before(context))
        if meant is None or not await self._nicknames.corrected(*meant, home):
            return reply
        said, key = meant
        what = called(home.entities[key])
        kept = await self._questions.keep({"kind": "alias", "name": said, "entity": key, "called": what}, context)
        return (
            Reply(f"{reply.text} Shall I remember that '{said}' means {what}?", reply.outcome, listens=True)
            if kept
            else reply
        )

    async def phrases(self, context: Context) -> tuple[str, ...]:
        """Return short answers to the open question, for a recogniser to listen for."""
        asked = await self._questions.open(context)
        return phrases_for(asked) if asked.get("kind") == "choice" else _YES_NO if asked else ()


def _answers_nothing(plan: Plan) -> bool:
    """Return whether this sounds like an answer, and is none to what was asked."""
    return not plan.actions and says(plan, "answer") and not (plan.dialogue and "courtesy" in plan.dialogue.params)


def _name_before(context: Context) -> str:
    """Return the one name that was said in the turn before; empty: there was none, or several things."""
    targets = [target for parsed in context.before for target in parsed.targets]
    return (targets[0].name or "") if len(targets) == 1 else ""


def _of_steps(plan: Plan, steps: Sequence[Step]) -> Mapping[str, Any]:
    """Return what a skill asks back; empty: nothing."""
    for step in steps:
        asked = next((each for each in plan.understood if each.intent == step.intent), None)
        if asked is None or step.result != "refused":
            continue
        if step.said == WHEN_TO_REMIND[0]:
            return {"kind": "value", "question": step.said, "asked": asdict(asked), "slots": [*WHEN_TO_REMIND[1]]}
        if step.choices:
            options = [
                {"label": label, "id": "", "words": label.split(), "values": dict(values)}
                for label, values in step.choices.items()
            ]
            return {"kind": "choice", "question": step.said, "asked": asdict(asked), "options": options}
    return {}
