"""Asks models which category a text belongs to, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.judging.calibration import Calibration, fit, without_content
from autocomplete.judging.categories import (
    NO_CONTENT,
    Scheme,
    Verdict,
    log_shares,
    verdict,
)
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
    """Classifies by one scheme; keeps what it learned of each model, by the model's name."""

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
        said = await self._log_shares(model, text, lane)
        return verdict(name, self._calibrations[name].applied(said))

    async def _calibration(self, model: LanguageModel, lane: int) -> Calibration:
        """Costs some requests for each example, once a model and process."""
        labelled = self.scheme.labelled_texts()
        if not labelled:
            return without_content(
                [await self._log_shares(model, text, lane) for text in NO_CONTENT]
            )
        return fit([(await self._log_shares(model, text, lane), slug) for text, slug in labelled])

    async def _log_shares(self, model: LanguageModel, text: str, lane: int) -> dict[str, float]:
        logprobs = await label_logprobs(model, self.scheme, text, lane=lane)
        return log_shares(self.scheme, logprobs)


async def label_logprobs(
    model: LanguageModel, scheme: Scheme, text: str, *, lane: int = LANE
) -> dict[str, float]:
    """The natural logarithm of each label's probability behind the question about ``text``.

    A label's tokens are summed up; one that no alternative spells counts with the least one shown,
    which is too much. Raises ModelError.
    """
    # Labels begin behind the same question, and often with the same token. Some twenty of them
    # share an answer: to unpack it each time took longer than to ask.
    remembering = RememberingModel(model, packed=False)
    before = scheme.prompt(text)
    return {
        label: sum([one.logprob async for one in read(remembering, before, f" {label}", lane=lane)])
        for label in scheme.labels
    }
