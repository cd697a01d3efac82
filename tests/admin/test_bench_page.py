"""The page of a profile has a bench, which types with the form for those who may save it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS
from autocomplete.models import ProfileDraft, Site
from tests.admin.operators import member, page, publish, signed_in

pytestmark = pytest.mark.django_db


def bench_on(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    found = re.search(r'<section id="bench".*?</template>', html, re.DOTALL)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("group", "source"),
    [(VIEWERS, ""), (EDITORS, "profiledraft_form"), (PUBLISHERS, "profiledraft_form")],
)
def test_only_who_may_save_the_form_types_with_it(
    group: str, source: str, draft: ProfileDraft
) -> None:
    html = bench_on(signed_in(member(group)), page("profiledraft_change", draft.pk))
    assert f'data-draft="{draft.pk}"' in html
    assert f'data-form="{source}"' in html


def test_a_new_profile_is_tried_before_it_is_saved_once() -> None:
    html = bench_on(signed_in(member(EDITORS)), page("profiledraft_add"))
    assert 'data-draft=""' in html
    assert 'data-form="profiledraft_form"' in html


def test_drafts_versions_and_built_in_profiles_can_be_compared_with(
    administrator: Client, draft: ProfileDraft
) -> None:
    publish(administrator, draft)
    ProfileDraft.objects.create(slug="sales")
    html = bench_on(administrator, page("profiledraft_change", draft.pk))
    names = re.findall(r'<option value="(\w[^"]*)">([^<]*)</option>', html)
    assert [value for value, _ in names] == [
        "default",
        "sales@draft",
        "support@draft",
        "support@1",
    ]
    assert dict(names)["support@1"] == "support version 1, in use"


def test_sites_are_offered_to_those_who_may_see_them(
    administrator: Client, draft: ProfileDraft
) -> None:
    site = Site.objects.create(name="shop")
    address = page("profiledraft_change", draft.pk)
    assert f'<option value="{site.pk}">shop</option>' in bench_on(administrator, address)
    viewer = member(VIEWERS)
    group = viewer.groups.get()
    group.permissions.remove(group.permissions.get(codename="view_site"))
    assert "bench-site" not in bench_on(signed_in(viewer), address)
