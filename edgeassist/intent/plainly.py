"""A second try at what was not understood: in plainer words, spelt as it may be meant, or each command for itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from threading import Event
from typing import NamedTuple, TypeAlias

from hassil.expression import Sentence

from edgeassist.intent.asides import at_once, commands_after_reason, there_named
from edgeassist.intent.excepting import LEFT_OUT
from edgeassist.intent.hesitations import fluent
from edgeassist.intent.options import in_full_name
from edgeassist.intent.phrases import Capturing, phrases_of
from edgeassist.intent.respelling import Respelling
from edgeassist.intent.strung import is_no_chain
from edgeassist.intent.telling import with_kinds
from edgeassist.messages import Action, Context, Home, Plan, Transcript
from edgeassist.stages import Understander
from edgeassist.templates import TemplateSet, Wording
from edgeassist.text import normalise

_OPEN = frozenset({"no_such_device", "no_such_area", "out_of_range", "cannot", "nothing_before"})
"""Refusals of a reading that may have missed what was meant; any other is an answer."""

_AIMLESS = frozenset({"reminder_set", "timer_start", "alarm_set", "list_add", "announce"})
"""What is done to no thing of the house, and may stand beside commands to those."""

_SURE = 0.7
"""What each of several commands must be that only make sense one by one."""

_TOLD = 0.8
"""What a command must be that is only one where a word tells what its names stand for."""

_MOST_PARTS = 4
_LONGEST = 16
"""Words of what is tried once more; a longer text is a story."""
_LONGEST_VERB = 2
"""Words of a verb that the next command may lack: "turn off the lamp, the fan"."""

_HAS_VERB = re.compile(r"(?:and |then |please )*\w+ (?:the|my|our|a|an|it|them) \S", re.IGNORECASE)
"""How a part of a sentence begins that has a verb of its own: "water the roses"."""

_REMARK = re.compile(
    r"(?:it's|i'm|we're|someone's|somebody's|there's|thanks|thank you|cheers|lovely|great|good (?:night|boy|girl)|"
    r"(?:movie|film|bed|dinner|tea|party|story|play) ?time|poor \w+|bless \w+|"
    r"\w+(?:'s| is| are) (?:on (?:the phone|a call|zoom)|asleep|sleeping|napping|poorly|working|studying|revising|"
    r"back|home|here|coming|waiting|outside|over|starting|at the door))\b"
    r"(?!.*\b(?:not|no|don't|but|except|if|when|until|too|also|on|off|up|down|open|closed|\d+)\b)"
)
"""A reason or thanks after a command, which change nothing of it: "coffee machine on, I'm gasping"."""

_TAKES_BACK = re.compile(
    r"\b(?:unless|except|until|cancel|wait|never ?mind|forget it|leave (?:it|them|that)|(?:don't|do not|not)$)(?!\S)"
)
"""What changes a command, or takes it back, where it stands after one."""

_JOINT = re.compile(r"\s*(?:[,;]|:(?=\s))\s*(?:and |then )*|\s+(?:and then|and|then|plus)\s+")
_LEAVES_OUT = re.compile(rf"{LEFT_OUT} |\b(?:leave|leaving|keep|keeping) ")
_LEAD = "lead"
_SLOT = re.compile(r"\{(\w+)\}")


Merge: TypeAlias = Callable[[Iterable[Action]], tuple[Action, ...]]


class Wordings:
    """Puts unusual ways of saying something into the words that templates and models know."""

    def __init__(self, templates: TemplateSet) -> None:
        self._phrases = phrases_of(templates)
        befores = map(self._phrases.rule, ("before_command", "joined_sentences"))
        starts = "|".join(f"{before} " for before in befores if before)
        self._lead = rf"(?P<{_LEAD}>^(?:{starts})*|\b(?:{starts}))" if starts else rf"(?P<{_LEAD}>^)"
        self._wordings = templates.wordings
        self._rules = templates.bare.expansion_rules
        self._ways: list[_Way] = []

    def warm(self, most: int | None = None) -> bool:
        """Make the patterns that the first text would wait for, or so many; returns whether some were missing."""
        missing = self._wordings[len(self._ways) :]
        self._ways += map(self._compiled, missing[:most])
        return bool(missing)

    def plainer(self, text: str) -> str:
        """Return a normalised text in plainer words; the same where none of it is known to be unusual."""
        self.warm()
        for way in self._ways:
            if way.may_stand_in(text):
                text = " ".join(way.pattern.sub(way.put, text).split())
        return text

    def _compiled(self, wording: Wording) -> _Way:
        capturing = Capturing(self._phrases)
        pattern = re.compile(rf"{self._lead if wording.begins else ''}\b{capturing.of(wording.said)}(?!\S)")
        needs = Sentence(expression=wording.said).get_required_clauses(self._rules)
        return _Way(pattern, capturing, wording.meant, tuple(map(tuple, needs)))


class _Way(NamedTuple):
    """An unusual way to say something."""

    pattern: re.Pattern[str]
    capturing: Capturing
    meant: str
    needs: tuple[tuple[str, ...], ...]
    """Of each of these, a text has one where it is said in it."""

    def may_stand_in(self, text: str) -> bool:
        """Return whether a text has what it cannot do without."""
        return all(any(map(text.__contains__, each)) for each in self.needs)

    def put(self, match: re.Match[str]) -> str:
        """Return the plainer words."""
        groups = match.groupdict()
        said = self.capturing.slots(groups)
        if any(words.startswith("'") for words in said.values()):
            return match[0]  # the "let" of "let's"
        if not self.meant and _TAKES_BACK.search(match[0]):
            return match[0]  # a reason that ends so is none
        meant = _SLOT.sub(lambda slot: said.get(slot[1], ""), self.meant)
        return f"{groups.get(_LEAD) or ' '}{meant} "


class SecondTry:
    """Asks the tiers once more, in other words, where they have made nothing of a text."""

    def __init__(
        self, tiers: Understander, exact: Understander, wordings: Wordings, respelling: Respelling, merged: Merge
    ) -> None:
        """`exact` are the tiers without a model; `merged` makes one action of several that do the same."""
        self._tiers = tiers
        self._exact = exact
        self._wordings = wordings
        self._respelling = respelling
        self._merged = merged

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return the plan of the tiers; where there is none, that of the plainer words, or those of the parts."""
        text = there_named(self._respelling.joined(fluent(transcript.text), home.vocabulary), home.vocabulary)
        text = at_once(text, home.vocabulary)
        transcript = replace(transcript, text=text)
        plan = self._tiers.understand(transcript, home, context, stop)
        may_ask = _asks_which(plan)
        if stop.is_set() or not (may_ask or _is_open(plan)) or not transcript.text.strip():
            return plan
        if len(transcript.text.split()) > _LONGEST:
            return self._without_reason(transcript, home, context, stop) or plan
        respelt = self._respelling.of(transcript.text, home.vocabulary)
        if may_ask and respelt == transcript.text:
            return plan
        in_full = in_full_name(transcript.text, home.entities.values())
        for text in filter(None, (in_full, *self._ways(transcript.text, respelt))):
            tiers = self._exact if plan.is_talk and text == respelt else self._tiers
            other = tiers.understand(replace(transcript, text=text, alternatives=()), home, context, stop)
            if _is_done(other):
                return other
        if not may_ask and (told := self._with_kinds(transcript, home, context, stop)):
            return told
        transcript = replace(transcript, text=respelt)
        parts = None if may_ask else self._in_parts(transcript, home, context, stop)
        return parts or self._without_reason(transcript, home, context, stop) or plan

    def _without_reason(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan | None:
        """Return what the command comes to after a reason; None where there is none, or nothing is done."""
        for command in commands_after_reason(transcript.text, home.vocabulary):
            plan = self._alone(replace(transcript, text=command, alternatives=()), home, context, stop)
            if _is_done(replace(plan, answers=False)):  # it may go on from what was said before, as the whole did not
                return plan
        return None

    def _with_kinds(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan | None:
        """Return what is done where the names also tell what they name; None: nothing surely."""
        said = normalise(transcript.text)
        if (text := with_kinds(said, home.vocabulary)) == said:
            return None
        plan = self._tiers.understand(replace(transcript, text=text, alternatives=()), home, context, stop)
        return plan if _is_done(plan) and plan.confidence >= _TOLD else None

    def _ways(self, text: str, respelt: str) -> Iterator[str]:
        """Yield a text in plainer words, and with its misheard words put right."""
        tried = {normalise(text), ""}
        for way in (self._wordings.plainer(normalise(text)), respelt, self._wordings.plainer(normalise(respelt))):
            if (said := normalise(way)) not in tried:
                tried.add(said)
                yield way

    def _in_parts(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan | None:
        """Return what commands that are joined come to one by one; None where one of them is not understood."""
        parts = _parts(transcript.text)
        if any(_LEAVES_OUT.search(normalise(part)) for part in parts[:-1]):
            return None  # what is joined after that is left out as well
        if not 0 < len(parts) <= _MOST_PARTS or (len(parts) > 1 and is_no_chain(normalise(" ".join(parts)))):
            return None
        plans: list[Plan] = []
        before = ""
        for part in parts:
            for text in _with_verb(part, before):
                plan = self._alone(replace(transcript, text=text, alternatives=()), home, context, stop)
                if _is_done(plan) and plan.confidence >= _SURE:
                    plans.append(plan)
                    before = text
                    break
            else:
                return None
        if any(_reaches_far(plan, home) for plan in plans):
            return None  # the room of the first may be that of all, and "like really dim" no command
        return _together(plans, self._merged)

    def _alone(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        plan = self._tiers.understand(transcript, home, context, stop)
        said = normalise(transcript.text)
        if _is_done(plan) or (plainer := self._wordings.plainer(said)) == said:
            return plan
        return self._tiers.understand(replace(transcript, text=plainer), home, context, stop)


def _is_open(plan: Plan) -> bool:
    """Return whether not all is done, nothing is asked back, and what stands in the way may be the wording."""
    undone = bool(plan.refusals) or not plan.actions
    return undone and plan.dialogue is None and all(each.reason in _OPEN for each in plan.refusals)


def _asks_which(plan: Plan) -> bool:
    """Return whether it would be asked which thing is meant, by a reading that may have misheard the name."""
    asks = plan.dialogue is not None and plan.dialogue.intent == "clarify"
    return asks and plan.tier == "edge" and not plan.actions


def _reaches_far(plan: Plan, home: Home) -> bool:
    """Return whether things of several rooms are meant though neither a thing nor a place, nor "all", was said."""
    rooms = {home.entities[key].area for action in plan.actions for key in action.targets}
    said = [target for parsed in plan.understood for target in parsed.targets]
    kinds = all(each.domain or not each.name or " " not in each.name for each in said)
    return len(rooms) > 1 and kinds and not any(each.area or each.floor or each.quantity for each in said)


def _is_done(plan: Plan) -> bool:
    return bool(plan.actions) and not plan.refusals and plan.dialogue is None and not plan.answers


def _parts(text: str) -> list[str]:
    """Return the parts of a text that may be commands, without a remark after them; nothing where it is one part."""
    parts = _JOINT.split(text.strip())
    remarks = [at > 0 and _REMARK.match(normalise(part)) is not None for at, part in enumerate(parts)]
    first = remarks.index(True) if any(remarks) else len(parts)
    return parts[:first] if len(parts) > 1 and all(remarks[first:]) else []


def _with_verb(part: str, before: str) -> Iterator[str]:
    """Yield a part of a sentence, then with the verb of the part before it."""
    if part:
        yield part
    words = [] if _HAS_VERB.match(part) else before.split()
    for length in range(min(_LONGEST_VERB, len(words) - 1), 0, -1):
        yield " ".join([*words[:length], part])


def _together(plans: list[Plan], merged: Merge) -> Plan | None:
    """Return one plan of several; None where two of them would do something to the same thing, and it is not one.

    What is named alone is no part of what is done to several: "nightstand on, bedroom lights off".
    """
    alone = {action.targets[0] for plan in plans for action in plan.actions if len(action.targets) == 1}
    actions = merged(_without(action, alone) for plan in plans for action in plan.actions)
    targets = [key for action in actions for key in action.targets]
    aimed = (action.targets or action.intent in _AIMLESS for action in actions)
    if len(targets) != len(set(targets)) or not all(aimed):
        return None
    if len({action.intent == "get_state" for action in actions}) > 1:
        return None  # who wants something done asks nothing in passing
    least = min(plans, key=lambda plan: plan.confidence)
    understood = tuple(parsed for plan in plans for parsed in plan.understood)
    return replace(least, actions=actions, understood=understood)


def _without(action: Action, keys: Collection[str]) -> Action:
    if len(action.targets) == 1:
        return action
    return replace(action, targets=tuple(key for key in action.targets if key not in keys))
