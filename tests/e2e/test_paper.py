"""Lists and notes end to end: a real daemon, a real broker, questions by MQTT and by the command line."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from edgeassist.cli.paper_asking import asked
from edgeassist.errors import EdgeAssistError
from edgeassist.settings import MqttSettings, PrivacySettings, Settings
from tests.brokers import Mosquitto, Tap, tap
from tests.daemons import HOME, Daemon
from tests.mqtt.schemas import check

BASE = "edgeassist/edgeassist"
QUIET = {"audio__enabled": "false", "intent__edge_model": "off", "mqtt__discovery": "off", "home": HOME}


async def say(others: Tap, text: str) -> str:
    """Return the answer to a sentence."""
    transaction = f"t{len(others.got)}"
    await others.publish(f"{BASE}/cmd/ask", json.dumps({"text": text, "transaction": transaction}))
    async with asyncio.timeout(10):
        while True:
            for answer in map(json.loads, others.on(f"{BASE}/resp/ask")):
                if answer["transaction"] == transaction:
                    return str(answer["reply"])
            await asyncio.sleep(0.01)


async def items(others: Tap, topic: str, expected: list[tuple[str, bool]]) -> None:
    """Wait until the list on a topic is so."""
    payload = ""
    async with asyncio.timeout(20):
        while not payload or [(each["text"], each["done"]) for each in json.loads(payload)["items"]] != expected:
            await asyncio.sleep(0.01)
            payload = ["", *others.on(f"{BASE}/list/{topic}")][-1]
    assert check(f"{BASE}/list/{topic}", payload) == "list"


def settings(folder: Path, port: int, **more: Any) -> Settings:
    return Settings(state_dir=folder / "state", mqtt=MqttSettings(port=port), **more)


async def command(of: Settings, verb: Any, **fields: Any) -> dict[str, Any]:
    return await asyncio.to_thread(asked, of, verb, **fields)


async def test_a_list_by_voice_and_by_command_across_a_kill(tmp_path: Path, mosquitto: Mosquitto) -> None:
    ours = settings(tmp_path, mosquitto.port)
    with Daemon(tmp_path, mqtt__port=mosquitto.port, **QUIET) as daemon:
        async with tap(mosquitto.port) as others:
            await daemon.ready()
            await others.until(f"{BASE}/availability", "online")
            assert (
                await say(others, "add milk and eggs to my shopping list") == "Milk and eggs are on your shopping list."
            )
            await items(others, "shopping", [("milk", False), ("eggs", False)])
            shown = await command(ours, "lists", do="done", list="shopping", items=["Eggs", "tea"])
            assert (shown["done"], shown["rest"]) == (["eggs"], ["tea"])
            await items(others, "shopping", [("milk", False), ("eggs", True)])
            assert await say(others, "remember that the spare key is under the pot")
            [note] = (await command(ours, "notes", do="show", about="key"))["notes"]
            assert note["text"] == "the spare key is under the pot"
            with pytest.raises(EdgeAssistError, match="200 characters"):
                await command(ours, "lists", do="add", list="shopping", items=["x" * 3_000])
        daemon.process.kill()
        await daemon.ended()
        await command(ours, "lists", do="add", list="shopping", items=["bread"])
        async with tap(mosquitto.port) as others:
            daemon.start()
            await items(others, "shopping", [("milk", False), ("eggs", True), ("bread", False)])
            await others.until(f"{BASE}/availability", "online")
            said = await say(others, "what's on my shopping list")
            assert said == "There are 2 things on your shopping list: milk and bread."
            assert await say(others, "remove everything from my shopping list") == "Shall I clear your shopping list?"
            assert await say(others, "no") == "Okay."
            assert await say(others, "remove everything from my shopping list") == "Shall I clear your shopping list?"
            assert await say(others, "yes") == "Your shopping list is empty."
            await items(others, "shopping", [])
            assert await say(others, "read me my notes") == "I have one note. Today: The spare key is under the pot."


async def test_a_command_and_the_assistant_without_a_broker_write_the_same_file(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    ours = settings(tmp_path, mosquitto.port)
    with Daemon(tmp_path, mqtt__port=mosquitto.port, **QUIET) as daemon:
        await daemon.ready()
        mosquitto.kill()
        await command(ours, "lists", do="add", list="camping", items=["tent"])
        mosquitto.start()
        async with tap(mosquitto.port) as others:
            await items(others, "camping", [("tent", False)])
            await command(ours, "lists", do="drop", list="camping")
            await others.until(f"{BASE}/list/camping", "")


async def test_no_word_of_them_is_published_where_text_is_private(tmp_path: Path, mosquitto: Mosquitto) -> None:
    private = settings(tmp_path, mosquitto.port, privacy=PrivacySettings(publish_text=False))
    async with tap(mosquitto.port) as others:
        await others.publish(f"{BASE}/list/shopping", '{"id": "shopping"}', retain=True)
        with Daemon(tmp_path, mqtt__port=mosquitto.port, privacy__publish_text="false", **QUIET) as daemon:
            await daemon.ready()
            await others.until(f"{BASE}/availability", "online")
            await others.until(f"{BASE}/list/shopping", "")
            others.got.clear()
            await others.publish(f"{BASE}/cmd/ask", "add secretmilk to my shopping list")
            await others.until(f"{BASE}/resp/ask")
            await command(private, "notes", do="add", note="secretnote")
            await others.publish(f"{BASE}/cmd/lists", '{"do": "show"}')
            assert json.loads(await others.until(f"{BASE}/resp/lists"))["ok"] is False
            await others.settle()
            shown = (await command(private, "lists", do="show"))["lists"]
            assert [item["text"] for item in shown[0]["items"]] == ["secretmilk"]
            assert [topic for topic, payload in others.got if "secret" in payload] == [f"{BASE}/cmd/ask"]
