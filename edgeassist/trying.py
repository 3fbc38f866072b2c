"""Files at which an engine may crash are tried in another process before they come into this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from edgeassist.errors import ModelError

LONGEST_S = 60.0
"""For a check: a slow machine that is busy may take half of it to begin."""


def tried(program: str, path: Path, engine: str) -> str:
    """Return what a module of ours, run as a program, says of the model at `path`.

    Raises ModelError where it fails, takes longer than a minute, or where `engine` crashes on the file.
    """
    command = [sys.executable, "-m", program, str(path)]
    quiet = {**os.environ, "GGML_NO_BACKTRACE": "1"}  # else a debugger is started when llama.cpp crashes
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=LONGEST_S, check=False, env=quiet
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{path}: fails its self-check: not done after {LONGEST_S:.0f} s") from error
    if done.returncode < 0:
        raise ModelError(f"{path}: damaged: {engine} crashes on it (signal {-done.returncode})")
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ModelError(said[-1] if said else f"{path}: its self-check ended with code {done.returncode}")
    return done.stdout
