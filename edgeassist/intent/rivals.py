"""What was heard nearly as well in two ways that do different things is asked for: "Fifteen or fifty?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from threading import Event
from typing import Any

from edgeassist.messages import Context, Dialogue, Home, Plan, Refusal, Transcript
from edgeassist.mishearing import told_apart
from edgeassist.stages import Understander
from edgeassist.text import ORDINALS, in_words, normalise

_MEANT = "meant"


class WithRivals:
    """Asks back where a rival of what was heard would do something else."""

    def __init__(self, first: Understander) -> None:
        self._first = first

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return the plan for what was heard, or the question which of two words was said."""
        plan = self._first.understand(transcript, home, context, stop)
        for rival in transcript.rivals if _acts(plan) and not _is_asked(context) else ():
            as_heard = replace(transcript, text=rival, alternatives=(), rivals=())
            other = self._first.understand(as_heard, home, context, stop)
            if (words := told_apart(transcript.text, rival)) and _acts(other) and other.actions != plan.actions:
                told = zip((transcript.text, rival), words, ORDINALS, (plan, other), strict=False)
                return Plan() if stop.is_set() else _asked(plan, words, [_option(*each) for each in told])
        return plan


def _acts(plan: Plan) -> bool:
    return bool(plan.actions and plan.understood) and not plan.refusals and not plan.dialogue and not plan.instead


def _is_asked(context: Context) -> bool:
    """Return whether this answers a question of ours: nobody is asked twice."""
    return any(_MEANT in option for option in context.expected.get("options", ()))


def _asked(plan: Plan, words: tuple[str, str], options: Sequence[Mapping[str, Any]]) -> Plan:
    question = f"{words[0].capitalize()} or {words[1]}?"
    return Plan(
        dialogue=Dialogue("clarify", {"question": question, "choices": list(words)}),
        refusals=(Refusal("ambiguous", question, choices=words),),
        confidence=plan.confidence,
        tier=plan.tier,
        expects={"kind": "choice", "question": question, "asked": asdict(plan.understood[0]), "options": options},
    )


def _option(text: str, word: str, place: str, plan: Plan) -> dict[str, Any]:
    """Return one of the choices, as it is kept: any words of the sentence with it may be the answer."""
    after = in_words(normalise(text)).partition(word)[2].split()
    return {
        "label": word,
        "id": "",
        "words": normalise(text).split(),
        "also": [" ".join([word, *after[:1]]), f"i said {word}", f"the {place} one"],
        _MEANT: [asdict(each) for each in plan.understood],
    }
