"""The words for kinds of things, in one table: which nouns people use for a light, a telly, a blind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of thing; a device class of None stands for the whole domain."""

    domain: str
    device_class: str | None = None


AIR_CONDITIONER = ("air conditioner", "ac", "air conditioning", "air con", "aircon")
"""The same thing in several words; the first is written on it."""

COOLERS = frozenset({*AIR_CONDITIONER, "air conditioning unit", "ac unit", "cooling"})
"""Words for what cools and not for what heats."""
HEATERS = frozenset(
    {"heating", "central heating", "heating system", "heater", "radiator", "underfloor heating", "furnace", "the heat"}
)
"""Words for what heats."""

NOUNS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind("light"): ("light", "lamp", "bulb", "lighting", "light bulb", "lightbulb"),
        Kind("switch"): ("switch",),
        Kind("switch", "outlet"): (
            *("plug", "socket", "outlet", "power point", "power outlet", "power socket", "wall socket", "smart plug"),
            *("plug socket", "receptacle", "power strip"),
        ),
        Kind("fan"): ("fan", "ventilator", "ventilation"),
        Kind("cover"): ("cover",),
        Kind("cover", "blind"): ("blind", "venetian", "venetian blind", "window blind", "roller blind"),
        Kind("cover", "curtain"): ("curtain", "drape", "drapery"),
        Kind("cover", "shade"): ("shade", "blind", "window shade", "roller shade", "roller blind"),
        Kind("cover", "shutter"): ("shutter", "roller", "roller shutter", "window shutter", "blind"),
        Kind("cover", "awning"): ("awning", "canopy", "sunshade", "sun shade"),
        Kind("cover", "garage"): ("garage door", "garage"),
        Kind("cover", "gate"): ("gate",),
        Kind("cover", "door"): ("door",),
        Kind("cover", "window"): ("window", "skylight", "roof window"),
        Kind("cover", "damper"): ("damper", "vent", "air vent"),
        Kind("valve"): ("valve", "tap", "faucet", "stopcock"),
        Kind("valve", "water"): ("water valve", "water", "tap", "faucet", "stopcock"),
        Kind("valve", "gas"): ("gas valve", "gas"),
        Kind("lock"): ("lock", "door", "door lock", "deadbolt", "dead bolt", "smart lock", "latch"),
        Kind("climate"): (
            *("thermostat", "heating", "heater", "radiator", *AIR_CONDITIONER, "climate", "climate control"),
            *("air conditioning unit", "ac unit", "cooling", "central heating", "heating system", "heat", "heat pump"),
            *("underfloor heating", "furnace", "hvac"),
        ),
        Kind("humidifier"): ("humidifier", "air humidifier"),
        Kind("humidifier", "dehumidifier"): ("dehumidifier",),
        Kind("media_player"): ("media player", "player", "music", "sound"),
        Kind("media_player", "tv"): ("tv", "telly", "television", "tv set", "television set", "smart tv"),
        Kind("media_player", "speaker"): (
            *("speaker", "stereo", "radio", "music", "loudspeaker", "smart speaker", "hi fi", "hifi", "sound system"),
            *("music system",),
        ),
        Kind("media_player", "receiver"): ("receiver", "amplifier", "amp", "stereo", "hi fi", "hifi"),
        Kind("media_player", "projector"): ("projector", "beamer"),
        Kind("vacuum"): (
            *("vacuum", "hoover", "vacuum cleaner", "robot vacuum", "robot", "vac", "robot hoover", "vacuum robot"),
            *("robot vacuum cleaner", "robovac", "robo vac", "cleaning robot", "robot cleaner"),
        ),
        Kind("lawn_mower"): (
            *("mower", "lawn mower", "lawnmower", "robot mower", "robot lawn mower", "robotic mower", "mowing robot"),
        ),
        Kind("scene"): ("scene", "mood"),
        Kind("script"): ("script", "routine"),
        Kind("button"): ("button", "push button"),
        Kind("todo"): ("list", "to do list", "todo list", "to do"),
        Kind("alarm_control_panel"): (
            *("alarm", "alarm system", "security system", "burglar alarm", "house alarm", "home alarm", "alarm panel"),
            *("intruder alarm", "security alarm", "security"),
        ),
        Kind("number"): ("number", "setting", "slider"),
        Kind("select"): ("select", "mode", "selector", "program", "programme"),
        Kind("siren"): ("siren", "sounder"),
        Kind("water_heater"): (
            *("water heater", "boiler", "hot water", "hot water heater", "hot water tank", "immersion heater"),
            *("immersion", "geyser", "hot water cylinder"),
        ),
        Kind("camera"): ("camera", "cam", "security camera", "cctv"),
        Kind("weather"): ("weather", "forecast"),
        Kind("calendar"): ("calendar", "diary"),
        Kind("sensor"): ("sensor",),
        Kind("sensor", "temperature"): ("temperature", "thermometer", "temp", "temperature sensor"),
        Kind("sensor", "humidity"): ("humidity", "hygrometer", "humidity sensor", "humidity level", "air humidity"),
        Kind("sensor", "battery"): ("battery", "battery level", "battery charge", "battery status", "charge"),
        Kind("sensor", "power"): (
            *("power", "power consumption", "power use", "power usage", "power draw", "power meter", "wattage"),
            *("electricity", "electricity use", "electricity usage", "load"),
        ),
        Kind("sensor", "energy"): (
            *("energy", "consumption", "energy use", "energy usage", "energy consumption", "energy meter"),
            *("electricity consumption", "electricity meter", "smart meter"),
        ),
        Kind("sensor", "current"): ("current", "amperage"),
        Kind("sensor", "voltage"): ("voltage", "mains voltage"),
        Kind("sensor", "carbon_dioxide"): ("carbon dioxide", "co2", "co2 level", "carbon dioxide level", "co2 sensor"),
        Kind("sensor", "carbon_monoxide"): ("carbon monoxide", "co", "carbon monoxide level"),
        Kind("sensor", "aqi"): ("air quality", "air quality index", "aqi", "air quality sensor"),
        Kind("sensor", "volatile_organic_compounds"): ("voc", "volatile organic compound", "air quality"),
        Kind("sensor", "pm25"): ("fine dust", "particulate matter", "pm25", "pm2.5", "dust", "air quality"),
        Kind("sensor", "pm10"): ("pm10", "coarse dust", "dust"),
        Kind("sensor", "illuminance"): ("brightness", "illuminance", "light level", "light sensor", "lux", "daylight"),
        Kind("sensor", "pressure"): ("pressure", "air pressure", "barometer", "barometric pressure"),
        Kind("sensor", "atmospheric_pressure"): ("air pressure", "pressure", "barometer", "barometric pressure"),
        Kind("sensor", "moisture"): ("moisture", "soil moisture", "moisture level", "moisture sensor"),
        Kind("sensor", "gas"): ("gas", "gas meter", "gas consumption", "gas usage", "gas use"),
        Kind("sensor", "water"): ("water", "water meter", "water consumption", "water usage", "water use"),
        Kind("sensor", "signal_strength"): ("signal strength", "signal", "reception", "wifi signal"),
        Kind("sensor", "sound_pressure"): ("noise level", "noise", "sound level", "loudness"),
        Kind("sensor", "wind_speed"): ("wind speed", "wind"),
        Kind("sensor", "wind_direction"): ("wind direction",),
        Kind("sensor", "precipitation"): ("rainfall", "rain", "precipitation", "rain gauge"),
        Kind("sensor", "weight"): ("weight", "scale"),
        Kind("sensor", "distance"): ("distance",),
        Kind("binary_sensor"): ("sensor", "detector"),
        Kind("binary_sensor", "door"): ("door", "door sensor", "door contact"),
        Kind("binary_sensor", "garage_door"): ("garage door", "garage"),
        Kind("binary_sensor", "window"): ("window", "window sensor", "window contact"),
        Kind("binary_sensor", "opening"): ("opening", "door", "window", "contact sensor", "contact"),
        Kind("binary_sensor", "lock"): ("lock",),
        Kind("binary_sensor", "motion"): ("motion sensor", "motion", "motion detector", "movement", "movement sensor"),
        Kind("binary_sensor", "occupancy"): ("occupancy", "presence sensor", "presence", "occupancy sensor"),
        Kind("binary_sensor", "presence"): ("presence", "presence sensor", "presence detector"),
        Kind("binary_sensor", "moisture"): ("leak sensor", "leak", "water sensor", "leak detector", "water leak"),
        Kind("binary_sensor", "smoke"): ("smoke detector", "smoke alarm", "smoke", "smoke sensor", "fire alarm"),
        Kind("binary_sensor", "gas"): ("gas detector", "gas alarm", "gas sensor", "gas", "gas leak"),
        Kind("binary_sensor", "carbon_monoxide"): ("carbon monoxide detector", "carbon monoxide alarm", "co alarm"),
        Kind("binary_sensor", "vibration"): ("vibration sensor", "vibration"),
        Kind("binary_sensor", "sound"): ("sound sensor", "noise", "sound"),
        Kind("binary_sensor", "connectivity"): ("connection", "connectivity"),
        Kind("binary_sensor", "problem"): ("problem", "fault"),
        Kind("binary_sensor", "battery"): ("battery",),
    }
)
"""Kind → its nouns in the singular, the usual one first."""


