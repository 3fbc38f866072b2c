"""Trains our model on a corpus: seeded, with checkpoints, gone on with exactly where it was interrupted."""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from edgeassist.errors import ModelError
from edgeassist.intent import schema
from edgeassist.lab.batches import Batch, Examples, batches, encoded
from edgeassist.lab.learner import Learner, read_checkpoint
from edgeassist.lab.network import Network
from edgeassist.lab.recipe import Recipe, recorded
from edgeassist.lab.rows import Row
from edgeassist.lab.tokens import Tokens

KEPT_SHAPES = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")
"""How many shapes torch keeps code and memory for on a CPU: hardly a batch has the shape of another, and unbounded,
gigabytes are kept for nothing."""

STEADY = 0.95
"""What the loss that is shown keeps of the one shown before."""


def train(
    rows: Sequence[Row],
    folder: Path,
    recipe: Recipe,
    *,
    held_out: Mapping[str, Sequence[Row]] | None = None,
    other_corpus: bool = False,
) -> Network:
    """Return the network trained on `rows`; `folder` gets all that `load` needs, at every checkpoint.

    A checkpoint that is there is gone on from; with another corpus only where `other_corpus` says so: what its answers
    need beyond those before, the network gets tokens for. `held_out`: rows by name, of which each checkpoint tells how
    many are right. Ctrl-C or SIGTERM lets the step end and leaves a
    checkpoint; then KeyboardInterrupt is raised.
    """
    for variable in KEPT_SHAPES:
        os.environ.setdefault(variable, "16")
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokens(rows, folder, recipe, other_corpus=other_corpus)
    recipe.save(folder)
    examples = encoded(rows, tokens)
    if not len(examples):
        raise ModelError(f"nothing to learn: {folder} has no tokens for the answer of any of {len(rows)} rows")
    learner = Learner(Network(recipe.shape(tokens.size)).to(_device(recipe.device)), recipe)
    digest = examples.digest()
    first, before = learner.resume(folder)
    if before not in {"", digest} and not other_corpus:
        raise ModelError(
            f"this is not the corpus that {folder} was begun with: take that file, train into another folder, "
            "or go on with this one by --other-corpus"
        )
    measured = {name: encoded(part, tokens) for name, part in (held_out or {}).items()}
    training = _Training(learner, recipe, folder, digest, measured)
    training.run(batches(examples, recipe, first), first, left_out=len(rows) - len(examples))
    return learner.network


def load(folder: Path) -> tuple[Network, Tokens, schema.Schema]:
    """Return what `train` left in `folder`; raises ModelError where that is not all there."""
    recipe = recorded(folder)
    if recipe is None:
        raise ModelError(f"{folder}: nothing was trained here: edgeassist lab train CORPUS {folder}")
    tokens = Tokens.load(folder / "tokens.json")
    network: Network = Network(recipe.shape(tokens.size))
    network.load_state_dict(read_checkpoint(folder, tokens.size)["network"])
    network.eval()
    return network, tokens, schema.Schema.from_json((folder / "schema.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Training:
    """What stays the same from step to step."""

    learner: Learner
    recipe: Recipe
    folder: Path
    corpus: str
    held_out: Mapping[str, Examples]

    def run(self, source: Iterator[Batch], first: int, *, left_out: int) -> None:
        """Make the steps from `first` on, and a checkpoint now and then."""
        shown = tokens = 0.0
        began = time.monotonic()
        with _progress() as progress, _ending() as ending:
            self._tell_the_start(progress, first, left_out)
            task = progress.add_task("training", total=self.recipe.steps, completed=first, loss=math.nan, rate=0.0)
            for done in range(first + 1, self.recipe.steps + 1):
                batch = next(source)
                loss = self._step(batch, done)
                shown = STEADY * shown + (1 - STEADY) * loss if shown else loss
                tokens += batch.tokens
                progress.update(task, advance=1, loss=shown, rate=tokens / (time.monotonic() - began))
                if ending.is_set() or done % self.recipe.checkpoint_every == 0 or done == self.recipe.steps:
                    self.learner.save(self.folder, done, self.corpus)
                    progress.console.print(f"step {done}: loss {shown:.3f}{self._rightness()}, saved")
                if ending.is_set():
                    progress.console.print(f"stopped after step {done}; the same command goes on from there")
                    raise KeyboardInterrupt

    def _step(self, batch: Batch, done: int) -> float:
        loss = self.learner.step(batch, done - 1)
        if not math.isfinite(loss):
            raise ModelError(f"step {done}: the loss is {loss}; train again with a lower rate or another seed")
        return loss

    def _tell_the_start(self, progress: Progress, first: int, left_out: int) -> None:
        if first:
            progress.console.print(f"going on after step {first} of {self.recipe.steps}")
        if left_out:
            progress.console.print(f"{left_out} rows left out: {self.folder} has no tokens for their answers")

    def _rightness(self) -> str:
        shares = (f"{100 * self.learner.right(rows):.1f} % of {name}" for name, rows in self.held_out.items())
        told = ", ".join(shares)
        return f", right: {told}" if told else ""


@contextmanager
def _ending() -> Iterator[threading.Event]:
    """Yield what is set by Ctrl-C or SIGTERM; the second time they end at once."""
    ending = threading.Event()
    before: dict[signal.Signals, Any] = {}

    def _end(number: int, _frame: object) -> None:
        ending.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, _end)
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tokens(rows: Sequence[Row], folder: Path, recipe: Recipe, *, other_corpus: bool) -> Tokens:
    """Return the tokenizer of the run in `folder`, learned from `rows` where it only begins."""
    words, frames = folder / "tokens.json", folder / "schema.json"
    begun = words.exists()
    if begun and not other_corpus:
        return Tokens.load(words)
    allowed = schema.Schema.of(frame for row in rows for frame in schema.read(row.answer))
    if begun:
        allowed = allowed.joined(schema.Schema.from_json(frames.read_text(encoding="utf-8")))
        tokens = Tokens.load(words).widened(allowed.fragments())
    else:
        tokens = Tokens.trained((row.text for row in rows), allowed.fragments(), recipe.vocabulary)
    frames.write_text(allowed.as_json(), encoding="utf-8")
    tokens.save(words)
    return tokens


def _device(name: str) -> torch.device:
    """Return the device of this name; "auto": a GPU where there is one."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        return torch.empty(0, device=name).device
    except (RuntimeError, AssertionError) as error:
        raise ModelError(f"device {name!r} cannot be used here: {str(error).splitlines()[0]}") from error


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.3f}, {task.fields[rate]:,.0f} tokens/s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
