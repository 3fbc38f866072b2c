"""From speech to action through the whole assistant, in real time: each stage, and what others see of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import cycle

from edgeassist.cli.bench_said import COMMANDS
from edgeassist.cli.figures import Figure, spread
from edgeassist.cli.rig import Message, SilentSpeaker, running_rig
from edgeassist.cli.speakers import clear_speakers, said_by
from edgeassist.errors import EdgeAssistError
from edgeassist.messages import TurnRecord

_PART = "Speech to action"
_STAGES = {
    "stt": "of it recognising",
    "understand": "of it understanding",
    "act": "acting, the device's answer included",
}
"""Stage of a turn → what it is called here."""
_GOAL_MS, _GOAL_P95_MS = 80.0, 200.0


async def measure_turns(runs: int) -> list[Figure]:
    """Speak to the assistant in real time, and take the time when another subscriber sees the command.

    That speech counted as over, it sees as well: what was waited before is told apart.
    """
    after, waits, stages = list[float](), list[float](), defaultdict[str, list[float]](list)
    async with running_rig(SilentSpeaker()) as rig:
        for text, speaker in zip(COMMANDS * runs, cycle(clear_speakers()), strict=False):
            before = len(rig.witness.messages)
            record, ended_at = await rig.hear(said_by(speaker, text))
            seen = rig.witness.messages[before:]
            over, sent = _first(seen, "edgeassist/", "/state", "transcribing"), _first(seen, "home/", "/set")
            if record is None or sent is None or over is None:
                continue
            waits.append(1000 * (over.time - ended_at))
            after.append(1000 * (sent.time - over.time))
            _add(stages, record)
    if not after:
        raise EdgeAssistError("none of the spoken commands was carried out: try edgeassist demo")
    count = len(COMMANDS) * runs
    shown = spread("end of speech to action published", after, goal=_GOAL_MS, part=_PART)
    return [
        Figure("spoken commands carried out", 100 * len(after) / count, "%", None, count, _PART, more=True),
        shown,
        Figure("  of 100 of them 95 within", shown.p95 or 0.0, "ms", _GOAL_P95_MS, len(after), _PART, noise=0.3),
        *(spread(f"  {_STAGES[stage]}", stages[stage], part=_PART) for stage in _STAGES if stage in stages),
        spread("the endpointer's wait before that", waits, part=_PART),
    ]


def _first(seen: Sequence[Message], begins: str, holds: str, payload: str | None = None) -> Message | None:
    found = (message for message in seen if message.topic.startswith(begins) and holds in message.topic)
    return next((message for message in found if payload in {None, message.payload}), None)


def _add(stages: dict[str, list[float]], record: TurnRecord) -> None:
    for stage, took_ms in record.latency_ms.items():
        stages[stage].append(took_ms)
