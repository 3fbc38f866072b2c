"""Short ways to speak of what was spoken of just before, and the same with its noun: "push it back an hour"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from edgeassist.text import WEEKDAY
from edgeassist.when import COUNT, DATE, DAY, IN_PART, LENGTH, TIME, UNIT

Forms: TypeAlias = tuple[tuple[re.Pattern[str], str], ...]
"""What may be said, and how it is said in full; `{kind}` is the noun, other names are what was said there."""

_BEFORE = (
    r"(?:(?:thanks|thank you|great|right|please|can you|could you|you can|okay|so|and|now|actually|oh|no|then|well|but"
    r"|just|wait|stop|that's (?:enough|it)|never mind|i'm (?:up|awake)(?: now)?|(?:it's|they're|all) (?:done|ready)) )*"
)
_AFTER = r"(?: (?:please|then|now|instead|again|too|yet|thanks|after all|any more|though))*"
_IT = r"(?:it|that|this)(?: one| 1)?"
_THEM = (
    r"(?:(?:all|both)(?: of (?:them|those|that))?|all that|them(?: all| both)?|(?:all )?of them|those|everything"
    r"|the lot|it all|all of it)"
)
_EACH = r"(?:(?:all|both) of (?:them|those|that|it)|them(?: all| both)?|all that|it all)"
_END = r"(?:cancel|delete|remove|stop|kill|end|drop|scrap|clear|forget(?: about)?)"
_OFF = (
    rf"(?:(?:{_END}|get rid of|(?:turn|switch) off|i (?:don't|won't) need) {_IT}|(?:call|turn|switch|take) {_IT} off)"
)
_OFF_ALL = (
    rf"(?:{_END} {_THEM}|get rid of {_THEM}|(?:turn|switch) (?:both|{_EACH}) off|(?:turn|switch) off {_EACH}"
    rf"|call {_EACH} off)"
)
_EXCEPT = r"(?:except|but|apart from)(?: for)? (?:the |my )?(?P<spared>\S+(?: \S+){0,3}?)"
_LENGTH = rf"(?P<length>{LENGTH}|{COUNT} (?:more|extra) {UNIT})"
_MORE_OF = rf"(?P<count>\d+|an?) (?:(?:more|extra) (?P<unit>{UNIT})|(?P<of>{UNIT}) (?:more|extra))"
_COUNT = r"(?P<count>\d{1,3})"
_DAY = rf"(?P<day>{DAY}|{DATE})"
_ONE_DAY = rf"(?P<day>(?!on )(?:{DAY}|{DATE}))"
_WHOSE = rf"(?P<whose>(?!on )(?:{DAY}|{DATE})'s)"
_HOW_LONG = (
    r"how (?:long|much|much time|much longer|many minutes)(?: is| has| does| do)*(?: it| that one| that 1)?"
    r"(?: got| have)?(?: left| remaining| to go)*"
)
_WHAT_IS_SET = (
    r"(?:(?:what|which(?: one| 1)?)(?:'s| is) (?:set|left)|what (?:have i|do i have) set"
    r"|which(?: ones)? are (?:there|set|left))"
)
_TILL_IT_RINGS = rf"how (?:long|much longer) (?:(?:un)?till?|before) {_IT} (?:rings|goes off|ends|is up)"
_UNTIL_THEN = r"how (?:long|much time) (?:is (?:that|it)|have i got|do i have|is there|(?:un)?till? (?:then|that|it))"
_WHEN = (
    r"(?:when(?:'s| is| will) (?:it|that|this)(?: be| happen)?(?: next)?"
    r"|when does (?:it|that) (?:ring|go off|happen)(?: next)?"
    r"|(?:did you|have you) (?:set|do|done|get|got|save) (?:it|that)|(?:is|was) (?:it|that) (?:set|done|on|planned)"
    r"|(?:when|what time) (?:will|does) (?:it|that) (?:go off|ring|end|stop|finish|happen|start|turn off|turn on)"
    r"|for when"
    r"|(?:when|what time) (?:will|do|are) they (?:go|going|turn|turning|come|coming|ring|end|stop)(?: on| off)?"
    r"|(?:which|what) days? (?:is|are|was|will) (?:it|that|this)(?: be)?(?: on| for)?"
    r"|(?:at|for) what time(?: (?:is|was|will) (?:it|that|this)(?: be)?)?"
    r"|when|what time"
    r"|what time (?:(?:is|was) (?:that|this)|was it|will (?:that|this|it) be|is (?:it|that) (?:set )?for))"
)
_TO_ME = r"(?: (?:it|that|me|us|him|her|them))*"
_WILL_YOU = (
    rf"(?:(?:when|(?:at )?what time) (?:will|do|are) you (?:do|doing|going to do|tell|remind|wake){_TO_ME}"
    rf"|how (?:long|much longer) (?:(?:un)?till?|before) you (?:do|tell|remind|wake|ring){_TO_ME}"
    r"|how often (?:is|was|will) (?:it|that|this)(?: be)?)"
)
_NOT_AT_ALL = (
    r"(?:don't|do not) (?:(?:turn|switch|put) (?:it|them) (?:on|off)|(?:open|close|lock|unlock|shut) (?:it|them))"
    r"(?: at all)?"
)
_CALLED_OFF = (
    rf"(?:call {_IT} off|{_END} the whole thing|(?:stop|quit) doing {_IT}|(?:don't|do not|no need to) do {_IT})"
)
_LEAVE_IT = (
    rf"(?:leave|keep) (?:{_IT}|them) "
    r"(?:on|off|open|closed|shut|locked|alone|be|running|going|as it is|as they are)"
)
_OFF_WORK = (
    r"(?:(?:i'm|i am|we're|we are) (?:off|away|out|on holiday|not working|not in)(?: work| school)?"
    r"|(?:it's|there's|there is) (?:a |no )?(?:bank )?(?:holiday|school|work|day off)|no (?:school|work))"
)
_ONCE = (
    r"(?:(?:skip|leave out|miss)(?: it)? (?:the )?(?:next|this)(?: one| 1| time| week)?"
    r"|leave it out (?:this|next) (?:time|week)|not (?:this|next) (?:time|week)"
    r"|(?:turn|switch) it off (?:for )?(?:this|next) week"
    r"|(?:don't|do not) (?:do it|wake me(?: up)?|ring|remind me) (?:this|next) (?:time|week))"
)
_NO_ALARM = rf"(?:(?:skip|cancel|leave out|drop) {_IT}|leave {_IT} out|no alarm|don't wake me(?: up)?|turn {_IT} off)"
_IT_IS = r"(?:it's|that's|it is|that is|this is|(?:that|this) (?:one|1)(?:'s| is))"
_OVER = r"done|ready|finished|finish|over|up"
_DOES = r"(?!.* timers?\b)(?:turn|switch|put|open|close|lock|stop|play|dim)"
_LEFT = "how long is left on the timer"
_ONE_MORE = r"(?:also |(?:set|make|add|do|have)(?: me)? )+(?:another(?: one| 1)?|one|1)(?: more)?"
_FIRST_LEFT = "how long is left on the next timer"
_RUNNING = "what timers are running"
_NEXT = r"(?:which|what)(?: (?:one|1|timer))?(?:'s| is| finishes| ends| rings| goes off| will be) (?:done )?"
_WHICH_IS_NEXT = r"(?:what(?:'s| is)|which(?: one| 1)?(?:'s| is)?)(?: the)? (?:next|first)(?: one| 1| timer)?"
_TO_END = r"(?:to|that will|that'll) (?:go off|ring|finish|end|be (?:done|ready|finished))"


def _forms(*pairs: tuple[str, str]) -> Forms:
    return tuple((re.compile(f"{_BEFORE}(?:{said}){_AFTER}"), full) for said, full in pairs)


_BY_CLOCK = _forms(
    (
        rf"(?:push|put|move|shift|delay|postpone) {_IT}(?: back)?(?: by)? {_LENGTH}(?: later)?",
        "push the {kind} back by {length}",
    ),
    (rf"(?:bring|move|pull|push) {_IT} (?:forward|up)(?: by)? {_LENGTH}", "bring the {kind} forward by {length}"),
    (
        rf"(?:make|move|push) {_WHOSE}(?: one| 1)?(?: back)?(?: by)? {_LENGTH}(?: later)?",
        "push {whose} {kind} back by {length}",
    ),
    (
        rf"(?:make|move|bring) {_WHOSE}(?: one| 1)?(?: forward)?(?: by)? {_LENGTH}(?: earlier| sooner)?",
        "bring {whose} {kind} forward by {length}",
    ),
    (rf"(?:make {_IT} )?{_LENGTH} later", "push the {kind} back by {length}"),
    (rf"(?:change|set|move) (?:the|my|that) (?:reminder|alarm) to (?:in )?{_LENGTH}", "make it {length}"),
    (rf"(?:(?:bring|move|pull|make) {_IT} )?{_LENGTH} (?:earlier|sooner)", "bring the {kind} forward by {length}"),
    (_OFF, "cancel the {kind}"),
    (_OFF_ALL, "cancel all {kind}s"),
    (r"(?:stop|quit) reminding (?:me|us|him|her|them)(?: (?:of|about) (?:it|that))?", "cancel the {kind}"),
    (
        rf"(?:call|name|rename|label) {_IT}(?: to| as)? (?:the )?(?P<called>.+?)(?: alarm)?",
        "rename the {kind} to {called}",
    ),
    (
        rf"(?:skip|cancel|leave out|drop|not|no {{kind}}|(?:i )?(?:don't|do not|won't) need (?:{_IT}|{{kind}}|one|1))"
        rf"(?: {_IT})?(?: for| on)?(?: the(?= [a-z]+day\b))? {_DAY}(?:'s)?(?: one| 1)?".replace(
            "{kind}", "(?:an? |the )?(?:alarm|reminder)"
        ),
        "skip the {kind} {day}",
    ),
    (_ONCE, "skip the next {kind}"),
    (rf"(?:for |on )?{_DAY} not", "skip the {kind} {day}"),
    (rf"(?:turn|switch) {_IT} off (?:for|on) {_DAY}", "skip the {kind} {day}"),
    (rf"{_OFF_WORK} {_DAY} {_NO_ALARM}", "skip the {kind} {day}"),
    (
        rf"(?:do i have|is there|have i got|are there any?)(?: an?| any)?(?: one| 1)?(?: set)?(?: for| on)? {_DAY}",
        "what {kind}s are set {day}",
    ),
    (rf"(?:is|was) {_IT}(?: still)?(?: on)?(?: for| on)? {_DAY}", "when is my {kind}"),
    (r"(?:read|list|tell|show)(?: me)? (?:them|those)(?: all)?(?: out| back)?(?: to me)?", "what {kind}s are set"),
    (rf"(?:mark|tick) {_IT}(?: off)?(?: as)?(?: done)?|{_IT_IS} done|i(?:'ve| have) done {_IT}", "cancel the {kind}"),
    (rf"{_ONE_MORE} (?:for|on) {_DAY}(?: at the same time)?(?: as well)?", "and one for {day}"),
    (
        rf"(?:(?:give me|add) )?(?:another )?{_COUNT}(?: more| minutes| mins)+",
        "push the {kind} back by {count} minutes",
    ),
    (rf"(?:(?:give me|add) )?another {_COUNT}", "push the {kind} back by {count} minutes"),
    (
        rf"(?:set |make )?(?:an? |another )?(?P<often>weekday|weekend|daily) (?:one|1) (?:for|at) (?P<time>{TIME})",
        "set a {often} {kind} for {time}",
    ),
    (rf"{_END} {_THEM} {_EXCEPT}", "cancel all {kind}s except the {spared}"),
    (rf"{_WHEN}|{_HOW_LONG}|{_TILL_IT_RINGS}|{_UNTIL_THEN}|{_WILL_YOU}", "when is my {kind}"),
    (
        r"(?:does|do|has|have) (?:he|she|they|i|we)(?: got)? (?:any|an?)(?: other| more)? (?:alarm|reminder)s?",
        "what {kind}s are set",
    ),
    (
        rf"what else(?: is there| have i got| do i have)?(?: {_DAY})?",
        "what have you got planned",
    ),
    (rf"how (?:long|far) (?:off |away )?is {_IT}(?: from now| away| off)?", "when is my {kind}"),
    (r"(?:when|what|which)(?:'s| is) (?:the )?(?:next|first)(?: one| 1| time)?", "when is my next {kind}"),
    (
        r"(?:(?:is|are) there |have you got |do i have |have i got )?any(?:thing|one|1)? (?:else|more)",
        "what {kind}s are set",
    ),
    (
        rf"is {_IT} (?:(?:set )?(?:for|on|at) )?(?:[ap]m|{IN_PART}|{DAY})(?: or .+)?",
        "when is my {kind}",
    ),
    (r"what(?:'s| is| was) (?:it|that) (?:about|for)", "what {kind}s are set"),
    (_WHAT_IS_SET, "what {kind}s are set"),
)

_UNTIL_WHEN = r"(?:(?:for )?how long|(?:un)?till? when)(?: is| are| will| that| it| you| be| for| on| quiet)*"
_ONLY_ON = r"(?:only|just) (?P<often>on (?:weekdays|weekends|\w+days)|at the weekend)"
_NOT_ON = rf"(?:not|except|but not)(?: for)?(?: (?:on|at|the))* (?P<days>{WEEKDAY}s?(?: and {WEEKDAY}s?)*|weekends?)"
_ENDS = rf"(?P<which>start|begin|end|finish|stop)s?(?: (?:it|that|them))?(?: (?:from|at))? (?P<time>{TIME})"
_QUIET = _forms((_UNTIL_WHEN, "are you on do not disturb"), (_OFF, "turn off do not disturb"))

SHORT: Mapping[str, Forms] = MappingProxyType(
    {
        "timer": _forms(
            (rf"(?:add|put) {_LENGTH} (?:to|on|onto) {_IT}", "add {length} to the timer"),
            (
                rf"(?:give|make) (?:{_IT}|me) (?:another )?{_LENGTH}(?: more| extra| longer)",
                "add {length} to the timer",
            ),
            (rf"give (?:{_IT}|them) (?:another )?{_LENGTH}(?: more| longer)?", "add {length} to the timer"),
            (r"pause|hold on|hold", "pause the timer"),
            (rf"another (?:one|1|timer) (?:for|of) {_COUNT}", "set a timer for {count} minutes"),
            (
                rf"(?:add|plus|another|give {_IT}|give me) {_COUNT}(?: more| extra| longer)?",
                "add {count} minutes to the timer",
            ),
            (
                rf"(?:they|{_IT}) (?:still )?needs? (?:another )?{_COUNT}(?: more| longer)?",
                "add {count} minutes to the timer",
            ),
            (
                rf"(?:they|{_IT}) (?:still )?needs? (?:another )?{_LENGTH}(?: more| longer)?",
                "add {length} to the timer",
            ),
            (
                rf"(?P<command>{_DOES} .+?),? (?:when|once) (?:it|they)(?:'s|'re| is| are) (?:{_OVER}|ready)",
                "when the timer ends {command}",
            ),
            (rf"(?:what's|what is|how much is) (?:still )?left (?:on|for|of) {_THEM}", _RUNNING),
            (rf"how far along (?:is|are) (?:they|{_IT})", _LEFT),
            (rf"{_MORE_OF} (?:for|on) (?:the|my) (?P<named>[a-z]+)", "add {count} {unit}{of} to the {named} timer"),
            (rf"{_COUNT} (?:more|longer|extra)", "add {count} minutes to the timer"),
            (rf"(?:take|knock|shave) {_COUNT} off(?: {_IT})?", "take {count} minutes off the timer"),
            (rf"{_LENGTH} (?:more|longer|extra)", "add {length} to the timer"),
            (rf"(?:take|knock|shave) {_LENGTH} off(?: of)?(?: {_IT})?", "take {length} off the timer"),
            (rf"make {_IT} {_LENGTH} shorter", "take {length} off the timer"),
            (rf"(?:add|put) {_LENGTH} (?:to|on|onto) {_THEM}", "add {length} to all timers"),
            (r"(?:what|which)(?: one| 1| timer)? has(?: got)? (?:the )?least(?: time)?(?: left)?", _FIRST_LEFT),
            (rf"{_OFF}|cancel", "cancel the timer"),
            (rf"{_END} {_THEM} {_EXCEPT}", "cancel all timers except the {spared}"),
            (rf"(?:{_OFF_ALL}|(?:both|all) off)", "cancel all timers"),
            (rf"pause {_THEM}", "pause all timers"),
            (rf"(?:pause|hold|freeze) {_IT}(?: for a (?:moment|minute|bit|second))?", "pause the timer"),
            (rf"(?:resume|continue|restart|unpause|start) {_THEM}", "resume all timers"),
            (rf"{_END} (?:one|1|any|either)(?: of (?:them|those))?", "cancel 1 of the timers"),
            (rf"{_HOW_LONG}(?: (?:on|for|with) {_IT})?|{_WHEN}|{_TILL_IT_RINGS}", _LEFT),
            (
                r"(?:(?:are|is) there |do i have |have i got )?any(?:thing)?(?: more| others?)?(?: left| running)?",
                _RUNNING,
            ),
            (rf"{_NEXT}(?:up )?(?:next|first)|{_WHICH_IS_NEXT} {_TO_END}", _FIRST_LEFT),
            (r"(?:how|what) (?:are|about) (?:they|those|them)(?: doing| getting on| coming along| looking)?", _RUNNING),
            (rf"{_COUNT} more {UNIT}", "add {count} minutes to the timer"),
            (r"(?:go|carry) on|keep going|continue|(?:un)?pause it again", "resume the timer"),
            (rf"how(?:'s| is) {_IT}(?: doing| coming along| getting on| looking)", _LEFT),
            (rf"is {_IT} (?:(?:still )?(?:paused|running|going|on)|(?:nearly |almost )?(?:{_OVER}))", _LEFT),
            (
                rf"(?:when|what time)(?:'s| is| will| does) {_IT} (?:be )?(?:{_OVER}|ring|go off|end)",
                _LEFT,
            ),
            (
                rf"(?:call|name|rename|label) {_IT}(?: to| as)? (?:the )?(?P<called>.+?)(?: timer)?",
                "rename the timer to {called}",
            ),
            (rf"{_IT_IS} for (?:the |my )?(?P<called>\D+)", "rename the timer to {called}"),
        ),
        "alarm": _BY_CLOCK,
        "reminder": _BY_CLOCK,
        "plan": _forms(
            (
                rf"{_WHEN}|{_HOW_LONG}|{_WILL_YOU}|(?:what|how) about now|what's (?:still|left) planned",
                "what have you got planned",
            ),
            (rf"(?:add|put) {_LENGTH} (?:to|on|onto) {_IT}", "{length} later"),
            (
                rf"is {_IT} still (?:on|planned)(?: (?:for|on) .+)?|(?:for )?how long(?: for)?",
                "what have you got planned",
            ),
            (
                rf"are you (?:still )?(?:watching|waiting|looking out)(?: for| out for)? {_IT}",
                "what are you watching for",
            ),
            (rf"(?:are|will) you (?:still )?(?:doing|do|going to do) {_IT}", "what have you got planned"),
            (rf"{_END} {_THEM}|get rid of {_THEM}|call {_EACH} off", "cancel all the plans"),
            (rf"{_NOT_AT_ALL}|{_CALLED_OFF}", "cancel that plan"),
            (_LEAVE_IT, "cancel that{plan}"),
            (rf"(?:skip|not|leave out|drop|no)(?: {_IT})?(?: for| on)? {_ONE_DAY}", "cancel the plan for {day}"),
            (rf"(?:for |on )?{_ONE_DAY} not", "cancel the plan for {day}"),
            (_ONCE, "cancel that plan"),
            (
                r"(?:back )?(?P<state>on|off)(?: again)? (?P<time>(?:at|in|after|from|tomorrow|tonight) .+)",
                "turn it {state} {time}",
            ),
            (r"(?P<which>(?!and\b|tell\b)[a-z']+(?: [a-z']+){0,2}) (?:too|as well)", "and {which}"),
            (rf"stop (?:watching|waiting|watching out|looking out)(?: for)? {_IT}", "cancel that plan"),
        ),
        "note": _forms(
            (rf"(?:read|say) {_IT}(?: back| out| again| to me)*", "read me the last note"),
            (
                rf"(?:is there |what's |anything )+to do(?: (?:from|in|about) {_IT})?",
                "what are the action items from that note",
            ),
            (rf"(?:throw|delete|remove|bin|scrap|erase|get rid of) {_IT}(?: away| out)?", "delete {note}"),
        ),
        "voice": _forms(
            (
                rf"(?:go |(?:turn|put|set) {_IT} )?back(?: to (?:normal|usual|how it was|what it was|before))?",
                "put your volume back to normal",
            ),
        ),
        "quiet": _QUIET,
        "hours": (
            *_QUIET,
            *_forms(
                (_ONLY_ON, "set quiet hours {often}"),
                (_NOT_ON, "set quiet hours except on {days}"),
                (_ENDS, "set quiet hours to {which} at {time}"),
            ),
        ),
    }
)
"""What was spoken of → what is said short of it."""
