"""The daemon's parts put together: what runs, what it tells of itself, what happens when names or files change."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from edgeassist.aside import Scribe
from edgeassist.assistant import Assistant, Body
from edgeassist.audio.fanout import Fanout
from edgeassist.errors import AudioError, ConfigError, ModelError
from edgeassist.hearing import Hearing
from edgeassist.home.discovery.protocols import all_protocols
from edgeassist.home.registry import Registry
from edgeassist.home.showing import longest_s
from edgeassist.home.vocabulary import heard_of
from edgeassist.household import House, build_home, build_house, build_mind, open_journal
from edgeassist.intent.edge_tier import EdgeChoice
from edgeassist.journal import Journal
from edgeassist.messages import Context, Home, Vocabulary
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.presence import Parts, build_controls, build_presence
from edgeassist.progress import LONGEST_S, SILENT_S, Progress
from edgeassist.recognisers import chosen_stt
from edgeassist.rehearsing import rehearsal
from edgeassist.settings import FasterWhisperSettings, Settings
from edgeassist.stages import Answerer
from edgeassist.thinking import Mind, Place
from edgeassist.usual import usual_answers
from edgeassist.watch.rewriting import Rewriter
from edgeassist.wiring import (
    Brain,
    build_body,
    build_brain,
    build_edge_switch,
    build_library,
    build_microphone,
    build_place,
    build_speaker,
    edge_choice,
    open_watching,
)
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

SETTLE_S = 0.1
"""How long names may come and go before the recogniser is built for them."""

_PATTERNS = 25
"""So many are made at a time after a start: a turn that comes meanwhile waits for no more."""

_SWITCH_S = 0.0005
"""How long a thread may work while another waits for its turn; Python's own 5 ms add up where one asks the other."""


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
    overdue: Callable[[], tuple[str, ...]]
    """What gets nowhere, and can only be helped by a new start."""
    reload: Callable[[], None]
    """Have settings, home file and edge model looked at again, beside the turns."""
    drain: Callable[[float], Awaitable[None]]
    """Let a running turn end, for so many seconds at most."""


@asynccontextmanager
async def build(settings: Settings, reread: Callable[[], Settings] | None = None) -> AsyncIterator[App]:
    """Yield the whole daemon, models loaded, nothing running yet; `reread` returns the settings as they are later."""
    place, ears, switch = build_place(settings), Fanout(), build_edge_switch(settings)
    brain = build_brain(settings, switch, library := build_library(settings))
    with ExitStack() as stack:
        journal = stack.enter_context(open_journal(settings))
        watching = stack.enter_context(open_watching(settings))
        house = build_house(settings, place, journal, all_protocols(settings.node), watching)
        house.announcements.greet(house.learner.greet)
        brain.warm(house.registry.home, 0)
        house.learner.warm = brain.linker.prepare
        mind = stack.enter_context(build_mind(brain.tiers, brain.answerer, house, brain.sense.makes))
        body = None
        if settings.audio.enabled is not False:
            body = stack.enter_context(build_body(settings, brain, ears, build_speaker(settings)))
        house.paper.dictation.hears_any_words = isinstance(chosen_stt(settings), FasterWhisperSettings)
        controls = build_controls(settings, house, brain.small, body)
        progress = _progress(settings, mind, journal, ears, body)
        assistant = Assistant(mind, place, body, muted=controls.muted, progress=progress)
        reloader = _Reloader(
            settings=settings,
            reread=reread or (lambda: settings),
            house=house,
            switch=lambda choice: switch.switch(choice, lambda model: mind.understander.call(brain.edge.take, model)),
        )
        general = brain.general
        rewriter = None if general is None else Rewriter(Scribe(mind.understander, general.write, house.courtesy))
        parts = Parts(house, assistant, place, ears, body, rewriter)
        services = build_presence(settings, parts, controls, reloader.now)
        if library is not None:
            library.librarian.courtesy = house.courtesy
            services["documents"] = stack.enter_context(library).run
        if body is not None:
            services |= _rehearsal(body, house, brain.answerer, place, progress)
        house.follow()
        known = partial(_keep_known, mind, brain, house)
        _keep_threads_fair()
        yield _app(reloader, parts, {**services, "sentences": known}, progress)


def _rehearsal(
    body: Body, house: House, answerer: Answerer, place: Place, progress: Progress
) -> dict[str, Callable[[], Awaitable[None]]]:
    """Return what makes usual answers ahead, where the voice is so slow that this helps."""

    def _usual() -> Iterator[str]:
        return usual_answers(house.registry.home, answerer, Context(place.now(), place.area, units=place.units))

    practice = rehearsal(body.voice, _usual, progress.resting_s)
    return {} if practice is None else {"rehearsal": practice.run}


def _keep_threads_fair() -> None:
    """Have no turn wait long for work beside it, nor for a collector that looks again at all that is here for good."""
    sys.setswitchinterval(_SWITCH_S)
    gc.freeze()  # a start leaves next to no garbage: to look for it takes a tenth as long as the start itself
    gc.enable()


