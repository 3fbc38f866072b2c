"""Timers, as they are spoken to."""

import pytest

from edgeassist.skills.ledger import MOST
from tests.skills.timing import Office, office


async def started(house: Office, *timers: tuple[str | None, float]) -> None:
    for name, length in timers:
        named = {"name": name} if name else {}
        assert (await house.do("timer_start", duration_s=length, **named)).result == "confirmed"


async def test_several_timers_by_name_and_by_length() -> None:
    with office() as house:
        assert await house.say("timer_status") == "There is no timer running."
        await started(house, ("pasta", 600), ("egg", 300), (None, 60))
        house.clocks.pass_s(10)
        assert await house.say("timer_status", name="pasta") == "The pasta timer has 9 minutes and 50 seconds left."
        assert (
            await house.say("timer_status", start_duration_s=300) == "The egg timer has 4 minutes and 50 seconds left."
        )
        assert await house.say("timer_status") == (
            "The 1 minute timer has 50 seconds left, the egg timer has 4 minutes and 50 seconds left"
            " and the pasta timer has 9 minutes and 50 seconds left."
        )
        which = await house.say("timer_cancel")
        assert which == "Which one do you mean: the 1 minute timer, the egg timer or the pasta timer?"
        assert await house.say("timer_cancel", name="buns") == "There is no such timer."
        assert await house.say("timer_cancel", name="egg") == "The egg timer is cancelled."
        assert await house.say("timer_cancel", start_duration_s=60) == "The 1 minute timer is cancelled."
        assert await house.say("timer_cancel") == "The pasta timer is cancelled."
        assert await house.say("timer_cancel") == "There is no timer running."


async def test_a_pause_keeps_what_is_left() -> None:
    with office() as house:
        await started(house, ("pasta", 600))
        assert await house.say("timer_resume") == "No timer is paused."
        house.clocks.pass_s(60)
        assert await house.say("timer_pause") == "The pasta timer is paused."
        house.clocks.pass_s(5000)
        assert await house.say("timer_status") == "The pasta timer is paused with 9 minutes left."
        assert await house.say("timer_add", duration_s=60) == "The pasta timer has 10 minutes left now."
        assert await house.say("timer_resume") == "The pasta timer goes on."
        house.clocks.pass_s(300)
        assert await house.say("timer_status") == "The pasta timer has 5 minutes left."
        assert await house.say("timer_subtract", duration_s=120) == "The pasta timer has 3 minutes left now."
        too_much = await house.do("timer_subtract", duration_s=180)
        assert (too_much.result, too_much.said) == ("refused", "The pasta timer has less than 3 minutes left.")


async def test_all_are_cancelled_or_those_of_a_room() -> None:
    with office() as house:
        await started(house, ("pasta", 600), (None, 60))
        await house.do("timer_start", duration_s=30, area="kitchen")
        assert await house.say("timer_cancel_all", area="kitchen") == "The timer is cancelled."
        assert await house.say("timer_cancel_all") == "Both timers are cancelled."
        assert house.rows == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("set a timer for minus 5 minutes", 300), ("", 0), ("", -5), ("", 10**9), ("", 3.7e9)],
)
async def test_lengths_that_cannot_be(text: str, seconds: float) -> None:
    with office() as house:
        step = await house.do("timer_start", text, duration_s=seconds)
        assert (step.result, house.rows) == ("refused", [])
        assert step.said
        assert step.said.startswith("A timer ")


async def test_there_is_a_limit_to_timers() -> None:
    with office() as house:
        for _ in range(MOST):
            await started(house, (None, 60))
        step = await house.do("timer_start", duration_s=60)
        assert (step.result, step.said) == (
            "refused",
            f"There are {MOST} timers already. Cancel some of them first.",
        )
        assert "and 194 more" in (await house.say("timer_status") or "")
        assert await house.say("timer_cancel_all") == f"All {MOST} timers are cancelled."


async def test_what_is_to_be_done_at_the_end_may_be_said_later() -> None:
    with office() as house:
        assert await house.say("timer_start", command="turn off the oven") == "There is no timer running."
        await started(house, ("roast", 60))
        told = await house.say("timer_start", command="turn off the oven")
        assert told == "Okay, when the roast timer ends: turn off the oven."
        await house.served(61)
        assert [due.payload["command"] for due in house.asked] == ["turn off the oven"]
        assert house.said == ["Done."]
        assert house.rows == []
