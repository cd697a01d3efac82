"""A profile: every number that ranking and search can be tuned by, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from autocomplete.ranking.strategies import Strategy, TypingCost

# Everyday sentences, one a line, set the tone before the first letter. Read once per start of the
# model and kept in its prompt cache, so they cost nothing per keystroke.
EVERYDAY_PREAMBLE = """\
Hi, how are you doing today?
I would like to know how I can change my order, please.
Thank you so much for your help, I really appreciate it.
Can you please send me the details of the meeting on Monday?
What is the best way to get from the station to the hotel?
I don't think that I will be able to come tonight.
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """How suggestions are searched and ranked.

    ``strategy``: the order of the list, see strategies.py; ``typing_cost``: what typing a text
    costs with help, which ``expected_savings`` counts with.

    ``suggestions``: how many are shown, 1 to 20. ``most_words``: the longest suggestion, in words.
    ``least_characters``: what a suggestion must at least be long, so that taking it saves a key.
    ``least_probability``: suggestions below it are not shown (0 to 1).

    ``token_budget``: the most tokens one keystroke may have evaluated behind the first
    distribution. ``time_budget_ms``: no refinement starts later than this after the keystroke.
    ``expand_share``: a path is followed only while it holds at least this share (0 to 1) of the
    probability in view. ``alternatives``: how many are asked for per distribution;
    ``wide_alternatives``: how many where fewer than ``least_agreeing`` of them agree with a
    half-typed word. ``typed_past_strength`` (0 to 1): how surely a suggestion that was read and
    typed past is unwanted; ``reading_ms``: the mean time it takes to read a shown list, so
    that what a fast typist had no time to read is not held against it.

    ``idle_tokens``: the most tokens evaluated ahead of the next keystroke, behind the suggestions
    of a final list, while nobody searches; 0 for none. ``idle_after_ms``: the pause in typing after
    which that begins.
    """

    slug: str = "default"
    preamble: str = EVERYDAY_PREAMBLE
    strategy: Strategy = "sum"
    typing_cost: TypingCost = TypingCost(1.0, 0.2)
    suggestions: int = 5
    most_words: int = 2
    least_characters: int = 2
    least_probability: float = 0.001
    token_budget: int = 4
    time_budget_ms: float = 150.0
    expand_share: float = 0.25
    alternatives: int = 200
    wide_alternatives: int = 5000
    least_agreeing: int = 3
    typed_past_strength: float = 1.0
    reading_ms: float = 800.0
    idle_tokens: int = 4
    idle_after_ms: float = 60.0


DEFAULT_PROFILE = Profile()
PROFILES = {DEFAULT_PROFILE.slug: DEFAULT_PROFILE}
