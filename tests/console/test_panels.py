"""The picture that messages make, and how its parts look as text."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.console import panels
from edgeassist.console.house_lines import devices, timers_and_alerts
from edgeassist.console.look import durations, stage_bar
from edgeassist.console.machine_lines import machine, problems
from edgeassist.console.picture import Picture
from edgeassist.console.turn_lines import turns

METRICS: dict[str, Any] = {
    "version": "0.1",
    "uptime_s": 93_784,
    "turns": {"done": 7, "failed": 2, "partly": 1},
    "latency_ms": {"total": {"p50": 310.0, "p95": 1_250.0, "turns": 10}},
    "rss_mb": 312.4,
    "cpu_temperature_c": 81.3,
    "throttled": ["throttled", "was_under_voltage"],
    "microphone": True,
    "problems": ["no loudspeaker"],
    "wakes": 12,
    "near_wakes": 3,
    "queues": {"requests": 2, "sound": 0},
    "broker_reconnects": 2,
    "dropped_chunks": 5,
    "confidence": {"p5": 0.81, "p50": 0.99, "turns": 10},
}
TURN = {
    "id": "t",
    "ts": "2026-11-20T20:41:07+00:00",
    "outcome": "not_understood",
    "text": "make me a sandwich",
    "latency_ms": {"endpoint": 700.0, "stt": 300.0, "understand": 100.0, "total": 400.0},
}


def picture(**messages: Any) -> Picture:
    """Return the picture of these messages by topic, "/" written as two underscores."""
    made = Picture("den", broker=None)
    made.take("den/availability", b"online")
    made.take("den/state", b"listening")
    for topic, message in messages.items():
        made.take(f"den/{topic.replace('__', '/')}", json.dumps(message).encode())
    return made


def test_the_first_line_tells_who_and_how() -> None:
    line = panels.head(picture(metrics=METRICS, quiet={"quiet": True}), 80)
    assert line.plain == f" den  listening  do not disturb  up 1 d 2 h{'edgeassist 0.1 ':>37}"[:80].replace(
        "0.1 ", "0.1"
    )
    assert panels.head(Picture("den"), 80).plain.startswith(" den  away")


def test_the_level_is_a_bar_with_the_wake_words_beside_it() -> None:
    shown = picture(metrics=METRICS, level={"rms_db": -30.0, "peak_db": -10.5})
    line = panels.level(shown, 80)
    assert line.plain == " mic ████████████████················  -30 dB  peak  -10  12 wake words, 3 near"
    assert "green" in {str(span.style) for span in line.spans}
    loud = panels.level(picture(level={"rms_db": -3.0, "peak_db": -1.0}), 80)
    assert "red" in {str(span.style) for span in loud.spans}


def test_what_has_no_room_beside_the_level_is_left_out() -> None:
    counted = {"wakes": 1_310, "false_wakes": 3, "near_wakes": 15, "refused_wakes": 2}
    shown = picture(metrics=METRICS | counted, level={"rms_db": -30.0, "peak_db": -10.5})
    lines = {width: panels.level(shown, width).plain for width in (60, 80, 120)}
    assert lines[60].endswith("  1310 wake words, 3 false")
    assert lines[120].endswith("1310 wake words, 3 false, 15 near, 2 refused")
    assert all(len(line) <= width for width, line in lines.items())


def test_one_slow_turn_does_not_hide_how_long_the_others_took() -> None:
    shown = picture()
    for ms in (400.0, 9_000.0, 300.0, 500.0):
        shown.take("den/turn", json.dumps({**TURN, "latency_ms": {"act": ms, "total": ms}}).encode())
    bars = [line.count("█") for line in turns(shown, 80, 10).plain.splitlines()[1:]]
    assert bars[2] == max(bars)
    assert min(bars) >= max(bars) // 5


@pytest.mark.parametrize(
    ("microphone", "told"), [(True, "no level yet"), (False, "does not deliver"), (None, "text only")]
)
def test_why_there_is_no_level_is_said(microphone: object, told: str) -> None:
    assert told in panels.level(picture(metrics={"microphone": microphone}), 80).plain


def test_a_turn_is_a_line_with_a_piece_of_its_bar_for_each_stage() -> None:
    slow = {**TURN, "outcome": "done", "text": "a " * 60, "latency_ms": {"act": 2_200.0, "total": 2_200.0}}
    lines = turns(picture(turn=TURN), 80, 10).plain.splitlines()
    assert lines[0].split() == ["█", "wait", "█", "stt", "█", "understand", "█", "act", "█", "tts"]
    assert lines[1].startswith(" 20:41:07 unclear  make me a sandwich ")
    assert lines[1].endswith("   400 ms")
    both = picture(turn=TURN)
    both.take("den/turn", json.dumps(slow).encode())
    newest, oldest = turns(both, 80, 10).plain.splitlines()[1:]
    assert ("…" in newest, newest[-8:]) == (True, "2,200 ms")
    assert abs(newest.count("█") - 2 * oldest.count("█")) <= 1
    assert {len(newest), len(oldest)} == {80}
    assert len(turns(both, 80, 2).plain.splitlines()) == 2
    private = picture(turn={**TURN, "text": None, "actions": [{"intent": "turn_on", "targets": ["light.hall"]}]})
    assert "turn_on light.hall" in turns(private, 80, 5).plain


def test_turns_of_before_come_after_those_that_were_seen() -> None:
    shown = picture(turn=TURN)
    shown.recall([TURN, {**TURN, "id": "older", "latency_ms": None}])
    assert [turn["id"] for turn in shown.turns] == ["t", "older"]
    assert turns(shown, 80, 9).plain.count("sandwich") == 2


def test_what_is_wrong_comes_before_what_runs() -> None:
    now = datetime.now().astimezone()
    ends, rings = ((now + timedelta(seconds=seconds)).isoformat() for seconds in (125.5, 126.0))
    alert = {"entity": "sensor.freezer", "kind": "out_of_range", "value": -8.0, "unit": "°C", "gravity": "urgent"}
    shown = picture(
        timer__1={"id": "1", "name": "pizza", "ends": ends, "remaining_s": 900, "state": "running"},
        timer__2={"id": "2", "name": None, "ends": None, "remaining_s": 60, "state": "paused"},
        timer__3={"id": "3", "ends": rings, "remaining_s": 0, "state": "ringing"},
        anomaly__sensor_freezer=alert,
        anomaly__sensor_hall={**alert, "entity": "sensor.hall", "gravity": "notice", "kind": "stuck"},
        anomaly__summary={"count": 1},
    )
    lines = timers_and_alerts(shown, 40, 10).plain.splitlines()
    assert lines[0].rstrip() == "! sensor.freezer: out of range -8.0°C"
    assert [line.split() for line in lines[2:]] == [["pizza", "2:05"], ["timer", "rings"], ["timer", "paused", "1:00"]]
    assert timers_and_alerts(shown, 40, 3).plain.splitlines()[-1] == "and 3 more"
    shown.show_devices([{"id": "sensor.freezer", "name": "Freezer in the cellar"}])
    narrow = [line.rstrip() for line in timers_and_alerts(shown, 24, 5).plain.splitlines()]
    assert narrow[:2] == ["! Freezer in the cellar", "  out of range -8.0°C"]
    assert narrow[2:] == ["! sensor.hall", "  stuck -8.0°C", "and 3 more"]
    for gone in ("anomaly/sensor_freezer", "anomaly/sensor_hall", "timer/1"):
        shown.take(f"den/{gone}", b"")
    assert len(timers_and_alerts(shown, 40, 10).plain.splitlines()) == 2


def test_health_is_told_with_what_is_wrong_apart() -> None:
    assert problems(picture(metrics=METRICS)).plain == "! no loudspeaker"
    text = machine(picture(metrics=METRICS), 30, 20)
    lines = [" ".join(line.split()) for line in text.plain.splitlines()]
    assert lines == [
        "turn p50 p95 310 1,250 ms",
        "turns done 8 of 10",
        "broker 2 reconnects",
        "throttled slowed down",
        "temperature 81 °C",
        "memory 312 MB",
        "dropped 5",
        "queues 2 requests",
        "confidence 0.99, low 0.81",
    ]
    assert {"bold red", "yellow"} <= {str(span.style) for span in text.spans}


def test_devices_that_changed_last_come_first() -> None:
    shown = picture()
    rows = [
        {"id": "light.a", "name": "Lamp", "state": "on", "changed": "2026-11-20T08:00:00+00:00"},
        {"id": "sensor.t", "state": 21.5, "unit": "°C", "changed": "2026-11-20T09:00:00+00:00"},
        {"id": "scene.x", "state": None},
        "nonsense",
    ]
    shown.show_devices(rows)
    lines = devices(shown, 30, 3).plain.splitlines()
    assert [line.split() for line in lines] == [["sensor.t", "21.5", "°C"], ["Lamp", "on"], ["scene.x", "?"]]
    assert {len(line) for line in lines} == {30}


def test_away_says_what_to_do() -> None:
    shown = Picture("den")
    assert panels.away(shown) == "Looking for the broker ..."
    shown.lost("the MQTT broker at x:1 is not running: start it")
    assert "is not running: start it." in (panels.away(shown) or "")
    shown.broker = None
    shown.take("kitchen/availability", b"online")
    assert "systemctl start edgeassist" in (panels.away(shown) or "")
    assert "Others are here: kitchen" in (panels.away(shown) or "")
    shown.take("den/availability", b"online")
    shown.take("den/metrics", b'{"rss_mb": 1}')
    assert panels.away(shown) is None
    shown.take("den/availability", b"offline")
    assert shown.metrics == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["state", "turn", "metrics", "level", "anomaly/a", "timer/1", "quiet", "x"]), JSON | st.binary())
def test_nothing_that_comes_breaks_it(topic: str, message: Any) -> None:
    shown = picture()
    shown.take(f"den/{topic}", message if isinstance(message, bytes) else json.dumps(message).encode())
    shown.show_devices(message)
    shown.recall(message)
    assert panels.head(shown, 80).plain


@given(st.dictionaries(st.sampled_from(["stt", "act", "tts", "other"]), st.floats(0, 1e5)), st.integers(1, 60))
def test_a_bar_is_never_wider_than_its_room(latency_ms: dict[str, float], width: int) -> None:
    assert len(stage_bar(latency_ms, sum(latency_ms.values()), width)) == width
    assert len(durations(latency_ms).plain.split()) == 2 * len(latency_ms)
