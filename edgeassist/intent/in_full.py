"""What is said short since its noun was said just before, in full: "push it back half an hour", "the 5 minute one"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.intent.done_then import done_then, done_to_it, of_the_rest
from edgeassist.intent.off_again import off_again
from edgeassist.intent.short_forms import SHORT
from edgeassist.intent.who_and_when import asked_on, beside_that, when_it_does, who_comes, with_times_told
from edgeassist.messages import Context, ParsedAction
from edgeassist.text import WEEKDAY, normalise
from edgeassist.when import DATE, DAY, NO_HOUR, TIME, WHEN

_ASIDE = r"(?:(?:please|can you|could you|okay|so|and|now|actually|oh|then|well) )*"
_JUST_SET = frozenset({"timer_start", "alarm_set", "reminder_set"})
_TAKEN_BACK = re.compile(rf"{_ASIDE}(?:cancel|delete|scrap) (?:it|that)(?: (?:please|again|after all))*")
"""Of what was only just set."""
_DONT = re.compile(
    rf"{_ASIDE}(?:(?:no|oh|wait|sorry|actually|stop) )*(?:don't|do not|don't do (?:it|that)|leave it|leave that"
    r"|(?:actually|oh|no) never mind|forget (?:about )?(?:it|that)|rather not|better not|cancel|on second thoughts? no)"
    r"(?: (?:please|then|after all))*"
)
"""Said of what was only just planned."""
_UP_ALREADY = re.compile(
    rf"{_ASIDE}(?:(?:no|oh|actually) )*never mind (?:that |it )?(?:i'm|i am|we're) (?:up|awake)(?: (?:now|already))*"
)
"""Said of an alarm that nobody needs any more."""
_STOP = re.compile(rf"{_ASIDE}(?:stop|end|quit|drop) (?:it|that)")
_AT_A_TIME = re.compile(rf"(?:for|at) (?P<time>{TIME}|{NO_HOUR})")
_SET_ONE = re.compile(
    rf"{_ASIDE}(?:i )?(?:also )?"
    r"(?:(?:set|make|add|start|create|put on|give me|need|want)(?: me)?(?: up)? "
    rf"|(?=another (?:one|1) (?:for|at) {TIME}))"
    rf"(?:an?other|a second|a new|one|1)(?: more)?(?: one| 1)? (?P<rest>(?:for|at|of|on|in|called|named|every|to) .+)"
)
_ONE = re.compile(
    r"\b(?P<a>the|that) (?:one|1) (?=about|for|at|with|called|named|to|of)"
    r"|\b(?P<the>the|that|my|this) (?P<which>(?:other|remaining|(?!one\b|1\b)[\w']+(?: [\w']+){0,3}?))"
    r"(?<! at)(?<! to)(?<! by)(?<! past)(?<! from)(?<! until)(?<! till)(?<! after)(?<! before) (?:ones?|1s?)\b"
    r"|\bthe (?P<place>first|second|third|fourth|fifth|last|next|(?:short|long|new|earli|lat)e(?:r|st))$"
    r"|\b(?:the )?(?P<rest>others|rest)\b"
)
_ANOTHER_TO = re.compile(
    r"(?:(?:and|also|plus) )+(?:(?:an)?other(?: one| 1)?|one|1|a second one) (?P<rest>(?:at|in|on|for) .+ to .+)"
)
_ALSO_AT = re.compile(
    r"(?:and|also|plus|oh and) (?P<rest>(?:at|in|on|tomorrow|tonight)\b (?!.*\bremind me\b).*\b(?:to|that|about)"
    r" (?!\d)\w+ .+)"
)
_AT_ALONE = re.compile(rf"(?P<at>at {TIME}) (?P<what>.+)")
"""A time without a day, which is that of the reminder before it."""
_OTHER_AT = re.compile(
    r"(?:and|also|then) (?P<what>(?!.*\b(?:lights?|lamps?|blinds?|fan|heating|tv|kettle|door|timer|alarm)\b)"
    rf"(?:(?:the|my|our) \w+(?: \w+)?|\w+)) (?P<at>{WHEN})"
)
_SAME_TO_OTHERS = frozenset(
    {"ring", "call", "phone", "text", "email", "visit", "feed", "water", "pay", "buy", "collect"}
)
"""What is done to somebody else as well: "and the school at two"."""
_ON_DAY = re.compile(
    rf"{_ASIDE}(?:make|move|change|set) (?P<day>{DAY})(?:'s)?"
    rf"(?: one| 1| alarm| reminder)?(?: to| at)? (?P<time>{TIME})(?: (?:instead|rather|then|please|though))*"
)
_ASKS_OR_DOES = re.compile(
    rf"{_ASIDE}(?:cancel|delete|remove|stop|kill|end|drop|scrap|pause|hold|resume|continue|move|push|put|shift|change|skip|make"
    r"|bin|postpone|delay|(?:turn|switch) off|how|what|what's|when|when's|add|give|take|rename|call|name|label|extend"
    r"|shorten|forget|never mind|read)\b"
)
_DROP = re.compile(r"\b(?:drop|bin|scrap|kill|lose|get rid of)\b")
_DROP_PLAN = re.compile(rf"{_DROP.pattern}|\b(?:stop|end)\b")
_POLITE_END = re.compile(
    r"(?<=\S),? (?:if you (?:would|could|can|please|don['\u2019]?t mind|wouldn['\u2019]?t mind)"
    r"|when you (?:can|get a (?:moment|chance))|thanks|thank you|ta|cheers)(?:,? please)?[.!]*$",
    re.IGNORECASE,
)
"""Courtesy after what goes on from the words before."""
_AND_TO = re.compile(
    rf"{_ASIDE}(?:and|also|plus|and also|oh and) (?:tell me |remind me )?(?:to|that|about) (?P<what>.+?)"
    r"(?: (?:too|as well))*"
)
_AND_THE_OTHER = re.compile(
    r"(?:and )?(?P<which>the (?:other|second|third|last|next))(?: one| 1)?(?: too| as well| please)*"
)
_MORE = (
    r"(?:(?:and|also|plus|oh and|and also)(?: another| one| 1| a timer| a(?= \d))?"
    r"|(?:(?:and|also|plus) )*(?:i )?(?:also )?(?:need|want|set|start|do|make)(?: me)? (?:another(?: one| 1)?|one|1)"
    r"|another(?: one| 1)?|one|1)"
)
_AND_ANOTHER = tuple(
    re.compile(rf"{_MORE} {way}(?: please| too| as well)*")
    for way in (
        r"for (?:the |my )?(?P<name>[^\W\d]+(?: (?!for\b|at\b)[^\W\d]+)?) (?:for |at )?(?P<count>\d+)(?P<unit> \w+)?",
        r"(?:the |my )(?P<name>[^\W\d]+(?: [^\W\d]+)?) (?:for|at) (?P<count>\d+)(?P<unit> \w+)?",
        r"(?P<count>\d+)(?P<unit> (?!for|one|1)\w+)?(?: one| 1)? for (?:the |my )?(?P<name>[^\W\d]+(?: [^\W\d]+)?)",
        r"(?:the |my )?(?P<name>(?!for|at|in|add|an)[^\W\d]+) (?P<count>\d+)(?P<unit> (?:second|minute|min|hour)s?)?",
        r"an? (?P<name>[^\W\d]+(?: [^\W\d]+)?) timer for (?P<count>\d+)(?P<unit> \w+)?",
        r"(?:the |my )(?P<name>[^\W\d]+(?: [^\W\d]+)?) (?:needs?|wants?|takes?) (?P<count>\d+)(?P<unit> \w+)?",
    )
)
_AGAIN: Mapping[str, str] = MappingProxyType(
    {"timer_cancel": "cancel", "timer_pause": "pause", "timer_resume": "resume", "alarm_cancel": "cancel"}
    | {"timer_status": "how long is left on"}
)
"""What was done or asked → how it is said of another one."""
_UNIT = re.compile(r" (?:second|minute|hour)s?")
_ALL_ON = re.compile(
    rf"{_ASIDE}(?:(?:all|both)(?: of (?:them|those))?|them(?: all| both)?) (?P<state>on|off)"
    r"(?P<time> (?:in|at|for|until|after) .+?)?(?: please)?"
)
_WHOSE = re.compile(
    r"(?:(?:and|also) )*(?P<whose>(?!it's|that's|what's|who's|let's|he's|she's|there's)[a-z]+'s)(?: too| as well)*"
)
_MADE = re.compile(rf"{_ASIDE}(?:make|change) (?:it|that)(?: to)? (?P<time>.*\d.*|noon|midnight)")
_THEM = re.compile(r"(?<!^)\b(?:(?:them|those) (?:both|all)|(?:both|all) of (?:them|those))\b")
_RATHER_A_TIMER = re.compile(
    r"(?:(?:no|not an alarm|i (?:meant?|said|want(?:ed)?)|make (?:it|that)|sorry) )+a timer(?: instead| rather)?"
)
_PLANS_TOLD = ("I will turn", "I will set", "I will open", "I will close", "I will lock", "I will tell", "I will wake")
"""Of such plans any may be meant, whatever it is called."""
_FROM_NOW = re.compile(r"^in | from now$")
_ABOUT_DAY = re.compile(rf"{_ASIDE}(?:what|how) about(?: (?:on|at|the))* (?P<day>{WEEKDAY}s?|weekends?)")
_THING = re.compile(r"(?:in )?(?:the|my|our) (?!.*\b(?:is|are|was|has)\b)(?:\w+ ){0,3}\w+(?: please)?")
_WHAT_WAS_MEANT = re.compile(r"Tell me what you meant|^There is no .+ here\.$")
_WEEKDAY = re.compile(WEEKDAY)
_RATHER_ON = re.compile(rf"(?:(?:oh|wait|actually|sorry) )*no (?:on )?(?:{DAY}|{DATE})")
"""Another day of what is for once, which is not called off."""
_NOT_ON = re.compile(
    rf"{_ASIDE}(?:(?:but|only|just) )*(?:not|except)(?: for)?(?: on)? {WEEKDAY}(?:(?:,| and| or) (?:on )?{WEEKDAY})*"
    r"(?: (?:though|please))*"
)
"""A day that what comes round leaves out each time."""


def in_full(text: str, context: Context) -> str:
    """Return what a text means after a timer, an alarm, a plan ... was spoken of; the same text where that is it.

    >>> from datetime import UTC, datetime
    >>> context = Context(datetime.now(UTC), before=(ParsedAction("alarm_set", values={"time": "6 30"}),))
    >>> in_full("Push it back half an hour", context), in_full("cancel the other one", context)
    ('push the alarm back by half an hour', 'cancel the other alarm')
    """
    text = with_times_told(text, context)
    if not context.before or context.expected:
        return text
    text = _POLITE_END.sub("", text)
    if _asked_what_was_meant(context) and _THING.fullmatch(normalise(text)):
        return f"i meant {normalise(text)}"
    said, kind, before = normalise(text), _spoken_of(context), context.before[-1]
    if (
        kind
        and (before.intent in _JUST_SET or before.when or before.until or before.condition)
        and _DONT.fullmatch(said)
    ):
        return "never mind that"
    if (
        full := of_the_rest(said, before)
        or who_comes(said, before)
        or beside_that(said, context)
        or off_again(said, before)
    ):
        return full
    if not kind:
        return asked_on(said, before) or when_it_does(said, context) or _of_them(said, before) or text
    full = (
        _of_it(said, kind, before)
        or _and_another(said, kind, before)
        or _by_day(said, kind, before)
        or _of_one(said, kind, context)
    )
    return full or done_to_it(said, before) or done_then(said, before) or text


def _asked_what_was_meant(context: Context) -> bool:
    return bool(context.history) and _WHAT_WAS_MEANT.search(context.history[-1][1]) is not None


def _of_them(said: str, before: ParsedAction) -> str:
    """Return "all of them off" with a verb, "them both" as "them", "and Ella's" with its noun; empty: none of these."""
    if match := _ALL_ON.fullmatch(said):
        return f"turn them {match['state']}{match['time'] or ''}"
    noun = (before.targets[0].name or "").rpartition(" ")[2] if len(before.targets) == 1 else ""
    if noun and (match := _WHOSE.fullmatch(said)):
        return f"and {match['whose']} {noun}"
    return _THEM.sub("them", said) if _THEM.search(said) else ""


def _spoken_of(context: Context) -> str:
    """Return what the last words were about; empty: nothing of which anything is said short."""
    before = context.before[-1]
    family = before.intent.partition("_")[0]
    if family == "alarm" and (before.values.get("text") or _is_reminding(context)):
        return "reminder" if before.intent != "alarm_move" or _is_reminding(context) else "plan"
    if before.intent == "alarm_snooze":
        return "timer" if context.history and " timer " in context.history[-1][1] else "alarm"
    if before.intent in {"do_not_disturb", "voice_volume"}:
        by_clock = before.values.get("state") in {"hours", "between", "shown"}
        return "voice" if before.intent == "voice_volume" else "hours" if by_clock else "quiet"
    if before.intent == "schedule_query" and context.history and context.history[-1][1].startswith("I will remind you"):
        return "reminder"
    if family in {"timer", "alarm", "reminder", "note"}:
        return family
    return (
        "plan"
        if before.intent in {"notify", "schedule_query"} or before.when or before.until or before.condition
        else ""
    )


def _is_reminding(context: Context) -> bool:
    """Return whether a reminder was told of last, and no alarm."""
    lately = (" ".join(turn).casefold() for turn in reversed(context.history[-3:]))
    return "remind" in next((said for said in lately if "remind" in said or "alarm" in said), "")


def _of_it(said: str, kind: str, before: ParsedAction) -> str:
    """Return a sentence about "it" with the noun; empty: it is none."""
    often = before.repeat or before.values.get("repeat")
    if (before.intent in _JUST_SET and _TAKEN_BACK.fullmatch(said)) or (_NOT_ON if often else _RATHER_ON).fullmatch(
        said
    ):
        return ""
    if before.intent == "alarm_cancel" and (match := _MADE.fullmatch(said)):
        return f"move the {kind} to {match['time']}"
    if often and (match := _ABOUT_DAY.fullmatch(said)):
        day = f"on {'saturday' if 'end' in match['day'] else match['day'].removesuffix('s')}"
        return f"what is planned for {day}" if often and kind == "plan" else f"what {kind}s are set {day}"
    note = f"the note about {before.values['text']}" if _names_note(before) else "that note"
    told_of = before.intent in {"alarm_move", "schedule_query"} and kind == "plan"
    if ((before.intent == "notify" or before.condition) and _STOP.fullmatch(said)) or (
        told_of and _TAKEN_BACK.fullmatch(said)
    ):
        return "cancel that plan"
    for pattern, full in SHORT[kind]:
        if match := pattern.fullmatch(said):
            words = {
                slot: f"on {span}" if _WEEKDAY.fullmatch(span) else span for slot, span in match.groupdict("").items()
            }
            plan = " plan" if before.until or told_of else ""
            return full.format(kind=kind, note=note, plan=plan, **words)
    return ""


def _and_another(said: str, kind: str, before: ParsedAction) -> str:
    """Return that the same is done to another one, or another one is started: "and the toast for 3"; empty: neither."""
    other, verb = _AND_THE_OTHER.fullmatch(said), _AGAIN.get(before.intent)
    if other and verb:
        return f"{verb} {other['which']} {kind}"
    match = next(filter(None, (way.fullmatch(said) for way in _AND_ANOTHER)), None)
    if match is None or kind != "timer":
        return ""
    unit = match["unit"] or next(iter(_UNIT.findall(normalise(before.values.get("duration_s", "")))), " minutes")
    return f"set a timer called {match['name'].removesuffix(' too')} for {match['count']}{unit}"


def _names_note(before: ParsedAction) -> bool:
    return before.intent == "note_query" and bool(before.values.get("text"))


def _by_day(said: str, kind: str, before: ParsedAction) -> str:
    """Return one more reminder in full, the alarm of a day at another time, a timer in place of one; empty: neither."""
    once = before.intent == "alarm_set" and not (before.repeat or before.values.get("repeat"))
    if (once or (kind == "alarm" and "later_s" in before.values)) and _UP_ALREADY.fullmatch(said):
        return "cancel that alarm"
    by_clock = before.intent == "alarm_set" and not _FROM_NOW.search(normalise(before.values.get("time", "")))
    if by_clock and _RATHER_A_TIMER.fullmatch(said):
        return "cancel that alarm and set a timer"
    if kind == "reminder" and (match := _ANOTHER_TO.fullmatch(said) or _ALSO_AT.fullmatch(said)):
        alone = _AT_ALONE.fullmatch(match["rest"])
        return f"then {alone['at']} remind me {alone['what']}" if alone else f"remind me {match['rest']}"
    verb = normalise(before.values.get("text", "")).partition(" ")[0]
    if kind == "reminder" and verb in _SAME_TO_OTHERS and (match := _OTHER_AT.fullmatch(said)):
        return f"remind me to {verb} {match['what']} {match['at']}"
    match = _ON_DAY.fullmatch(said) if kind in {"alarm", "reminder"} else None
    return f"move {match['day']}'s {kind} to {match['time']}" if match else ""


def _of_one(said: str, kind: str, context: Context) -> str:
    """Return a sentence about "one" with the noun; empty: it is none."""
    told = context.history[-1][1] if context.history else ""
    if kind in {"quiet", "hours", "voice"} or (told.startswith(_PLANS_TOLD) and kind in {"plan", "reminder"}):
        return ""
    if kind not in {"plan", "note"} and (match := _SET_ONE.fullmatch(said)):
        if kind == "alarm" and (at := _AT_A_TIME.fullmatch(match["rest"])):
            return f"and another one for {at['time']}"
        return f"remind me {match['rest']}" if kind == "reminder" else f"set a {kind} {match['rest']}"
    if kind == "reminder" and (match := _AND_TO.fullmatch(said)):
        return f"remind me to {match['what']}"
    if not _ASKS_OR_DOES.match(said) or kind in said or not (match := _ONE.search(said)):
        return ""
    drop = _DROP if kind in {"timer", "alarm", "note"} else _DROP_PLAN
    said = f"{drop.sub('delete' if kind == 'note' else 'cancel', said[: match.start()])}{said[match.start() :]}"
    match = _ONE.search(said) or match
    which = match["a"] or f"{match['the'] or 'the'} {match['which'] or match['place'] or 'other'}"
    return f"{said[: match.start()]}{which} {kind} {said[match.end() :].strip()}".strip()
