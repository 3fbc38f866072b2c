"""A loaded general model: it is given a task and a text, and writes what a grammar allows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edgeassist.errors import ModelError
from edgeassist.intent.general_cache import StateCache
from edgeassist.intent.general_limit import Limit
from edgeassist.intent.general_llama import VERSION, Llama, warm
from edgeassist.intent.general_prompt import ANSWERS, COMMANDS, Conversation, Task
from edgeassist.intent.general_writing import Draft, Pen

_LEAST_ROOM = 256
"""Tokens that have to be left for a sentence and its answer."""


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The fixed parts of a prompt, in tokens."""

    before: tuple[int, ...]
    after: tuple[int, ...]


class Engine:
    """One model in memory."""

    def __init__(self, path: Path, cache: Path, limit: Limit, *, context: int, threads: int) -> None:
        """Load the model; raises BrokenOffError when `limit` passes, and ModelError where it is no model for this."""
        warm(path, limit)
        self._llama = Llama(path, context=context, threads=threads)
        limit.check()
        self._pen = Pen(self._llama, limit)
        self._conversation = Conversation(self._llama.chat_template, *self._llama.special_texts())
        self._cache = StateCache(cache, path, VERSION)
        self._fixed: dict[Task, _Fixed] = {}
        longest = max(len(self._parts(task).before) for task in (COMMANDS, ANSWERS))
        if longest + _LEAST_ROOM > self._llama.room:
            raise ModelError(
                f"{path}: {self._llama.room} tokens of context are too few, {longest + _LEAST_ROOM} are needed: "
                "raise intent.general_context, or name another model in intent.general_model"
            )
        self._llama.read(self._parts(COMMANDS).before[:1])

    def write(self, task: Task, text: str, grammar: str, most: int, limit: Limit) -> Draft | None:
        """Return what the model writes, `most` tokens at most; None: `text` is too long.

        Nothing in `text` is read as a control token. Raises BrokenOffError when `limit` passes before it is done; what
        was read of the fixed beginning until then is kept.
        """
        fixed = self._parts(task)
        prompt = [*fixed.before, *self._llama.tokens(text), *fixed.after]
        if len(prompt) + most > self._llama.room:
            return None
        with self._llama.within(limit):
            self._begin(task, fixed.before)
            return self._pen.write(grammar, prompt, most)

    def prepare(self, task: Task, limit: Limit) -> None:
        """Read the fixed beginning of the prompts of `task`; raises BrokenOffError when `limit` passes."""
        with self._llama.within(limit):
            self._begin(task, self._parts(task).before)

    def count(self, text: str) -> int:
        """Return how many tokens a text takes."""
        return len(self._llama.tokens(text))

    def room(self, task: Task, most: int) -> int:
        """Return how many tokens a text may have, `most` being left for the answer."""
        fixed = self._parts(task)
        return self._llama.room - len(fixed.before) - len(fixed.after) - most

    def close(self) -> None:
        """Give its memory back."""
        self._llama.close()

    def _begin(self, task: Task, tokens: tuple[int, ...]) -> None:
        """Read the fixed beginning, or take up what was made of it at an earlier start."""
        if self._llama.has_read(tokens):
            return
        if task.name and (state := self._cache.load(task.name, tokens)) and self._llama.restore(tokens, state):
            return
        self._llama.read(tokens)
        if task.name:
            self._cache.save(task.name, tokens, self._llama.state())

    def _parts(self, task: Task) -> _Fixed:
        if task.name and task in self._fixed:
            return self._fixed[task]
        frame = self._conversation.frame(task)
        before, after = (self._llama.tokens(text, special=True) for text in (frame.before, frame.after))
        first = self._llama.first_tokens()
        missing = [] if before[: len(first)] == first else first
        fixed = _Fixed((*missing, *before), tuple(after))
        if task.name:
            self._fixed[task] = fixed
        return fixed
