"""Which profile ranks a reply: that of the category into which the text that is answered falls."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict

from autocomplete.access.served_site import ServedSite
from autocomplete.language_model.errors import ModelError
from autocomplete.limits.allowance import Allowance
from autocomplete.live.judging import classifier, judges
from autocomplete.publishing.published import published

logger = logging.getLogger(__name__)

# A page may change the text while it is answered: only one that stands for so long is classified.
SETTLED_SECONDS = 0.3
# Of the fields of one page, which share a socket and may answer texts of their own.
MOST_REMEMBERED = 16


class ReplyProfiles:
    """Classifies the texts that one socket's inputs reply to, each once, beside the typing.

    Only for a site of which some category has a profile of its own. Until a text is classified,
    and where that fails, the site's profile ranks.
    """

    def __init__(self, site: ServedSite, allowance: Allowance) -> None:
        self._site = site
        self._allowance = allowance
        self._scheme = site.scheme
        self._chooses = self._scheme is not None and any(
            category.profile for category in self._scheme.categories
        )
        self._found: OrderedDict[str, str] = OrderedDict()
        self._newest = ""
        self._classifying: asyncio.Task[None] | None = None

    def of(self, context: str) -> str:
        """The slug of the profile for a reply to ``context``, as far as is known by now."""
        if not self._chooses or not context.strip():
            return self._site.profile
        if context not in self._found and context != self._newest:
            self._newest = context
            if self._classifying is not None:
                self._classifying.cancel()
            self._classifying = asyncio.create_task(self._classify(context))
        chosen = self._found.get(context, "")
        return chosen if chosen in published.profiles else self._site.profile

    async def aclose(self) -> None:
        """End the work on the model."""
        if self._classifying is not None:
            self._classifying.cancel()
            await asyncio.wait({self._classifying})

    async def _classify(self, context: str) -> None:
        await asyncio.sleep(SETTLED_SECONDS)
        profile = published.profiles.get(self._site.profile)
        if self._scheme is None or profile is None or await self._allowance.refused(None):
            return
        try:
            async with judges(profile, self._allowance) as asked:
                found = await classifier(self._scheme).classify(
                    asked.route, context, lane=asked.lane
                )
        except ModelError:
            # It was noted for the log; the next keystroke asks again.
            self._newest = ""
            return
        except Exception as error:
            # Its message may hold the text.
            logger.error("A context was not classified (%s).", type(error).__qualname__)
            return
        self._found[context] = self._scheme.profile(found.decided.category)
        if len(self._found) > MOST_REMEMBERED:
            self._found.popitem(last=False)
