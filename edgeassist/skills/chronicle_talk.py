"""What is told of turns that are over: what was done last, in some time, or to one thing; and as rows for a command."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from edgeassist.errors import EdgeAssistError, StateError
from edgeassist.home.figures import clock, day, listed
from edgeassist.home.phrases import proposal
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Entity, Home, Step
from edgeassist.skills.changes import changes_told
from edgeassist.skills.chronicle import PLANNED, Chronicler, Past
from edgeassist.skills.periods import Period, read_period

_MOST_SAID = 3
_MOST_ROWS = 1_000
_WHO = {"cli": "at the command line", "mqtt": "over MQTT", "hermes": "over MQTT"}
_DONE = frozenset({"done", "partly"})
_ASKING = ("_query", "_status")
_UNCLEAR = "I don't know when that was. Say for example today, since 9, or in the last hour."
_UNCHANGED = "Nothing has changed that I saw."
_WHEN = re.compile(r"^(?:and )?(?:when|what time)\b")
_CHANGED = re.compile(r"\bchanged?\b")
_DONE_SO: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "turn_on": re.compile(r"\b(?:turn|switch|put|come|go)\w*\b.* on\b"),
        "turn_off": re.compile(r"\b(?:turn|switch|put|go)\w*\b.* (?:off|out)\b"),
        "open": re.compile(r"\bopen\w*\b"),
        "close": re.compile(r"\b(?:clos|shut)\w*\b"),
        "lock": re.compile(r"\block\w*\b"),
        "unlock": re.compile(r"\bunlock\w*\b"),
    }
)
"""Command → words for it, where somebody asks when, why or by whom it was given."""
_WORKED = frozenset({"confirmed", "unconfirmed"})
_HOW_IT_WAS = re.compile(r"(?:was|were) ")
_MOMENT_S = 300.0
"""So long one knows what one said oneself."""
_LATELY = timedelta(days=1)
_OFF = "I don't remember what was done: the setting history.days is 0."


class BadHistoryError(EdgeAssistError):
    """What is asked of the history cannot be read; the text says what can."""


class ChronicleSkill:
    """The skill that tells what was done."""

    intents = frozenset({"history_query"})

    def __init__(self, chronicler: Chronicler, home: Callable[[], Home]) -> None:
        self._chronicler = chronicler
        self._home = home

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Answer from what was written down."""
        if not self._chronicler.days:
            return (_step(action, _OFF, "not_kept"),)
        text, now = str(action.params.get("text") or ""), context.now
        period = read_period(text, now) if text else None
        if text and period is None:
            return (_step(action, _UNCLEAR, "out_of_range"),)
        since = period.since if period else now - timedelta(days=self._chronicler.days)
        try:
            until = (period.until if period else now).timestamp()
            found = await self._chronicler.between(since.timestamp(), until, action.targets)
        except StateError as error:
            return (_step(action, f"I can't read that: {error.why}", "no_disk"),)
        deeds = _so_done([past for past in found if _is_deed(past)], action.targets, context.said)
        told = self._told(deeds, action.targets, period, context)
        if _CHANGED.search(context.said) and not action.targets:
            began = period.since if period else now - _LATELY
            told = changes_told(self._home(), began, period.until if period else now, context) or _UNCHANGED
        elif _HOW_IT_WAS.match(context.said):
            told = f"I don't keep how things were, only what I did. {told}"
        return (_step(action, told),)

    def _told(self, deeds: Sequence[Past], targets: Sequence[str], period: Period | None, context: Context) -> str:
        now = context.now
        if not deeds:
            where = f" with {listed([self._called(key) for key in targets])}" if 0 < len(targets) <= 2 else ""
            return sentence(f"I did nothing{where}{f' {period.said}' if period else ' that I remember'}")
        if period is None or len(deeds) == 1:
            just_now = "" if _WHEN.search(context.said) else _just_now(deeds[0], context)
            return just_now or self._one(deeds[0], now)
        last = " ".join(self._briefly(past, now) for past in reversed(deeds[:_MOST_SAID]))
        if len(deeds) <= _MOST_SAID:
            return last
        return f"There were {len(deeds)} commands {period.said}, the last {_MOST_SAID}: {last}"

    def _one(self, past: Past, now: datetime) -> str:
        when = _when(past.at, now)
        if past.source == PLANNED:
            went = "" if past.outcome in _DONE else ", which did not work"
            return sentence(f"{when} it was time to {self._deeds(past)}{went}")
        somebody = f"somebody {self._where(past)}".strip()
        if past.text is None:
            return sentence(f"{when} {somebody} had me {self._deeds(past)}")
        return f"{sentence(f'{when} {somebody} said: {past.text}')} {sentence(past.reply or '')}".strip()

    def _briefly(self, past: Past, now: datetime) -> str:
        """Return one of several turns: "At 7:05 PM in the kitchen: turn on the hall light"."""
        if past.source == PLANNED or past.text is None:
            return self._one(past, now)
        went = {"refused": " (refused)", "failed": " (did not work)", "clarify": " (I asked back)"}
        when = " ".join(part for part in (_when(past.at, now), self._where(past)) if part)
        return sentence(f"{when}: {past.text.rstrip('.!?')}{went.get(past.outcome, '')}")

    def _where(self, past: Past) -> str:
        return _WHO.get(past.source) or (f"in the {self._room(past.area)}" if past.area else "")

    def _deeds(self, past: Past) -> str:
        """Return what a turn did, in words: "turn on the hall light"."""
        done: dict[tuple[str, str], tuple[dict[str, Any], list[Entity]]] = {}
        for step in past.steps:
            intent, params = str(step.get("intent")), dict(step.get("params") or {})
            _, entities = done.setdefault((intent, str(params)), (params, []))
            if key := step.get("entity"):
                entities.append(self._home().entities.get(key) or Entity(key, key.partition(".")[2], ""))
        said = [
            proposal(intent, params, entities, "metric") if entities else intent.replace("_", " ")
            for (intent, _), (params, entities) in done.items()
        ]
        return listed(said) or "do something"

    def _called(self, key: str) -> str:
        entity = self._home().entities.get(key)
        return f"the {entity.name.lower()}" if entity else key

    def _room(self, area: str | None) -> str:
        known = self._home().areas.get(area or "")
        return (known.name if known else area or "").lower()


