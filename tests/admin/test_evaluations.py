"""Evaluations are ordered, watched, cancelled, reported and compared; viewers only look."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from autocomplete.evaluation.items import Item
from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS
from autocomplete.jobs import queue
from autocomplete.jobs.worker import Worker
from autocomplete.models import Job, JobState, JobStep, ProfileDraft
from autocomplete.publishing.publish import publish
from tests.admin.operators import member, page, signed_in
from tests.evaluation.word_model import WordModel
from tests.jobs.ordering import asking, evaluation

ADD = "evaluationrun_add"


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in(member(EDITORS))


def ordered(client: Client, **fields: Any) -> Any:
    return client.post(page(ADD), {"profiles": "default", "greedy": "on", **fields})


def measured(order: Any = None) -> Job:
    """A finished evaluation with a made-up model."""
    from asgiref.sync import async_to_sync

    evaluation(**(order or {}))
    assert async_to_sync(Worker(asking(WordModel())).work_once)()
    return Job.objects.latest("pk")


def test_pasted_lines_are_ordered_with_the_profile_as_it_is_now(
    editor: Client, draft: ProfileDraft
) -> None:
    draft.values["most_words"] = 7
    draft.save()
    answer = ordered(
        editor, pasted="One text.\n\nAnother text.\n", profiles=["default", "support@draft"]
    )
    job = Job.objects.get()
    assert answer["location"] == page("evaluationrun_change", job.pk)
    draft.values["most_words"] = 2
    draft.save()
    assert [text["text"] for text in job.texts] == ["One text.", "Another text."]
    names = [one["name"] for one in job.order["profiles"]]
    assert names[0] == "default (built in)"
    assert names[1].startswith("support (draft of ")
    assert job.order["profiles"][1]["values"]["most_words"] == 7
    assert (job.state, job.made_by) == (JobState.WAITING, User.objects.get())


def test_published_versions_can_be_measured_by_their_number(
    editor: Client, draft: ProfileDraft
) -> None:
    user = User.objects.get()
    publish(draft, by=user, why="First.")
    publish(draft, by=user, why="Second.")
    ordered(editor, pasted="One text.", profiles=["support@1", "support@2"])
    names = [one["name"] for one in Job.objects.get().order["profiles"]]
    assert names == ["support version 1", "support version 2, in use"]


def test_an_uploaded_file_gives_its_name_and_the_chosen_half_alone_is_kept(editor: Client) -> None:
    lines = b'{"text": "One.", "context": "Well?"}\n{"text": "Two."}\n{"text": "Three."}\n'
    ordered(editor, file=SimpleUploadedFile("mails.jsonl", lines), half="first", suggestions="3")
    job = Job.objects.get()
    assert (job.name, job.order["half"], job.order["suggestions"]) == ("mails", "first", 3)
    assert [(text["text"], text["context"]) for text in job.texts] == [
        ("One.", "Well?"),
        ("Three.", ""),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pasted": ""}, "There are no texts: give one on each line."),
        ({"pasted": '{"text": "a"}\n{"txt": "b"}'}, "Line 2: expected an object like"),
        ({"pasted": "a\n\n" + "b" * 2001}, "Line 3: its text has 2,001 characters"),
        ({"pasted": "a\n" * 2001}, "Line 2001: there are more than 2,000 texts"),
        ({"pasted": "a", "half": "second"}, "too few texts to be halved"),
        ({"pasted": "a", "suggestions": "21"}, "less than or equal to 20"),
        ({"pasted": "a", "profiles": []}, "This field is required"),
        ({"pasted": "a", "profiles": "absent"}, "absent is not one of the available choices"),
        ({"file": SimpleUploadedFile("x.txt", b"\xff")}, "The file is not UTF-8"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words_and_nothing_is_ordered(
    editor: Client, fields: dict[str, Any], sentence: str
) -> None:
    answer = ordered(editor, **fields)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Job.objects.exists()


def test_the_fragment_asks_for_itself_while_the_run_goes_on_and_then_for_the_whole_page(
    editor: Client,
) -> None:
    job = evaluation()
    claimed = queue.claim("worker")
    assert claimed is not None
    queue.renew(claimed, done=30, total=60, now="Typing with default")
    address = page("evaluationrun_progress", job.pk)
    html = editor.get(address, {"said": "20"}).content.decode()
    assert 'value="50"' in html
    assert "Typing with default" in html
    assert "40 % done" in html
    # What was read out already is not read out again.
    assert "40 % done" not in editor.get(address, {"said": "40"}).content.decode()
    queue.fail(claimed, "The model is away.")
    answer = editor.get(address)
    assert answer["HX-Refresh"] == "true"
    assert "hx-get" not in answer.content.decode()
    whole = editor.get(page("evaluationrun_change", job.pk)).content.decode()
    assert "Failed: The model is away." in whole


def test_a_run_that_no_worker_takes_says_what_to_run(editor: Client) -> None:
    job = evaluation()
    Job.objects.update(made_at="2026-01-01T00:00Z")
    html = editor.get(page("evaluationrun_change", job.pk)).content.decode()
    assert "manage.py work" in html


@pytest.mark.django_db(transaction=True)
def test_a_finished_run_shows_figures_and_the_whole_report_within_the_policy() -> None:
    client = signed_in(member(VIEWERS))
    job = measured({"texts": (Item("The <b>cat</b> sat."), Item("The dog ran."))})
    html = client.get(page("evaluationrun_change", job.pk)).content.decode()
    assert "cats: 2 items" in html
    assert "Keystroke savings over tokens" in html
    report = client.get(page("evaluationrun_report", job.pk))
    text = report.content.decode()
    assert "style-src 'self'" in report["Content-Security-Policy"]
    assert "<style" not in text and " style=" not in text and "<script" not in text
    assert "The &lt;b&gt;cat" in text
    assert "Worst texts of default" in text


@pytest.mark.django_db(transaction=True)
def test_runs_are_compared_over_time_and_other_texts_are_named() -> None:
    client = signed_in(member(VIEWERS))
    first, second = measured(), measured()
    address = page("evaluationrun_compare")
    html = client.get(address, {"run": [first.pk, second.pk]}).content.decode()
    assert html.count('<th scope="row">') == 2
    assert "keystroke savings (%)" in html
    assert "different texts" not in html
    measured({"texts": (Item("The dog ran."),)})
    assert "different texts" in client.get(address).content.decode()
    answer = client.post(
        page("evaluationrun_changelist"),
        {"action": "compare_selected", "_selected_action": [first.pk, second.pk]},
    )
    assert answer["location"] == f"{address}?run={first.pk}&run={second.pk}"


@pytest.mark.parametrize("group", [VIEWERS, EDITORS, PUBLISHERS])
def test_everybody_sees_runs(group: str, db: None) -> None:
    client = signed_in(member(group))
    job = evaluation()
    for address in (
        page("evaluationrun_changelist"),
        page("evaluationrun_change", job.pk),
        page("evaluationrun_progress", job.pk),
        page("evaluationrun_compare"),
    ):
        assert client.get(address).status_code == 200, address


def test_a_viewer_neither_starts_nor_cancels_nor_deletes(db: None) -> None:
    client = signed_in(member(VIEWERS))
    job = evaluation()
    assert client.get(page(ADD)).status_code == 403
    assert ordered(client, pasted="a").status_code == 403
    assert client.post(page("evaluationrun_cancel", job.pk)).status_code == 403
    assert client.post(page("evaluationrun_delete", job.pk), {"post": "yes"}).status_code == 403
    html = client.get(page("evaluationrun_change", job.pk)).content.decode()
    assert "Cancel the run" not in html
    assert Job.objects.get().state == JobState.WAITING


@pytest.mark.parametrize("group", [EDITORS, PUBLISHERS])
def test_editors_and_publishers_start_and_cancel(group: str, db: None) -> None:
    client = signed_in(member(group))
    ordered(client, pasted="One text.")
    job = Job.objects.get()
    assert client.get(page("evaluationrun_cancel", job.pk)).status_code == 405
    assert client.post(page("evaluationrun_cancel", job.pk)).status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_deleting_a_run_deletes_its_texts_and_steps() -> None:
    client = signed_in(member(EDITORS))
    job = measured()
    asked = client.get(page("evaluationrun_delete", job.pk)).content.decode()
    assert "with its 4 texts" in asked
    client.post(page("evaluationrun_delete", job.pk), {"post": "yes"})
    assert not Job.objects.exists()
    assert not JobStep.objects.exists()


def test_nobody_comes_in_without_signing_in(client: Client, db: None) -> None:
    job = evaluation()
    for name in ("progress", "report", "cancel"):
        answer = client.post(page(f"evaluationrun_{name}", job.pk))
        assert "/admin/login/" in answer["location"]
