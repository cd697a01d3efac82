"""Asks models which category a text belongs to, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.judging.calibration import Calibration, calibration
from autocomplete.judging.categories import Scheme, Verdict, verdict
from autocomplete.judging.known_text import read
from autocomplete.language_model.interface import LanguageModel
from autocomplete.language_model.remembering import RememberingModel

# A question is read once for each lane; classifying has no one's next keystroke to be quick for.
LANE = 0


@dataclass(frozen=True, slots=True)
class Classified:
    """The verdicts of the models asked, in the order of the route: the last one decides."""

    verdicts: tuple[Verdict, ...]

    @property
    def decided(self) -> Verdict:
        return self.verdicts[-1]

    @property
    def escalated(self) -> bool:
        """Whether the first model was not sure."""
        return len(self.verdicts) > 1


class Classifier:
    """Classifies by one scheme; keeps each model's calibration, by the model's name."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._calibrations: dict[str, Calibration] = {}

    async def classify(
        self, route: Sequence[LanguageModel], text: str, *, lane: int = LANE
    ) -> Classified:
        """Ask the models of ``route`` until one is sure; the last one decides in any case.

        Raises ModelError.
        """
        verdicts: list[Verdict] = []
        for model in route:
            verdicts.append(await self.verdict(model, text, lane=lane))
            if verdicts[-1].margin >= self.scheme.sure_from:
                break
        return Classified(tuple(verdicts))

    async def verdict(self, model: LanguageModel, text: str, *, lane: int = LANE) -> Verdict:
        """What one model says. Raises ModelError."""
        name = (await model.capabilities()).model
        if name not in self._calibrations:
            self._calibrations[name] = await self._calibration(model, lane)
        logprobs = await label_logprobs(model, self.scheme, text, lane=lane)
        return verdict(name, self._calibrations[name].shares(self.scheme, logprobs))

    async def _calibration(self, model: LanguageModel, lane: int) -> Calibration:
        """Costs some requests for each typical text, once a model and process."""
        texts = self.scheme.typical_texts()
        return calibration(
            self.scheme,
            [await label_logprobs(model, self.scheme, text, lane=lane) for text in texts],
        )


async def label_logprobs(
    model: LanguageModel, scheme: Scheme, text: str, *, lane: int = LANE
) -> dict[str, float]:
    """The natural logarithm of each label's probability behind the question about ``text``.

    A label's tokens are summed up; one that no alternative spells counts with the least one shown,
    which is too much. Raises ModelError.
    """
    # Labels begin behind the same question, and often with the same token.
    remembering = RememberingModel(model)
    before = scheme.prompt(text)
    return {
        label: sum([one.logprob async for one in read(remembering, before, f" {label}", lane=lane)])
        for label in scheme.labels
    }
