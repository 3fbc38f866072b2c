"""Plans are carried out on a real broker, by devices that know nothing of how we make commands."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from edgeassist.errors import BrokerError
from edgeassist.home.registry import load_home
from edgeassist.messages import Action, Entity, Home, Plan, Step
from tests.brokers import Mosquitto, tap
from tests.home.acting import CONTEXT, HOME, Ways, demo_house, house_at, running


@pytest.mark.parametrize(
    ("action", "topic", "payload"),
    [
        (Action("turn_on", ("light.kitchen",)), "kitchen/light/set", "ON"),
        (Action("set_light", ("light.kitchen",), {"brightness_pct": 30}), "kitchen/light/brightness/set", "30"),
        (
            Action("set_light", ("light.bedroom",), {"brightness_pct": 50}),
            "bedroom/light/set",
            '{"state": "ON", "brightness": 128}',
        ),
        (
            Action("set_light", ("light.counter_strip",), {"color": "tomato"}),
            "kitchen/strip/set",
            '{"state": "ON", "color": {"h": 9.13, "s": 72.16}}',
        ),
        (
            Action("set_light", ("light.counter_strip",), {"color_temp_kelvin": 2700}),
            "kitchen/strip/set",
            '{"state": "ON", "color_temp": 370}',
        ),
        (
            Action("set_light", ("light.reading_lamp",), {"color": "blue"}),
            "living_room/lamp/set",
            '{"state": "ON", "color": {"x": 0.15, "y": 0.06}}',
        ),
        (Action("turn_on", ("switch.kettle",)), "kitchen/kettle/set", "ON"),
        (Action("toggle", ("switch.kettle",)), "kitchen/kettle/set", "ON"),
        (Action("close", ("cover.living_room_blind",)), "living_room/blind/set", "CLOSE"),
        (
            Action("set_position", ("cover.living_room_blind",), {"position": 40}),
            "living_room/blind/position/set",
            "40",
        ),
        (Action("open", ("cover.garage_door",)), "garage/door/set", "OPEN"),
        (Action("unlock", ("lock.front_door",)), "hallway/door/set", "UNLOCK"),
        (Action("lock", ("lock.front_door",)), "hallway/door/set", "LOCK"),
        (
            Action("set_temperature", ("climate.thermostat",), {"temperature": 22}),
            "living_room/heating/target/set",
            "22",
        ),
        (Action("adjust_temperature", ("climate.thermostat",)), "living_room/heating/target/set", "21.5"),
        (Action("set_hvac_mode", ("climate.thermostat",), {"mode": "off"}), "living_room/heating/mode/set", "off"),
        (Action("set_preset", ("climate.thermostat",), {"preset": "eco"}), "living_room/heating/preset/set", "eco"),
        (Action("set_fan_speed", ("fan.bedroom",), {"percentage": 50}), "bedroom/fan/speed/set", "2"),
        (Action("media_play", ("media_player.tv",)), "living_room/tv/set", "PLAY"),
        (Action("set_volume", ("media_player.tv",), {"volume_pct": 25}), "living_room/tv/volume/set", "25"),
    ],
)
async def test_devices_take_our_commands_and_show_it(
    mosquitto: Mosquitto, action: Action, topic: str, payload: str
) -> None:
    topic, [target] = f"home/{topic}", action.targets
    async with demo_house(mosquitto) as house, tap(mosquitto.port) as others:
        [step] = await house.dispatcher.execute(Plan((action,)), CONTEXT)
        reason = "underway" if action.intent in {"open", "close", "set_position"} else None
        assert step == Step(action.intent, target, action.params, "confirmed", topic, payload, reason)
        await others.settle()
        assert others.on(topic) == [payload]
    async with tap(mosquitto.port) as later:
        await later.until("edgeassist/den/availability")
        assert topic not in later.retained  # a retained command would be obeyed again by whoever connects


@pytest.mark.parametrize(
    ("intent", "target", "topic", "payload"),
    [
        ("turn_on", "scene.movie_night", "home/scenes/set", "movie_night"),
        ("turn_on", "button.gong", "home/hallway/gong/press", "PRESS"),
        ("media_next", "media_player.tv", "home/living_room/tv/set", "NEXT"),
    ],
)
async def test_what_nobody_can_see_is_taken_as_done(
    mosquitto: Mosquitto, intent: str, target: str, topic: str, payload: str
) -> None:
    async with demo_house(mosquitto) as house, tap(mosquitto.port) as others:
        assert await house.do(intent, target) == (
            Step(intent, target, {}, "unconfirmed", topic, payload, "optimistic"),
        )
        assert await others.until(topic) == payload


async def test_a_device_without_a_state_topic_is_assumed_to_have_obeyed(mosquitto: Mosquitto) -> None:
    lamp = Entity("switch.lamp", "Lamp", "switch", mqtt={"platform": "switch", "command_topic": "lamp/set"})
    async with demo_house(mosquitto, Home("home", {}, {}, {lamp.id: lamp})) as house:
        assert await house.result("toggle", lamp.id) == [("unconfirmed", "optimistic")]
        assert house.registry.home.entities[lamp.id].state == "on"
        [step] = await house.do("toggle", lamp.id)
        assert step.payload == "OFF"


async def test_what_is_so_already_is_confirmed(mosquitto: Mosquitto) -> None:
    async with demo_house(mosquitto) as house:
        assert await house.result("turn_off", "switch.kettle") == [("confirmed", None)]
        assert await house.result("lock", "lock.front_door") == [("confirmed", None)]


async def test_devices_are_served_at_the_same_time_and_steps_stand_in_order(mosquitto: Mosquitto) -> None:
    home = load_home(HOME)
    silent = {
        f"switch.{n}": Entity(
            f"switch.{n}",
            str(n),
            "switch",
            mqtt={"platform": "switch", "command_topic": f"x/{n}", "state_topic": f"y/{n}"},
        )
        for n in range(20)
    }
    house = house_at(mosquitto.port, replace(home, entities={**home.entities, **silent}), Ways(confirm_s=0.3))
    async with running(house.broker.run), tap(mosquitto.port) as others:
        await house.broker.wait_connected(30)
        began = time.monotonic()
        steps = await house.do("turn_on", *silent)
        assert time.monotonic() - began < 4
        assert [(step.entity, step.result, step.reason) for step in steps] == [
            (entity_id, "unconfirmed", "no_answer") for entity_id in silent
        ]
        await others.settle()
        assert sorted(topic for topic, _ in others.got if topic.startswith("x/")) == sorted(f"x/{n}" for n in range(20))


async def test_what_is_meant_for_one_device_is_done_in_order(mosquitto: Mosquitto) -> None:
    lamp = "light.counter_strip"
    plan = Plan(
        (Action("turn_on", (lamp,)), Action("set_light", (lamp,), {"color": "red"}), Action("turn_off", (lamp,)))
    )
    async with demo_house(mosquitto) as house, tap(mosquitto.port) as others:
        steps = await house.dispatcher.execute(plan, CONTEXT)
        assert [step.result for step in steps] == ["confirmed"] * 3
        await others.settle()
        assert [payload[:15] for payload in others.on("home/kitchen/strip/set")] == [
            '{"state": "ON"}',
            '{"state": "ON",',
            '{"state": "OFF"',
        ]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action("get_state", ("light.plain",)), []),
        (Action("get_time"), []),
        (Action("nevermind"), []),
        (Action("turn_on", ("light.plain",)), [("light.plain", "refused", "not_commandable")]),
        (Action("open", ("switch.kettle",)), [("switch.kettle", "refused", "not_commandable")]),
        (Action("turn_on", ("light.gone",)), [("light.gone", "refused", "no_such_device")]),
        (Action("turn_on"), [(None, "refused", "no_such_device")]),
        (Action("timer_start", (), {"duration_s": 60}), [(None, "refused", "not_available_yet")]),
        (Action("list_add", ("todo.shopping",), {"item": "milk"}), [("todo.shopping", "refused", "not_available_yet")]),
        (Action("turn_on", ("switch.kettle",), when={"at": "x"}), [("switch.kettle", "refused", "not_available_yet")]),
        (Action("turn_on", ("switch.kettle",), until={"sun": ""}), [("switch.kettle", "refused", "not_available_yet")]),
        (Action("turn_on", ("switch.kettle",), repeat=("mon",)), [("switch.kettle", "refused", "not_available_yet")]),
        (Action("orderCoffee", (), {"size": "large"}), [(None, "confirmed", None)]),
        (Action("turn_on", ("switch.far",)), [("switch.far", "failed", "unavailable")]),
        (Action("turn_on", ("switch.evil",)), [("switch.evil", "refused", "not_commandable")]),
    ],
)  # fmt: skip
async def test_what_is_not_sent(mosquitto: Mosquitto, action: Action, expected: Any) -> None:
    home = load_home(HOME)
    mqtt = {"platform": "switch", "command_topic": "far/set", "state_topic": "far"}
    more = [
        Entity("light.plain", "Plain", "light"),
        Entity("switch.far", "Far", "switch", state="unavailable", mqtt=mqtt),
        Entity("switch.evil", "Evil", "switch", mqtt={**mqtt, "command_template": "{{ range(9) }}"}),
    ]
    house = house_at(mosquitto.port, replace(home, entities={**home.entities, **{each.id: each for each in more}}))
    async with running(house.broker.run), tap(mosquitto.port) as others:
        await house.broker.wait_connected(30)
        steps = await house.dispatcher.execute(Plan((action,)), CONTEXT)
        assert [(step.entity, step.result, step.reason) for step in steps] == expected
        await others.settle()
        assert not [topic for topic, _ in others.got if topic.endswith("set")]


async def test_without_a_broker_nothing_is_done_now_or_later(mosquitto: Mosquitto) -> None:
    mosquitto.kill()
    house = house_at(mosquitto.port, load_home(HOME))
    async with running(house.broker.run):
        assert await house.result("open", "cover.garage_door") == [("failed", "no_connection")]
        mosquitto.start()
        async with tap(mosquitto.port) as others:
            await house.broker.wait_connected(30)
            await others.settle()
            assert others.on("home/garage/door/set") == []


async def test_broker_killed_and_restarted_in_the_middle_of_a_turn(mosquitto: Mosquitto) -> None:
    """The first device was told, then the broker went: nothing is sent a second time, whoever comes back."""
    home = load_home(HOME)
    house = house_at(mosquitto.port, home, Ways(confirm_s=1.0))
    async with running(house.broker.run):
        await house.broker.wait_connected(30)
        async with tap(mosquitto.port) as others:
            turn = asyncio.create_task(house.do("toggle", "switch.kettle"))
            await others.until("home/kitchen/kettle/set", "ON")
            mosquitto.kill()
        mosquitto.start()
        async with tap(mosquitto.port) as others:
            [step] = await turn
            assert (step.result, step.reason) == ("unconfirmed", "no_answer")
            await house.broker.wait_connected(30)
            assert await house.result("turn_on", "light.hallway") == [("unconfirmed", "no_answer")]
            await others.settle()
            assert others.on("home/hallway/light/set") == ["ON"]
            assert others.on("home/kitchen/kettle/set") == []
            await others.until("edgeassist/den/availability", "online")


async def test_a_device_that_is_gone_and_back(mosquitto: Mosquitto) -> None:
    async with demo_house(mosquitto) as house, tap(mosquitto.port) as others:
        await others.publish("home/bridge", "offline")
        assert await house.registry.wait_for(lambda home: home.entities["light.kitchen"].state == "unavailable", 2)
        assert await house.result("turn_on", "light.kitchen") == [("failed", "unavailable")]
        await others.publish("home/bridge", "online")
        assert await house.registry.wait_for(lambda home: home.entities["light.kitchen"].state == "off", 2)
        assert await house.result("turn_on", "light.kitchen") == [("confirmed", None)]


async def test_the_error_says_why(mosquitto: Mosquitto) -> None:
    mosquitto.kill()
    house = house_at(mosquitto.port, load_home(HOME))
    async with running(house.broker.run):
        with pytest.raises(BrokerError, match="is not running: start it"):
            await house.broker.wait_connected(0.2)
