"""A session holds back what is not worth reading, names its ghost text, and obeys ``force``."""

from __future__ import annotations

from dataclasses import replace

from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Strategy
from autocomplete.ranking.suggestions import SuggestionList
from autocomplete.ranking.typing_cost import TypingCost
from tests.live.scripted_language_model import ScriptedModel, texts

# Other work on the machine must not cut the search short.
PATIENT = Profile(time_budget_ms=60_000.0, reading_ms=0.0)


async def lists(session: TypingSession, text: str, *, force: bool = False) -> list[SuggestionList]:
    return [one async for one in session.suggest(TypedText(text, force=force))]


async def test_below_the_gate_the_one_frame_is_empty_and_says_why() -> None:
    session = TypingSession(ScriptedModel(), replace(PATIENT, list_gate=50.0))
    [only] = await lists(session, "I would like")
    assert only.final
    assert (only.items, only.claims, only.stats.ghost) == ((), (), None)
    assert only.stats.gate == "low_confidence"
    assert only.stats.evaluated_tokens > 0


async def test_force_shows_what_the_gate_held_back_and_asks_the_model_nothing_more() -> None:
    model = ScriptedModel()
    session = TypingSession(model, replace(PATIENT, list_gate=50.0, ghost_gate=50.0))
    await lists(session, "I would like")
    asked = len(model.questions)
    forced = (await lists(session, "I would like", force=True))[-1]
    assert forced.stats.gate is None
    assert forced.stats.ghost == 0
    assert texts(forced)[0] == " to"
    assert len(model.questions) == asked


async def test_what_a_gate_held_back_was_not_typed_past() -> None:
    session = TypingSession(ScriptedModel(), replace(PATIENT, list_gate=50.0))
    await lists(session, "I")
    forced = (await lists(session, "I ", force=True))[-1]
    assert "would" in texts(forced)


async def test_force_shows_again_what_was_read_and_typed_past() -> None:
    session = TypingSession(ScriptedModel(), PATIENT)
    assert "would" in texts((await lists(session, "I "))[-1])
    assert "ould" not in texts((await lists(session, "I w"))[-1])
    assert "ould" in texts((await lists(session, "I w", force=True))[-1])
    # From the next key on, what was shown and not taken counts again.
    assert "uld" not in texts((await lists(session, "I wo"))[-1])


async def test_too_little_text_asks_the_model_nothing() -> None:
    model = ScriptedModel()
    session = TypingSession(model, replace(PATIENT, least_typed=2))
    [only] = await lists(session, "I")
    assert (only.final, only.items, only.stats.gate) == (True, (), "too_short")
    assert not model.questions
    assert texts((await lists(session, "I", force=True))[-1])
    assert texts((await lists(session, "I would"))[-1])


async def test_the_ghost_is_the_item_that_is_expected_to_save_most() -> None:
    session = TypingSession(ScriptedModel(), PATIENT)
    found = (await lists(session, "I would"))[-1]
    assert found.stats.ghost is not None
    assert texts(found)[found.stats.ghost] == " like to"
    assert texts(found)[0] == " like"


async def test_the_learned_cost_and_the_calibration_decide_on_the_ghost() -> None:
    never = Fitted(Calibration((-30.0, 0.0, 0.0, 0.0, 0.0)), TypingCost(1.0, 0.2))
    asked: list[tuple[str, Strategy]] = []

    def fitted(model: str, strategy: Strategy) -> Fitted:
        asked.append((model, strategy))
        return never

    session = TypingSession(ScriptedModel(), PATIENT, calibrations=fitted)
    found = (await lists(session, "I would"))[-1]
    assert found.items[0].prob < 1e-9
    assert found.stats.ghost is None
    assert asked == [("scripted", "sum")]
