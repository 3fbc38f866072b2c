"""How fast the daemon starts, and how much memory it has when it has started, at rest, and at its most."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from edgeassist.cli.figures import Figure, resident_mb
from edgeassist.cli.remote import request
from edgeassist.cli.rig import demo_home, demo_settings, private_broker
from edgeassist.errors import EdgeAssistError
from edgeassist.settings import Settings

_PART = "Start and memory"
_START_S, _REST_S, _ANSWER_S = 60.0, 2.0, 30.0
_STARTS = 3
_ASKED = ("turn on the kitchen light", "would you kindly shut the living room blind", "what time is it")


def measure_start() -> list[Figure]:
    """Start the daemon as systemd would, three times; the first builds what the next ones find."""
    seconds, resident = list[float](), list[dict[str, float]]()
    with private_broker() as port, tempfile.TemporaryDirectory(prefix="edgeassist-") as folder:
        settings = demo_settings(port, Path(folder), demo_home()).model_copy(update={"node": "bench"})
        for _ in range(_STARTS):
            began = time.monotonic()
            with _daemon(_environment(settings, port), Path(folder)) as process_id:
                seconds.append(time.monotonic() - began)
                resident.append(_followed(process_id, settings))
    told = {"memory when it has started": "load", "memory at rest": "rest", "memory at its most": "peak"}
    return [
        Figure("first start to READY", seconds[0], "s", 3.0, part=_PART, noise=0.2),
        Figure("next start to READY", median(seconds[1:]), "s", 3.0, _STARTS - 1, _PART, noise=0.2),
        *(
            Figure(what, median(each[key] for each in resident), "MB", 300.0, _STARTS, _PART, noise=0.05)
            for what, key in told.items()
        ),
        Figure("the same of the first start", resident[0]["peak"], "MB", 300.0, part=_PART, noise=0.05),
    ]


def _environment(settings: Settings, port: int) -> dict[str, str]:
    return {
        "EDGEASSIST_STATE_DIR": str(settings.state_dir),
        "EDGEASSIST_HOME": str(settings.home),
        "EDGEASSIST_MQTT__HOST": "127.0.0.1",
        "EDGEASSIST_MQTT__PORT": str(port),
        "EDGEASSIST_NODE": settings.node,
    }


def _usual_environment() -> dict[str, str]:
    """Return this environment, but for what makes Python compile every module again at each start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _followed(process_id: int, settings: Settings) -> dict[str, float]:
    """Return the memory of a daemon that has started, after a rest, and the most that it had, turns included."""
    load = resident_mb(process_id)
    time.sleep(_REST_S)
    rest = resident_mb(process_id)
    for text in _ASKED:
        asyncio.run(request(settings, "ask", {"text": text}, timeout_s=_ANSWER_S))
    return {"load": load, "rest": rest, "peak": resident_mb(process_id, most=True)}


@contextmanager
def _daemon(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """Yield the process id of a daemon that has said READY."""
    address = folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(address))
        notify.settimeout(_START_S)
        process = subprocess.Popen(
            [sys.executable, "-m", "edgeassist", "run"],
            env={**_usual_environment(), **environment, "NOTIFY_SOCKET": str(address)},
            stderr=subprocess.DEVNULL,
        )
        try:
            while b"READY=1" not in notify.recv(4096):
                pass
            yield process.pid
        except TimeoutError as error:
            raise EdgeAssistError(f"the daemon was not ready within {_START_S:.0f} s: try edgeassist run") from error
        finally:
            process.terminate()
            process.wait(10)
            address.unlink()
