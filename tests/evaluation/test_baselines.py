"""The baselines prompt with the text as typed and offer the word-boundary prefixes they find."""

from __future__ import annotations

from autocomplete.evaluation.baselines import (
    MOST_TOKENS,
    Candidates,
    Continuation,
    GreedyBaseline,
    SampledBaseline,
)
from autocomplete.evaluation.items import Item
from autocomplete.language_model.interface import Token
from tests.evaluation.word_model import SENTENCE, WordModel

ITEM = Item(text=SENTENCE, context="Before it.")


def candidates_of(*tokens: tuple[bytes, float], most: int = 9) -> dict[str, float]:
    candidates = Candidates(most, {})
    continuation = Continuation(candidates)
    for text, logprob in tokens:
        if not continuation.goes_on(Token(text, logprob)):
            break
    return dict(candidates.best())


def test_a_prefix_is_offered_once_the_next_token_shows_that_its_word_has_ended() -> None:
    assert candidates_of((b" the", -1.0), (b"re", -2.0)) == {}
    assert candidates_of((b" the", -1.0), (b"re", -2.0), (b" is", -0.5)) == {" there": -3.0}


def test_a_word_that_ends_inside_a_token_is_offered_too() -> None:
    assert candidates_of((b"ck you", -1.0)) == {"ck": -1.0}


def test_a_prefix_that_is_only_punctuation_or_ends_in_a_space_is_not_offered() -> None:
    assert candidates_of((b".", -1.0), (b" ", -1.0), (b" ", -1.0)) == {}


def test_nothing_is_read_past_a_line_break() -> None:
    found = candidates_of((b" you", -1.0), (b"\n", -1.0), (b"And", -1.0), (b" so", -1.0))
    assert found == {" you": -1.0}


def test_reading_on_ends_when_nothing_less_probable_can_enter_the_list() -> None:
    candidates = Candidates(1, {})
    continuation = Continuation(candidates)
    assert continuation.goes_on(Token(b" a1", -1.0))
    assert not continuation.goes_on(Token(b" b2", -1.0))


async def test_the_greedy_prompt_is_the_text_as_typed_with_its_trailing_space() -> None:
    model = WordModel()
    suggest = GreedyBaseline("greedy", model, 5).begin(ITEM, 0)
    await suggest("The cat ")
    assert model.asked[0] == "The cat "


async def test_before_the_first_letter_there_is_no_prompt_and_nothing_is_shown() -> None:
    model = WordModel()
    for baseline in (
        GreedyBaseline("greedy", model, 5),
        SampledBaseline("sampled", model, 5, seed=0),
    ):
        shown = await baseline.begin(ITEM, 0)("")
        assert (shown.texts, shown.evaluated_tokens) == ((), 0)
    assert model.asked == []


async def test_preamble_and_context_stand_in_front_where_they_are_wanted() -> None:
    model = WordModel()
    baseline = GreedyBaseline("greedy+preamble", model, 5, "Some lines.\n", contexts=True)
    await baseline.begin(ITEM, 0)("The")
    assert model.asked[0] == "Some lines.\nBefore it.\nThe"


async def test_the_greedy_baseline_offers_every_prefix_of_the_most_likely_continuation() -> None:
    shown = await GreedyBaseline("greedy", WordModel(), 5).begin(ITEM, 0)("The cat")
    assert shown.texts == (" sat", " sat on", " sat on the", " sat on the mat", " sat on the mat.")
    assert list(shown.probs) == sorted(shown.probs, reverse=True)
    assert shown.model_requests == 1
    assert shown.evaluated_tokens <= MOST_TOKENS


async def test_a_continuation_that_the_model_ends_is_offered_whole() -> None:
    shown = await GreedyBaseline("greedy", WordModel(), 5).begin(ITEM, 0)("The cat sat on the")
    assert shown.texts == (" mat", " mat.")


async def test_with_one_suggestion_a_baseline_shows_the_most_probable_prefix() -> None:
    shown = await GreedyBaseline("greedy", WordModel(), 5).with_one().begin(ITEM, 0)("The cat")
    assert shown.texts == (" sat",)


async def test_the_sampled_baseline_draws_as_many_samples_as_suggestions_and_ranks_them_all() -> (
    None
):
    model = WordModel()
    shown = await SampledBaseline("sampled", model, 5, seed=1).begin(ITEM, 0)("The cat")
    assert shown.model_requests == 5
    assert model.asked.count("The cat") == 5
    assert list(shown.probs) == sorted(shown.probs, reverse=True)
    assert len(set(shown.texts)) == len(shown.texts) == 5


async def test_samples_depend_on_the_seed_and_the_text_and_on_nothing_before() -> None:
    texts = ["The", "The cat", "The cat sat", "The cat sat on"]

    async def run(seed: int, order: list[str]) -> dict[str, tuple[str, ...]]:
        suggest = SampledBaseline("sampled", WordModel(), 3, seed=seed).begin(ITEM, 0)
        return {text: (await suggest(text)).texts for text in order}

    once = await run(1, texts)
    assert once == await run(1, texts[::-1])
    assert once != await run(2, texts)


def test_logprobs_of_one_text_found_twice_are_not_added_up() -> None:
    candidates = Candidates(5, {})
    for logprob in (-2.0, -1.0, -3.0):
        candidates.add(b" you", logprob)
    assert candidates.best() == [(" you", -1.0)]
