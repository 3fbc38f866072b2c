"""A network that learns: its optimisers, its checkpoints, and how much of what is held out it has right."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional as f

from edgeassist.errors import ModelError
from edgeassist.lab.batches import Batch, Examples
from edgeassist.lab.network import Network
from edgeassist.lab.recipe import Recipe

FILE = "checkpoint.pt"


class Learner:
    """The network with its optimisers: Muon for the matrices of the layers, AdamW for the rest."""

    def __init__(self, network: Network, recipe: Recipe) -> None:
        self.network = network
        self._recipe = recipe
        self._device = network.embedding.weight.device
        matrices = [p for p in network.layers.parameters() if p.dim() == 2]
        others = [p for p in network.parameters() if all(p is not matrix for matrix in matrices)]
        self._optimisers: list[Any] = [
            torch.optim.Muon(matrices, lr=recipe.matrix_rate, weight_decay=0.05),
            torch.optim.AdamW(others, lr=recipe.other_rate, betas=(0.9, 0.98), weight_decay=0.0),
        ]
        self._rates = (recipe.matrix_rate, recipe.other_rate)

    def step(self, batch: Batch, step: int) -> float:
        """Learn from one batch and return its loss."""
        ids, weights = batch.ids.to(self._device), batch.weights.to(self._device)
        counted = weights > 0  # logits are the widest thing there is: none for what only fills up
        with self._halved():
            logits = self.network.logits(self.network.states(ids[:, :-1])[counted])
        losses = f.cross_entropy(logits.float(), ids[:, 1:][counted], reduction="none")
        loss = (losses * weights[counted]).sum() / weights.sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimiser, rate in zip(self._optimisers, self._rates, strict=True):
            optimiser.param_groups[0]["lr"] = rate * self._pace(step)
            optimiser.step()
            optimiser.zero_grad()
        return float(loss.detach())

    def right(self, examples: Examples) -> float:
        """Return the share of rows that greedy decoding would answer to the letter.

        It does so where every token of the answer is the likeliest after those before it: one pass tells.
        """
        hits = 0
        for batch in examples.once(self._recipe.batch_tokens):
            ids, answer = batch.ids.to(self._device), (batch.weights == 1.0).to(self._device)
            with torch.no_grad(), self._halved():
                likeliest = self.network.logits(self.network.states(ids[:, :-1])[answer]).argmax(-1)
            wrong = torch.zeros_like(answer)
            wrong[answer] = likeliest != ids[:, 1:][answer]
            hits += int((~wrong.any(1)).sum())
        return hits / max(1, len(examples))

    def save(self, folder: Path, step: int, corpus: str) -> None:
        """Write a checkpoint; the file is whole at any moment."""
        state = {
            "network": self.network.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
            "step": step,
            "corpus": corpus,
        }
        new = folder / f"{FILE}.new"
        torch.save(state, new)
        new.replace(folder / FILE)

    def resume(self, folder: Path) -> tuple[int, str]:
        """Return the number of steps made already, and the corpus they were made on; (0, ""): none."""
        if not (folder / FILE).exists():
            return 0, ""
        state = read_checkpoint(folder, self.network.shape.vocabulary)
        self.network.load_state_dict(state["network"])
        for optimiser, saved in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        return int(state["step"]), str(state.get("corpus", ""))

    def _halved(self) -> Any:
        """Compute in half the precision where the processor does that faster."""
        able = self._device.type != "cpu" or torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001  torch has no other
        return torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=able)

    def _pace(self, step: int) -> float:
        """Warm-up, a plateau, then down to nothing over the last half."""
        left = (self._recipe.steps - step) / (self._recipe.steps / 2)
        return min(1.0, (step + 1) / self._recipe.warmup, left)


def read_checkpoint(folder: Path, vocabulary: int) -> dict[str, Any]:
    """Return what `Learner.save` wrote into the folder of a run, widened to as many tokens as there are now.

    A new token begins as the mean of all others. Raises ModelError where there is nothing that can be read.
    """
    path = folder / FILE
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise ModelError(f"{path}: no checkpoint that can be read ({error}); train into another folder") from error
    before = state["network"]["embedding.weight"]
    if (more := vocabulary - len(before)) > 0:
        state["network"]["embedding.weight"] = torch.cat((before, before.mean(0).expand(more, -1)))
        for moments in (each for optimiser in state["optimisers"] for each in optimiser["state"].values()):
            for name, moment in moments.items():
                if moment.shape == before.shape:
                    moments[name] = torch.cat((moment, torch.zeros_like(moment[:1]).expand(more, -1)))
    return state
