"""Writes instruct models of a few kilobytes as GGUF: the right shape, a chat template, and weights of chance."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
_PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
MERGES = ["t h", "i n", "o n", "Ġ t", "Ġ l", '{ "', '" :', '" ,', '" }']
WIDTH, INNER, HEADS, LAYERS = 32, 64, 2, 2


def write_instruct(path: Path, *, seed: int = 1, template: str | None = CHATML, context: int = 8192) -> Path:
    """Write a model whose every token is a byte, or two; return `path`."""
    writer = gguf.GGUFWriter(path, "llama")
    pieces = [
        *SPECIAL,
        *map(chr, _PRINTABLE),
        *(chr(256 + n) for n in range(68)),
        *(m.replace(" ", "") for m in MERGES),
    ]
    _write_shape(writer, len(pieces), context)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(pieces)
    writer.add_token_types([gguf.TokenType.CONTROL] * 3 + [gguf.TokenType.NORMAL] * (len(pieces) - 3))
    writer.add_token_merges(MERGES)
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(value=False)
    if template is not None:
        writer.add_chat_template(template)
    _write_tensors(writer, len(pieces), np.random.default_rng(seed))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _write_shape(writer: gguf.GGUFWriter, size: int, context: int) -> None:
    writer.add_vocab_size(size)
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)


def _write_tensors(writer: gguf.GGUFWriter, size: int, chance: np.random.Generator) -> None:
    shapes = {f"attn_{part}": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")}
    shapes |= {"ffn_gate": (INNER, WIDTH), "ffn_up": (INNER, WIDTH), "ffn_down": (WIDTH, INNER)}
    for layer in range(LAYERS):
        for name, shape in shapes.items():
            writer.add_tensor(f"blk.{layer}.{name}.weight", chance.normal(0, 0.2, shape).astype(np.float32))
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("token_embd.weight", chance.normal(0, 0.3, (size, WIDTH)).astype(np.float32))
    writer.add_tensor("output.weight", chance.normal(0, 0.3, (size, WIDTH)).astype(np.float32))
