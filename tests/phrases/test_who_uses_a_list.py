"""Which lists a person's keystrokes look into: by site, by profile, by category."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync

from autocomplete.models import Category, Classification, Phrase, PhraseHistory, PhraseList, Site
from autocomplete.phrases.phrase_file import WeightedText
from autocomplete.phrases.phrases_in_use import OWN_SITE, PhrasesInUse
from autocomplete.phrases.storing import remove, store

pytestmark = pytest.mark.django_db(transaction=True)


def made(text: str, *sites: Site, **fields: object) -> PhraseList:
    kept = PhraseList.objects.create(name=text, **fields)
    kept.sites.set(sites)
    store(kept, [WeightedText(text)])
    return kept


def found(in_use: PhrasesInUse, site: int, profile: str = "default") -> set[str]:
    async_to_sync(in_use.refresh)()
    index = in_use.of(site, profile)
    return {index.phrase(number).text for number in range(len(index))}


def test_a_list_is_for_its_sites_alone() -> None:
    shop, other = (Site.objects.create(name=name) for name in ("shop", "other"))
    made("for both", shop, other)
    made("for shop", shop)
    made("for own pages", own_pages=True)
    made("switched off", shop, active=False)
    in_use = PhrasesInUse()
    assert found(in_use, shop.pk) == {"for both", "for shop"}
    assert found(in_use, other.pk) == {"for both"}
    assert found(in_use, OWN_SITE) == {"for own pages"}


def test_a_list_may_be_for_some_profiles_or_the_profiles_of_some_categories() -> None:
    shop = Site.objects.create(name="shop")
    made("for all", shop)
    made("for support", shop, profiles="support\nsales")
    category = Category.objects.create(
        classification=Classification.objects.create(site=shop),
        slug="refunds",
        labels="refund",
        profile="refunds",
    )
    made("for refunds", shop).categories.add(category)
    in_use = PhrasesInUse()
    assert found(in_use, shop.pk) == {"for all"}
    assert found(in_use, shop.pk, "support") == {"for all", "for support"}
    assert found(in_use, shop.pk, "refunds") == {"for all", "for refunds"}


def test_shares_and_weights_become_priors() -> None:
    shop = Site.objects.create(name="shop")
    kept = made("rare", shop, share=0.1)
    store(kept, [WeightedText("usual", 3.0)])
    in_use = PhrasesInUse()
    assert found(in_use, shop.pk) == {"rare", "usual"}
    index = in_use.of(shop.pk, "default")
    priors = {index.phrase(at).text: index.phrase(at).prior for at in range(2)}
    assert priors == {"rare": pytest.approx(0.025), "usual": pytest.approx(0.075)}


def test_what_is_deleted_is_gone_and_what_has_not_changed_is_not_built_again() -> None:
    shop, other = (Site.objects.create(name=name) for name in ("shop", "other"))
    kept = made("gone soon", shop)
    store(kept, [WeightedText("stays")])
    made("untouched", other)
    in_use = PhrasesInUse()
    found(in_use, shop.pk)
    before = in_use.of(other.pk, "default")
    remove(kept, ["gone soon"])
    assert found(in_use, shop.pk) == {"stays"}
    assert in_use.of(other.pk, "default") is before
    kept.delete()
    assert found(in_use, shop.pk) == set()


def test_replacing_deletes_the_lists_others() -> None:
    shop = Site.objects.create(name="shop")
    kept = made("old", shop)
    stored = store(kept, [WeightedText("new"), WeightedText("newer")], replace=True)
    assert (stored.added, stored.changed, stored.deleted) == (2, 0, 1)
    stored = store(kept, [WeightedText("new", 2.0)])
    assert (stored.added, stored.changed, stored.deleted) == (0, 1, 0)
    assert set(Phrase.objects.values_list("text", "weight")) == {("new", 2.0), ("newer", 1.0)}


def test_history_is_remembered_only_where_it_is_switched_on() -> None:
    shop, other = (Site.objects.create(name=name) for name in ("shop", "other"))
    PhraseHistory.objects.create(site=shop, active=True)
    PhraseHistory.objects.create(site=other)
    in_use = PhrasesInUse()
    found(in_use, shop.pk)
    assert in_use.remembers(shop.pk)
    assert not in_use.remembers(other.pk)
    assert not in_use.remembers(OWN_SITE)
