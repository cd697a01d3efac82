"""Tuning is started by editors, seen by all, and its best becomes a draft with one click."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS
from autocomplete.jobs.worker import Worker
from autocomplete.models import Job, JobState, ProfileDraft
from autocomplete.ranking.profile import DEFAULT_PROFILE
from tests.admin.operators import member, page, signed_in
from tests.evaluation.word_model import WordModel
from tests.jobs.ordering import asking, tuning

TEXTS = "The cat sat on the mat.\nThe dog ran.\nThe cat.\nA mat sat."


def ordered(client: Client, **fields: Any) -> Any:
    values = {"start": "default", "tokens_per_keystroke": "2", "trials": "6", "seed": "1"}
    return client.post(page("tuningrun_add"), {**values, "pasted": TEXTS, **fields})


@pytest.fixture
def tuned(transactional_db: None) -> Job:
    """A finished search that found something better."""
    tuning(trials=12)
    assert async_to_sync(Worker(asking(WordModel())).work_once)()
    return Job.objects.get()


@pytest.mark.parametrize(("group", "status"), [(VIEWERS, 403), (EDITORS, 302), (PUBLISHERS, 302)])
def test_editors_and_publishers_start_a_search(group: str, status: int, db: None) -> None:
    assert ordered(signed_in(member(group))).status_code == status
    assert Job.objects.count() == (status == 302)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pasted": "One.\nTwo.\nThree."}, "There are 3 texts: give 4 to 200"),
        ({"pasted": "A text.\n" * 201}, "There are 201 texts: give 4 to 200"),
        ({"tokens_per_keystroke": "0"}, "greater than or equal to 0.1"),
        ({"trials": "2"}, "greater than or equal to 3"),
    ],
)
def test_what_cannot_be_tuned_is_refused_in_words(
    fields: dict[str, Any], sentence: str, db: None
) -> None:
    assert sentence in ordered(signed_in(member(EDITORS)), **fields).content.decode()
    assert not Job.objects.exists()


def test_everybody_sees_the_frontier_and_only_editors_make_a_draft(tuned: Job) -> None:
    viewer = signed_in(member(VIEWERS))
    html = viewer.get(page("tuningrun_change", tuned.pk)).content.decode()
    assert "tokens evaluated per keystroke" in html
    assert "held-out texts" in html
    assert "Keep the best as a draft" not in html
    address = page("tuningrun_draft", tuned.pk)
    assert viewer.post(address, {"slug": "better"}).status_code == 403
    assert not ProfileDraft.objects.exists()


def test_the_best_becomes_a_draft_with_a_note_and_no_draft_is_written_over(tuned: Job) -> None:
    editor = signed_in(member(EDITORS))
    html = editor.get(page("tuningrun_change", tuned.pk)).content.decode()
    assert 'value="default-tuned"' in html
    address = page("tuningrun_draft", tuned.pk)
    answer = editor.post(address, {"slug": "default-tuned"})
    draft = ProfileDraft.objects.get()
    assert answer["location"] == page("profiledraft_change", draft.pk)
    assert draft.profile != DEFAULT_PROFILE
    assert draft.note.startswith("Tuned from default: ")
    assert (
        'value="default-tuned-2"' in editor.get(page("tuningrun_change", tuned.pk)).content.decode()
    )
    again = editor.post(address, {"slug": "default-tuned"}, follow=True).content.decode()
    assert "There is a profile default-tuned already" in again
    assert "Enter a valid" in editor.post(address, {"slug": "a b"}, follow=True).content.decode()
    assert editor.get(address).status_code == 405
    assert ProfileDraft.objects.count() == 1


def test_there_is_nothing_to_keep_before_the_run_is_done(db: None) -> None:
    run = tuning()
    editor = signed_in(member(EDITORS))
    html = editor.post(page("tuningrun_draft", run.pk), {"slug": "early"}, follow=True)
    assert "nothing to keep before the run is done" in html.content.decode()
    assert editor.post(page("tuningrun_cancel", run.pk)).status_code == 302
    assert Job.objects.get().state == JobState.CANCELLED
