"""From speech to action through the whole assistant, in real time: each stage, and what others see of it."""

from __future__ import annotations

from collections import defaultdict

from edgeassist.cli.bench_said import COMMANDS
from edgeassist.cli.figures import Figure, spread
from edgeassist.cli.rig import SilentSpeaker, running_rig, spoken
from edgeassist.errors import EdgeAssistError
from edgeassist.messages import TurnRecord

_PART = "Speech to action"
_STAGES = {
    "stt": "of it recognising",
    "understand": "of it understanding",
    "act": "acting, the device's answer included",
}
"""Stage of a turn → what it is called here."""


async def measure_turns(runs: int) -> list[Figure]:
    """Speak to the assistant in real time, and take the time when another subscriber sees the command."""
    after, stages = list[float](), defaultdict[str, list[float]](list)
    async with running_rig(SilentSpeaker()) as rig:
        for text in COMMANDS * runs:
            before = len(rig.witness.messages)
            record, ended_at = await rig.hear(spoken(text))
            sent = [m for m in rig.witness.messages[before:] if m.topic.startswith("home/") and "/set" in m.topic]
            if record is None or not sent:
                continue
            after.append(1000 * (sent[0].time - ended_at) - record.latency_ms["endpoint"])
            _add(stages, record)
    if not after:
        raise EdgeAssistError("none of the spoken commands was carried out: try edgeassist demo")
    count = len(COMMANDS) * runs
    return [
        Figure("spoken commands carried out", 100 * len(after) / count, "%", None, count, _PART, more=True),
        spread("end of speech to action published", after, goal=150.0, part=_PART),
        *(spread(f"  {_STAGES[stage]}", stages[stage], part=_PART) for stage in _STAGES if stage in stages),
        spread("the endpointer's wait before that", stages["endpoint"], part=_PART),
    ]


def _add(stages: dict[str, list[float]], record: TurnRecord) -> None:
    for stage, took_ms in record.latency_ms.items():
        stages[stage].append(took_ms)
