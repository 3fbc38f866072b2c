"""Targets in one form, whatever words the quantity was put in."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.messages import Target
from edgeassist.text import normalise

_EVERYTHING = frozenset(
    {"everything", "all", "all of it", "all of them", "all devices", "every device", "all things", "them all", "it all"}
)
_AMOUNTS = (
    *(("all the ", "all"), ("all of the ", "all"), ("all ", "all"), ("every ", "all")),
    *(("both the ", "both"), ("both ", "both")),
)
"""What may stand before a name → how many are meant."""
_EVERYWHERE = re.compile(r"\b(?:everywhere|throughout|(?:in|on) (?:every|each|all(?: of)?(?: the| our| my)?) rooms?)\b")


def tidied(target: Target, said: str) -> Target:
    """Return `target` normalised, with its quantity apart; `said` is the whole sentence.

    >>> tidied(Target(domain="light"), "lights off everywhere").quantity
    'all'
    """
    name = normalise(target.name or "").removeprefix("the ").removeprefix("my ")
    quantity = normalise(target.quantity or "") or None
    if name in _EVERYTHING:
        name, quantity = "", "all"
    for prefix, amount in _AMOUNTS:
        if name.startswith(prefix):
            name, quantity = name.removeprefix(prefix), amount
    if target.domain and not (name or target.area or target.floor) and _EVERYWHERE.search(said):
        quantity = quantity or "all"
    return replace(
        target,
        name=name or None,
        quantity=quantity,
        domain=normalise(target.domain or "").replace(" ", "_") or None,
        device_class=normalise(target.device_class or "").replace(" ", "_") or None,
    )
