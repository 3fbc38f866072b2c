"""What is done or told later, at a time or when something happens: put down, and the end of it once it has begun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from edgeassist.errors import StateError
from edgeassist.messages import Action, Context, Home
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.dues import Due, Kind, counted, local, next_clock, next_due
from edgeassist.skills.ledger import MOST, FullError, Ledger
from edgeassist.skills.recurrence import zone_named
from edgeassist.skills.restoring import end_of
from edgeassist.skills.seen import first_seen
from edgeassist.skills.writing import not_written

DAY_S = 86_400.0
_FOR_EVER_S = 36_525 * DAY_S
_NO_END = "I can't tell how to end that, so tell me at the time"
_NO_TIME = "tell me also at what time"
_NEVER = "the sun does not do that here for months"
_OVER = "that time is over"


class Later:
    """Keeps commands until their time, or until something happens, for `wait_s` at most."""

    def __init__(self, agenda: Agenda, almanac: Almanac, zone: str, wait_s: float = DAY_S) -> None:
        self._agenda = agenda
        self._almanac = almanac
        self._zone = zone
        self._wait_s = wait_s
        self.home: Callable[[], Home] | None = None
        """The house as it is, to which an end brings things back, and which things change from; None: nobody knows."""

    async def keep(self, action: Action, context: Context) -> str | None:
        """Put a command down for its time, or its end where it is done now; returns why not, or None."""
        bare = replace(action, when=None, until=None, repeat=(), condition=None)
        try:
            return await self._agenda.call(self.put, action, context, action=bare.as_json())
        except FullError:
            return f"there are {MOST} things to do already, so cancel some of them first"
        except StateError as error:
            return not_written(error)

    def put(
        self, ledger: Ledger, wanted: Action, context: Context, /, kind: Kind = "command", **told: Any
    ) -> str | None:
        """Put something down for its time or its condition; returns why not, or None."""
        if (trouble := self._trouble(wanted, kind)) is not None:
            return trouble
        payload = {"area": context.area, "source": context.source, "consent": context.consent, **told}
        if wanted.condition is not None:
            payload["condition"] = dict(wanted.condition)
        if wanted.when is None and not wanted.repeat:
            due = self._waiting(wanted, kind, payload, ledger.now) or self._ending_of(wanted, payload, ledger)
            if due is None:
                return _NEVER
            _call_off(_contradicted(due, ledger), ledger, context)
            ledger.add(due)
            return None
        when = wanted.when or {}
        timed = self._timed(wanted, ledger.now)
        if wanted.until:
            timed["until"] = _of_every_day(wanted.until, self._zone) if wanted.repeat else dict(wanted.until)
        at = self._at(when, timed, ledger.now)
        if at is None:
            return _NEVER if "sun" in when else _OVER
        ledger.add(Due(kind, at, payload | timed, boot=_boot(ledger, wanted.when)))
        return None

    def moment(self, action: Action, now: float) -> float | None:
        """Return when something is due first; None: it waits, or never is."""
        return None if action.when is None else self._at(action.when, self._timed(action, now), now)

    def _waiting(self, wanted: Action, kind: Kind, payload: Mapping[str, Any], now: float) -> Due | None:
        """Return the line of what waits for something to happen; None: it waits for nothing."""
        if wanted.condition is None:
            return None
        always = bool(wanted.condition.get("always"))
        longest = _FOR_EVER_S if always else self._wait_s
        if wanted.until and kind == "command":
            payload = {**payload, "until": _of_every_day(wanted.until, self._zone) if always else dict(wanted.until)}
        elif wanted.until:
            longest = (self._at(wanted.until, {}, now) or now + self._wait_s) - now
        seen = {} if self.home is None else first_seen(wanted.condition, self.home(), now).kept(wanted.condition)
        return Due(kind, now + longest, {**payload, "seen": seen}, "watching")

    def _ending_of(self, action: Action, payload: Mapping[str, Any], ledger: Ledger) -> Due | None:
        """Return the line for the end of what is done now."""
        ending = self._ending(action.until or {}, action, payload, ledger.now)
        return replace(ending, boot=_boot(ledger, action.until)) if ending else None

    def _trouble(self, action: Action, kind: Kind) -> str | None:
        """Return why something cannot be put down, whatever the time is; None: it can."""
        if action.until is not None and kind == "command" and self._end(action) is None:
            return _NO_END
        if self._almanac.trouble and any(each and "sun" in each for each in (action.when, action.until)):
            return self._almanac.trouble
        if action.repeat and (action.when is None or "after_s" in action.when):
            return _NO_TIME
        return None

    def _timed(self, action: Action, now: float) -> dict[str, Any]:
        """Return what says when a command comes round again; where it is for once, no more than what the sun does."""
        if not action.repeat or action.when is None:
            return {"by_sun": action.when["sun"]} if action.when and "sun" in action.when else {}
        timed = {"days": action.repeat, "zone": self._zone, **_of_every_day(action.when, self._zone)}
        return counted(timed, self._almanac, now)

    def _at(self, when: Mapping[str, Any], timed: Mapping[str, Any], now: float) -> float | None:
        if timed.get("days"):
            return next_due(timed, self._almanac, now)
        if "sun" in when:
            return self._almanac.after(when["sun"], when.get("offset_s") or 0.0, now)
        if "after_s" in when:
            return now + float(when["after_s"])
        at = datetime.fromisoformat(when["at"]).timestamp()
        return at if at > now else None

    def ended(self, due: Due, now: float) -> Due | None:
        """Return the end of a command that begins now; None: it has none."""
        until = due.payload.get("until")
        if not until or due.kind != "command":
            return None
        action = due.action
        kept = {key: due.payload[key] for key in ("area", "source", "consent")}
        return self._ending(until, action, kept, now)

    def _ending(self, until: Mapping[str, Any], action: Action, kept: Mapping[str, Any], now: float) -> Due | None:
        """Return the line for what undoes a command."""
        if "time" in until:
            at: float | None = next_clock(time.fromisoformat(until["time"]), zone_named(self._zone), now)
        else:
            at = self._at(until, {}, now)
        if at is None and "at" in until:  # "at ten, until eleven": the next such time after it has begun
            clock = datetime.fromisoformat(until["at"]).astimezone(zone_named(self._zone)).time()
            at = next_clock(clock, zone_named(self._zone), now)
        undo = self._end(action)
        return None if at is None or undo is None else Due("command", at, {**kept, "action": undo.as_json()})

    def _end(self, action: Action) -> Action | None:
        return end_of(action, None if self.home is None else self.home())


def _contradicted(end: Due, ledger: Ledger) -> list[Due]:
    """Return what is planned to end sooner what is to last until then: "keep the lights on until eleven"."""
    if end.state == "watching" or end.kind != "command":
        return []
    sooner = [due for due in ledger.all("command") if due.state == "waiting" and due.due < end.due]
    ending = end.action
    return [
        due
        for due in sooner
        if due.action.intent == ending.intent
        and {*due.action.targets} <= {*ending.targets}
        and "condition" not in due.payload
    ]


def _call_off(dues: list[Due], ledger: Ledger, context: Context) -> None:
    """Take off what is not to be done; what comes round again is left out once."""
    ledger.remove([due for due in dues if not due.days])
    for due in dues:
        if due.days:
            ledger.leave_out([due], f"{local(due.due, context.now).date()}")


def _of_every_day(when: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """Return a time without its date."""
    if "at" not in when:
        return dict(when)
    return {"time": f"{datetime.fromisoformat(when['at']).astimezone(zone_named(zone)):%H:%M}"}


def _boot(ledger: Ledger, when: Mapping[str, Any] | None) -> str:
    return ledger.boot if when and "after_s" in when else ""
