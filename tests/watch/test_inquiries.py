import contextlib
import json
import math
from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from edgeassist.errors import EdgeAssistError
from edgeassist.messages import Area, Entity, Home, Reading
from edgeassist.sensors.monitor import Monitor
from edgeassist.sensors.picture import Picture
from edgeassist.settings import SensorsSettings
from edgeassist.watch.inquiries import Inquiries
from edgeassist.watch.keeping import Keeping
from edgeassist.watch.watching import Watching
from edgeassist.worker import Worker
from tests.mqtt.schemas import schema, validator

NOW = 1_795_000_020.0
DAY = 86_400.0
HOME = Home(
    "home",
    {},
    {"cellar": Area("cellar", "Cellar")},
    {
        each.id: each
        for each in (
            Entity("sensor.a", "Water pipe", "sensor", area="cellar"),
            Entity("sensor.b", "Power meter", "sensor"),
            Entity("sensor.c", "New thing", "sensor"),
            Entity("binary_sensor.d", "Cellar door", "binary_sensor", area="cellar"),
            Entity("sensor.twin", "Twin", "sensor"),
            Entity("sensor.other_twin", "Twin", "sensor"),
        )
    },
)


def reading(entity: str, value: float | str, at: float, unit: str | None = None) -> Reading:
    return Reading(entity, value, at, at, "door" if entity.startswith("binary") else None, unit)


def readings() -> list[Reading]:
    """Return four days of all sensors; the door is opened once, on the first."""
    rows = [reading("binary_sensor.d", "off", NOW - 4 * DAY), reading("binary_sensor.d", "on", NOW - 4 * DAY + 60)]
    for step in range(4 * 144):
        at = NOW - 4 * DAY + 600 * step + 90
        rows.append(reading("sensor.a", round(12 + math.sin(at / 5_000), 1), at, "°C"))
        rows.append(reading("sensor.b", 1_000 + step * 0.1, at, "kWh"))
        if step > 540:
            rows += [reading(name, 3.0 + step % 5, at) for name in ("sensor.c", "sensor.twin", "sensor.other_twin")]
    return rows


@contextlib.asynccontextmanager
async def inquiries(*, with_text: bool = True) -> AsyncIterator[Inquiries]:
    with Worker(Monitor(SensorsSettings(), ZoneInfo("UTC")), "sensors") as worker:
        watching = Watching(worker, Keeping(None), now=lambda: NOW)
        watching._heard(watching._fed(readings()))
        yield Inquiries(watching, lambda: HOME, "UTC", with_text=with_text)


async def test_every_answer_is_as_its_schema_says() -> None:
    async with inquiries() as house:
        for asked in (
            {"do": "list"},
            {"do": "show", "entity": "water pipe"},
            {"do": "plot", "entity": "sensor.a", "hours": 12},
            {"do": "sensitivity", "entity": "sensor.a", "step": -1},
            {"do": "mute", "entity": "cellar door", "hours": 2},
            {"do": "mute", "entity": "sensor.b"},
            {"do": "accept", "entity": "sensor.a"},
        ):
            answer = {"transaction": None, **await house.answer(asked)}
            validator(schema("resp")).validate(json.loads(json.dumps(answer, allow_nan=False)))
        assert {row["entity"]: row["state"] for row in (await house.answer({"do": "list"}))["sensors"]} == {
            "sensor.a": "usual",
            "sensor.b": "muted",
            "binary_sensor.d": "muted",
            "sensor.c": "new",
            "sensor.twin": "new",
            "sensor.other_twin": "new",
        }
        shown = await house.answer({"do": "show", "entity": "binary_sensor.d"})
        assert shown["sensor"]["muted_until"] == "2026-11-18T13:07:00+00:00"


async def test_names_stay_here_where_words_may_not_be_published() -> None:
    async with inquiries(with_text=False) as house:
        text = json.dumps([await house.answer({"do": do, "entity": "sensor.a"}) for do in ("list", "show", "plot")])
    for words in ("Water", "Cellar", "Power"):
        assert words not in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "only list, show, plot"),
        ({"do": ["list"]}, "only list, show, plot"),
        ({"do": "show"}, "needs a sensor"),
        ({"do": "show", "entity": 7}, "needs a sensor"),
        ({"do": "show", "entity": "x" * 4_000}, "needs a sensor"),
        ({"do": "show", "entity": "watr pipe"}, "did you mean sensor.a?"),
        ({"do": "show", "entity": "twin"}, "did you mean sensor.twin, sensor.other_twin?"),
        ({"do": "plot", "entity": "sensor.a", "hours": float("nan")}, "hours is a number"),
        ({"do": "plot", "entity": "sensor.a", "hours": True}, "hours is a number"),
        ({"do": "plot", "entity": "sensor.a", "hours": 10**400}, "hours is a number"),
        ({"do": "sensitivity", "entity": "sensor.a"}, "step is a number"),
        ({"do": "mute", "entity": "sensor.a", "hours": -1}, "hours is a number"),
    ],
)
async def test_what_cannot_be_asked_is_answered_with_what_can(asked: dict[str, Any], said: str) -> None:
    async with inquiries() as house:
        with pytest.raises(EdgeAssistError) as error:
            await house.answer(asked)
    assert said in str(error.value)


async def test_pictures_of_all_kinds_of_sensors() -> None:
    async with inquiries() as house:
        pipe = await house.drawn("sensor.a", 24)
        assert (pipe.title, pipe.unit, len(pipe.points)) == ("Water pipe", "°C", 144)
        assert len(pipe.band) == 49
        assert all(band.low < 12 < band.high for band in pipe.band)
        meter = await house.drawn("sensor.b", 24)
        assert (len(meter.points), list(meter.band)) == (144, [])
        assert (await house.drawn("sensor.c", 24)).band == []
        door = await house.drawn("binary_sensor.d", 24)
        assert door.is_switch
        assert [(point.at, point.last) for point in door.points] == [(NOW - DAY, 1.0)]
        answer = await house.answer({"do": "plot", "entity": "sensor.a"})
        assert Picture.of_json(answer["picture"]).as_json() == answer["picture"]
