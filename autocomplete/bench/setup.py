"""From a frame to what is typed with: checked like a form, by who may do it, in the database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User
from django.http import QueryDict

from autocomplete.admin.profile_form import ValuesForm
from autocomplete.bench.choices import AsOn, Compared, NoSuchChoice, as_on, compared
from autocomplete.bench.frames import Typed
from autocomplete.bench.operator import Operator
from autocomplete.models import ProfileDraft
from autocomplete.ranking.profile import Profile

UNSAVED = "this page"
# No profile that can be published has this slug, so that no other list is taken for this one.
UNSAVED_SLUG = "bench (unsaved)"


@dataclass(frozen=True, slots=True)
class Setup:
    """What one input is typed with.

    ``profile`` is None where the form, or what is saved, makes none: ``errors`` then say why, by
    the name of the field, those about all of it under ``__all__``. ``slug`` is what sites and
    phrases know the profile by. ``missing`` says why there is nothing to compare with, where
    something was chosen.
    """

    profile: Profile | None = None
    slug: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)
    other: Compared | None = None
    missing: str = ""
    as_on: AsOn = AsOn()


def chosen(typed: Typed) -> tuple[object, ...]:
    """All of a frame that a setup depends on."""
    return typed.form, typed.draft, typed.compare, typed.site


def set_up(typed: Typed, operator: Operator) -> Setup:
    """Read and check what somebody wants to type with. Raises NotAllowed."""
    user = operator.present()
    setup = _own(typed, user)
    if typed.compare:
        try:
            setup = replace(setup, other=compared(typed.compare))
        except NoSuchChoice as error:
            setup = replace(setup, missing=str(error))
    try:
        if typed.site and not user.has_perm("autocomplete.view_site"):
            raise NoSuchChoice("Only those who may look at sites type as on one.")
        return replace(setup, as_on=as_on(typed.site))
    except NoSuchChoice as error:
        errors = {**setup.errors, "site": [str(error)]}
        # Without its moderation, what that holds back would be shown.
        return replace(setup, profile=None, other=None, errors=errors)


def may_tune(user: User, draft: int | None) -> bool:
    """Whether somebody may type with values that are not saved: whoever may save them."""
    verb = "add" if draft is None else "change"
    return user.has_perm(f"autocomplete.{verb}_profiledraft")


def _own(typed: Typed, user: User) -> Setup:
    draft = ProfileDraft.objects.filter(pk=typed.draft).first() if typed.draft is not None else None
    slug = draft.slug if draft is not None else ""
    if typed.form is None:
        try:
            if draft is not None:
                return Setup(replace(draft.profile, slug=UNSAVED_SLUG), slug)
        except ValueError as error:
            return Setup(errors={"__all__": [str(error)]})
        return Setup(errors={"__all__": ["The profile is not there any more."]})
    if not may_tune(user, typed.draft):
        return Setup(errors={"__all__": ["Only editors type with values that are not saved."]})
    form = ValuesForm(QueryDict(typed.form))
    if form.is_valid() and form.profile is not None:
        return Setup(replace(form.profile, slug=UNSAVED_SLUG), slug)
    errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
    return Setup(slug=slug, errors=errors)
