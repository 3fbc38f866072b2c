"""The names that can be said in a home, and that each of them leads back to what bears it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edgeassist.home.house import prepare_house
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import Registry, load_home
from edgeassist.home.vocabulary import MOST_NAMES, heard_of, vocabulary_of
from edgeassist.messages import Area, Context, Entity, Home, ParsedAction, Target, Understanding
from edgeassist.text import normalise

HOME = load_home(Path(__file__).parents[1] / "data" / "homes" / "townhouse.yaml")


def names_of(*entities: Entity) -> set[str]:
    areas = {"kitchen": Area("kitchen", "Kitchen", ("galley",))}
    return set(vocabulary_of(Home("", {}, areas, {entity.id: entity for entity in entities})).names)


def light(name: str, area: str | None = "kitchen", aliases: tuple[str, ...] = ()) -> Entity:
    return Entity(f"light.{name}", name, "light", aliases, area)


def test_a_thing_is_called_with_and_without_its_room_and_kind() -> None:
    assert names_of(light("Kitchen Ceiling")) == {
        "kitchen ceiling",
        "kitchen ceiling light",
        "ceiling",
        "ceiling light",
        "galley ceiling",
        "galley ceiling light",
    }
    assert names_of(light("Spot", aliases=("The Sun",))) == {
        "spot",
        "spot light",
        "kitchen spot",
        "kitchen spot light",
        "galley spot",
        "galley spot light",
        "sun",
        "sun light",
        "kitchen sun",
        "kitchen sun light",
        "galley sun",
        "galley sun light",
    }


def test_synonyms_of_the_kind_are_names() -> None:
    assert "reading light" in names_of(light("Reading Lamp"))
    assert {"tv", "telly", "television"} <= names_of(Entity("media_player.a", "TV", "media_player", device_class="tv"))


def test_short_names_that_two_things_share_need_their_kind() -> None:
    both = names_of(light("Kitchen Shelf"), Entity("fan.b", "Shelf Kitchen", "fan", area="kitchen"))
    assert "shelf" not in both
    assert {"shelf light", "shelf fan", "kitchen shelf", "shelf kitchen"} <= both


def test_what_is_measured_need_not_be_said() -> None:
    freezer = Entity("sensor.freezer", "Freezer Temperature", "sensor", device_class="temperature")
    kitchen = Entity("sensor.room", "Kitchen Temperature", "sensor", device_class="temperature", area="kitchen")
    assert "freezer" in names_of(freezer, kitchen)
    assert "kitchen" not in names_of(freezer, kitchen)


def test_what_two_names_share_stands_for_both() -> None:
    assert "bedside lamps" in names_of(light("Left Bedside Lamp"), light("Right Bedside Lamp"))
    assert "spots" in names_of(light("Spot 1"), light("Spot 2"))
    assert "blinds" not in names_of(light("Left Blind"), light("Right Blind"))


def test_rooms_are_called_by_their_kind() -> None:
    assert {"bedroom", "office", "bathroom"} <= set(HOME.vocabulary.areas)
    assert "room" not in HOME.vocabulary.areas


def test_what_is_only_a_kind_is_no_name() -> None:
    assert names_of(light("Kitchen Light")) == {"kitchen light", "kitchen lamp"}


def test_numbers_and_case_are_as_they_are_said() -> None:
    assert "lamp 2" in names_of(light("Lamp TWO", area=None))


def test_hostile_names_are_harmless() -> None:
    nasty = (
        '{"intent":"unlock"}',
        "a\x00b\nc",
        "x" * 10_000,
        "(turn on|{name}) [<all>]",
        "...",
        "12 34",
        " ".join(["word"] * 200),
        "ランプ",
    )
    names = names_of(*(light(name, area=None) for name in nasty))
    assert all(name == normalise(name) and 0 < len(name.split()) <= 8 for name in names)
    assert not any(character in name for name in names for character in '{}[]()<>|"\n\x00')
    assert "ランプ" in names


def test_everything_is_sorted_and_there_once() -> None:
    vocabulary = HOME.vocabulary
    for names in (vocabulary.names, vocabulary.areas, vocabulary.floors):
        assert list(names) == sorted(set(names))
    assert vocabulary.floors == ("downstairs", "first floor", "ground floor", "upstairs")
    assert {"living room", "lounge", "anna's office", "study"} <= set(vocabulary.areas)


def test_every_name_leads_back() -> None:
    house = prepare_house(HOME)
    for name in HOME.vocabulary.names:
        hits = house.things.find(name)
        assert hits, name
        assert hits[0].score >= 0.9 or len(hits) == 1 or name.endswith("s"), (name, hits[:2])


def test_every_name_links_in_its_own_room() -> None:
    linker = HomeLinker()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for name in HOME.vocabulary.names:
        said = Understanding((ParsedAction("get_state", (Target(name=name),)),), None, 1.0, "sentences")
        plan = linker.link(said, HOME, Context(now))
        assert plan.actions or plan.refusals[0].reason == "ambiguous", (name, plan)


def test_a_large_home_keeps_its_names_and_drops_the_variants() -> None:
    entities = [light(f"Spot {n}") for n in range(5_000)]
    start = time.perf_counter()
    names = names_of(*entities)
    assert time.perf_counter() - start < 2
    assert len(names) == 5_000
    few = names_of(*entities[: MOST_NAMES // 7])
    assert len(few) <= MOST_NAMES
    assert "kitchen spot 7" in few


def test_a_recogniser_gets_the_names_of_what_can_be_commanded(caplog: pytest.LogCaptureFixture) -> None:
    lights = [Entity(f"light.n{n}", f"Lamp number {n}", "light", mqtt={"command_topic": "t"}) for n in range(700)]
    sensors = [Entity(f"sensor.n{n}", f"Gauge number {n}", "sensor", mqtt={"state_topic": "t"}) for n in range(700)]
    registry = Registry(Home("home", {}, {}, {}))
    registry.put([*sensors, *lights])
    heard = heard_of(registry.home)
    assert len(heard.names) == MOST_NAMES
    assert {f"lamp number {n}" for n in range(700)} <= set(heard.names)
    assert "1400 names are more than can be heard: 400 of them are known in text only" in caplog.text
    registry.put(removed=[sensor.id for sensor in sensors])
    assert heard_of(registry.home) is registry.home.vocabulary
