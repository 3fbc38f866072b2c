"""Whether words mean something at a moment, be it only by what was said before: for what is heard, not typed."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event

from edgeassist.intent.phrases import phrases_of
from edgeassist.intent.plainly import Wordings
from edgeassist.messages import Context, Home, Kept, ParsedAction, Transcript
from edgeassist.stages import Understander
from edgeassist.templates import TemplateSet
from edgeassist.text import ORDINALS, normalise

_ANY_WORDS = frozenset({"item", "text", "query", "name", "command"})
"""Values that any words may be."""
_SAMPLES = ("item", "reminder", "timer_name", "timer_command")
"""Lists of the words that are heard for them."""
_ASIDE = frozenset(
    {"the", "my", "our", "a", "an", "some", "any", "and", "one", "ones", "thing", "timer", "of", "it", "that", "both"}
    | {"all", "other", "others", "next", "last", "new", "old", "short", "shorter", "shortest", "long", "longer"}
    | {"longest", "minute", "minutes", "hour", "hours", "second", "seconds", "half", *ORDINALS}
)
"""Words that tell which of what is kept is meant."""


class Sensible:
    """Tells what leads to something; any words are taken for a value only where they are usual there, or kept."""

    def __init__(self, tiers: Understander, wordings: Wordings, templates: TemplateSet) -> None:
        """`tiers` take words as they are."""
        self._tiers = tiers
        self._wordings = wordings
        self._phrases = phrases_of(templates)

    def makes(self, text: str, home: Home, context: Context, stop: Event) -> bool:
        """Return whether `text` is to do something, or asks something, that can be done and answered."""
        plan = self._tiers.understand(Transcript(text), home, context, stop)
        if not plan.actions and (plainer := self._wordings.plainer(normalise(text))) != normalise(text):
            plan = self._tiers.understand(Transcript(plainer), home, context, stop)
        if not plan.actions or plan.refusals:
            return False
        known = _words_of(context.kept)
        return all(self._is_usual(value, known) for value in _any_words(plan.understood))

    def _is_usual(self, value: str, known: frozenset[str]) -> bool:
        words = normalise(value)
        is_kept = all(word in known or word.isdecimal() for word in words.split())
        return is_kept or any(self._phrases.fills(each, words) for each in _SAMPLES)


def _any_words(understood: Iterable[ParsedAction]) -> Iterable[str]:
    return (value for parsed in understood for slot, value in parsed.values.items() if slot in _ANY_WORDS)


def _words_of(kept: Kept) -> frozenset[str]:
    named = (*kept.timers, *kept.items, *kept.plans)
    return _ASIDE.union(*(normalise(text).split() for text in named))
