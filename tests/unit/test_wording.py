"""People are told things in the language they ask for, and in English where there is no other."""

import asyncio

import pytest

from libs.events.wording import Language, Sentence, Wording, counted, language, listen

WORDING = Wording({"{unit} holds {code}.": "{code} dipegang {unit}."}, {"No.": "Tidak."})


@pytest.mark.parametrize(
    ("accept", "liked"),
    [
        (None, "en"),
        ("", "en"),
        ("id", "id"),
        ("id-ID", "id"),
        ("ID", "id"),
        ("in-ID", "id"),
        ("en", "en"),
        ("ja", "en"),
        ("ja, id;q=0.5", "id"),
        ("id;q=0.8, en;q=0.9", "en"),
        ("en;q=0.1, id", "id"),
        ("id, en", "id"),
        ("en, id", "en"),
        ("*", "en"),
        ("id;q=0", "en"),
        ("id;q=x", "en"),
        ("*;q=0.1, id-ID;q=0.2", "id"),
        ("idle", "en"),
        (";;,,;q=", "en"),
        (", ".join(["ja"] * 1000 + ["id"]), "en"),
    ],
)
def test_the_language_liked_best_is_spoken(accept: str | None, liked: Language) -> None:
    assert listen(accept) == language() == liked


def test_a_sentence_is_plain_english_and_can_be_said_otherwise() -> None:
    held = Sentence("{unit} holds {code}.", unit="Polda {NTB}", code="52")
    assert held == "Polda {NTB} holds 52."
    listen("en")
    assert WORDING.say(held) == "Polda {NTB} holds 52."
    assert WORDING.say("No.") == "No."
    listen("id")
    assert WORDING.say(held) == "52 dipegang Polda {NTB}."
    assert type(WORDING.say(held)) is str
    assert WORDING.say("No.") == "Tidak."
    assert WORDING.say("Nobody knows this {one}.") == "Nobody knows this {one}."
    assert WORDING.say(Sentence("{x}?", x=1)) == "1?", "what is in no catalogue is said in English"
    with pytest.raises(KeyError):
        Sentence("{missing}")


async def test_requests_that_are_answered_side_by_side_do_not_hear_each_other() -> None:
    heard = asyncio.Barrier(2)

    async def answered(accept: str) -> str:
        listen(accept)
        await heard.wait()
        return WORDING.say("No.")

    assert list(await asyncio.gather(answered("id"), answered("en"))) == ["Tidak.", "No."]


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 lines are"), (1, "1 line is"), (2, "2 lines are"), (1_001, "1,001 lines are"), (-1, "-1 lines are")],
)
def test_one_is_told_as_one(number: int, said: str) -> None:
    assert counted(number, "line is", "lines are") == said
