"""How often something is done, and when not: told anywhere in a sentence, and left out by no reading."""

import pytest

from edgeassist.intent.days import overlooks_days, with_days_left_out


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Turn on the lamp every day at 8, but not on Sundays", "Turn on the lamp every day except Sundays at 8"),
        ("daily at 7 apart from saturday and sunday", "daily except saturday and sunday at 7"),
        ("every weekday open the blinds", "every weekday open the blinds"),
        ("turn off the lights but not on sunday", "turn off the lights but not on sunday"),
    ],
)
def test_days_are_left_out_of_their_repetition(said: str, meant: str) -> None:
    assert with_days_left_out(said) == meant


@pytest.mark.parametrize(
    ("said", "slots", "overlooked"),
    [
        ("turn on the fan for 10 minutes every hour", {"name": " fan", "until": " for 10 minutes"}, True),
        ("remind me every 2 hours to stretch", {"duration_s": " 2 hours", "text": " stretch"}, True),
        ("remind me to check the logs every hour", {"text": " check the logs every hour"}, False),
        ("remind me on the first of every month", {"date": " first of every month"}, True),
        ("open the blinds at 9 next weekend", {"repeat": " weekend", "when": " at 9"}, True),
        ("wake me at 7 unless it's sunday", {"time": " 7"}, True),
        ("wake me at 7 every day", {"time": " 7", "repeat": " every day"}, False),
    ],
)
def test_how_often_is_left_out_by_no_reading(said: str, slots: dict[str, str], overlooked: bool) -> None:  # noqa: FBT001
    assert overlooks_days(said, [slots]) is overlooked
