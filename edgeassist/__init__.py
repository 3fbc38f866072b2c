"""A voice assistant for the house that runs on a small Arm board and keeps everything at home."""

__version__ = "0.1.0"
