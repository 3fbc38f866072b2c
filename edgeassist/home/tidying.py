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


_COUNTED = re.compile(r"([2-9]) (?=\w+s$)")
_OWNED = re.compile(r"(?:her|his|their) (?=\S)")
_OWNER = re.compile(r"\b[\w-]+'s(?= (?!on\b|off\b))|\b\w+s'(?= )")


def tidied(target: Target, said: str) -> Target:
    """Return `target` normalised, with its quantity apart; `said` is the whole sentence.

    >>> tidied(Target(domain="light"), "lights off everywhere").quantity
    'all'
    """
    name = _owned(normalise(target.name or "").removeprefix("the ").removeprefix("my "), said)
    quantity = normalise(target.quantity or "") or None
    if name in _EVERYTHING:
        name, quantity = "", "all"
    for prefix, amount in _AMOUNTS:
        if name.startswith(prefix):
            name, quantity = name.removeprefix(prefix), amount
    if several := _COUNTED.match(name):
        name, quantity = name.removeprefix(several[0]), quantity or several[1]
    if target.domain and not (name or target.area or target.floor) and _EVERYWHERE.search(said):
        quantity = quantity or "all"
    return replace(
        target,
        name=name or None,
        quantity=quantity,
        domain=normalise(target.domain or "").replace(" ", "_") or None,
        device_class=normalise(target.device_class or "").replace(" ", "_") or None,
    )


def _owned(name: str, said: str) -> str:
    """Return a name with its owner, where that was said before: "Madison's lamp and her speaker"."""
    if not _OWNED.match(name):
        return name
    before = said.partition(name)[0]
    owner = next((match[0] for match in reversed([*_OWNER.finditer(before)])), "")
    return _OWNED.sub(f"{owner} " if owner else "", name, count=1)
