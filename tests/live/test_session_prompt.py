"""What stands in front of the typed text when the model is asked."""

from __future__ import annotations

from autocomplete.live.model_part import MOST_CONTEXT_BYTES
from autocomplete.live.session import MOST_TEXT_BYTES, TypingSession
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import ScriptedModel, final

PROFILE = Profile(preamble="Hello there.\n", token_budget=0)


async def prompts(*fields: tuple[str, str]) -> list[str]:
    """The prompts that one session asks about for these texts and contexts."""
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    for text, context in fields:
        await final(session, text, context)
    return model.texts


async def test_the_preamble_stands_in_front_of_the_text() -> None:
    assert await prompts(("I would l", "")) == ["Hello there.\nI would"]


async def test_the_context_stands_between_them_on_lines_of_its_own() -> None:
    assert await prompts(("I w", "Are you coming?")) == ["Hello there.\nAre you coming?\nI"]


async def test_without_a_word_the_model_reads_preamble_and_context_alone() -> None:
    assert await prompts(("", ""), ("  ", "Well? ")) == ["Hello there.\n", "Hello there.\nWell? \n"]


async def test_another_context_is_another_question() -> None:
    assert len(await prompts(("I w", "Are you coming?"), ("I w", "Who is there?"))) == 2


async def test_of_a_long_context_the_end_is_read() -> None:
    [prompt] = await prompts(("I w", "é" * 5_000 + "And you?"))
    read = prompt.removeprefix("Hello there.\n").removesuffix("\nI")
    assert read.endswith("éAnd you?")
    assert MOST_CONTEXT_BYTES - 1 <= len(read.encode()) <= MOST_CONTEXT_BYTES


async def test_of_a_long_text_the_end_is_read_from_a_start_that_moves_rarely() -> None:
    prose = " ".join(f"word{number}" for number in range(1_000))
    spaces = [at for at, char in enumerate(prose) if char == " "]
    read = await prompts(*((prose[:at], "") for at in spaces[400:600]))
    texts = [prompt.removeprefix("Hello there.\n") for prompt in read]
    assert len(texts) >= 200
    assert all(len(text.encode()) <= MOST_TEXT_BYTES for text in texts)
    assert all(text in prose for text in texts)
    moves = sum(not later.startswith(text) for text, later in zip(texts, texts[1:], strict=False))
    assert 1 <= moves <= 4


async def test_a_session_asks_on_its_own_lane() -> None:
    model = ScriptedModel()
    await final(TypingSession(model, PROFILE, lane=3), "I")
    assert {question.lane for question in model.questions} == {3}
