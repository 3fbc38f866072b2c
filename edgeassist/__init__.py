"""A voice assistant for the house that runs on a small Arm board and keeps everything at home."""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime would gather figures of its use and send them

__version__ = "0.1.0"
