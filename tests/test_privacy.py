"""Nothing leaves the house, not even what libraries would tell of themselves."""

import subprocess
import sys
from pathlib import Path

from tests.daemons import environment

HEAR = """
from pathlib import Path
from threading import Event
from edgeassist.messages import Chunk
from edgeassist.configuring import load_settings
from edgeassist.household import build_home
from edgeassist.wiring import build_brain, build_hearing
settings = load_settings().settings
hearing = build_hearing(settings, build_brain(settings))
hearing.prepare(build_home(settings).vocabulary)
hearing.transcribe([Chunk(bytes(1024), 0.0)] * 10, Event())
"""


def test_libraries_keep_no_records_of_their_use(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    surroundings = environment(tmp_path) | {"HOME": str(home)}
    surroundings.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", HEAR], env=surroundings, check=True)
    assert list(home.rglob("*")) == []
