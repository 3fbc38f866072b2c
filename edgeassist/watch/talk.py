"""What people say about alerts, and what is answered: is anything wrong, why, that's normal, sooner, later, not now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from edgeassist.home.figures import duration, listed
from edgeassist.home.spoken import called, sentence
from edgeassist.messages import Action, Anomaly, Context, Entity, Home, Step
from edgeassist.sensors.summary import Fact, facts_of
from edgeassist.watch.watching import Watching
from edgeassist.watch.words import ALL_WELL, Telling, clause, time_of, told

_REMEMBERED = timedelta(days=2)
"""How long it is known afterwards why there was an alert."""
_FOR_GOOD_S = 10 * 365 * 86_400.0
_MOST_NAMED = 4
_NOTHING_TOLD = "I have not warned you about anything lately."


class AlertTalk:
    """The skill that speaks of alerts."""

    intents = frozenset({"anomaly_query", "anomaly_accept", "anomaly_sensitivity", "anomaly_mute"})

    def __init__(self, watching: Watching, home: Callable[[], Home]) -> None:
        self._watching = watching
        self._home = home
        self._does: Mapping[str, Callable[[Action, Context], Awaitable[str]]] = {
            "anomaly_query": self._query,
            "anomaly_accept": self._accept,
            "anomaly_sensitivity": self._sensitivity,
            "anomaly_mute": self._mute,
        }

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Answer a question about alerts, or learn what somebody thinks of them."""
        if not action.targets and action.intent != "anomaly_query":
            meant = self._last()
            if meant is None:
                return (Step(action.intent, None, action.params, "refused", said=_NOTHING_TOLD),)
            action = replace(action, targets=(meant,))
        text = await self._does[action.intent](action, context)
        told_of = (None,) if action.intent == "anomaly_query" else action.targets
        first, *rest = (Step(action.intent, target, action.params, "confirmed") for target in told_of)
        return (replace(first, said=text), *rest)

    def _last(self) -> str | None:
        """Return the sensor that was spoken of last, else the one that has an alert last."""
        desk = self._watching.desk
        newest = max(desk.standing, key=lambda anomaly: anomaly.since, default=None)
        return desk.spoken_of or (newest.entity if newest else None)

    async def _query(self, action: Action, context: Context) -> str:
        if action.params.get("about") == "why":
            return self._why(action.targets, context)
        every = self._watching.desk.standing
        wrong = [anomaly for anomaly in every if not action.targets or anomaly.entity in action.targets]
        facts = self._facts(wrong, context)
        if facts:
            self._watching.desk.spoken_of = facts[0].anomaly.entity
            return told(facts, _telling(context))
        return f"Nothing is wrong with {self._names(action.targets)}." if action.targets else ALL_WELL

    def _why(self, targets: tuple[str, ...], context: Context) -> str:
        desk = self._watching.desk
        meant = targets or tuple(filter(None, [self._last()]))
        past = desk.since((context.now - _REMEMBERED).timestamp(), *meant) if meant else []
        if not past:
            return f"I have not warned you about {self._names(targets)}." if targets else _NOTHING_TOLD
        warned = self._facts([anomaly for anomaly in past if anomaly.until is None] or past[-1:], context)
        desk.spoken_of = warned[0].anomaly.entity
        return " ".join(sentence(_because(fact, _telling(context))) for fact in warned[:_MOST_NAMED])

    async def _accept(self, action: Action, _: Context) -> str:
        warned = [entity for entity in action.targets if self._watching.desk.of(entity)]
        for entity in warned or action.targets:
            await self._watching.accept(entity)
        return f"Okay, I take that for normal with {self._names(warned or action.targets)}."

    async def _sensitivity(self, action: Action, _: Context) -> str:
        sooner = action.params.get("direction") != "less"
        known = [each for each in action.targets if await self._watching.sensitivity(each, 1.0 if sooner else -1.0)]
        if not known:
            return f"I don't know {self._names(action.targets)} yet."
        return f"Okay, I will tell you {'sooner' if sooner else 'later'} about {self._names(known)}."

    async def _mute(self, action: Action, context: Context) -> str:
        names = self._names(action.targets)
        if action.params.get("lift"):
            for entity in action.targets:
                await self._watching.mute(entity, 0.0)
            return f"Okay, I will warn you about {names} again."
        until, words = _until(action.until or action.when, context.now)
        for entity in action.targets:
            await self._watching.mute(entity, until.timestamp())
        return f"Okay, no more warnings about {names}{words}."

    def _facts(self, anomalies: Iterable[Anomaly], context: Context) -> list[Fact]:
        return facts_of(anomalies, self._home(), context.now)

    def _names(self, ids: Iterable[str]) -> str:
        home, ids = self._home(), list(ids)
        if len(ids) > _MOST_NAMED:
            return f"{len(ids)} sensors"
        return listed([called(home.entities.get(key) or Entity(key, key, "")) for key in ids])


def _because(fact: Fact, telling: Telling) -> str:
    """Return why there was an alert, and when it was over."""
    until = fact.anomaly.until
    over = "" if until is None else f"; it was over at {time_of(until, telling.now)}"
    return f"because {clause(fact, telling)}{over}"


def _telling(context: Context) -> Telling:
    return Telling(context.now, context.units)


def _until(time: Mapping[str, Any] | None, now: datetime) -> tuple[datetime, str]:
    """Return when a silence ends, and how that is said; without a time it lasts until somebody says otherwise."""
    if time and "after_s" in time:
        return now + timedelta(seconds=time["after_s"]), f" for {duration(time['after_s'])}"
    if time and "at" in time:
        moment = datetime.fromisoformat(time["at"])
        tomorrow = " tomorrow" if moment.date() - now.date() == timedelta(days=1) else ""
        return moment, f" until {time_of(moment.timestamp(), moment)}{tomorrow}"
    return now + timedelta(seconds=_FOR_GOOD_S), ""
