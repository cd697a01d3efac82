"""One client's typing sessions, one a profile, and its lanes on the models they ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from autocomplete.calibrations import fitted
from autocomplete.judging.moderation import Rules
from autocomplete.limits.allowance import Allowance
from autocomplete.live.judging import moderation
from autocomplete.live.session import TypingSession
from autocomplete.model_pool.routed_model import RoutedModel
from autocomplete.model_pool.shared_model import SharedModel, shared_models
from autocomplete.phrases.phrases_in_use import phrases_in_use
from autocomplete.ranking.phrase_index import PhraseIndex
from autocomplete.ranking.profile import Profile


@dataclass(frozen=True, slots=True)
class Kept:
    """A session, and the models that it asks: the first one, then the larger ones."""

    session: TypingSession
    profile: Profile
    route: tuple[SharedModel, ...]


class ClientSessions:
    """Makes a session when its profile is first used, and anew where other models answer.

    What is known of the text is one model's alone. All of a client's sessions on one model share
    one lane.
    """

    def __init__(
        self,
        allowance: Allowance,
        rules: Rules,
        phrases: Callable[[str], PhraseIndex] | None = None,
    ) -> None:
        """``phrases`` finds those for a profile's slug; without it they are the charged site's."""
        self._allowance = allowance
        self._rules = rules
        self._phrases = phrases or partial(phrases_in_use.of, allowance.share.site)
        self._kept: dict[str, Kept] = {}
        self._lanes: dict[str, tuple[SharedModel, int]] = {}

    def of(self, profile: Profile) -> Kept:
        """The session of a profile as it is now."""
        route = shared_models().route(profile.route)
        kept = self._kept.get(profile.slug)
        if kept is None or (kept.profile, kept.route) != (profile, route):
            kept = self._kept[profile.slug] = Kept(self._session(profile, route), profile, route)
        return kept

    def give_back_lanes(self) -> None:
        """Leave the lanes to others; nothing may be on the models any more."""
        for shared, lane in self._lanes.values():
            shared.lanes.give_back(lane)
        self._lanes.clear()

    def _session(self, profile: Profile, route: tuple[SharedModel, ...]) -> TypingSession:
        first, *larger = route
        return TypingSession(
            self._allowance.metered(first.model, profile.slug),
            profile,
            lane=self._lane(first),
            calibrations=fitted,
            use=first.use,
            larger=[
                RoutedModel(
                    self._allowance.metered(one.model, profile.slug),
                    one,
                    lane=self._lane(one),
                    use=one.use,
                )
                for one in larger
            ],
            phrases=lambda: self._phrases(profile.slug),
            moderation=moderation(self._rules, first, profile, self._allowance),
        )

    def _lane(self, shared: SharedModel) -> int:
        name = shared.endpoint.name
        taken = self._lanes.get(name)
        if taken is not None and taken[0] is shared:
            return taken[1]
        if taken is not None:
            # An operator has changed the model: this is another one of the same name.
            taken[0].lanes.give_back(taken[1])
        self._lanes[name] = shared, shared.lanes.take()
        return self._lanes[name][1]
