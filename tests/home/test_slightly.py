"""Blinds that are moved a little."""

import pytest

from edgeassist.home.slightly import a_little
from edgeassist.messages import Action, Entity, Home, Refusal

BLIND = Entity("cover.a", "Blind", "cover", state="open", attributes={"current_position": 60})
SHADE = Entity("cover.b", "Shade", "cover", state="open", attributes={"current_position": 95})
GATE = Entity("cover.gate", "Gate", "cover", state="closed")
_FRIDGE = {"min": 2, "max": 8, "unit_of_measurement": "°C"}
FRIDGE = Entity("number.fridge", "Fridge", "number", state=4, attributes=_FRIDGE)
PUMP = Entity("number.pump", "Pump Speed", "number", state="40")
HOME = Home("home", {}, {}, {each.id: each for each in (BLIND, SHADE, GATE, FRIDGE, PUMP)})


@pytest.mark.parametrize(
    ("said", "intent", "position"),
    [
        ("close the blind a little", "close", 40),
        ("open the blind a bit more", "open", 80),
        ("open the blind a crack", "open", 70),
        ("slightly close the blind", "close", 40),
        ("crack the blind open", "open", 70),
    ],
)
def test_from_where_it_is(said: str, intent: str, position: int) -> None:
    assert [*a_little(Action(intent, ("cover.a",)), HOME, said)] == [
        Action("set_position", ("cover.a",), {"position": position})
    ]


def test_each_from_where_it_is_and_not_beyond_its_end() -> None:
    done = [*a_little(Action("open", ("cover.a", "cover.b")), HOME, "open the blinds a bit")]
    assert [(each.targets, each.params) for each in done if isinstance(each, Action)] == [
        (("cover.a",), {"position": 80}),
        (("cover.b",), {"position": 100}),
    ]


def test_what_knows_no_position_is_not_moved_all_the_way() -> None:
    [told] = a_little(Action("open", ("cover.gate",)), HOME, "open the gate a little")
    assert isinstance(told, Refusal)
    assert "only opens and closes" in told.text


@pytest.mark.parametrize("said", ["open the blind", "open the blind and dim the lamp a little"])
def test_the_rest_stays_as_it_is(said: str) -> None:
    action = Action("open", ("cover.a",))
    assert [*a_little(action, HOME, said)] == [action]


@pytest.mark.parametrize(
    ("params", "value"),
    [({"step": 1.5}, 5.5), ({"step": -9}, 2), ({"step": "up"}, 5), ({"value": "min"}, 2), ({"value": 3}, 3)],
)
def test_a_number_goes_so_far(params: dict[str, float | str], value: float) -> None:
    [done] = a_little(Action("set_value", ("number.fridge",), params), HOME, "make the fridge warmer")
    assert done == Action("set_value", ("number.fridge",), {"value": value})


@pytest.mark.parametrize("params", [{"step": "up"}, {"value": "max"}])
def test_how_far_a_number_goes_is_not_known(params: dict[str, str]) -> None:
    [told] = a_little(Action("set_value", ("number.pump",), params), HOME, "pump speed up")
    assert isinstance(told, Refusal)
