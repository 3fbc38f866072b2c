"""What is written is read as somebody would read it out."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edgeassist.tts.reading import LONGEST, read_aloud


def _table(rows: str) -> list[tuple[str, str]]:
    pairs = (row.split(" => ") for row in rows.strip().splitlines())
    return [(written.strip(), said.strip()) for written, said in pairs]


NUMBERS = """
3 windows are open => three windows are open
1,234,567 => one million two hundred thirty four thousand five hundred sixty seven
-18.4 outside => minus eighteen point four outside
.5 => zero point five
2,5 => two point five
007 => zero zero seven
room 101. => room one hundred one.
the 21st and the 3rd => the twenty first and the third
no. 5 => number five
No. The door is locked! => No. The door is locked!
#1 => number one
1/2 cup, 2 1/2 cups, 3/4 => one half cup, two and a half cups, three quarters
24/7 => twenty four seven
2x2 => two by two
2/4 of 10k steps => two of four of ten thousand steps
p. 12, fig. 3 => page twelve, figure three
version 2.10.1 => version two point ten point one
between 5-10 and 20\u201325 => between five to ten and twenty to twenty five
\u0663 windows => three windows
"""

UNITS = """
21.5 °C => twenty one point five degrees Celsius
21½ °C => twenty one point five degrees Celsius
70F or 21C => seventy degrees Fahrenheit or twenty one degrees Celsius
-5 °C => minus five degrees Celsius
40 % => forty percent
45% => forty five percent
3.2 kWh => three point two kilowatt hours
1 kWh => one kilowatt hour
1013 hPa => one thousand thirteen hectopascals
12 µg/m³ => twelve micrograms per cubic metre
5 km/h => five kilometres per hour
1 km/h => one kilometre per hour
20-25 °C => twenty to twenty five degrees Celsius
a 60 W bulb at 60 W => a sixty watt bulb at sixty watts
230 V / 16 A => two hundred thirty volts sixteen amps
12.3 Mbit/s => twelve point three megabits per second
CO2 at 850 ppm => C O two at eight hundred fifty parts per million
5 min. left => five minutes left
your 5 minute timer => your five minute timer
8 barns => eight barns
a 40-W bulb on a 3-way switch => a forty watt bulb on a three-way switch
every 6 mo. in room 2B and flat 3C => every six months in room two B and flat three C
a 3x2 m rug => a three by two metre rug
"""

MONEY = """
$5 => five dollars
€3.50 => three euros and fifty cents
12,50 € => twelve euros and fifty cents
€0.32/kWh => thirty two cents per kilowatt hour
$1.2M => one point two million dollars
£1 and 1 EUR => one pound and one euro
£0.01 => one penny
€5-10 => five to ten euros
-€5 => minus five euros
$1,500 => one thousand five hundred dollars
"""

TIMES = """
18:05 => six oh five PM
7 am => seven AM
at 6 p.m. today => at six PM today
It's 7:05 PM. => It's seven oh five PM.
5.30 pm => five thirty PM
next 03/2027 => next March twenty twenty seven
00:30 => twelve thirty AM
00:00 => midnight
12:00 => twelve o'clock
13:00:30 => one PM and thirty seconds
9:00-17:00 => nine o'clock to five PM
Mon-Fri 7-9 am => Monday to Friday seven to nine AM
Mon, 3 Nov => Monday, the third of November
It's Tuesday, the 3rd of November 2026. => It's Tuesday, the third of November twenty twenty six.
Nov 3, 2026 => November third, twenty twenty six
2026-11-20 => the twentieth of November twenty twenty six
2026-11-20T18:05:00+01:00 => the twentieth of November twenty twenty six at six oh five PM
20.11.2026 or 11/20/2026 => the twentieth of November twenty twenty six or the twentieth of November twenty twenty six
in 2026 => in twenty twenty six
in 2000 steps => in two thousand steps
since 1905 => since nineteen oh five
the 1990s => the nineteen nineties
1h 30m 5s => one hour thirty minutes and five seconds
90s => ninety seconds
2026-99-99 => two thousand twenty six ninety nine to ninety nine
32.13.2026 => thirty two point thirteen point two thousand twenty six
"""

NAMES = """
LED strip 2 => L E D strip two
HVAC => HVAC
wc_2 => W C two
light.kitchen_ceiling => light kitchen ceiling
kitchenLight => kitchen Light
the AC and 2 TVs => the eh C and two T Vs
GU10 bulb => G U ten bulb
A4 paper => eh four paper
USB-C => U S B-C
Dr. Smith vs. Mr. X, e.g. at St. John's => doctor Smith versus mister X, for example at saint John's
STOP NOW => stop now
on/off, hall & bath => on or off, hall and bath
don't touch the kids' room => don't touch the kids room
Küche ist offen => Küche ist offen
"""

CODES = """
The code is 4711. => The code is four seven one one.
PIN 4711 => PIN four seven one one
the password is Sunny-42! => the password is capital Sunny, dash, four two, exclamation mark
WiFi key: "xK9-fR27q". => WiFi key: X, capital K, nine, dash, F, capital R, two seven, Q.
The key is under the mat => The key is under the mat
The code is 5 digits long => The code is five digits long
see https://www.example.com/help?x=1 => see example dot com slash help
open http://192.168.1.1/setup => open one nine two dot one six eight dot one dot one slash setup
bob.smith@example.org => bob dot smith at example dot org
call +49 151 2345678 => call plus four nine, one five one, two three four five six seven eight
call 911 now => call nine one one now
AA:BB:0C:DD:EE:FF => eh eh, B B, zero C, D D, E E, F F
B4F2-99AC => B, four, F, two, dash, nine nine, eh, C
"""

MARKUP = """
**bold**, _it_ and `code` => bold, it and code
# Heading => Heading
- item one => item one
[the manual](https://example.com/x) => the manual
<b>Tea</b> &amp; milk<br>now => Tea and milk, now
\U0001f44d Done! \U0001f389 => Done!
\U0001f468\u200d\U0001f469\u200d\U0001f467 home => home
Kitchen \u2192 hall => Kitchen to hall
a | b => a, b
x \u2265 5 => x at least five
Wait... => Wait.
?!... => ""
"""


@pytest.mark.parametrize(
    ("written", "said"),
    [row for rows in (NUMBERS, UNITS, MONEY, TIMES, NAMES, CODES, MARKUP) for row in _table(rows)],
)
def test_it_is_read_as_people_say_it(written: str, said: str) -> None:
    assert read_aloud(written) == said.strip('"')


@pytest.mark.parametrize("text", ["", " ", "\n", "***", "\U0001f600\U0001f600", "\x00\x1b[31m", "-", "()", "\ud800"])
def test_what_holds_no_words_is_silent(text: str) -> None:
    assert not any(map(str.isalpha, read_aloud(text)))


HOSTILE = st.lists(
    st.one_of(
        st.characters(),
        st.sampled_from("0123456789.,:-/+ °%€$£@#_*[]()<>|~=&;'\"\\^`{}!?…aApPmMkKWhCxXzZT²½"),
        st.sampled_from(
            ["°C", " kWh", "2026-11-20", "18:05", "password is ", "http://", "www.", "Nov ", "code: ", "am"]
        ),
    ),
    max_size=120,
).map("".join)


@given(HOSTILE)
@example("0 0/0")
@example("\u0660:\u0660\u0660")
def test_what_is_said_holds_letters_and_pauses_only(text: str) -> None:
    said = read_aloud(text)
    assert said == " ".join(said.split())
    for character in said:
        assert character in " .,:!?'-" or unicodedata.category(character)[0] in "LM", (text, said)
    assert len(said) <= 60 * len(text) + 60


@given(HOSTILE)
def test_what_has_been_read_reads_the_same(text: str) -> None:
    once = read_aloud(text)
    twice = read_aloud(once)
    assert read_aloud(twice) == twice


@given(st.lists(st.sampled_from("the lamp in hall is open and closed Okay Which one do you mean".split()), min_size=1))  # noqa: SIM905
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    text = " ".join(words)
    assert read_aloud(text) == text


@given(st.integers(min_value=0, max_value=999_999_999))
def test_a_number_is_never_lost(value: int) -> None:
    assert len(read_aloud(f"it is {value} now").split()) >= 4


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "1.", "1:", "1-", "1/", "a1", "_", "*", "[", "<", "<a", "(", "@", "a@", "www.", "a.", "http://", "+1 ",
     "0 ", "00:", "Nov ", "1 h ", "password is ", "password ", "&", "&amp", "'", " ", "é", "\u0301", "ﷺ"],
)  # fmt: skip
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    began = time.process_time()
    read_aloud(text)
    assert time.process_time() - began < 0.5


def test_a_sentence_without_end_is_cut() -> None:
    assert len(read_aloud("word " * 10 * LONGEST)) <= LONGEST
