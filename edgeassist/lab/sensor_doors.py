"""What is open, moved or present in a simulated home, as spans of "on"."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import Calendar, Span
from edgeassist.lab.sensor_people import Household
from edgeassist.lab.sensor_rooms import ROOMS, Air

_NIGHTLY_WINDOW = 0.3
"""How likely a home is one where the bedroom window is open all night."""


def windows(calendar: Calendar, house: Household, chance: Generator) -> dict[str, list[Span]]:
    """Return when each room's window is open."""
    spans: dict[str, list[Span]] = {room: [] for room in ROOMS[:5]}
    for start, end in house.airings:
        for opened in spans.values():
            if chance.random() < 0.6:
                begin = start + chance.uniform(0, 300)
                opened.append((begin, begin + (end - start) * chance.uniform(0.7, 1.3)))
    for _, end in house.showers:
        if chance.random() < 0.5:
            spans["bathroom"].append((end + 120, end + 120 + 60 * chance.uniform(8, 30)))
    if chance.random() < _NIGHTLY_WINDOW:
        for day in range(calendar.days):
            evening = calendar.at(day, 22.7 + chance.normal(0, 0.5))
            if chance.random() < 0.9 and house.home[calendar.index(evening)] > 0:
                spans["bedroom"].append((evening, calendar.at(day, 31.0 + chance.normal(0, 0.5))))
    return spans


def doors(calendar: Calendar, house: Household, chance: Generator) -> dict[str, list[Span]]:
    """Return when doors are open."""

    def _open_at(moments: list[float], shortest: float, longest: float) -> list[Span]:
        return [
            (moment, moment + float(np.exp(chance.uniform(np.log(shortest), np.log(longest))))) for moment in moments
        ]

    garden: list[float] = []
    fridge: list[float] = []
    for day in range(calendar.days):
        moments = [calendar.at(day, hour) for hour in chance.uniform(8, 20.5, chance.poisson(2.2))]
        garden += [moment for moment in moments if house.awake[calendar.index(moment)] > 0]
    for start, end in house.meals:
        fridge += list(chance.uniform(start - 600, end, chance.poisson(6) + 1))
    parcels = [calendar.at(day, chance.uniform(9, 17)) for day in range(calendar.days) if chance.random() < 0.3]
    return {
        "front_door": _open_at([m + chance.normal(0, 5) for m in house.passages + parcels], 5, 90),
        "back_door": _open_at(garden, 6, 1500),
        "garage_door": _open_at(house.drives, 60, 600),
        "fridge_door": _open_at(fridge, 4, 60),
        "mailbox": _open_at([m + 1800 for m in parcels], 3, 15),
    }


def motion(calendar: Calendar, house: Household, rooms: Air, chance: Generator) -> dict[str, list[Span]]:
    """Return when the motion sensor of each room sees somebody: bursts of a minute or a few."""
    spans: dict[str, list[Span]] = {}
    asleep = np.maximum(house.home - house.awake, 0)
    for number, room in enumerate(ROOMS):
        people = rooms.people[:, number] - (asleep if room == "bedroom" else 0)
        seen = chance.random(len(people)) < 1 - np.exp(-0.25 * np.clip(people, 0, 3))
        starts = calendar.minutes[seen] + chance.uniform(0, 60, int(seen.sum()))
        spans[room] = [(float(start), float(start) + chance.uniform(30, 100)) for start in starts]
    for moment in house.night_walks:
        for room, wait in (("bedroom", -25), ("hallway", 0), ("bathroom", 15), ("hallway", 240), ("bedroom", 260)):
            spans[room].append((moment + wait, moment + wait + chance.uniform(30, 90)))
    for moment in house.passages:
        spans["hallway"].append((moment - 30, moment + chance.uniform(30, 120)))
    return spans
