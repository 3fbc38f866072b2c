import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import aiomqtt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from edgeassist.errors import AudioError, EdgeAssistError
from edgeassist.journal import Journal
from edgeassist.messages import Action, Plan, Reply, Step, TurnRecord
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.controls import Control, Controls, Range
from edgeassist.mqtt.desk import Desk
from edgeassist.mqtt.outbox import Outbox
from edgeassist.mqtt.publisher import Publisher
from edgeassist.mqtt.requests import BadRequestError, Inquire, Request, Requests, read_request
from edgeassist.mqtt.routes import Incoming
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import MqttSettings
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.brokers import Mosquitto, Tap, tap

logger = logging.getLogger(__name__)

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
    volume: float = 100.0
    folder: Path | None = None
    """Where controls are kept; None: nowhere."""
    takes_s: float = 0.0
    at_work: int = 0
    most_at_work: int = 0

    def turn(self, volume: float) -> None:
        self.volume = volume

    async def ask(
        self,
        text: str,
        *,
        source: Literal["mqtt"],
        area: str | None = None,
        speaker: str = "",  # noqa: ARG002
    ) -> TurnRecord:
        self.asked.append(("ask", text, source, area))
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        await asyncio.sleep(self.takes_s)
        self.at_work -= 1
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
    mosquitto: Mosquitto, assistant: Assistant, *, publish_text: bool = True, inquire: Inquire | None = None
) -> AsyncIterator[tuple[Tap, Publisher]]:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    journal = Worker(Journal(State(None), with_text=publish_text), "journal")
    publisher = Publisher(broker, Outbox(broker, "den", journal), "den", publish_text=publish_text)
    sender = Sender(broker, "den")
    dial = Control("volume", "Volume", Range(0, 100, 1), lambda: assistant.volume, assistant.turn)
    folder = assistant.folder or Path("/proc")  # where nothing can be written
    controls = Controls(sender, [dial], folder / "controls.json")
    requests = Requests(publisher, assistant, controls, assistant.reload, publish_text=publish_text)
    requests.inquire |= {} if inquire is None else {"sensors": inquire}
    requests.serve(broker, "den")
    async with tap(mosquitto.port) as others:
        task = asyncio.create_task(broker.run())
        try:
            await broker.wait_connected(30)
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


async def test_a_request_that_was_delivered_twice_is_carried_out_once(mosquitto: Mosquitto) -> None:
    assistant = Assistant()
    async with served(mosquitto, assistant) as (others, _):
        for payload in ('{"text": "open", "transaction": "7"}', "louder", "louder"):
            await others.publish("edgeassist/den/cmd/ask", payload)
        await others.publish("edgeassist/den/cmd/ask", '{"text": "open", "transaction": "7"}')
        await others.publish("edgeassist/den/cmd/ask", '{"text": "open", "transaction": "8"}')
        async with asyncio.timeout(5):
            while len(others.on("edgeassist/den/resp/ask")) < 4:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert sorted(text for _, text, *_ in assistant.asked) == ["louder", "louder", "open", "open"]


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


