"""What has changed in the house, whoever did it."""

from datetime import timedelta

import pytest

from edgeassist.messages import Context, Entity, Home
from edgeassist.skills.changes import changes_told
from tests.skills.timing import NOON

HOUR = timedelta(hours=1)
DOOR = Entity("lock.front", "Front Door", "lock", state="unlocked", changed=NOON - HOUR)
LAMP = Entity("light.hall", "Hall Lamp", "light", state="on", changed=NOON - HOUR / 2)
METER = Entity("sensor.power", "Power", "sensor", state=3, changed=NOON)
KNOWN = Entity("fan.bath", "Bath Fan", "fan", state="off", changed=NOON - 5 * HOUR)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (2, "The hall lamp has been on for 30 minutes. The front door has been unlocked since 11 AM."),
        (0.75, "The hall lamp has been on for 30 minutes."),
        (0.1, ""),
        (9, "The hall lamp has been on for 30 minutes. The front door has been unlocked since 11 AM."),
    ],
)
def test_what_has_changed(hours: float, said: str) -> None:
    home = Home("", {}, {}, {each.id: each for each in (DOOR, LAMP, METER, KNOWN)})
    assert changes_told(home, NOON - hours * HOUR, NOON, Context(NOON)) == said
