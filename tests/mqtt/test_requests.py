import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.errors import AudioError
from edgeassist.journal import Journal
from edgeassist.messages import Action, Plan, Reply, Step, TurnRecord
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.outbox import Outbox
from edgeassist.mqtt.publisher import Publisher
from edgeassist.mqtt.requests import BadRequestError, Request, Requests, read_request
from edgeassist.settings import MqttSettings
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.brokers import Mosquitto, Tap, tap

ACTION = Action("play_media", ("media_player.telly",), {"query": "my secret song"})
STEP = Step("play_media", "media_player.telly", ACTION.params, "confirmed", "telly/play", "my secret song")
TURN = TurnRecord(
    id="t1",
    ts=datetime(2026, 11, 20, tzinfo=UTC),
    node="den",
    source="mqtt",
    text="play my secret song",
    plan=Plan((ACTION,), confidence=0.9, tier="sentences"),
    steps=(STEP, replace(STEP, result="failed", reason="no_connection")),
    reply=Reply("Playing my secret song.", "done"),
    latency_ms={"understand": 1.234},
)


@dataclass
class Assistant:
    """Notes what it was asked for."""

    asked: list[Any] = field(default_factory=list)
    outcome: Literal["done", "not_understood"] = "done"
    problems: list[str] = field(default_factory=list)
    """What `reload` could not take over."""

    async def ask(self, text: str, *, source: Literal["mqtt"], area: str | None = None) -> TurnRecord:
        self.asked.append(("ask", text, source, area))
        return replace(TURN, reply=Reply(TURN.reply.text, self.outcome))

    async def say(self, text: str) -> None:
        self.asked.append(("say", text))

    def listen(self) -> None:
        raise AudioError("no microphone here: connect one")

    def stop(self) -> None:
        self.asked.append("stop")

    async def mute(self, *, muted: bool) -> None:
        self.asked.append(("mute", muted))

    async def reload(self) -> list[str]:
        self.asked.append("reload")
        return self.problems


@contextlib.asynccontextmanager
async def served(
    mosquitto: Mosquitto, assistant: Assistant, *, publish_text: bool = True
) -> AsyncIterator[tuple[Tap, Publisher]]:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    journal = Worker(Journal(State(None), with_text=publish_text), "journal")
    publisher = Publisher(broker, Outbox(broker, "den", journal), "den", publish_text=publish_text)
    Requests(publisher, assistant, assistant.reload, publish_text=publish_text).serve(broker, "den")
    async with tap(mosquitto.port) as others:
        task = asyncio.create_task(broker.run())
        try:
            await broker.wait_connected(5)
            yield others, publisher
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def answer(others: Tap, verb: str, payload: str | bytes) -> dict[str, Any]:
    await others.publish(f"edgeassist/den/cmd/{verb}", payload)
    found: dict[str, Any] = json.loads(await others.until(f"edgeassist/den/resp/{verb}"))
    return found


async def test_ask(mosquitto: Mosquitto) -> None:
    assistant = Assistant()
    async with served(mosquitto, assistant) as (others, _):
        got = await answer(others, "ask", '{"text": "play my secret song", "transaction": "7", "area": "Kitchen"}')
    assert got == {
        "transaction": "7",
        "ok": True,
        "reply": "Playing my secret song.",
        "actions": [ACTION.as_json()],
        "turn": "t1",
    }
    assert assistant.asked == [("ask", "play my secret song", "mqtt", "Kitchen")]


async def test_ask_that_is_not_understood_is_not_ok(mosquitto: Mosquitto) -> None:
    async with served(mosquitto, Assistant(outcome="not_understood")) as (others, _):
        got = await answer(others, "ask", "blah")
    assert (got["ok"], got["error"], got["transaction"]) == (False, "not_understood", None)


