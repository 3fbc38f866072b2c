"""One line of the log a turn, with the fields by which the journal finds it again."""

from __future__ import annotations

import logging

from edgeassist.messages import Detection, TurnRecord
from edgeassist.turn_mark import PREFIX

logger = logging.getLogger(__name__)

_MOST_NAMED = 3


class TurnLog:
    """Reports turns to the log; what was said and answered only at debug, or where it may be told."""

    def __init__(self, *, with_text: bool) -> None:
        self._with_text = with_text

    async def state(self, state: str) -> None:
        """Nothing: states are not logged."""

    async def began(self, detection: Detection) -> None:
        """Nothing: a turn is logged when it has ended."""

    async def nothing_said(self, detection: Detection) -> None:
        """Log that the wake word seems to have been none."""
        if detection.phrase:
            logger.info("wake word %r (%.2f), and nothing was said", detection.phrase, detection.score)

    async def turn(self, record: TurnRecord) -> None:
        """Log a turn that has ended."""
        words = f"{record.text!r} -> {record.reply.text!r}"
        fields = fields_of(record, with_text=self._with_text)
        logger.info("%s%s", line_of(record), f": {words}" if self._with_text else "", extra=fields)
        if not self._with_text:
            logger.debug("turn %s: %s", record.id, words, extra={f"{PREFIX}TURN": record.id})


def line_of(record: TurnRecord) -> str:
    """Return a turn in a line: who, what became of it, of what, by whom it was understood, and how long it took."""
    where = f"{record.source}/{record.area}" if record.area else record.source
    named = entities_of(record)
    more = [f"+{len(named) - _MOST_NAMED}"] if len(named) > _MOST_NAMED else []
    what = " ".join([",".join(_intents(record)) or "-", *named[:_MOST_NAMED], *more])
    stages = ", ".join(f"{stage} {ms:.0f}" for stage, ms in record.latency_ms.items() if stage != "total")
    understood = f"by {record.plan.tier} ({record.plan.confidence:.2f})"
    return (
        f"turn {record.id} {where}: {record.reply.outcome} {what} {understood}, "
        f"{record.latency_ms.get('total', 0.0):.0f} ms ({stages})"
    )


def entities_of(record: TurnRecord) -> tuple[str, ...]:
    """Return the things that a turn concerned, each once."""
    stepped = (step.entity for step in record.steps if step.entity)
    meant = (target for action in record.plan.actions for target in sorted(action.targets))
    return tuple(dict.fromkeys([*stepped, *meant]))


def _intents(record: TurnRecord) -> tuple[str, ...]:
    intents = tuple(dict.fromkeys(action.intent for action in record.plan.actions))
    return intents or ((record.plan.dialogue.intent,) if record.plan.dialogue else ())


def fields_of(record: TurnRecord, *, with_text: bool = False) -> dict[str, str | tuple[str, ...]]:
    """Return the fields of a turn; one that is a tuple stands several times in the journal.

    `MS_<stage>` are the milliseconds of each stage; `STAGE` is the one that took longest, so that what is slow can be
    asked for by its cause.
    """
    stages = {stage: ms for stage, ms in record.latency_ms.items() if stage != "total"}
    fields: dict[str, str | tuple[str, ...]] = {
        "TURN": record.id,
        "NODE": record.node,
        "SOURCE": record.source,
        "OUTCOME": record.reply.outcome,
        "INTENT": _intents(record),
        "ENTITY": entities_of(record),
        "MS": f"{record.latency_ms.get('total', 0.0):.0f}",
        **{f"MS_{stage.upper()}": f"{ms:.0f}" for stage, ms in stages.items()},
    }
    if stages:
        fields["STAGE"] = max(stages, key=stages.__getitem__)
    if record.area:
        fields["AREA"] = record.area
    if with_text:
        fields |= {"TEXT": record.text, "REPLY": record.reply.text}
    return {f"{PREFIX}{name}": value for name, value in fields.items() if value}
