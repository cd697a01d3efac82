"""Scores profiles by simulated typing, with every answer of the model remembered."""

from __future__ import annotations

from autocomplete.calibrations import fitted
from autocomplete.evaluation.cache_cost import CacheCost, PromptTokens
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.simulation import type_text
from autocomplete.evaluation.suggesters import ProfileSuggester, unhurried
from autocomplete.evaluation.tuning import Score
from autocomplete.language_model.interface import LanguageModel
from autocomplete.language_model.remembering import RememberingModel
from autocomplete.ranking.profile import Profile


class TuningSimulation:
    """Types texts with profiles that mostly ask the same questions."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = RememberingModel(model)
        self._tokens = PromptTokens(model)

    async def score(self, profile: Profile, item: Item) -> Score:
        """Type one text. Raises ModelError."""
        model = CacheCost(self._model, self._tokens, profile.preamble)
        suggester = ProfileSuggester(profile.slug, model, unhurried(profile), calibrations=fitted)
        typed = await type_text(item, suggester.begin(item, 0))
        return Score(
            characters=len(item.text),
            keystrokes=typed.keystrokes,
            tokens=sum(position.shown.evaluated_tokens for position in typed.positions),
        )
