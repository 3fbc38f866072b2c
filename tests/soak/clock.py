"""The clock on the wall of a process, set while it runs; how long things take stays true."""

from __future__ import annotations

import shutil
import struct
import subprocess
import time
from datetime import datetime
from pathlib import Path


class Clock:
    """A clock that processes with `environment` go by; it can be set at any time."""

    def __init__(self, folder: Path) -> None:
        """Make it; raises FileNotFoundError where there is no C compiler."""
        self._file = folder / "clock"
        self._library = folder / "clock.so"
        self.set_ahead(0.0)
        compiler = shutil.which("cc")
        if compiler is None:
            raise FileNotFoundError("a clock that can be set needs: apt install gcc")
        source = Path(__file__).with_suffix(".c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self._library, source], check=True)

    @property
    def environment(self) -> dict[str, str]:
        """For a process that is to go by it."""
        return {"LD_PRELOAD": str(self._library), "SOAK_CLOCK": str(self._file)}

    def set_ahead(self, seconds: float) -> None:
        """Set it to so many seconds after the true time; less than 0: before it."""
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("d", float(round(seconds))))

    def set_to(self, moment: datetime) -> None:
        """Set it to a moment."""
        self.set_ahead(moment.timestamp() - time.time())
