import json
import math

import pytest

from edgeassist.messages import Anomaly
from edgeassist.sensors.events import EventError, alert_row, parsed_event, reading_of

ROW = {"ts": 100.0, "entity": "sensor.a", "device_class": "temperature", "unit": "°C", "value": 21.5}


def test_a_whole_row() -> None:
    reading = reading_of({**ROW, "recv": 103, "retained": True, "unknown": [1]})
    assert (reading.entity, reading.value, reading.at, reading.received) == ("sensor.a", 21.5, 100.0, 103.0)
    assert (reading.device_class, reading.unit, reading.retained) == ("temperature", "°C", True)


def test_it_arrives_when_it_is_measured_where_nothing_else_is_said() -> None:
    reading = reading_of(ROW)
    assert reading.received == reading.at == 100.0
    assert not reading.retained


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01T00:01:40Z", 100.0),
        ("1970-01-01T00:01:40", 100.0),
        ("1970-01-01 00:01:40.5", 100.5),
        ("1970-01-01T01:01:40+01:00", 100.0),
    ],
)
def test_times_as_text(text: str, moment: float) -> None:
    assert reading_of({**ROW, "ts": text}).at == moment


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("on", "on"),
        ("OFF", "off"),
        ("unavailable", "unavailable"),
        ("unknown", None),
        ("", None),
        (None, None),
        (True, "on"),
        ("21.5", 21.5),
        (21, 21.0),
        (1e308, 1e308),
        (10**400, math.inf),
    ],
)
def test_values(value: object, read: object) -> None:
    assert reading_of({**ROW, "value": value}).value == read


def test_not_a_number_is_read_and_left_to_the_monitor() -> None:
    value = parsed_event(json.dumps({**ROW, "value": math.nan})).value
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"entity": None}, '"entity" is missing'),
        ({"entity": ""}, '"entity" is missing'),
        ({"ts": None}, '"ts" is missing'),
        ({"ts": True}, '"ts" is missing'),
        ({"ts": math.nan}, '"ts" is missing'),
        ({"ts": 1e300}, '"ts" is missing'),
        ({"ts": -2e11}, '"ts" is missing'),
        ({"ts": "0001-01-01T00:00:00+14:00"}, '"ts" is missing'),
        ({"ts": "9999-12-31T23:59:59-12:00"}, '"ts" is missing'),
        ({"ts": "yesterday"}, '"ts" is no time'),
        ({"recv": "soon"}, '"recv" is no time'),
        ({"value": [1]}, "neither a number"),
        ({"value": "warm" * 100_000}, "neither a number"),
        ({"unit": 5}, '"unit" is no text'),
    ],
)
def test_what_cannot_be_read(change: dict[str, object], message: str) -> None:
    with pytest.raises(EventError, match=message) as error:
        reading_of({**ROW, **change})
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("line", [b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"entity": "a"}', b"null"])
def test_lines_that_are_no_event(line: bytes) -> None:
    with pytest.raises(EventError):
        parsed_event(line)


def test_an_alert_as_a_row() -> None:
    anomaly = Anomaly("sensor.a", "spike", 5.0, None, 0.987654, 99.0, (20.0, 22.0), "much higher than usual")
    row = alert_row(anomaly, str)
    assert row["since"] == "5.0"
    assert row["until"] is None
    assert row["score"] == 0.9877
    assert row["expected"] == [20.0, 22.0]
