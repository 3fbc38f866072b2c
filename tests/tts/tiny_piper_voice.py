"""Makes a Piper voice of a few kilobytes that hums: each phoneme is a short tone, its pitch the number of the phoneme.

Piper's own code loads it, turns text into phonemes and runs it, as with a real voice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

RATE = 22_050
PHONEME_SAMPLES = 800
"""Samples a phoneme at the usual speed."""


def write_voice(path: Path, speakers: Sequence[str] = ()) -> None:
    """Write the model to `path` and its description beside it; each speaker hums 500 Hz above the one before."""
    onnx.save(_model(several=len(speakers) > 1), str(path))
    description = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.6, "length_scale": 1.0, "noise_w": 0.8},
        "num_symbols": 256,
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {name: number for number, name in enumerate(speakers)},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(description), encoding="utf-8")


def _model(*, several: bool) -> onnx.ModelProto:
    """Compute sin(2π · (100 + 10 · phoneme) · t / rate) over `PHONEME_SAMPLES` · length scale samples a phoneme.

    Where there are several speakers, 100 is 100 + 500 · speaker.
    """
    speaker = [
        ("Cast", ["sid"], "speaker", {"to": TensorProto.FLOAT}),
        ("Mul", ["speaker", "five_hundred"], "higher", {}),
        ("Add", ["higher", "hundred"], "base", {}),
    ]
    steps: list[tuple[str, list[str], str, dict[str, Any]]] = [
        *(speaker if several else [("Identity", ["hundred"], "base", {})]),
        ("Cast", ["input"], "numbers", {"to": TensorProto.FLOAT}),
        ("Mul", ["numbers", "ten"], "above", {}),
        ("Add", ["above", "base"], "hertz_row", {}),
        ("Reshape", ["hertz_row", "column"], "hertz", {}),
        ("Gather", ["scales", "second"], "length_scale", {"axis": 0}),
        ("Mul", ["length_scale", "samples"], "count_float", {}),
        ("Cast", ["count_float"], "count", {"to": TensorProto.INT64}),
        ("Range", ["zero", "count", "one"], "ticks", {}),
        ("Cast", ["ticks"], "time", {"to": TensorProto.FLOAT}),
        ("Mul", ["time", "radians"], "phase_of_one_hertz", {}),
        ("Mul", ["hertz", "phase_of_one_hertz"], "phase", {}),
        ("Sin", ["phase"], "tone", {}),
        ("Reshape", ["tone", "flat"], "output", {}),
    ]
    constants: dict[str, np.ndarray] = {
        "ten": np.array(10, np.float32),
        "hundred": np.array(100, np.float32),
        "five_hundred": np.array(500, np.float32),
        "column": np.array([-1, 1], np.int64),
        "second": np.array(1, np.int64),
        "samples": np.array(PHONEME_SAMPLES, np.float32),
        "zero": np.array(0, np.int64),
        "one": np.array(1, np.int64),
        "radians": np.array(2 * np.pi / RATE, np.float32),
        "flat": np.array([1, 1, 1, -1], np.int64),
    }
    graph = helper.make_graph(
        [helper.make_node(kind, inputs, [output], **options) for kind, inputs, output, options in steps],
        "hum",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
            *([helper.make_tensor_value_info("sid", TensorProto.INT64, [1])] if several else []),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
