import numpy as np

from edgeassist.sensors.stir import Stir


def test_a_house_is_empty_while_nothing_moves_that_usually_does() -> None:
    stir, empty = Stir(), []
    for slot in range(96):
        by_day = 8 <= slot // 2 % 24 < 22
        stir.close(np.full(3, by_day and slot < 48), np.full(3, 0.9 if by_day else 0.0))
        empty.append(stir.is_empty)
    assert not any(empty[:60])
    assert all(empty[-8:])
