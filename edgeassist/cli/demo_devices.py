"""Devices that are not there: an MQTT client that behaves as those of a home would, for the demo and for tests.

It knows nothing of how edgeassist makes its commands: a payload that a real device would not take changes nothing.

    python -m edgeassist.cli.demo_devices configs/demo-home.json --port 1883 --announce
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aiomqtt
import click

from edgeassist.messages import Entity, Home

Publish = Callable[[str, str], Awaitable[None]]
"""Publishes a state, retained."""

_STEP_S = 0.1
"""How often a moving cover reports."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    "switch": {"ON": "ON", "OFF": "OFF"},
    "light": {"ON": "ON", "OFF": "OFF"},
    "fan": {"ON": "ON", "OFF": "OFF"},
    "lock": {"LOCK": "LOCKED", "UNLOCK": "UNLOCKED"},
    "media_player": {
        "ON": "idle", "OFF": "off", "PLAY": "playing", "PAUSE": "paused", "STOP": "idle",
        "NEXT": "playing", "PREVIOUS": "playing",
    },
}  # fmt: skip
"""Platform → what its command topic takes → what it reports then."""

_VALUES = (
    ("brightness_command_topic", "brightness_state_topic", "brightness"),
    ("percentage_command_topic", "percentage_state_topic", "percentage"),
    ("temperature_command_topic", "temperature_state_topic", "temperature"),
    ("volume_command_topic", "volume_state_topic", "volume"),
    ("mode_command_topic", "mode_state_topic", "state"),
    ("preset_mode_command_topic", "preset_mode_state_topic", "preset_mode"),
)
"""Topics that a device reports on as it was told, and the attribute that says what it starts with."""

_NOT_ANNOUNCED = frozenset({"media_player"})
"""Platforms for which Home Assistant's discovery has no form."""


