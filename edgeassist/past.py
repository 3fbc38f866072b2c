"""What was done lately, for each who speaks: it is taken back when that is asked for, or corrected."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from edgeassist.home.registry import Registry
from edgeassist.home.states import is_in_state
from edgeassist.home.undoing import Done, changed, is_step, plan_of, restoring, said_last, things_done
from edgeassist.home.undone import regrets, told
from edgeassist.messages import Action, Context, Plan, Reply, Step
from edgeassist.stages import Dispatcher, Records

UNDONE = timedelta(minutes=15)
"""How long something can be taken back."""
CORRECTED = timedelta(minutes=1)
"""How long it can be corrected by a word."""
_MOST = 5
"""Turns of one speaker that can be taken back, one after the other."""
_MOST_SPEAKERS = 100
_IN_VAIN = frozenset({"failed", "expired"})
_SAID_ALOUD = frozenset({"announce"})
_KEEPS = frozenset({"todo"})
"""What keeps both what was put there before and what is now."""
_NOTHING = "There is nothing to undo."
_UNCHANGED = "That had changed nothing."
_CALLED_OFF = re.compile(
    r"\b(?:cancel|delete|scrap|scratch|forget|never mind|take back)(?: about)? (?:it|that|them)\b|"
    r"\b(?:actually|on second thoughts?|wait) (?:don't|do not|no|rather not|better not)\b|"
    r"^(?:(?:no|oh|okay|wait|sorry|please|stop) )*(?:don't|do not|rather not|better not|cancel|leave it|leave that)"
    r"(?: do (?:it|that))?(?: please)?$|"
    r"\b(?:leave|keep) (?:it|that|them) (?:on|off|open|closed|shut|locked|alone|be|as (?:it is|they are))\b"
)
_REGRETTED = re.compile(
    r"\b(?:cancel|scrap|scratch|take back) that\b|\b(?:actually|on second thoughts?|wait) (?:don't|do not|no)\b"
)
_TAKES_NO_PLACE = re.compile(r"get_\w+|\w+_(?:query|status)|do_not_disturb")
"""Intents of questions, whose answer takes the place of nothing; and quiet goes on while it is given another end."""
_NEVER_MIND = re.compile(r"(?:(?:oh|no|okay|actually|please) )*(?:never ?mind|forget it|don't bother)(?: please)?")
_THE_LAST = re.compile(r"\b(?:last|latest) (?:one|1|thing|bit|part|of (?:them|those|these))\b")
"""What is said of one of several things that a sentence had done."""
_NORMAL = re.compile(r"\b(?:normal|usual)\b")
"""How something was before all that was done to it one after the other: "back to normal"."""
_BOTH = re.compile(r"\bboth\b|\blast (?:two|2)\b")
_KEPT = re.compile(r"\b(?:leave|keep) (?:it|that|them) (on|off|open|closed|shut|locked)\b")
"""What is said of a command to a thing of the house, too; "cancel it" rather ends what goes on."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What one turn did."""

    at: datetime
    done: tuple[Done, ...]
    lines: object | None = None
    """What it changed in lists and timers, as the records have it, with what it took back before."""
    own: object | None = None
    """What it changed after that."""
    aloud: bool = False
    """Whether it was said in the house."""
    turns: int = 0
    """How many turns of the conversation were remembered before."""
    actions: tuple[Action, ...] = ()
    """What was to be done, as it was said."""
    text: str = ""
    """How it was said."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of a plan."""

    plan: Plan
    """As it was carried out in the end."""
    steps: tuple[Step, ...]
    said: str = ""
    """What is to be said of what was taken back."""
    whole: bool = False
    """Whether that is all there is to say."""

    def told(self, reply: Reply) -> Reply:
        """Return the reply with what is to be said of what was taken back."""
        if not self.whole:
            return replace(reply, text=f"{self.said} {reply.text}") if self.said else reply
        good = [step.result in {"confirmed", "unconfirmed"} for step in self.steps]
        return Reply(self.said, "done" if all(good) else "partly" if any(good) else "refused")


