"""The usual way to a voice assistant with a language model: the whole house in the prompt, JSON by a schema."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp

from edgeassist.errors import ModelError
from edgeassist.messages import Home

ACTIONS = (
    "turn_on",
    "turn_off",
    "set_brightness",
    "set_temperature",
    "open",
    "close",
    "lock",
    "unlock",
    "play",
    "stop",
)
"""What it may do with a device."""

_RULES = (
    "You are the voice assistant of a house. Answer what the user says with JSON: in actions what is to be done, each "
    "with the id of a device of the list, the action and the value if there is one, and in reply one short sentence "
    "for the user.\nDevices (id, name, room, state):\n"
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "actions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "device": {"type": "string"},
                    "action": {"enum": list(ACTIONS)},
                    "value": {"type": "string"},
                },
                "required": ["device", "action"],
            },
        },
        "reply": {"type": "string"},
    },
    "required": ["actions", "reply"],
}
_MOST_TOKENS = 160


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """What came of one sentence."""

    done: tuple[tuple[str, str], ...]
    """Device and action of each."""
    reply: str
    read: int
    """Tokens of the prompt."""
    written: int
    took_s: float


class PlainMind:
    """A general instruct model, asked for everything."""

    def __init__(self, path: Path, home: Home, *, context: int, threads: int) -> None:
        """Load the model; raises ModelError where it cannot be used for this."""
        try:
            self._llama = llama_cpp.Llama(str(path), n_ctx=context, n_threads=threads, verbose=False)
        except (ValueError, OSError) as error:
            raise ModelError(f"{path}: {error}; edgeassist models verify") from error
        self._rules = _RULES + "\n".join(_devices(home))

    def answer(self, text: str) -> PlainAnswer:
        """Return what the model does with a sentence; nothing where what it wrote is no JSON."""
        messages = [{"role": "system", "content": self._rules}, {"role": "user", "content": text}]
        began = time.perf_counter()
        try:
            told = self._llama.create_chat_completion(
                messages,
                response_format={"type": "json_object", "schema": _SCHEMA},
                temperature=0.0,
                max_tokens=_MOST_TOKENS,
            )
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"the plain chain cannot ask this model: {error}") from error
        took_s = time.perf_counter() - began
        usage = told["usage"]
        done, reply = _read(told["choices"][0]["message"]["content"])
        return PlainAnswer(done, reply, usage["prompt_tokens"], usage["completion_tokens"], took_s)

    def close(self) -> None:
        """Give its memory back."""
        self._llama.close()


def _devices(home: Home) -> Iterable[str]:
    for entity in home.entities.values():
        area = home.areas.get(entity.area or "")
        yield f"- {entity.id}, {entity.name}, {area.name if area else ''}, {entity.state}"


def _read(text: str | None) -> tuple[tuple[tuple[str, str], ...], str]:
    try:
        read = json.loads(text or "")
        return tuple((str(each["device"]), str(each["action"])) for each in read["actions"]), str(read["reply"])
    except (ValueError, KeyError, TypeError):
        return (), ""  # it grew too long and broke off
