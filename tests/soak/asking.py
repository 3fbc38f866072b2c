"""Asks an assistant over MQTT, looks at what others see of it, and counts what is lost or done twice."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path
from typing import Any

import aiomqtt

from tests.daemons import HOME

NODE = "edgeassist"
GROWTH_MB = 5.0
RECOVERY_S = 5.0
_AGAIN_S = 0.2
_WORDS = (
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima", "mike",
    "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "xray", "zulu",
)  # fmt: skip
_PRESSED = "signal/{}/press"


@dataclass
class Findings:
    """What was seen."""

    turns: int = 0
    unanswered: int = 0
    """Questions to an assistant that was there that got no answer."""
    answered_twice: int = 0
    pressed_twice: int = 0
    """More often than anybody asked for it: what must not be done twice was."""
    unpressed: int = 0
    """Answered as done, and nobody saw it."""
    forgotten: int = 0
    """Put on a list, answered as done, and not there any more; or there twice."""
    wrong: list[str] = field(default_factory=list)
    """What did not go as it has to while something was broken."""
    growth_mb: float = 0.0
    """Of the resident memory of one process, from after its warm-up to its end; the largest."""
    recoveries_s: dict[str, list[float]] = field(default_factory=dict)
    """Kind of fault → seconds until a question was answered again."""
    starts_s: list[float] = field(default_factory=list)
    """Seconds of a processor that each new start took up to that answer, however busy the machine was."""

    @property
    def lost(self) -> int:
        """How much was lost or done twice."""
        return self.unanswered + self.answered_twice + self.pressed_twice + self.unpressed + self.forgotten

    @property
    def so_far(self) -> str:
        """What was seen until now, in a few words."""
        return f"{self.lost} lost or done twice, {len(self.wrong)} wrong, memory grew by {self.growth_mb:.1f} MB"

    @property
    def late(self) -> dict[str, float]:
        """The kinds of faults after which it took too long until it answered again, each with its longest time."""
        return {name: max(times) for name, times in self.recoveries_s.items() if max(times) > RECOVERY_S}

    @property
    def good(self) -> bool:
        """Whether nothing was lost or done twice, memory stayed, and it always came back in time."""
        return not (self.lost or self.wrong or self.late or self.growth_mb > GROWTH_MB)


def home_with_signals(folder: Path) -> Path:
    """Write the example home with one more button a word, none of which may be pressed twice; return its file."""
    home = json.loads(HOME.read_text(encoding="utf-8"))
    home["entities"] += [
        {"id": f"button.{word}", "name": f"{word.title()} Signal", "aliases": [], "domain": "button"}
        | {"mqtt": {"platform": "button", "command_topic": _PRESSED.format(word), "qos": 1}}
        for word in _WORDS
    ]
    path = folder / "home.json"
    path.write_text(json.dumps(home), encoding="utf-8")
    return path


class Asker:
    """Asks over MQTT, counts the answers, and sees which signals are given."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = count()
        self.findings = Findings()
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._client: aiomqtt.Client | None = None
        self._ended_by: Exception | None = None
        self.seen: Counter[str] = Counter()
        """Word → how often its signal was given."""
        self.problems: list[str] = []
        """What the assistant said last of its own troubles."""

    async def run(self) -> None:
        """Listen for answers, through every loss of the broker; what else ends it, `ask` raises."""
        try:
            await self._listen()
        except Exception as error:
            self._ended_by = error
            raise

    async def _listen(self) -> None:
        while True:
            try:
                async with aiomqtt.Client("127.0.0.1", self._port) as client:
                    await client.subscribe(f"{NODE}/{NODE}/resp/+", qos=1)
                    await client.subscribe(f"{NODE}/{NODE}/metrics", qos=1)
                    await client.subscribe(_PRESSED.format("+"), qos=2)
                    self._client = client
                    async for message in client.messages:
                        self._take(message.topic.value, message.payload if isinstance(message.payload, bytes) else b"")
            except aiomqtt.MqttError:
                self._client = None
                await asyncio.sleep(0.02)

    async def ask(self, text: str, within_s: float) -> dict[str, Any] | None:
        """Ask something and return the answer; None: there was none in time."""
        return await self.request("ask", within_s, text=text)

    async def soon_answered(self, text: str, within_s: float) -> bool:
        """Ask again and again without waiting for each answer, as some are asked of nobody; return whether one came."""
        asking = {asyncio.create_task(self.ask(text, within_s))}
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            answered, _ = await asyncio.wait(asking, timeout=_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
            if any(each.result() for each in answered):
                break
            asking = (asking - answered) | {asyncio.create_task(self.ask(text, within_s))}
        found = any(each.done() and each.result() for each in asking)
        for each in asking:
            each.cancel()
        return found

    async def request(self, verb: str, within_s: float, **fields: str) -> dict[str, Any] | None:
        """Send a command and return the answer to it; None: there was none in time."""
        if self._ended_by is not None:
            raise RuntimeError("nobody listens for answers any more") from self._ended_by
        transaction = f"t{next(self._numbers)}"
        answer = self._answers[transaction] = asyncio.get_running_loop().create_future()
        try:
            if self._client is None:
                await asyncio.sleep(0.02)
                return None
            payload = json.dumps({**fields, "transaction": transaction})
            await self._client.publish(f"{NODE}/{NODE}/cmd/{verb}", payload, qos=1)
            return await asyncio.wait_for(asyncio.shield(answer), within_s)
        except (aiomqtt.MqttError, TimeoutError):
            return None

    def _take(self, topic: str, payload: bytes) -> None:
        if topic.startswith("signal/"):
            self.seen[topic.split("/")[1]] += 1
            return
        told = json.loads(payload)
        if topic.endswith("/metrics"):
            self.problems = told["problems"]
            return
        answer = self._answers.get(told.get("transaction"))
        if answer is None:
            return
        if answer.done():
            self.findings.answered_twice += 1
        else:
            answer.set_result(told)


class Signals:
    """Has signals given one after the other: each as often as it was asked for, and never more often."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._number = 0
        self._asked: Counter[str] = Counter()
        self._done: Counter[str] = Counter()

    async def give(self, within_s: float) -> bool:
        """Ask for the next one; return whether that was answered."""
        word = _WORDS[self._number % len(_WORDS)]
        self._number += 1
        self._asked[word] += 1
        answer = await self._asker.ask(f"press the {word} signal", within_s)
        self._done[word] += bool(answer and answer["ok"])
        return answer is not None

    def count(self) -> None:
        """Write down what was done twice, and what was not done at all."""
        findings, seen = self._asker.findings, self._asker.seen
        findings.pressed_twice = sum(max(0, seen[word] - self._asked[word]) for word in _WORDS)
        findings.unpressed = sum(max(0, self._done[word] - seen[word]) for word in _WORDS)


class Shopping:
    """Puts things on a list, and looks now and then whether each is there, once."""

    _MOST = 40

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._names = (" ".join(pair) for _ in count() for pair in product(_WORDS, repeat=2))
        self._kept: list[str] = []

    def forgive(self) -> None:
        """Expect nothing of what was put on it until now: that memory is gone, and it was said."""
        self._kept.clear()

    async def add(self, within_s: float) -> bool:
        """Put the next thing on the list; return whether that was answered."""
        name = next(self._names)
        answer = await self._asker.ask(f"add {name} to my shopping list", within_s)
        if answer is not None and answer["ok"]:
            self._kept.append(name)
        return answer is not None

    async def look(self, *, always: bool = False) -> None:
        """Look whether all that should be on the list is, once; a list that is long begins anew then."""
        if not self._kept or not (always or len(self._kept) >= self._MOST):
            return
        answer = await self._asker.request("lists", 10.0, do="show", list="shopping")
        there = [item["text"] for item in answer["lists"][0]["items"]] if answer and answer["ok"] else []
        self._asker.findings.forgotten += sum(there.count(name) != 1 for name in self._kept)
        await self._asker.request("lists", 10.0, do="clear", list="shopping")
        self._kept.clear()
