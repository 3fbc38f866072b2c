"""The protocols in which devices announce themselves."""

from __future__ import annotations

from edgeassist.home.discovery.announcement import DiscoveryProtocol
from edgeassist.home.discovery.esphome import EspHome
from edgeassist.home.discovery.home_assistant import HomeAssistantDiscovery
from edgeassist.home.discovery.homie import Homie
from edgeassist.home.discovery.shellies import Shellies
from edgeassist.home.discovery.shelly import Shelly
from edgeassist.home.discovery.tasmota import Tasmota
from edgeassist.home.discovery.zigbee2mqtt import Zigbee2Mqtt


def all_protocols(node: str) -> tuple[DiscoveryProtocol, ...]:
    """Return one of each, with nothing learned yet; devices that are asked answer on topics of the `node`."""
    answers = f"edgeassist/{node}/shelly"
    return (HomeAssistantDiscovery(), Zigbee2Mqtt(), Tasmota(), Shelly(answers), Shellies(), EspHome(), Homie())
