"""Categories of texts, and the arithmetic that turns labels' log-probabilities into a choice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEFAULT_QUESTION = "{text}\n\nThis message is about the"
NO_CONTENT = ("N/A", "[MASK]", "...")
"""Texts that say nothing: what a model answers to them is its bias for some labels (Zhao et al.,
"Calibrate Before Use", ICML 2021)."""


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of text. ``labels`` are the words that the question may be answered with.

    ``profile`` is the slug of the profile that ranks answers to such texts, or empty for the
    site's own. ``examples`` are typical texts.
    """

    slug: str
    labels: tuple[str, ...]
    profile: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """What texts are sorted into, and how a model is asked.

    ``question`` holds ``{text}`` once; behind it the model goes on with a label. ``sure_from`` is
    the margin (0 to 1) from which a model's answer counts; below it the next one of the route is
    asked. Raises ValueError, with a sentence that says what to change.
    """

    categories: tuple[Category, ...]
    question: str = DEFAULT_QUESTION
    sure_from: float = 0.0

    def __post_init__(self) -> None:
        if self.question.count("{text}") != 1 or self.question[-1:].isspace():
            raise ValueError("The question must hold {text} once and not end with a space.")
        if not 0 <= self.sure_from <= 1:
            raise ValueError(f"The margin is {self.sure_from}: set it between 0 and 1.")
        slugs = [category.slug for category in self.categories]
        if len(slugs) < 2:
            raise ValueError("There is nothing to choose between: name two categories or more.")
        if len(set(slugs)) < len(slugs):
            raise ValueError("Two categories have the same slug: give each its own.")
        labels = self.labels
        if not all(category.labels for category in self.categories) or "" in labels:
            raise ValueError("Every category needs a label: the words that answer the question.")
        if len(set(labels)) < len(labels):
            raise ValueError("Two categories have a label in common: give each label to one.")

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for category in self.categories for label in category.labels)

    def prompt(self, text: str) -> str:
        """The question about one text."""
        return self.question.replace("{text}", text.strip())

    def profile(self, slug: str) -> str:
        """The profile that a category chooses, or empty for none."""
        return next(one.profile for one in self.categories if one.slug == slug)

    def typical_texts(self) -> tuple[str, ...]:
        """Texts from which a model's bias for some labels is learned: every category's examples.

        Texts without content stand in where a category has none, for a bias learned from the
        others' examples alone would be held against it.
        """
        if all(category.examples for category in self.categories):
            return tuple(text for category in self.categories for text in category.examples)
        return NO_CONTENT

    def typical_categories(self) -> tuple[str, ...]:
        """The category of each typical text, by its slug; empty for texts without content."""
        if not all(category.examples for category in self.categories):
            return ()
        return tuple(category.slug for category in self.categories for _ in category.examples)


def shares(
    scheme: Scheme,
    label_logprobs: Mapping[str, float],
    bias: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The probability (0 to 1) of each category, by its slug: they add up to 1.

    ``label_logprobs`` are natural logarithms of the labels' probabilities behind the question.
    Without ``bias`` a category's labels are added up. ``bias`` is each label's mean share whatever
    the text: a category then counts by how many times likelier its labels became on the mean, so
    that a rare label says as much as a common one. (Holtzman et al., "Surface Form Competition",
    EMNLP 2021, divide answers so.)
    """
    scores = {}
    for category in scheme.categories:
        labels = category.labels
        if bias is None:
            score = log_sum([label_logprobs[label] for label in labels])
        else:
            raised = [
                label_logprobs[label] - math.log(max(bias[label], math.ulp(0.0)))
                for label in labels
            ]
            score = log_sum(raised) - math.log(len(labels))
        scores[category.slug] = score
    return made_one(scores)


def label_shares(label_logprobs: Mapping[str, float]) -> dict[str, float]:
    """The probability (0 to 1) of each label among the labels, from natural logarithms."""
    return made_one(label_logprobs)


def mean_shares(all_shares: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each share over several texts; at least one is needed."""
    return {
        slug: math.fsum(shares[slug] for shares in all_shares) / len(all_shares)
        for slug in all_shares[0]
    }


@dataclass(frozen=True, slots=True)
class Share:
    """One category's probability (0 to 1) among those of its site."""

    category: str
    probability: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one model says of one text: the categories' shares, likeliest first."""

    model: str
    shares: tuple[Share, ...]

    @property
    def category(self) -> str:
        return self.shares[0].category

    @property
    def probability(self) -> float:
        return self.shares[0].probability

    @property
    def margin(self) -> float:
        """How far the best category is ahead of the next one (0 to 1)."""
        return self.shares[0].probability - self.shares[1].probability


def verdict(model: str, shares: Mapping[str, float]) -> Verdict:
    """Order the shares; equal ones keep the site's order."""
    ordered = sorted(shares.items(), key=lambda share: -share[1])
    return Verdict(model, tuple(Share(slug, share) for slug, share in ordered))


def made_one(logprobs: Mapping[str, float]) -> dict[str, float]:
    """Probabilities with these logarithms up to a constant; they add up to 1."""
    total = log_sum(list(logprobs.values()))
    return {name: math.exp(logprob - total) for name, logprob in logprobs.items()}


def log_sum(logprobs: Sequence[float]) -> float:
    """The logarithm of the sum of probabilities."""
    greatest = max(logprobs)
    return greatest + math.log(math.fsum(math.exp(logprob - greatest) for logprob in logprobs))
