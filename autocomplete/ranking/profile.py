"""A profile: every number that ranking and search can be tuned by, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from autocomplete.ranking.letter_case import LetterCase
from autocomplete.ranking.ranges import AMOUNT, RANGES
from autocomplete.ranking.strategies import Strategy
from autocomplete.ranking.typing_cost import TypingCost

# Everyday sentences, one a line, set the tone before the first letter. Read once per start of the
# model and kept in its prompt cache, so they cost nothing per keystroke.
EVERYDAY_PREAMBLE = """\
Could I have a cup of tea and a sandwich, please?
How do I get a new password?
Hi, how are you doing today?
Write a short text about the history of the city.
We will need to talk about this again next week.
I would like to know how I can change my order, please.
Please let me know if you have any questions.
Thank you so much for your help, I really appreciate it.
My payment did not go through, what should I do?
Can you please send me the details of the meeting on Monday?
Yes, that is right.
What is the best way to get from the station to the hotel?
I'm sorry that I didn't get back to you earlier, I was out of the office.
Is there anything else that you need?
I don't think that I will be able to come tonight.
Can you explain to me how this works?
I'd like to get a small salad to go.
When will my order arrive?
I have attached the report that you asked for.
Have a great weekend, and see you on Monday!
What is the name of the song?
I would like a large one with extra cheese.
Let me know what you think, and give me a call if you have time.
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """How suggestions are searched, ranked and shown; ranges.py holds which values are allowed.

    Raises ValueError, with a sentence that says what to set, for a value outside its range.

    ``strategy``: the order of the list, see strategies.py; ``diversity`` (0 to 1): how much of its
    worth a suggestion loses that extends a chosen one, or that a chosen one extends.
    ``typing_cost``: what typing a text costs with help, in keystrokes, where that learned for the
    model is not to be used; ``expected_savings`` and the gates count with it.

    ``suggestions``: how many are shown, 1 to 20. ``most_words``: the longest suggestion, in words.
    ``least_characters``: what a suggestion must at least be long, so that taking it saves a key.
    ``least_probability``: suggestions below it are not shown (0 to 1). ``letter_case``: ``typist``
    shows a word once, whatever its capitals, and without any to those who write none; ``model``
    leaves all as the model has it.

    ``list_gate``: the keystrokes that a list must be expected to save, ``reading_cost`` (also in
    keystrokes) already paid, or it is not shown; None shows every list. ``ghost_gate``: the same
    for the ghost text, the one suggestion that is written behind the caret. ``least_typed``: the
    characters that must stand before the caret before anything is shown.

    ``token_budget``: the most tokens one keystroke may have evaluated behind the first
    distribution. ``time_budget_ms``: no refinement starts later than this after the keystroke.
    ``expand_share``: a path is followed only while it holds at least this share (0 to 1) of the
    probability in view. ``alternatives``: how many are asked for per distribution;
    ``wide_alternatives``: how many where fewer than ``least_agreeing`` of them agree with a
    half-typed word, on servers that cannot be asked for just those that do.

    ``typed_past_strength`` (0 to 1): how surely a suggestion that was read and typed past is
    unwanted; ``reading_ms``: the mean time it takes to read a shown list, so that what a fast
    typist had no time to read is not held against it.

    ``route``: the names of the models that are asked, the cheap one first; empty for the site's
    default model alone. ``escalate_below`` (0 to 1): the next model is asked where it is less
    probable than this that the list holds what the person goes on to type, before a word's first
    letter less than half of it; ``escalation_margin``: how many more keystrokes the better list
    must be expected to save to replace the one that is shown. See routing.py.

    ``phrase_weight``: by how much a site's phrases, and its history, are expected more often than
    their lists say; 0 leaves them out. ``most_phrases``: how many of them a list shows.
    ``phrase_context`` (0 to 1): how much the model's word counts in the choice among phrases that
    begin alike. ``phrase_tokens``: the most tokens, of the ``token_budget``, that one keystroke may
    have evaluated to hear it. See phrase_mix.py.

    ``idle_tokens``: the most tokens evaluated in one pause, for what the lists behind the likely
    next keys will need, while nobody searches; 0 for none. ``idle_after_ms``: how long after the
    final list that begins.
    """

    slug: str = "default"
    preamble: str = EVERYDAY_PREAMBLE
    strategy: Strategy = "sum"
    diversity: float = 0.35
    typing_cost: TypingCost | None = None
    suggestions: int = 5
    most_words: int = 2
    least_characters: int = 2
    least_probability: float = 0.001
    letter_case: LetterCase = "typist"
    list_gate: float | None = None
    ghost_gate: float | None = 0.0
    reading_cost: float = 0.3
    least_typed: int = 0
    token_budget: int = 4
    time_budget_ms: float = 150.0
    expand_share: float = 0.25
    alternatives: int = 200
    wide_alternatives: int = 5000
    least_agreeing: int = 3
    typed_past_strength: float = 1.0
    reading_ms: float = 800.0
    route: tuple[str, ...] = ()
    escalate_below: float = 0.45
    escalation_margin: float = 0.03
    phrase_weight: float = 1.0
    most_phrases: int = 3
    phrase_context: float = 0.3
    phrase_tokens: int = 1
    idle_tokens: int = 4
    idle_after_ms: float = 60.0

    def __post_init__(self) -> None:
        for name, choices in (("strategy", Strategy), ("letter_case", LetterCase)):
            value = getattr(self, name)
            if value not in get_args(choices):
                raise ValueError(
                    f"{name} is {value!r}: choose one of {', '.join(get_args(choices))}."
                )
        for name, allowed in RANGES.items():
            value = getattr(self, name)
            if value is not None:
                allowed.check(name, value)
        if not all(self.route) or len(set(self.route)) != len(self.route):
            raise ValueError(
                f"route is {'/'.join(self.route)!r}: name each model of it, and none twice."
            )
        if self.typing_cost is not None:
            AMOUNT.check("typing_cost's start", self.typing_cost.start)
            AMOUNT.check("typing_cost's per_character", self.typing_cost.per_character)


DEFAULT_PROFILE = Profile()
PROFILES = {DEFAULT_PROFILE.slug: DEFAULT_PROFILE}
