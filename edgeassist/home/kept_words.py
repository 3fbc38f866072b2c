"""What is said of timers and items of a list by their names alone: "pause the potatoes", "i've got the bread"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.home.kept_items import item_called, words_kept
from edgeassist.home.kept_plans import not_any_more, of_a_plan
from edgeassist.home.short_times import with_unit
from edgeassist.messages import Context, Home, ParsedAction, Vocabulary
from edgeassist.moments import read_duration
from edgeassist.text import normalise
from edgeassist.when import COUNT, DATE, DAY, LENGTH, UNIT

_THE = r"(?:(?:the|my|our|that) )?"
_NAME = rf"{_THE}(?P<name>[a-z'].*?)(?P<tail> (?:timer|1|one))?"
_BEFORE = r"(?:(?:please|can you|could you|and|okay|now) )*"
_END = r"(?: (?:please|now|again|for now|too|then|already|yet))*"
_LENGTH = (
    rf"(?:another (?=\d|half|a ))?(?P<length>\d+(?= (?:more|extra|longer)|$)|{LENGTH}|{COUNT} (?:more|extra) {UNIT})"
    r"(?: more| extra| longer)?"
)
_LEFT = r"(?: (?:is|are|got|left|take|takes|need|needs|have|has|still|done|ready|finished|to go))*"
_HOW_LONG = r"how (?:much longer|much time|many minutes|long|much)"
_PATTERNS = (
    ("timer_pause", rf"(?:pause|hold|freeze) {_NAME}"),
    ("timer_resume", rf"(?:resume|continue|unpause|restart|(?:carry|go) on with) {_NAME}"),
    ("timer_cancel", rf"(?:cancel|stop|kill|delete|remove|drop|scrap|forget|end)(?: about)? {_NAME}"),
    ("timer_add", rf"give {_NAME} {_LENGTH}"),
    ("timer_add", rf"(?:add|put) {_LENGTH} (?:to|on|onto|for) {_NAME}"),
    ("timer_add", rf"{_NAME} (?:still )?needs? {_LENGTH}"),
    ("timer_add", rf"(?:extend|lengthen) {_NAME} by {_LENGTH}"),
    ("timer_subtract", rf"(?:take|knock|shave) {_LENGTH} (?:off|from|off of) {_NAME}"),
    ("timer_subtract", rf"(?:shorten|reduce|cut) {_NAME} by {_LENGTH}"),
    ("timer_status", rf"{_HOW_LONG}(?: is| are)? (?:left|to go|remaining) (?:on|for) {_NAME}"),
    ("timer_status", rf"{_HOW_LONG}(?: is| are| do| does| has| have| will| for| on| until)* {_NAME}{_LEFT}"),
    ("timer_status", rf"how are we doing (?:with|for|on) {_NAME}"),
    ("timer_status", rf"(?:how's|how is|how are|what about|how about) {_NAME}(?: (?:doing|coming along|getting on))?"),
    (
        "timer_status",
        rf"when (?:is|are|will|does|do) {_NAME} (?:be |to )?(?:done|ready|finished|finish|over|ring|go off|come out)",
    ),
    ("timer_status", rf"(?:is|are) {_NAME} (?:done|ready|finished|nearly done|over)"),
    ("timer_status", rf"check(?: on)? {_NAME}"),
    ("timer_status", r"and (?:the |my )(?P<name>[a-z'].*?)"),
    ("timer_status", rf"{_THE}(?P<name>[a-z'].*?) timer"),
    ("timer_status", r"(?P<name>[a-z']+(?: [a-z']+)?)"),
    ("timer_start", rf"when {_NAME} (?:is|are) (?:done|ready|finished|cooked),? (?P<command>.+?)"),
    ("timer_start", rf"(?P<command>.+) when {_NAME} (?:is|are) (?:done|ready|finished|cooked)"),
    ("timer_cancel", rf"{_NAME}(?: is| are|'s) (?:done|ready|finished|cooked)(?: (?:cancel|stop) (?:that|the) timer)?"),
)
"""Of the first that fits a text and names a timer, the intent."""
_HEARD = re.compile(
    r"(?:(?:okay|yes|yeah|yep|alright|all right|right|fine|thanks|thank you|cheers|enough|got it|i know"
    r"|i heard(?: you)?|i'm (?:coming|up|awake)|that's enough|i hear you|coming|quiet|hush) ?)+"
)
"""Said to what rings."""
_A_TIMER = re.compile(r"the .*\btimer\b")
_HOW_FAR = re.compile(
    rf"{_BEFORE}(?:is it (?:nearly |almost |all )?(?:done|ready|finished|over)|how far along is it"
    r"|(?:are we )?nearly there"
    rf"|how (?:long|much longer)(?: is left| to go| has it got| does it have)*){_END}"
)
"""Asked of the only timer that runs, however long ago it was set."""
_IS = re.compile(r"(?<=when|what)'s\b")
_RULES = tuple((intent, re.compile(rf"{_BEFORE}{pattern}{_END}")) for intent, pattern in _PATTERNS)
_SO = r"(?:(?:okay|so|right|and|oh|yes) )*"
_I_HAVE = r"(?:i|we|i've|we've|i have|we have)(?: (?:just|already))? "
_WHEN = r"(?: (?:now|already|today|just now|then|too))*"
_EVERYTHING = frozenset({"everything", "it all", "all of it", "all of them", "the lot"})
_BOUGHT = re.compile(
    rf"{_SO}(?:{_I_HAVE})?(?:got|bought|found|picked up|have(?! (?:just |already )?(?:got|bought|found|picked))) "
    rf"(?P<what>.+?){_WHEN}"
)
_DONE_WITH = re.compile(
    rf"{_SO}(?:(?:i'm|i am|we're|we are) )?(?:all )?(?:done|finished|through) with (?P<what>.+?){_WHEN}"
)
_ARE_DONE = re.compile(rf"{_SO}(?P<what>.+?)(?: is| are|'s) (?:done|bought|finished|sorted){_WHEN}")
_HAVE_DONE = re.compile(rf"{_SO}{_I_HAVE}(?P<what>.+?){_WHEN}")


def about_kept(text: str, context: Context, home: Home) -> ParsedAction | None:
    """Return what is meant for a timer that runs, or for what stands on a list; None: nothing of that is named.

    >>> from datetime import UTC, datetime
    >>> from edgeassist.messages import Kept
    >>> context = Context(datetime.now(UTC), kept=Kept(timers=("potatoes",), items=("bread", "call the bank")))
    >>> home = Home("", {}, {}, {})
    >>> about_kept("give the potatoes two more minutes", context, home).values
    {'duration_s': '2 minutes', 'name': 'potatoes'}
    >>> about_kept("I've called the bank", context, home).values
    {'item': 'call the bank'}
    >>> about_kept("the pasta was nice", context, home) is None
    True
    """
    said = _IS.sub(" is", normalise(text), count=1)
    if context.kept.rings and _HEARD.fullmatch(said):
        return ParsedAction("nevermind")
    if context.kept.timers and (of_timer := _of_timer(said, context, home.vocabulary)) is not None:
        return of_timer
    if not context.before and _HOW_FAR.fullmatch(said) and any(map(_A_TIMER.match, context.kept.plans)):
        return ParsedAction("timer_status")
    off = not_any_more(said, context)
    if off is not None and not any(each.state in {"opening", "closing"} for each in home.entities.values()):
        return off
    for meant in (of_a_plan, _of_day, _note_read):
        if (parsed := meant(said, context)) is not None:
            return parsed
    return _bought_or_done(said, context.kept.items) if context.kept.items else None


def _of_timer(said: str, context: Context, vocabulary: Vocabulary) -> ParsedAction | None:
    for intent, pattern in _RULES:
        match = pattern.fullmatch(said)
        if match is None or (name := _timer_called(match["name"], context.kept.timers)) is None:
            continue
        if "timer" not in said.split() and normalise(match["name"]) in vocabulary.names:
            return None  # the kettle is a thing of the house, too
        values = {"name": name, **({"command": command} if (command := match.groupdict().get("command")) else {})}
        if length := match.groupdict().get("length"):
            length = with_unit(re.sub(r" (?:more|extra)\b", "", length).replace("another ", "a "))
            if read_duration(length) is None:
                continue
            values = {"duration_s": length, **values}
        return ParsedAction(intent, values=values)
    return None


def _timer_called(said: str, timers: Sequence[str]) -> str | None:
    """Return the name of the timer that is called so, or partly so; None: none is, or several are."""
    words = words_kept([said])
    same = [name for name in timers if words_kept([name]) == words]
    part = [name for name in timers if words and words <= words_kept([name])]
    found = dict.fromkeys(same or part)
    return next(iter(found)) if len(found) == 1 else None


_OF_DAY = re.compile(
    rf"{_BEFORE}what (?:do|have) (?:i|we) (?:have to|got to|need to) do "
    rf"(?P<day>{DAY}|{DATE})"
)


_ON_DATE = re.compile(
    rf"{_BEFORE}(?:what(?:'s| is)|what (?:do|have) (?:i|we) (?:have|got)"
    r"|(?:(?:do|have) (?:i|we) (?:have|got) )?anything)"
    rf"(?: (?:on|planned|set))? (?:for )?(?P<day>{DATE})"
)


def _of_day(said: str, context: Context) -> ParsedAction | None:
    """Return that it is asked what is planned for a date, or for a day where no list holds what is to be done."""
    match = _OF_DAY.fullmatch(said)
    if match and context.kept.plans and not context.kept.items:
        return ParsedAction("schedule_query", values={"text": match["day"]})
    on = _ON_DATE.fullmatch(said) if context.kept.plans else None
    return ParsedAction("schedule_query", values={"text": on["day"]}) if on else None


_LAST_READ = re.compile(rf"{_BEFORE}(?:read|show|tell)(?: me)? (?:the )?(?:last|latest|newest) (?:one|1)(?: please)?")


def _note_read(said: str, context: Context) -> ParsedAction | None:
    """Return that the last note is read, where notes were spoken of; None: they were not."""
    of_notes = bool(context.before) and context.before[-1].intent.startswith("note_")
    return ParsedAction("note_query") if of_notes and _LAST_READ.fullmatch(said) else None


def _bought_or_done(said: str, items: Sequence[str]) -> ParsedAction | None:
    """Return that something is ticked off which somebody says to have got, or to have done."""
    for pattern in (_DONE_WITH, _BOUGHT, _ARE_DONE, _HAVE_DONE):
        if (match := pattern.fullmatch(said)) is None:
            continue
        tasks, what = pattern is _HAVE_DONE, match["what"]
        if what in _EVERYTHING and not tasks:
            return ParsedAction("list_complete_item", values={"item": "everything"})
        whole = item_called(what, items, task=tasks)
        meant = [whole] if whole else [item_called(part, items, task=tasks) for part in what.split(" and ")]
        if all(meant):
            return ParsedAction("list_complete_item", values={"item": " and ".join(filter(None, meant))})
    return None
