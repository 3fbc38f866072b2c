"""A device may take all its commands on one topic; what the user's file says of it is meant for one of its parts."""

import pytest

from edgeassist.home.discovery.combining import household
from edgeassist.home.discovery.merging import IdBook, things_of
from edgeassist.home.discovery.tasmota import Tasmota
from edgeassist.home.discovery.zigbee2mqtt import Zigbee2Mqtt
from edgeassist.messages import Entity, Home
from tests.home.discovery.recorded import Learned, recordings

MESSAGES = {each.path.stem: each.list("messages") for name in ("zigbee2mqtt", "tasmota") for each in recordings(name)}


@pytest.mark.parametrize(
    ("recording", "mine", "topic", "learned"),
    [
        ("air_purifier", "fan.bedroom", "zigbee2mqtt/Bedroom fan/set", "fan.0x0022a3000099432a_fan"),
        ("hue_bulb", "light.reading", "zigbee2mqtt/Reading lamp/set", "light.0x0017880104d5e6f7_light"),
        ("sonoff_basic", "light.fairy", "cmnd/tasmota_A1B2C3/POWER", "switch.dc4f22a1b2c3_relay1"),
    ],
)
def test_the_file_means_the_part_of_its_kind_or_the_only_one(
    recording: str, mine: str, topic: str, learned: str
) -> None:
    announced = Learned(Tasmota() if "sonoff" in recording else Zigbee2Mqtt()).take(MESSAGES[recording]).announced
    file = Home("h", {}, {}, {mine: Entity(mine, "Mine", mine.partition(".")[0], mqtt={"command_topic": topic})})
    house = household(file, things_of(announced.values()), IdBook())
    assert house.things[mine].entity.id == learned
    assert house.home.entities[mine].name == "Mine"
