"""Turns as sessions of the Hermes protocol, so that skills written for Rhasspy or Snips hear of them.

Sent, with the node's name as siteId: hermes/hotword/<wake word>/detected, hermes/dialogueManager/sessionStarted,
hermes/asr/textCaptured, hermes/intent/<name> for every action (its params are the slots),
hermes/dialogueManager/intentNotRecognized, hermes/dialogueManager/sessionEnded. A session in which intents were sent
stays open for a skill to end or continue it, for ten seconds or until the next one. `privacy.publish_text = false`
leaves the words out.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from edgeassist.messages import Action, Command, Detection, TurnRecord, action_json
from edgeassist.mqtt.sending import Sender

Reason = Literal["nominal", "abortedByUser", "intentNotRecognized", "timeout", "error"]

_OPEN_S = 10.0
_LOOK_S = 1.0
_MOST_OPEN = 32
_MODEL = {"modelVersion": "", "modelType": "universal", "currentSensitivity": 1.0}


@dataclass(slots=True)
class Session:
    """One exchange between the user and a skill."""

    id: str
    custom_data: str | None = None
    until: float | None = None
    """When it ends where no skill ends it, on the clock of `time.monotonic`; None: when its turn is over."""


class HermesSessions:
    """Reports turns as sessions, and keeps those that skills may still answer."""

    def __init__(
        self, sender: Sender, site: str, *, publish_text: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.site = site
        self._sender = sender
        self._publish_text = publish_text
        self._clock = clock
        self._open: dict[str, Session] = {}
        self._spoken: Session | None = None
        """The one that is spoken now."""
        self._expected: Session | None = None
        """The one that the next spoken turn belongs to."""
        self.at_rest = asyncio.Event()
        """Whether nothing is being heard or said."""

    async def state(self, state: str) -> None:
        """Note whether somebody is speaking."""
        if state in {"idle", "muted"}:
            self.at_rest.set()
        else:
            self.at_rest.clear()

    async def began(self, detection: Detection) -> None:
        """Tell of the wake word and of the session that begins; the spoken one before it is over."""
        expected, self._expected = self._expected, None
        if (before := self._spoken) is not None and before.until is None and before is not expected:
            await self.end(before, "abortedByUser")
        self._spoken = expected or self.create(None)
        if detection.phrase:
            wake = {"modelId": detection.phrase, **_MODEL, "sessionId": self._spoken.id}
            await self.send(f"hotword/{_level(detection.phrase)}/detected", wake)
        if expected is None:
            await self.tell_started(self._spoken)

    async def nothing_said(self, detection: Detection) -> None:  # noqa: ARG002
        """End the session in which nothing was said."""
        if self._spoken is not None:
            await self.end(self._spoken, "timeout")

    async def turn(self, record: TurnRecord) -> None:
        """Tell what was said and meant; skills may answer it for a while."""
        session = self._spoken if record.source == "voice" else None
        if session is None:
            session = await self.begin(None)
        if record.source == "voice":
            self._spoken = None
        await self._tell_turn(record, session)
        if record.source == "voice" and record.reply.listens:
            self.expect(session)
        elif record.plan.actions and record.reply.outcome != "cancelled":
            session.until = self._clock() + _OPEN_S
        else:
            await self.end(session, _reason(record))

    async def _tell_turn(self, record: TurnRecord, session: Session) -> None:
        text = record.text if self._publish_text else ""
        heard = {"text": text, "likelihood": 1.0, "seconds": record.latency_ms.get("stt", 0.0) / 1000}
        await self.send("asr/textCaptured", {**heard, "sessionId": session.id, "lang": None})
        about = {"input": text, "sessionId": session.id, "customData": session.custom_data, "id": record.id}
        for action in record.plan.actions:
            intent = {"intentName": action.intent, "confidenceScore": round(record.plan.confidence, 4)}
            said = {**about, "intent": intent, "slots": self._slots(action), "asrConfidence": 1.0, "asrTokens": []}
            await self.send(f"intent/{_level(action.intent)}", said)
        if record.reply.outcome == "not_understood":
            await self.send("dialogueManager/intentNotRecognized", about)

    def _slots(self, action: Action) -> list[dict[str, Any]]:
        told = action_json(action, with_text=self._publish_text)
        values = {**told["params"], **({"targets": told["targets"]} if told["targets"] else {})}
        return [_slot(name, value) for name, value in values.items()]

    async def begin(self, custom_data: str | None) -> Session:
        """Return a new session, of which everybody has been told."""
        session = self.create(custom_data)
        await self.tell_started(session)
        return session

    def expect(self, session: Session) -> None:
        """Let the next spoken turn belong to this session."""
        session.until = None
        self._expected = session

    def find(self, session_id: object) -> Session | None:
        """Return the open session of this id; None: there is none."""
        return self._open.get(session_id) if isinstance(session_id, str) else None

    async def end(self, session: Session, reason: Reason) -> None:
        """Close a session and tell it; nothing where it was closed before."""
        self._spoken = None if self._spoken is session else self._spoken
        self._expected = None if self._expected is session else self._expected
        if self._open.pop(session.id, None) is not None:
            about = {"sessionId": session.id, "customData": session.custom_data, "termination": {"reason": reason}}
            await self.send("dialogueManager/sessionEnded", about)

    async def run(self) -> None:
        """End sessions that no skill answers, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_S)
            for session in [each for each in self._open.values() if each.until is not None]:
                if self._clock() >= (session.until or 0):
                    await self.end(session, "nominal")

    async def send(self, topic: str, message: Mapping[str, Any]) -> None:
        """Publish a message of ours below `hermes/`."""
        await self._sender.send(Command(f"hermes/{topic}", json.dumps({**message, "siteId": self.site})))

    def create(self, custom_data: str | None) -> Session:
        """Return a new session, of which nobody knows yet; of too many the oldest is forgotten."""
        session = Session(uuid.uuid4().hex, custom_data)
        self._open[session.id] = session
        while len(self._open) > _MOST_OPEN:
            self._open.pop(next(iter(self._open)))
        return session

    async def tell_started(self, session: Session) -> None:
        """Tell that a session begins."""
        about = {"sessionId": session.id, "customData": session.custom_data}
        await self.send("dialogueManager/sessionStarted", about)


def _level(name: str) -> str:
    """Return a name as one level of a topic."""
    return "".join("_" if letter in "+#/\0" else letter for letter in name) or "_"


def _slot(name: str, value: Any) -> dict[str, Any]:
    raw = value if isinstance(value, str) else json.dumps(value)
    kind = "Number" if isinstance(value, int | float) and not isinstance(value, bool) else "Custom"
    return {
        "slotName": name,
        "entity": name,
        "rawValue": raw,
        "value": {"kind": kind, "value": value},
        "confidence": 1.0,
    }


def _reason(record: TurnRecord) -> Reason:
    reasons: dict[str, Reason] = {
        "cancelled": "abortedByUser",
        "not_understood": "intentNotRecognized",
        "failed": "error",
    }
    return reasons.get(record.reply.outcome, "nominal")
