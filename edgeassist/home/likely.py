"""What is likely to be said next, for a recogniser: of what is kept, by its name, and of what was spoken of last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from edgeassist.home.names import words_of
from edgeassist.home.short_sayings import OF_A_LIST, OF_CLOCKS, OF_CONDITIONS, OF_DEVICES, OF_PLANS, OF_TIMERS
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
_USUAL_ITEMS = words_of(
    "milk eggs bread butter cheese apples bananas coffee tea sugar flour rice pasta tomatoes potatoes onions carrots "
    "oranges lemons yoghurt cereal soap shampoo toothpaste batteries wine beer honey jam salt pepper chicken fish water"
)


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
        OF_A_LIST if done.startswith("list_") else (),
        (f"and {some}{item}" for item in _USUAL_ITEMS for some in ("", "some ") if done == "list_add"),
        OF_DEVICES.get(done, ()),
        _gone_on(context),
    )
    return tuple(dict.fromkeys(phrases))


def _gone_on(context: Context) -> tuple[str, ...]:
    """Return what is said short of the timer, the alarm, the reminder or the plan that was spoken of."""
    before = context.before[-1] if context.before else None
    family = before.intent.partition("_")[0] if before else ""
    if family == "timer":
        return OF_TIMERS
    if family in {"alarm", "reminder"}:
        return OF_CLOCKS
    if before is not None and before.condition:
        return (*OF_CONDITIONS, *OF_PLANS)
    planned = before is not None and bool(before.when or before.until)
    return OF_PLANS if planned or family in {"notify", "schedule"} else ()
