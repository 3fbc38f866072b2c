"""What is to be done, and is no thing: "call the vet"."""

from __future__ import annotations

_TASKS = frozenset(
    """call ring phone email pay clean wash feed walk book pick mow renew cancel visit fix repair return send write tidy
    change replace hoover vacuum collect schedule take make buy get post sort ask tell finish empty fill do
    """.split()  # noqa: SIM905
)


def is_task(text: str) -> bool:
    """Return whether a text tells to do something.

    >>> is_task("call the vet"), is_task("oat milk"), is_task("call")
    (True, False, False)
    """
    first, _, rest = text.casefold().partition(" ")
    return first in _TASKS and bool(rest)
