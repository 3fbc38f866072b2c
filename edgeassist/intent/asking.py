"""Commands written with a question mark: "Garage door open?" asks and moves nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.messages import ParsedAction, Understanding
from edgeassist.text import normalise

_POLITE = re.compile(
    r"\b(?:can|can't|could|couldn't|would|wouldn't|will|won't|may|might|mind|please|fancy|how about|what about|what if|"
    r"why don't|why not|let's|shall|should)\b"
)
"""Words of a request that is put as a question."""
_ASKING = re.compile(
    r"(?:what|what's|which|who|who's|where|where's|when|why|how|how's|is|isn't|are|aren't|was|were|am|do|don't|does|did|"
    r"didn't|has|have|haven't|had|any|anyone|anybody|anything)\b"
)
"""What a question begins with."""
_TAGGED = re.compile(
    r"(?:so |and )?(?:the|my|our|[\w']+'s) .*(?:\bis|\bare|'s) (?:\w+ )?(?:on|off|open|closed|shut|locked|unlocked)"
    r"(?: (?:right|yes|yeah|correct|innit|no|isn't it|aren't they|is it|are they))+"
)
"""What is told so that somebody says yes: "the back door's locked, right"."""
_SENTENCE_END = re.compile(r"[.!;]\s")

_STATES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "turn_on": {"state": "on"},
        "turn_off": {"state": "off"},
        "open": {"state": "open"},
        "close": {"state": "closed"},
        "lock": {"state": "locked"},
        "unlock": {"state": "unlocked"},
        "mute": {"state": "muted"},
        "media_play": {"state": "playing"},
        "media_resume": {"state": "playing"},
        "media_pause": {"state": "paused"},
        "vacuum_start": {"state": "cleaning"},
        "vacuum_return": {"state": "docked"},
        "set_position": {"attribute": "position"},
        "set_temperature": {"attribute": "temperature"},
        "adjust_temperature": {"attribute": "temperature"},
        "set_humidity": {"attribute": "humidity"},
        "set_volume": {"attribute": "volume"},
        "volume_up": {"attribute": "volume"},
        "volume_down": {"attribute": "volume"},
        "set_fan_speed": {"attribute": "speed"},
    }
)
"""Command to a device → what a question about it asks."""
_NO_STATE = frozenset(
    {"toggle", "stop", "unmute", "set_light", "set_hvac_mode", "set_preset", "select_option", "set_value"}
    | {"media_stop", "media_next", "media_previous", "play_media", "vacuum_pause", "vacuum_stop", "vacuum_locate"}
)
"""Commands that bring about no state of their own: then it is asked how the thing is."""

_ERRANDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("list_add", "list_remove", "list_complete_item"), "list_query"),
        **dict.fromkeys(("timer_start", "timer_cancel", "timer_cancel_all", "timer_pause"), "timer_status"),
        **dict.fromkeys(("timer_resume", "timer_add", "timer_subtract"), "timer_status"),
        **dict.fromkeys(("alarm_set", "alarm_cancel"), "alarm_query"),
    }
)


def is_doubtful(text: str) -> bool:
    """Return whether a raw text ends as a question and has neither a question word nor the words of a request.

    >>> is_doubtful("Garage door open?"), is_doubtful("Could you open the garage?"), is_doubtful("Open the garage!")
    (True, False, False)
    >>> is_doubtful("the back door's locked, right"), is_doubtful("the heating on, right now")
    (True, False)
    """
    text = text.rstrip()
    if _TAGGED.fullmatch(normalise(text)):
        return True
    if not text.endswith("?"):
        return False
    said, last = normalise(text), normalise(_SENTENCE_END.split(text)[-1])
    return not _POLITE.search(said) and not _ASKING.match(last)


def as_question(understanding: Understanding) -> Understanding:
    """Return `understanding` with questions in place of its commands, unless it asks something already."""
    if any(action.intent == "get_state" or action.intent in _ERRANDS.values() for action in understanding.actions):
        return understanding
    return replace(understanding, actions=tuple(map(_asked, understanding.actions)))


def _asked(action: ParsedAction) -> ParsedAction:
    if action.intent in _STATES or action.intent in _NO_STATE:
        return ParsedAction("get_state", action.targets, _STATES.get(action.intent, {}))
    if (query := _ERRANDS.get(action.intent)) is not None:
        return ParsedAction(query, action.targets)
    return action
