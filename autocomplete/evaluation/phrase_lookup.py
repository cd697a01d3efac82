"""What phrases add to a keystroke: the time for finding, weighing and listing them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from autocomplete.language_model.interface import LanguageModel
from autocomplete.live.model_part import prompt_text
from autocomplete.ranking.boundaries import cut
from autocomplete.ranking.candidates import rank
from autocomplete.ranking.phrase_index import PhraseIndex
from autocomplete.ranking.phrase_mix import NOTHING, TypedPhrases
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.tree import Forest
from autocomplete.ranking.typed_evidence import TypedEvidence

# Each is timed so often, and its median counts: a pause of the machine is nobody's keystroke.
TIMES = 5


@dataclass(slots=True)
class Added:
    """Milliseconds that phrases add to one ranking, for each keystroke.

    ``found`` counts the keystrokes at which phrases have a part in the list.
    """

    ms: list[float] = field(default_factory=list)
    found: int = 0


async def added_by_phrases(
    model: LanguageModel, profile: Profile, index: PhraseIndex, texts: Sequence[str]
) -> Added:
    """Type each text to its end and rank each keystroke's tree with and without phrases.

    Raises ModelError.
    """
    added = Added()
    for text in texts:
        forest, evidence = Forest(), TypedEvidence()
        for end in range(len(text) + 1):
            typed = text[:end]
            at = cut(typed)
            root = forest.root(prompt_text(profile, "", typed[:at]))
            search = Search(root, typed[at:].encode(), profile)
            while (expansion := search.next_expansion()) is not None:
                [step] = [
                    one
                    async for one in model.walk(
                        expansion.node.prompt, alternatives=expansion.alternatives
                    )
                ]
                expansion.node.feed(step.distribution)
                search.fed(expansion, step.evaluated_tokens)
            evidence.saw(typed[:at], typed[at:], search.found.agreeing)
            _time(added, search, evidence, index, typed, at)
    return added


def _time(
    added: Added, search: Search, evidence: TypedEvidence, index: PhraseIndex, typed: str, at: int
) -> None:
    found, remainder, profile = search.found, search.remainder, search.profile
    mass = found.wanted + found.unshown
    differences = []
    mixture = NOTHING
    for _ in range(TIMES):
        begun = time.perf_counter()
        rank(found, remainder, profile, "")
        without = time.perf_counter()
        mixture = TypedPhrases(index, typed).mixture(search, evidence, cut=at, mass=mass)
        rank(found, remainder, profile, "", mixture=mixture)
        differences.append((time.perf_counter() - without) - (without - begun))
    added.ms.append(1000 * sorted(differences)[TIMES // 2])
    added.found += bool(mixture.offers)
