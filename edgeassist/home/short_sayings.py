"""What people say short of what was done or asked just before, for a recogniser to listen for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType

from edgeassist.text import WEEKDAYS


def _all(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return every combination of one of each part.

    >>> _all(("turn",), ("it", "them"), ("on", "off"))
    ('turn it on', 'turn it off', 'turn them on', 'turn them off')
    """
    return tuple(" ".join(filter(None, words)) for words in product(*parts))


_SHORTLY = ("5 minutes", "10 minutes", "a quarter of an hour", "half an hour", "an hour", "2 hours")
_MINUTES = tuple(f"{n} minutes" for n in (*range(2, 11), 12, 15, 20, 25, 30, 40, 45))
_HOURS = tuple(map(str, range(1, 13)))
_WHICH = ("first", "second", "third", "last", "next", "other", "shorter", "longer", "earlier", "later")
_COLOURS = ("red", "green", "blue", "yellow", "orange", "purple", "pink", "white", "warm white")
_DEGREES = ("1 degree", "2 degrees", "3 degrees", "half a degree")

_CANCELLED = (
    *_all(("cancel",), ("it", "that", "them all", "both", "all of them", "the others")),
    *_all(("cancel the",), _WHICH, ("one",)),
    *("turn it off", "forget it", "and the other one", "what's left"),
)
OF_TIMERS = (
    *("how long is left on it", "how long is left", "how much is left", "how long has it got", "which one is next"),
    *("is it done", "when will it be done", "pause it", "resume it", "pause the other one", "stop them all"),
    *("stop the timer", "cancel the timer", "pause the timer", "stop it"),
    *_all(("add",), ("1 minute", *_MINUTES[:9]), ("to it", "to that")),
    *(f"give it {n} more minutes" for n in (2, 3, 5, 10)),
    *_all(("make it", "another one for", "and another one for"), _MINUTES),
    *_all(("call it",), ("pasta", "eggs", "tea", "pizza", "laundry", "cake", "bread", "rice")),
    *_CANCELLED,
)
OF_CLOCKS = (
    *_all(("push it back",), _SHORTLY),
    *_all(("make it", "move it", ""), _SHORTLY, ("later", "earlier")),
    *_all(("make it", "move it to", "no at"), ("", "half past", "quarter past", "quarter to"), _HOURS),
    *("what time is that", "when is that", "when is the next one", "what's set", "skip tomorrow", "skip it tomorrow"),
    *("not on weekends", "only on weekdays", "every day", "cancel the alarm"),
    *(f"not on {day}s" for day in WEEKDAYS),
    *_all(("skip",), WEEKDAYS),
    *_CANCELLED,
)
OF_PLANS = (
    *("call it off", "what time is that", "leave it on", "leave it off", "leave it open"),
    *("what is planned", "not on weekends", "only on weekdays", *(f"not on {day}s" for day in WEEKDAYS)),
    *_all(("make it",), _MINUTES),
    *_all(("make it", "at"), ("", "half past", "quarter past", "quarter to"), _HOURS),
    *_all(("",), _SHORTLY, ("later", "earlier")),
    *_CANCELLED,
)
OF_CONDITIONS = ("every time", "only once")
OF_A_LIST = (
    *("what's left", "what else", "what else is on it", "read it to me", "read it again", "what's on it"),
    *("is it empty", "is there anything else on it", "clear it", "clear the list", "remove the last 1"),
    *_all(("take it off", "take that off", "take them off", "take both off"), ("", "again")),
    *_all(("remove the",), ("first", "second", "third", "fourth", "fifth", "last"), ("one", "1", "thing")),
    "cross it off",
)
_TWO = ("both", "them both", "both of them", "them all", "all of them")
_OF_ALL = (
    *_all(("turn",), ("it", "them", *_TWO), ("on", "off"), ("", "again")),
    *("turn it back on", "turn it back off", "off again", "on again", "both off", "all of them off"),
    *("is it on", "is it off", "not that one", "the other one", "undo that", "undo it", "put it back"),
)
_PERCENT = tuple(f"{percent} percent" for percent in range(0, 101, 5))
_TURNED = _all(("turn it",), ("up", "down"), ("", "a bit"))
_FULLY = ("max", "maximum", "minimum", "full", "half", "halfway")
_MORE_OR_LESS = ("", "a bit", "a little", "make it", "make it a bit", "even")
_OF_LIGHTS = (
    *_all(_MORE_OR_LESS, ("brighter", "dimmer", "darker", "warmer", "cooler")),
    *("dim it", "dim it a bit", "dim them", *_FULLY, *_TURNED, *_PERCENT),
    *_all(("make it", "make them"), _COLOURS),
)
_OF_FANS = (*_all(_MORE_OR_LESS, ("faster", "slower")), "full speed", *_FULLY, *_TURNED, *_PERCENT)
_OF_COVERS = (
    *_all(("open", "close"), ("it", "them", *_TWO), ("", "again")),
    *("halfway", "halfway down", "halfway up", "half", "stop", "stop it", "is it open", "is it closed"),
    *_all(("are they", "are they both", "are they all"), ("open", "closed")),
    *_PERCENT,
)
_OF_HEAT = (
    *_all(_DEGREES, ("more", "less", "warmer", "cooler", "higher", "lower")),
    *_all(("turn it",), ("up", "down"), _DEGREES),
    *_all(_MORE_OR_LESS, ("warmer", "cooler", "colder")),
    *_all(("make it", "make that", "no"), tuple(map(str, range(15, 27)))),
    *("what's it set to", "how warm is it", *_TURNED),
)
_OF_SOUND = (
    *_all(_MORE_OR_LESS[:3], ("louder", "quieter", "softer")),
    *_all(("mute", "unmute", "pause", "play", "stop", "resume"), ("", "it")),
    *(
        "go on",
        "carry on",
        "continue",
        "next",
        "skip it",
        "skip this",
        "previous",
        "what's playing",
        *_TURNED,
    ),
)
_OF_LOCKS = (
    *_all(("lock", "unlock"), ("it", "them", *_TWO), ("", "again")),
    *("is it locked", "is it open", "lock it then"),
)
_ASKED = (
    *_all(("turn", "switch"), ("it", "them", "them all"), ("off", "on"), ("", "then")),
    *_all(("close", "lock", "open"), ("it", "them"), ("", "then")),
    *_all(("is it",), ("on", "off", "open", "closed", "locked")),
    *_all(("are they", "are they both", "are they all"), ("on", "off", "open", "closed", "locked")),
    *("tell me when it is", "is it still on", "is it still open"),
    *("since when", "and upstairs", "and downstairs", "and outside"),
)

OF_DEVICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("turn_on", "turn_off", "toggle"), (*_OF_ALL, *_OF_LIGHTS, *_OF_FANS)),
        "set_light": (*_OF_ALL, *_OF_LIGHTS),
        "set_fan_speed": (*_OF_ALL, *_OF_FANS),
        **dict.fromkeys(("open", "close", "stop", "set_position"), (*_OF_COVERS, "undo that", "not that one")),
        **dict.fromkeys(("lock", "unlock"), (*_OF_LOCKS, "undo that", "not that one")),
        **dict.fromkeys(
            ("set_temperature", "adjust_temperature", "set_hvac_mode", "set_preset"), (*_OF_HEAT, *_OF_ALL)
        ),
        **dict.fromkeys(("set_volume", "volume_up", "volume_down", "mute", "unmute"), (*_OF_SOUND, *_OF_ALL)),
        **dict.fromkeys(
            ("media_play", "media_pause", "media_resume", "media_stop", "media_next", "media_previous", "play_media"),
            (*_OF_SOUND, *_OF_ALL),
        ),
        "get_state": _ASKED,
    }
)
"""By what was done or asked."""
