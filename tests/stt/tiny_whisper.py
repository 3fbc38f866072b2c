"""Writes a Whisper model of a few kilobytes with chance for weights: real loading and decoding code runs on it."""

from pathlib import Path
from string import ascii_lowercase

import numpy as np
from ctranslate2.specs.common_spec import LayerNormSpec, LinearSpec  # type: ignore[import-untyped]
from ctranslate2.specs.whisper_spec import WhisperSpec  # type: ignore[import-untyped]
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WIDTH = 8
SPECIAL = ["endoftext", "startoftranscript", "translate", "transcribe", "startoflm", "startofprev", "nospeech"]
STAMPS = ["notimestamps", *(f"{step / 50:.2f}" for step in range(1501))]


def write_model(folder: Path, *, sure: bool = False) -> Path:
    """Write the model's files into `folder` and return it.

    It is unsure of every token; or `sure` of letters, others for other sounds.
    """
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: at for at, token in enumerate([*letters, "<|endoftext|>"])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", special=True) for name in [*SPECIAL, *STAMPS]])
    tokenizer.save(str(folder / "tokenizer.json"))
    words = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    spec = _spec(len(words), 2.0 if sure else 0.3)
    if sure:
        said = {"<|endoftext|>", "Ġ", *ascii_lowercase}
        spec.decoder.embeddings.weight[[at for at, word in enumerate(words) if word not in said]] *= 0.02
    spec.register_vocabulary(words)
    spec.config.suppress_ids = spec.config.suppress_ids_begin = spec.config.lang_ids = []
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.optimize(quantization=None)
    spec.save(str(folder))
    return folder


def _spec(words: int, spread: float) -> WhisperSpec:
    chance = np.random.default_rng(1)

    def weights(*shape: int) -> np.ndarray:
        return chance.normal(0, spread, shape).astype(np.float32)

    def linear(spec: LinearSpec, size_in: int, size_out: int) -> None:
        spec.weight, spec.bias = weights(size_out, size_in), weights(size_out)

    def norm(spec: LayerNormSpec) -> None:
        spec.gamma, spec.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    spec = WhisperSpec(1, 2, 1, 2)
    spec.encoder.conv1.weight, spec.encoder.conv1.bias = weights(WIDTH, 80, 3), weights(WIDTH)
    spec.encoder.conv2.weight, spec.encoder.conv2.bias = weights(WIDTH, WIDTH, 3), weights(WIDTH)
    spec.encoder.position_encodings.encodings = weights(1500, WIDTH)
    spec.decoder.position_encodings.encodings = weights(448, WIDTH)
    spec.decoder.embeddings.weight = weights(words, WIDTH)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)
    for layer in (spec.encoder.layer[0], spec.decoder.layer[0]):
        linear(layer.self_attention.linear[0], WIDTH, 3 * WIDTH)
        linear(layer.self_attention.linear[1], WIDTH, WIDTH)
        linear(layer.ffn.linear_0, WIDTH, WIDTH)
        linear(layer.ffn.linear_1, WIDTH, WIDTH)
        norm(layer.self_attention.layer_norm)
        norm(layer.ffn.layer_norm)
    attention = spec.decoder.layer[0].attention
    for at, size in enumerate((WIDTH, 2 * WIDTH, WIDTH)):
        linear(attention.linear[at], WIDTH, size)
    norm(attention.layer_norm)
    return spec
