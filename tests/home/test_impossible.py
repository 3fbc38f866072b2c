"""Values that cannot be are named, whoever understood the rest of the sentence, and nothing is done for them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.impossible import impossible, possible
from edgeassist.messages import Action, Context, Home, Plan, Refusal
from edgeassist.text import normalise

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOME = Home("home", {}, {}, {})

WRONG = [
    ("set a timer for minus five minutes", "A length of time can't be less than nothing."),
    ("set a timer for -5 minutes", "A length of time can't be less than nothing."),
    ("add negative 2 hours to the timer", "A length of time can't be less than nothing."),
    ("set a timer for zero seconds", "That is too short: a second is the least."),
    ("set a timer for half a second", "That is too short: a second is the least."),
    ("set a timer for 0.5 seconds", "That is too short: a second is the least."),
    ("set a timer for a million hours", "That is too long: a year is the most."),
    ("set a timer for 99999999999999999999 seconds", "That is too long: a year is the most."),
    ("turn on the light in two billion years", "That is too long: a year is the most."),
    ("set a timer for thousands of years", "That is too long: a year is the most."),
    ("set a timer for 5", "Say also whether that is seconds, minutes or hours."),
    ("set an alarm for 7 on the 31st of February", "There is no 31st of February."),
    ("remind me on February 30 to call mum", "There is no 30th of February."),
    ("turn off the light on the 31st of April", "There is no 31st of April."),
    ("wake me at 25 o'clock", "There is no such time as 25 o'clock."),
    ("set an alarm for 12:75", "There is no such time as 12:75."),
    ("turn on the light at 23:61", "There is no such time as 23:61."),
    ("set a thousand timers for 5 minutes", "That is too much at once: set timers one by one."),
    ("set the brightness to 400 percent", "Percent go from 0 to 100."),
    ("voice volume 400", "Percent go from 0 to 100."),
]
RIGHT = [
    "set a timer for 5 minutes",
    "set a timer for half an hour",
    "set a timer for 0.5 hours",
    "wake me on the 1st of may",
    "remind me on february 29 to leap",
    "turn on the light at 7 45",
    "set the thermostat to minus 5 degrees",
    "set the thermostat at 25",
    "turn on the light for a year",
    "set 3 timers",
    "cancel all 12 timers",
    "set the lamp to 100 percent",
    "set an alarm for 12 o'clock",
    "set an alarm for 24 o'clock",
    "turn on the 4 lamps in the hall",
    "what may 5 people do",
]


@pytest.mark.parametrize(("said", "why"), WRONG)
def test_what_is_wrong_is_named_where_nobody_understood_the_sentence(said: str, why: str) -> None:
    reply = HomeAnswerer().reply(Plan(), (), HOME, Context(NOW, said=normalise(said)))
    assert (reply.text, reply.outcome) == (why, "refused")


@pytest.mark.parametrize(("said", "why"), WRONG)
def test_nothing_is_done_where_a_tier_left_the_value_out(said: str, why: str) -> None:
    for intent, params in (("timer_start", {"duration_s": 300}), ("turn_on", {}), ("alarm_set", {"time": "07:00"})):
        plan = possible(Plan((Action(intent, (), params),), tier="edge"), Context(NOW, said=normalise(said)))
        assert plan.actions == ()
        assert [(each.reason, each.text, each.intent) for each in plan.refusals] == [("out_of_range", why, intent)]


@pytest.mark.parametrize("said", RIGHT)
def test_what_can_be_is_left_alone(said: str) -> None:
    assert impossible(normalise(said)) == ("", "")


def test_a_time_that_is_over() -> None:
    for intent in ("alarm_set", "reminder_set"):
        plan = Plan((Action(intent, (), {"time": "07:00"}),))
        assert possible(plan, Context(NOW, said="wake me yesterday at 7")).refusals[0].text == "That time is over."
    text = Plan((Action("reminder_set", (), {"text": "send the photos of yesterday", "duration_s": 60}),))
    assert possible(text, Context(NOW, said="remind me in a minute to send the photos of yesterday")) == text


def test_words_that_are_only_passed_on_may_say_anything() -> None:
    for intent, key in (("announce", "text"), ("note_take", "text"), ("list_add", "item"), ("play_media", "query")):
        plan = Plan((Action(intent, (), {key: "wait a million years"}),))
        assert possible(plan, Context(NOW, said=f"{intent} wait a million years")) == plan
    reminder = Plan((Action("reminder_set", (), {"text": "wait a million years", "duration_s": 60}),))
    assert possible(reminder, Context(NOW, said="remind me in a minute to wait a million years")) == reminder


def test_a_refusal_that_says_less_gives_way() -> None:
    context = Context(NOW, said="turn on the hall light at 25 o'clock")
    vague = Refusal("no_such_device", "There is no hall light at 25 o'clock here.", "turn_on")
    assert possible(Plan(refusals=(vague,)), context).refusals[0].text == "There is no such time as 25 o'clock."
    other = Refusal("no_such_device", "There is no hall light here.", "turn_on")
    assert possible(Plan(refusals=(other,)), context).refusals == (other,)


@given(st.text(max_size=60))
def test_no_words_break_it(text: str) -> None:
    why, words = impossible(normalise(text))
    assert bool(why) is bool(words)
