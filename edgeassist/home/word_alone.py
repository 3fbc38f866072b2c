"""A mere word or two after something was done or asked: "off again", "swap them", "are you sure", "where is it now"."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.evidence import swaps
from edgeassist.messages import Context, ParsedAction, Target

_SWITCHED = re.compile(
    r"(?:(?:and|now|then|okay|so) )*(?P<state>on|off)(?: (?:again|too|please|then|now))*"
    r"(?: (?P<when>in .+))?"
)
_DONE_TO_THINGS = frozenset(
    {"turn_on", "turn_off", "get_state", "set_light", "set_position", "set_fan_speed", "set_volume", "set_humidity"}
    | {"set_temperature", "adjust_temperature", "volume_up", "volume_down"}
)
_WHERE = re.compile(
    r"(?:(?:and|so) )*(?:where(?:'s| is| has) (?:it|he|she)(?: got to)?|what(?:'s| is) (?:it|he|she) doing"
    r"|(?:is|has) (?:it|he|she) (?:back|home|done|finished|docked|ready|cleaning)(?: home)?)"
    r"(?: now| yet| already| still)?"
)
_HOW_FAR = re.compile(
    r"(?:(?:and|so) )*(?:is|has) (?:it|that) (?:still |already )?(?:done|finished|ready|started|stopped|going)"
    r"(?: (?:now|yet|already|still))?"
)
_DID_YOU = re.compile(
    r"(?:(?:and|so|oh) )*(?:did you|have you) (?:already |really )?"
    r"(?P<verb>lock|locked|unlock|unlocked"
    r"|close|closed|shut|open|opened|turn|turned|switch|switched) (?P<it>it|them)(?: (?P<way>on|off))?"
    r"(?: now| already| too| again)?"
)
_DONE_IS = MappingProxyType(
    {"lock": "locked", "locked": "locked", "unlock": "unlocked", "unlocked": "unlocked", "on": "on", "off": "off"}
    | {"close": "closed", "closed": "closed", "shut": "closed", "open": "open", "opened": "open"}
)
"""How it was said that something is done to a thing → how that is then."""
_WHICH_ONE = re.compile(
    r"(?:(?:and|okay|so) )*which (?:one|1|ones|of them|room)(?: (?:is it|are they|is that|was that|then))?"
)
_SURE = re.compile(
    r"(?:(?:oh|and|hm) )*"
    r"(?:are you (?:really |quite |absolutely )?sure(?: about (?:that|it))?|really|is (?:it|that) really)"
)
_CHOSEN = frozenset({"select_option", "set_value", "set_hvac_mode", "set_preset", "set_humidity", "set_fan_speed"})
_SET_TO = re.compile(r"(?:(?:and|so|okay) )*what(?:'s| is) (?:it|that)(?: set)? (?:on|at|to|now)(?: now)?")
_RATHER = re.compile(
    r"(?:(?:no|sorry|oh|actually|rather|wait|i (?:meant|mean)) )+(?P<option>(?!thanks|thank)\S+(?: \S+){0,2})"
)
_SET_IT = re.compile(
    r"(?:(?:and|okay|then|now|please|can you|could you) )*(?:set|change|switch|put|turn|move) (?:it|that) (?:back )?"
    r"(?:to|on|onto|at) (?:the )?(?P<option>\S+(?: \S+){0,3}?)(?: (?:please|then|instead|mode|program|programme))*"
)
"""What is said of a thing that has options, and only of one."""
_UNDID = re.compile(r"\b(?:undo|revert|reverse|the one before|take (?:that|it) back|back (?:how|as|to how) it was)\b")
_BACK_ONE = re.compile(r"(?:(?:no|okay|and) )*(?:go|step) back(?: (?:one|1|a step|1 step))?")
_TO_NORMAL = re.compile(
    r"(?:(?:and|okay|now|then|please|go|put|set|turn|bring|take|it|them|that) )*(?:back )?to (?:the |its )?"
    r"(?:normal|usual|before|what it was|how it was)(?: (?:volume|level|brightness|temperature|setting|one|1))?"
    r"(?: (?:again|now|please|then))*"
)
"""Said of what was made louder, dimmer or warmer than it is as a rule."""
_BEFORE_THAT = re.compile(
    r"(?:(?:and|also|now) )*(?:the (?:one|1|thing|command) before(?: that| it)?|what was before that"
    r"|that too|once more|one more|1 more|again)(?: (?:too|as well|please))*"
)


def word_alone(said: str, before: ParsedAction, context: Context) -> ParsedAction | None:
    """Return what a mere word means after `before`; None: it means nothing by itself.

    >>> from datetime import UTC, datetime
    >>> lamp, context = ParsedAction("turn_on"), Context(datetime.now(UTC), previous=("light.desk",))
    >>> word_alone("off again", lamp, context).intent, word_alone("are you sure", lamp, context)
    ('turn_off', None)
    >>> word_alone("set it to cotton", ParsedAction("get_state"), replace(context, previous=("select.washer",))).values
    {'option': 'cotton'}
    """
    if before.intent == "get_state" and (_SURE.fullmatch(said) or _WHICH_ONE.fullmatch(said)):
        return before
    if before.intent in _CHOSEN | _DONE_TO_THINGS and _SET_TO.fullmatch(said):
        of = {"attribute": "volume"} if "volume" in before.intent else {}
        return ParsedAction("get_state", (Target(ref="it"),), of)
    if before.intent == "select_option" and (other := _RATHER.fullmatch(said)) is not None:
        return replace(before, values={**before.values, "option": other["option"]})
    if context.previous[:1] and context.previous[0].startswith("select.") and (to := _SET_IT.fullmatch(said)):
        return ParsedAction("select_option", (Target(ref="it"),), {"option": to["option"]})
    if context.previous and (asked := _whether_done(said)) is not None:
        return asked
    return _switched(said, before, context) or _whereabouts(said, before) or _undone_too(said, before, context)


def _switched(said: str, before: ParsedAction, context: Context) -> ParsedAction | None:
    """Return what "off again" and "swap them" switch; None: it is no such word."""
    if swaps(said) and context.together:
        return ParsedAction("toggle", (Target(ref="them"),))
    switched = _SWITCHED.fullmatch(said)
    if switched is None or not context.previous or before.intent not in _DONE_TO_THINGS:
        return None
    return ParsedAction(f"turn_{switched['state']}", (Target(ref="it"),), when=switched["when"])


def _whether_done(said: str) -> ParsedAction | None:
    """Return the question whether what was to be done to "it" is so: "did you lock it"; None: that is not asked."""
    match = _DID_YOU.fullmatch(said)
    state = _DONE_IS.get(next(filter(None, (match["way"], match["verb"])), "")) if match else None
    return ParsedAction("get_state", (Target(ref=match["it"]),), {"state": state}) if match and state else None


def _whereabouts(said: str, before: ParsedAction) -> ParsedAction | None:
    """Return the question where the vacuum is, or how far the machine, that was spoken of; None: it is of neither."""
    goes_about = before.intent.startswith(("vacuum_", "media_"))
    asked = (goes_about and _WHERE.fullmatch(said)) or (before.intent == "notify" and _HOW_FAR.fullmatch(said))
    return ParsedAction("get_state", (Target(ref="it"),)) if asked else None


def _undone_too(said: str, before: ParsedAction, context: Context) -> ParsedAction | None:
    """Return that what was done before is taken back as well: "and the one before"; None: nothing was taken back."""
    acted = before.intent in _DONE_TO_THINGS - {"get_state"}
    back = acted and (_BACK_ONE.fullmatch(said) or _TO_NORMAL.fullmatch(said))
    undid = bool(context.history) and _UNDID.search(context.history[-1][0].casefold())
    return ParsedAction("undo") if back or (undid and _BEFORE_THAT.fullmatch(said)) else None
