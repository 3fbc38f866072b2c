"""What was done or asked before, with another value: "no, 40", "make it blue", "for 20 minutes", "double it"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from edgeassist.home.bare_values import AMOUNTS, STEP_SLOTS
from edgeassist.home.doubling import so_many_times
from edgeassist.home.house import Setting
from edgeassist.home.words import kinds_of
from edgeassist.messages import Context, ParsedAction, Refusal, Target

_COUNT = re.compile(r"^(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|some) ")
QUESTIONS = frozenset({"get_state", "get_time", "get_date"})
_SO_LONG = re.compile(r"(?P<for>for|in) (?:another )?(?:\d+|an?) (?P<unit>(?:second|minute|min|hour)s?)")
TIMES = ("time", "date", "duration_s")
_ENDS = frozenset({"turn_off", "close", "lock"})
"""What waits for something and then stays so: a length of time is said of something else."""
_TIMED = re.compile(r"\b(?:timer|alarm|remind|I will)\b")
_OF_WHAT = Refusal("cannot", "I don't know what of: say it in full, please.")
_NO_LENGTH = Refusal("out_of_range", "That waits for something to happen, and for no length of time.")
_UNKNOWN = Refusal("cannot", "I don't know what of.")


def kind_before(old: Target, setting: Setting) -> tuple[str | None, str | None]:
    """Return the kind of what was spoken of: of the thing itself, else of the noun in its name."""
    for key in setting.context.previous:
        if (entity := setting.home.entities.get(key)) is not None:
            return entity.domain, entity.device_class
    kinds = {kind.domain for kind in kinds_of((old.name or "").rpartition(" ")[2])}
    return (kinds.pop() if len(kinds) == 1 else None), None


def with_value(base: ParsedAction, parsed: ParsedAction, setting: Setting) -> ParsedAction | Refusal:
    """Return the action before with another amount, colour, or length of time; or why there is none such."""
    values = parsed.values
    if "times" in values:
        amount = so_many_times(values["times"], base, setting)
        return _with_amount(base, amount, setting) if amount else _UNKNOWN
    if "color" in values:
        return replace(base, intent="set_light", values={"color": values["color"]})
    if "duration_s" in values:
        ends_once = base.condition and base.intent in _ENDS and not (base.when or base.until)
        return _NO_LENGTH if ends_once else _for_so_long(base, values["duration_s"])
    if "amount" not in values:
        return base
    steps = [slot for slot in STEP_SLOTS if parsed.intent == "correct" and _is_other_step(slot, base, values)]
    if steps:
        return replace(base, values={**base.values, steps[0]: values["amount"]})
    return _with_amount(base, values["amount"], setting)


def _with_amount(base: ParsedAction, amount: str, setting: Setting) -> ParsedAction | Refusal:
    """Return the action before with another amount; where a question was between, of what was set before that."""
    if base.intent == "list_add":
        item = _COUNT.sub("", base.values["item"], count=1)
        return replace(base, values={**base.values, "item": f"{amount} {item}"})
    if (lasting := _lasting(base, amount)) is not None:
        return lasting
    numbers = [slot for _, slot in AMOUNTS.values() if slot in base.values]
    if numbers:
        return replace(base, values={**base.values, numbers[0]: amount})
    domain, _ = kind_before(base.targets[0] if base.targets else Target(), setting)
    if amount.isdecimal() and asked_after_a_time(setting.context):
        return _OF_WHAT
    if domain in AMOUNTS or (domain is None and base.intent not in QUESTIONS):
        intent, slot = AMOUNTS.get(domain or "", (base.intent, "amount"))
        return replace(base, intent=intent, values={slot: amount})
    entities, earlier = setting.home.entities, setting.context.earlier
    domains = {entities[key].domain for key in earlier if key in entities}
    intent, slot = AMOUNTS.get(domains.pop(), ("", "")) if len(domains) == 1 else ("", "")
    return ParsedAction(intent, (Target(ids=earlier),), {slot: amount}) if intent else _UNKNOWN


def asked_after_a_time(context: Context) -> bool:
    """Return whether something was set for a time before the last question, so that a mere number may be that."""
    asked = bool(context.before) and context.before[-1].intent in QUESTIONS
    return asked and any(_TIMED.search(reply) for _, reply in context.history[:-1][-1:])


def _lasting(base: ParsedAction, amount: str) -> ParsedAction | None:
    """Return a command that lasts, or waits, so many minutes instead: "make that 30"; None: another number is meant."""
    if not amount.isdecimal():
        return None
    until, when = (_SO_LONG.fullmatch(span or "") for span in (base.until, base.when))
    match = until or when
    if match is None or base.values:
        return None
    length = f"{match['for']} {amount} {match['unit']}"
    return replace(base, until=length) if until else replace(base, when=length)


def _is_other_step(slot: str, base: ParsedAction, values: Mapping[str, str]) -> bool:
    """Return whether "no, two" puts right how far it goes up or down: "no, 22" tells the degrees themselves."""
    said = values["amount"].partition(" ")[0]
    is_far = slot == "step" and len(said) > 1
    return base.values.get(slot, "")[:1].isdecimal() and said.isdecimal() and not is_far


def _for_so_long(base: ParsedAction, length: str) -> ParsedAction:
    if base.intent.startswith(("timer_", "reminder_")):
        rest = {slot: value for slot, value in base.values.items() if slot not in TIMES}
        return replace(base, values={**rest, "duration_s": length})
    if base.when and base.when.strip().startswith(("in ", "after ")):
        return replace(base, when=f"in {length}")
    return replace(base, until=f"for {length}")
