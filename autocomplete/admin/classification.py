"""A site's categories, and a page that classifies examples and shows what was confused."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from autocomplete.admin.asking_models import ask_models
from autocomplete.admin.upload_form import UploadForm
from autocomplete.judging.categories import Scheme
from autocomplete.judging.classifying import Classified
from autocomplete.judging.confusion import Confusion, Outcome, confusion
from autocomplete.judging.examples import Example, UnreadableExamples, read_examples
from autocomplete.language_model.errors import ModelError
from autocomplete.live.judging import Judges, classifier
from autocomplete.models import Category, Classification


class ExamplesForm(UploadForm):
    """Examples as a file or as text."""

    unreadable = UnreadableExamples

    def read(self, text: str) -> list[Example]:
        return read_examples(text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = "JSON lines or CSV, in UTF-8, with text and category; to 1 MB."
        self.fields["pasted"].help_text = (
            'A line such as {"text": "My card is lost.", "category": "cards"}, or CSV with'
            " the heading text,category."
        )


class CategoryInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Category
    extra = 1


@admin.register(Classification)
class ClassificationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("site", "sure_from")
    inlines = (CategoryInline,)
    change_form_template = "admin/autocomplete/classification/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_page)
        own = path("<int:pk>/try/", view, name="autocomplete_classification_try")
        return [own, *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("site",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        try:
            form.instance.scheme  # noqa: B018
        except ValueError as error:
            messages.warning(request, f"The site classifies nothing yet. {error}")

    def try_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Classify examples; nothing of them is kept."""
        kept = get_object_or_404(Classification, pk=pk)
        if not self.has_view_permission(request, kept):
            raise PermissionDenied
        posted = request.method == "POST"
        form = ExamplesForm(request.POST, request.FILES) if posted else ExamplesForm()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Try the {kept}",
            "opts": self.opts,
            "original": kept,
            "form": form,
        }
        if posted and form.is_valid():
            try:
                context |= _tried(kept, form.cleaned_data["found"])
            except (ModelError, ValueError) as error:
                context["failure"] = str(error)
        return TemplateResponse(request, "admin/autocomplete/classification/try.html", context)


def _tried(kept: Classification, examples: list[Example]) -> dict[str, Any]:
    """The figures of the page. Raises ModelError, and ValueError where the categories do not do."""
    scheme = kept.scheme
    slugs = [category.slug for category in scheme.categories]
    unknown = next((one.category for one in examples if one.category not in slugs), None)
    if unknown is not None:
        raise ValueError(f"There is no category {unknown!r}: the site has {', '.join(slugs)}.")
    found = _classified(kept, scheme, [one.text for one in examples])
    outcomes = [
        Outcome(example.category, one.decided.category)
        for example, one in zip(examples, found, strict=True)
    ]
    figures = confusion(slugs, outcomes)
    return {
        "figures": figures,
        "accuracy": f"{figures.accuracy:.1%}",
        "escalated": f"{sum(one.escalated for one in found) / len(found):.1%}",
        "rows": _rows(figures),
    }


def _classified(kept: Classification, scheme: Scheme, texts: list[str]) -> list[Classified]:
    async def classify(judges: Judges) -> list[Classified]:
        return [
            await classifier(scheme).classify(judges.route, text, lane=judges.lane)
            for text in texts
        ]

    return ask_models(kept.site, classify)


def _rows(figures: Confusion) -> list[tuple[str, list[tuple[int, bool]]]]:
    """Each category, and its counts with a mark for those that were right."""
    return [
        (slug, [(count, row == column) for column, count in enumerate(figures.counts[row])])
        for row, slug in enumerate(figures.categories)
    ]
