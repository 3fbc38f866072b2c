"""Options that many commands have."""

from __future__ import annotations

from pathlib import Path

import click

CONFIG = click.option("--config", "file", type=click.Path(path_type=Path), help="Settings file (TOML).")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
