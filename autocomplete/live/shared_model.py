"""The language models that all sockets of this process ask, and their lanes."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Iterator, Sequence

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import ModelError, ModelTimeout
from autocomplete.language_model.interface import Prompt
from autocomplete.live.endpoints import Endpoint, endpoints
from autocomplete.live.lanes import Lanes
from autocomplete.live.model_use import ModelUse
from autocomplete.ranking.profile import DEFAULT_PROFILE

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
        )
        self.lanes = Lanes(endpoint.lanes)
        self.use = ModelUse()
        self._failing = False
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
        prompt = Prompt(DEFAULT_PROFILE.preamble)
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


class SharedModels:
    """The site's models in the order in which they are preferred, each found by its name."""

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        self._models = {endpoint.name: SharedModel(endpoint) for endpoint in endpoints}

    def __iter__(self) -> Iterator[SharedModel]:
        return iter(self._models.values())

    def __getitem__(self, name: str) -> SharedModel:
        return self._models[name]

    def answering(self) -> SharedModel:
        """The first model that may be asked now; the first of all where none may."""
        first = next(iter(self))
        return next((shared for shared in self if shared.model.breaker.admits), first)

    async def aclose(self) -> None:
        for shared in self:
            await shared.model.aclose()


_by_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, SharedModels] = (
    weakref.WeakKeyDictionary()
)


def shared_models() -> SharedModels:
    """Return the running event loop's models, made at the first call.

    Raises ImproperlyConfigured where no model server is set.
    """
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = SharedModels(endpoints())
    return _by_loop[loop]


def shared_model() -> SharedModel:
    """The model that the next input is answered by. Raises ImproperlyConfigured as above."""
    return shared_models().answering()


async def close_shared_model() -> None:
    """Close the running event loop's connections to the model servers, if there are any."""
    models = _by_loop.pop(asyncio.get_running_loop(), None)
    if models is not None:
        await models.aclose()
