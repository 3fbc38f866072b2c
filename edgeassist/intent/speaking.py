"""Words without which, or with which, a sentence does not mean what a model has read in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.intent.settling import PLACED

_SEE_TO_IT = r"(?:take care of|sort|deal with|see to|do something about|fix) (?:it|that|this)"
_SPEAKS_OF: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "schedule_query": re.compile(
            r"\b(?:plans?|plann\w+|sched\w*|set up|lined up|coming|due|pending|waiting|later|automat\w*|going to)\b"
        ),
        "adjust_temperature": re.compile(
            r"^(?!.*\b(?:cosy|cozy|cosier|comfy|romantic)\b)"
            r"(?!my (?:head|heart|tea|coffee|dinner|soup|food|car|phone)\b)"
        ),
        **dict.fromkeys(
            ("nevermind", "no"),
            re.compile(r"^(?!.*(?:\d|\b(?:tomorrow|weekends?|\w+days?|talking|speaking|for asking)\b))"),
        ),
        "play": re.compile(
            r"^(?:\w+ ){0,4}?(?:play|start|resume|unpause|continue|carry on|go on|"
            r"keep playing)\b(?<!them play)(?<!kids play)|"
            r"\b(?:music|songs?|track|video|film|movie|radio|tv|playlist|album|sound|podcast|speakers?)\b"
        ),
        "cancelling": re.compile(
            r"\b(?:plan\w*|sched\w*|cancel\w*|call\w* off|delete|remove|stop|scrap|drop|forget|don't|do not|not|"
            r"never ?mind|"
            r"automat\w*|clear|undo|skip|bin|off|rid|no longer|leave)\b(?<!turn off)"
        ),
        "do_not_disturb": re.compile(
            r"\b(?:disturb\w*|quiet|silen\w+|mute|unmute|talk\w*|speak\w*|alone|peace|hush|shush|announce\w*|"
            r"interrupt\w*"
            r"|bother\w*|noise|shut)\b"
        ),
        "get_state": re.compile(
            r"^(?!if (?:it|i|he|she|we|they|you|this) )"
            r"(?!what(?:'s| is) .* (?:allergic to|(?:afraid|scared|fond|made) of|keen on|(?:used|good) for|good at)$)"
            r"(?!which (?!one|room|floor|light|lamp|door|window|blind|day|way)\w+ (?:is|was) (?:it|that|this)$)"
            r"(?!.*\b(?:any|some)(?:one|body) (?:come|came|go|went|been) up\b)"
            r"(?!.*\b(?:wonder|know) (?:if|whether) .*\b(?:can|could|should|would)\b)"
            rf"(?!.*\b(?:(?:bad|good|safe|healthy|dangerous|worth|legal|expensive) (?:for|to|it)|{_SEE_TO_IT}|"
            r"broken|bust|knackered|dirty|filthy|"
            r"(?:someone|anyone|somebody|anybody) (?:by|at|near|outside|behind) (?:\w+ ){1,2}(?:door|gate))\b)"
        ),
        **dict.fromkeys(
            ("turn_on", "turn_off", "open", "close", "set_light", "set_position"),
            re.compile(
                r"^(?!it's (?:such )?a (?:shame|pity|wonder|miracle)\b)"
                r"(?!.*\b(?:is|are|was|were) (?:(?:so|very|really|quite) )?"
                r"(?:expensive|cheap|beautiful|gorgeous|ugly|brilliant|amazing|lovely)\b)"
                rf"(?!.*\bleft\b.*\b{_SEE_TO_IT}\b)(?!.*\bdo something about (?!it\b|that\b|this\b))"
            ),
        ),
        "volume_up": re.compile(r"^(?!.*\b(?:bother\w*|disturb\w*|annoy\w*|too loud|deafening|racket|blaring)\b)"),
        "play_media": re.compile(r"^(?!.*\b(?:volume|louder|quieter|a bit of (?:hush|peace|quiet))\b)"),
        "media_previous": re.compile(
            r"^(?!.*\b(?:read|help|today|tonight|tomorrow|\w+days?)\b)(?!.*\bagain (?!please|now|from|on|in)\S)"
        ),
        "timer_start": re.compile(
            r"^(?!(?:turn|flip|stir|baste|check|take|move|pull) |(?:make|change) (?:it|that)\b)|\btimer\b"
        ),
        **dict.fromkeys(
            ("media_next", "media_resume"),
            re.compile(r"^(?!.*\b(?:read|help|today|tonight|tomorrow|\w+days?)\b)"),
        ),
        "undo": re.compile(r"^(?!.*\b(?:turn|switch|put) (?:it|them|that) back (?:on|off)\b)"),
        "list_add": re.compile(
            r"^(?!.*\b(?:asked|asking) for\b)"
            r"(?!.*\b(?:finished|needs?|done|keeps?|hates?|likes?|start|stop) \w+ing\b)"
            r"(?=.*\b(?:out|low|short|on|onto|to|needs?|get|pick|grab|order|want|include|forget|remember|last|finished|used|"
            r"gone|also|another|more|too)\b)|"
            r"\b(?:add\w*|\w*lists?|buy|write|jot|note|shopping|groceries|shop)\b"
        ),
        "get_time": re.compile(r"^(?!.*\blook at the time\b)"),
        "announce": re.compile(
            r"^(?:\S+ ){0,4}?(?:announce\w*|tell|say|broadcast|shout|call|yell|let|message|ask|inform|page|warn|remind|"
            r"send|put|give|make|do|pass|spread)\b"
        ),
        "get_date": re.compile(
            r"^(?!.*\b(?:remind|did (?:i|we|you|he|she|they))\b)"
            r"(?=.*\b(?:dates?|days?|\w+day|today\S*|tomorrow\S*|months?|years?|weeks?|calendar|christmas|easter|\d+(?:st|nd|rd|th)?)\b)"
        ),
        "vacuum_locate": re.compile(
            r"\b(?:where\w*|find|locat\w*|los[te]\w*|ring|beep\w*|chirp|sound|look for|looking for|seen|hiding|hid|"
            r"search|call|gone|got to|whereabouts|position|missing)\b"
        ),
        "list_remove": re.compile(r"^(?!.*\bget rid of\b)|\blist\b"),
        "note_delete": re.compile(
            r"\b(?:delete|remove|erase|scrap|drop|forget|bin|throw|discard|wipe|clear|rid|lose|cancel|tear|scratch|strike|undo"
            r"|trash|ditch|dump|off|away)\b"
        ),
        "history_query": re.compile(
            r"\b(?:did|was|were|been|had|when|last|ago|since|today|yesterday|night|morning|history|happen\w*|ever|often|"
            r"times|while|earlier|recent\w*)\b"
        ),
        "alarm_query": re.compile(r"^(?!.*\b(?:password|passcode|code|pin|manual)\b)"),
        "note_end": re.compile(
            r"\b(?:notes?|memo|dictat\w+|writing|that's|that is|enough|done|over|stop|end|finish\w*)\b"
        ),
        "alarm_set": re.compile(
            r"\b(?:alarms?|(?:wak\w+|awake|woken|rouse|snooze)\b(?! (?:the|my|our)\b)|"
            r"(?:get|have|need) (?!(?:the|my|our)\b)(?:\w+ )?up)\b|^(?!.*\bwake\b)(?:\S+ ){0,4}up (?:at|by|before) \d"
        ),
        "toggle": re.compile(
            r"\b(?:toggl\w*|fli(?:p|ck)\w*|switch|invert\w*|revers\w*|change|turn|press|push|hit|other)\b"
        ),
        "timer_cancel_all": re.compile(r"^(?!.*\b(?:pause|paus\w+|hold|freeze|resume|unpause|how|when|what|help)\b)"),
        "timer_cancel": re.compile(
            r"\b(?:cancel\w*|stop\w*|kill|delete|remove|drop|scrap|scratch|forget|end|off|rid|bin|ditch|lose|clear|erase|"
            r"dump|abort|halt|need\w*|done|finished|ready|over|enough|silence|hush|shut|quiet|away|without|never|reset|undo|"
            r"void|quit|nix|axe|call|don't|dismiss|discard|wipe)\b"
        ),
        "timer_resume": re.compile(r"^(?!.*\b(?:restart|reboot|reset)\b)|\b(?:timers?|count ?down|stopwatch)\b"),
    }
)
"""Intent → what a sentence with this meaning says somewhere."""


_UNNAMED: Mapping[str, str] = MappingProxyType({"media_play": "play", "schedule_cancel": "cancelling"})
"""Intent → what a sentence must speak of, too, where no thing and no place is named."""


_NO_COMMAND = re.compile(
    r"(?:(?:and|but|so|okay|no) )*not\b|(?:does|did) |"
    r"do (?!the\b|me\b|us\b|a\b|some\b|it\b)(?:\w+ ){1,3}?(?:use|need|cost|have|take|work|last|come|"
    r"eat|sleep|like|help|cause|know|hate|mean|smell)\b|"
    r".*\b(?:(?:i|we) (?:really |still )?(?:don't|do not) know|i'm not sure|dunno|who knows|we'll see)$|"
    r"(?:i've|i have) (?:half )?a (?:good )?mind to\b|i (?:was (?:going|about|meaning) to|used to|keep meaning to)\b|"
    r"i'm not sure (?!you)|.*\b(?:i|we) (?:was |were |keep |often )?wonder(?:ed|ing)? (?!if you|whether you)"
)
"""What begins with a "not", and thoughts that somebody speaks out."""
_NEEDED = re.compile(r"\b(?:can't|cannot|couldn't|won't|never|not|hardly) (?:\S+ ){1,4}?without\b")
"""What somebody cannot do without is to be on."""
_DOWN = re.compile(
    r"\b(?:tone|turn|bring|knock|dial|calm|keep) (?:it|that|them|this) down(?: please| a bit| a little)?$"
)
_STATE = r"(on|off|up|open|unlocked|running|playing)\b"
_AS_IT_IS = re.compile(
    r"(?:\b(?:has|have|had|i|we|he|she|they|and|who|someone|somebody|gone)|'s|'ve) "
    rf"(?:(?:just|again|all|gone and) )?left "
    rf"(?:(?:the|my|our|his|her|their|that|this|it|them|these|those) |(?=\S+'s ))(?:\S+ ){{0,5}}?{_STATE}|"
    rf"\b(?<!even )with (?:the|that|those|these|my|our|all) (?:\S+ ){{1,5}}?{_STATE}"
)
_NOT_AGAIN = MappingProxyType(
    {"on": "turn_on", "running": "turn_on", "playing": "turn_on", "off": "turn_off", "open": "open", "up": "open"}
    | {"unlocked": "unlock"}
)
"""How a thing is that somebody speaks of → what nobody wants done to it then."""
_SO = (
    r"(?:\b(?:it's|it is|so|too|pitch|as|very|really|still|getting)|'s| is| are) "
    r"(?:(?:so|too|very|all|a bit|pitch|as) )*"
)
_TOO: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "darker": re.compile(
            rf"{_SO}(?:dark|black|gloomy|murky|dim|dingy)\b|\b(?:can't|cannot|barely|hardly) see\b|\bgloom\b"
        ),
        "brighter": re.compile(rf"{_SO}(?:bright|harsh|glaring|dazzling|blinding)\b"),
        "cooler": re.compile(rf"{_SO}(?:cold|freezing|chilly|nippy|parky|perishing|icy|baltic|arctic)\b|\blike ice\b"),
        "weaker": re.compile(r"\b(?:crank|boost|faster|stronger|hot|boiling|dying|melting|stifling|stuffy)\b"),
        "warmer": re.compile(rf"{_SO}(?:hot|boiling|roasting|sweltering|stifling|baking|warm)\b"),
    }
)
"""Way that a thing can be turned → what somebody complains of who wants it turned the other way."""
_WAYS: Mapping[tuple[str, str, str], str] = MappingProxyType(
    {
        ("set_light", "brightness_step_pct", "down"): "darker",
        ("set_light", "brightness_step_pct", "up"): "brighter",
        ("set_fan_speed", "step", "down"): "weaker",
        ("adjust_temperature", "step", "down"): "cooler",
        ("adjust_temperature", "step", "up"): "warmer",
    }
)
_TURNED = re.compile(r"(?:please )?(?:turn|switch|put) (?:on|off) (?:(?:the|my|our) )?")
_GOES_ON = re.compile(
    r"(?:in|on|at|for|until|till?|and|or|please|pls|now|thanks|thank|cheers|ta|would|will|could|can|if|when|once|because|"
    r"cos|since|so|as|it|it's|i|i'm|i'd|i've|i'll|we|we're|he|he's|she|she's|they|they're|you|that|that's|this|the|my|"
    r"our|a|an|then|while|again|too|also|but|except|by|from|of|to|with|without|after|before|during|any|anymore|longer|"
    r"more|tonight|today|tomorrow|every|right|straight|love|mate|dear|darling|here|there|up|down|upstairs|downstairs|"
    r"outside|only|just|full|half|low|high|off|instead|not|no|mode|there's|\d\S*|"
    r"\w+(?:'s|ly|light|lights|lamp|lamps))(?!\S)"
)
"""What may follow on a thing that is turned on."""
_SHORT_REST = range(2, 4)
"""Words of what may be the rest of a name; one is said to somebody: "turn on the xbox mate"."""


def is_no_command(text: str) -> bool:
    """Return whether a text is a thought, or begins with what is not to be."""
    return _NO_COMMAND.match(text) is not None


def _runs_on(text: str, frame: Frame) -> bool:
    """Return whether words follow on a name that are part of another one: "turn on the nest press so"."""
    name, turned = frame.slots.get("name", "").strip(), _TURNED.match(text)
    if not turned or not name or " " in name or not text.startswith(f"{name} ", turned.end()):
        return False
    rest = text[turned.end() + len(name) + 1 :]
    return len(rest.split()) in _SHORT_REST and _GOES_ON.match(rest) is None


_OVER_IT = (
    r".*\b(?:over|for|above|through|with) (?:the |that |this |your |all |my )*"
    r"(?:\w+ )?(?:tv|telly|television|music|radio|speakers?|stereo|song|film|movie|noise|racket|volume|sound)\b"
)
_HARDLY_HEARD = r"\b(?:can't|cannot|can barely|can hardly|couldn't|barely|hardly|struggling to) hear "
_UNHEARD = re.compile(rf"{_HARDLY_HEARD}(?!myself|ourselves|you|him|her|them|us)(?!{_OVER_IT})")
"""What is not heard is not to be quieter."""
_DROWNED = re.compile(rf"{_HARDLY_HEARD}{_OVER_IT}")
"""What drowns it is not to be louder."""
_DAZZLES = re.compile(r"\b(?:glare|glaring|blinding|dazzl\w+|(?:too|so|very|far too) bright)\b(?!.*\binstead\b)")
"""What nobody says who wants a light on."""
_MADE_DARK = re.compile(
    r"^(?!.*\b(?:it's|it|is|are|was|too|so|pretty|very|getting|gets?|after|before|when|if|once|the) (?:\w+ )?dark\b)"
    r".*\bdark(?:$| (?:please|now|in|apart|except|but|bar)\b)"
)
"""What is to be dark is not turned on: "both cabins dark"."""


def _makes_worse(text: str, frame: Frame) -> bool:
    """Return whether a reading does to a thing what `text` complains of.

    >>> _makes_worse("it's pitch dark in the hall", Frame("set_light", {"brightness_step_pct": "down"}))
    True
    """
    if frame.intent == "turn_off" and _NEEDED.search(text):
        return True
    if frame.intent in {"turn_on", "volume_up", "open"} and _DOWN.search(text):
        return True
    heard = {"volume_down": _UNHEARD, "mute": _UNHEARD, "volume_up": _DROWNED}.get(frame.intent)
    if heard is not None and heard.search(text):
        return True
    if frame.intent == "turn_on" and (_MADE_DARK.search(text) or _DAZZLES.search(text)):
        return True
    if (found := _AS_IT_IS.search(text)) and _NOT_AGAIN[found[1] or found[2]] == frame.intent:
        return True
    ways = (_WAYS.get((frame.intent, slot, value)) for slot, value in frame.slots.items())
    return any(way is not None and _TOO[way].search(text) is not None for way in ways)


_BEGINS_IN = re.compile(
    r"^(?!.*\b(?:timer|alarm|remind|count)\b).*\b"
    r"(?:starting|leaving|coming|arriving|due|ready|over|beginning|back|home) in \d"
)
"""When something is that nobody asks to be timed."""
_TO_BE = re.compile(
    r"(?:please )?(?:put|set|change|make) .* to "
    r"(?!(?:on|off|bed|boil|go|work|run|start|play|cook|warm|heat|charge)$)\S+$|"
    r"(?:the |my |our )?\S+(?: \S+)? (?:to|on|in) (?!this |that )\S+(?= mode$)"
)
"""What is to be in a mode or a colour, and not just on."""


_OF_WEATHER = re.compile(
    r"\b(?:weather|rain\w*|sun\w*|snow\w*|wind\w*|cloud\w*|storm\w*|forecast|pour\w*|drizzl\w*|hail\w*|thunder\w*|"
    r"hot|cold|warm|cool|chilly|freez\w*|frost\w*|ic[ey]|out|outside|outdoors|umbrella|coat|jacket|wet|dry|fog\w*|"
    r"degrees|temperature|humid\w*|today|tomorrow|tonight|nice|like)\b"
)


def _says_more(text: str, frame: Frame) -> bool:
    """Return whether `text` is a report, or about another thing than the weather, or sets a thing to something."""
    if frame.intent == "timer_start":
        ends = rf"\b(?:till?|until){re.escape(frame.slots.get('duration_s', ''))}$"
        return _BEGINS_IN.search(text) is not None or re.search(ends, text) is not None
    if frame.intent == "get_state" and frame.slots.get("domain") == "weather":
        return _OF_WEATHER.search(text) is None
    said = [word for value in frame.slots.values() for word in value.split()]
    is_switched = frame.intent in {"turn_on", "turn_off"}
    return is_switched and (found := _TO_BE.match(text)) is not None and found[0].rsplit(maxsplit=1)[-1] not in said


def _means_any(text: str, frame: Frame) -> bool:
    """Return whether it is asked about any such thing, none of this house: "the wattage of a coffee machine"."""
    name = frame.slots.get("name", "").strip()
    return frame.intent == "get_state" and bool(name) and re.search(rf"\ban? {re.escape(name)}\b", text) is not None


def speaks_of_else(text: str, frame: Frame) -> bool:
    """Return whether nothing in `text` speaks of what a reading is about, or it complains of just that."""
    if any(speaks(text, frame) for speaks in (_makes_worse, _runs_on, _means_any, _says_more)):
        return True
    unnamed = not any(PLACED.fullmatch(slot) and value.startswith(SPAN) for slot, value in frame.slots.items())
    intents = {frame.intent, _UNNAMED.get(frame.intent, "") if unnamed else ""}
    return any(intent in _SPEAKS_OF and not _SPEAKS_OF[intent].search(text) for intent in intents)
