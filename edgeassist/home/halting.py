"""What a mere "stop" ends, "pause it" holds, and "louder" and "how far open is it" are said of, after something was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.house import Setting
from edgeassist.messages import ParsedAction, Target
from edgeassist.text import normalise

_SO = r"(?:(?:okay|ok|no|now|right|please|and|then) )*"
_STOP = re.compile(rf"{_SO}stop(?: (?:it|that|them|now|please))*")
_ENOUGH = r"(?:that's|that is|it's) enough(?: (?:now|for now|of that|thanks|thank you|please))*"
_HALT = re.compile(rf"{_SO}(?:(?:stop|halt|enough)(?: (?:it|that|them|there|here|now|please))*|{_ENOUGH})")
_OF_MUSIC = re.compile(rf"{_SO}{_ENOUGH}")
_RUNNING: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys(("fan", "humidifier", "siren", "switch"), frozenset({"on"}))
    | {"media_player": frozenset({"playing"})}
    | {"vacuum": frozenset({"cleaning", "returning"}), "lawn_mower": frozenset({"mowing", "returning"})}
)
"""Domain of what runs until it is stopped → its states then; a light is not stopped."""
_IT_DOES = re.compile(r"(?:it|that|he|she)(?P<does>(?:'s| ).+)")
_WEATHER = re.compile(r"\b(?:rain|snow|hail|storm|dark|light|cold|warm|hot|sunny|freez|wet|dry|time|noon|midnight|\d)")
_PLAYED = frozenset(
    {"set_volume", "mute", "unmute", "media_pause", "media_stop", "media_resume", "media_next", "media_previous"}
)
_MUSIC = re.compile(r"\b(?:music|songs?|tracks?|tunes?|radio|everything|all)\b")
_CLEANERS = frozenset({"vacuum", "lawn_mower"})
_HELD = re.compile(
    rf"{_SO}(?:pause|hold|wait|continue|resume|restart|(?:carry|go) on|keep going|stop)"
    r"(?: (?:it|him|her|that|there|please|now|again|then))*"
)
_RUN_ON = _CLEANERS | {"media_player"}
"""What may be paused as well as a timer."""
_OF_TIMERS: Mapping[str, str] = MappingProxyType(
    {"media_pause": "timer_pause", "media_resume": "timer_resume", "media_play": "timer_resume"}
    | {"media_stop": "timer_cancel", "stop": "timer_cancel"}
)
"""What is said of music → what it means for a timer."""
_IT = re.compile(r"\b(?:it|they)\b")
_HAD_BY_IT = frozenset({"position", "brightness", "volume", "speed", "color"})
_ANY = Target(quantity="any")
_SWITCHED = frozenset({"fan", "humidifier", "siren", "switch"})


def halted(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return what "stop" does to a blind that moves, or a fan that runs, which was spoken of; None: it is no such.

    "That's enough" stops the one player that plays.
    """
    said = setting.context.said
    if parsed.intent not in {"nevermind", "stop"} or not _HALT.fullmatch(said):
        return None
    spoken_of = setting.spoken_of
    if any(each.state in {"opening", "closing"} for each in spoken_of):
        return ParsedAction("stop", (Target(ref="it"),))
    if _OF_MUSIC.fullmatch(said):
        playing = [each for each in setting.home.entities.values() if each.state == "playing"]
        plays = next((each for each in playing if each in spoken_of or len(playing) == 1), None)
        return ParsedAction("media_stop", (Target(ids=(plays.id,)),)) if plays else ParsedAction("nevermind")
    run = bool(spoken_of) and all(each.state in _RUNNING.get(each.domain, ()) for each in spoken_of)
    if not run or not _STOP.fullmatch(said):
        return ParsedAction("nevermind") if parsed.intent == "stop" and not parsed.values else None
    off = {each.domain for each in spoken_of} <= _SWITCHED
    return ParsedAction("turn_off" if off else "stop", (Target(ref="it"),))


def of_the_cleaner(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "pause" and "carry on" for the vacuum that was spoken of; None: none was, or music is meant."""
    context, domains = setting.context, {each.domain for each in setting.spoken_of}
    if (
        not domains
        or not domains <= _CLEANERS
        or not parsed.intent.startswith("media_")
        or not _HELD.fullmatch(context.said)
    ):
        return None
    return replace(parsed, targets=(Target(ref="it"),))


def told_of_it(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "tell me when it stops" of what was spoken of; None: it is the weather, or nothing was spoken of."""
    match = _IT_DOES.fullmatch(parsed.condition or "") if parsed.intent == "notify" else None
    things = [each.name for each in setting.spoken_of]
    if match is None or len(things) != 1 or _WEATHER.search(match["does"]):
        return None
    does = match["does"].replace("'s ", " is ").strip()
    return replace(parsed, condition=f"the {normalise(things[0])} {does}", about=())


def asked_of_it(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "how far open is it" of what was spoken of; None: it is asked of something else, as "is it raining" is."""
    values, context = parsed.values, setting.context
    bare = (replace(target, domain=None, device_class=None) in {Target(), _ANY} for target in parsed.targets)
    had = values.get("attribute") in _HAD_BY_IT or values.get("state") in {"open", "closed"}
    domains = {each.domain for each in setting.spoken_of}
    of_it = _IT.search(context.said) or (values.get("attribute") == "volume" and domains == {"media_player"})
    if parsed.intent != "get_state" or not had or not context.previous or not of_it or not all(bare):
        return None
    return replace(parsed, targets=(Target(ref="it"),))


def of_our_voice(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "louder" for our voice, where that was spoken of; None: something else is meant."""
    before = setting.context.before[-1:]
    louder = parsed.intent in {"volume_up", "volume_down"} and not any(target.name for target in parsed.targets)
    if louder and before and before[0].intent in {"voice_volume", "announce"}:
        return ParsedAction("voice_volume", values={"direction": parsed.intent.removeprefix("volume_")})
    return None


def of_that_player(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "volume at 20" or "mute it" for the player that was spoken of; None: none was, or another is named."""
    bare = all(target == Target(domain=target.domain) for target in parsed.targets)
    domains = {each.domain for each in setting.spoken_of}
    music = _MUSIC.search(setting.context.said) is not None
    of_it = parsed.intent in _PLAYED and bare and domains == {"media_player"} and not music
    return replace(parsed, targets=(Target(ref="it"),)) if of_it else None


def of_a_timer(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "pause it" and "carry on" for the timer that was spoken of last; None: they mean no timer."""
    before = setting.context.before[-1] if setting.context.before else None
    bare = all(target == Target(domain=target.domain, ref=target.ref) for target in parsed.targets)
    runs = any(each.domain in _RUN_ON for each in setting.spoken_of)
    if before is None or not before.intent.startswith("timer_") or not bare or runs:
        return None
    intent = _OF_TIMERS.get(parsed.intent)
    kept = {key: span for key, span in before.values.items() if key in {"name", "start_duration_s"}}
    return ParsedAction(intent, values=kept) if intent else None
