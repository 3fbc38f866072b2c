"""Questions about the sun at the house."""

import pytest

from edgeassist.skills.almanac import Almanac
from tests.skills.timing import office

BERLIN_AT = Almanac(52.5, 13.4)


@pytest.mark.parametrize(
    ("said", "params", "told"),
    [
        ("when is sunset", {"sun": "sunset"}, "Sunset is at 4:06 PM."),
        ("when is sunrise", {"sun": "sunrise"}, "Sunrise is tomorrow at 7:38 AM."),
        ("when was sunrise today", {"sun": "sunrise", "date": "2026-11-20"}, "Sunrise was at 7:37 AM."),
        ("how long until sunset", {"sun": "sunset"}, "Sunset is in 4 hours and 6 minutes, at 4:06 PM."),
    ],
)
async def test_the_sun(said: str, params: dict[str, str], told: str) -> None:
    with office(almanac=BERLIN_AT) as house:
        assert await house.say("sun_query", said, **params) == told


async def test_where_the_sun_does_not_rise_that_is_said() -> None:
    with office(almanac=Almanac(89.9, 0.0)) as house:
        assert "sunset" in str(await house.say("sun_query", "when is sunset", sun="sunset"))


async def test_without_a_place_the_settings_are_named() -> None:
    with office() as house:
        assert "latitude" in str(await house.say("sun_query", "when is sunset", sun="sunset"))
