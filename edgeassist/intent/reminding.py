"""Reminders and alarms in an order of their own, as sentences that are known: "remind me tomorrow dentist at 2"."""

from __future__ import annotations

import re
from collections.abc import Callable

from edgeassist.text import WEEKDAY
from edgeassist.when import AT, DATE, DAY, IN, LENGTH, OFTEN, TIME, WHEN

_LEAD = r"(?:(?:please|can you|could you|and|also|oh) )*remind me "
_KNOWN = re.compile(
    rf"{_LEAD}(?:(?:{DAY}|{DATE}|{AT}|{IN}),? ){{0,4}}"
    r"(?:to|about|that|of|when|if|once|every|what|how|why|where|who|again|each)\b"
)
_FIRST = re.compile(rf"{_LEAD}(?P<when>{WHEN}) (?P<what>.+)")
_LAST = re.compile(rf"{_LEAD}(?P<what>.+?) (?P<when>{WHEN})")
_BOTH = re.compile(rf"{_LEAD}(?P<day>{DAY}) (?P<what>.+?) (?P<clock>{AT})")
_WORDED = re.compile(r"(?:to|about|that|of|for|every|each|when|if|and|or|before|after)\b|(?:in|on|at) ")
_BARE_HALF = re.compile(r"\bhalf (?=\d)")
_AT_CLOCK = re.compile(r"^(?=half|(?:a )?quarter|\d|noon|mid)")
_ON_DAY = re.compile(rf"^(?={WEEKDAY})")
_WITH_LIGHTS = re.compile(
    r"(?P<wake>(?:wake me|get me)(?: up)?)(?: (?P<then>(?:(?:on|tomorrow|at|every|in)\b).+?))?"
    r" with (?P<what>(?:the |my |all the )?(?:\w+ )?(?:lights?|lamps?))(?: on)?"
    r"(?(then)| (?P<when>(?:(?:on|tomorrow|at|every|in)\b).+))"
)
_HAVE_TO = re.compile(
    r"(?:i|we)(?:'ve| have| need|'m|'re| am| are)?(?: got| supposed)? to (?P<what>.+?)"
    rf"(?: (?P<day>{DAY}))?,? (?:so )?(?:please )?remind me (?P<clock>{AT}|{IN})(?: please)?"
)
"""What somebody has to do, and when they want to be reminded of it."""
_TOLD_FIRST = re.compile(
    r"(?P<what>(?:the|my|our|\w+'s) \S.*? (?:needs?|wants?|has|have|is|are|ought) .+?) (?:so )?(?:please )?"
    rf"remind me(?: of that| about that| again)? (?P<when>{AT}|{IN}|{DAY}(?: {AT})?)(?: please)?"
)
"""What there is to do, and when somebody wants to be reminded of it."""
_THEN_OFF = re.compile(
    r"(?:(?:please|can i have|i want|give (?:me|us|them|him|her|the \w+)|have) )*"
    rf"(?P<length>{LENGTH}) (?:of|for|on|with) (?:the )?"
    r"(?P<what>\w+(?: \w+)?)(?:,? and)?(?: then)? (?:turn|switch) (?:it|that) (?:back )?off(?: again)?"
)
"""For how long something is to be on."""
_WHEN_IT_IS = re.compile(
    rf"(?:(?:tell|remind|call) me|let me know|shout|say)(?: so)? when it's (?P<clock>{TIME})"
    r"(?: (?P<what>(?:to|that|about) .+))?"
)
_ALARM_FOR = re.compile(
    rf"(?:(?:please|can you|could you) )*(?:i need|i want|i'd like|can i have|give me|set(?: me)?) an alarm"
    rf" (?P<at>(?:for|at) {TIME}(?: {DAY})?) for (?:the |my )?(?P<name>(?!{DAY}|{TIME})[a-z]+)"
)
_ALARM_IN = re.compile(
    r"(?:(?:please|can you|could you) )*(?P<set>(?:i need|i want|i'd like|can i have|give me|set(?: me)?) an alarm)"
    rf" for (?P<length>(?!{TIME}$){LENGTH})"
)
_SLEEP = re.compile(
    rf"(?:(?:please|can you|could you) )*(?:set|start|put|make)(?: me)?(?: on)? (?:a|the) sleep timer "
    rf"(?:(?:for|on) (?:the |my )?(?P<what>(?!{LENGTH})[a-z' ]+?) (?:of|for|to) (?P<length>{LENGTH})"
    rf"|(?:of|for) (?P<so_long>{LENGTH}) (?:for|on) (?:the |my )?(?P<thing>[a-z' ]+))"
)
_UNTIL = re.compile(
    r"(?:set|start|run|put on)(?: me)? (?:a|the) timer"
    r" (?:until|till|to|(?:that )?(?:ends|ending|goes off) at|to (?:go off|ring|end|finish|be done) (?:at|by))"
    rf" (?P<clock>{TIME})"
)
_REMIND_HIM = re.compile(r"remind (?P<who>(?!me|us|you)\w+) to (?P<what>.+) when (?:he|she|they) (?P<comes>.+)")
_TELL_HIM = re.compile(
    r"(?:(?:please|can you|could you|and|also) )*remind "
    rf"(?P<who>(?!(?:me|us|you|about|to|that|of|again|in|at|on|{DAY})\b|every)(?:(?:the|my|our) )?[^\W\d]+"
    rf"(?: and (?:(?:the|my|our) )?[^\W\d]+)?)(?P<when>(?: {WHEN})?) (?P<what>(?:to|about|that) .+)"
)
"""Of somebody else, who is told of it by whoever is reminded."""
_BETWEEN = re.compile(
    r"(?P<do>(?:(?:please|can you|could you) )*(?!.*\b(?:temperature|volume|brightness|degrees|percent)\b)"
    r"(?:(?:turn|switch|run) .+|(?:leave|keep) .+ (?:on|off|open|closed|shut)))"
    rf" between (?P<begins>{TIME}) and (?P<ends>{TIME})(?P<day>(?: (?:{DAY}|{OFTEN}))?)"
)
_WAKE_SOONER = re.compile(
    r"(?:(?:please|can you|could you) )*(?:wake|get) me(?: up)? "
    rf"(?P<by>{LENGTH}) (?P<way>earlier|later)(?: (?P<day>{DAY}))?"
)
_SURE = re.compile(r"\b(?:[ap]m|morning|afternoon|evening|noon|midnight|night)\b")


