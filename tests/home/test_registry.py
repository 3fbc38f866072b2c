"""A home from a file, and the home as it changes."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from edgeassist.errors import ConfigError
from edgeassist.home.registry import Registry, load_home, overlay, save_home
from edgeassist.messages import Area, Entity, Home

HOMES = Path(__file__).parents[1] / "data" / "homes"
LAMP: dict[str, Any] = {"id": "light.lamp", "name": "Lamp", "domain": "light"}


def written(folder: Path, content: object, name: str = "home.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def home_with(**entity: Any) -> dict[str, Any]:
    return {
        "name": "test",
        "floors": [{"id": "ground", "name": "Ground floor"}],
        "areas": [{"id": "hall", "name": "Hall", "floor": "ground"}],
        "entities": [{"id": "light.lamp", "name": "Lamp", "domain": "light"} | entity],
    }


def test_a_home_is_read_whole() -> None:
    home = load_home(HOMES / "townhouse.yaml")
    assert len(home.entities) == 54
    lamp = home.entities["light.reading_lamp"]
    assert (lamp.area, lamp.floor, lamp.state, lamp.attributes) == (
        "living_room",
        "ground",
        "off",
        {"supported_color_modes": ["rgb"]},
    )
    assert home.areas["office"].name == "Anna's Office"
    assert home.floors["upper"].aliases == ("upstairs",)
    assert "bedside lamp" not in home.vocabulary.names
    assert "dinosaur" in home.vocabulary.names


def test_unknown_keys_are_ignored_and_the_rest_has_defaults(tmp_path: Path) -> None:
    home = load_home(written(tmp_path, home_with(colour="red", aliases=None, attributes=None) | {"version": 7}))
    assert home.entities["light.lamp"] == Entity("light.lamp", "Lamp", "light")


@pytest.mark.parametrize(
    ("entity", "floor"),
    [({"area": "hall"}, "ground"), ({"floor": "ground"}, "ground"), ({}, None), ({"area": None, "floor": None}, None)],
)
def test_floor_of_the_room_is_that_of_the_thing(tmp_path: Path, entity: dict[str, Any], floor: str | None) -> None:
    assert load_home(written(tmp_path, home_with(**entity))).entities["light.lamp"].floor == floor


def test_truth_values_of_yaml_are_on_and_off(tmp_path: Path) -> None:
    text = "entities:\n  - {id: light.a, name: A lamp, domain: light, state: on}\n"
    assert load_home(written(tmp_path, text, "home.yaml")).entities["light.a"].state == "on"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("   \n", "is empty"),
        ("{'entities': []}", "not JSON: line 1, column 2"),
        ('{"entities": [', "not JSON"),
        ("[" * 100_000, "not a home"),
        ("[]", "expected an object"),
        ({}, "has no 'entities'"),
        ({"entities": {}}, "'entities' must be a list, not {}"),
        ({"entities": ["lamp"]}, "entity 1 must be an object, not 'lamp'"),
        ({"entities": [{"name": "Lamp", "domain": "light"}]}, "entity 1: has no 'id'"),
        ({"entities": [{"id": 7, "name": "Lamp", "domain": "light"}]}, "entity 1: id 7 is not valid"),
        ({"entities": [LAMP | {"id": "light/#"}]}, "id 'light/#' is not valid"),
        ({"entities": [{"id": "light.a", "domain": "light"}]}, "entity 'light.a': has no 'name'"),
        ({"entities": [{"id": "light.a", "name": "A"}]}, "entity 'light.a': has no 'domain'; for instance 'light'"),
        ({"entities": [LAMP, LAMP]}, "entity 'light.lamp': the id is there twice; rename or remove one"),
        ({"areas": [{"id": "a", "name": "A"}] * 2, "entities": []}, "area 'a': the id is there twice"),
        (home_with(area="attic"), "entity 'light.lamp': unknown area 'attic'; add it to 'areas' or use one of: hall"),
        (home_with(floor="attic"), "entity 'light.lamp': unknown floor 'attic'"),
        ({"areas": [{"id": "a", "name": "A", "floor": "x"}], "entities": []}, "area 'a': unknown floor 'x'"),
        (home_with(name="x" * 10_000), "entity 'light.lamp': 'name' has 10000 characters; shorten it to 255"),
        (home_with(aliases=["y" * 256]), "'aliases' has 256 characters"),
        (home_with(aliases="lamp"), "'aliases' must be a list of names"),
        (home_with(aliases=[1]), "'aliases' must be text, not 1"),
        (home_with(name=["Lamp"]), "'name' must be text"),
        (home_with(name="\x07\n "), "'name' is empty"),
        (home_with(attributes=[]), "'attributes' must be an object or null, not []"),
        (home_with(state=["on"]), "'state' must be text, a number or null, not ['on']"),
        (home_with(domain=3), "'domain' must be text or null, not 3"),
        (home_with(mqtt="topic"), "'mqtt' must be an object or null"),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, content: object, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ConfigError) as caught:
        load_home(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            load_home(path)
    binary = tmp_path / "home.json"
    binary.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_home(binary)
    with pytest.raises(ConfigError, match="not YAML"):
        load_home(written(tmp_path, "entities: [", "home.yml"))


def test_names_lose_their_control_characters(tmp_path: Path) -> None:
    home = load_home(written(tmp_path, home_with(name="Hall\x00\n\x1b[31m Lamp\u202e")))
    assert home.entities["light.lamp"].name == "Hall [31m Lamp"


def test_saved_homes_read_the_same(tmp_path: Path) -> None:
    home = load_home(HOMES / "townhouse.yaml")
    save_home(home, tmp_path / "copy.json")
    assert load_home(tmp_path / "copy.json") == home
    assert [path.name for path in tmp_path.iterdir()] == ["copy.json"]


# --- the registry ----------------------------------------------------------------------------------

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def registry() -> Registry:
    return Registry(load_home(HOMES / "townhouse.yaml"))


def test_a_state_makes_a_new_home_with_the_same_vocabulary(registry: Registry) -> None:
    before = registry.home
    registry.update("light.hall", state="on", attributes={"brightness": 128}, at=NOW)
    after = registry.home
    assert before.entities["light.hall"].state == "off"
    hall = after.entities["light.hall"]
    assert (hall.state, hall.attributes["brightness"], hall.changed) == ("on", 128, NOW)
    assert hall.attributes["supported_color_modes"] == ["onoff"]
    assert after.vocabulary is before.vocabulary


def test_the_same_state_again_changes_nothing(registry: Registry) -> None:
    before = registry.home
    registry.update("light.hall", state="off", at=NOW)
    registry.update("light.nowhere", state="on")
    assert registry.home is before


def test_an_attribute_alone_keeps_the_time_of_the_state(registry: Registry) -> None:
    registry.update("light.hall", state="on", at=NOW)
    registry.update("light.hall", attributes={"brightness": 3}, at=NOW.replace(hour=5))
    assert registry.home.entities["light.hall"].changed == NOW


def test_new_names_make_a_new_vocabulary(registry: Registry) -> None:
    before = registry.home.vocabulary
    registry.put([replace(registry.home.entities["light.hall"], attributes={"effect": "candle"})])
    assert registry.home.vocabulary is before
    registry.put(
        [Entity("light.pond", "Pond Light", "light", area="pond")], areas=[Area("pond", "Pond", floor="ground")]
    )
    assert "pond light" in registry.home.vocabulary.names
    assert "pond" in registry.home.vocabulary.areas
    assert registry.home.entities["light.pond"].floor == "ground"
    registry.put(removed=["light.pond", "light.never_there"])
    assert "pond light" not in registry.home.vocabulary.names


async def test_waiting_for_a_change(registry: Registry) -> None:
    def is_on(home: Home) -> bool:
        return home.entities["light.hall"].state == "on"

    assert not await registry.wait_for(is_on, 0.01)
    waiting = asyncio.create_task(registry.wait_for(is_on, 5))
    await asyncio.sleep(0)
    registry.update("light.desk", state="on")
    registry.update("light.hall", state="on")
    registry.update("light.hall", state="off")
    assert await waiting
    assert not is_on(registry.home)


async def test_waiting_is_forgotten_when_it_is_given_up(registry: Registry) -> None:
    waiting = asyncio.create_task(registry.wait_for(lambda _: False, None))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not registry._waiting


def test_overlay_is_for_one_row(registry: Registry) -> None:
    home = registry.home
    row = overlay(
        home,
        {
            "light.hall": {"state": True, "attributes": {"brightness": 9}},
            "sensor.outdoor": {"state": 3},
            "light.nowhere": {"state": "on"},
            "lock.front": {"state": ["odd"], "attributes": "odd"},
        },
    )
    assert row.entities["light.hall"].state == "on"
    assert row.entities["sensor.outdoor"].state == 3
    assert row.entities["lock.front"].state == "locked"
    assert home.entities["light.hall"].state == "off"
    assert row.vocabulary is home.vocabulary
    assert overlay(home, {}) is home
