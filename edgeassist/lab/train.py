"""Trains our model on a corpus: seeded, with checkpoints, resumed where it was interrupted."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from torch.nn import functional as f

from edgeassist.intent import schema
from edgeassist.lab.corpus import Row
from edgeassist.lab.network import Network, Shape
from edgeassist.lab.tokens import Tokens

PROMPT_WEIGHT = 0.1
"""What a token of the utterance counts in the loss against one of the answer."""

POOL = 64
"""Batches that are sorted by length together, so that little is filled up."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how fast to train; the defaults are those that the shipped model began with."""

    steps: int = 1000
    batch_tokens: int = 4096
    vocabulary: int = 2048
    matrix_rate: float = 0.012
    other_rate: float = 3e-3
    warmup: int = 50
    checkpoint_every: int = 100
    seed: int = 1
    threads: int = 1
    """More than there are idle cores makes it many times slower: the threads wait for each other at every operation."""


def train(rows: list[Row], folder: Path, recipe: Recipe, device: str = "cpu") -> Network:
    """Return the network trained on `rows`; `folder` gets `tokens.json`, `schema.json` and `checkpoint.pt`.

    A checkpoint that is there already is gone on from.
    """
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokens(rows, folder, recipe)
    network: Network = Network(Shape(tokens.size)).to(device)
    run = _Run(network, recipe)
    first = run.resume(folder / "checkpoint.pt")
    batches = _batches(_encoded(rows, tokens), recipe)
    for _ in range(first):
        next(batches)
    with _progress() as progress:
        task = progress.add_task("training", total=recipe.steps, completed=first, loss=float("nan"))
        for step in range(first, recipe.steps):
            loss = run.step(next(batches), step)
            progress.update(task, advance=1, loss=loss)
            if (step + 1) % recipe.checkpoint_every == 0 or step + 1 == recipe.steps:
                run.save(folder / "checkpoint.pt", step + 1)
                progress.console.print(f"step {step + 1} of {recipe.steps}: loss {loss:.3f}, saved")
    return network


def load(folder: Path) -> tuple[Network, Tokens, schema.Schema]:
    """Return what `train` left in `folder`."""
    tokens = Tokens.load(folder / "tokens.json")
    network: Network = Network(Shape(tokens.size))
    network.load_state_dict(torch.load(folder / "checkpoint.pt", weights_only=True)["network"])
    network.eval()
    return network, tokens, schema.Schema.from_json((folder / "schema.json").read_text(encoding="utf-8"))


class _Run:
    """The network with its optimisers: Muon for the matrices of the layers, AdamW for the rest."""

    def __init__(self, network: Network, recipe: Recipe) -> None:
        self._network = network
        self._recipe = recipe
        matrices = [p for p in network.layers.parameters() if p.dim() == 2]
        others = [p for p in network.parameters() if all(p is not matrix for matrix in matrices)]
        self._optimisers: list[Any] = [
            torch.optim.Muon(matrices, lr=recipe.matrix_rate, weight_decay=0.05),
            torch.optim.AdamW(others, lr=recipe.other_rate, betas=(0.9, 0.98), weight_decay=0.0),
        ]
        self._rates = (recipe.matrix_rate, recipe.other_rate)

    def step(self, batch: _Batch, step: int) -> float:
        """Learn from one batch and return its loss."""
        device = self._network.embedding.weight.device
        ids, weights = batch.ids.to(device), batch.weights.to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            logits = self._network(ids[:, :-1])
        losses = f.cross_entropy(logits.float().flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
        loss = (losses * weights.flatten()).sum() / weights.sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        for optimiser, rate in zip(self._optimisers, self._rates, strict=True):
            optimiser.param_groups[0]["lr"] = rate * self._pace(step)
            optimiser.step()
            optimiser.zero_grad()
        return float(loss.detach())

    def save(self, path: Path, step: int) -> None:
        """Write a checkpoint; the file is whole at any moment."""
        state = {
            "network": self._network.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
            "step": step,
        }
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def resume(self, path: Path) -> int:
        """Return the number of steps made already."""
        if not path.exists():
            return 0
        state = torch.load(path, weights_only=True)
        self._network.load_state_dict(state["network"])
        for optimiser, saved in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        return int(state["step"])

    def _pace(self, step: int) -> float:
        """Warm-up, a plateau, then down to nothing over the last half."""
        left = (self._recipe.steps - step) / (self._recipe.steps / 2)
        return min(1.0, (step + 1) / self._recipe.warmup, left)


@dataclass(frozen=True, slots=True)
class _Batch:
    ids: torch.Tensor
    weights: torch.Tensor
    """Of the token that follows each one in the loss."""


def _tokens(rows: list[Row], folder: Path, recipe: Recipe) -> Tokens:
    if (folder / "tokens.json").exists():
        return Tokens.load(folder / "tokens.json")
    allowed = schema.Schema.of(frame for row in rows for frame in schema.read(row.answer))
    tokens = Tokens.trained((row.text for row in rows), allowed.fragments(), recipe.vocabulary)
    (folder / "schema.json").write_text(allowed.as_json(), encoding="utf-8")
    (folder / "recipe.json").write_text(json.dumps(_as_dict(recipe)), encoding="utf-8")
    tokens.save(folder / "tokens.json")
    return tokens


def _as_dict(recipe: Recipe) -> dict[str, float]:
    return {name: getattr(recipe, name) for name in Recipe.__dataclass_fields__}


def _encoded(rows: list[Row], tokens: Tokens) -> list[tuple[list[int], list[int]]]:
    return [(tokens.prompt(row.text), tokens.answer(row.answer)) for row in rows]


def _batches(pairs: list[tuple[list[int], list[int]]], recipe: Recipe) -> Iterator[_Batch]:
    """Yield batches without end, each pass in an order of its own."""
    chance = random.Random(recipe.seed)
    while True:
        order = list(pairs)
        chance.shuffle(order)
        size = POOL * recipe.batch_tokens // 24
        for start in range(0, len(order), size):
            pool = sorted(order[start : start + size], key=lambda pair: len(pair[0]) + len(pair[1]))
            batches = list(_cut(pool, recipe.batch_tokens))
            chance.shuffle(batches)
            yield from (_filled(batch) for batch in batches)


def _cut(pool: list[tuple[list[int], list[int]]], batch_tokens: int) -> Iterator[list[tuple[list[int], list[int]]]]:
    batch: list[tuple[list[int], list[int]]] = []
    for pair in pool:
        if (len(batch) + 1) * (len(pair[0]) + len(pair[1])) > batch_tokens and batch:
            yield batch
            batch = []
        batch.append(pair)
    if batch:
        yield batch


def _filled(batch: list[tuple[list[int], list[int]]]) -> _Batch:
    longest = max(len(prompt) + len(answer) for prompt, answer in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    weights = torch.zeros((len(batch), longest - 1))
    for n, (prompt, answer) in enumerate(batch):
        ids[n, : len(prompt) + len(answer)] = torch.tensor(prompt + answer)
        weights[n, : len(prompt) - 1] = PROMPT_WEIGHT
        weights[n, len(prompt) - 1 : len(prompt) + len(answer) - 1] = 1.0
    return _Batch(ids, weights)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.3f}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
