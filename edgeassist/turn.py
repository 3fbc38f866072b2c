"""One turn while it goes on: what is known of it so far, and how long each stage took."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from edgeassist.messages import Context, Plan, Reply, Step, Transcript, TurnRecord


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds a stage."""

    latency_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure the block."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.latency_ms[name] = 1000 * (time.perf_counter() - began)


def new_id() -> str:
    """Return what a turn is called."""
    return uuid.uuid4().hex[:12]


@dataclass(slots=True)
class Turn:
    """A turn from its transcript on."""

    transcript: Transcript
    context: Context
    watch: Stopwatch
    plan: Plan = field(default_factory=Plan)
    steps: tuple[Step, ...] = ()

    def record(self, node: str, reply: Reply) -> TurnRecord:
        """Return what is told of it."""
        return TurnRecord(
            id=self.context.turn or new_id(),
            ts=self.context.now,
            node=node,
            source=self.context.source,
            text=self.transcript.text,
            plan=self.plan,
            steps=self.steps,
            reply=reply,
            latency_ms=self.watch.latency_ms,
            area=self.context.area,
        )
