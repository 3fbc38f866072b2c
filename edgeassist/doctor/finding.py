"""What was found: how it is in one sentence, and the command that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "warning", "bad", "not checked"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    text: str
    cure: str = ""
    """The command that mends it, or tells more; empty: there is nothing to do."""


def good(name: str, text: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name, "good", text)


def warning(name: str, text: str, cure: str = "") -> Finding:
    """Return that something works, but is not as it should be."""
    return Finding(name, "warning", text, cure)


def bad(name: str, text: str, cure: str = "") -> Finding:
    """Return that something does not work, or is not safe."""
    return Finding(name, "bad", text, cure)


def unchecked(name: str, text: str, cure: str = "") -> Finding:
    """Return why something could not be looked at, and how it can."""
    return Finding(name, "not checked", text, cure)
