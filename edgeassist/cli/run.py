"""`edgeassist run`: the assistant, in the foreground or under systemd."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from pathlib import Path

import click

from edgeassist.cli import explain
from edgeassist.errors import EdgeAssistError


@click.command()
@click.option("--config", "file", type=click.Path(path_type=Path), help="Settings file (TOML); without one: defaults.")
def run(file: Path | None) -> None:
    """Run the assistant until SIGTERM or Ctrl-C; one log line a turn on standard error.

    \b
    edgeassist run --config configs/edgeassist.toml
    EDGEASSIST_MQTT__HOST=broker EDGEASSIST_HOME=home.json edgeassist run

    SIGHUP and cmd/reload read the home file again, and take up another edge model where it is fit for work.
    Exit codes: 0 ended, 1 failed (start it again), 78 wrong settings.
    """  # noqa: D301
    gc.disable()  # until all is built: it would look again and again at what is here for good
    from edgeassist import daemon, logs
    from edgeassist.configuring import load_settings

    loaded = load_settings(file)
    logs.log_to_journal(loaded.settings.log_level)
    serving = daemon.run(
        loaded.settings, config_file=str(loaded.file or "defaults"), reread=lambda: load_settings(file).settings
    )
    try:
        code = asyncio.Runner().run(serving)
    except EdgeAssistError as error:
        code = explain(error)
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)  # all is closed: a thread that still works, or hangs, would only keep this process
