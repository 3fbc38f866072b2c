"""A thousand things said to the assistant, faster than anybody speaks: recogniser, understanding, action and voice.

python -m tests.soak.hearing --turns 1000
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import click
import psutil

from edgeassist.audio.pcm import Cutter
from edgeassist.cli.rig import Rig, SilentSpeaker, running_rig
from edgeassist.cli.speakers import spoken
from edgeassist.errors import AudioError
from edgeassist.messages import SAMPLE_RATE, Chunk, TurnRecord
from tests.soak.asking import GROWTH_MB
from tests.soak.progress import Progress

_SAID = {
    "turn on the kitchen light": "home/kitchen/light/set",
    "turn off the kitchen light": "home/kitchen/light/set",
    "set the thermostat to twenty two degrees": "home/living_room/heating/target/set",
    "is the front door locked": "",
    "what time is it": "",
    "turn on the kettle": "home/kitchen/kettle/set",
    "set a timer for ten minutes": "",
    "cancel the timer": "",
    "my purple sister sings under seven wooden clouds": "",
}
"""What is said → the topic on which a device has to be told so; empty: none has."""
_VOICES = ("en-us", "en-gb")
_LEAD, _TAIL = bytes(int(0.6 * SAMPLE_RATE)), bytes(3 * SAMPLE_RATE)
_AHEAD = 4
"""Chunks that the recogniser may be behind; with more it would lose some."""
_WARM_UP = 100
_EVERY = 50
"""Of so many sentences one is broken off, as the microphone is lost in the middle of it."""


@dataclass
class Findings:
    """What was seen."""

    turns: int = 0
    lost: int = 0
    """Broken off, as the microphone was lost."""
    unheard: int = 0
    """Of which no turn came."""
    heard_right: int = 0
    untold: int = 0
    """Understood as said and carried out, and no device was told, or more often than once."""
    growth_mb: float = 0.0

    @property
    def good(self) -> bool:
        """Whether nothing was lost or done twice, and memory stayed."""
        return not (self.unheard or self.untold or self.growth_mb > GROWTH_MB)


async def soak(turns: int, chance: random.Random) -> Findings:
    """Return what was seen while so many things were said."""
    said = [(text, spoken(text, voice)) for text in _SAID for voice in _VOICES]
    findings, progress = Findings(), Progress("things said", turns)
    async with running_rig(SilentSpeaker()) as rig:
        warm_mb = 0.0
        for number in range(turns):
            progress.reach(number, findings)
            text, pcm = chance.choice(said)
            rig.witness.messages.clear()
            if number % _EVERY == _EVERY - 1:
                await _hear(rig, pcm[: len(pcm) // 4 * 2], lost=True)
                findings.lost += 1
                continue
            _judge(findings, text, await _hear(rig, pcm), [each.topic for each in rig.witness.messages])
            here_mb = psutil.Process().memory_info().rss / 1e6
            warm_mb = here_mb if number <= _WARM_UP else warm_mb
            findings.growth_mb = max(findings.growth_mb, here_mb - warm_mb)
    return findings


def _judge(findings: Findings, text: str, turn: TurnRecord | None, topics: Sequence[str]) -> None:
    findings.turns += 1
    if turn is None:
        findings.unheard += 1
        return
    findings.heard_right += turn.text == text
    if turn.text == text and _SAID[text] and turn.reply.outcome == "done":
        findings.untold += topics.count(_SAID[text]) != 1


async def _hear(rig: Rig, pcm: bytes, *, lost: bool = False) -> TurnRecord | None:
    """Say something as fast as it is heard, and lose the microphone then if `lost`; return the turn."""
    rig.ears.publish(Chunk(_LEAD[: 2 * int(0.02 * SAMPLE_RATE)], time.monotonic()))
    turn = rig.assistant.listen()
    await asyncio.sleep(0.02)  # until it listens
    for piece in Cutter().feed(_LEAD + pcm + (b"" if lost else _TAIL)):
        while rig.ears.waiting > _AHEAD and not turn.done():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        rig.ears.publish(Chunk(piece, time.monotonic()))
    if lost:
        rig.ears.interrupt(AudioError("the microphone was lost"))
    return await turn


@click.command()
@click.option("--turns", default=1000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(turns: int, seed: int) -> None:
    """Say a thousand things to the assistant; exit 1 where something was lost or done twice."""
    began = time.monotonic()
    found = asyncio.run(soak(turns, random.Random(seed)))
    click.echo(f"{found.turns:,} things said in {time.monotonic() - began:.0f} s: {found}")
    raise SystemExit(int(not found.good))


if __name__ == "__main__":
    main()
