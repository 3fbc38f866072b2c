"""Quiet times as they are asked for, ended and asked about, in words and by others on MQTT."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

from edgeassist.errors import EdgeAssistError, StateError
from edgeassist.home.cycles import cycle_of
from edgeassist.home.figures import clock, listed
from edgeassist.home.how_often import read_repeat
from edgeassist.home.moment_words import days_said
from edgeassist.home.quiet_words import read_hours
from edgeassist.messages import Action, Context, Step
from edgeassist.mqtt.sending import Sender
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.quiet import Hours, Quiet, Silence, while_quiet
from edgeassist.skills.words import moment_said
from edgeassist.skills.writing import not_written
from edgeassist.text import WEEKDAYS

_ON_OFF = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
_MAY_TALK = re.compile(r"\b(?:may|can|allowed|able)\b.*\b(?:talk|speak|disturb)")
_LONGEST_S = 31 * 86_400.0
_EXAMPLE = "You can say: set quiet hours from ten to seven."
_NOT_ONCE = f"I can do that from now on, or every day. {_EXAMPLE}"
_NONE_COME = "There are no quiet hours in the next day."
_EVERY_DAY = tuple(day[:3] for day in WEEKDAYS)


class DisturbedError(EdgeAssistError):
    """Nothing is said unasked now; the text says until when."""


class BadQuietError(EdgeAssistError):
    """A request for quiet cannot be read; the text says what can."""


About: TypeAlias = Callable[[Action, Context], Awaitable[Step]]
"""Does or tells something about the quiet hours; raises StateError."""


class QuietSkill:
    """The skill for "do not disturb"."""

    intents = frozenset({"do_not_disturb"})

    def __init__(self, quiet: Quiet, almanac: Almanac) -> None:
        self._quiet = quiet
        self._almanac = almanac
        self._hours: Mapping[str, About] = {
            "hours": self._set_hours,
            "between": self._set_hours,
            "unset": self._drop_hours,
            "skipped": self._leave_hours_out,
            "usual": self._usual_hours,
            "shown": self._tell_hours,
            "missed": self._tell_missed,
        }
        """What is wanted of the quiet hours, and of what was held back → who does it."""

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Be quiet, speak again, or answer whether it is quiet."""
        if "area" in action.params:
            return (_step(action, "I can only do that for another room while I run: edgeassist run.", "cannot"),)
        if action.when or action.repeat:
            return (_step(action, _NOT_ONCE, "cannot"),)
        if (about := self._hours.get(action.params.get("state", "on"))) is not None:
            return (await self._about_hours(about, action, context),)
        match action.params.get("state", "on"):
            case "off":
                return (_step(action, await self._lifted()),)
            case "asked":
                may_talk = _MAY_TALK.search(context.said) is not None
                return (_step(action, told(self._quiet.silence(), context.now, may_talk=may_talk)),)
        return (await self._asked(action, context),)

    async def _asked(self, action: Action, context: Context) -> Step:
        until = self._until(action.until, context.now)
        if isinstance(until, str):
            return _step(action, until, "cannot")
        await self._quiet.ask(until)
        end = f"until {_said(until, context.now)}" if until else "until you say that I can talk again"
        return _step(action, f"Okay, I won't disturb you {end}.")

    async def _about_hours(self, about: About, action: Action, context: Context) -> Step:
        try:
            return await about(action, context)
        except StateError as error:
            return replace(_step(action, not_written(error), "no_disk"), result="failed")

    async def _set_hours(self, action: Action, context: Context) -> Step:
        before = self._quiet.hours
        wanted, often = read_hours(str(action.params.get("text") or ""))
        days = _days(often, before[0].days if len(before) == 1 and not wanted else ())
        if days is None or (action.params["state"] == "between" and not days):
            return _step(action, _NOT_ONCE, "cannot")
        begins, ends = (wanted.get(key) for key in ("begins", "ends"))
        if len(before) == 1:
            begins, ends = begins or f"{before[0].begins:%H:%M}", ends or f"{before[0].ends:%H:%M}"
        if not ((wanted or days) and begins and ends):
            return _step(action, f"Say from when until when. {_EXAMPLE}", "out_of_range")
        if begins == ends:
            return _step(action, "Quiet hours can't begin when they end.", "out_of_range")
        days = days or (before[0].days if len(wanted) == 1 else ())
        await self._quiet.set_hours([Hours(time.fromisoformat(begins), time.fromisoformat(ends), days)])
        return _step(action, hours_told(self._quiet.hours, context.now))

    async def _drop_hours(self, action: Action, context: Context) -> Step:
        if not self._quiet.hours:
            return _step(action, hours_told((), context.now))
        await self._quiet.set_hours(())
        return _step(action, "Okay, there are no quiet hours any more.")

    async def _leave_hours_out(self, action: Action, context: Context) -> Step:
        until = await self._quiet.leave_out()
        return _step(action, f"Okay, no quiet hours until {_said(until, context.now)}." if until else _NONE_COME)

    async def _usual_hours(self, action: Action, context: Context) -> Step:
        await self._quiet.set_hours(None)
        return _step(action, f"Okay. {hours_told(self._quiet.hours, context.now)}")

    async def _tell_hours(self, action: Action, context: Context) -> Step:
        return _step(action, hours_told(self._quiet.hours, context.now))

    async def _tell_missed(self, action: Action, context: Context) -> Step:
        if held := await self._quiet.taken():
            return _step(action, while_quiet(held))
        told = " ".join(f"At {_clock(at.time(), context.now)}: {text}" for at, text in self._quiet.told_lately())
        return _step(action, told or "Nothing that I know of.")

    async def _lifted(self) -> str:
        was = self._quiet.silence()
        held = await self._quiet.lift()
        if not held:
            return "Okay." if was else "I may talk already."
        return f"Okay. {while_quiet(held)}"

    def _until(self, until: Mapping[str, Any] | None, now: datetime) -> datetime | str | None:
        """Return when the quiet is over; None: when somebody says so; a text: why that is not possible."""
        if until is None:
            return None
        if "after_s" in until:
            longest = timedelta(seconds=_LONGEST_S)
            end = now + min(timedelta(seconds=until["after_s"]), longest + timedelta(days=1))
            return end if end - now <= longest else "I can be quiet for a month at most."
        if "at" in until:
            return datetime.fromisoformat(until["at"])
        at = self._almanac.after(until["sun"], until.get("offset_s") or 0.0, now.timestamp())
        return datetime.fromtimestamp(at, now.tzinfo) if at else f"{self._almanac.trouble or 'The sun stays away'}."


