"""A small house in which things happen, what is understood in it, and a time office that watches it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import Registry
from edgeassist.home.vocabulary import vocabulary_of
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Action, Area, Context, Entity, Home, Plan, Step, Transcript
from edgeassist.skills.scheduler import Scheduler
from edgeassist.skills.vigil import Vigil
from edgeassist.store import sentences_dir
from edgeassist.templates import TemplateSet, load_templates
from edgeassist.text import normalise
from tests.skills.timing import NOON, Clocks, Office, office

_CELSIUS, _WATTS = {"unit_of_measurement": "°C"}, {"unit_of_measurement": "W"}


def _entity(key: str, name: str, area: str | None, state: str | float, **more: Any) -> Entity:
    return Entity(key, name, key.partition(".")[0], area=area, state=state, **more)


def _house() -> Home:
    areas = {key: Area(key, key.title()) for key in ("hall", "bedroom", "kitchen", "garage")}
    entities = (
        _entity("light.hall", "Hall Light", "hall", "off"),
        _entity("binary_sensor.front", "Front Door", "hall", "off", device_class="door"),
        _entity("binary_sensor.motion", "Hall Motion", "hall", "off", device_class="motion"),
        _entity("binary_sensor.w1", "Bedroom Window", "bedroom", "off", device_class="window"),
        _entity("binary_sensor.w2", "Kitchen Window", "kitchen", "off", device_class="window"),
        _entity("cover.garage", "Garage Door", "garage", "open", device_class="garage"),
        _entity("lock.front", "Front Door Lock", "hall", "locked"),
        _entity("switch.washer", "Washer", "kitchen", "on", device="washer"),
        _entity(
            "sensor.watts", "Washer Power", "kitchen", 350.0, device_class="power", device="washer", attributes=_WATTS
        ),
        _entity("switch.dryer", "Dryer", "kitchen", "on"),
        _entity(
            "sensor.bedroom", "Bedroom Temperature", "bedroom", 21.0, device_class="temperature", attributes=_CELSIUS
        ),
        _entity("fan.bedroom", "Bedroom Fan", "bedroom", "off"),
        _entity("climate.heating", "Heating", None, "heat", attributes={"hvac_modes": ["heat", "off"]}),
        _entity("weather.home", "Weather", None, "sunny"),
        _entity("person.anna", "Anna", None, "home"),
        _entity("person.ben", "Ben", None, "home"),
    )
    home = Home("small", {}, areas, {entity.id: entity for entity in entities})
    return replace(home, vocabulary=vocabulary_of(home))


HOUSE = _house()


@cache
def templates() -> TemplateSet:
    return load_templates([sentences_dir()], "en")


@cache
def tiers() -> Tiers:
    sentences = SentenceParser(templates())
    return Tiers([sentences], HomeLinker(sentences.conditions.read), 0.5)


def context(text: str, **more: Any) -> Context:
    return Context(NOON, said=normalise(text), **more)


def plan(text: str, home: Home = HOUSE) -> Plan:
    return tiers().understand(Transcript(text, confidence=1.0), home, context(text), Event())


def waits(text: str, home: Home = HOUSE) -> dict[str, Any]:
    """Return the condition of the one action that a text asks for."""
    understood = plan(text, home)
    [action] = understood.actions
    assert not understood.refusals
    assert action.condition is not None
    return dict(action.condition)


def answer(text: str, home: Home = HOUSE) -> str:
    """Return what is said about a text, as if it had been carried out."""
    return HomeAnswerer().reply(plan(text, home), None, home, context(text)).text


@dataclass
class Watch(Office):
    """A time office in the house, and what was seen."""

    registry: Registry = None  # type: ignore[assignment]  # given by `watch`

    async def ask(self, text: str) -> list[Step]:
        """Carry out what a text asks for, as far as it is kept for later or carried out by a skill."""
        steps: list[Step] = []
        for action in plan(text, self.registry.home).actions:
            steps += await self._carried_out(action, text)
        return steps

    async def tell(self, text: str) -> str:
        """Return what a skill says to a text."""
        return " ".join(str(step.said) for step in await self.ask(text))

    async def _carried_out(self, action: Action, text: str) -> list[Step]:
        said = replace(context(text, source="cli"), now=self.clocks.now())
        skills = {
            intent: skill for skill in self.parts.skills_of(lambda: self.registry.home) for intent in skill.intents
        }
        if action.intent in skills:
            return [*await skills[action.intent].run(action, said)]
        assert await self.parts.later.keep(action, said) is None
        return []

    def set(self, entity: str, state: str | float) -> None:
        self.registry.update(entity, state=state, at=self.clocks.now())

    def scheduler(self, *, with_text: bool = True) -> Scheduler:
        vigil = Vigil(self.parts.agenda, self.registry, self.parts.later.ended, self.clocks.now)
        return replace(super().scheduler(with_text=with_text), vigil=vigil)

    @property
    def acted(self) -> list[tuple[str, tuple[str, ...]]]:
        """What was done, and to what."""
        return [(action.intent, action.targets) for action, _, _ in self.done]


@contextmanager
def watch(folder: Path | None = None, clocks: Clocks | None = None, home: Home = HOUSE) -> Iterator[Watch]:
    with office(folder, clocks) as plain:
        house = Watch(plain.parts, plain.clocks, registry=Registry(home))
        house.parts.later.home = lambda: house.registry.home
        yield house


@asynccontextmanager
async def watched(house: Watch) -> AsyncIterator[Watch]:
    async with house.serving():
        yield house
