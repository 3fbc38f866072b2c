"""All tiers in their order: the first reading that this house can carry out is the plan."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from edgeassist.messages import Context, Home, Plan, Transcript, Understanding
from edgeassist.stages import IntentParser, Linker


class Tiers:
    """Asks one tier after the other; a later one is asked only when nothing before it links to the house.

    What a model reads with less certainty than `threshold` is passed over: a wrong action costs more than a "sorry".
    """

    def __init__(self, parsers: Sequence[IntentParser], linker: Linker, threshold: float) -> None:
        self._parsers = tuple(parsers)
        self._linker = linker
        self._threshold = threshold

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:
        """Return the first plan without refusals, else the first with some; empty: not understood, or stopped."""
        refused = Plan()
        if not transcript.text.strip():
            return refused
        for parser in self._parsers:
            for understanding in parser.parse(transcript, home, stop):
                if stop.is_set():
                    return Plan()
                if not self._is_sure(understanding):
                    continue
                plan = self._linker.link(understanding, home, context)
                if (plan.actions or plan.dialogue) and not plan.refusals:
                    return plan
                if plan.refusals and not refused.refusals:
                    refused = plan
        return Plan() if stop.is_set() else refused

    def _is_sure(self, understanding: Understanding) -> bool:
        """Return whether a reading may be acted on; a template fits or does not, so only models are doubted."""
        return understanding.tier == "sentences" or understanding.confidence >= self._threshold