def nouns_of(domain: str, device_class: str | None) -> tuple[str, ...]:
    """Return the nouns for a kind, those of its device class first; none for kinds that nobody names."""
    exact = NOUNS.get(Kind(domain, device_class), ()) if device_class else ()
    return (*exact, *(noun for noun in NOUNS.get(Kind(domain), ()) if noun not in exact))


def kinds_of(noun: str) -> frozenset[Kind]:
    """Return every kind that `noun` (singular or plural) may mean; none where it is no word for a kind.

    >>> sorted(kinds_of("tellies"))
    [Kind(domain='media_player', device_class='tv')]
    """
    return _KINDS.get(noun, frozenset())


def _forms(noun: str) -> tuple[str, ...]:
    """Return a noun and what may be its plural."""
    if noun.endswith("y"):
        return noun, f"{noun}s", f"{noun[:-1]}ies"
    return noun, f"{noun}es" if noun.endswith(("ch", "sh", "x", "s")) else f"{noun}s"


def _kinds_by_form() -> Mapping[str, frozenset[Kind]]:
    found: dict[str, set[Kind]] = {}
    for kind, nouns in NOUNS.items():
        for form in (form for noun in nouns for form in _forms(noun)):
            found.setdefault(form, set()).add(kind)
    return MappingProxyType({form: frozenset(kinds) for form, kinds in found.items()})


_KINDS = _kinds_by_form()
