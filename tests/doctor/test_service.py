"""The service as systemd tells of it, and whether its rules let anything out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from edgeassist.doctor.egress import look_at_egress
from edgeassist.doctor.finding import Finding
from edgeassist.doctor.machine import Machine
from edgeassist.doctor.reaching import Way, reach
from edgeassist.doctor.unit import look_at_unit
from tests.doctor.boards import board

WELL = {
    "LoadState": "loaded",
    "ActiveState": "active",
    "UnitFileState": "enabled",
    "NRestarts": "0",
    "WatchdogUSec": "30s",
    "ProtectSystem": "strict",
    "NoNewPrivileges": "yes",
    "RestrictSUIDSGID": "yes",
    "IPAddressDeny": "::/0 0.0.0.0/0",
    "IPAddressAllow": "10.0.0.0/8 127.0.0.0/8",
    "MemoryMax": "1073741824",
}
EXPOSURE = "echo '→ Overall exposure level for edgeassist.service: 1.4 OK'"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask systemd for this")


def machine(folder: Path, told: Mapping[str, str], exposure: str = EXPOSURE, **programs: str) -> Machine:
    lines = "\n".join(f"echo '{key}={value}'" for key, value in told.items())
    return board(folder, systemctl=lines, systemd_analyze=exposure, **programs)


def found(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_a_service_that_is_well(tmp_path: Path) -> None:
    looked = found(look_at_unit(machine(tmp_path, WELL)))
    assert {finding.verdict for finding in looked.values()} == {"good"}, looked
    assert "1.4" in looked["exposure"].text


@pytest.mark.parametrize(
    ("wrong", "name", "verdict"),
    [
        ({"ActiveState": "failed", "Result": "exit-code"}, "runs", "bad"),
        ({"ActiveState": "inactive"}, "runs", "bad"),
        ({"UnitFileState": "disabled"}, "runs", "warning"),
        ({"NRestarts": "7"}, "runs", "warning"),
        ({"WatchdogUSec": "0"}, "watchdog", "warning"),
        ({"ProtectSystem": "no"}, "ProtectSystem", "bad"),
        ({"IPAddressDeny": ""}, "network", "bad"),
        ({"MemoryMax": "infinity"}, "memory", "warning"),
        ({"MemoryMax": "50000000"}, "memory", "bad"),
        ({"LoadState": "not-found"}, "installed", "not checked"),
    ],
)
def test_what_is_wrong_with_a_service(tmp_path: Path, wrong: dict[str, str], name: str, verdict: str) -> None:
    finding = found(look_at_unit(machine(tmp_path, WELL | wrong)))[name]
    assert finding.verdict == verdict
    assert finding.cure


def test_settings_that_ended_the_start_are_named_as_the_cause(tmp_path: Path) -> None:
    told = WELL | {"ActiveState": "failed", "Result": "exit-code", "ExecMainStatus": "78"}
    assert "config check" in found(look_at_unit(machine(tmp_path, told)))["runs"].cure


def test_an_open_service(tmp_path: Path) -> None:
    opened = machine(tmp_path, WELL, exposure=EXPOSURE.replace("1.4", "9.6"))
    assert found(look_at_unit(opened))["exposure"].verdict == "bad"


@pytest.mark.parametrize(
    ("told", "cure"),
    [
        ({"DropInPaths": "/etc/systemd/system/edgeassist.service.d/override.conf"}, "sudo systemctl revert"),
        ({"FragmentPath": "/usr/lib/systemd/system/edgeassist.service"}, "sudo apt install --reinstall"),
        ({"FragmentPath": "/etc/systemd/system/edgeassist.service"}, "sudo sh deploy/install.sh"),
    ],
)
def test_what_mends_a_unit_depends_on_who_changed_it(tmp_path: Path, told: dict[str, str], cure: str) -> None:
    loose = WELL | {"IPAddressDeny": "", "ProtectSystem": "no"} | told
    looked = found(look_at_unit(machine(tmp_path, loose)))
    assert {looked[name].cure.split(" edgeassist")[0][: len(cure)] for name in ("network", "ProtectSystem")} == {cure}


def test_no_systemd(tmp_path: Path) -> None:
    assert found(look_at_unit(board(tmp_path, systemctl="exit 1")))["installed"].verdict == "not checked"
    assert found(look_at_egress(board(tmp_path)))["tried"].verdict == "not checked"


def test_reaching_out_says_what_became_of_it() -> None:
    assert set(reach()) == {"IPv4", "IPv6"}
    assert set(reach().values()) <= {"sent", "refused", "no way"}


@needs_root
@pytest.mark.parametrize(
    ("answer", "free", "verdict"),
    [
        ("refused", "sent", "good"),
        ("sent", "sent", "bad"),
        ("no way", "sent", "good"),
        ("no way", "no way", "not checked"),
    ],
)
def test_what_a_try_means(tmp_path: Path, answer: str, free: Way, verdict: str) -> None:
    tries = machine(tmp_path, WELL, systemd_run=f"""echo '{{"IPv4": "{answer}"}}'""")
    assert found(look_at_egress(tries, lambda: {"IPv4": free}))["IPv4"].verdict == verdict


@needs_root
def test_the_try_has_the_rules_of_the_service(tmp_path: Path) -> None:
    record = f"""printf '%s\\n' "$@" > {tmp_path}/asked; echo '{{"IPv4": "refused"}}'"""
    assert list(look_at_egress(machine(tmp_path, WELL, systemd_run=record)))
    asked = (tmp_path / "asked").read_text().splitlines()
    assert "--property=IPAddressDeny=::/0 0.0.0.0/0" in asked
    assert "--property=IPAddressAllow=10.0.0.0/8 127.0.0.0/8" in asked
    assert asked[-1] == "edgeassist.doctor.reaching"


@needs_root
def test_a_try_that_could_not_be_made_proves_nothing(tmp_path: Path) -> None:
    tries = machine(tmp_path, WELL, systemd_run="exit 1")
    assert found(look_at_egress(tries))["tried"].verdict == "not checked"


def test_what_root_found_out_before_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = machine(tmp_path, WELL, systemd_run="exit 1")
    monkeypatch.setenv("DOCTOR_EGRESS", '{"IPv4": "refused", "IPv6": "sent"}')
    looked = found(look_at_egress(tries, lambda: {"IPv4": "sent", "IPv6": "sent"}))
    assert {name: finding.verdict for name, finding in looked.items()} == {"IPv4": "good", "IPv6": "bad"}
    monkeypatch.setenv("DOCTOR_EGRESS", "could not be tried")
    assert "sudo systemd-run" in found(look_at_egress(tries))["tried"].cure
