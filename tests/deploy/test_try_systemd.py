"""The installation in a real systemd, as deploy/try-systemd.sh tries it: some minutes, only where it is asked for."""

import os
import subprocess

import pytest

from tests.daemons import REPOSITORY


@pytest.mark.skipif("EDGEASSIST_TRY_SYSTEMD" not in os.environ, reason="EDGEASSIST_TRY_SYSTEMD=1 asks for it")
@pytest.mark.timeout(3600)
def test_everything_an_operator_relies_on_works_in_a_real_systemd() -> None:
    script = REPOSITORY / "deploy" / "try-systemd.sh"
    done = subprocess.run(["sh", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