async def test_what_is_turned_is_told_and_kept_until_the_settings_say_something_new(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    assistant = Assistant(folder=tmp_path)
    async with served(mosquitto, assistant) as (others, _):
        assert (await answer(others, "set", '{"volume": 40, "transaction": "v"}')) == {"transaction": "v", "ok": True}
        assert (await answer(others, "mute", "on"))["ok"] is True
        told = json.loads(await others.until("edgeassist/den/controls", '{"muted": true, "volume": 40.0}'))
        assert (told["volume"], assistant.volume) == (40.0, 40.0)
    next_day, other_settings = Assistant(folder=tmp_path), Assistant(folder=tmp_path, volume=70.0)
    async with served(mosquitto, next_day) as (others, _):
        await others.until("edgeassist/den/controls", '{"muted": true, "volume": 40.0}')
        assert next_day.volume == 40.0
    async with served(mosquitto, other_settings):
        assert other_settings.volume == 70.0
    (tmp_path / "controls.json").write_text("{")
    async with served(mosquitto, damaged := Assistant(folder=tmp_path)):
        assert damaged.volume == 100.0


async def test_an_answer_in_mqtt_5_comes_where_it_is_waited_for_with_what_was_sent_along(mosquitto: Mosquitto) -> None:
    async with served(mosquitto, Assistant()) as (others, _):
        async with aiomqtt.Client("127.0.0.1", mosquitto.port, protocol=aiomqtt.ProtocolVersion.V5) as asker:
            await asker.subscribe([("answers/here", 1), ("edgeassist/den/cmd/stop", 1), ("homeassistant/#", 1)])

            async def _ask(there: str) -> None:
                properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
                properties.ResponseTopic, properties.CorrelationData = there, b"\x00\xff"
                await asker.publish("edgeassist/den/cmd/ask", "play my secret song", 1, properties=properties)

            await _ask("answers/here")
            async with asyncio.timeout(3):
                got = await anext(asker.messages)
            assert isinstance(got.payload, bytes)
            assert json.loads(got.payload)["reply"] == "Playing my secret song."
            assert got.properties is not None
            assert got.topic.value == "answers/here"
            assert got.properties.json()["CorrelationData"] == "00ff"  # type: ignore[no-untyped-call]
            for hostile in ("edgeassist/den/cmd/stop", "homeassistant/switch/x/config", "answers/+"):
                await _ask(hostile)
            await _ask("answers/here")
            async with asyncio.timeout(3):
                assert (await anext(asker.messages)).topic.value == "answers/here"
        await others.settle()
        assert len(others.on("edgeassist/den/resp/ask")) == 5


async def test_of_many_texts_at_once_few_are_in_work_and_none_is_lost(mosquitto: Mosquitto) -> None:
    assistant = Assistant(takes_s=0.05)
    async with served(mosquitto, assistant) as (others, _):
        await asyncio.gather(*(others.publish("edgeassist/den/cmd/ask", f"text {n}") for n in range(18)))
        async with asyncio.timeout(5):
            while len(others.on("edgeassist/den/resp/ask")) < 18:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert 1 < assistant.most_at_work <= 6


async def test_what_has_expired_while_it_waited_is_not_done() -> None:
    done: list[bytes] = []

    async def _take(request: Incoming) -> None:
        done.append(request.payload)

    desk = Desk(logging.getLogger())
    async with asyncio.TaskGroup() as tasks:
        for n in range(30):
            desk.take(_take, Incoming("cmd/ask", str(n).encode(), expires_s=0.1), tasks)
    assert done[:21] == [str(n).encode() for n in range(21)]
    assert 22 <= len(done) < 28


async def test_a_flood_waits_or_is_dropped_and_who_asks_something_else_is_heard(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[bytes] = []

    async def _take(request: Incoming) -> None:
        done.append(request.payload)

    desk = Desk(logger)
    async with asyncio.TaskGroup() as tasks:
        for n in range(5_000):
            flood = json.dumps({"text": "turn it on", "transaction": n}).encode()
            desk.take(_take, Incoming("cmd/ask", flood), tasks)
            if n % 100 == 0:
                await asyncio.sleep(0)
        desk.take(_take, Incoming("cmd/ask", b"and now me"), tasks)
    assert b"and now me" in done
    assert len(done) < 1_000  # at the pace of fifty a second
    assert desk.dropped == 5_001 - len(done)
    assert [record.message for record in caplog.records] == ["too many requests at once: dropped one on cmd/ask"]


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
        ("dance", b"", "there is no request 'dance', only ask, say, listen, stop, mute, quiet, set, reload"),
        ("set", b"50", "set takes a JSON object with one or more of: volume"),
        ("set", b'{"volume": 101}', "volume is a number from 0 to 100"),
        ("set", b'{"volume": true}', "volume is a number from 0 to 100"),
        ("set", b'{"volume": NaN}', "volume is a number from 0 to 100"),
        ("set", b'{"volume": 5, "colour": 1}', "set takes a JSON object with one or more of: volume"),
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
        assert later.retained == {
            "edgeassist/den/availability": "offline",
            "edgeassist/den/state": "listening",
            "edgeassist/den/controls": '{"muted": false, "volume": 100.0}',
        }


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


async def test_sensors_are_asked_about(mosquitto: Mosquitto) -> None:
    async def _inquire(asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked["do"] == "dance":
            raise EdgeAssistError("there is no 'dance' of sensors")
        return {"ok": True, "entity": asked["entity"], "ended": ["drift"]}

    async with served(mosquitto, Assistant(), inquire=_inquire) as (others, _):
        good = await answer(others, "sensors", '{"do": "accept", "entity": "sensor.a", "transaction": 4}')
    async with served(mosquitto, Assistant(), inquire=_inquire) as (others, _):
        bad = await answer(others, "sensors", '{"do": "dance", "transaction": 5}')
    assert good == {"transaction": 4, "ok": True, "entity": "sensor.a", "ended": ["drift"]}
    assert bad == {"transaction": 5, "ok": False, "error": "there is no 'dance' of sensors"}


async def test_sensors_that_nobody_watches(mosquitto: Mosquitto) -> None:
    async with served(mosquitto, Assistant()) as (others, _):
        got = await answer(others, "sensors", '{"do": "list"}')
    assert "sensors.enabled" in got["error"]
