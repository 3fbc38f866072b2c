"""Switches, and everything else that is only on or off."""

from __future__ import annotations

from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.power import power_effects, power_source

SWITCH = Platform(power_effects(), power_source)
