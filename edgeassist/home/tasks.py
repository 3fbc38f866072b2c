"""What is to be done, and is no thing: "call the vet"."""

from __future__ import annotations

_TASKS = frozenset(
    """call ring phone email pay clean wash feed walk book pick mow renew cancel visit fix repair return send write tidy
    change replace hoover vacuum collect schedule take make buy get post sort ask tell finish empty fill do
    """.split()  # noqa: SIM905
)

_TASKS_OR_THINGS = frozenset(
    """water iron paint oil cut dust check clear move put order bring pack plant cook bake
    """.split()  # noqa: SIM905
)
"""What is to be done only where it is said to what: water is bought, "water the plants" is done."""
_THE = ("the ", "my ", "our ")


def is_task(text: str) -> bool:
    """Return whether a text tells to do something.

    >>> is_task("call the vet"), is_task("oat milk"), is_task("call")
    (True, False, False)
    >>> is_task("water the plants"), is_task("water from the spring")
    (True, False)
    """
    first, _, rest = text.casefold().partition(" ")
    return (first in _TASKS and bool(rest)) or (first in _TASKS_OR_THINGS and rest.startswith(_THE))
