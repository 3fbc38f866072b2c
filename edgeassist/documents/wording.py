"""What is said of what was found: with where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.documents.finding import Found
from edgeassist.documents.index import Hit
from edgeassist.documents.passages import Unit

NOTHING = "I have nothing about that in your documents."

_PLURAL = re.compile(r"[^sui]s$")
_LONGEST = 600
"""Characters that are read aloud; of a longer part the rest is left out."""


def read_out(found: Found) -> str:
    """Return the sentences that were found, as they stand there, with their source."""
    says = "say" if _PLURAL.search(found.hit.document.title) else "says"
    return f"{source(found.hit)} {says}: {_joined(found.units)}"


def told_of(answer: str, hit: Hit) -> str:
    """Return an answer in other words than its passage's, with its source."""
    place = source(hit).removesuffix(",")
    return f"{answer} That is from {place[0].lower()}{place[1:]}."


def source(hit: Hit) -> str:
    """Return where a passage stands: "The boiler manual, page 12,"."""
    page = f", page {hit.passage.page}," if hit.passage.page is not None else ""
    return f"The {hit.document.title}{page}"


def _joined(units: Sequence[Unit]) -> str:
    text = " ".join(unit.text if unit.text.endswith((".", "!", "?")) else f"{unit.text}." for unit in units)
    if len(text) <= _LONGEST:
        return text
    return f"{text[: text.rfind(' ', 0, _LONGEST)]} …"
