"""The words for kinds of things, in one table: which nouns people use for a light, a telly, a blind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of thing; a device class of None stands for the whole domain."""

    domain: str
    device_class: str | None = None


NOUNS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind("light"): ("light", "lamp", "bulb", "lighting"),
        Kind("switch"): ("switch",),
        Kind("switch", "outlet"): ("plug", "socket", "outlet", "power point"),
        Kind("fan"): ("fan", "ventilator"),
        Kind("cover"): ("cover",),
        Kind("cover", "blind"): ("blind", "venetian"),
        Kind("cover", "curtain"): ("curtain", "drape"),
        Kind("cover", "shade"): ("shade", "blind"),
        Kind("cover", "shutter"): ("shutter", "roller"),
        Kind("cover", "awning"): ("awning", "canopy"),
        Kind("cover", "garage"): ("garage door", "garage"),
        Kind("cover", "gate"): ("gate",),
        Kind("cover", "door"): ("door",),
        Kind("cover", "window"): ("window", "skylight"),
        Kind("valve"): ("valve", "tap", "faucet"),
        Kind("lock"): ("lock", "door", "door lock", "deadbolt"),
        Kind("climate"): (
            "thermostat",
            "heating",
            "heater",
            "radiator",
            "ac",
            "air conditioner",
            "air conditioning",
            "air con",
            "aircon",
            "climate",
        ),
        Kind("humidifier"): ("humidifier",),
        Kind("humidifier", "dehumidifier"): ("dehumidifier",),
        Kind("media_player"): ("media player", "player", "music"),
        Kind("media_player", "tv"): ("tv", "telly", "television"),
        Kind("media_player", "speaker"): ("speaker", "stereo", "radio", "music"),
        Kind("media_player", "receiver"): ("receiver", "amplifier"),
        Kind("vacuum"): ("vacuum", "hoover", "vacuum cleaner", "robot vacuum", "robot"),
        Kind("lawn_mower"): ("mower", "lawn mower", "lawnmower", "robot mower"),
        Kind("scene"): ("scene", "mood"),
        Kind("script"): ("script", "routine"),
        Kind("button"): ("button",),
        Kind("todo"): ("list", "to do list", "todo list"),
        Kind("alarm_control_panel"): ("alarm", "alarm system", "security system"),
        Kind("number"): ("number", "setting"),
        Kind("select"): ("select", "mode"),
        Kind("siren"): ("siren",),
        Kind("water_heater"): ("water heater", "boiler", "hot water"),
        Kind("weather"): ("weather", "forecast"),
        Kind("sensor"): ("sensor",),
        Kind("sensor", "temperature"): ("temperature",),
        Kind("sensor", "humidity"): ("humidity",),
        Kind("sensor", "battery"): ("battery", "battery level"),
        Kind("sensor", "power"): ("power", "power consumption"),
        Kind("sensor", "energy"): ("energy", "consumption"),
        Kind("sensor", "carbon_dioxide"): ("carbon dioxide", "co2"),
        Kind("sensor", "illuminance"): ("brightness", "illuminance"),
        Kind("sensor", "pressure"): ("pressure",),
        Kind("sensor", "moisture"): ("moisture",),
        Kind("binary_sensor"): ("sensor",),
        Kind("binary_sensor", "door"): ("door", "door sensor"),
        Kind("binary_sensor", "garage_door"): ("garage door", "garage"),
        Kind("binary_sensor", "window"): ("window", "window sensor"),
        Kind("binary_sensor", "opening"): ("opening", "door", "window"),
        Kind("binary_sensor", "lock"): ("lock",),
        Kind("binary_sensor", "motion"): ("motion sensor", "motion", "motion detector"),
        Kind("binary_sensor", "occupancy"): ("occupancy", "presence sensor", "presence"),
        Kind("binary_sensor", "presence"): ("presence", "presence sensor"),
        Kind("binary_sensor", "moisture"): ("leak sensor", "leak", "water sensor"),
        Kind("binary_sensor", "smoke"): ("smoke detector", "smoke alarm", "smoke"),
        Kind("binary_sensor", "battery"): ("battery",),
    }
)
"""Kind → its nouns in the singular, the usual one first."""

_CANONICAL: Mapping[str, str] = MappingProxyType(
    {
        "telly": "tv",
        "television": "tv",
        "lamp": "light",
        "bulb": "light",
        "lighting": "light",
        "socket": "plug",
        "outlet": "plug",
        "hoover": "vacuum",
        "drape": "curtain",
        "aircon": "ac",
        "lounge": "living",
        "washroom": "bathroom",
        "toilet": "bathroom",
        "bath": "bathroom",
        "hallway": "hall",
        "corridor": "hall",
        "sofa": "couch",
        "fridge": "refrigerator",
        "colour": "color",
        "veranda": "porch",
        "yard": "garden",
        "downstair": "downstairs",
        "upstair": "upstairs",
        "center": "centre",
    }
)
"""Words that mean the same inside a name."""


AIR_CONDITIONER = ("air conditioner", "ac", "air conditioning", "air con", "aircon")
"""The same thing in several words; the first is written on it."""


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Return an English word without the ending of its plural; the same for one already singular.

    >>> [singular(word) for word in ("lights", "switches", "batteries", "glass")]
    ['light', 'switch', 'battery', 'glass']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-1]
    return word


@lru_cache(maxsize=20_000)
def canonical(word: str) -> str:
    """Return the one form that stands for `word`, its plural and its synonyms.

    >>> canonical("lamps"), canonical("telly"), canonical("ceiling")
    ('light', 'tv', 'ceiling')
    """
    stem = singular(word)
    return _CANONICAL.get(stem, stem)


def joined(text: str) -> str:
    """Return `text` with kinds of several words in one.

    >>> joined("office air conditioning")
    'office ac'
    """
    for phrase in ("air conditioning", "air conditioner", "air con"):
        text = text.replace(phrase, "ac")
    return text


def nouns_of(domain: str, device_class: str | None) -> tuple[str, ...]:
    """Return the nouns for a kind, those of its device class first; none for kinds that nobody names."""
    exact = NOUNS.get(Kind(domain, device_class), ()) if device_class else ()
    return (*exact, *(noun for noun in NOUNS.get(Kind(domain), ()) if noun not in exact))


@lru_cache(maxsize=20_000)
def kinds_of(noun: str) -> frozenset[Kind]:
    """Return every kind that `noun` (singular or plural) may mean; none where it is no word for a kind.

    >>> sorted(kinds_of("tellys"))
    [Kind(domain='media_player', device_class='tv')]
    """
    words = noun.split()
    if not words:
        return frozenset()
    forms = {noun, " ".join([*words[:-1], singular(words[-1])])}
    return frozenset(kind for kind, nouns in NOUNS.items() if not forms.isdisjoint(nouns))
