"""What is likely to be said next, for a recogniser: of what is kept, by its name, and of what was spoken of last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.names import words_of
from edgeassist.messages import Context

_MOST_NAMES = 12
_OF_A_TIMER = (
    *("pause the {}", "cancel the {}", "stop the {}", "how is the {} doing", "how long for the {}", "the {} is done"),
    *(f"give the {{}} {n} more minutes" for n in (2, 3, 4, 5, 10)),
    *("give the {} 1 more minute", "add a minute to the {}", "is the {} ready", "are the {} ready", "the {} are done"),
)
_OF_AN_ITEM = (
    *("i've got the {}", "i got the {}", "we have got the {}", "i bought the {}", "check off the {}", "check off {}"),
    *("remove the {}", "cross off the {}", "take the {} off"),
)
_OF_A_LIST = (
    *(
        "what's left",
        "what else",
        "what else is on it",
        "read it to me",
        "read it again",
        "what's on it",
        "is it empty",
    ),
    *(f"remove the {place} {what}" for place in ("first", "second", "third", "last") for what in ("one", "1", "thing")),
)
_WHICH = ("first", "second", "third", "last", "next", "other", "shorter", "longer", "earlier", "later")
_SHORTLY = ("5 minutes", "10 minutes", "a quarter of an hour", "half an hour", "an hour", "2 hours")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CANCELLED = (
    *(
        "cancel it",
        "cancel that",
        "cancel them all",
        "cancel both",
        "cancel all of them",
        "cancel the others",
        "turn it off",
    ),
    *(f"cancel the {which} one" for which in _WHICH),
    *("and the other one", "what's left"),
)
_OF_TIMERS = (
    *("how long is left on it", "how long is left", "how much is left", "how long has it got", "which one is next"),
    *("is it done", "when will it be done", "pause it", "resume it", "pause the other one", "stop them all"),
    *(f"{verb} {n} minutes {to}" for n in (1, 2, 3, 5, 10) for verb, to in (("add", "to it"), ("add", "to that"))),
    *(f"give it {n} more minutes" for n in (2, 3, 5, 10)),
    *(f"call it {name}" for name in ("pasta", "eggs", "tea", "pizza", "laundry", "cake", "bread", "rice")),
)
_OF_CLOCKS = (
    *(f"push it back {by}" for by in _SHORTLY),
    *(f"{way} {by} {when}" for way in ("make it", "move it") for by in _SHORTLY for when in ("later", "earlier")),
    *("what time is that", "when is that", "when is the next one", "what's set", "skip tomorrow", "skip it tomorrow"),
    *(f"not on {day}s" for day in (*_DAYS, "weekend")),
    *(f"skip {day}" for day in _DAYS),
)
_OF_PLANS = (
    "call it off",
    "what time is that",
    "leave it on",
    "leave it off",
    "leave it open",
    "every time",
    "only once",
)
_OF_THEM = (
    "turn them off",
    "all of them off",
    "both off",
    "turn them all off",
    "turn it down a bit",
    "turn it up a bit",
    *(f"{verb} {both}" for verb in ("open", "close") for both in ("them both", "both of them", "both", "them all")),
    *(f"turn {both} {way}" for both in ("them both", "both of them", "both") for way in ("on", "off")),
    *("halfway", "halfway down", "halfway up", "half"),
)
_USUAL_ITEMS = words_of(
    "milk eggs bread butter cheese apples bananas coffee tea sugar flour rice pasta tomatoes potatoes onions carrots "
    "oranges lemons yoghurt cereal soap shampoo toothpaste batteries wine beer honey jam salt pepper chicken fish water"
)
_PERCENT = tuple(f"{percent} percent" for percent in range(0, 101, 5))


def likely(context: Context) -> tuple[str, ...]:
    """Return phrases that are likely now.

    >>> from datetime import UTC, datetime
    >>> from edgeassist.messages import Kept
    >>> "pause the pasta" in likely(Context(datetime.now(UTC), kept=Kept(timers=("pasta",))))
    True
    """
    kept, done = context.kept, context.before[-1].intent if context.before else ""
    phrases: Iterator[str] = chain(
        (words.format(name) for name in kept.timers[:_MOST_NAMES] for words in _OF_A_TIMER),
        (words.format(item) for item in kept.items[:_MOST_NAMES] for words in _OF_AN_ITEM),
        _OF_A_LIST if done.startswith("list_") else (),
        (f"and {item}" for item in _USUAL_ITEMS if done == "list_add"),
        (*_PERCENT, *_OF_THEM) if done in INTENT_DOMAINS else (),
        _gone_on(context),
    )
    return tuple(dict.fromkeys(phrases))


def _gone_on(context: Context) -> tuple[str, ...]:
    """Return what is said short of the timer, the alarm, the reminder or the plan that was spoken of."""
    before = context.before[-1] if context.before else None
    family = before.intent.partition("_")[0] if before else ""
    if family == "timer":
        return (*_OF_TIMERS, *_CANCELLED)
    if family in {"alarm", "reminder"}:
        return (*_OF_CLOCKS, *_CANCELLED)
    planned = before is not None and bool(before.when or before.until or before.condition)
    return (*_OF_PLANS, *_CANCELLED) if planned or family in {"notify", "schedule"} else ()
