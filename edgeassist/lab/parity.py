"""Whether llama.cpp runs an exported model as torch runs the network: the same decisions, as sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

import numpy as np
import torch

from edgeassist.intent.decoding import Logits
from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.lab.network import Network


@dataclass(frozen=True, slots=True)
class Parity:
    """What both wrote for a number of utterances."""

    rows: int
    differing: tuple[str, ...]
    """Utterances for which they wrote something else, or asked the network more or less often."""
    furthest: float
    """The largest difference between the probabilities of what both wrote."""


class TorchPredictor:
    """A network in the place of the model's file."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._ids = [0]

    def begin(self, tokens: Sequence[int]) -> Logits:
        """Forget everything, take `tokens`, return the next token's logits."""
        self._ids = [0]
        return self.go_on(tokens)

    def go_on(self, tokens: Sequence[int]) -> Logits:
        """Take further `tokens` and return the logits of the next one."""
        self._ids += tokens
        with torch.no_grad():
            states = self._network.states(torch.tensor([self._ids]))
            logits: Logits = self._network.logits(states[0, -1]).numpy().astype(np.float32)
        return logits


def compared(network: Network, model: EdgeSlm, utterances: Sequence[str]) -> Parity:
    """Return how greedy decoding by the same rules comes out, the logits once of `model`, once of `network`.

    The rules leave one row of tokens for a text, so the same text is the same tokens.
    """
    stop, predictor = Event(), TorchPredictor(network)
    differing: list[str] = []
    furthest = 0.0
    for utterance in utterances:
        exported, trained = model.write(utterance, stop), model.write(utterance, stop, predictor)
        if exported is None or trained is None or (exported.text, exported.steps) != (trained.text, trained.steps):
            differing.append(utterance)
        else:
            furthest = max(furthest, abs(exported.probability - trained.probability))
    return Parity(len(utterances), tuple(differing), furthest)
