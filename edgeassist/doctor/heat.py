"""Heat and power: a Raspberry Pi that is too hot, or whose supply is too weak, is slow without a word."""

from __future__ import annotations

from collections.abc import Iterator

from edgeassist.doctor.finding import Finding, bad, good, unchecked, warning
from edgeassist.doctor.machine import Machine
from edgeassist.vitals import cpu_temperature_c

_HOT_C, _TOO_HOT_C = 75.0, 82.0
_FIRMWARE = ("sys/devices/platform/soc/*firmware*/get_throttled", "sys/devices/platform/soc@*/*firmware*/get_throttled")
_SINCE_START = 16
"""The same bits, so many places higher, say that it has been so since the start."""

_SUPPLY = "use the supply that was made for this board (Pi 5: 5 V 5 A) and a short cable"
_BITS = (
    (0, "supply voltage", "too low", _SUPPLY),
    (1, "clock", "held down", "vcgencmd measure_clock arm"),
    (2, "throttling", "slowed down", "vcgencmd measure_temp"),
    (3, "soft heat limit", "reached", "vcgencmd measure_temp"),
)
"""Bit of the firmware → what it is about, what it is now, and what helps."""


def look_at_heat(machine: Machine) -> Iterator[Finding]:
    """Yield the temperature, what the firmware has against the supply, and how fast the processor may be."""
    yield _temperature(machine)
    bits = _throttled(machine)
    if bits is None and machine.board().startswith("Raspberry"):
        yield unchecked("throttling", "the firmware does not tell", "vcgencmd get_throttled")
    elif bits is not None:
        yield from _said(bits)
    yield from _speed(machine)


def _temperature(machine: Machine) -> Finding:
    degrees = cpu_temperature_c(machine.root / "sys/class/thermal")
    if degrees is None:
        return unchecked("temperature", "nothing here measures it", "sensors")
    cure = "give the board air, a heat sink or a fan"
    if degrees >= _TOO_HOT_C:
        return bad("temperature", f"{degrees:.0f} °C: it is slowed down", cure)
    return (
        warning("temperature", f"{degrees:.0f} °C", cure)
        if degrees >= _HOT_C
        else good("temperature", f"{degrees:.0f} °C")
    )


def _throttled(machine: Machine) -> int | None:
    """Return the bits of the firmware; None: it has none."""
    for pattern in _FIRMWARE:
        for path in machine.find(pattern):
            return _hexadecimal(machine.text(str(path.relative_to(machine.root))) or "")
    told = machine.properties("vcgencmd", "get_throttled").get("throttled")
    return None if told is None else _hexadecimal(told)


def _hexadecimal(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None


def _said(bits: int) -> Iterator[Finding]:
    if not bits:
        yield good("throttling", "never since the start")
    for bit, name, what, cure in _BITS:
        if bits >> bit & 1:
            yield bad(name, f"{what} now", cure)
        elif bits >> (bit + _SINCE_START) & 1:
            yield warning(name, f"{what} at some time since the start", cure)


def _speed(machine: Machine) -> Iterator[Finding]:
    folder = "sys/devices/system/cpu/cpu0/cpufreq"
    allowed, able = machine.number(f"{folder}/scaling_max_freq"), machine.number(f"{folder}/cpuinfo_max_freq")
    if allowed and able and allowed < able:
        text = f"the processor may run at {allowed / 1000:,.0f} of {able / 1000:,.0f} MHz"
        yield warning("speed", text, f"echo {able} | sudo tee /{folder}/scaling_max_freq")
    if machine.text(f"{folder}/scaling_governor") == "powersave" and machine.board().startswith("Raspberry"):
        text = "the processor stays at its lowest speed"
        yield bad("governor", text, f"echo ondemand | sudo tee /{folder}/scaling_governor")
