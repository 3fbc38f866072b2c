"""The systemd unit, judged by systemd itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.daemons import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
UNIT = DEPLOY / "edgeassist.service"
UNITS = (UNIT, DEPLOY / "edgeassist-models@.service")

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")


@pytest.fixture(params=UNITS, ids=lambda path: path.name)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A unit as `install.sh` would write it, with the program of this virtual environment."""
    program = Path(sys.prefix) / "bin" / "edgeassist"
    source: Path = request.param
    text = source.read_text(encoding="utf-8")
    assert "ExecStart=/opt/edgeassist/current/bin/edgeassist " in text
    path = tmp_path / source.name
    path.write_text(text.replace("/opt/edgeassist/current/bin/edgeassist", str(program)), encoding="utf-8")
    return path


@needs_systemd
def test_systemd_has_nothing_to_complain_of(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")  # unknown keys are told on stderr, with exit code 0


@needs_systemd
def test_the_service_is_locked_up(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert score is not None, done.stdout + done.stderr
    assert float(score[1]) <= 1.5


def test_what_the_daemon_relies_on_is_in_the_unit() -> None:
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    for line in (
        "Type=notify",
        "StateDirectory=edgeassist",
        "RestartPreventExitStatus=78",
        "SystemCallErrorNumber=EPERM",
        "DeviceAllow=char-alsa rw",
        "IPAddressDeny=any",
        "LoadCredential=edgeassist.mqtt.password",
        "MemoryMax=75%",
    ):
        assert line in lines
    assert "LimitCORE=0" in lines  # words that were said are in memory
    assert "MemoryDenyWriteExecute" not in "\n".join(lines)  # it would break sound
    assert "ProcSubset" not in "\n".join(lines)  # it would hide the processor from numerical libraries


def test_the_unit_that_fetches_models_alone_may_reach_out_and_hears_nothing() -> None:
    lines = UNITS[1].read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith(("IPAddress", "DeviceAllow", "LoadCredential"))]
    assert "PrivateDevices=yes" in lines
    shared = ("User=", "StateDirectory=")
    assert [line for line in lines if line.startswith(shared)] == [
        line for line in UNIT.read_text(encoding="utf-8").splitlines() if line.startswith(shared)
    ]
