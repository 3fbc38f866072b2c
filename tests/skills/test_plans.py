"""What is planned, as it is told and called off by voice."""

import pytest

from edgeassist.skills.inquiries import TimeInquiries
from tests.skills.happening import HOUSE, Watch, watch

PLANS = (
    "turn on the hall light when the front door opens",
    "tell me when the washer finishes",
    "turn off the heating at 10 pm",
    "if the garage is open at 8 am tomorrow close it",
    "remind me to fold the towels when the dryer is done",
)

SEVERAL = (
    "Which do you mean: close the garage door tomorrow at 8 AM if the garage door is open "
    "or turn on the hall light when the front door opens?"
)


async def planning(house: Watch) -> None:
    for text in PLANS:
        await house.ask(text)


async def test_what_is_planned_is_told() -> None:
    with watch() as house:
        assert await house.tell("what have you got planned") == "Nothing is planned."
        await planning(house)
        assert await house.tell("what have you got planned") == (
            "I will turn off the heating at 10 PM, close the garage door tomorrow at 8 AM if the garage door is open, "
            "turn on the hall light when the front door opens, tell you when the washer is done "
            "and remind you when the dryer is done: fold the towels."
        )
        assert await house.tell("what's planned for tonight") == "I will turn off the heating at 10 PM."
        assert await house.tell("what's planned for the front door") == (
            "I will turn on the hall light when the front door opens."
        )
        assert await house.tell("what's planned for the bedroom") == "Nothing is planned for the bedroom."


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        ("cancel the washer notice", "Okay, I won't tell you when the washer is done.", 4),
        ("cancel what's scheduled for tonight", "Okay, I won't turn off the heating at 10 PM.", 4),
        ("cancel everything that's planned", "Okay, I called off all 4 of them.", 1),
        ("cancel the piano rule", "Nothing like that is planned: piano.", 5),
        ("stop waiting for the front door", "Okay, I won't turn on the hall light when the front door opens.", 4),
        ("cancel the door rule", SEVERAL, 5),
    ],
)
async def test_what_is_planned_is_called_off(text: str, said: str, left: int) -> None:
    with watch() as house:
        await planning(house)
        assert await house.tell(text) == said
        assert len(house.rows) == left


async def test_a_list_of_it_for_the_command_line() -> None:
    with watch() as house:
        await planning(house)
        inquiries = TimeInquiries(house.parts.agenda, house.clocks.now(), things=HOUSE.entities)
        rows = {row["what"]: row for row in (await inquiries.answer({"do": "list"}))["dues"]}
        assert rows["turn on the hall light"]["condition"] == "when the front door opens"
        assert rows["turn on the hall light"]["due"] is None
        assert rows["turn on the hall light"]["state"] == "watching"
        assert rows["tell you"]["left_s"] == 86_400
        gone = await inquiries.answer({"do": "cancel", "kinds": ["notice"]})
        assert [row["what"] for row in gone["dues"]] == ["tell you"]
        secret = await TimeInquiries(house.parts.agenda, house.clocks.now(), with_text=False).answer({"do": "list"})
        assert not any("condition" in row or "what" in row for row in secret["dues"])
