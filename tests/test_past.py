"""What "undo" means after something that was done, and after something that was tried in vain."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from edgeassist.home.dispatcher import Dispatcher
from edgeassist.home.registry import Registry
from edgeassist.messages import Action, Context, Entity, Home, Plan, Step, StepResult
from edgeassist.past import Past

LAMP = Entity("light.hall", "Hall Lamp", "light", state="off")
CONTEXT = Context(datetime(2026, 11, 20, 8, tzinfo=UTC))
ON, UNDO = (Plan((Action(intent, targets),)) for intent, targets in (("turn_on", (LAMP.id,)), ("undo", ())))


class Hands:
    """Carries everything out with the same result, and turns the lamp on or off where it is done."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.result: StepResult = "confirmed"

    async def execute(self, plan: Plan, _: Context) -> tuple[Step, ...]:
        for action in plan.actions if self.result == "confirmed" else ():
            lamp = replace(LAMP, state="on" if action.intent == "turn_on" else "off")
            self.registry.put([lamp])
        return tuple(Step(action.intent, LAMP.id, action.params, self.result) for action in plan.actions)


async def test_after_what_was_tried_in_vain_nothing_before_it_is_undone() -> None:
    registry = Registry(Home("home", {}, {}, {LAMP.id: LAMP}))
    hands = Hands(registry)
    past = Past(registry, cast(Dispatcher, cast(Any, hands)))
    await past.act(ON, CONTEXT)
    hands.result = "failed"
    await past.act(ON, CONTEXT)
    hands.result = "confirmed"
    assert (await past.act(UNDO, CONTEXT)).said == "That had changed nothing."
    assert (await past.act(UNDO, CONTEXT)).said == "The hall lamp is off again."
    assert (await past.act(UNDO, CONTEXT)).said == "There is nothing to undo."