class QuietTopic:
    """Publishes whether it is quiet, retained on `quiet`, and takes requests for it."""

    def __init__(self, sender: Sender, quiet: Quiet) -> None:
        self._sender = sender
        self._quiet = quiet
        self._published = self._payload()
        quiet.hearers.append(self.publish)
        sender.remember("quiet", self._published)

    async def publish(self) -> None:
        """Publish how it is now, where that is something new."""
        if (payload := self._payload()) != self._published:
            self._published = payload
            await self._sender.keep("quiet", payload)

    async def turn(self, fields: Mapping[str, Any], now: datetime) -> None:
        """Be quiet or speak again as a request says: on or off, `for_s` so many seconds; raises EdgeAssistError."""
        quiet = _ON_OFF.get(str(fields.get("quiet", fields.get("text", ""))).strip().lower())
        seconds = fields.get("for_s")
        if quiet is None or not (seconds is None or (_is_number(seconds) and 0 < seconds <= _LONGEST_S)):
            raise BadQuietError('quiet takes "on" or "off", or {"quiet": true, "for_s": 3600} up to a month')
        if quiet:
            await self._quiet.ask(None if seconds is None else now + timedelta(seconds=seconds))
        elif self._quiet.silence() is not None:
            await self._quiet.lift(answering=False)

    def _payload(self) -> str:
        silence = self._quiet.silence()
        until = None if silence is None or silence.until is None else silence.until.isoformat(timespec="seconds")
        why = None if silence is None else "asked" if silence.asked else "hours"
        return json.dumps({"quiet": silence is not None, "until": until, "why": why, "held": self._quiet.held})


def _days(often: str, usual: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the days of quiet hours; none where none were named, None where there can be none.

    >>> _days("on weekdays", ()), _days("except on fridays", ("thu", "fri")), _days("every other day", ())
    (('mon', 'tue', 'wed', 'thu', 'fri'), ('thu',), None)
    """
    named = often.removeprefix("except ")
    days = read_repeat(named) if often else ()
    if days is None or cycle_of(days) > 1:
        return None
    if named == often:
        return days
    return tuple(day for day in usual or _EVERY_DAY if day not in days) or None


def hours_told(hours: Sequence[Hours], now: datetime) -> str:
    """Return when it is quiet by the clock.

    >>> hours_told([Hours(time(22), time(6, 30), ("sat", "sun"))], datetime(2026, 11, 20))
    'Quiet hours are from 10 PM to 6:30 AM every weekend.'
    """
    told = [
        f"from {_clock(each.begins, now)} to {_clock(each.ends, now)} {days_said(each.days or _EVERY_DAY)}"
        for each in hours
    ]
    return f"Quiet hours are {listed(told)}." if told else "There are no quiet hours."


def _clock(at: time, now: datetime) -> str:
    return clock(datetime.combine(now.date(), at))


def told(silence: Silence | None, now: datetime, *, may_talk: bool = False) -> str:
    """Return whether it is quiet; `may_talk`: somebody asked whether it is not.

    >>> told(None, datetime(2026, 11, 20)), told(Silence(None, asked=True), datetime(2026, 11, 20))
    ('No, I may talk.', 'Yes, I say nothing unasked until you say that I can talk again.')
    """
    if silence is None:
        return f"{'Yes' if may_talk else 'No'}, I may talk."
    end = f"until {_said(silence.until, now)}" if silence.until else "until you say that I can talk again"
    return f"{'No' if may_talk else 'Yes'}, I say nothing unasked {end}."


def _said(until: datetime, now: datetime) -> str:
    return moment_said(until.timestamp(), now).removeprefix("at ")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _step(action: Action, said: str, refused: str | None = None) -> Step:
    return Step(action.intent, None, action.params, "refused" if refused else "confirmed", reason=refused, said=said)
