"""The daemon's parts put together: what runs, what it tells of itself, what happens when names or files change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from edgeassist.assistant import Assistant, Body
from edgeassist.audio.fanout import Fanout
from edgeassist.errors import AudioError, ConfigError
from edgeassist.home.registry import Registry
from edgeassist.messages import Home, Vocabulary
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.requests import Requests
from edgeassist.settings import Settings
from edgeassist.stages import Transcriber
from edgeassist.wiring import (
    House,
    build_body,
    build_brain,
    build_home,
    build_house,
    build_microphone,
    build_mind,
    build_place,
    build_speaker,
)

logger = logging.getLogger(__name__)

SETTLE_S = 1.0
"""How long names may come and go before the recogniser is built for them."""


@dataclass(frozen=True, slots=True)
class App:
    """The assistant with everything that has to run beside it."""

    assistant: Assistant
    registry: Registry
    broker: MqttBroker
    services: dict[str, Callable[[], Awaitable[None]]]
    """What is to be supervised, by name."""
    status: Callable[[], str]
    """One line on how we are."""
    reload: Callable[[], None]
    """Read the home file again."""
    drain: Callable[[float], Awaitable[None]]
    """Let a running turn end, for so many seconds at most."""


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[App]:
    """Yield the whole daemon, models loaded, nothing running yet."""
    place, ears = build_place(settings), Fanout()
    house = build_house(settings, place)
    brain = build_brain(settings)
    brain.warm(house.registry.home)
    with ExitStack() as stack:
        mind = stack.enter_context(build_mind(brain, house))
        body = None
        if settings.audio.enabled is not False:
            body = stack.enter_context(build_body(settings, brain, ears, build_speaker(settings)))
        assistant = Assistant(mind, place, body)
        Requests(house.publisher, assistant, publish_text=settings.privacy.publish_text).serve(
            house.broker, settings.node
        )
        house.follow()
        yield _app(settings, house, assistant, body, ears)


def _app(settings: Settings, house: House, assistant: Assistant, body: Body | None, ears: Fanout) -> App:
    services: dict[str, Callable[[], Awaitable[None]]] = {"broker": house.broker.run, "assistant": assistant.run}
    if body is not None:
        recogniser = body.hearing.engine.transcriber
        recogniser.prepare(house.registry.home.vocabulary)
        services["vocabulary"] = lambda: _keep_prepared(recogniser, house)
        services["microphone"] = lambda: _listen(settings, ears)

    def _status() -> str:
        sound = "no microphone" if body is None or not ears.alive else "listening"
        broker = "connected" if house.broker.connected else "no broker"
        return f"{sound}, {broker}, {len(house.registry.home.entities)} devices"

    return App(
        assistant=assistant,
        registry=house.registry,
        broker=house.broker,
        services=services,
        status=_status,
        reload=lambda: _reload(settings, house),
        drain=assistant.drain,
    )


async def _listen(settings: Settings, ears: Fanout) -> None:
    try:
        await ears.run(build_microphone(settings))
    except AudioError as error:
        if settings.audio.enabled is True:
            raise
        raise AudioError(f"{error}. Text from MQTT and the command line is served meanwhile") from error


async def _keep_prepared(recogniser: Transcriber, house: House) -> None:
    """Build the recogniser anew when names came or went; it is taken up between turns."""
    prepared = house.registry.home.vocabulary
    while True:
        await house.registry.wait_for(partial(_has_other_names, prepared), None)
        await asyncio.sleep(SETTLE_S)
        prepared = house.registry.home.vocabulary
        house.follow()
        await asyncio.to_thread(recogniser.prepare, prepared)


def _has_other_names(vocabulary: Vocabulary, home: Home) -> bool:
    return home.vocabulary is not vocabulary


def _reload(settings: Settings, house: House) -> None:
    """Read the home file again; a mistake in it leaves everything as it was."""
    try:
        home = build_home(settings)
    except ConfigError as error:
        logger.warning("not reloaded: %s", error)
        return
    gone = house.registry.home.entities.keys() - home.entities.keys()
    house.registry.put(home.entities.values(), areas=home.areas.values(), removed=gone)
    house.follow()
