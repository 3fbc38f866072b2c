"""Every scale, there and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.home.commands.climate import to_unit
from edgeassist.home.commands.colours import hs_of, rgb_of, rgb_of_hs, rgb_of_xy, xy_of
from edgeassist.home.commands.fan import from_speed, to_speed
from edgeassist.home.commands.positions import from_range, to_range
from edgeassist.home.commands.scales import Scales


def scales(**config: Any) -> Scales:
    return Scales(config)


@given(st.integers(1, 255), st.integers(1, 65_535))
def test_brightness_comes_back_to_within_half_a_step_of_the_device(brightness: int, scale: int) -> None:
    light = scales(brightness_scale=scale)
    sent = light.brightness(brightness)
    assert 1 <= sent <= max(scale, 1)
    assert abs(light.seen_brightness(sent)["brightness"] - brightness) <= max(255 / scale, 0.5) + 0.5


@given(st.integers(1_500, 9_000))
def test_colour_temperature_comes_back_to_within_a_mired(kelvin: int) -> None:
    in_mireds, in_kelvin = scales(), scales(color_temp_kelvin=True)
    back = in_mireds.seen_temperature(in_mireds.temperature(kelvin))["color_temp_kelvin"]
    assert abs(1e6 / back - 1e6 / kelvin) <= 0.5 + 0.25  # half a mired, and half a kelvin at the warmest
    assert in_kelvin.seen_temperature(in_kelvin.temperature(kelvin))["color_temp_kelvin"] == kelvin


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_hue_and_saturation_come_back(rgb: tuple[int, int, int]) -> None:
    back = hs_of(rgb_of_hs(*hs_of(rgb)))
    apart = abs(back[0] - hs_of(rgb)[0])
    assert abs(back[1] - hs_of(rgb)[1]) < 0.5
    assert min(apart, 360 - apart) * back[1] / 100 < 0.6


@given(st.tuples(*[st.integers(0, 255)] * 3).filter(lambda rgb: max(rgb) > 0))
def test_xy_comes_back_as_the_same_colour_at_full(rgb: tuple[int, int, int]) -> None:
    most = max(rgb)
    x, y = xy_of(rgb)
    back = xy_of(rgb_of_xy(x, y))
    assert max(abs(back[0] - x), abs(back[1] - y)) < 0.01
    assert rgb_of_xy(x, y).index(255) == rgb.index(most) or rgb.count(most) > 1 or sorted(rgb)[1] > most - 3


@pytest.mark.parametrize("name", ["red", "Dark Slate Gray", "rebeccapurple"])
def test_css_names(name: str) -> None:
    assert rgb_of(name) is not None


@given(st.integers(0, 100), st.integers(-1_000, 1_000), st.integers(-1_000, 1_000))
def test_positions_come_back_to_within_half_a_step(position: int, closed: int, opened: int) -> None:
    if closed == opened:
        with pytest.raises(ValueError, match="same position"):
            from_range(0, closed, opened)
        return
    back = from_range(to_range(position, closed, opened), closed, opened)
    assert abs(back - position) <= 50 / abs(opened - closed) + 0.51


@given(st.integers(0, 20), st.integers(1, 300), st.data())
def test_every_step_of_a_fan_comes_back(low: int, count: int, data: st.DataObject) -> None:
    high = low + count
    speed = data.draw(st.integers(low, high))
    percentage = from_speed(speed, low, high)
    assert 0 <= percentage <= 100
    if percentage and count < 100:
        assert to_speed(percentage, low, high) == speed


@given(st.integers(1, 100), st.integers(0, 20), st.integers(1, 300))
def test_any_percentage_is_a_step_of_the_fan(percentage: int, low: int, count: int) -> None:
    assert low <= to_speed(percentage, low, low + count) <= low + count


@given(st.floats(-20, 60))
def test_temperatures_come_back(temperature: float) -> None:
    assert abs(to_unit(to_unit(temperature, "C", "F"), "F", "C") - temperature) < 0.15
