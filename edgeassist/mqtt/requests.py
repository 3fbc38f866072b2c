"""What others ask of us over MQTT: the topics `cmd/…`, each answered on `resp/…`."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from edgeassist.errors import EdgeAssistError
from edgeassist.messages import TurnRecord
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.controls import Controls
from edgeassist.mqtt.publisher import Publisher
from edgeassist.mqtt.repeats import Repeats
from edgeassist.mqtt.routes import Incoming

logger = logging.getLogger(__name__)

_INQUIRIES = ("devices", "sensors", "schedule", "lists", "notes", "history", "aliases")
_VERBS = ("ask", "say", "listen", "stop", "mute", "quiet", "set", "reload", "watch", *_INQUIRIES)
_WITH_VALUES = frozenset({"set", "say", "quiet", *_INQUIRIES})
_UNANSWERED = {"sensors": "the sensors are not watched: the setting sensors.enabled is off"}
_PRIVATE = "privacy.publish_text is off: this is not told by MQTT"
_MAX_TEXT = 4_000
_MAX_NAME = 200
_MOST_ASKED = 6
"""Texts in work at a time: who speaks does not wait for more than these."""
_PATIENCE_S = 10.0
"""How long a text waits until it is worked on."""
_ON_OFF = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}


Reload: TypeAlias = Callable[[], Awaitable[Sequence[str]]]
"""Reads settings, home and models again, and returns what was not taken over, and why."""


Inquire: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
"""Answers what is asked or told about one part of the house; raises EdgeAssistError."""


class Conversation(Protocol):
    """What the assistant can be asked for."""

    async def ask(
        self, text: str, *, source: Literal["mqtt"], area: str | None = None, speaker: str = ""
    ) -> TurnRecord:
        """Return the turn that the text leads to; each speaker, else each room, has a conversation of its own."""

    async def say(self, text: str) -> None:
        """Speak the text."""

    def listen(self) -> object:
        """Begin a spoken turn."""

    def stop(self) -> None:
        """End the spoken turn and be silent."""

    async def mute(self, *, muted: bool) -> None:
        """Stop or begin to react to the wake word."""


@dataclass(frozen=True, slots=True)
class Request:
    """One message on `cmd/<verb>`."""

    verb: str
    text: str = ""
    area: str | None = None
    muted: bool = True
    transaction: str | int | None = None
    """Comes back in the answer."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What is to be set, how something is to be said, or what is asked of the sensors or of what is due."""
    speaker: str = ""
    """Who asks, where several do; each has a conversation of their own."""


class BadRequestError(EdgeAssistError):
    """A request cannot be read; the text says why."""

    def __init__(self, reason: str, transaction: str | int | None = None) -> None:
        super().__init__(reason)
        self.transaction = transaction


def read_request(verb: str, payload: bytes) -> Request:
    """Return the request that a payload is: a JSON object, or the bare text; raises BadRequestError."""
    fields = _fields(payload)
    transaction = fields.get("transaction")
    transaction = transaction if isinstance(transaction, str | int) and len(str(transaction)) <= _MAX_NAME else None
    text, area = fields.get("text", ""), fields.get("area")
    if verb not in _VERBS:
        raise BadRequestError(f"there is no request {verb[:_MAX_NAME]!r}, only {', '.join(_VERBS)}", transaction)
    if not isinstance(text, str) or (verb in {"ask", "say"} and not text.strip()):
        raise BadRequestError(f'{verb} needs a text: the payload is the text, or {{"text": "…"}}', transaction)
    if len(text) > _MAX_TEXT:
        raise BadRequestError(f"the text has {len(text)} characters, {_MAX_TEXT} are the most", transaction)
    if area is not None and not (isinstance(area, str) and len(area) <= _MAX_NAME):
        raise BadRequestError("area is the name of a room", transaction)
    speaker = fields.get("speaker", "")
    if not (isinstance(speaker, str) and len(speaker) <= _MAX_NAME):
        raise BadRequestError("speaker is the name of who asks", transaction)
    muted = _ON_OFF.get(str(fields.get("muted", text)).strip().lower())
    if verb == "mute" and muted is None:
        raise BadRequestError('mute takes "on" or "off"', transaction)
    values = {key: value for key, value in fields.items() if key not in {"transaction", "text"}}
    values = values if verb in _WITH_VALUES else {}
    return Request(verb, text, area, muted is not False, transaction, values, speaker)


