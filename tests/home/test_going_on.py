from datetime import UTC, datetime

import pytest

from edgeassist.home.going_on import about_it
from edgeassist.home.house import Setting, prepare_house
from edgeassist.home.retiming import retimed
from edgeassist.messages import Context, Entity, Home, ParsedAction, Target

LAMP = Entity("light.desk", "Desk Lamp", "light")
HOME = Home("", {}, {}, {LAMP.id: LAMP})
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def after(before: ParsedAction, said: str) -> Setting:
    return Setting(HOME, prepare_house(HOME), Context(NOW, previous=(LAMP.id,), said=said, before=(before,)))


def test_then_is_the_time_of_what_was_planned() -> None:
    planned = ParsedAction("turn_on", (Target(name="lamp"),), when="at 11 pm")
    off = ParsedAction("turn_off", (Target(name="tv"),))
    assert about_it(off, after(planned, "and turn off the tv then")).when == "at 11 pm"
    assert about_it(off, after(planned, "and turn off the tv")).when is None


def test_half_as_bright_is_meant_for_what_was_spoken_of() -> None:
    dimmed = ParsedAction("set_light", values={"brightness_pct": "half"})
    lit = ParsedAction("turn_on", (Target(name="lamp"),))
    assert about_it(dimmed, after(lit, "half as bright")).targets == (Target(ref="it"),)


@pytest.mark.parametrize(
    ("values", "said", "expected"),
    [
        ({"time": "7 30 am"}, "how about eight", {"time": "8 00 am"}),
        ({"time": "7 pm"}, "no make it quarter past eight", {"time": "8 15 pm"}),
        ({"time": "7 am"}, "i mean in the evening", {"time": "7 00 pm"}),
        ({"time": "tomorrow at 7 am"}, "or rather nine", {"time": "9 00 am", "date": "21 november"}),
        ({"time": "7 am"}, "make it monday", {"time": "7 00 am", "date": "23 november"}),
        ({"time": "7 am"}, "on weekdays", {"time": "7 00 am", "repeat": "on weekdays"}),
        ({"time": "7 am"}, "and 8 on weekends", {"time": "8 00 am", "repeat": "on weekends"}),
        ({"time": "7 am"}, "at noon", {"time": "12 00 pm"}),
        ({"time": "11 am"}, "make it one", {"time": "1 00 pm"}),
        ({"time": "7 am"}, "how about tomorrow", {"time": "7 00 am", "date": "21 november"}),
    ],
)
def test_an_alarm_at_another_time(values: dict[str, str], said: str, expected: dict[str, str]) -> None:
    changed = retimed(said, Context(NOW, before=(ParsedAction("alarm_set", values=values),)))
    assert changed is not None
    assert changed[0][0].values == expected


@pytest.mark.parametrize(
    ("said", "length", "instead"),
    [
        ("how about fifteen", "15 minutes", True),
        ("no one minute", "1 minute", True),
        ("and another one for 3 minutes", "3 minutes", False),
        ("make it an hour and a half", "an hour and a half", True),
    ],
)
def test_a_timer_of_another_length(said: str, length: str, instead: bool) -> None:  # noqa: FBT001
    before = ParsedAction("timer_start", values={"duration_s": "10 minutes"})
    changed = retimed(said, Context(NOW, before=(before,)))
    assert changed == ((ParsedAction("timer_start", values={"duration_s": length}),), instead)


@pytest.mark.parametrize(
    "said",
    ["how about the kitchen", "no the other one", "fifteen", "make it blue", "and the lamp", "what about it", "8"],
)
def test_what_is_no_mere_time(said: str) -> None:
    for before in (
        ParsedAction("alarm_set", values={"time": "7 am"}),
        ParsedAction("timer_start", values={"duration_s": "10 minutes"}),
        ParsedAction("turn_on", (Target(name="lamp"),), when="at 7 pm"),
        ParsedAction("turn_on", (Target(name="lamp"),)),
    ):
        assert retimed(said, Context(NOW, before=(before,))) is None
    assert retimed("how about eight", Context(NOW)) is None


def test_louder_is_meant_for_the_voice_that_was_too_quiet() -> None:
    asked = ParsedAction("voice_volume", values={"direction": "down"})
    louder = about_it(ParsedAction("volume_up"), after(asked, "louder"))
    assert louder == ParsedAction("voice_volume", values={"direction": "up"})
    tv = ParsedAction("volume_up", (Target(name="tv"),))
    assert about_it(tv, after(asked, "turn up the tv")) == tv


def test_stop_is_meant_for_the_blind_that_moves() -> None:
    closing = Entity("cover.left", "Left Blind", "cover", state="closing")
    home = Home("", {}, {}, {closing.id: closing})
    setting = Setting(home, prepare_house(home), Context(NOW, previous=(closing.id,), said="stop"))
    nothing = ParsedAction("nevermind")
    assert about_it(nothing, setting) == ParsedAction("stop", (Target(ref="it"),))
    still = Home("", {}, {}, {closing.id: Entity("cover.left", "Left Blind", "cover", state="closed")})
    assert about_it(nothing, Setting(still, prepare_house(still), setting.context)) == nothing