def _just_now(past: Past, context: Context) -> str:
    """Return what was done on the word of who asks, a moment ago; empty: it was another time, or another's word."""
    said = next(((text, reply) for text, reply in reversed(context.history) if text == past.text), None)
    if said is None or past.source != context.source or context.now.timestamp() - past.at > _MOMENT_S:
        return ""
    return f"{sentence(f'you said: {past.text}')} {sentence(past.reply or '')}".strip()


async def about_history(chronicler: Chronicler, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return turns, the newest first: since `since_s` ago, of `entity`, at most `most`; raises EdgeAssistError."""
    since_s, entity, most = asked.get("since_s"), asked.get("entity"), asked.get("most", 50)
    if not (since_s is None or (isinstance(since_s, int | float) and since_s > 0)):
        raise BadHistoryError("since_s is a number of seconds")
    if not (isinstance(most, int) and 0 < most <= _MOST_ROWS):
        raise BadHistoryError(f"most is a number from 1 to {_MOST_ROWS}")
    if not (entity is None or isinstance(entity, str)):
        raise BadHistoryError("entity is the id of a thing, such as light.hall")
    now = datetime.now().astimezone()
    since = 0.0 if since_s is None else now.timestamp() - since_s
    entities = () if entity is None else (entity,)
    found = await chronicler.between(since, now.timestamp() + 1, entities, most)
    return {"ok": True, "turns": [_row(past) for past in found], "days": chronicler.days}


def _row(past: Past) -> dict[str, Any]:
    at = datetime.fromtimestamp(past.at).astimezone().isoformat(timespec="seconds")
    row = {"id": past.id, "ts": at, "source": past.source, "area": past.area, "outcome": past.outcome}
    return row | {"text": past.text, "reply": past.reply, "steps": list(past.steps)}


def _is_deed(past: Past) -> bool:
    """Return whether something was done: questions and what was not understood are no deeds."""
    return any(not str(step.get("intent")).endswith(_ASKING) for step in past.steps)


def _so_done(deeds: list[Past], targets: Sequence[str], said: str) -> list[Past]:
    """Return the turns in which that was done to things which somebody asks about; all where it never was."""
    meant = {intent for intent, words in _DONE_SO.items() if words.search(said)}
    done = [
        past
        for past in deeds
        if any(
            step.get("intent") in meant and step.get("entity") in targets and step.get("result") in _WORKED
            for step in past.steps
        )
    ]
    return done or deeds


def _when(at: float, now: datetime) -> str:
    moment = datetime.fromtimestamp(at, now.tzinfo)
    days = (now.date() - moment.date()) // timedelta(days=1)
    date = {0: "", 1: "yesterday "}.get(days, f"on {f'{moment:%A}' if days < 7 else day(moment)} ")
    return f"{date}at {clock(moment)}"


def _step(action: Action, said: str, refused: str | None = None) -> Step:
    return Step(action.intent, action.targets[0] if action.targets else None, action.params,
                "refused" if refused else "confirmed", reason=refused, said=said)  # fmt: skip
