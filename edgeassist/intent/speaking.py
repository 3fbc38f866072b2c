"""Words without which, or with which, a sentence does not mean what a model has read in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.intent.schema import Frame
from edgeassist.intent.settling import PLACED

_SEE_TO_IT = r"(?:take care of|sort|deal with|see to|do something about|fix) (?:it|that|this)"
_SPEAKS_OF: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "schedule_query": re.compile(
            r"\b(?:plans?|plann\w+|sched\w*|set up|lined up|coming|due|pending|waiting|later|automat\w*|going to)\b"
        ),
        "adjust_temperature": re.compile(r"^(?!.*\b(?:cosy|cozy|cosier|comfy|romantic)\b)"),
        **dict.fromkeys(
            ("nevermind", "no"),
            re.compile(r"^(?!.*(?:\d|\b(?:tomorrow|weekends?|\w+days?|talking|speaking|for asking)\b))"),
        ),
        "volume": re.compile(
            r"\b(?:volume|loud\w*|sound\w*|nois\w*|hear\w*|music|radio|tv|telly|television|speakers?|songs?|"
            r"quiet\w*|silent|"
            r"blast\w*|blar\w*|crank\w*|turn|up|down|lower|higher|deaf\w*|racket|shout\w*|ears?|headache|bass|"
            r"film|movie|"
            r"track|tune|blow\w*|soft\w*|bang\w*|asleep|sleep\w*|neighbours?|listen\w*)\b"
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
            rf"^(?!.*\b(?:(?:bad|good|safe|healthy|dangerous|worth|legal|expensive) (?:for|to|it)|{_SEE_TO_IT}|"
            r"(?:someone|anyone|somebody|anybody) (?:by|at|near|outside|behind) (?:\w+ ){1,2}(?:door|gate))\b)"
        ),
        **dict.fromkeys(
            ("turn_on", "turn_off", "open", "close", "set_light", "set_position"),
            re.compile(
                r"^(?!it's (?:such )?a (?:shame|pity|wonder|miracle)\b)"
                r"(?!.*\b(?:is|are|was|were) (?:(?:so|very|really|quite) )?"
                r"(?:expensive|cheap|beautiful|gorgeous|ugly|brilliant|amazing|lovely)\b)"
                rf"(?!.*\bleft\b.*\b{_SEE_TO_IT}\b)"
            ),
        ),
        "volume_up": re.compile(r"^(?!.*\b(?:bother\w*|disturb\w*|annoy\w*|too loud|deafening|racket|blaring)\b)"),
        "play_media": re.compile(r"^(?!.*\b(?:volume|louder|quieter)\b)"),
        **dict.fromkeys(
            ("media_next", "media_previous", "media_resume"),
            re.compile(r"^(?!.*\b(?:read|help|today|tonight|tomorrow|\w+days?)\b)"),
        ),
        "undo": re.compile(r"^(?!.*\b(?:turn|switch|put) (?:it|them|that) back (?:on|off)\b)"),
        "get_date": re.compile(r"^(?!.*\bremind\b)"),
        "note_end": re.compile(
            r"\b(?:notes?|memo|dictat\w+|writing|that's|that is|enough|done|over|stop|end|finish\w*)\b"
        ),
        "alarm_set": re.compile(
            r"\b(?:alarm|(?:wake|get) (?!the\b|my\b|our\b))|"
            r"^(?!till?\b|until\b)(?!.*\b(?:heating|radiators?|lights?|lamps?|boiler|fan)\b)"
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


_UNNAMED: Mapping[str, str] = MappingProxyType(
    {"volume_up": "volume", "volume_down": "volume", "media_play": "play", "schedule_cancel": "cancelling"}
)
"""Intent → what a sentence must speak of, too, where no thing and no place is named."""


def speaks_of_else(text: str, frame: Frame) -> bool:
    """Return whether nothing in `text` speaks of what a reading is about."""
    unnamed = not any(map(PLACED.fullmatch, frame.slots))
    intents = {frame.intent, _UNNAMED.get(frame.intent, "") if unnamed else ""}
    return any(intent in _SPEAKS_OF and not _SPEAKS_OF[intent].search(text) for intent in intents)
