"""What was set or planned just now, so much later or earlier: "half an hour later", "earlier by ten minutes"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.clock_words import as_said, told, with_hour
from edgeassist.home.short_times import with_unit
from edgeassist.home.timing import times_of
from edgeassist.home.values import read_params
from edgeassist.messages import Context, ParsedAction, Understanding
from edgeassist.moments import Clock, read_clock, read_date, read_duration

_RINGING = frozenset({"alarm_set", "reminder_set"})
_BY_CLOCK = frozenset({"alarm_set", "reminder_set", "alarm_move", "schedule_query"})
_ASIDE = (
    r"(?:(?:no|oh|um|uh|er|well|wait|sorry|okay|hmm?|so|or|but|please|maybe|perhaps|actually|can you|could you|and|now"
    r"|on second thoughts?|i think|rather|let's|just"
    r"|(?:that's|it's|that is) (?:(?:a bit|a little|too|much|way|far) )*(?:early|late|soon)) )*"
)
_IT = r"(?:(?:make|do|have|set|move|push|put|bring|shift|say) (?:(?:it|that|this|them) )?)?"
_END = r"(?: (?:please|then|instead|rather|though|after all|thanks))*"
_SHIFTS = tuple(
    re.compile(rf"{_ASIDE}{_IT}{shift}{_END}")
    for shift in (
        r"(?P<by>.+) (?P<way>later|earlier|sooner|before|beforehand|after)",
        r"(?P<way>later|earlier|sooner) by (?P<by>.+)",
        r"(?P<way>back|forward|forwards|up)(?: by)? (?P<by>.+)",
    )
)
_AFTER_THAT = re.compile(
    r"(?P<by>.+) (?P<way>later|after(?:wards)?(?: that| it)?|earlier|before(?:hand)?(?: (?:that|it|then))?)"
)
_ONE_MORE = re.compile(
    rf"{_ASIDE}(?:(?:also )?remind me(?: (?:again|too|also|about (?:it|that)))*|wake me(?: up)? again"
    r"|(?:(?:set|make|add|i want|i need) )?(?:another|a second)(?: (?:one|1|alarm|reminder))?|again)"
    r" (?P<by>.+? (?:later|earlier|(?:before(?:hand)?|after(?:wards)?)(?: (?:that|it|then))?))"
    rf"(?: (?:too|as well|also|again))*{_END}(?P<and>)"
)
"""A second alarm or reminder so long before or after the first."""
_ONE_MORE_TOO = re.compile(
    rf"(?:{_ASIDE}(?:also )?(?P<by>.+? (?:before(?:hand)?|after(?:wards)?)(?: (?:that|it|then))?)"
    r" (?:too|as well|also)|(?:and|also|plus) (?P<and>.+? before(?:hand)?(?: (?:that|it|then))?))"
    rf"{_END}"
)
_THEN = re.compile(r"\b(?:then|at the same time|at that time)(?: too| as well| please)?$")
_UNTIL_THEN = re.compile(r"\b(?:until|till|til) then$")
_AND = re.compile(r"(?:and|then|also)\b|.* (?:later|after (?:that|it))$")
_AND_AT = re.compile(r"(?:(?:and|then|also) )+(?:at|around|by) ")
_WAKES = re.compile(r"\b(?:wake|get) me\b")
_TIME_FIRST = re.compile(r"(?:at|tomorrow|every|on)\b")
_ON_WAKING = frozenset({"turn_on", "open", "play_media", "media_play", "set_light", "set_temperature", "set_hvac_mode"})
"""What is done for who gets up, and not for who goes to bed."""
_LONGER = tuple(
    re.compile(rf"{_ASIDE}{longer}{_END}")
    for longer in (
        r"(?:give (?:it|them|that|me)|add|leave it(?: on for)?) (?:another )?(?P<by>.+?)(?: (?:more|longer))?",
        r"(?:another )?(?P<by>.+?) (?:more|longer|extra)",
        r"(?:(?:i|we) (?:still )?(?:need|want) )?(?:another|an extra) (?P<by>.+)",
    )
)
_DAY_AFTER = re.compile(r"\b(?:on |to )?the (?P<unit>day|week) after(?: that)?$")
_THE_DAY_BEFORE = re.compile(r"\bthe (?P<unit>day|week|hour) before\b")
_THE_EVENING_BEFORE = re.compile(
    rf"{_ASIDE}remind me(?: (?:again|too|also))* the (?P<part>evening|night) before(?: (?:that|it))?"
    rf"(?: (?:too|as well))*{_END}"
)
_LATER = frozenset({"later", "back", "after"})
_LITTLE = re.compile(r"(?:just )?(?:a )?(?:little bit|little|bit)")
_A_LITTLE_S = 900


def shifted(text: str, base: ParsedAction, context: Context) -> ParsedAction | None:
    """Return an alarm moved, or what is planned at another time; None: `text`, normalised, says no such thing.

    >>> from datetime import UTC
    >>> base = ParsedAction("turn_on", when="30 minutes before sunset")
    >>> shifted("make it 10 minutes earlier", base, Context(datetime.now(UTC))).when
    '2400 seconds before sunset'
    """
    text = _DAY_AFTER.sub(r"a \g<unit> later", text)
    shift = _match(_SHIFTS, text)
    said = shift or (_match(_LONGER, text) if _has_an_end(base) else None)
    seconds = _seconds(said["by"], base) if said else None
    if said is None or seconds is None:
        return None
    later = shift is None or shift["way"] in _LATER
    if base.intent in _BY_CLOCK:
        way = "later_s" if later else "earlier_s"
        return ParsedAction("alarm_move", values={way: f"{seconds} seconds", **what_moves(base)})
    by, span = seconds if later else -seconds, "when" if base.when else "until"
    times = times_of(replace(base, until=None if base.when else base.until), context)
    before = times.get(span) if isinstance(times, dict) else None
    if not before or base.intent not in INTENT_DOMAINS:
        return None
    moved = _moved(before, by, once=base.repeat is None)
    return replace(base, when=moved) if base.when else replace(base, until=_as_end(moved))


def one_more(text: str, base: ParsedAction, context: Context) -> ParsedAction | None:
    """Return what was set with another one beside it, "remind me 10 minutes before that too"; None: it is none.

    >>> from datetime import UTC
    >>> base = ParsedAction("reminder_set", values={"time": "tomorrow at 3 pm", "text": "call mum"})
    >>> one_more("remind me again an hour before that", base, Context(datetime(2026, 11, 20, 14, tzinfo=UTC))).values
    {'text': 'call mum', 'time': '21 november at 2 00 pm'}
    """
    if (evening := _THE_EVENING_BEFORE.fullmatch(text)) and base.intent in _RINGING:
        return _the_evening_before(base, evening["part"], context)
    text = _THE_DAY_BEFORE.sub(r"a \g<unit> before", text)
    match = (_ONE_MORE.fullmatch(text) or _ONE_MORE_TOO.fullmatch(text)) if base.intent in _RINGING else None
    planned = _as_planned(base, context)
    if match is None or planned.when is None:
        return None
    by = match["by"] or match["and"]
    when = beside_that(planned, by, context)
    rest = {key: span for key, span in base.values.items() if key not in {"time", "date", "duration_s"}}
    time = {"duration_s": when.removeprefix("in ")} if when.startswith("in ") else {"time": when.removeprefix("at ")}
    return None if when == by else replace(base, values={**rest, **time})


def _the_evening_before(base: ParsedAction, part: str, context: Context) -> ParsedAction | None:
    """Return what somebody is reminded of on the evening before as well."""
    times = times_of(replace(_as_planned(base, context), until=None), context)
    when = times.get("when") if isinstance(times, dict) else None
    if not when or "at" not in when:
        return None
    rest = {key: span for key, span in base.values.items() if key not in {"time", "date", "duration_s"}}
    day = as_said(_at(when) - timedelta(days=1))
    return replace(base, values={**rest, "time": f"{day} at {'7' if part == 'evening' else '9'} pm"})


def _has_an_end(base: ParsedAction) -> bool:
    """Return whether "10 minutes more" may be said of a command, or of one that was asked about."""
    return base.intent in INTENT_DOMAINS or (base.intent == "schedule_query" and "text" in base.values)


def what_moves(base: ParsedAction) -> dict[str, str]:
    """Return what is said of a plan that was moved, or asked about, to move it again; nothing of an alarm."""
    if base.intent == "schedule_query":
        return {"text": "it"}
    return {"text": base.values["text"]} if base.intent == "alarm_move" and "text" in base.values else {}


def on_waking(understanding: Understanding, context: Context) -> Understanding:
    """Return what was understood, with the time of the alarm for what is done then: "wake me at 7 with the tv on"."""
    first, *others = understanding.actions or (ParsedAction(""),)
    if first.intent != "alarm_set" or not others or not _WAKES.search(context.said):
        return understanding
    alarm = _as_planned(first, context)
    done = (_done_on_waking(each, alarm, context) if alarm.when else each for each in others)
    return replace(understanding, actions=(first, *done))


def _done_on_waking(parsed: ParsedAction, alarm: ParsedAction, context: Context) -> ParsedAction:
    if parsed.repeat or parsed.condition or parsed.intent not in INTENT_DOMAINS:
        return parsed
    if parsed.when:
        return replace(parsed, when=beside_that(alarm, parsed.when, context), repeat=alarm.repeat)
    then = parsed.intent in _ON_WAKING or _TIME_FIRST.match(context.said)
    return replace(parsed, when=alarm.when, repeat=alarm.repeat) if then else parsed


def at_that_time(parsed: ParsedAction, context: Context) -> ParsedAction:
    """Return an action at the time, or on the condition, of what was planned before: "and turn off the tv then".

    One with a time of its own is done on that day, or as often: "and turn it off at 11".
    """
    planned = context.before[-1] if context.before else None
    if planned is None or parsed.condition:
        return parsed
    if parsed.intent in _RINGING:
        return _ringing_too(_as_planned(planned, context), parsed, context)
    if _UNTIL_THEN.search(context.said) and (when := _as_planned(planned, context).when):
        return replace(parsed, when=None, until=f"until {when.removeprefix('at ')}")
    if not parsed.when:
        then = _THEN.search(context.said) is not None
        return _at_once_with(_as_planned(planned, context), parsed) if then else parsed
    goes_on = _AND.match(context.said) or any(target.ref for target in parsed.targets)
    again = parsed.targets == planned.targets and planned.repeat is None
    if parsed.repeat or not (goes_on or again):
        return parsed
    when = beside_that(planned, parsed.when, context)
    return parsed if when == parsed.when else replace(parsed, when=when, repeat=planned.repeat)


def _ringing_too(planned: ParsedAction, parsed: ParsedAction, context: Context) -> ParsedAction:
    """Return a reminder on the day of the one before, where nothing but its time is told: "and at 6 to ...".

    So is one of the same thing: "also remind me about it at 11".
    """
    on_that_day = planned.intent in _RINGING and planned.when and not planned.repeat and not parsed.repeat
    goes_on = _AND_AT.match(context.said) or parsed.values.get("text") == planned.values.get("text", "")
    if not on_that_day or "date" in parsed.values or not goes_on or "time" not in parsed.values:
        return parsed
    when = beside_that(planned, parsed.values["time"], context)
    return replace(parsed, values={**parsed.values, "time": when})


def _as_planned(planned: ParsedAction, context: Context) -> ParsedAction:
    """Return what was planned; of an alarm or a reminder the time at which it rings as that of a command."""
    params = read_params(planned, context) if planned.intent in _RINGING else None
    if params and "duration_s" in params:
        return replace(planned, when=f"in {params['duration_s']} seconds")
    if params is None or "time" not in params:
        return planned
    day = as_said(date.fromisoformat(params["date"])) if "date" in params else ""
    clock = _clock(datetime.combine(context.now, time.fromisoformat(params["time"])))
    return replace(planned, when=f"{day} at {clock}".strip(), repeat=planned.repeat or planned.values.get("repeat"))


def _at_once_with(planned: ParsedAction, parsed: ParsedAction) -> ParsedAction:
    return replace(parsed, when=planned.when, condition=planned.condition, about=planned.about, repeat=planned.repeat)


def beside_that(planned: ParsedAction, said: str, context: Context) -> str:
    """Return a time that was `said` beside another one in full: on its day, in its half of the day, so long after it.

    >>> from datetime import UTC
    >>> planned = ParsedAction("turn_on", when="tomorrow at 8")
    >>> beside_that(planned, "at 9", Context(datetime(2026, 11, 20, 14, tzinfo=UTC)))
    '21 november at 9 00 am'
    """
    times = times_of(replace(planned, until=None), context) if planned.when else {}
    before, once = times.get("when") if isinstance(times, dict) else None, planned.repeat is None
    if not before:
        return said
    if match := _AFTER_THAT.fullmatch(said):
        seconds = read_duration(match["by"])
        by = -(seconds or 0) if match["way"].startswith(("before", "earlier")) else seconds or 0
        return said if seconds is None else _moved(before, by, once=once)
    day, rest = read_date(said, context.now) or (context.now, "")
    if "at" not in before or (rest and day is not None and day.date() != _at(before).date()):
        return said
    if not rest and day is not None:
        return f"{as_said(day)} at {_clock(_at(before))}"
    clock = read_clock(with_hour(rest.removeprefix("at "), f"{_at(before):%H:%M}"))
    return said if clock is None else _nearest(clock, _at(before), context, once=once)


def _at(when: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(when["at"])


def _nearest(clock: Clock, before: datetime, context: Context, *, once: bool) -> str:
    """Return the moment that is nearest to another one at a time of day, of a sure time on the same day."""
    hours = {clock.hour} if clock.sure else {clock.hour % 12, clock.hour % 12 + 12}
    days = (0,) if clock.sure else (-1, 0, 1)
    moments = [Clock(hour, clock.minute).on(before + timedelta(days=day)) for hour in hours for day in days]
    left = [each for each in moments if each > context.now] or [moments[0] + timedelta(days=1)]
    moment = min(left, key=lambda each: abs(each - before))
    return f"{as_said(moment)} at {_clock(moment)}" if once else f"at {_clock(moment)}"


def time_alone(when: Mapping[str, Any], context: Context) -> str | None:
    """Return the time of day at which something is done, in words that are sure; None: it has none."""
    if "after_s" in when:
        return f"at {_clock(context.now + timedelta(seconds=when['after_s']))}"
    return f"at {_clock(_at(when))}" if "at" in when else None


def _match(patterns: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)


def _seconds(by: str, base: ParsedAction) -> int | None:
    """Return by how much; a mere number is one of minutes where something lasts, and has no value that it may be."""
    if _LITTLE.fullmatch(by):
        return _A_LITTLE_S
    return read_duration(by if base.values and base.intent not in _BY_CLOCK else with_unit(by))


def _moved(when: Mapping[str, Any], by: int, *, once: bool) -> str:
    """Return a time so many seconds later, in words."""
    if "sun" in when:
        offset = when["offset_s"] + by
        return f"{abs(offset)} seconds {'before' if offset < 0 else 'after'} {when['sun']}" if offset else when["sun"]
    if "after_s" in when:
        return f"in {max(when['after_s'] + by, 1):g} seconds"
    at = _at(when) + timedelta(seconds=by)
    day = f"{as_said(at)} " if once else ""
    return f"{day}at {_clock(at)}"


def _as_end(when: str) -> str:
    return f"for {when.removeprefix('in ')}" if when.startswith("in ") else f"until {when}"


def _clock(at: datetime) -> str:
    return told(Clock(at.hour, at.minute), None)
