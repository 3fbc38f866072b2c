"""What is likely to be said next, for a recogniser: of what is kept, by its name, and of what was spoken of last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from edgeassist.home.names import words_of
from edgeassist.home.short_sayings import OF_A_LIST, OF_CLOCKS, OF_CONDITIONS, OF_DEVICES, OF_PLANS, OF_TIMERS
from edgeassist.messages import Context

_MOST_NAMES = 12
_OF_A_TIMER = (
    *("pause the {}", "resume the {}", "cancel the {}", "stop the {}", "how is the {} doing", "what about the {}"),
    *("how long for the {}", "how long on the {}", "how long is left on the {}", "how much longer for the {}"),
    *("when is the {} done", "when are the {} done", "add a minute to the {}", "give the {} 1 more minute"),
    *(f"give the {{}} {n} more minutes" for n in (2, 3, 4, 5, 10)),
    *(f"add {n} minutes to the {{}}" for n in (2, 3, 5, 10)),
    *(f"{are} the {{}} {over}" for are in ("is", "are") for over in ("ready", "done")),
    *(f"the {{}} {are} {over}" for are in ("is", "are") for over in ("ready", "done")),
)
_OF_A_DEED = ("when do i have to {}", "what time do i have to {}")
_OF_WHAT_IS_MEANT = ("forget about {}", "forget {}", "cancel {}", "skip {}", "stop reminding me about {}")
_OF_AN_ITEM = (
    *("i've got the {}", "i got the {}", "we've got the {}", "i bought the {}", "check off the {}", "check off {}"),
    *("remove the {}", "cross off the {}", "take the {} off", "not the {}", "do i need {}", "do we need {}"),
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
    deeds = [deed for plan in kept.plans[:_MOST_NAMES] if (deed := plan.partition(": ")[2])]
    phrases: Iterator[str] = chain(
        (words.format(name) for name in kept.timers[:_MOST_NAMES] for words in _OF_A_TIMER),
        (words.format(item) for item in kept.items[:_MOST_NAMES] for words in _OF_AN_ITEM),
        (words.format(deed) for deed in deeds for words in _OF_A_DEED),
        (words.format(_object_of(deed)) for deed in deeds for words in _OF_WHAT_IS_MEANT),
        OF_A_LIST if done.startswith("list_") else (),
        (f"and {some}{item}" for item in _USUAL_ITEMS for some in ("", "some ") if done == "list_add"),
        OF_DEVICES.get(done, ()),
        _gone_on(context),
    )
    return tuple(dict.fromkeys(phrases))


def _object_of(deed: str) -> str:
    """Return what something is done to.

    >>> _object_of("water the plants"), _object_of("call grandma")
    ('the plants', 'grandma')
    """
    before, the, thing = deed.partition(" the ")
    return f"the {thing}" if the and before else deed.partition(" ")[2] or deed


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
