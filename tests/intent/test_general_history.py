from edgeassist.intent.general_history import SUMMARY_TOKENS, remembered

EXCHANGES = [(f"question {n}", f"answer {n} of the house") for n in range(30)]


def words(text: str) -> int:
    return len(text.split())


class Summaries:
    def __init__(self, answer: str | None) -> None:
        self._answer = answer
        self.asked: list[str] = []

    def __call__(self, text: str) -> str | None:
        self.asked.append(text)
        return self._answer


def test_nothing_is_summarised_while_there_is_room() -> None:
    summarise = Summaries("never")
    text = remembered(EXCHANGES[:3], 1000, words, summarise)
    assert text.splitlines()[0] == "Said before: question 0 Answer: answer 0 of the house"
    assert len(text.splitlines()) == 3
    assert summarise.asked == []


def test_the_newest_stay_and_the_older_are_summarised() -> None:
    summarise = Summaries("many questions")
    text = remembered(EXCHANGES, 150, words, summarise)
    lines = text.splitlines()
    assert lines[0] == "Spoken of before: many questions"
    assert lines[-1] == "Said before: question 29 Answer: answer 29 of the house"
    assert words(text) <= 150
    (asked,) = summarise.asked
    assert words(asked) <= 150
    assert asked.splitlines()[-1] != lines[1]
    assert asked.splitlines()[-1].split()[3] == str(int(lines[1].split()[3]) - 1)


def test_without_a_summary_the_newest_stay() -> None:
    for answer in (None, "word " * 200):
        text = remembered(EXCHANGES, 150, words, Summaries(answer))
        assert text.startswith("Said before: question ")
        assert words(text) <= 150 - SUMMARY_TOKENS


def test_where_there_is_no_room_nothing_is_remembered() -> None:
    for room in (-5, 0, 3):
        assert remembered(EXCHANGES, room, words, Summaries("too long for this")) == ""
    assert remembered([], 100, words, Summaries(None)) == ""
