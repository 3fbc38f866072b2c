"""Writes instruct models as GGUF, small enough to be made in every test: of the right shape, with a chat template.

One has weights of chance. The other is scripted: whatever was said, it follows each piece of text by the pieces that
it likes there, as far as the grammar lets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import gguf
import numpy as np

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
END = "<|im_end|>"
_SPECIAL = ["<|endoftext|>", "<|im_start|>", END]
_WORDS = ("lock", "turn_on", "question", "open")
"""Tokens of their own; everything else is a byte."""
_PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
_ALPHABET = [*map(chr, _PRINTABLE), *(chr(256 + n) for n in range(68))]
_MERGES = [f"{word[:at]} {word[at]}" for word in _WORDS for at in range(1, len(word))]
_PIECES = [*_SPECIAL, *_ALPHABET, *(merge.replace(" ", "") for merge in _MERGES)]
_WRITTEN = {" ": "Ġ", "\n": "Ċ"}
_GAP = 10.0
"""Between the scores of what is liked best and second best: a probability of 0.99995."""

OBLIGING: Mapping[str, Sequence[str]] = {
    "[": ["{"],
    '"': ["}", "lock", "turn_on", "n"],
    "}": ["]"],
    "\n": ["Y"],
    "Y": ["e"],
    "e": ["s"],
    "s": ["."],
    ".": [END],
}
"""Locks or turns on the first thing that it is shown, and says "Yes." to every question."""

ASKING = {**OBLIGING, '"': ["}", "question"]}
"""Takes everything for a question."""


def write_instruct(path: Path, *, seed: int = 1, template: str | None = CHATML, layers: int = 2) -> Path:
    """Write a model with weights of chance; return `path`."""
    writer, width = _begun(path, template, width=32, layers=layers), 32
    chance = np.random.default_rng(seed)
    for name, shape in _shapes(width, layers).items():
        writer.add_tensor(name, chance.normal(0, 0.2, shape).astype(np.float32))
    for name in ("token_embd", "output"):
        writer.add_tensor(f"{name}.weight", chance.normal(0, 0.3, (len(_PIECES), width)).astype(np.float32))
    return _finished(writer, width, layers)


def write_scripted(path: Path, likes: Mapping[str, Sequence[str]], *, template: str | None = CHATML) -> Path:
    """Write a model that likes to go on after each piece with these, the first most; return `path`."""
    size = len(_PIECES)
    width = size + size % 4
    writer = _begun(path, template, width=width, layers=1)
    for name, shape in _shapes(width, 1).items():
        writer.add_tensor(name, np.zeros(shape, np.float32))
    following = np.zeros((size, width), np.float32)
    for piece, nexts in likes.items():
        for rank, following_piece in enumerate(nexts):
            following[_token(following_piece), _token(piece)] = _GAP * (len(nexts) - rank) / width**0.5
    writer.add_tensor("token_embd.weight", np.eye(size, width, dtype=np.float32))
    writer.add_tensor("output.weight", following)
    return _finished(writer, width, 1)


def _token(piece: str) -> int:
    return _PIECES.index(_WRITTEN.get(piece, piece))


def _shapes(width: int, layers: int) -> dict[str, tuple[int, int]]:
    inner = 64
    parts = {f"attn_{part}": (width, width) for part in ("q", "k", "v", "output")}
    parts |= {"ffn_gate": (inner, width), "ffn_up": (inner, width), "ffn_down": (width, inner)}
    return {f"blk.{layer}.{part}.weight": shape for layer in range(layers) for part, shape in parts.items()}


def _begun(path: Path, template: str | None, *, width: int, layers: int) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_vocab_size(len(_PIECES))
    writer.add_context_length(16_384)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(64)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(width // 2)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(_PIECES)
    writer.add_token_types([gguf.TokenType.CONTROL] * 3 + [gguf.TokenType.NORMAL] * (len(_PIECES) - 3))
    writer.add_token_merges(_MERGES)
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)  # as in many models, not the one that ends a message
    writer.add_add_bos_token(value=False)
    if template is not None:
        writer.add_chat_template(template)
    return writer


def _finished(writer: gguf.GGUFWriter, width: int, layers: int) -> Path:
    norms = [f"blk.{layer}.{part}_norm" for layer in range(layers) for part in ("attn", "ffn")]
    for name in (*norms, "output_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(width, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return Path(writer.path)
