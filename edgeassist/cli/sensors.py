"""`edgeassist sensors`: what the monitor makes of events and series that lie in files."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from edgeassist.sensors.monitor import Monitor
from edgeassist.settings import load_settings
from edgeassist.stages import SensorMonitor


def monitor_for(zone: str | None) -> SensorMonitor:
    """Return a fresh monitor for a house in time zone `zone`; None: the one of the settings."""
    settings = load_settings().settings
    return Monitor(settings.sensors, settings.zone() if zone is None else ZoneInfo(zone))
