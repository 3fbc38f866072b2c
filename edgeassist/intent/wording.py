"""What was dictated, given back as it was written: tiers read a normal form, which no shopping list should show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from edgeassist.messages import Plan
from edgeassist.text import MAX_CHARACTERS, normalise

_DICTATED = frozenset({"text", "item", "query", "command", "place"})
"""Parameters that hold the user's own words."""

_LONGER = 3
"""Words of the text that one word of the normal form may stand for: "twenty one and" of "twenty one and a half"."""

_EDGES = ' .,;:!?"“”„…()'


def as_said(text: str, span: str) -> str:
    """Return the words of `text` whose normal form is `span`; `span` itself where there are none.

    >>> as_said("Put Ben & Jerry's on the list, please!", "ben and jerry's")
    "Ben & Jerry's"
    >>> as_said("remind me to buy twenty one eggs", "buy 21 eggs")
    'buy twenty one eggs'
    """
    words = text.split()
    if len(text) > MAX_CHARACTERS and (whole := normalise(text)).endswith(span):
        return _to_the_end(words, span, whole)
    beginning = span.partition(" ")[0]
    for start in range(len(words)):
        if not normalise(" ".join(words[start : start + _LONGER])).startswith(beginning):
            continue
        for end in range(start + 1, min(len(words), start + _LONGER * len(span.split())) + 1):
            if normalise(said := " ".join(words[start:end])) == span:
                return said.strip(_EDGES)
    return span


def _to_the_end(words: list[str], span: str, whole: str) -> str:
    """Return what begins where `span` does and was cut off with `whole`: a long note is kept to its end."""
    for start in range(len(words)):
        if f"{normalise(' '.join(words[:start]))} {span}".strip() == whole:
            return " ".join(words[start:]).strip(_EDGES)
    return span


def in_own_words(plan: Plan, *texts: str) -> Plan:
    """Return `plan` with all that was dictated as it stands in the first of `texts` that has it."""
    if all(text == normalise(text) for text in texts):
        return plan
    actions = tuple(replace(action, params=_worded(action.params, texts)) for action in plan.actions)
    dialogue = plan.dialogue and replace(plan.dialogue, params=_worded(plan.dialogue.params, texts))
    return replace(plan, actions=actions, dialogue=dialogue)


def _worded(params: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    return {
        key: _worded_in(texts, value) if key in _DICTATED and isinstance(value, str) else value
        for key, value in params.items()
    }


def _worded_in(texts: Sequence[str], span: str) -> str:
    if f" {span} " in f" {texts[0]} ":
        return span
    whole = next((said for text in texts if (said := as_said(text, span)) != span), "")
    capitals = {normalise(word): word for text in texts for word in map(_bare, text.split()[1:]) if word[:1].isupper()}
    return whole or " ".join(capitals.get(word, word) for word in span.split())


def _bare(word: str) -> str:
    return word.strip(_EDGES)
