"""The network of our model in torch: the llama architecture, as llama.cpp runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional as f


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network; widths are multiples of 32, which Q8_0 takes."""

    vocabulary: int
    layers: int = 6
    width: int = 256
    heads: int = 4
    inner: int = 672
    context: int = 512
    rope_base: float = 10_000.0
    epsilon: float = 1e-5


class Network(nn.Module):  # type: ignore[misc]  # torch is not followed: it is large and optional
    """Token ids to logits of the next token; the embedding is the output layer too."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(_Layer(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.register_buffer("turns", _turns(shape), persistent=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                last = name.endswith(("output.weight", "down.weight"))
                nn.init.normal_(parameter, std=0.02 / ((2 * shape.layers) ** 0.5 if last else 1.0))

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return logits (batch, time, vocabulary) for `tokens` (batch, time)."""
        return self.logits(self.states(tokens))

    def states(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return what `logits` takes, (batch, time, width), for `tokens` (batch, time)."""
        x = self.embedding(tokens)
        turns = self.turns[: tokens.shape[1]]
        for layer in self.layers:
            x = layer(x, turns)
        return x

    def logits(self, states: torch.Tensor) -> torch.Tensor:
        """Return the logits of the next token for states (…, width)."""
        return f.linear(self.norm(states), self.embedding.weight)


class _Layer(nn.Module):  # type: ignore[misc]
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.before_attention = nn.RMSNorm(width, eps=shape.epsilon)
        self.before_inner = nn.RMSNorm(width, eps=shape.epsilon)
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.gate = nn.Linear(width, shape.inner, bias=False)
        self.up = nn.Linear(width, shape.inner, bias=False)
        self.down = nn.Linear(shape.inner, width, bias=False)

    def forward(self, x: torch.Tensor, turns: torch.Tensor) -> torch.Tensor:
        """Return `x` (batch, time, width) after attention and the gated network."""
        batch, time, width = x.shape
        h = self.before_attention(x)
        query, key, value = (
            part(h).view(batch, time, self.heads, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        seen = _attention(_turn(query, turns), _turn(key, turns), value)
        x = x + self.output(seen.transpose(1, 2).reshape(batch, time, width))
        h = self.before_inner(x)
        return x + self.down(f.silu(self.gate(h)) * self.up(h))


def _attention(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """Return causal attention, written out: for sentences this short torch's own takes five times as long on a CPU."""
    scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
    later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
    weights = torch.softmax(scores.masked_fill(later, float("-inf")), dim=-1, dtype=torch.float32)
    return weights.to(value.dtype) @ value


def _turns(shape: Shape) -> torch.Tensor:
    """Return cosine and sine of the rotary embedding, (time, half a head, 2)."""
    half = shape.width // shape.heads // 2
    speed = shape.rope_base ** (-torch.arange(half) / half)
    angles = torch.outer(torch.arange(shape.context), speed)
    return torch.stack((angles.cos(), angles.sin()), dim=-1)


def _turn(x: torch.Tensor, turns: torch.Tensor) -> torch.Tensor:
    """Rotate neighbouring pairs, as llama.cpp does for this architecture."""
    pairs: Any = x.unflatten(-1, (-1, 2))
    even, odd = pairs[..., 0], pairs[..., 1]
    cosine, sine = turns[..., 0].to(x.dtype), turns[..., 1].to(x.dtype)
    return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), dim=-1).flatten(-2)
