"""What is said of plans by their names or times alone: "the nine o'clock one", "stop opening the blinds"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.home.kept_items import words_kept
from edgeassist.messages import Context, ParsedAction, Vocabulary
from edgeassist.moments import read_clock, read_duration
from edgeassist.text import normalise
from edgeassist.when import CLOCK, DATE, DAY, LENGTH

_BEFORE = r"(?:(?:please|can you|could you|and|okay|now) )*"
_HOW_LONG = r"how (?:much longer|much time|many minutes|long|much)"
_AS_PLANNED = {"warn": "tell", "notify": "tell", "alert": "tell", "switch": "turn", "shutt": "close", "shut": "close"}
"""Verbs → how plans tell of it."""
_YOU = re.compile(r"\bme(?: (?:about|of|that))?\b")
"""Of what is planned for me we say "you"."""
_NO_LONGER = re.compile(
    rf"{_BEFORE}(?:(?:stop|quit|no more) (?P<verb>(?!remind)\w+)ing|(?:don't|do not|no longer|never) (?P<plain>\w+)) "
    r"(?P<what>.+?)(?P<more> (?:any ?more|again|from now on))?(?: please)?"
)
_WHEN_DUE = re.compile(
    rf"{_BEFORE}(?:(?:when|what time) "
    r"(?:(?:do|must|should) (?:i|we) (?:have to |need to )?|(?:is|was) (?:it )?(?:my |the )?)"
    rf"|{_HOW_LONG}(?: is it| is there| have i(?: got)?| do i have)?(?: left)? (?:until|till|til|before|to|for) )"
    r"(?P<what>.+?)(?: time)?(?: again)?"
)
_OFF = re.compile(
    rf"{_BEFORE}(?:(?:no|actually|oh|you can|you may|just) )*"
    r"(?:cancel|delete|remove|drop|forget|scrap|skip|stop|call off|leave out|don't do|get rid of|take off|never mind"
    r"|don't bother(?: with)?|i don't need|no need for)(?: about)? "
    r"(?:(?:the|my|that) )?(?:(?:one|1) (?:about|with|for|of) (?:the |my )?)?"
    r"(?P<what>.+?)(?: (?:one|1|thing|plan|command|reminder))?"
    r"(?: (?:please|too|as well|again|any ?more|now))*"
)
_TAKEN_OFF = re.compile(
    rf"{_BEFORE}(?:take (?:the|my|that) (?P<what>.+?) off"
    rf"|leave (?:the|my) (?P<alone>.+?) (?:alone|be)(?: (?:tonight|today|after all|then))*"
    rf"|leave (?:the|my) (?P<left>.+?) out(?P<on> (?:on |for )?(?:{DAY}|{DATE})))"
    r"(?: please| again)*"
)
_NOT_THEN = re.compile(
    r"(?:(?:actually|no|please) )*(?:don't|do not|no need to) "
    r"(?P<what>(?:turn|switch|open|close|lock|unlock|start|stop|play|dim|set|remind|tell) .+?)"
    r"(?: (?:please|then|after all))*"
)
_ONE_OF_THEM = re.compile(r" (?:one|1|thing)$")
_PLACED = re.compile(
    r"(?:first|next|second|third|fourth|fifth|last|1st|2nd|3rd|(?:short|long|new)(?:er|est)|latest|morning|afternoon|evening)"
)
_MOVED = re.compile(
    rf"{_BEFORE}(?:move|change|shift|push|reschedule) (?:(?:the|my|that) )?(?P<what>.+?)(?: (?:one|1|reminder))?"
    r"(?: back| forward)? (?P<on>to|on) (?P<time>.+?)(?: please)?"
)

_NOW_AT = r"(?: (?:to|at|on|for|by))? (?P<time>.+?)(?: (?:instead|please|then))*"
_ONE_MOVED = re.compile(
    rf"{_BEFORE}(?:(?:no|actually|oh) )*"
    r"(?:(?P<made>make|put|set|change)|move|shift|push|reschedule|bring|delay|postpone) (?:the|my|that) "
    rf"(?P<what>.+?) (?:one|1|plan|thing|command|reminder)(?: (?:back|forward))?{_NOW_AT}"
)
_THING_MOVED = re.compile(
    rf"{_BEFORE}(?:(?:no|actually|oh) )*(?:make|change|move|push|shift) (?:the|my) (?P<what>.+?)(?: to| at)? "
    rf"(?P<time>{CLOCK})"
    r"(?: (?:instead|please|then))*"
)
_SHIFTED = re.compile(rf"{_BEFORE}(?:the|my) (?P<what>.+?) (?P<time>{LENGTH} (?:earlier|later|sooner))")
_COMES = re.compile(
    rf"{_BEFORE}(?:(?:no|actually|oh) )*(?:make|have|let|get) (?P<what>it|that|(?:the|my) .+?) "
    rf"(?:come|go|turn|switch|open|close|lock|start|happen)(?: (?:on|off))?{_NOW_AT}"
)
_TELL_OF_PLANS = frozenset({"schedule_query", "schedule_cancel", "alarm_move", "alarm_query", "reminder_set"})
_LAST_HOUR = 12
"""A greater number alone may be any value."""
_BY = re.compile(r"(?P<length>.+?)(?: (?P<way>later|earlier|sooner))?")
_DAYS_OFF = re.compile(r" except \w+(?:(?:,| and) \w+day)*|, but not .*$")
_LEFT = re.compile(
    rf"{_BEFORE}(?:leave|keep) (?:the|my|our) (?P<what>.+?) (?P<state>on|off|open|closed|shut)(?: after all| please)*"
)
_TURNS = {"on": "turn off", "off": "turn on", "open": "close", "closed": "open", "shut": "open"}
_ON_ONE_DAY = re.compile(rf"(?P<thing>.+?) (?:on |for )?(?P<day>{DAY}|{DATE})")
_A_DAY = re.compile(rf"{DAY}|{DATE}")


def of_a_plan(said: str, context: Context) -> ParsedAction | None:
    """Return what is meant for something that is planned: that it is moved, called off, or asked when it is due."""
    moved = _put_off(said, context) or _off_at(said, context)
    return moved or _when_due(said, context) or _left_as_it_is(said, context)


def not_any_more(said: str, context: Context) -> ParsedAction | None:
    """Return that something planned is called off by what it does: "stop opening the blinds"; None: it is not planned.

    >>> from datetime import UTC, datetime
    >>> from edgeassist.messages import Kept
    >>> context = Context(datetime.now(UTC), kept=Kept(plans=("close the bedroom blind at 9 PM every day",)))
    >>> not_any_more("stop closing the blinds", context).values
    {'text': 'close the blinds'}
    """
    match = _NO_LONGER.fullmatch(said)
    if match is None or not (match["verb"] or match["more"]):
        return None
    verb, what = match["verb"] or match["plain"], _YOU.sub("you", match["what"])
    for stem in dict.fromkeys((_AS_PLANNED.get(verb, verb), f"{verb}e", verb[:-1])):
        doing = f"{stem} {what}"
        if _called(doing, context.kept.plans):
            return ParsedAction("schedule_cancel", values={"text": doing})
    return None


def _when_due(said: str, context: Context) -> ParsedAction | None:
    """Return that it is asked when somebody is reminded of something; None: nobody is."""
    match = _WHEN_DUE.fullmatch(said)
    if match and any(plan.startswith("remind ") for plan in _called(match["what"], context.kept.plans)):
        return ParsedAction("alarm_query", values={"text": match["what"]})
    return None


def _called(what: str, plans: Sequence[str]) -> list[str]:
    """Return what is planned that has all words of `what` that count; nothing where none of them does."""
    wanted = words_kept([what])
    return [plan for plan in plans if wanted and wanted <= words_kept([without_days_off(plan)])]


def without_days_off(plan: str) -> str:
    """Return what is planned, in words, without the days on which it is not.

    >>> without_days_off("the alarm at 8 AM every day except Sunday, but not on Monday")
    'the alarm at 8 AM every day'
    """
    return _DAYS_OFF.sub("", plan)


def called_off(text: str, context: Context) -> ParsedAction | None:
    """Return that something is cancelled which is only described: "the first one", "the nine o'clock thing".

    None: nothing is kept that could be, or it is said in other words.
    """
    said = normalise(text)
    if not context.kept.plans or context.expected:
        return None
    match = _OFF.fullmatch(said) or _TAKEN_OFF.fullmatch(said) or _NOT_THEN.fullmatch(said)
    if match is None or any(parsed.intent.startswith("list_") for parsed in context.before):
        return None
    parts = match.groupdict()
    what = f"{parts['left']}{parts['on']}" if parts.get("left") else parts.get("alone") or match["what"]
    thing, _ = of_one_day(what)
    fits = _at_that_time(what, context) or _PLACED.fullmatch(what) or _called(thing, context.kept.plans)
    return ParsedAction("schedule_cancel", values={"text": what}) if fits else None


def _left_as_it_is(said: str, context: Context) -> ParsedAction | None:
    """Return that what would turn a thing off is called off: "leave the TV on"; None: nothing is planned so.

    >>> from datetime import UTC, datetime
    >>> from edgeassist.messages import Kept
    >>> context = Context(datetime.now(UTC), kept=Kept(plans=("turn off the TV at 3 PM",)))
    >>> _left_as_it_is("leave the tv on", context).values, _left_as_it_is("leave the fan on", context)
    ({'text': 'turn off tv'}, None)
    """
    match = _LEFT.fullmatch(said)
    undone = f"{_TURNS[match['state']]} {match['what']}" if match else ""
    plans = [plan for plan in _called(undone, context.kept.plans) if plan.startswith(undone.partition(" ")[0])]
    return ParsedAction("schedule_cancel", values={"text": undone}) if undone and len(plans) == 1 else None


def of_one_day(what: str) -> tuple[str, str]:
    """Return what is planned, and the day on which it is to be left out; empty: on no single one.

    >>> of_one_day("coffee on friday"), of_one_day("coffee")
    (('coffee', 'friday'), ('coffee', ''))
    """
    match = _ON_ONE_DAY.fullmatch(what)
    return (match["thing"], match["day"]) if match else (what, "")


def _off_at(said: str, context: Context) -> ParsedAction | None:
    """Return that what is planned for a time is cancelled, whatever it is: "cancel the nine o'clock one"."""
    match = _OFF.fullmatch(said) if _ONE_OF_THEM.search(said) else None
    if match is None or not _at_that_time(match["what"], context):
        return None
    return ParsedAction("schedule_cancel", values={"text": match["what"]})


def _at_that_time(what: str, context: Context) -> bool:
    return any(_clock_words(at) in normalise(plan) for at in clocks_said(what) for plan in context.kept.plans)


def moved_to(text: str, context: Context, vocabulary: Vocabulary) -> ParsedAction | None:
    """Return that a reminder is moved which is only named: "move the plants one to nine"; None: none is named so."""
    match = _MOVED.fullmatch(normalise(text)) if context.kept.plans and not context.expected else None
    if match is None or match["what"] in vocabulary.names or match["what"] in vocabulary.areas:
        return None
    fits = _called(match["what"], context.kept.plans)
    slot = "time" if read_clock(match["time"]) is not None else "date"
    return ParsedAction("alarm_move", values={"text": match["what"], slot: match["time"]}) if len(fits) == 1 else None


def _put_off(said: str, context: Context) -> ParsedAction | None:
    """Return that one of what is planned is moved: "make the bedroom one 9", "make it come on at half six instead"."""
    plans = [plan for plan in context.kept.plans if not plan.startswith("the ")]
    match = (
        (
            _ONE_MOVED.fullmatch(said)
            or _COMES.fullmatch(said)
            or _THING_MOVED.fullmatch(said)
            or _SHIFTED.fullmatch(said)
        )
        if plans
        else None
    )
    if match is None or (match.re is _ONE_MOVED and match["made"] and not _of_plans(context)):
        return None
    what = "it" if match["what"] in {"it", "that"} else match["what"]
    by = _BY.fullmatch(match["time"])
    if (
        what != "it"
        and not _PLACED.fullmatch(what)
        and not any(words_kept([what]) <= words_kept([plan]) for plan in plans)
    ):
        return None
    if by is not None and read_duration(by["length"]) is not None:
        earlier = by["way"] in {"earlier", "sooner"} or "forward" in said.split()
        return ParsedAction("alarm_move", values={"text": what, "earlier_s" if earlier else "later_s": by["length"]})
    clock, is_day = read_clock(match["time"]), _A_DAY.fullmatch(match["time"]) is not None
    is_time = clock is not None and (not match["time"].isdecimal() or clock.hour <= _LAST_HOUR)
    slot = "time" if is_time else "date" if is_day else ""
    return ParsedAction("alarm_move", values={"text": what, slot: match["time"]}) if slot else None


def _of_plans(context: Context) -> bool:
    """Return whether something planned was spoken of just now, and not the level of a lamp."""
    lately = context.before[-1:]
    return any(each.intent in _TELL_OF_PLANS or each.when or each.condition for each in lately)


def clocks_said(text: str) -> frozenset[str]:
    """Return the times of day that a text may name, as "21:00"; none: it names no time.

    >>> sorted(clocks_said("nine o'clock")), sorted(clocks_said("7 30 pm")), sorted(clocks_said("the pasta"))
    (['09:00', '21:00'], ['19:30'], [])
    """
    clock = read_clock(normalise(text))
    if clock is None:
        return frozenset()
    hours = {clock.hour} if clock.sure else {clock.hour % 12, clock.hour % 12 + 12}
    return frozenset(f"{hour:02}:{clock.minute:02}" for hour in hours)


def _clock_words(at: str) -> str:
    """Return a time of day as it is said of what is kept: "7 30 pm"."""
    hour, minute = int(at[:2]), at[3:]
    half = "am" if hour < 12 else "pm"
    return f" {hour % 12 or 12} {half}" if minute == "00" else f" {hour % 12 or 12} {minute} {half}"
