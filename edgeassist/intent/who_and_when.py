"""Who and when is meant of whom, or what, was spoken: "and in Paris", "when she comes back", "when my alarm rings"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from edgeassist.intent.beforehand import earlier, minutes_of
from edgeassist.messages import Context, ParsedAction
from edgeassist.moments import read_clock, read_date
from edgeassist.text import MONTH, MONTHS, ORDINAL_DAYS, WEEKDAY, WEEKDAYS, normalise
from edgeassist.when import AT, BARE, CLOCK, DATE, DAY, LENGTH, NO_HOUR, OFTEN, TIME, WEEK_ON, WHEN

_ASIDE = r"(?:(?:please|can you|could you|okay|so|and|now|actually|oh|then|well) )*"
_WHERE = re.compile(
    r"(?:and|what about|how about|and what about)(?: in)? (?!today|tomorrow|tonight|the |on |next |in )"
    r"(?P<place>[^\W\d]+(?: [^\W\d]+)?)"
)
_AND_SUN = re.compile(
    rf"(?:and|what about|how about|and what about) (?:the )?(?P<sun>sunset|sunrise)(?: (?P<day>{DAY}|{DATE}))?"
)
_THERE_TOO = re.compile(
    rf"{_ASIDE}(?:also )?(?:(?:tell|let) (?:(?:every|any)(?:one|body)|people|them|whoever's) )?"
    r"(?P<where>in (?!here\b)\S+(?: \S+){0,3}?|(?:up|down)stairs)(?: know)?(?: (?:too|as well|also))?"
)
_EVERYWHERE = re.compile(
    rf"{_ASIDE}(?:(?:no|sorry|i meant?) )*(?:say (?:it|that) )?(?:everywhere|to everyone|in (?:every|all the) rooms?)"
    r"(?: (?:else|too|as well|please|instead))*"
)
_NOT_THAT_ONE = re.compile(rf"{_ASIDE}(?:(?:no|wait|sorry) )*not (?:the |my )?(?P<what>\w+(?: \w+)?)")
_PERSON = re.compile(
    r"(?:unless )?(?P<who>(?!the|he|she|it|i|we|they|nobody|anybody|every\w+|some\w+)[a-z]+)(?:'s| is| has)? "
    r"(?:leaves|leave|comes|gets|arrives|home|away|back|left|gone|goes)\b"
)
_SHE_DOES = re.compile(
    r"(?:\b(?:when|once|as soon as|if)|^(?:is|are|where is|where's|has|have)) (?:he|she|they)(?:'s|'re)? "
)
_AND_WHEN = re.compile(
    r"(?P<when>when \S+ (?:leaves|goes out|goes|(?:comes|gets|is|arrives)(?: back)?(?: home)?))"
    r"(?: (?:again|too|as well))*"
)
_AND_WHEN_ELSE = re.compile(
    r"(?:and|also|or)(?: also)?(?: (?:tell me|let me know|warn me))? (?P<when>(?:when|if|once|as soon as) "
    r"(?:the|my|our|an?|any\w+|some\w+"
    r"|(?!he\b|she\b|they\b|it\b|i\b|we\b)[a-z]+(?= (?:leaves|comes|gets|arrives|goes)\b))"
    r" (?!.*(?:\b(?:turn|switch|put|play|dim|set|tell|remind|say|it|them|that|so)\b"
    r"|\b(?:open|close|shut|lock|unlock|start|stop) (?:the|my|our|all)\b)).+?)"
    r"(?: (?:too|as well|also|please))*"
)
"""One more thing to wait for, and nothing to be done then."""
_THEY = re.compile(r"\b(?:he|she|they)\b")
_WHEN_IT_DOES = re.compile(
    rf"{_ASIDE}(?P<tell>(?:tell me|let me know|notify me|warn me)) (?:when|if|once|as soon as) (?:it|that) "
    r"(?:does|is|changes|happens)(?: please)?"
)
_DONE = re.compile(r"\b(?:done|finished|finish|ready|through)(?: yet| already)?\W*$")
_WHEN_IT_RINGS = re.compile(
    r" (?:when|once|as soon as) (?:the|my) (?P<which>first |last |next )?alarm (?:goes off|rings|wakes me(?: up)?)"
    r"| when you wake me(?: up)?$"
)
_AROUND_ALARM = re.compile(
    rf" (?P<by>{LENGTH}) (?P<way>before|after) (?:the|my) (?P<which>first |last |next )?alarm(?: goes off| rings)?$"
)
_CLOCK = re.compile(r"at (?P<hour>\d{1,2})(?::(?P<minute>\d\d))? (?P<half>[ap]m)")
_TAKEN_DOWN = re.compile(r"\b(?:note|list|remember|write|announce)\b")
_A_WEEK_ON = re.compile(rf"\b(?:for )?{WEEK_ON}")
_WHICH = ("first", "second", "third", "fourth")
_CLOCK_OR_SUN = rf"(?:{AT}|(?:at|after|before) (?:sunset|sunrise|dusk|dawn))"
_OF_A_MONTH = re.compile(
    rf"(?<!every )(?<!each )\b(?:on )?the (?P<which>{'|'.join(_WHICH)}|last) (?P<weekday>{WEEKDAY})"
    rf" (?:of|in) (?:(?:the|this|(?P<next>next)) month|(?P<month>{MONTH}))\b"
)
_THEN_PAST = re.compile(rf".* at (?P<first>{CLOCK}|{BARE}) (?:.* )?and .* at (?P<last>{NO_HOUR})")
_DAY_FIRST = re.compile(
    rf"(?:(?:please|and|then) )*(?P<day>{DAY}|{DATE})"
    rf" (?P<do>(?:turn|switch|open|close|shut|lock|set(?! an? timer)|dim|put) .+) (?P<at>at {TIME})"
)
_THEN_BACK = re.compile(
    rf"(?P<first>(?!.*\bit\b).*\b(?:on|off)\b.* {_CLOCK_OR_SUN}) and (?:then )?(?:back )?(?P<state>on|off)(?: again)?"
    rf" (?P<last>{_CLOCK_OR_SUN}.*)"
)
"""What is done at a time, and taken back at another one."""
_WITH_LIGHTS = re.compile(r"(?:wake|get) me(?: up)? with (?:the |my |all the )?(?:\w+ )?(?:lights?|lamps?)(?: on)?")
_MERE_TIME = re.compile(rf"(?:{WHEN}|{TIME})(?: {OFTEN})?")
_WORDED = re.compile(rf"at|in|on|{DAY}|{DATE}")
_DOES = r"(?:turn|switch|open|close|shut|lock|unlock|start|stop|wake|play|dim|set)"
_BESIDE_THAT = re.compile(
    rf"(?:(?:and|also|then) )*(?P<do>{_DOES}\b.+?)"
    rf" (?P<by>{LENGTH}) (?P<way>before|after) (?:that|it|then)(?: (?:too|as well|please))*"
)
_TOLD = re.compile(rf"(?:(?P<day>{DAY}|{DATE}) )?(?:at )?\b(?P<clock>\d{{1,2}}(?: \d\d)? [ap]m|noon|midnight)\b")
_FREEZING = re.compile(r"\b(below|under|above) freezing(?: point)?\b", re.IGNORECASE)
_FROST = re.compile(
    r"^((?:is|was) it (?:still |already )?(?:below|under|above) (?:zero|0(?: degrees)?))(?: out)?( yet| now)?[?!.]*$",
    re.IGNORECASE,
)
"""Whether there is frost, which is asked of no room."""
_OF_THAT = re.compile(
    r"\b(remind (?:me|us)) (?:of|about) (?:it|that|this)\b(?! \w+ (?:is|are|was|will)\b)", re.IGNORECASE
)
_IN_THE_WEEK = re.compile(r"\bduring the (?:working )?week\b", re.IGNORECASE)
_QUIET_TONIGHT = re.compile(
    r"^((?:please )?(?:(?:be|stay|keep) (?:quiet|silent)|(?:do not|don't) (?:disturb|talk|speak)"
    r"|no (?:talking|announcements|interruptions)|mute yourself)\b.*?) (?:for )?tonight[.!]?$",
    re.IGNORECASE,
)
_SLEEP = r"(?:(?:set|start|put|put on|give me)(?: up)? )?(?:an? |the )?"
_THING = r"(?:the|my|our) .+?"
_SLEEP_TIMER = re.compile(
    rf"{_ASIDE}{_SLEEP}(?:sleep timer (?:for|on) (?P<what>{_THING}) (?:for |of |to |in )?(?P<length>{LENGTH})"
    rf"|(?P<long>{LENGTH}) sleep timer (?:for|on) (?P<whose>{_THING}))"
)
"""What a thing is turned off by."""
_BEFORE_A_DATE = re.compile(
    rf"{_ASIDE}remind (?:me|us) (?P<by>{LENGTH}|the day) before(?: (?:that|then|it))? (?P<what>(?:to|about|that) .+)"
)
"""What is to be done before the day that was asked about."""
_SUN_TOLD = re.compile(r"\bat (sunrise|sunset)\b")
_BY_FIRST = re.compile(
    rf"(?:(?:and|also|then) )*(?P<by>{LENGTH}) (?P<way>before|after) (?:that|it|then)"
    rf" (?P<do>{_DOES}\b.+?)(?: (?:too|as well|please))*"
)
_REPEATED = re.compile(rf"\b{OFTEN}")
_TIME_OF_ALARM = re.compile(r"^the (?:.+ )?alarm (?P<when>.+)$")


def with_times_told(text: str, context: Context) -> str:
    """Return a text with the times that are not told in it, of the alarm or of the answer before, and dates in full."""
    text = _FROST.sub(r"\1 outside", _OF_THAT.sub(r"\1 about it", _FREEZING.sub(r"\1 0 degrees", text)))
    if asleep := _SLEEP_TIMER.fullmatch(normalise(text)):
        return f"turn off {asleep['what'] or asleep['whose']} in {asleep['length'] or asleep['long']}"
    text = _taken_back(text)
    text = _next_half_past(_QUIET_TONIGHT.sub(r"\1 until tomorrow at 7 am", _IN_THE_WEEK.sub("on weekdays", text)))
    text = _before_a_date(_on_its_date(text, context), context)
    return _when_it_rings(_with_what_wakes(_day_beside_time(text), context), context)


def _taken_back(text: str) -> str:
    """Return a text with the verb of what is taken back at a later time.

    >>> _taken_back("Hall light on at seven and off at eleven")
    'hall light on at 7 and turn it off at 11'
    """
    match = _THEN_BACK.fullmatch(normalise(text))
    return f"{match['first']} and turn it {match['state']} {match['last']}" if match else text


def _on_its_date(text: str, context: Context) -> str:
    """Return a text with the date of "a week on Tuesday" or "the last Friday of the month", easily overlooked in part.

    >>> from datetime import UTC, datetime
    >>> _on_its_date("remind me Tuesday week to vote", Context(datetime(2026, 11, 20, tzinfo=UTC)))
    'remind me on the first of december to vote'
    >>> _on_its_date("open the gate on the last friday of the month at 9", Context(datetime(2026, 11, 20, tzinfo=UTC)))
    'open the gate on the twenty seventh of november at 9'
    """
    said = normalise(text)
    match = None if _TAKEN_DOWN.search(said) else _A_WEEK_ON.search(said)
    day, _ = (match and read_date(match[0], context.now)) or (None, "")
    if match is None and not _TAKEN_DOWN.search(said) and (match := _OF_A_MONTH.search(said)) is not None:
        day = _in_month(match, context.now)
    if match is None or day is None:
        return text
    dated = f"on the {ORDINAL_DAYS[day.day - 1]} of {MONTHS[day.month - 1]}"
    return f"{said[: match.start()]}{dated}{said[match.end() :]}"


def _before_a_date(text: str, context: Context) -> str:
    """Return a reminder so long before the day that was asked about with its date; as it was where none is meant.

    >>> from datetime import UTC
    >>> asked = ParsedAction("get_date", values={"date": "christmas"})
    >>> context = Context(datetime(2026, 11, 20, tzinfo=UTC), before=(asked,))
    >>> _before_a_date("remind me a week before to post the cards", context)
    'remind me on the eighteenth of december to post the cards'
    """
    asked = (
        context.before[-1].values.get("date") if context.before and context.before[-1].intent == "get_date" else None
    )
    match = _BEFORE_A_DATE.fullmatch(normalise(text)) if asked else None
    day, _ = (match and read_date(normalise(asked or ""), context.now)) or (None, "")
    if match is None or day is None:
        return text
    day -= timedelta(days=1) if match["by"] == "the day" else timedelta(minutes=minutes_of(match["by"]))
    if day.date() <= context.now.date():
        return text
    return f"remind me on the {ORDINAL_DAYS[day.day - 1]} of {MONTHS[day.month - 1]} {match['what']}"


def _in_month(match: re.Match[str], now: datetime) -> datetime | None:
    """Return the next day that is the last Friday of a month, or the like."""
    month = MONTHS.index(match["month"]) + 1 if match["month"] else now.month + bool(match["next"])
    later = month + (len(MONTHS) if match["month"] else 1)
    for number in (month, later):
        first = now.replace(year=now.year + (number - 1) // len(MONTHS), month=(number - 1) % len(MONTHS) + 1, day=1)
        first += timedelta(days=(WEEKDAYS.index(match["weekday"]) - first.weekday()) % 7)
        days = [day for weeks in range(5) if (day := first + timedelta(weeks=weeks)).month == first.month]
        day = days[-1] if match["which"] == "last" else days[_WHICH.index(match["which"])]
        if day.date() >= now.date():
            return day
    return None


def _next_half_past(text: str) -> str:
    """Return a text whose last time has the hour after the one before it, where none was said.

    >>> _next_half_past("turn the fan on at quarter to seven and off again at half past")
    'turn the fan on at quarter to 7 and off again at half past 7'
    """
    match = _THEN_PAST.fullmatch(normalise(text))
    first, last = (read_clock(match["first"]), read_clock(f"{match['last']} 12")) if match else (None, None)
    if match is None or first is None or last is None:
        return text
    hour = first.hour + (last.minute <= first.minute) + match["last"].endswith(" to")
    half = f" {'pm' if hour >= 12 else 'am'}" if first.sure else ""
    return f"{match[0]} {(hour - 1) % 12 + 1}{half}"


def _day_beside_time(text: str) -> str:
    """Return a command for a day and a time with the one beside the other.

    >>> _day_beside_time("On Monday turn off the iron at nine")
    'turn off the iron on monday at 9'
    """
    match = _DAY_FIRST.fullmatch(normalise(text))
    return f"{match['do']} {match['day']} {match['at']}" if match else text


def _with_what_wakes(text: str, context: Context) -> str:
    """Return the time that was asked for with what is to be turned on then: "wake me with the lights", "at seven"."""
    if _WITH_LIGHTS.fullmatch(normalise(text)):
        return "wake me"
    asked = normalise(context.history[-1][0]) if context.expected and context.history else ""
    at = _MERE_TIME.fullmatch(normalise(text)) if _WITH_LIGHTS.fullmatch(asked) else None
    return f"{asked} {'' if _WORDED.match(at[0]) else 'at '}{at[0]}" if at else text


def _when_it_rings(text: str, context: Context) -> str:
    """Return a text with the time of the alarm in place of "when my alarm rings"; as it was where none is meant."""
    rings = _WHEN_IT_RINGS.search(text.casefold())
    when = _ringing(rings["which"] or "", context) if rings else ""
    if rings and when:
        return f"{text[: rings.start()]} {when}{text[rings.end() :]}"
    said = normalise(text)
    around = _AROUND_ALARM.search(said)
    when = _ringing(around["which"] or "", context).casefold() if around else ""
    at = _CLOCK.search(when)
    if around is None or at is None:
        return text
    by = minutes_of(around["by"]) * (1 if around["way"] == "before" else -1)
    clock = earlier(f"{at['hour']} {at['minute'] or '00'} {at['half']}", "", by)
    return f"{said[: around.start()]} {when[: at.start()]}{clock}{when[at.end() :]}" if clock else text


def beside_that(said: str, context: Context) -> str:
    """Return a command so long before or after what was just set or planned with its time; empty: it is no such.

    That is the time that was told, which is surely what was meant.
    """
    match = _BESIDE_THAT.fullmatch(said) or _BY_FIRST.fullmatch(said)
    told = normalise(context.history[-1][1]) if context.history else ""
    found = [*_TOLD.finditer(told)]
    if match is not None and not found and len(sun := _SUN_TOLD.findall(told)) == 1:
        return f"{match['do']} {match['by']} {match['way']} {sun[0]}"
    if match is None or len(found) != 1 or _REPEATED.search(told):
        return ""
    by = minutes_of(match["by"]) * (1 if match["way"] == "before" else -1)
    when = earlier(found[0]["clock"], found[0]["day"] or "", by)
    return f"{match['do']} {when}" if when else ""


def _ringing(which: str, context: Context) -> str:
    """Return when the alarm rings that is meant; empty: there is none, or one of several."""
    alarms = [match["when"] for plan in context.kept.plans if (match := _TIME_OF_ALARM.match(plan))]
    if len(alarms) > 1 and not which:
        return ""
    return alarms[-1 if "last" in which else 0] if alarms else ""


def asked_on(said: str, before: ParsedAction) -> str:
    """Return a question about another city, an announcement in another room, or what is said of "her" with her name.

    Empty: it is none of these.
    """
    if before.intent == "sun_query" and (match := _AND_SUN.fullmatch(said)):
        return f"when is {match['sun']} {match['day'] or ''}".strip()
    if before.intent == "announce" and (match := _THERE_TOO.fullmatch(said)):
        return f"announce {match['where']} that {before.values.get('text', '')}"
    if before.intent == "announce" and _EVERYWHERE.fullmatch(said):
        return f"announce that {before.values.get('text', '')}"
    if before.intent == "get_time" and (match := _WHERE.fullmatch(said)):
        return f"what time is it in {match['place']}"
    person = before.targets[0].name if before.intent == "get_state" and len(before.targets) == 1 else None
    asks = "when " in said or said.startswith(("is ", "where", "has "))
    return _THEY.sub(person, said) if person and _THEY.search(said) and asks else ""


def who_comes(said: str, before: ParsedAction) -> str:
    """Return "when she comes back ..." with the name of who was waited for, or one more thing to wait for.

    So is "not the kettle" after that was turned on. Empty: it is no such.

    >>> who_comes("and when the letter box opens", ParsedAction("notify", condition="the washer finishes"))
    'tell me when the letter box opens'
    """
    taken_back = _NOT_THAT_ONE.fullmatch(said) if len(before.targets) == 1 else None
    if taken_back and f" {before.targets[0].name}".endswith(f" {taken_back['what']}"):
        return "undo that"
    if before.intent == "notify" and (match := _AND_WHEN_ELSE.fullmatch(said)):
        return f"tell me {match['when']}"
    match = _PERSON.match(before.condition or "")
    if match is None or not _SHE_DOES.search(said):
        return ""
    named = _THEY.sub(match["who"], said).removeprefix("and ").removesuffix(" then").removesuffix(" too")
    tells = before.intent == "notify" and _AND_WHEN.fullmatch(named)
    return f"tell me {tells['when']}" if tells else named


def when_it_does(said: str, context: Context) -> str:
    """Return what to wait for after a question about it: "tell me when it does"; empty: nothing."""
    match, before = _WHEN_IT_DOES.fullmatch(said), context.before[-1]
    done = "done" if context.history and _DONE.search(context.history[-1][0].casefold()) else None
    state = before.values.get("state") or done
    asked = before.intent == "get_state" and len(before.targets) == 1 and state
    return f"{match['tell']} when {before.targets[0].name or 'it'} is {state}" if match and asked else ""
