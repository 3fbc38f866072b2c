"""What people say in a real flat, in words that are not quite the names of its things."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Event

import pytest

from edgeassist.home.registry import load_home
from edgeassist.messages import Context, Home, Plan, Transcript
from edgeassist.settings import Settings
from edgeassist.text import normalise
from edgeassist.wiring import Brain, build_brain

HOMES = Path(__file__).parents[1] / "data" / "homes"
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


@cache
def brain() -> Brain:
    return build_brain(Settings())


def understood(home: Home, text: str) -> Plan:
    brain().warm(home)
    return brain().tiers.understand(Transcript(text), home, Context(NOW, said=normalise(text)), Event())


def done(home: str, text: str) -> list[tuple[str, tuple[str, ...]]]:
    plan = understood(load_home(next(HOMES.glob(f"{home}.*"))), text)
    assert not plan.refusals, plan.refusals
    return [(action.intent, action.targets) for action in plan.actions]


@pytest.mark.parametrize(
    ("home", "text", "expected"),
    [
        ("condo", "nanoleaf on the key light off", [("turn_on", ("light.nanoleaf",)), ("turn_off", ("light.key",))]),
        ("condo", "thermostat to sixty nine and a half", [("set_temperature", ("climate.nest",))]),
        ("condo", "all the blinds down except the office", [("close", ("cover.lutron", "cover.primary"))]),
        ("condo", "is somebody at the entryway", [("get_state", ("binary_sensor.entry_motion",))]),
        ("condo", "lights on in the guest", [("turn_on", ("light.guest",))]),
        (
            "condo",
            "mute everything except the tv",
            [("mute", ("media_player.echo", "media_player.homepod", "media_player.office"))],
        ),
        ("loft", "booth violet", [("set_light", ("light.booth",))]),
        ("manor", "play the gramophone in the library", [("media_play", ("media_player.library_gramophone",))]),
        (
            "manor",
            "all the lights in the stable and the coach house on, just not the workbench",
            [("turn_on", ("light.coach_ceiling", "light.stable_aisle", "light.stable_ceiling"))],
        ),
        ("gutshof", "radiators off", [("turn_off", ("climate.schlaf", "climate.zofia"))]),
        ("crescent", "thermostat to away", [("set_preset", ("climate.hall",))]),
        (
            "ranch",
            "left garage door closed, right one open",
            [("close", ("cover.garage_left",)), ("open", ("cover.garage_right",))],
        ),
        (
            "crescent",
            "pause the music and close the blinds in the kitchen",
            [("media_pause", ("media_player.kitchen",)), ("close", ("cover.kitchen",))],
        ),
        ("ranch", "every lock locked but the front", [("lock", ("lock.back", "lock.mudroom"))]),
        (
            "ranch",
            "downstairs to sixty eight and upstairs to seventy one",
            [("set_temperature", ("climate.downstairs",)), ("set_temperature", ("climate.upstairs",))],
        ),
        (
            "crescent",
            "tumble dryer on, iron off, and lock the back door",
            [("turn_on", ("switch.tumble",)), ("turn_off", ("switch.iron",)), ("lock", ("lock.back",))],
        ),
        ("condo", "humidifier off in ten", [("turn_off", ("humidifier.levoit",))]),
        ("condo", "make the fridge a degree colder", [("set_value", ("number.fridge",))]),
        ("loft", "metronome at 140 bpm", [("set_value", ("number.tempo",))]),
        ("townhouse", "pump speed to maximum", [("set_value", ("number.pump",))]),
        ("gutshof", "incubator to 37.2", [("set_value", ("number.brut",))]),
        ("condo", "set the dishwasher to eco", [("select_option", ("select.dishwasher",))]),
        ("ranch", "tell me when the dryer's done", [("notify", ())]),
        ("condo", "lower the temperature by two degrees", [("adjust_temperature", ("climate.nest",))]),
        ("birchway", "fridge temperature to three degrees", [("set_value", ("number.fridge_setpoint",))]),
        (
            "manor",
            "left and right lamps in the rose room to 30",
            [("set_light", ("light.rose_left", "light.rose_right"))],
        ),
        (
            "students",
            "Priya's and Mei's ceiling lights off",
            [("turn_off", ("light.mei_ceiling", "light.priya_ceiling"))],
        ),
        (
            "crescent",
            "turn the bathroom spots to full and the extractor on in there",
            [("set_light", ("light.bathroom",)), ("turn_on", ("fan.bathroom",))],
        ),
        ("rosenhof", "minibar in 108 on", [("turn_on", ("switch.r108_minibar",))]),
        (
            "loft",
            "AC on cool at twenty four",
            [("set_hvac_mode", ("climate.daikin",)), ("set_temperature", ("climate.daikin",))],
        ),
        (
            "rosenhof",
            "in 102 TV off and curtains closed",
            [("turn_off", ("media_player.r102_tv",)), ("close", ("cover.r102_curtains",))],
        ),
        ("birchway", "is the air bad in the living room", [("get_state", ("sensor.netatmo_co2",))]),
        ("bakery", "it's chilly in the flat", [("adjust_temperature", ("climate.flat", "climate.nursery"))]),
        (
            "terrace",
            "both bedside lamps off and close the curtains",
            [("turn_off", ("light.carol", "light.dave")), ("close", ("cover.bed",))],
        ),
        (
            "bakery",
            "lock the front door and set the alarm",
            [("lock", ("lock.flat",)), ("turn_on", ("alarm_control_panel.alarm",))],
        ),
        ("bakery", "lock the shop, the yard gate too", [("lock", ("lock.shop", "lock.yard"))]),
        ("bakery", "lights off in our room except Grace's lamp", [("turn_off", ("light.bed", "light.femi"))]),
        ("bakery", "is Grace back from the market", [("get_state", ("person.grace",))]),
        ("bakery", "what's this song in the shop called", [("get_state", ("media_player.shop",))]),
        ("bakery", "did we arm the alarm", [("get_state", ("alarm_control_panel.alarm",))]),
        ("bakery", "is it below freezing", [("get_state", ("sensor.outside",))]),
        ("bakery", "is it below zero in the nursery", [("get_state", ("climate.nursery",))]),
        ("bakery", "if the shop's still open lock it", [("lock", ("lock.shop",))]),
    ],
)
def test_what_is_meant(home: str, text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert done(home, text) == expected


def test_a_room_that_lacks_one_thing_is_where_the_other_is() -> None:
    plan = understood(load_home(HOMES / "manor.json"), "in the rose room turn the tv off and close the curtains")
    assert [action.targets for action in plan.actions] == [("cover.rose_curtains",)]


@pytest.mark.parametrize(
    ("home", "text", "params"),
    [
        ("condo", "key light down twenty percent", {"brightness_step_pct": -20}),
        ("crescent", "tall lamp to the coldest white you've got", {"color_temp_kelvin": 6500}),
        ("crescent", "plinth lights icy blue", {"color": "lightblue"}),
    ],
)
def test_what_lights_are_set_to(home: str, text: str, params: dict[str, object]) -> None:
    (action,) = understood(load_home(HOMES / f"{home}.json"), text).actions
    assert (action.intent, action.params) == ("set_light", params)


def test_everywhere_is_every_room() -> None:
    ((intent, radiators),) = done("birchway", "turn the radiators down everywhere")
    assert intent == "adjust_temperature"
    assert len(radiators) == 5


@pytest.mark.parametrize("text", ["floor lamp on ceiling off", "pendants on vanity off entry light on banana off"])
def test_of_several_commands_none_is_done_alone(text: str) -> None:
    assert not understood(load_home(HOMES / "condo.json"), text).actions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all the chandeliers to half", [("set_light", ("light.din_chandelier", "light.recep_chandelier"))]),
        ("tables two and four to sixty percent", [("set_light", ("light.din_table2", "light.din_table4"))]),
        (
            "there's a glare on the swift telly, could we have the blind down",
            [("close", ("cover.swift_blind",))],  # and it is not the telly that goes down
        ),
        ("is anything leaking in the cellar", [("get_state", ("binary_sensor.cellar_leak",))]),
        ("how hot is the tub", [("get_state", ("number.tub",))]),
        ("the tub's not hot enough for them", []),
        ("lock all the guest rooms", []),
        ("jukebox on irish and turn it up a touch", []),
        ("what are we drawing off the mains", [("get_state", ("sensor.power",))]),
        ("table two asked for more bread", []),
        ("turn off the bedside lamps in robin and owl", [("turn_off", ("light.owl_bedside", "light.robin_bedside"))]),
        ("tub to thirty seven", [("set_value", ("number.tub",))]),
        ("turn the hot tub up to forty", [("set_value", ("number.tub",))]),
        ("she's reading in the library", []),
    ],
)
def test_nothing_else_is_reached_than_what_was_said(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    plan = understood(load_home(HOMES / "birdhouse.json"), text)
    assert [(action.intent, action.targets) for action in plan.actions] == expected


def test_its_light_is_nobodys_who_is_called_alike() -> None:
    plan = understood(load_home(HOMES / "wren.json"), "close the garage and turn its light off")
    assert all("light.ivy_main" not in action.targets for action in plan.actions)


def test_what_cannot_be_meant_by_it_is_not_all_there_is() -> None:
    plan = understood(load_home(HOMES / "bakery.json"), "if the nursery window is open lock it")
    assert not plan.actions
    assert plan.refusals


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("set the alarm for six", {"time": "06:00"}),
        ("how's Crumbs doing for charge", {"attribute": "battery_level"}),
        ("lock the front door and set the alarm for six", {"time": "06:00"}),
    ],
)
def test_what_is_said_of_an_alarm_clock_or_of_a_battery(text: str, params: dict[str, object]) -> None:
    assert understood(load_home(HOMES / "bakery.json"), text).actions[-1].params == params
