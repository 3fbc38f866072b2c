"""The settings that fit a board: they load, and the installer finds and writes them."""

import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.configuring import load_settings
from edgeassist.settings import Settings
from tests.daemons import REPOSITORY
from tests.deploy.test_scripts import install

CONFIGS = REPOSITORY / "configs"
BOARDS = ("pi4", "pi5")


def merge(profile: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        str(REPOSITORY / "deploy" / "profile.py"),
        str(CONFIGS / "edgeassist.toml"),
        str(profile),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("board", BOARDS)
def test_a_profile_is_in_force_among_the_settings_that_explain_everything(board: str, tmp_path: Path) -> None:
    profile, file = CONFIGS / f"{board}.toml", tmp_path / "edgeassist.toml"
    done = merge(profile)
    assert done.returncode == 0, done.stderr
    file.write_text(done.stdout)
    written = load_settings(file).settings
    assert written == load_settings(profile).settings
    assert written.intent.general_limit_s > Settings().intent.general_limit_s
    assert file.read_text().count("\n#") > 100  # what is not set is still explained


def test_a_profile_with_a_setting_that_is_none_is_refused(tmp_path: Path) -> None:
    profile = tmp_path / "pi9.toml"
    profile.write_text("[intent]\nthread = 2\n")
    done = merge(profile)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "no such setting: intent.thread\n")


@pytest.mark.parametrize(
    ("model", "profile"),
    [
        ("Raspberry Pi 5 Model B Rev 1.0", "pi5"),
        ("Raspberry Pi 500 Rev 1.0", "pi5"),
        ("Raspberry Pi Compute Module 5 Rev 1.0", "pi5"),
        ("Raspberry Pi 4 Model B Rev 1.5", "pi4"),
        ("Raspberry Pi 3 Model B Plus Rev 1.3", ""),
        ("Orange Pi 5", ""),
        ("", ""),
    ],
)
def test_the_board_says_which_profile_fits(model: str, profile: str) -> None:
    script = f'. {REPOSITORY}/deploy/system.sh; profile_of "{model}"'
    done = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == profile


@pytest.mark.skipif(Path("/etc/edgeassist/edgeassist.toml").exists(), reason="there are settings here already")
def test_the_installer_takes_the_profile_that_it_is_told(tmp_path: Path) -> None:
    told = "settings for this board: configs/pi4.toml"
    prefix = {"EDGEASSIST_PREFIX": str(tmp_path)}
    assert told in install("--dry-run", "--profile", "pi4", **prefix).stdout
    assert told not in install("--dry-run", "--profile", "none", **prefix).stdout
    assert install("--dry-run", "--profile", "pi3", **prefix).returncode == 2
