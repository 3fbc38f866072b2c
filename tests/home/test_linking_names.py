"""Names as hubs give them: long, with the room in them, of sensors and settings beside the thing; said in short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from threading import Event
from typing import Any

import pytest

from edgeassist.home.registry import Registry
from edgeassist.messages import Area, Context, Entity, Floor, Home, Plan, Transcript
from edgeassist.settings import Settings
from edgeassist.text import normalise
from edgeassist.wiring import Brain, build_brain

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
DIMMED: Mapping[str, Any] = {"supported_color_modes": ["brightness"]}
COLOURED: Mapping[str, Any] = {"supported_color_modes": ["hs", "color_temp"]}
FLOORS = [Floor("b", "Basement"), Floor("m", "Main Floor", ("downstairs",)), Floor("u", "Upper Floor", ("upstairs",))]
AREAS = [
    *(Area("living", "Living Room", (), "m"), Area("kitchen", "Kitchen", (), "m"), Area("entry", "Entry", (), "m")),
    *(Area("bedroom", "Primary Bedroom", (), "u"), Area("laundry", "Laundry Room", (), "b"), Area("yard", "Backyard")),
    Area("bath", "Family Bathroom", (), "u"),
    Area("cloak", "Cloakroom", ("downstairs toilet",), "m"),
]
ENTITIES = [
    Entity("light.living", "Living Room Ceiling Lights", "light", area="living", attributes=DIMMED),
    Entity("light.floor", "Living Room Floor Lamp", "light", area="living", attributes=COLOURED),
    Entity("light.kitchen", "Kitchen Ceiling Lights", "light", area="kitchen", attributes=DIMMED),
    Entity("light.island", "Kitchen Island Pendant Lights", "light", area="kitchen", attributes=DIMMED),
    Entity("light.left", "Left Nightstand Lamp", "light", area="bedroom", attributes=DIMMED),
    Entity("light.right", "Right Nightstand Lamp", "light", area="bedroom", attributes=DIMMED),
    Entity("light.string", "Patio String Lights", "light", area="yard", attributes=DIMMED),
    Entity("light.dino", "Dinosaur Lamp", "light", area="bedroom", attributes=COLOURED),
    Entity("switch.tub", "Hot Tub", "switch", area="yard"),
    Entity("number.tub", "Hot Tub Target", "number", area="yard", attributes={"min": 80, "max": 104}),
    Entity("switch.plug", "Smart Plug 2 (Washing machine)", "switch", area="laundry", device_class="outlet"),
    Entity("sensor.plug", "Smart Plug 2 Power", "sensor", area="laundry", device_class="power", state=3),
    Entity("switch.router", "Router", "switch", area="entry"),
    Entity("button.hub", "FritzBox Restart", "button", area="entry"),
    Entity("fan.tower", "Dyson Tower", "fan", area="living", attributes={"percentage": 0}),
    Entity("fan.air", "Xiaomi Air Purifier 3H", "fan", area="bedroom", attributes={"preset_modes": ["Auto", "Silent"]}),
    Entity("fan.bath", "Bathroom Fan", "fan", area="bath"),
    Entity("lock.front", "Front Door Deadbolt", "lock", area="entry", state="locked"),
    Entity("lock.back", "Back Door Lock", "lock", area="kitchen", state="unlocked"),
    Entity("binary_sensor.front", "Front Door", "binary_sensor", area="entry", device_class="door", state="off"),
    Entity("sensor.battery", "Front Door Deadbolt Battery", "sensor", area="entry", device_class="battery", state=20),
    Entity("climate.up", "Upstairs Thermostat", "climate", state="heat"),
    Entity("climate.main", "Main Floor Thermostat", "climate", state="heat"),
    Entity("media_player.tv", "Living Room TV", "media_player", area="living", device_class="tv", state="playing"),
    Entity(
        "media_player.kit", "Kitchen Display", "media_player", area="kitchen", device_class="speaker", state="playing"
    ),
    Entity("vacuum.main", "Main Floor Vacuum", "vacuum", area="living", state="docked"),
    Entity("vacuum.up", "Upstairs Vacuum", "vacuum", area="bedroom", state="docked"),
    Entity("cover.bedroom", "Blackout Shades", "cover", area="bedroom", device_class="shade", state="open"),
    Entity("cover.gate", "Drive Gate", "cover", area="yard", device_class="gate", state="open"),
    Entity("valve.front", "Front Lawn Sprinklers", "valve", area="entry", device_class="water"),
    Entity("valve.back", "Back Lawn Sprinklers", "valve", area="yard", device_class="water"),
    Entity("select.wash", "Washer Cycle", "select", area="laundry", attributes={"options": ["Quick 30", "Heavy Duty"]}),
    Entity("scene.one", "Movie Night", "scene"),
    Entity("scene.two", "Dinner Party", "scene"),
]


@cache
def brain() -> Brain:
    return build_brain(Settings())


@cache
def home() -> Home:
    registry = Registry(Home("hub", {each.id: each for each in FLOORS}, {each.id: each for each in AREAS}, {}))
    registry.put(ENTITIES)
    brain().warm(registry.home)
    return registry.home


def understood(text: str, area: str | None = None) -> Plan:
    return brain().tiers.understand(Transcript(text), home(), Context(NOW, area, said=normalise(text)), Event())


def done(plan: Plan) -> list[tuple[str, str]]:
    assert not plan.refusals, plan.refusals
    return [(each.intent, " ".join(each.targets)) for each in plan.actions]


@pytest.mark.parametrize(
    ("text", "intent", "targets"),
    [
        # a part of the name
        ("pendants off", "turn_off", "light.island"),
        ("left nightstand on", "turn_on", "light.left"),
        ("floor lamp off", "turn_off", "light.floor"),
        ("turn on the washing machine", "turn_on", "switch.plug"),
        ("turn off the purifier", "turn_off", "fan.air"),
        ("turn on the lights on the patio", "turn_on", "light.string"),
        ("both nightstand lamps on", "turn_on", "light.left light.right"),
        ("dino lamp off", "turn_off", "light.dino"),
        ("lower the blackouts", "close", "cover.bedroom"),
        ("sprinklers off", "close", "valve.back valve.front"),
        ("restart the fritz box", "turn_on", "button.hub"),
        # the thing, not what tells of it
        ("lock the front door", "lock", "lock.front"),
        ("unlock the front door", "unlock", "lock.front"),
        ("lock the deadbolt", "lock", "lock.front"),
        ("is the front door locked", "get_state", "lock.front"),
        ("is the front door open", "get_state", "binary_sensor.front"),
        ("how much battery does the deadbolt have", "get_state", "sensor.battery"),
        # its floor
        ("make it warmer upstairs", "adjust_temperature", "climate.up"),
        ("turn the heating off downstairs", "turn_off", "climate.main"),
        ("send the vacuums home", "vacuum_return", "vacuum.main vacuum.up"),
        ("hoover the kitchen", "vacuum_start", "vacuum.main"),
        ("bathroom fan on", "turn_on", "fan.bath"),
        # what is played
        ("pause the music", "media_pause", "media_player.kit"),
        ("pause the film", "media_pause", "media_player.tv"),
        ("stop the kitchen display", "media_stop", "media_player.kit"),
        # and what is left on
        ("leave only the dinosaur lamp on in the bedroom", "turn_off", "light.left light.right"),
    ],
)  # fmt: skip
def test_what_is_meant(text: str, intent: str, targets: str) -> None:
    assert done(understood(text)) == [(intent, targets)]


@pytest.mark.parametrize(
    ("text", "area", "intent", "target"),
    [
        ("ceiling lights off", "living", "turn_off", "light.living"),
        ("turn off the ceiling lights", "kitchen", "turn_off", "light.kitchen"),
        ("it's freezing in here", "bedroom", "adjust_temperature", "climate.up"),
        ("turn up the thermostat", "living", "adjust_temperature", "climate.main"),
    ],
)
def test_the_room_of_the_microphone(text: str, area: str, intent: str, target: str) -> None:
    assert done(understood(text, area)) == [(intent, target)]


@pytest.mark.parametrize(
    ("text", "intent", "target", "params"),
    [
        ("kitchen island to half", "set_light", "light.island", {"brightness_pct": 50}),
        ("island lights on full", "set_light", "light.island", {"brightness_pct": 100}),
        ("left nightstand sixty five", "set_light", "light.left", {"brightness_pct": 65}),
        ("set upstairs to 70", "set_temperature", "climate.up", {"temperature": 70}),
        ("set the hot tub to 102", "set_value", "number.tub", {"value": 102}),
        ("dyson at the slowest", "set_fan_speed", "fan.tower", {"percentage": 1}),
        ("turn the dyson up", "set_fan_speed", "fan.tower", {"step": "up"}),
        ("right nightstand down", "set_light", "light.right", {"brightness_step_pct": "down"}),
        ("purifier to silent mode", "set_preset", "fan.air", {"preset": "Silent"}),
        ("set the washer to heavy", "select_option", "select.wash", {"option": "Heavy Duty"}),
        ("living room bright", "set_light", "light.floor light.living", {"brightness_pct": 100}),
        ("play jazz on the display", "play_media", "media_player.kit", {"query": "jazz"}),
    ],
)
def test_what_is_set(text: str, intent: str, target: str, params: dict[str, Any]) -> None:
    plan = understood(text)
    assert done(plan) == [(intent, target)]
    assert plan.actions[0].params == params


@pytest.mark.parametrize(
    "text",
    [
        "reboot the router",
        "set the scene to home",
        "hold on",
        "come on",
        "how many planets are there",
        "open the front door",
        "is the gate open and the front door closed",
    ],
)
def test_nothing_is_moved(text: str) -> None:
    assert all(action.intent == "get_state" for action in understood(text).actions)


def test_a_dark_room_has_its_lights_off() -> None:
    assert done(understood("i want the kitchen nice and dark")) == [("turn_off", "light.island light.kitchen")]


def test_a_complaint_beside_a_command_is_its_reason() -> None:
    assert done(understood("it's freezing, turn the tv off")) == [("turn_off", "media_player.tv")]
