"""Folder trees as the kernel of a Raspberry Pi shows them, and programs that answer as its own do."""

from __future__ import annotations

from pathlib import Path

from edgeassist.doctor.machine import Machine

MEMINFO = """MemTotal:        8256576 kB
MemFree:          712344 kB
MemAvailable:    6723456 kB
SwapTotal:        524272 kB
SwapFree:         524272 kB
"""
MOUNTS = """/dev/mmcblk0p2 / ext4 rw,noatime 0 0
tmpfs /run tmpfs rw,nosuid,nodev,size=829772k 0 0
/dev/mmcblk0p1 /boot/firmware vfat rw,relatime 0 0
"""
FIRMWARE = "sys/devices/platform/soc/soc:firmware/get_throttled"

PI_5 = {
    "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
    "proc/meminfo": MEMINFO,
    "proc/mounts": MOUNTS,
    "proc/vmstat": "nr_free_pages 178086\noom_kill 0\n",
    "proc/swaps": "Filename Type Size Used Priority\n/dev/zram0 partition 524272 0 100\n",
    "proc/pressure/memory": "some avg10=0.00 avg60=0.00 avg300=0.01 total=5\nfull avg300=0.00 total=2\n",
    "proc/version": "Linux version 6.6.51+rpt-rpi-2712 (aarch64)",
    "sys/class/thermal/thermal_zone0/temp": "51200\n",
    FIRMWARE: "0\n",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq": "2400000\n",
    "sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": "2400000\n",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand\n",
    "sys/class/rtc/rtc0/name": "rpi-rtc\n",
    "etc/timezone": "Europe/Berlin\n",
}


def board(folder: Path, **programs: str) -> Machine:
    """Return a Pi 5 that is well, with these programs: name → lines of shell."""
    return with_files(folder, PI_5, programs)


def with_files(folder: Path, files: dict[str, str], programs: dict[str, str]) -> Machine:
    """Return a machine that has these files and programs alone."""
    root, bin_ = folder / "root", folder / "bin"
    for path, text in files.items():
        write(root / path, text)
    bin_.mkdir(parents=True, exist_ok=True)
    for name, lines in programs.items():
        program = bin_ / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)
    return Machine(root, str(bin_))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