class _Plain:
    """A device with a topic for each thing: what it takes is what it reports."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity
        self._config: Mapping[str, Any] = entity.mqtt or {}
        self._words = _WORDS.get(str(self._config.get("platform")), {})

    def topics(self) -> set[str]:
        """Return the topics that the device listens to."""
        keys = ["command_topic", *(command for command, _, _ in _VALUES)]
        return {self._config[key] for key in keys if key in self._config}

    def start(self) -> Iterator[tuple[str, str]]:
        """Yield what the device reports when it is switched on."""
        state, attributes = self._entity.state, self._entity.attributes
        if "state_topic" in self._config and state is not None:
            shown = {"on": "ON", "off": "OFF", "locked": "LOCKED", "unlocked": "UNLOCKED"}
            plain = str(state) if self._config.get("platform") == "media_player" else shown.get(str(state), str(state))
            template = str(self._config.get("value_template", ""))
            key = template.removeprefix("{{ value_json.").removesuffix(" }}")
            yield self._config["state_topic"], json.dumps({key: state}) if key != template else plain
        for _, topic, name in _VALUES:
            if topic in self._config and (value := {**attributes, "state": state}.get(name)) is not None:
                yield self._config[topic], str(value)
        if "current_temperature_topic" in self._config:
            yield self._config["current_temperature_topic"], str(attributes.get("current_temperature", 20))

    async def take(self, topic: str, payload: str, publish: Publish) -> None:
        """Do as told, if this is something that the device takes."""
        if topic == self._config.get("command_topic"):
            if (state := self._words.get(payload)) and "state_topic" in self._config:
                await publish(self._config["state_topic"], state)
            return
        for command, report, name in _VALUES:
            if topic == self._config.get(command) and self._takes(name, payload):
                await publish(self._config[report], payload)

    def _takes(self, name: str, payload: str) -> bool:
        if name in {"state", "preset_mode"}:
            return payload in self._config.get("modes" if name == "state" else "preset_modes", ())
        limits = {
            "brightness": (1, self._config.get("brightness_scale", 255)),
            "percentage": (self._config.get("speed_range_min", 1), self._config.get("speed_range_max", 100)),
            "temperature": (self._config.get("min_temp", 7), self._config.get("max_temp", 35)),
            "volume": (0, self._config.get("volume_scale", 100)),
        }
        try:
            return bool(limits[name][0] <= float(payload) <= limits[name][1])
        except ValueError:
            return False


class _JsonLight(_Plain):
    """A light that takes and reports JSON."""

    def __init__(self, entity: Entity) -> None:
        super().__init__(entity)
        scale = self._config.get("brightness_scale", 255)
        self._shown: dict[str, Any] = {"state": str(entity.state or "off").upper()}
        self._modes = set(self._config.get("supported_color_modes", ()))
        if self._modes - {"onoff"}:
            self._shown["brightness"] = round(entity.attributes.get("brightness", 255) * scale / 255)

    def start(self) -> Iterator[tuple[str, str]]:
        """Yield what the light shows."""
        yield self._config["state_topic"], json.dumps(self._shown)

    async def take(self, topic: str, payload: str, publish: Publish) -> None:  # noqa: ARG002  it has but one topic
        """Merge what the light can show; anything that is no object it ignores."""
        try:
            wanted = json.loads(payload)
        except ValueError:
            return
        if not isinstance(wanted, dict) or wanted.get("state") not in {"ON", "OFF"}:
            return
        self._shown["state"] = wanted["state"]
        if "brightness" in self._shown and 1 <= _number(wanted.get("brightness")) <= self._config.get(
            "brightness_scale", 255
        ):
            self._shown["brightness"] = wanted["brightness"]
        if "color_temp" in wanted and "color_temp" in self._modes:
            self._shown |= {"color_temp": wanted["color_temp"], "color_mode": "color_temp"}
        for mode in self._modes & {"hs", "rgb", "xy"}:
            if set(mode) == set(wanted.get("color", {})):
                self._shown |= {"color": wanted["color"], "color_mode": mode}
        await publish(self._config["state_topic"], json.dumps(self._shown))


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0


class _Cover(_Plain):
    """A cover with a motor that needs its time."""

    def __init__(self, entity: Entity, travel_s: float) -> None:
        super().__init__(entity)
        self._position = float(entity.attributes.get("current_position", 0 if entity.state == "closed" else 100))
        self._goal = self._position
        self._step = 100 * _STEP_S / travel_s
        self._moving = False

    def topics(self) -> set[str]:
        """Return the topics for words and for positions."""
        return super().topics() | (
            {self._config["set_position_topic"]} if "set_position_topic" in self._config else set()
        )

    def start(self) -> Iterator[tuple[str, str]]:
        """Yield where the cover is."""
        if "position_topic" in self._config:
            yield self._config["position_topic"], f"{self._position:.0f}"
        if "state_topic" in self._config:
            yield self._config["state_topic"], self._state()

    async def take(self, topic: str, payload: str, publish: Publish) -> None:
        """Turn the motor on until the cover is where it was told to be, or told to stop."""
        goals = {"OPEN": 100.0, "CLOSE": 0.0, "STOP": self._position}
        if topic == self._config.get("set_position_topic"):
            goals = {str(position): float(position) for position in range(101)}
        if payload not in goals:
            return
        self._goal = goals[payload]
        if not self._moving:
            self._moving = True
            await self._move(publish)
            self._moving = False

    async def _move(self, publish: Publish) -> None:
        while self._position != self._goal:
            for topic, report in self.start():
                await publish(topic, report)
            await asyncio.sleep(_STEP_S)
            apart = self._goal - self._position
            self._position += max(-self._step, min(self._step, apart))
        for topic, report in self.start():
            await publish(topic, report)

    def _state(self) -> str:
        if self._position == self._goal:
            return "open" if self._position else "closed"
        return "opening" if self._goal > self._position else "closing"


def announcement(entity: Entity, home: Home) -> tuple[str, dict[str, Any]] | None:
    """Return topic and config by which a device announces itself to hubs; None: there is no form for what it is."""
    platform = str((entity.mqtt or {}).get("platform"))
    if platform in _NOT_ANNOUNCED:
        return None
    name = entity.id.replace(".", "_")
    device: dict[str, Any] = {"ids": [name], "name": entity.name, "mf": "edgeassist demo"}
    if entity.area:
        device["sa"] = home.areas[entity.area].name
    config = {key: value for key, value in (entity.mqtt or {}).items() if key != "platform"}
    known = {"name": None, "uniq_id": name, "def_ent_id": entity.id, "dev_cla": entity.device_class, "dev": device}
    return f"homeassistant/{platform}/{name}/config", {**config, **known}


class DemoDevices:
    """All devices of a home that have an MQTT config."""

    def __init__(
        self,
        home: Home,
        *,
        host: str = "127.0.0.1",
        port: int = 1883,
        travel_s: float = 2.0,
        announce: bool = False,
    ) -> None:
        self._host, self._port = host, port
        entities = [entity for entity in home.entities.values() if entity.mqtt]
        known = [each for entity in entities if announce and (each := announcement(entity, home))]
        self.announced = {topic: json.dumps(config) for topic, config in known}
        """What devices say of themselves to whoever wants to know, by topic."""
        self._devices = [_device(entity, travel_s) for entity in entities]
        self._here = {
            str(mqtt["availability_topic"]) for e in entities if (mqtt := e.mqtt) and "availability_topic" in mqtt
        }
        self.ready = asyncio.Event()
        """Set once every device has reported its first state."""

    async def run(self) -> None:
        """Behave as the devices until cancelled; raises aiomqtt.MqttError when the broker goes away."""
        try:
            await self._run()
        except ExceptionGroup as group:
            if (lost := group.subgroup(aiomqtt.MqttError)) is not None:
                raise aiomqtt.MqttError(str(lost.exceptions[0])) from group
            raise

    async def _run(self) -> None:
        will = next((aiomqtt.Will(topic, "offline", 1, retain=True) for topic in self._here), None)
        listening = {topic: device for device in self._devices for topic in device.topics()}
        options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
        client = aiomqtt.Client(self._host, self._port, will=will, socket_options=options)
        async with client, asyncio.TaskGroup() as tasks:

            async def publish(topic: str, payload: str) -> None:
                await client.publish(topic, payload, qos=1, retain=True)

            for topic in listening:
                await client.subscribe(topic, qos=1)
            here = ((topic, "online") for topic in self._here)
            for topic, payload in [*self.announced.items(), *here, *self._first()]:
                await publish(topic, payload)
            self.ready.set()
            async for message in client.messages:
                payload = message.payload.decode() if isinstance(message.payload, bytes) else ""
                topic = message.topic.value
                tasks.create_task(listening[topic].take(topic, payload, publish))

    def _first(self) -> Iterator[tuple[str, str]]:
        for device in self._devices:
            yield from device.start()


def _device(entity: Entity, travel_s: float) -> _Plain:
    config = entity.mqtt or {}
    if config.get("platform") == "cover":
        return _Cover(entity, travel_s)
    if config.get("platform") == "light" and config.get("schema") == "json":
        return _JsonLight(entity)
    return _Plain(entity)


@click.command()
@click.argument("home", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=1883, show_default=True)
@click.option("--announce", is_flag=True, help="Have the devices announce themselves as those in the shops do.")
def main(home: Path, host: str, port: int, *, announce: bool) -> None:
    """Play the devices of HOME until Ctrl-C."""
    from edgeassist.home.registry import load_home

    try:
        asyncio.run(DemoDevices(load_home(home), host=host, port=port, announce=announce).run())
    except aiomqtt.MqttError as error:
        sys.exit(f"demo devices: no broker at {host}:{port} ({error})")


if __name__ == "__main__":
    main()
