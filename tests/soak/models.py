"""Models in GGUF form as a way in: llama.cpp reads them, and ends the process that it runs in on some.

A file is first tried in a process of its own (`intent.self_check`), here without the start of an interpreter each
time. It may be refused, or end that process; it may not hang, eat up the memory, or pass there and fall later.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

from gguf import GGUFReader

from edgeassist.errors import EdgeAssistError, ModelError
from edgeassist.intent import llama
from edgeassist.intent.general_llama import Llama
from tests.intent.tiny_instruct import write_instruct
from tests.soak.outside import Door

_REFUSED, _BROKEN = 3, 4
_MOST_BYTES = 4 << 30
_LONGEST_S = 10
_ENDED_BY_ITSELF = {signal.SIGABRT, signal.SIGSEGV, signal.SIGFPE, signal.SIGBUS}


def model_door(folder: Path) -> Door:
    """Return the way in for the header of a general model."""
    path = write_instruct(folder / "model.gguf", layers=1)
    whole, header = path.read_bytes(), GGUFReader(path).data_offset

    def _take(content: bytes) -> None:
        path.write_bytes(content + whole[header:])
        for step in (_load, _use):
            _elsewhere(step, path, fallen=ModelError("llama.cpp crashes on it") if step is _load else None)

    return Door("model.gguf", [whole[:header]], _take, 0.05)


def _elsewhere(step: Callable[[Path], None], path: Path, fallen: Exception | None) -> None:
    """Take a step in a process of its own; raises ModelError where it refuses, and `fallen` where that ends it."""
    child = os.fork()
    if not child:
        os._exit(_done(step, path))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        number = signal.Signals(os.WTERMSIG(status))
        raise fallen if fallen and number in _ENDED_BY_ITSELF else RuntimeError(f"ended by {number.name}")
    if os.WEXITSTATUS(status) == _REFUSED:
        raise ModelError("refused")
    if os.WEXITSTATUS(status):
        raise RuntimeError(f"{step.__name__}: neither refused nor done")


def _done(step: Callable[[Path], None], path: Path) -> int:
    for fd in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), fd)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_LONGEST_S, _LONGEST_S))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    os.environ["GGML_NO_BACKTRACE"] = "1"  # else a debugger is started when it crashes
    try:
        step(path)
    except EdgeAssistError:
        return _REFUSED
    except BaseException:  # noqa: BLE001  whatever else it raises is what is looked for
        return _BROKEN
    return 0


def _load(path: Path) -> None:
    if not llama.loads(str(path)):
        raise ModelError("refused")


def _use(path: Path) -> None:
    """Read and write a little with it, as a conversation does."""
    model = Llama(path, context=256, threads=1)
    model.read(model.tokens("turn on the lamp")[:200])