def _waking(said: re.Match[str]) -> tuple[str, ...]:
    told = said["then"] or said["when"]
    morning = told.replace("tomorrow", "tomorrow morning") if "tomorrow" in told else f"{told} in the morning"
    when = told if _SURE.search(told) else morning
    return f"{said['wake']} {when}", f"turn on {said['what']} {when}"


def _moving(said: re.Match[str]) -> tuple[str, ...]:
    alarm = f"{said['day'].removeprefix('on ')}'s alarm" if said["day"] else "the alarm"
    if said["way"] == "later":
        return (f"push {alarm} back by {said['by']}",)
    return (f"bring {alarm} forward by {said['by']}",)


def _running(said: re.Match[str]) -> tuple[str, ...]:
    return (f"turn on the {said['what']} for {said['length']}",)


def _sleeping(said: re.Match[str]) -> tuple[str, ...]:
    return (f"turn off the {said['what'] or said['thing']} in {said['length'] or said['so_long']}",)


def _telling(said: re.Match[str]) -> tuple[str, ...]:
    return (f"remind me at {said['clock']} {said.groupdict().get('what') or 'that it is time'}",)


def _having_to(said: re.Match[str]) -> tuple[str, ...]:
    when = " ".join(filter(None, (_on(said["day"] or ""), _at(said["clock"]))))
    return (f"remind me {when} to {said['what']}",)


_FULL: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, ...]]], ...] = (
    (_WITH_LIGHTS, _waking),
    (_THEN_OFF, _running),
    (_WHEN_IT_IS, _telling),
    (_UNTIL, _telling),
    (_SLEEP, _sleeping),
    (_ALARM_FOR, lambda said: (f"set an alarm called {said['name']} {said['at']}",)),
    (_ALARM_IN, lambda said: (f"set an alarm in {said['length']}",)),
    (_REMIND_HIM, lambda said: (f"remind me to {said['what']} when {said['who']} {said['comes']}",)),
    (_HAVE_TO, _having_to),
    (_TOLD_FIRST, lambda said: (f"remind me {_at(said['when'])} that {said['what']}",)),
    (_WAKE_SOONER, _moving),
    (_TELL_HIM, lambda said: (f"remind me{said['when']} to tell {said['who']} {said['what']}",)),
    (_BETWEEN, lambda said: (f"{said['do']} from {said['begins']} until {said['ends']}{said['day']}",)),
)


def in_known_order(said: str) -> tuple[str, ...]:
    """Return a normalised sentence as one or several that are known; nothing: it is none of these.

    >>> in_known_order("remind me day after tomorrow dentist half 2")
    ('remind me the day after tomorrow at half past 2 to dentist',)
    >>> in_known_order("wake me with the lights at 7")
    ('wake me at 7 in the morning', 'turn on the lights at 7 in the morning')
    >>> in_known_order("the bins need putting out remind me at 7")
    ('remind me at 7 that the bins need putting out',)
    >>> in_known_order("run the fan between 4 and 6 this afternoon")
    ('run the fan from 4 until 6 this afternoon',)
    >>> in_known_order("remind me to call mum at 5"), in_known_order("keep the temperature between 19 and 21")
    ((), ())
    """
    found = next(((match, full) for pattern, full in _FULL if (match := pattern.fullmatch(said))), None)
    if found is not None:
        return found[1](found[0])
    if _KNOWN.match(said):
        return ()
    for pattern in (_BOTH, _FIRST, _LAST):
        if (match := pattern.fullmatch(said)) and not _WORDED.match(match["what"]):
            told = match.groupdict()
            when = f"{_on(told['day'])} {_at(told['clock'])}" if "day" in told else _at(told["when"])
            return (f"remind me {_BARE_HALF.sub('half past ', _on(when))} to {match['what']}",)
    return ()


def _at(when: str) -> str:
    return _AT_CLOCK.sub("at ", when.replace("ish", ""))


def _on(when: str) -> str:
    return _ON_DAY.sub("on ", f"the {when}" if when.startswith("day after") else when)
