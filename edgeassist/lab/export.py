"""Writes a trained network as GGUF with all that running it needs: tokenizer, schema, calibration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gguf
import torch

from edgeassist.intent import schema
from edgeassist.intent.calibration import Calibration
from edgeassist.lab.network import Network, Shape
from edgeassist.lab.tokens import Tokens

_TENSORS = {
    "before_attention": "attn_norm",
    "before_inner": "ffn_norm",
    "query": "attn_q",
    "key": "attn_k",
    "value": "attn_v",
    "output": "attn_output",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}
"""Our names of a layer's parts → those of GGUF."""

KINDS = {
    "F32": gguf.LlamaFileType.ALL_F32,
    "F16": gguf.LlamaFileType.MOSTLY_F16,
    "Q8_0": gguf.LlamaFileType.MOSTLY_Q8_0,
    "Q5_1": gguf.LlamaFileType.MOSTLY_Q5_1,
    "Q5_0": gguf.LlamaFileType.MOSTLY_Q5_0,
    "Q4_1": gguf.LlamaFileType.MOSTLY_Q4_1,
    "Q4_0": gguf.LlamaFileType.MOSTLY_Q4_0,
}
"""How matrices may be written. K-quants are not among them: they need widths that are multiples of 256."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What goes into the file."""

    network: Network
    tokens: Tokens
    schema: schema.Schema
    calibration: Calibration


def write_gguf(trained: Trained, path: Path, kind: str = "Q8_0") -> None:
    """Write `trained` to `path`, its matrices as `kind`, one of `KINDS`."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_file_type(KINDS[kind])
    _write_shape(writer, trained.network.shape)
    _write_tokens(writer, trained.tokens)
    writer.add_string("edgeassist.schema", trained.schema.as_json())
    writer.add_string("edgeassist.calibration", json.dumps(trained.calibration.points))
    _write_tensors(writer, trained.network.state_dict(), gguf.GGMLQuantizationType[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_shape(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_name("edgeassist edge SLM")
    writer.add_license("Apache-2.0")
    writer.add_vocab_size(shape.vocabulary)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_rope_dimension_count(shape.width // shape.heads)


def _write_tokens(writer: gguf.GGUFWriter, tokens: Tokens) -> None:
    pieces = tokens.pieces()
    types = [gguf.TokenType.NORMAL] * len(pieces)
    types[0] = gguf.TokenType.CONTROL
    types[len(pieces) - len(tokens.fragments) :] = [gguf.TokenType.USER_DEFINED] * len(tokens.fragments)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(pieces)
    writer.add_token_types(types)
    writer.add_token_merges(tokens.merges)
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    writer.add_add_bos_token(value=False)


def _write_tensors(writer: gguf.GGUFWriter, state: Mapping[str, torch.Tensor], kind: gguf.GGMLQuantizationType) -> None:
    for name, tensor in state.items():
        values = tensor.detach().cpu().float().numpy()
        chosen = gguf.GGMLQuantizationType.F32 if values.ndim == 1 else _kind_of(name, kind)
        packed = gguf.quants.quantize(values, chosen)
        writer.add_tensor(_gguf_name(name), packed, raw_dtype=chosen)


def _kind_of(name: str, kind: gguf.GGMLQuantizationType) -> gguf.GGMLQuantizationType:
    """Return `kind`; at least Q8_0 for the embedding, which is the output layer too and tells the tokens apart."""
    wide = {"F32", "F16", "Q8_0"}
    return kind if not name.startswith("embedding") or kind.name in wide else gguf.GGMLQuantizationType.Q8_0


def _gguf_name(name: str) -> str:
    match name.split("."):
        case ["embedding", "weight"]:
            return "token_embd.weight"
        case ["norm", "weight"]:
            return "output_norm.weight"
        case ["layers", number, part, "weight"]:
            return f"blk.{number}.{_TENSORS[part]}.weight"
    raise KeyError(name)