def _progress(settings: Settings, mind: Mind, journal: Worker[Journal], ears: Fanout, body: Body | None) -> Progress:
    """Return what looks whether all goes on: turns and engines, and that a microphone that is open delivers."""
    progress = Progress(LONGEST_S + settings.intent.general_limit_s + longest_s(settings.mqtt.confirm_s))
    progress.expect({"understanding": mind.understander.busy_s, "the state file": journal.busy_s})
    if body is not None:
        progress.expect({"the recogniser": body.hearing.busy_s, "the voice": body.voice.busy_s})
        progress.expect({"the microphone": ears.silent_s}, SILENT_S)
        if body.wake is not None:
            progress.expect({"the wake word": body.wake.busy_s})
    return progress


def _app(
    reloader: _Reloader, parts: Parts, more: Mapping[str, Callable[[], Awaitable[None]]], progress: Progress
) -> App:
    settings, house = reloader.settings, reloader.house
    assistant, body, ears = parts.assistant, parts.body, parts.ears
    services: dict[str, Callable[[], Awaitable[None]]] = {
        **more,
        "broker": house.broker.run,
        "announcements": house.announcements.run,
        "assistant": assistant.run,
        "delivery": house.delivery.run,
        "discovery": house.learner.run,
        "reload": reloader.run,
    }
    if body is not None:
        hearing = body.hearing.engine
        hearing.prepare(heard_of(house.registry.home))
        services["vocabulary"] = lambda: _keep_prepared(hearing, house)
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
        overdue=progress.overdue,
        reload=reloader.wanted.set,
        drain=assistant.drain,
    )


async def _listen(settings: Settings, ears: Fanout) -> None:
    try:
        await ears.run(build_microphone(settings))
    except AudioError as error:
        if settings.audio.enabled is True:
            raise
        raise AudioError(f"{error}. Text from MQTT and the command line is served meanwhile") from error


async def _keep_prepared(hearing: Hearing, house: House) -> None:
    """Build the recogniser anew when names came or went; it is taken up between turns."""
    house.courtesy.observe()
    prepared = house.registry.home.vocabulary
    while True:
        await house.registry.wait_for(partial(_has_other_names, prepared), None)
        await asyncio.sleep(SETTLE_S)
        prepared = house.registry.home.vocabulary
        await asyncio.to_thread(hearing.prepare, heard_of(house.registry.home))


async def _keep_known(mind: Mind, brain: Brain, house: House) -> None:
    """Have ready what the first turns would wait for: patterns, then names whenever they change."""
    known = await _know(mind, brain, house)
    gc.freeze()  # the patterns are here for good, too
    while True:
        await house.registry.wait_for(partial(_has_other_names, known), None)
        known = await _know(mind, brain, house)


async def _know(mind: Mind, brain: Brain, house: House) -> Vocabulary:
    """Make patterns, a few at a time, until all are there for these names, and return the names."""
    known = house.registry.home.vocabulary
    while await mind.understander.call(brain.warm, house.registry.home, _PATTERNS):
        pass
    return known


def _has_other_names(vocabulary: Vocabulary, home: Home) -> bool:
    return home.vocabulary is not vocabulary


@dataclass
class _Reloader:
    """Looks again at what may change without a restart: the home file, and which edge model is used."""

    settings: Settings
    reread: Callable[[], Settings]
    house: House
    switch: Callable[[EdgeChoice], Awaitable[bool]]
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Look again whenever it is wanted."""
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            await self.now()

    async def now(self) -> list[str]:
        """Take over what can be, and return why the rest was not; that stays as it was."""
        async with self._turn:
            try:
                settings = self.reread()
            except ConfigError as error:
                problems = [str(error)]
            else:
                problems = [*await self._take_home(settings), *await self._take_model(settings)]
                if rest := _only_at_a_start(self.settings, settings):
                    logger.warning("changed settings that take effect at the next start: %s", ", ".join(rest))
        for problem in problems:
            logger.warning("not reloaded: %s", problem)
        return problems

    async def _take_home(self, settings: Settings) -> list[str]:
        try:
            home = build_home(settings)
        except ConfigError as error:
            return [str(error)]
        await self.house.learner.use(home)
        return []

    async def _take_model(self, settings: Settings) -> list[str]:
        chosen = edge_choice(settings)
        try:
            if await self.switch(chosen):
                logger.info("edge model: %s is in use from now on", chosen.model)
        except ModelError as error:
            return [f"{error} (the model before stays in use)"]
        return []


def _only_at_a_start(before: Settings, after: Settings) -> list[str]:
    """Return the sections in which something has changed that is not looked at again."""
    chosen = {"edge_model": after.intent.edge_model, "threads": after.intent.threads}
    before = before.model_copy(update={"home": after.home, "intent": before.intent.model_copy(update=chosen)})
    return [name for name in Settings.model_fields if getattr(before, name) != getattr(after, name)]
