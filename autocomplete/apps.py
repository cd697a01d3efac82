"""The application: announces changes of sites, models and profiles once they are committed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save


class AutocompleteConfig(AppConfig):
    name = "autocomplete"

    def ready(self) -> None:
        from autocomplete.models import (
            AllowedOrigin,
            Category,
            Classification,
            LanguageModelEntry,
            Moderation,
            PhraseHistory,
            PhraseList,
            ProfileVersion,
            PublicKey,
            Site,
        )

        for model in (Site, PublicKey, AllowedOrigin, Category, Classification, Moderation):
            # QuerySet.update() sends no signal; processes then find out within a second for new
            # sockets, and not at all for open ones.
            post_save.connect(_announce, sender=model)
            post_delete.connect(_announce, sender=model)
        for published in (ProfileVersion, LanguageModelEntry):
            post_save.connect(_announce_published, sender=published)
            post_delete.connect(_announce_published, sender=published)
        # A list with thousands of phrases announces itself once: see phrase_changes.changed.
        for kept in (PhraseList, PhraseHistory):
            post_save.connect(_announce_phrases, sender=kept)
            post_delete.connect(_announce_phrases, sender=kept)
        for chosen in (PhraseList.sites, PhraseList.categories):
            m2m_changed.connect(_announce_phrases, sender=chosen.through)


def _announce(instance: models.Model, **_: Any) -> None:
    from autocomplete.access.site_changes import site_changes
    from autocomplete.models import Site

    site = instance.pk if isinstance(instance, Site) else getattr(instance, "site_id")  # noqa: B009
    transaction.on_commit(partial(site_changes.announce, site))


def _announce_published(instance: models.Model, **_: Any) -> None:
    from autocomplete.publishing.profile_changes import profile_changes

    transaction.on_commit(partial(profile_changes.announce, instance.pk))


def _announce_phrases(instance: models.Model, **_: Any) -> None:
    from autocomplete.phrases.phrase_changes import phrase_changes

    transaction.on_commit(partial(phrase_changes.announce, instance.pk or 0))
