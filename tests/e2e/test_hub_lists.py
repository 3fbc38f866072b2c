"""A list that a hub keeps, at a real broker: written to by messages, and read where the hub reports it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiomqtt

from edgeassist.app import App
from tests.brokers import Mosquitto, Tap, tap
from tests.houses import answer, running, settings_for

READ = {"platform": "todo", "command_topic": "hub/list/set", "items_topic": "hub/list"}
JOBS = {"platform": "todo", "command_topic": "hub/jobs/set", "items_topic": "hub/jobs"}
BLIND = {"platform": "todo", "add_command_topic": "hub/chores/add", "add_command_template": "TODO: {{ value }}"}
HOME = {
    "name": "home",
    "areas": [],
    "entities": [
        {"id": "todo.shopping", "name": "Shopping List", "domain": "todo", "mqtt": READ},
        {"id": "todo.jobs", "name": "Garden Jobs", "domain": "todo", "mqtt": JOBS},
        {"id": "todo.chores", "name": "Chores", "domain": "todo", "mqtt": BLIND},
    ],
}


async def hub(port: int) -> None:
    """Keep the shopping list as an automation of a hub does."""
    items: dict[str, str] = {}
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("hub/list/set")
        await client.publish("hub/list", "[]", retain=True)
        await client.publish("hub/jobs", json.dumps([{"summary": "call Tom"}]), retain=True)
        async for message in client.messages:
            assert isinstance(message.payload, bytes)
            wanted = json.loads(message.payload)
            match wanted["do"]:
                case "add":
                    items[wanted["item"]] = "needs_action"
                case "complete":
                    items[wanted["item"]] = "completed"
                case "remove":
                    items.pop(wanted["item"], None)
            rows = [{"summary": item, "status": status} for item, status in items.items()]
            await client.publish("hub/list", json.dumps(rows), retain=True)


@asynccontextmanager
async def house(broker: Mosquitto, folder: Path) -> AsyncIterator[tuple[App, Tap]]:
    file = folder / "home.json"
    file.write_text(json.dumps(HOME), encoding="utf-8")
    async with tap(broker.port) as others:
        kept = asyncio.create_task(hub(broker.port))
        try:
            await others.until("hub/list")
            async with running(settings_for(broker, folder, file)) as app:
                assert await app.registry.wait_for(lambda home: known(home.entities["todo.shopping"]) == [], 5)
                yield app, others
        finally:
            kept.cancel()


def known(entity: Any) -> Any:
    return entity.attributes.get("items")


async def test_a_list_of_the_hub_is_written_and_read(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        assert await answer(app, "what's on the shopping list") == "Your shopping list is empty."
        assert await answer(app, "add milk and eggs to the shopping list") == "Milk and eggs are on your shopping list."
        assert await answer(app, "add milk to the shopping list") == "Milk is already on your shopping list."
        assert await answer(app, "is there milk on the shopping list") == "Yes, milk is on your shopping list."
        assert (
            await answer(app, "mark eggs as done on the shopping list") == "Eggs are ticked off on your shopping list."
        )
        assert await answer(app, "remove milk from the shopping list") == "Milk is off your shopping list."
        assert await answer(app, "remove beer from the shopping list") == "Beer is not on your shopping list."
        assert await answer(app, "what's on the shopping list") == "Everything on your shopping list is done."
        assert await answer(app, "clear the shopping list") == "I can't clear your shopping list: the hub keeps it."
        steps = [json.loads(payload) for payload in others.on("edgeassist/edgeassist/action")]
        assert [(step["intent"], step["result"]) for step in steps if step["topic"]] == [
            ("list_add", "confirmed"), ("list_add", "confirmed"), ("list_complete_item", "confirmed"),
            ("list_remove", "confirmed"),
        ]  # fmt: skip
        assert not any(topic.startswith("edgeassist/edgeassist/list/") for topic, _ in others.got)


async def test_what_was_done_to_it_is_taken_back(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, _):
        await answer(app, "add milk and eggs to the shopping list")
        await answer(app, "mark eggs as done on the shopping list")
        assert await answer(app, "undo that") == "Eggs are on your shopping list."
        await answer(app, "remove milk from the shopping list")
        await answer(app, "what's on the shopping list")
        assert await answer(app, "undo that") == "Milk is on your shopping list."
        await answer(app, "add cheese to the shopping list")
        assert await answer(app, "undo that") == "Cheese is off your shopping list."
        said = "There are 2 things on your shopping list: eggs and milk."
        assert await answer(app, "what's on the shopping list") == said


async def test_what_only_the_hub_has_is_found_without_the_name_of_the_list(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        await answer(app, "add milk, eggs and tea to the shopping list")
        await answer(app, "add call mum to my to do list")
        assert await answer(app, "tick off milk") == "Milk is ticked off on your shopping list."
        assert await answer(app, "I got the eggs") == "Eggs are ticked off on your shopping list."
        assert await answer(app, "I've called mum") == '"call mum" is ticked off on your to-do list.'
        assert await answer(app, "tick off call Tom") == (
            '"call Tom" is ticked off on your garden jobs list. The hub does not show it yet.'
        )
        assert json.loads(await others.until("hub/jobs/set")) == {"do": "complete", "item": "call Tom"}


async def test_one_that_is_not_reported_is_written_to_blindly(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with house(mosquitto, tmp_path) as (app, others):
        assert await answer(app, "add mow the lawn to the chores list") == '"mow the lawn" is on your chores list.'
        assert await others.until("hub/chores/add") == "TODO: mow the lawn"
        assert await answer(app, "what's on the chores list") == (
            "I can write on your chores list, and can't see what is on it."
        )
        assert await answer(app, "remove mow the lawn from the chores list") == (
            "I can't do that with your chores list: it takes no such message."
        )
