"""What skills of the Hermes protocol ask of us, so that those written for Rhasspy or Snips keep working.

Taken, where the siteId is the node's name, "default" or missing: hermes/dialogueManager/startSession (notification and
action, queued while somebody speaks), continueSession, endSession; hermes/tts/say; hermes/hotword/toggleOn, toggleOff.
What is left out of the protocol: audio (audioServer/…), and recognition as a service for others (asr/startListening,
nlu/query). What we send is told in `hermes_sessions`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.errors import AudioError, EdgeAssistError
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.hermes_sessions import HermesSessions, Session
from edgeassist.mqtt.routes import Incoming
from edgeassist.mqtt.seldom import Seldom

logger = logging.getLogger(__name__)

_TOPICS = (
    "hermes/dialogueManager/startSession",
    "hermes/dialogueManager/continueSession",
    "hermes/dialogueManager/endSession",
    "hermes/tts/say",
    "hermes/hotword/toggleOn",
    "hermes/hotword/toggleOff",
)
_MOST_TEXT = 4_000
_MOST_DATA = 10_000
_QUEUED_S = 60.0
"""How long a session waits for its turn."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What the assistant can be made to do."""

    say: Callable[[str], Awaitable[None]]
    hold: Callable[[str], Awaitable[bool]]
    """Keeps a text that nobody asked for until it may be said, and returns True; False: it may be said now."""
    listen: Callable[[], object]
    mute: Callable[[bool], Awaitable[None]]


class Hermes:
    """Serves skills."""

    def __init__(self, sessions: HermesSessions, voice: Voice) -> None:
        self._sessions = sessions
        self._voice = voice
        self._seldom = Seldom(logger)
        self._turn = asyncio.Lock()

    def serve(self, broker: MqttBroker) -> None:
        """Take what skills send from now on."""
        for topic in _TOPICS:
            broker.serve(topic, self.receive)

    async def receive(self, incoming: Incoming) -> None:
        """Do what one message asks for; what cannot be done is told on `hermes/error/…`."""
        message = _read(incoming.payload)
        if message is None:
            self._seldom.warning("ignored a message on %s that cannot be read", incoming.topic)
        elif message.get("siteId", "default") in (self._sessions.site, "default"):
            try:
                await self._carry_out(incoming.topic.rpartition("/")[2], message)
            except EdgeAssistError as error:
                component = incoming.topic.split("/")[1]
                about = {"error": str(error), "context": None, "sessionId": message.get("sessionId")}
                await self._sessions.send(f"error/{component}", about)

    async def _carry_out(self, verb: str, message: Mapping[str, Any]) -> None:
        match verb:
            case "startSession":
                await self._start(message)
            case "continueSession":
                if (session := self._sessions.find(message.get("sessionId"))) is not None:
                    session.custom_data = _data(message) or session.custom_data
                    await self._listen(session, _text(message))
            case "endSession":
                if (session := self._sessions.find(message.get("sessionId"))) is not None:
                    await self._last_words(session, _text(message))
            case "say":
                try:
                    await self._tell(_text(message), message.get("sessionId"))
                finally:
                    about = {"id": message.get("id"), "sessionId": message.get("sessionId")}
                    await self._sessions.send("tts/sayFinished", about)
            case "toggleOn" | "toggleOff":
                await self._voice.mute(verb == "toggleOff")

    async def _start(self, message: Mapping[str, Any]) -> None:
        init = message.get("init")
        init = init if isinstance(init, dict) else {}
        session = self._sessions.create(_data(message))
        if not await self._may_begin(session, enqueue=init.get("canBeEnqueued") is not False):
            await self._sessions.end(session, "timeout")
            return
        asks = init.get("type") == "action"
        async with self._turn:
            if await self._voice.hold("" if asks else _text(init)):
                await self._sessions.end(session, "timeout" if asks else "nominal")
                return
            await self._sessions.tell_started(session)
            if asks:
                await self._listen(session, _text(init))
            else:
                await self._last_words(session, _text(init))

    async def _may_begin(self, session: Session, *, enqueue: bool) -> bool:
        """Return whether nobody speaks, after a while where the session may wait."""
        if self._sessions.at_rest.is_set() and not self._turn.locked():
            return True
        if enqueue:
            about = {"sessionId": session.id, "customData": session.custom_data}
            await self._sessions.send("dialogueManager/sessionQueued", about)
            try:
                async with asyncio.timeout(_QUEUED_S):
                    return await self._sessions.at_rest.wait()
            except TimeoutError:
                return False
        return False

    async def _listen(self, session: Session, text: str) -> None:
        """Say the text and let the user answer in this session."""
        try:
            await self._say(text)
            self._sessions.expect(session)
            self._voice.listen()
        except AudioError:
            await self._sessions.end(session, "error")
            raise

    async def _last_words(self, session: Session, text: str) -> None:
        try:
            await self._say(text)
        except AudioError:
            await self._sessions.end(session, "error")
            raise
        await self._sessions.end(session, "nominal")

    async def _tell(self, text: str, session_id: object) -> None:
        """Say a text; what belongs to no session was asked for by nobody, and waits while it is quiet."""
        answers = self._sessions.find(session_id) is not None
        if answers or not await self._voice.hold(text):
            await self._say(text)

    async def _say(self, text: str) -> None:
        if text.strip():
            await self._voice.say(text)


def _read(payload: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _text(message: Mapping[str, Any]) -> str:
    text = message.get("text")
    return text[:_MOST_TEXT] if isinstance(text, str) else ""


def _data(message: Mapping[str, Any]) -> str | None:
    data = message.get("customData")
    return data if isinstance(data, str) and len(data) <= _MOST_DATA else None
