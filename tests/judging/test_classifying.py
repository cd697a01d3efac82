"""Texts are put where their labels' log-probabilities say, and on to a larger model when unsure."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.categories import (
    NO_CONTENT,
    Category,
    Scheme,
    Verdict,
    mean_shares,
    shares,
    verdict,
)
from autocomplete.judging.classifying import Classifier
from tests.judging.word_chances import Chances, WordChances

CARDS = Category("cards", ("card", "debit card"))
CASH = Category("cash", ("cash",))
SCHEME = Scheme((CARDS, CASH), question="{text}\nAbout the")


def by_word(text: str) -> Chances:
    """Knows notes from plastic, and likes cards."""
    if text.endswith(" debit"):
        return {" card": 0.8, " note": 0.2}
    if "notes" in text:
        return {" card": 0.3, " cash": 0.2, " debit": 0.1}
    return {" card": 0.4, " cash": 0.1, " debit": 0.1}


def test_a_categorys_labels_are_added_up() -> None:
    found = shares(SCHEME, {"card": -1.0, "debit card": -1.0, "cash": -1.0})
    assert found == pytest.approx({"cards": 2 / 3, "cash": 1 / 3})


def test_a_bias_is_divided_out_of_each_label_so_that_a_rare_one_says_as_much() -> None:
    # "debit card" is twice as likely as on the mean, "cash" as ever.
    logprobs = {"card": math.log(0.6), "debit card": math.log(0.02), "cash": math.log(0.1)}
    found = shares(SCHEME, logprobs, bias={"card": 0.6, "debit card": 0.01, "cash": 0.1})
    assert found == pytest.approx({"cards": 1.5 / 2.5, "cash": 1 / 2.5})


def test_a_category_with_many_labels_is_not_likelier_for_them() -> None:
    found = shares(
        SCHEME, label_logprobs={"card": -1, "debit card": -2, "cash": -1},
        bias={"card": math.exp(-1), "debit card": math.exp(-2), "cash": math.exp(-1)},
    )  # fmt: skip
    assert found == pytest.approx({"cards": 0.5, "cash": 0.5})


@given(
    st.fixed_dictionaries({label: st.floats(-60, 0) for label in SCHEME.labels}),
    st.fixed_dictionaries({label: st.floats(0.01, 0.99) for label in SCHEME.labels}),
)
def test_shares_add_up_to_one_and_the_order_is_theirs(
    logprobs: dict[str, float], bias: dict[str, float]
) -> None:
    found = shares(SCHEME, logprobs, bias)
    assert sum(found.values()) == pytest.approx(1)
    best = verdict("m", found)
    assert best.probability == max(found.values()) == found[best.category]
    assert 0 <= best.margin <= 1


@given(st.lists(st.floats(0.01, 0.99), min_size=1))
def test_a_mean_of_shares_is_shares_again(values: list[float]) -> None:
    mean = mean_shares([{"cards": value, "cash": 1 - value} for value in values])
    assert sum(mean.values()) == pytest.approx(1)
    assert min(values) - 1e-9 <= mean["cards"] <= max(values) + 1e-9


async def test_a_models_liking_for_a_label_is_learned_and_not_held_for_a_text() -> None:
    classifier = Classifier(SCHEME)
    found = await classifier.classify([WordChances(by_word)], "Notes: too few notes")
    assert found.decided.category == "cash"
    assert not found.escalated


async def test_labels_that_begin_alike_are_asked_for_once() -> None:
    model = WordChances(by_word)
    await Classifier(SCHEME).classify([model], "Notes")
    prompts = [SCHEME.prompt(text) for text in (*NO_CONTENT, "Notes")]
    assert sorted(model.asked) == sorted([*prompts, *(f"{prompt} debit" for prompt in prompts)])


async def test_the_bias_is_learned_once_a_model() -> None:
    classifier = Classifier(SCHEME)
    cheap, larger = WordChances(by_word, name="cheap"), WordChances(by_word, name="larger")
    for _ in range(2):
        await classifier.verdict(cheap, "x")
    asked = len(cheap.asked)
    await classifier.verdict(larger, "x")
    assert len(larger.asked) == asked - 2


async def test_the_next_model_is_asked_only_where_the_first_is_unsure() -> None:
    sure = WordChances(lambda text: {**by_word(text), " cash": 0.9 * ("notes" in text) + 1e-4})
    larger = WordChances(lambda _: {" card": 0.5, " cash": 0.5}, name="larger")
    classifier = Classifier(Scheme((CARDS, CASH), "{text}\nAbout the", sure_from=0.5))
    found = await classifier.classify([sure, larger], "my notes")
    assert (found.escalated, larger.asked) == (False, [])
    found = await classifier.classify([sure, larger], "anything")
    assert [one.model for one in found.verdicts] == ["made up", "larger"]
    assert found.decided.model == "larger"


def test_texts_to_learn_a_bias_from_are_examples_once_every_category_has_some() -> None:
    one = Category("one", ("one",), examples=("first", "second"))
    two = Category("two", ("two",))
    assert Scheme((one, two)).typical_texts() == NO_CONTENT
    both = Scheme((one, Category("two", ("two",), examples=("third",))))
    assert both.typical_texts() == ("first", "second", "third")
    assert (both.typical_categories(), Scheme((one, two)).typical_categories()) == (
        ("one", "one", "two"),
        (),
    )


@pytest.mark.parametrize(
    ("categories", "question", "message"),
    [
        ((CARDS,), "{text}", "two categories or more"),
        ((CARDS, CARDS), "{text}", "same slug"),
        ((CARDS, Category("other", ("card",))), "{text}", "a label in common"),
        ((CARDS, Category("other", ())), "{text}", "needs a label"),
        ((CARDS, CASH), "no place", "must hold {text} once"),
        ((CARDS, CASH), "{text} ", "not end with a space"),
    ],
)
def test_a_scheme_that_cannot_be_used_is_refused(
    categories: tuple[Category, ...], question: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Scheme(categories, question)


def test_a_margin_is_the_distance_to_the_next_best() -> None:
    found: Verdict = verdict("m", {"a": 0.2, "b": 0.5, "c": 0.3})
    assert (found.category, found.probability) == ("b", 0.5)
    assert found.margin == pytest.approx(0.2)


async def test_an_example_is_recognised_by_the_whole_answer_where_its_own_label_is_weak() -> None:
    def by_example(text: str) -> Chances:
        if "dear" in text:
            return {" a": 0.2, " b": 0.6, " c": 0.2}
        if "free" in text:
            return {" a": 0.2, " b": 0.02, " c": 0.78}
        return {" a": 0.2, " b": 0.2, " c": 0.6}

    texts = {"a": "late", "b": "dear", "c": "free"}
    told = Scheme(
        tuple(Category(one, (one,), examples=(texts[one],)) for one in texts), "{text}\nSo"
    )
    found = await Classifier(told).verdict(WordChances(by_example), "too late")
    assert found.category == "a"
    # Its labels alone say otherwise: "c" is above its mean, and "a" just at it.
    bias = {"a": 0.2, "b": 0.82 / 3, "c": 1.58 / 3}
    logprobs = {"a": math.log(0.2), "b": math.log(0.2), "c": math.log(0.6)}
    assert verdict("m", shares(told, logprobs, bias)).category == "c"
