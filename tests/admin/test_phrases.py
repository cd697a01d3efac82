"""Phrase lists, histories and tokens in the admin: import, what it says, and who may do what."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS
from autocomplete.models import (
    HistoryEntry,
    Phrase,
    PhraseHistory,
    PhraseList,
    PhraseToken,
    Site,
)
from autocomplete.models.phrase_token import digest
from tests.admin.operators import member, page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(db: None) -> PhraseList:
    return PhraseList.objects.create(name="products")


def upload(client: Client, kept: PhraseList, content: bytes, **fields: str) -> str:
    file = SimpleUploadedFile("phrases.csv", content)
    address = page("phraselist_import", kept.pk)
    return client.post(address, {"file": file, **fields}, follow=True).content.decode()


def test_a_file_is_imported_and_may_replace_the_list(
    administrator: Client, kept: PhraseList
) -> None:
    assert "2 added, 0 changed" in upload(administrator, kept, b"Zyban,2\nQorvex\n")
    said = upload(administrator, kept, b"Zyban,3\n", replace="on")
    assert "0 added, 1 changed, 1 deleted" in said
    assert list(kept.phrases.values_list("text", "weight")) == [("Zyban", 3.0)]
    kept.refresh_from_db()
    assert kept.revision == 2


def test_lines_may_be_pasted(administrator: Client, kept: PhraseList) -> None:
    administrator.post(page("phraselist_import", kept.pk), {"pasted": "Zyban\nQorvex,2"})
    assert kept.phrases.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Zyban\nother,heavy\n", "Line 2: the weight"),
        (b"Zyban\nbad\xff\n", "Line 2 is not UTF-8"),
        (b"\n", "holds no phrase"),
    ],
)
def test_of_a_file_with_a_bad_line_nothing_is_taken(
    administrator: Client, kept: PhraseList, content: bytes, said: str
) -> None:
    assert said in upload(administrator, kept, content)
    assert not kept.phrases.exists()


def test_a_phrase_is_text_also_where_it_looks_like_html(
    administrator: Client, kept: PhraseList
) -> None:
    upload(administrator, kept, b"<b>bold</b>\n")
    html = administrator.get(page("phrase_changelist")).content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "<b>bold</b>" not in html


def test_single_phrases_are_changed_and_deleted_and_say_so(
    administrator: Client, kept: PhraseList
) -> None:
    fields = {"phrase_list": kept.pk, "text": "  Zyban   patch ", "weight": "2"}
    administrator.post(page("phrase_add"), fields)
    phrase = Phrase.objects.get()
    assert phrase.text == "Zyban patch"
    administrator.post(page("phrase_change", phrase.pk), {"text": "Zyban", "weight": "3"})
    administrator.post(page("phrase_delete", phrase.pk), {"post": "yes"})
    kept.refresh_from_db()
    assert kept.revision == 3
    assert not kept.phrases.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "x", "weight": "1"}, "one character"),
        ({"text": "Zyban", "weight": "0"}, "the weight is 0"),
        ({"text": "--", "weight": "1"}, "no letter"),
    ],
)
def test_what_is_wrong_with_a_phrase_is_said(
    administrator: Client, kept: PhraseList, fields: dict[str, str], said: str
) -> None:
    answer = administrator.post(page("phrase_add"), {"phrase_list": kept.pk, **fields})
    assert said in answer.content.decode()
    assert not Phrase.objects.exists()


def test_a_list_for_an_unknown_profile_is_refused(administrator: Client) -> None:
    fields = {"name": "products", "share": "0.01", "active": "on", "profiles": "suport"}
    answer = administrator.post(page("phraselist_add"), fields)
    assert "There is no profile" in answer.content.decode()


def test_a_token_is_shown_once_and_only_its_hash_is_kept(administrator: Client) -> None:
    site = Site.objects.create(name="shop")
    fields = {"site": site.pk, "note": "the shop's server"}
    said = administrator.post(page("phrasetoken_add"), fields, follow=True).content.decode()
    token = "sk_" + said.split("sk_")[1][:48]
    row = PhraseToken.objects.get()
    assert row.digest == digest(token)
    assert token not in administrator.get(page("phrasetoken_changelist")).content.decode()
    assert token not in administrator.get(page("phrasetoken_change", row.pk)).content.decode()
    administrator.post(
        page("phrasetoken_changelist"), {"action": "revoke", "_selected_action": [row.pk]}
    )
    row.refresh_from_db()
    assert row.revoked_at is not None


@pytest.fixture
def entry(db: None) -> HistoryEntry:
    history = PhraseHistory.objects.create(site=Site.objects.create(name="shop"), active=True)
    return HistoryEntry.objects.create(
        history=history, digest="0", text="typed often", uses=9, last_used=date(2026, 11, 1)
    )


def test_what_too_few_people_typed_is_on_no_page(
    administrator: Client, entry: HistoryEntry
) -> None:
    hidden = HistoryEntry.objects.create(
        history=entry.history, digest="1", uses=1, last_used=date(2026, 11, 1)
    )
    html = administrator.get(page("historyentry_changelist")).content.decode()
    assert "typed often" in html
    assert "too few" not in html
    assert administrator.get(page("historyentry_change", hidden.pk)).status_code == 302


def test_a_phrase_of_history_and_a_whole_history_can_be_forgotten(
    administrator: Client, entry: HistoryEntry
) -> None:
    history = entry.history
    administrator.post(page("historyentry_delete", entry.pk), {"post": "yes"})
    assert not history.entries.exists()
    HistoryEntry.objects.create(history=history, digest="1", last_used=date(2026, 11, 1))
    action = {"action": "clear", "_selected_action": [history.pk]}
    administrator.post(page("phrasehistory_changelist"), action)
    assert not history.entries.exists()
    history.refresh_from_db()
    assert history.revision == 2


@pytest.mark.parametrize(("group", "may"), [(VIEWERS, False), (EDITORS, False), (PUBLISHERS, True)])
def test_all_look_and_only_publishers_change(
    group: str, may: bool, kept: PhraseList, entry: HistoryEntry
) -> None:
    client = signed_in(member(group))
    for name in ("phraselist", "phrase", "phrasehistory", "historyentry"):
        assert client.get(page(f"{name}_changelist")).status_code == 200, name
    assert client.get(page("phraselist_import", kept.pk)).status_code == (200 if may else 403)
    upload(client, kept, b"Zyban\n")
    assert kept.phrases.exists() is may
    assert client.get(page("phrase_add")).status_code == (200 if may else 403)
    client.post(page("historyentry_delete", entry.pk), {"post": "yes"})
    assert HistoryEntry.objects.exists() is not may
    change = client.get(page("phraselist_change", kept.pk)).content.decode()
    assert ("Import a file" in change) is may


@pytest.mark.parametrize("group", [VIEWERS, EDITORS, PUBLISHERS])
def test_tokens_are_for_administrators(group: str) -> None:
    client = signed_in(member(group))
    assert client.get(page("phrasetoken_changelist")).status_code == 403
    assert client.get(page("phrasetoken_add")).status_code == 403