def _fields(payload: bytes) -> dict[str, Any]:
    try:
        text = payload.decode()
        fields = json.loads(text) if text.lstrip().startswith("{") else {"text": text}
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"the payload is neither text nor a JSON object ({error})") from error
    return dict(fields)


class Requests:
    """Carries out what comes in on `cmd/…` and answers it."""

    def __init__(
        self,
        publisher: Publisher,
        conversation: Conversation,
        controls: Controls,
        reload: Reload,
        *,
        publish_text: bool,
    ) -> None:
        self._publisher = publisher
        self._conversation = conversation
        self._controls = controls
        self._reload = reload
        self._publish_text = publish_text
        self.inquire: dict[str, Inquire] = {}
        """Verb → who answers it: about sensors, where they are watched, and about what is due."""
        self.does: dict[str, Callable[[Request], Awaitable[dict[str, Any]]]] = {}
        """Verb → who carries it out and answers it, in place of the conversation."""
        self.hush: Callable[[], Awaitable[object]] | None = None
        """What stops whatever rings; None: nothing ever does."""
        self._repeats = Repeats()
        self._asking = asyncio.Semaphore(_MOST_ASKED)

    def serve(self, broker: MqttBroker, node: str) -> None:
        """Take requests from now on."""
        broker.serve(f"edgeassist/{node}/cmd/+", self.receive)

    async def receive(self, incoming: Incoming) -> None:
        """Carry out one request and answer it, on `resp/<verb>` or where the asker waits; errors are in the answer."""
        verb = incoming.topic.rpartition("/")[2]
        transaction: str | int | None = None
        try:
            request = read_request(verb, incoming.payload)
            transaction = request.transaction
            if self._repeats.again(incoming, transaction):
                return
            does = self._inquired if verb in _INQUIRIES else self.does.get(verb, self._carry_out)
            answer = await does(request)
        except BadRequestError as error:
            transaction = error.transaction
            answer = {"ok": False, "error": str(error)}
        except EdgeAssistError as error:
            answer = {"ok": False, "error": str(error)}
        if not answer["ok"] and "turn" not in answer:  # a turn has a line of its own
            logger.info("request %s: %s", verb, answer.get("error"))
        await self._publisher.respond(verb, {"transaction": transaction, **answer}, incoming)

    async def _inquired(self, request: Request) -> dict[str, Any]:
        inquire = self.inquire.get(request.verb)
        if inquire is None:
            raise EdgeAssistError(_UNANSWERED.get(request.verb, _PRIVATE))
        return await inquire(request.values)

    async def _carry_out(self, request: Request) -> dict[str, Any]:
        match request.verb:
            case "ask":
                async with self._in_turn():
                    area, speaker = request.area, request.speaker
                    turn = await self._conversation.ask(request.text, source="mqtt", area=area, speaker=speaker)
                    return self._told(turn)
            case "say":
                await self._conversation.say(request.text)
            case "listen":
                self._conversation.listen()
            case "stop":
                self._conversation.stop()
                if self.hush is not None:
                    await self.hush()
            case "mute":
                await self._conversation.mute(muted=request.muted)
                await self._controls.mute(muted=request.muted)
            case "set":
                await self._controls.set(request.values)
            case "reload":
                if problems := await self._reload():
                    return {"ok": False, "error": "; ".join(problems)}
        return {"ok": True}

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """Let few texts be worked on at a time; raises EdgeAssistError where it takes too long until then."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._asking.acquire()
        except TimeoutError as error:
            raise EdgeAssistError("busy with other requests") from error
        try:
            yield
        finally:
            self._asking.release()

    def _told(self, record: TurnRecord) -> dict[str, Any]:
        outcome = record.reply.outcome
        done = outcome in {"done", "partly"}
        answer = {"ok": done, "actions": record.as_json(with_text=self._publish_text)["actions"], "turn": record.id}
        if self._publish_text:
            answer["reply"] = record.reply.text
        return answer if done else {**answer, "error": outcome}
