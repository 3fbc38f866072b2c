"""What ends a command that holds until some time: things are as they were before, at a real broker too."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from edgeassist.messages import Action, Entity, Home
from edgeassist.skills.restoring import end_of
from edgeassist.skills.reverting import carried_out
from tests.brokers import Mosquitto, tap
from tests.houses import answer, running, settings_for
from tests.skills.timing import NOON, office

WHITE = {"supported_color_modes": ["brightness"]}


def home(*entities: Entity) -> Home:
    return Home("home", {}, {}, {each.id: each for each in entities})


def climate(state: str | None, **attributes: Any) -> Entity:
    return Entity("climate.hall", "Heating", "climate", state=state, attributes=attributes)


def lamp(state: str | None, **attributes: Any) -> Entity:
    return Entity("light.hall", "Lamp", "light", state=state, attributes=WHITE | attributes)


@pytest.mark.parametrize(
    ("intent", "before", "after", "commands"),
    [
        ("set_temperature", climate("heat", temperature=19.5), climate("heat", temperature=22),
         [("set_temperature", {"temperature": 19.5})]),
        ("set_temperature", climate("off", temperature=7), climate("heat", temperature=22),
         [("set_hvac_mode", {"mode": "off"}), ("set_temperature", {"temperature": 7})]),
        ("set_temperature", climate("heat", temperature=22), climate("heat", temperature=22), []),
        ("set_light", lamp("on", brightness=128), lamp("on", brightness=255), [("set_light", {"brightness_pct": 50})]),
        ("set_light", lamp("off"), lamp("on", brightness=255), [("turn_off", {})]),
        ("set_light", lamp(None), lamp("on", brightness=255), [("turn_off", {})]),
        ("turn_on", lamp("on", brightness=255), lamp("on", brightness=255), [("turn_off", {})]),
    ],
)  # fmt: skip
def test_it_is_as_it_was(intent: str, before: Entity, after: Entity, commands: list[Any]) -> None:
    end = end_of(Action(intent, (before.id,)), home(before))
    assert end is not None
    kept = json.loads(json.dumps(end.as_json()))  # as it stands in the state file
    again = Action(kept["intent"], tuple(kept["targets"]), kept["params"])
    assert [(each.intent, dict(each.params)) for each in carried_out(again, home(after))] == commands


def test_what_nobody_knows_has_no_end() -> None:
    assert end_of(Action("set_temperature", ("climate.hall",)), home(climate(None))) is None
    assert end_of(Action("set_temperature", ("climate.hall",)), None) is None
    assert end_of(Action("media_next", ("media_player.hall",)), home()) is None
    assert carried_out(Action("turn_on", ("light.hall",)), home()) == (Action("turn_on", ("light.hall",)),)
    gone = end_of(Action("set_temperature", ("climate.hall",)), home(climate("heat", temperature=19)))
    assert gone is not None
    assert carried_out(gone, home()) == ()


async def test_it_is_kept_with_what_was_before_and_at_the_moment_when_it_begins(tmp_path: Path) -> None:
    now = [home(climate("heat", temperature=19))]
    with office(tmp_path) as house:
        house.parts.later.home = lambda: now[0]
        until = {"at": f"{NOON.replace(hour=14):%Y-%m-%dT%H:%M:%S%z}"}
        wanted = Action("set_temperature", ("climate.hall",), {"temperature": 22}, until=until)
        context = house.context("")
        assert await house.parts.later.keep(wanted, context) is None
        [end] = house.rows
        assert end.payload["action"]["params"]["before"][0]["attributes"] == {"temperature": 19}
        later = Action("set_temperature", ("climate.hall",), {"temperature": 21}, when={"after_s": 60}, until=until)
        assert await house.parts.later.keep(later, context) is None
        now[0] = home(climate("heat", temperature=17))
        await house.served(61)
        temperatures = [row.payload["action"]["params"]["before"][0]["attributes"]["temperature"] for row in house.rows]
        assert sorted(temperatures) == [17, 19]


THERMOSTAT = {
    "platform": "climate", "modes": ["off", "heat"], "mode_state_topic": "heating/mode",
    "mode_command_topic": "heating/mode/set", "temperature_state_topic": "heating/temperature",
    "temperature_command_topic": "heating/temperature/set",
}  # fmt: skip


async def thermostat(port: int) -> None:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("heating/+/set")
        await client.publish("heating/mode", "heat", retain=True)
        await client.publish("heating/temperature", "19", retain=True)
        async for message in client.messages:
            assert isinstance(message.payload, bytes)
            await client.publish(message.topic.value.removesuffix("/set"), message.payload, retain=True)


async def test_the_heating_goes_back(mosquitto: Mosquitto, tmp_path: Path) -> None:
    file = tmp_path / "home.json"
    hall = {"id": "climate.hall", "name": "Hall Heating", "domain": "climate", "mqtt": THERMOSTAT}
    await asyncio.to_thread(file.write_text, json.dumps({"name": "home", "areas": [], "entities": [hall]}))
    async with tap(mosquitto.port) as others:
        task = asyncio.create_task(thermostat(mosquitto.port))
        await others.until("heating/temperature", "19")
        async with running(settings_for(mosquitto, tmp_path, file)) as app:
            assert await app.registry.wait_for(lambda now: now.entities["climate.hall"].state == "heat", 5)
            told = await answer(app, "set the hall heating to 22 for 1 second")
            assert told.startswith("The hall heating is set to 22 degrees")
            await others.until("heating/temperature/set", "22")
            await others.until("heating/temperature/set", "19", within_s=10)
        task.cancel()