@pytest.mark.parametrize(
    ("verb", "payload", "asked"),
    [
        ("ask", "turn it on", ("ask", "turn it on", "mqtt", None)),
        ("say", "dinner is ready", ("say", "dinner is ready")),
        ("say", '{"text": "dinner"}', ("say", "dinner")),
        ("stop", "", "stop"),
        ("stop", "PRESS", "stop"),
        ("mute", "ON", ("mute", True)),
        ("mute", '{"muted": false}', ("mute", False)),
        ("mute", "off", ("mute", False)),
        ("reload", "", "reload"),
    ],
)
async def test_requests_reach_the_assistant(mosquitto: Mosquitto, verb: str, payload: str, asked: Any) -> None:
    assistant = Assistant()
    async with served(mosquitto, assistant) as (others, _):
        assert (await answer(others, verb, payload))["ok"] is True
    assert assistant.asked == [asked]


async def test_a_reload_answers_what_was_not_taken_over(mosquitto: Mosquitto) -> None:
    async with served(mosquitto, Assistant(problems=["home.json: no JSON", "m.gguf: damaged"])) as (others, _):
        got = await answer(others, "reload", '{"transaction": 3}')
    assert got == {"transaction": 3, "ok": False, "error": "home.json: no JSON; m.gguf: damaged"}


@pytest.mark.parametrize(
    ("verb", "payload", "error"),
    [
        ("ask", b"", 'ask needs a text: the payload is the text, or {"text": "…"}'),
        ("ask", b'{"text": 5}', 'ask needs a text: the payload is the text, or {"text": "…"}'),
        ("ask", b'{"text": ', "the payload is neither text nor a JSON object"),
        ("say", b"\xff\xfe", "the payload is neither text nor a JSON object"),
        ("ask", b"x" * 100_000, "the text has 100000 characters, 4000 are the most"),
        ("ask", b'{"text": "x", "area": []}', "area is the name of a room"),
        ("mute", b"maybe", 'mute takes "on" or "off"'),
        ("dance", b"", "there is no request 'dance', only ask, say, listen, stop, mute, reload"),
        ("listen", b"", "no microphone here: connect one"),
    ],
)
async def test_bad_requests_are_answered(mosquitto: Mosquitto, verb: str, payload: bytes, error: str) -> None:
    async with served(mosquitto, Assistant()) as (others, _):
        got = await answer(others, verb, payload)
    assert got["ok"] is False
    assert got["error"].startswith(error)


async def test_a_turn_is_published_and_the_state_is_retained(mosquitto: Mosquitto) -> None:
    async with served(mosquitto, Assistant()) as (others, publisher):
        await publisher.state("listening")
        await publisher.turn(TURN)
        turn = json.loads(await others.until("edgeassist/den/turn"))
        await others.until("edgeassist/den/state", "listening")
    assert turn == TURN.as_json()
    async with tap(mosquitto.port) as later:
        await later.until("edgeassist/den/state")
        assert later.retained == {"edgeassist/den/availability": "offline", "edgeassist/den/state": "listening"}


async def test_without_text_no_word_leaves(mosquitto: Mosquitto) -> None:
    async with served(mosquitto, Assistant(), publish_text=False) as (others, publisher):
        await publisher.turn(TURN)
        await answer(others, "ask", "play my secret song")
        got = [payload for topic, payload in others.got if not topic.startswith("edgeassist/den/cmd/")]
    assert len(got) >= 2
    assert not any("secret" in payload for payload in got)


async def test_a_turn_without_a_broker_is_reported_later_and_the_state_as_it_is_then(mosquitto: Mosquitto) -> None:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    outbox = Outbox(broker, "den", Worker(Journal(State(None)), "journal"))
    publisher = Publisher(broker, outbox, "den", publish_text=True)
    await publisher.turn(TURN)
    await publisher.turn(replace(TURN, id="t2"))
    await publisher.state("muted")
    async with tap(mosquitto.port) as others:
        task = asyncio.create_task(broker.run())
        await others.until("edgeassist/den/state", "muted")
        async with asyncio.timeout(2):
            while len(others.on("edgeassist/den/turn")) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert [json.loads(turn)["id"] for turn in others.on("edgeassist/den/turn")] == ["t1", "t2"]
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@given(st.sampled_from(["ask", "say", "listen", "stop", "mute", "x"]), st.binary() | st.from_regex(rb"\{.*\}"))
def test_any_payload_is_a_request_or_refused(verb: str, payload: bytes) -> None:
    try:
        request = read_request(verb, payload)
    except BadRequestError:
        return
    assert isinstance(request, Request)
    assert len(request.text) <= 4_000
