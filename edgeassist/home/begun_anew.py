"""A timer that was paused, or goes on, begins anew with another length: "make it ten minutes instead"."""

from __future__ import annotations

from edgeassist.home.time_said import as_correction_of, read_said
from edgeassist.messages import Context, ParsedAction
from edgeassist.moments import read_duration
from edgeassist.text import normalise

_HALTED = frozenset({"timer_pause", "timer_resume"})


def begun_anew(text: str, context: Context) -> tuple[tuple[ParsedAction, ...], bool] | None:
    """Return a timer of another length in place of the one that was paused, or goes on; None: none is to be.

    It takes the place of no turn: the other is cancelled by itself.
    """
    base = context.before[-1]
    said = read_said(as_correction_of(normalise(text), base)) if base.intent in _HALTED else None
    if said is None or said.adds or said.often or read_duration(said.time) is None:
        return None
    named = {slot: span for slot, span in base.values.items() if slot in {"name", "start_duration_s"}}
    called = {slot: span for slot, span in named.items() if slot == "name"}
    begun = ParsedAction("timer_start", values={**called, "duration_s": said.time})
    return (ParsedAction("timer_cancel", values=named), begun), False
