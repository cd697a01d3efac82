"""The language models that all sockets of this process ask, and their lanes."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Iterator, Sequence

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import ModelError, ModelTimeout
from autocomplete.language_model.interface import Prompt
from autocomplete.metrics.model_requests import ModelRequests
from autocomplete.model_pool.endpoints import FALLBACK_NAME, Endpoint, endpoints
from autocomplete.model_pool.lanes import Lanes
from autocomplete.model_pool.model_use import ModelUse
from autocomplete.model_pool.typing_sign import close_shared_sign, shared_sign
from autocomplete.publishing.published import published
from autocomplete.ranking.profile import DEFAULT_PROFILE
from autocomplete.ranking.strategies import Strategy

logger = logging.getLogger(__name__)

# Whoever asks about the model's health more often than this gets the latest request's outcome.
HEALTHY_SECONDS = 30.0
# Those who watch over a site give up after a few seconds themselves.
CHECK_SECONDS = 5.0


class SharedModel:
    """One connection pool to a model's server, for one event loop."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.model = HttpLanguageModel(
            endpoint.base_url,
            api_key=endpoint.api_key,
            api_key_variable=endpoint.api_key_variable,
            model=endpoint.model,
            lanes=endpoint.lanes,
            most_alternatives=endpoint.most_alternatives,
            timeout_s=endpoint.timeout_s,
            total_s=endpoint.total_s,
            observer=ModelRequests(endpoint.name),
        )
        self.lanes = Lanes(endpoint.lanes)
        self.use = ModelUse(lambda: shared_sign().raise_sign(), endpoint.at_once)
        self._failing = False
        self._uncalibrated: set[tuple[str, Strategy]] = set()
        self._checking = asyncio.Lock()

    async def warm_lanes(self) -> None:
        """Have every lane read the default preamble, so that nobody's first keystroke waits for it.

        Reading it takes longer than the pause between two keystrokes, each of which would end it.
        Servers without lanes keep one cache for all, and a model that is not there yet is left
        alone.
        """
        try:
            if not (await self.model.capabilities()).token_paths:
                return
            preamble = published.profiles[DEFAULT_PROFILE.slug].preamble
            if await self.model.read_for_all_lanes(preamble):
                return
            # The first session takes the first lane, which is therefore the last in need.
            for lane in reversed(range(self.endpoint.lanes)):
                await self._read_preamble(lane)
        except ModelError as error:
            logger.debug("Lanes were not warmed: %s", error)

    async def check(self) -> None:
        """Return if the model answers, by its latest request or by one token asked for now.

        However often this is called, a token is asked for at most once in HEALTHY_SECONDS while
        the model answers, and as often as its breaker lets through while it does not.
        Raises ModelError.
        """
        async with self._checking:
            if self.model.breaker.succeeded_within(HEALTHY_SECONDS):
                return
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    # Nobody has typed for a while, so no text is lost from the lane's cache.
                    await self._read_preamble(self.endpoint.lanes - 1)
            except TimeoutError as error:
                raise ModelTimeout("The model did not answer in time.") from error

    async def _read_preamble(self, lane: int) -> None:
        prompt = Prompt(published.profiles[DEFAULT_PROFILE.slug].preamble)
        async for _ in self.model.walk(prompt, alternatives=1, lane=lane):
            pass

    def note_failure(self, error: ModelError) -> None:
        """Log that the model does not answer: once, not for every keystroke of everybody."""
        if not self._failing:
            self._failing = True
            logger.warning("The language model %r does not answer: %s", self.endpoint.name, error)

    def note_answer(self) -> None:
        """Log that a model that did not answer does so again."""
        if self._failing:
            self._failing = False
            logger.warning("The language model %r answers again.", self.endpoint.name)

    def note_uncalibrated(self, model: str, strategy: Strategy) -> None:
        """Log, once for each, that lists cannot be compared along a route."""
        if (model, strategy) not in self._uncalibrated:
            self._uncalibrated.add((model, strategy))
            logger.warning(
                "A route is not followed to %r: the probabilities of the model %s with the strategy"
                " %s are not calibrated, and so mean nothing beside another model's. Run"
                " `manage.py calibrate` with it.",
                self.endpoint.name,
                model,
                strategy,
            )


class SharedModels:
    """The site's models in the order in which they are preferred, each found by its name."""

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._models = {endpoint.name: SharedModel(endpoint) for endpoint in endpoints}
        self._missing: set[str] = set()
        self._lasting = frozenset(self._models)
        self._retired: dict[SharedModel, asyncio.TimerHandle] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[SharedModel]:
        return iter(self._models.values())

    def __getitem__(self, name: str) -> SharedModel:
        return self._models[name]

    def route(self, names: Sequence[str] = ()) -> tuple[SharedModel, ...]:
        """The models that inputs of a route go to now: who answers first, then the larger ones.

        No names are the settings' first model. A model that fails is passed over, and where all
        of them do, the fallback answers.
        """
        named = self._named(names)
        for at, shared in enumerate(named):
            if shared.model.breaker.admits:
                return named[at:]
        fallback = self._models.get(FALLBACK_NAME)
        return (fallback,) if fallback and fallback.model.breaker.admits else named

    def _named(self, names: Sequence[str]) -> tuple[SharedModel, ...]:
        for name in names:
            if name not in self._models and name not in self._missing:
                self._missing.add(name)
                logger.error(
                    "A route names %r, which is no model here, and is followed without it: add the"
                    " model, or change the profile.",
                    name,
                )
        known = tuple(self._models[name] for name in names if name in self._models)
        return known or (next(iter(self)),)

    async def warm_lanes(self) -> None:
        """Warm every model that is asked while all is well, the first one first."""
        for shared in self:
            if shared.endpoint.name != FALLBACK_NAME:
                await shared.warm_lanes()

    def replace_added(self, endpoints: Sequence[Endpoint]) -> None:
        """Have these beside the settings' models, instead of those that were added before.

        One that is asked as before stays, with its connections and all that is known of it.
        """
        for name in self._models.keys() - self._lasting:
            if self._models[name].endpoint not in endpoints:
                self._retire(self._models.pop(name))
        for endpoint in endpoints:
            if endpoint.name not in self._models:
                self._models[endpoint.name] = SharedModel(endpoint)

    def _retire(self, shared: SharedModel) -> None:
        """Close a model's connections, but only when no search can be waiting for it any more."""
        loop = asyncio.get_running_loop()
        self._retired[shared] = loop.call_later(shared.endpoint.total_s, self._close, shared)

    def _close(self, shared: SharedModel) -> None:
        del self._retired[shared]
        closing = asyncio.create_task(shared.model.aclose())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def aclose(self) -> None:
        for shared, closing in list(self._retired.items()):
            closing.cancel()
            self._close(shared)
        for shared in self:
            await shared.model.aclose()
        if self._closing:
            await asyncio.wait(self._closing)


_by_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, SharedModels] = (
    weakref.WeakKeyDictionary()
)


def shared_models() -> SharedModels:
    """Return the running event loop's models, made at the first call.

    Raises ImproperlyConfigured where no model server is set.
    """
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        models = _by_loop[loop] = SharedModels(endpoints())
        models.replace_added(published.models)
    return _by_loop[loop]


def shared_model() -> SharedModel:
    """The model that answers where no route is named. Raises ImproperlyConfigured as above."""
    return shared_models().route()[0]


async def close_shared_model() -> None:
    """Close the running event loop's connections to the model servers, if there are any."""
    models = _by_loop.pop(asyncio.get_running_loop(), None)
    if models is not None:
        await models.aclose()
    await close_shared_sign()