class Past:
    """Carries plans out, and remembers how it was before."""

    def __init__(self, registry: Registry, dispatcher: Dispatcher, records: Records | None = None) -> None:
        self._registry = registry
        self._dispatcher = dispatcher
        self._records = records
        self._deeds: dict[str, list[Deed]] = {}

    async def act(self, plan: Plan, context: Context) -> Acted:
        """Return what became of a plan; what it undoes or corrects is taken back first."""
        if [action.intent for action in plan.actions] == ["undo"]:
            return await self._undo(plan, context)
        if self._is_called_off(plan, context):
            return await self._undo(plan, context, own=True)
        mark = first_mark = await self._records.mark(plan) if self._records else None
        changes = plan.instead and any(not _TAKES_NO_PLACE.fullmatch(action.intent) for action in plan.actions)
        said, again = await self._corrected(plan, context) if changes else ("", ())
        if said and self._records:
            mark = await self._records.mark(plan)
        home = self._registry.home
        steps = await self._dispatcher.execute(plan, context)
        own = await self._records.since(mark) if self._records and mark is not None else None
        lines = await self._records.since(first_mark) if self._records and said and first_mark is not None else own
        aloud = any(step.intent in _SAID_ALOUD and step.result == "confirmed" for step in steps)
        first, done = {each.before.id: each.before for each in again}, things_done(steps, home)
        in_vain = any(step.entity is not None and step.result in _IN_VAIN for step in steps)
        if done or lines is not None or aloud or in_vain:  # what was tried in vain is what "undo" means, too
            done = tuple(replace(each, before=first.get(each.before.id, each.before)) for each in done)
            now_other = changed(done, self._registry.home)
            deed = Deed(context.now, now_other, lines, own, aloud=aloud, actions=plan.actions, text=context.said)
            self._remember(deed, context)
        return Acted(plan, steps, said)

    def _remember(self, deed: Deed, context: Context) -> None:
        deeds = self._deeds.pop(context.speaker, [])
        self._deeds[context.speaker] = [*deeds, replace(deed, turns=len(context.history))][-_MOST:]
        while len(self._deeds) > _MOST_SPEAKERS:
            del self._deeds[next(iter(self._deeds))]

    def _last(self, context: Context, within: timedelta) -> Deed | None:
        deeds = self._deeds.get(context.speaker, [])
        return deeds[-1] if deeds and context.now - deeds[-1].at <= within else None

    def _is_called_off(self, plan: Plan, context: Context) -> bool:
        """Return whether "cancel it" means what was set or planned just now, and "cancel that" whatever was done."""
        if [action.intent for action in plan.actions] != ["nevermind"] or context.expected:
            return False
        deed = self._last(context, CORRECTED)
        if deed is None or not (_CALLED_OFF.search(context.said) or _at_once(deed, context)):
            return False
        return deed.lines is not None or _REGRETTED.search(context.said) is not None or _was_kept(deed, context)

    async def _undo(self, plan: Plan, context: Context, *, own: bool = False) -> Acted:
        """Take back what was done last; with its `own` part alone, nothing comes back that it took the place of."""
        deed = self._last(context, UNDONE)
        if deed is None:
            return Acted(plan, (_step("refused"),), _NOTHING, whole=True)
        deeds = self._deeds[context.speaker]
        deeds.pop()
        if own and _KEPT.search(context.said) and not _was_kept(deed, context):
            deed = replace(deed, done=())  # it stays as it is now, and only what was planned is called off
        while _NORMAL.search(context.said) and deeds and _same_things(deeds[-1], deed):
            deed = replace(deed, done=deeds.pop().done)
        if _BOTH.search(context.said) and len(deed.done) != 2 and deeds and _same_things(deeds[-1], deed):
            deed = replace(deed, done=deeds.pop().done)
        if _THE_LAST.search(context.said) and (parts := self._parted(deed)) is not None:
            rest, deed = parts
            deeds.append(rest)
        return await self._reversed(replace(deed, lines=deed.own) if own else deed, plan, context)

    def _parted(self, deed: Deed) -> tuple[Deed, Deed] | None:
        """Return what a turn did without the last thing that was named, and that thing; None: it did but one."""
        for action in reversed(deed.actions) if deed.own is deed.lines else ():
            last = said_last([each for each in deed.done if each.before.id in action.targets], deed.text)
            rest = tuple(each for each in deed.done if each not in last)
            lines, others = (None, None)
            if self._records and deed.lines is not None:
                lines, others = self._records.parted(deed.lines, action)
            if last or lines is not None:
                parts = (
                    replace(deed, done=rest, lines=others, own=others),
                    replace(deed, done=last, lines=lines, own=lines),
                )
                return parts if rest or others is not None else None
        return None

    async def _corrected(self, plan: Plan, context: Context) -> tuple[str, tuple[Done, ...]]:
        """Take back what the last turn did and this plan does not do again; returns what to say, and the rest."""
        deed = self._last(context, CORRECTED)
        if deed is None:
            return "", ()
        self._deeds[context.speaker].pop()
        targets = {target for action in plan.actions for target in action.targets}
        again = tuple(each for each in deed.done if each.before.id in targets and each.before.domain not in _KEEPS)
        other = tuple(each for each in deed.done if each not in again)
        if any(is_step(action) for action in plan.actions):
            await self._dispatcher.execute(Plan(restoring(again, self._registry.home)), context)
        if not other and deed.own is None:
            return "", again
        return (await self._reversed(replace(deed, done=other, lines=deed.own), plan, context)).said, again

    async def _reversed(self, deed: Deed, plan: Plan, context: Context) -> Acted:
        actions = restoring(deed.done, self._registry.home)
        steps = await self._dispatcher.execute(Plan(actions), context) if actions else ()
        said = [told(deed.done, steps, self._registry.home), regrets(deed.done)]
        if deed.lines is not None and self._records is not None:
            said.insert(0, await self._records.restore(deed.lines))
        if deed.aloud:
            said.append("What was announced can't be taken back.")
        done = bool(actions) or deed.lines is not None
        if not any(said):
            said.append(_UNCHANGED)
        undone = plan_of(actions, plan)
        return Acted(
            undone, (_step("confirmed" if done else "refused"), *steps), " ".join(filter(None, said)), whole=True
        )


def _at_once(deed: Deed, context: Context) -> bool:
    """Return whether a mere "never mind" is said right after something was set or planned."""
    return len(context.history) == deed.turns + 1 and _NEVER_MIND.fullmatch(context.said) is not None


def _same_things(one: Deed, other: Deed) -> bool:
    """Return whether two turns did something to the very same things, and nothing else."""
    things, others = ({each.before.id for each in deed.done} for deed in (one, other))
    return bool(things) and things == others and one.lines is None and other.lines is None


def _was_kept(deed: Deed, context: Context) -> bool:
    """Return whether "leave it on" is said of what was on before it was turned off."""
    match = _KEPT.search(context.said)
    return match is not None and bool(deed.done) and all(is_in_state(each.before, match[1]) for each in deed.done)


def _step(result: str) -> Step:
    return Step("undo", None, {}, "confirmed" if result == "confirmed" else "refused", said="")
