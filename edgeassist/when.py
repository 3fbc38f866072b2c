"""How people say when: patterns of times, days and lengths of time, in normalised text.

Whoever looks for a time in words takes a pattern from here, so that all of them know the same times; `moments` reads
what was found. A pattern matches all words of a time ("on Monday", "at 7"), and ends where a word ends.
"""

from __future__ import annotations

from edgeassist.text import MONTH, ORDINAL_DAY, WEEKDAY

UNIT = r"(?:(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|[hms])\b)"
"""Of what a timer runs for."""
COUNT = (
    r"(?:3 quarters?(?: of(?: an?)?)?|\d+(?:\.\d+)?|(?:(?:a|another) )?half(?: an?)?"
    r"|(?:(?:a|another) )?quarters?(?: of(?: an?)?)?|(?:a )?couple(?: of)?|(?:a )?few|an?|another(?: \d+)?)"
)
"""How many of something a length of time is: "5", "half an", "a couple of"."""
_FEW = r"(?:\d+|an?|half an?)"
_HALF = r"and (?:a |3 )?(?:half|quarters?)"
LENGTH = (
    rf"(?:{COUNT} (?:(?:hours?|hrs?)"
    rf"(?: (?:(?:and )?{_FEW} (?:minutes?|mins?|seconds?|secs?)|(?:and )?[1-5]?\d(?!\S)|{_HALF}))?"
    rf"|(?:minutes?|mins?)(?: (?:(?:and )?{_FEW} (?:seconds?|secs?)|{_HALF}))?"
    rf"|(?:days?|weeks?)(?: and {_FEW} (?:days?|hours?))?|{UNIT}|fortnights?)\b)"
)
"""A length of time: "5 minutes", "an hour and a half", "1 hour 20"."""
PART = r"(?:morning|afternoon|evening|night)"
IN_PART = rf"(?:in the {PART}|at night)"
"""Which half of the day is meant."""
_HOUR = r"(?:1[0-2]|0?[1-9])"
_WORDED = r"(?:noon|midday|midnight)"
_PAST = r"(?:half past|(?:(?:a )?quarter|[1-5]?\d(?: minutes?)?) (?:past|to|after|before))"
NO_HOUR = rf"(?:{_PAST}(?<!after)(?<!before))"
"""A time of day whose hour goes without saying: "quarter to"."""
CLOCK = (
    rf"(?:(?:{_PAST}|half) (?:{_HOUR}\b|{_WORDED})(?: [ap]m)?(?: {IN_PART})?"
    rf"|{_HOUR}(?:[ .][0-5]\d)?(?: (?:[ap]m|o'clock)(?: {IN_PART})?| {IN_PART}|ish)"
    rf"|(?:[01]?\d|2[0-4])(?:[ .][0-5]\d| (?:o'clock|hundred(?: hours)?))(?: {IN_PART})?"
    rf"|0\d[0-5]\d|{_WORDED}|lunch ?time)\b"
)
"""What is a time of day, and nothing else: "half past 7", "7 30", "8 pm", "9 in the evening", "noon"."""
BARE = r"(?:(?:[01]?\d|2[0-4])\b)"
"""An hour that may be any number."""
TIME = rf"(?:{CLOCK}|{BARE})"
"""A time of day where one is told by the words around it."""
AT = rf"(?:(?:(?:at|by|around) )?{CLOCK}|(?:at|by|around) {BARE})"
"""A time of day that shows by itself to be one: "at 7", "half past 7"."""
WEEK_ON = rf"(?:(?:on )?(?:a )?week (?:on )?{WEEKDAY}|(?:on )?{WEEKDAY} week)\b"
"""A day of the week after the next: "a week on Tuesday"."""
DAY = (
    rf"(?:today|tonight|(?:(?:the )?day after )?tomorrow(?: {PART})?|this {PART}"
    rf"|{WEEK_ON}|(?:(?:on|next|this|the|coming) )*{WEEKDAY}\b(?: {PART})?)"
)
"""A single day that is near: "tomorrow morning", "on Monday"."""
_DAY_OF_MONTH = rf"(?:{ORDINAL_DAY}|\d{{1,2}})"
OF_MONTH = rf"(?:(?:{_DAY_OF_MONTH} (?:of )?{MONTH}|{MONTH} (?:the )?{_DAY_OF_MONTH})\b)"
DATE = rf"(?:(?:on )?(?:the )?{OF_MONTH}|on the {ORDINAL_DAY}\b)"
"""A day of the calendar."""
IN = rf"(?:(?:in |(?=[\w. ]{{3,40}} from now\b)){LENGTH}(?:'s? time| from now)?)"
"""So long from now."""
WHEN = rf"(?:(?! )(?:(?:,? )?(?:{DAY}|{DATE}|{AT})){{1,2}}|{IN})"
"""A moment: a day, a time of day, both in either order, or so long from now."""
_DAYS = rf"{WEEKDAY}s?(?:(?: and|,| or)?(?: on)? {WEEKDAY}s?)*"
OFTEN = (
    rf"(?:(?:every|each)(?: single)? (?:(?:other|second|third|alternate|\d+) )?"
    rf"(?:days?|weeks?|week ?days?|weekends?|fortnight|{PART}s?|{_DAYS})(?: {PART}s?)?(?: on (?:a )?{_DAYS})?"
    rf"|(?:(?:on|at) )?(?:the )?(?:weekends|week ?days)|(?:on )?{WEEKDAY}s(?:(?: and|,)?(?: on)? {WEEKDAY}s)*"
    r"|daily|nightly|everyday|fortnightly)\b"
)
"""How often something comes round: "every day", "on weekdays", "every second Monday"."""
BUT_DAYS = (
    rf"(?: (?:except|but|not|apart from|excluding)(?: (?:for|on|at|the|not))* (?:{_DAYS}|weekends?|week ?days)\b)"
)
"""The days of a repetition that are left out: "except at the weekend"."""
SUN = (
    rf"(?:(?:{LENGTH} (?:before|after)|at|around|by|from) )?"
    r"(?:sun(?:set|rise|down|up)|dusk|nightfall|dawn|daybreak|first light)\b"
)
"""A time that the sun tells."""
