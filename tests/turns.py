"""A turn, and a wake word, that are told of."""

from datetime import UTC, datetime

from edgeassist.messages import Action, Detection, Plan, Reply, Step, TurnRecord

NOW = datetime(2026, 11, 20, tzinfo=UTC)
LAMP = Action("turn_on", ("light.hall",))
TURN = TurnRecord(
    id="t1",
    ts=NOW,
    node="den",
    source="voice",
    text="turn it on",
    plan=Plan((LAMP,), confidence=0.9, tier="sentences"),
    steps=(Step("turn_on", "light.hall", {}, "confirmed"),),
    reply=Reply("Done.", "done"),
    latency_ms={"stt": 100.0, "total": 130.0},
)
WAKE = Detection("okay nabu", 0.0, 0.97)
