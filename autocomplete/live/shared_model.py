"""The language model that all sockets of this process ask, and its lanes."""

from __future__ import annotations

import asyncio
import logging
import weakref

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.interface import Prompt
from autocomplete.live.lanes import Lanes
from autocomplete.live.model_use import ModelUse
from autocomplete.ranking.profile import DEFAULT_PROFILE

logger = logging.getLogger(__name__)


class SharedModel:
    """One connection pool to the model server, for one event loop."""

    def __init__(self) -> None:
        if not settings.MODEL_URL:
            raise ImproperlyConfigured(
                "No language model is set: start the site with `make serve`,"
                " or set AUTOCOMPLETE_MODEL_URL to the address of an OpenAI-compatible server."
            )
        self.model = HttpLanguageModel(
            settings.MODEL_URL,
            api_key=settings.MODEL_API_KEY,
            model=settings.MODEL_NAME,
            lanes=settings.MODEL_LANES,
        )
        self.lanes = Lanes(settings.MODEL_LANES)
        self.use = ModelUse()
        self._failing = False

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
            for lane in reversed(range(settings.MODEL_LANES)):
                prompt = Prompt(DEFAULT_PROFILE.preamble)
                async for _ in self.model.walk(prompt, alternatives=1, lane=lane):
                    pass
        except ModelError as error:
            logger.debug("Lanes were not warmed: %s", error)

    def note_failure(self, error: ModelError) -> None:
        """Log that the model does not answer: once, not for every keystroke of everybody."""
        if not self._failing:
            self._failing = True
            logger.warning("The language model does not answer: %s", error)

    def note_answer(self) -> None:
        """Log that a model that did not answer does so again."""
        if self._failing:
            self._failing = False
            logger.warning("The language model answers again.")


_by_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, SharedModel] = (
    weakref.WeakKeyDictionary()
)


def shared_model() -> SharedModel:
    """Return the running event loop's shared model, made at the first call.

    Raises ImproperlyConfigured where no model server is set.
    """
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = SharedModel()
    return _by_loop[loop]


async def close_shared_model() -> None:
    """Close the running event loop's connections to the model server, if there are any."""
    shared = _by_loop.pop(asyncio.get_running_loop(), None)
    if shared is not None:
        await shared.model.aclose()
