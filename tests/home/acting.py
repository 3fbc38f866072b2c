"""The parts that act on a house, connected to a real broker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.home.commands.table import DeviceCommander
from edgeassist.home.delivery import Delivery
from edgeassist.home.dispatcher import Dispatcher
from edgeassist.home.following import Follower
from edgeassist.home.policy import Policy
from edgeassist.home.registry import Registry, load_home
from edgeassist.home.templating import Templates
from edgeassist.journal import Journal
from edgeassist.messages import Action, Context, Home, Plan, Step
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.outbox import Outbox
from edgeassist.rules import OutboxSettings, PolicySettings
from edgeassist.settings import MqttSettings
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.brokers import Mosquitto

CONTEXT = Context(now=datetime(2026, 11, 20, 8, tzinfo=UTC))
HOME = Path(__file__).parents[2] / "configs" / "demo-home.json"


@dataclass
class House:
    """The parts that act, connected."""

    registry: Registry
    broker: MqttBroker
    dispatcher: Dispatcher
    delivery: Delivery
    state: State

    def __del__(self) -> None:
        self.state.__exit__()

    async def do(self, intent: str, *targets: str, **params: Any) -> tuple[Step, ...]:
        return await self.dispatcher.execute(Plan((Action(intent, targets, params),)), CONTEXT)

    async def result(self, intent: str, *targets: str, **params: Any) -> list[tuple[str, str | None]]:
        return [(step.result, step.reason) for step in await self.do(intent, *targets, **params)]


ALL_ALLOWED = PolicySettings(entry="allow", alarm="allow", water="allow", heat="allow")


@dataclass(frozen=True)
class Ways:
    """How a house of these tests is set up."""

    confirm_s: float = 3.0
    keepalive_s: int = 10
    policy: PolicySettings = ALL_ALLOWED
    folder: Path | None = None
    outbox: OutboxSettings = field(default_factory=OutboxSettings)


def house_at(port: int, home: Home, ways: Ways = Ways()) -> House:
    async def soon(_: float) -> None:
        await asyncio.sleep(0.02)

    registry, templates = Registry(home), Templates()
    broker, commander = (
        MqttBroker(MqttSettings(host="127.0.0.1", port=port, keepalive_s=ways.keepalive_s), "den", sleep=soon),
        DeviceCommander(templates),
    )
    follower = Follower(registry, commander, templates, lambda: CONTEXT.now)
    broker.watch(follower.topics(), follower.receive)
    state = State(ways.folder)
    journal = Worker(Journal(state), "journal")
    delivery = Delivery(registry, broker, commander, journal, ways.confirm_s)
    outbox = Outbox(broker, "den", journal)
    delivery.told = outbox.deliver
    broker.greet(outbox.deliver)
    dispatcher = Dispatcher(registry, commander, delivery, journal, Policy(ways.policy, ways.outbox))
    return House(registry, broker, dispatcher, delivery, state)


@contextlib.asynccontextmanager
async def running(*services: Any) -> AsyncIterator[None]:
    tasks = {asyncio.create_task(service()) for service in services}
    try:
        yield
    finally:
        while tasks:  # wait_for of Python 3.11, which the MQTT library uses, may swallow a cancellation
            for task in tasks:
                task.cancel()
            _, tasks = await asyncio.wait(tasks, timeout=0.5)


@contextlib.asynccontextmanager
async def demo_house(mosquitto: Mosquitto, home: Home | None = None) -> AsyncIterator[House]:
    home = home or load_home(HOME)
    house, devices = house_at(mosquitto.port, home), DemoDevices(home, port=mosquitto.port, travel_s=0.3)
    async with running(devices.run, house.broker.run):
        await devices.ready.wait()
        await house.broker.wait_connected(30)
        yield house
