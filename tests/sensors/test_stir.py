from edgeassist.sensors.block import Block
from edgeassist.sensors.roster import Roster, Sensor
from edgeassist.sensors.stir import Stir
from edgeassist.sensors.switches import Switch


def test_a_house_is_empty_while_nothing_moves_that_usually_does() -> None:
    block, roster, stir = Block(Switch.ALL), Roster(), Stir()
    for place in range(3):
        roster.add(Sensor(f"binary_sensor.motion_{place}", block.add(), True, "motion", None))
    d = block.data[:, :3]
    d[Switch.DAYS] = 20
    d[Switch.HABIT][8:22] = 0.9
    empty = []
    for slot in range(96):
        hour = slot // 2 % 24
        d[Switch.RISES] = float(slot < 48 and 8 <= hour < 22)
        stir.close(block, roster, hour)
        empty.append(stir.is_empty)
    assert not any(empty[:60])
    assert all(empty[-8:])
