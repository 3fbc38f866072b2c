"""What may be late is sent when it can be, once; what may not never is; and all of it is concluded, and told."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.home.registry import load_home
from edgeassist.home.showing import limit_s, shown
from edgeassist.journal import Accepted, Journal
from edgeassist.messages import Action, Entity, Home, Plan
from edgeassist.rules import OutboxSettings
from edgeassist.state import State
from tests.brokers import Mosquitto, Tap, tap
from tests.home.acting import CONTEXT, HOME, House, Ways, demo_house, house_at, running

LAMP, KETTLE = "home/hallway/light/set", "home/kitchen/kettle/set"


async def concluded(others: Tap, count: int) -> list[tuple[Any, ...]]:
    """Return what was told of each action, once so many have been told."""
    async with asyncio.timeout(20):
        while len(others.on("edgeassist/den/action")) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await others.settle()
    told = [json.loads(payload) for payload in others.on("edgeassist/den/action")]
    assert len({each["id"] for each in told}) == len(told) == count
    return [(each["intent"], each["result"], each["reason"]) for each in told]


@contextlib.asynccontextmanager
async def back(mosquitto: Mosquitto, home: Home) -> AsyncIterator[Tap]:
    """Start the broker, with the devices on it."""
    mosquitto.start()
    async with tap(mosquitto.port) as others, running(DemoDevices(home, port=mosquitto.port, travel_s=0.2).run):
        yield others


@contextlib.asynccontextmanager
async def cut_off(mosquitto: Mosquitto, **late_s: float) -> AsyncIterator[House]:
    """Yield a house that has no broker."""
    mosquitto.kill()
    house = house_at(mosquitto.port, load_home(HOME), Ways(outbox=OutboxSettings(late_s=late_s)))
    async with running(house.broker.run, house.delivery.run):
        yield house


async def test_a_lamp_is_switched_when_the_broker_is_back(mosquitto: Mosquitto) -> None:
    async with cut_off(mosquitto) as house:
        assert await house.result("turn_on", "light.hallway") == [("unconfirmed", "waiting")]
        async with back(mosquitto, house.registry.home) as others:
            assert await concluded(others, 1) == [("turn_on", "confirmed", None)]
            assert others.on(LAMP) == ["ON"]


@pytest.mark.parametrize(
    ("intent", "target", "params"),
    [
        ("toggle", "switch.kettle", {}),
        ("unlock", "lock.front_door", {}),
        ("lock", "lock.front_door", {}),
        ("open", "cover.garage_door", {}),
        ("close", "cover.garage_door", {}),
        ("turn_on", "button.gong", {}),
        ("turn_on", "scene.movie_night", {}),
        ("set_light", "light.bedroom", {"brightness_step_pct": 10}),
        ("adjust_temperature", "climate.thermostat", {"step": "up"}),
        ("volume_up", "media_player.tv", {}),
    ],
)
async def test_what_is_not_the_same_twice_or_guards_the_house_is_never_late(
    mosquitto: Mosquitto, intent: str, target: str, params: dict[str, Any]
) -> None:
    async with cut_off(mosquitto, lock=60, button=60, scene=60) as house:
        assert await house.result(intent, target, **params) == [("failed", "no_connection")]
        async with back(mosquitto, house.registry.home) as others:
            assert await concluded(others, 1) == [(intent, "failed", "no_connection")]
            await house.broker.wait_connected(30)
            await others.settle()
            assert not [topic for topic, _ in others.got if topic.endswith(("set", "press"))]


async def test_what_is_too_late_is_not_sent_and_told(mosquitto: Mosquitto) -> None:
    async with cut_off(mosquitto, light=0.2) as house:
        assert await house.result("turn_on", "light.hallway") == [("unconfirmed", "waiting")]
        await asyncio.sleep(0.3)
        async with back(mosquitto, house.registry.home) as others:
            assert await concluded(others, 1) == [("turn_on", "expired", "no_connection")]
            assert others.on(LAMP) == []


async def test_of_two_orders_for_the_same_thing_the_last_counts(mosquitto: Mosquitto) -> None:
    async with cut_off(mosquitto) as house:
        await house.do("turn_on", "light.hallway")
        await house.do("set_temperature", "climate.thermostat", temperature=22)
        await house.do("turn_off", "light.hallway")
        await house.do("turn_on", "light.hallway")
        await house.do("turn_off", "light.hallway")
        house.registry.update("light.hallway", state="on")
        async with back(mosquitto, house.registry.home) as others:
            told = await concluded(others, 5)
            assert sorted(told, key=str).count(("turn_on", "expired", "superseded")) == 2
            assert ("turn_off", "expired", "superseded") in told
            assert ("turn_off", "confirmed", None) in told
            assert ("set_temperature", "confirmed", None) in told
            assert "ON" not in others.on(LAMP)


async def test_a_broker_that_goes_before_the_lamp_has_answered(mosquitto: Mosquitto) -> None:
    """The lamp was told, and perhaps never heard of it: it is told again. The toggle is not."""
    house = house_at(mosquitto.port, load_home(HOME), Ways(confirm_s=1.5))
    async with running(house.broker.run, house.delivery.run):
        await house.broker.wait_connected(30)
        async with tap(mosquitto.port) as others:
            plan = Plan((Action("turn_on", ("light.hallway",)), Action("toggle", ("switch.kettle",))))
            turn = asyncio.create_task(house.dispatcher.execute(plan, CONTEXT))
            await others.until(LAMP, "ON")
            await others.until(KETTLE, "ON")
            mosquitto.kill()
        async with back(mosquitto, house.registry.home) as others:
            assert [step.reason for step in await turn] == ["waiting", "no_answer"]
            assert sorted(await concluded(others, 2)) == [
                ("toggle", "unconfirmed", "no_answer"),
                ("turn_on", "confirmed", None),
            ]
            assert (others.on(LAMP), others.on(KETTLE)) == (["ON"], [])


def begun(folder: Path, *orders: Accepted) -> None:
    """Write down what a process accepted before it was killed."""
    with State(folder) as state:
        journal = Journal(state)
        for order in orders:
            journal.accept(order)


async def test_after_a_kill_everything_that_was_begun_is_concluded(mosquitto: Mosquitto, tmp_path: Path) -> None:
    now = time.time()
    begun(
        tmp_path,
        Accepted("t1", "turn_on", "light.hallway", accepted=now, expires=now + 30),
        Accepted("t1", "toggle", "switch.kettle", accepted=now),
        Accepted("t2", "turn_on", "light.bedroom", accepted=now - 60, expires=now - 30),
        Accepted("t2", "turn_on", "light.kitchen", accepted=now + 60, expires=now + 90),
        Accepted("t3", "set_temperature", "climate.thermostat", {"temperature": 22}, now, now + 600),
        Accepted("t3", "turn_on", "light.gone", accepted=now, expires=now + 0.2),
    )
    house = house_at(mosquitto.port, load_home(HOME), Ways(folder=tmp_path))
    devices = DemoDevices(house.registry.home, port=mosquitto.port)
    async with tap(mosquitto.port) as others, running(devices.run, house.broker.run, house.delivery.run):
        told = await concluded(others, 6)
        assert sorted(map(str, told)) == sorted(
            map(
                str,
                [
                    ("turn_on", "confirmed", None),
                    ("toggle", "failed", "interrupted"),
                    ("turn_on", "failed", "interrupted"),
                    ("turn_on", "failed", "interrupted"),
                    ("set_temperature", "confirmed", None),
                    ("turn_on", "failed", "interrupted"),
                ],
            )
        )
        commands = [(topic, payload) for topic, payload in others.got if topic.endswith("/set")]
        assert sorted(commands) == [(LAMP, "ON"), ("home/living_room/heating/target/set", "22")]


async def test_what_is_so_by_now_is_not_done_again_after_a_kill(mosquitto: Mosquitto, tmp_path: Path) -> None:
    now = time.time()
    begun(tmp_path, Accepted("t1", "lock", "lock.front_door", accepted=now))
    begun(tmp_path, Accepted("t1", "turn_off", "light.hallway", accepted=now, expires=now + 30))
    house = house_at(mosquitto.port, load_home(HOME), Ways(folder=tmp_path))
    devices = DemoDevices(house.registry.home, port=mosquitto.port)
    async with tap(mosquitto.port) as others, running(devices.run, house.broker.run, house.delivery.run):
        assert sorted(map(str, await concluded(others, 2))) == [
            "('lock', 'failed', 'interrupted')",
            "('turn_off', 'confirmed', None)",
        ]
        assert others.on(LAMP) == []


async def test_a_device_that_announces_itself_late_is_not_forgotten(mosquitto: Mosquitto, tmp_path: Path) -> None:
    now, home = time.time(), load_home(HOME)
    begun(tmp_path, Accepted("t1", "turn_on", "light.hallway", accepted=now, expires=now + 30))
    rest = {key: entity for key, entity in home.entities.items() if key != "light.hallway"}
    house = house_at(mosquitto.port, replace(home, entities=rest), Ways(folder=tmp_path, confirm_s=0.1))
    async with tap(mosquitto.port) as others, running(house.broker.run, house.delivery.run):
        await house.broker.wait_connected(30)
        await asyncio.sleep(0.1)
        house.registry.put([home.entities["light.hallway"]])
        assert await concluded(others, 1) == [("turn_on", "unconfirmed", "no_answer")]
        assert others.on(LAMP) == ["ON"]


async def test_a_command_that_guards_the_house_is_never_retained(mosquitto: Mosquitto) -> None:
    home = load_home(HOME)
    keep = {"retain": True}
    kept = {
        key: replace(home.entities[key], mqtt={**(home.entities[key].mqtt or {}), **keep})
        for key in ("lock.front_door", "light.hallway")
    }
    async with demo_house(mosquitto, replace(home, entities={**home.entities, **kept})) as house:
        await house.do("unlock", "lock.front_door")
        await house.do("turn_on", "light.hallway")
    async with tap(mosquitto.port) as later:
        assert await later.until(LAMP) == "ON"
        await later.settle()
        assert "home/hallway/door/set" not in later.retained


# --- whether it was done -------------------------------------------------------------------------------

SLOW = Entity(
    "cover.slow",
    "Slow Blind",
    "cover",
    attributes={"current_position": 0},
    mqtt={"platform": "cover", "command_topic": "slow/set", "position_topic": "slow"},
)


async def test_a_blind_that_reports_its_position_alone_is_seen_to_move(mosquitto: Mosquitto) -> None:
    house = house_at(mosquitto.port, Home("home", {}, {}, {SLOW.id: SLOW}), Ways(confirm_s=0.5))
    async with running(house.broker.run), tap(mosquitto.port) as others:
        await house.broker.wait_connected(30)
        await others.publish("slow", "0", retain=True)
        turn = asyncio.create_task(house.result("open", SLOW.id))
        await others.until("slow/set", "OPEN")
        await others.publish("slow", "1")
        await asyncio.sleep(0.1)
        assert not turn.done()
        await others.publish("slow", "9")
        assert await turn == [("confirmed", "underway")]


@pytest.mark.parametrize(("state", "expected"), [("opening", None), ("closing", "underway")])
def test_a_door_that_turns_round_is_under_way_once_it_says_so(state: str, expected: str | None) -> None:
    config = {**(SLOW.mqtt or {}), "state_topic": "slow/state"}
    before = replace(SLOW, state="opening", attributes={"current_position": 40}, mqtt=config)
    effect = house_at(1, load_home(HOME)).delivery._commander.effect(Action("close"), before)
    assert effect
    now = replace(before, state=state, attributes={"current_position": 35})
    assert shown(effect, before, now, frozenset({"state", "current_position"})) == expected


def test_motors_have_more_time_than_lamps() -> None:
    times = [limit_s(Entity(f"{domain}.x", "X", domain), 2.0) for domain in ("light", "climate", "lock", "cover")]
    assert times == [2.0, 4.0, 8.0, 10.0]


@pytest.mark.parametrize(
    ("reported", "expected"),
    [({"brightness": 126}, "done"), ({"brightness": 124}, None), ({"brightness": 130}, "done"), ({}, None)],
)
async def test_brightness_within_two_steps_is_done(reported: dict[str, Any], expected: str | None) -> None:
    house = house_at(1, load_home(HOME))
    before = house.registry.home.entities["light.bedroom"]
    effect = house.delivery._commander.effect(Action("set_light", (), {"brightness_pct": 50}), before)
    assert effect
    names = frozenset({"state", "brightness"})
    now = replace(before, state="on", attributes={"brightness": 1, **reported})
    assert shown(effect, before, now, names) == expected


@pytest.mark.parametrize(
    ("step", "reported", "expected"),
    [(0.5, 22.2, "done"), (0.5, 22.4, None), (1, 22.5, "done"), (1, 22.6, None), (None, 21.75, "done")],
)
async def test_a_temperature_within_half_a_step_is_done(
    step: float | None, reported: float, expected: str | None
) -> None:
    house = house_at(1, load_home(HOME))
    entity = house.registry.home.entities["climate.thermostat"]
    more = {"temp_step": step} if step else {}
    entity = replace(entity, mqtt={**{k: v for k, v in (entity.mqtt or {}).items() if k != "temp_step"}, **more})
    effect = house.delivery._commander.effect(Action("set_temperature", (), {"temperature": 22}), entity)
    assert effect
    now = replace(entity, attributes={**entity.attributes, "temperature": reported})
    assert shown(effect, entity, now, frozenset({"temperature"})) == expected


async def test_a_full_disk_ends_no_turn_and_is_told(mosquitto: Mosquitto) -> None:
    async with demo_house(mosquitto) as house, tap(mosquitto.port) as others:
        house.state.__exit__()
        assert await house.result("turn_on", "light.hallway") == [("confirmed", "not_recorded")]
        assert await house.result("toggle", "switch.kettle") == [("confirmed", "not_recorded")]
        await others.settle()
        assert (others.on(LAMP), others.on(KETTLE)) == (["ON"], ["ON"])


# --- a connection that is there and leads nowhere ---------------------------------------------------------


@dataclass
class Wire:
    """Stands between us and the broker, and can swallow everything."""

    port: int
    cut: bool = False
    made: int = 0

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.made += 1
        there, out = await asyncio.open_connection("127.0.0.1", self.port)

        async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter, number: int) -> None:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                while data := await source.read(4096):
                    if not (self.cut and number == 1):
                        sink.write(data)
                        await sink.drain()
            sink.close()

        await asyncio.gather(carry(reader, out, self.made), carry(there, writer, self.made))


async def test_a_half_open_connection_is_noticed_and_what_it_swallowed_is_sent_again(mosquitto: Mosquitto) -> None:
    wire = Wire(mosquitto.port)
    server = await asyncio.start_server(wire.join, "127.0.0.1", 0)
    house = house_at(server.sockets[0].getsockname()[1], load_home(HOME), Ways(confirm_s=4, keepalive_s=1))
    devices = DemoDevices(house.registry.home, port=mosquitto.port)
    async with (
        tap(mosquitto.port) as others,
        running(devices.run, house.broker.run, house.delivery.run),
        contextlib.aclosing(Closing(server)),
    ):
        await devices.ready.wait()
        await house.broker.wait_connected(30)
        wire.cut = True
        lamp, kettle = await asyncio.gather(house.do("turn_on", "light.hallway"), house.do("toggle", "switch.kettle"))
        assert (lamp[0].reason, kettle[0].reason) == ("waiting", "no_answer")
        assert sorted(await concluded(others, 2)) == [
            ("toggle", "unconfirmed", "no_answer"),
            ("turn_on", "confirmed", None),
        ]
        assert (others.on(LAMP), others.on(KETTLE), wire.made) == (["ON"], [], 2)


@dataclass
class Closing:
    """Closes a server at the end of a block."""

    server: asyncio.Server

    async def aclose(self) -> None:
        self.server.close()
