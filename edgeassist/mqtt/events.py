"""What happened, in the form in which a hub's event entities take it: the topics `event/command` and `event/wake`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.messages import Detection, Outcome, TurnRecord, action_json
from edgeassist.mqtt.sending import Sender

COMMAND_TYPES = ("recognized", "executed", "rejected", "needs_confirmation", "failed")
WAKE_TYPES = ("wake", "false_wake")

_TYPES: Mapping[Outcome, str] = MappingProxyType(
    {
        "done": "executed",
        "partly": "executed",
        "refused": "rejected",
        "failed": "failed",
        "not_understood": "rejected",
        "clarify": "needs_confirmation",
        "cancelled": "failed",
    }
)


class Events:
    """Reports turns and wake words to event entities."""

    def __init__(self, sender: Sender, *, publish_text: bool) -> None:
        self._sender = sender
        self._publish_text = publish_text

    async def state(self, state: str) -> None:
        """Nothing: a state is no event."""

    async def turn(self, record: TurnRecord) -> None:
        """Report the command that a turn was."""
        await self._sender.tell("event/command", self._command(record))

    async def began(self, detection: Detection) -> None:
        """Report the wake word, where there was one."""
        if detection.phrase:
            event = {"event_type": "wake", "phrase": detection.phrase, "score": round(detection.score, 3)}
            await self._sender.tell("event/wake", event)

    async def nothing_said(self, detection: Detection) -> None:
        """Report that the wake word seems to have been none."""
        if detection.phrase:
            await self._sender.tell("event/wake", {"event_type": "false_wake", "phrase": detection.phrase})

    def _command(self, record: TurnRecord) -> dict[str, Any]:
        outcome = record.reply.outcome
        answered = outcome == "done" and not record.steps
        actions = [action_json(action, with_text=self._publish_text) for action in record.plan.actions]
        event: dict[str, Any] = {
            "event_type": "recognized" if answered else _TYPES[outcome],
            "utterance_id": record.id,
            "source": record.source,
            "intents": [action["intent"] for action in actions],
            "targets": sorted({target for action in actions for target in action["targets"]}),
            "outcome": outcome,
            "confidence": round(record.plan.confidence, 4),
            "latency_ms": round(record.latency_ms.get("total", 0.0), 1),
        }
        return event | ({"text": record.text, "reply": record.reply.text} if self._publish_text else {})
