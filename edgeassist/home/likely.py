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
        _PERCENT if done in INTENT_DOMAINS else (),
    )
    return tuple(dict.fromkeys(phrases))
