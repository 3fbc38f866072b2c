"""Examines an edge model, in a process of its own: `python -m edgeassist.intent.check_model FILE`.

llama.cpp ends the process that it runs in on some damaged files; `self_check` starts this one for those not yet known.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Event

from edgeassist.errors import EdgeAssistError
from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.intent.schema import Frame, read
from edgeassist.intent.self_check import Checked

SENTENCES = {
    "turn on the standing lamp": (Frame("turn_on", {"name": " standing lamp"}),),
    "switch off the coffee machine": (Frame("turn_off", {"name": " coffee machine"}),),
    "turn off the television in the bedroom": (Frame("turn_off", {"area": " bedroom"}),),
    "lock the front door": (Frame("lock", {}),),
    "set the thermostat to 21 degrees": (Frame("set_temperature", {}),),
    "my brother bought a new lamp last week": (),
}
"""What every edge model has to understand: the actions, with slots that must be so."""


def examine(path: Path) -> Checked:
    """Return what is found out about the model at `path`; raises ModelError where it cannot be loaded."""
    model, stop = EdgeSlm(path), Event()
    times, wrong = [], []
    for sentence, wanted in SENTENCES.items():
        start = time.perf_counter()
        written = model.write(sentence, stop)
        times.append(time.perf_counter() - start)
        if written is None or not _fits(read(f"[{written.text}"), wanted):
            wrong.append(sentence)
    return Checked(1e3 * statistics.median(times), _memory_mb(), len(SENTENCES), wrong)


def _fits(frames: Sequence[Frame], wanted: Sequence[Frame]) -> bool:
    return len(frames) == len(wanted) and all(
        frame.intent == want.intent and want.slots.items() <= frame.slots.items()
        for frame, want in zip(frames, wanted, strict=True)
    )


def _memory_mb() -> float:
    """Return the most memory that this process had; getrusage counts what the one that started it had, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (peak_kb,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    return peak_kb / 1024


def main() -> int:
    """Examine the file that the command line names; what is found goes to standard output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is an answer here, nothing to look into
    try:
        found = examine(Path(sys.argv[1]))
    except (EdgeAssistError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
