"""A site: a place on the web whose pages may ask for suggestions."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from autocomplete.access.signed_token import signing_secret
from autocomplete.limits.site_limits import SiteLimits
from autocomplete.models.profile_version import published_slugs
from autocomplete.ranking.profile import DEFAULT_PROFILE


def _limit(name: str, help_text: str) -> models.PositiveBigIntegerField[int | None, int | None]:
    return models.PositiveBigIntegerField(
        name, null=True, blank=True, validators=[MinValueValidator(1)], help_text=help_text
    )


class Site(models.Model):
    """Whose pages may ask, how their suggestions are ranked, and how much they may use.

    The server's own pages are a built-in site that has no row.
    """

    name = models.CharField(max_length=100, unique=True, help_text="What operators call it.")
    profile = models.SlugField(
        max_length=64,
        default=DEFAULT_PROFILE.slug,
        help_text="The profile that ranks its suggestions where a client names none.",
    )
    active = models.BooleanField(
        default=True,
        help_text="Switched off, every key of the site is refused and its sockets are closed"
        " within about a second.",
    )
    tokens_required = models.BooleanField(
        "signed tokens required",
        default=False,
        help_text="On: a public key is not enough; each client needs a token signed by the site's"
        " own server with the secret below. Off: tokens are checked where one is sent.",
    )
    secret_rotation = models.PositiveIntegerField(default=0, editable=False)

    keep_texts = models.BooleanField(
        "keep what was typed",
        default=False,
        help_text="On: at every accept, the text before the caret and the suggestion are stored,"
        " for administrators to read. Tell the people who type. Off: no typed text is stored, and"
        " what was stored is deleted by the next `manage.py forget`.",
    )
    text_days = models.PositiveSmallIntegerField(
        "days that texts are kept",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="From 1 to 365. Older ones are deleted by `manage.py forget`, which is to run"
        " every day.",
    )

    inputs_per_second = _limit(
        "inputs per second",
        "Of all clients of the site together, from 1; twice as many may come at once after a"
        " pause. More are refused as rate_limited. Empty: AUTOCOMPLETE_SITE_INPUTS_PER_SECOND.",
    )
    client_inputs_per_second = _limit(
        "inputs per second of a client",
        "A client is an address (of IPv6 the /64 network) or the user a signed token names. From"
        " 1; a held key repeats about 30 times a second. Empty:"
        " AUTOCOMPLETE_CLIENT_INPUTS_PER_SECOND.",
    )
    sockets = _limit(
        "open sockets",
        "Of all clients of the site together, from 1; one more is closed with 4409. Empty:"
        " AUTOCOMPLETE_SITE_SOCKETS.",
    )
    client_sockets = _limit(
        "open sockets of a client",
        "From 1; an open page has one. One more is closed with 4409. Empty:"
        " AUTOCOMPLETE_CLIENT_SOCKETS.",
    )
    tokens_per_day = _limit(
        "tokens per day",
        "Tokens the model may evaluate for the site from midnight to midnight in UTC, from 1; a"
        " keystroke takes two on average. After that inputs are refused as quota_exhausted."
        " Empty: AUTOCOMPLETE_SITE_TOKENS_PER_DAY.",
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        published = published_slugs()
        if self.profile not in published:
            known = ", ".join(published)
            raise ValidationError({"profile": f"There is no such profile; there are: {known}."})

    @property
    def limits(self) -> SiteLimits:
        """The site's limits, the site-wide ones where it has none of its own."""
        common: SiteLimits = settings.SITE_LIMITS
        return SiteLimits(
            self.inputs_per_second or common.inputs_per_second,
            self.client_inputs_per_second or common.client_inputs_per_second,
            self.sockets or common.sockets,
            self.client_sockets or common.client_sockets,
            self.tokens_per_day or common.tokens_per_day,
        )

    @property
    def signing_secret(self) -> str:
        """What the site's server signs tokens with; only for those who may change the site.

        It is derived, not kept, and changes with SECRET_KEY.
        """
        return signing_secret(settings.SECRET_KEY, self.pk, self.secret_rotation)

    def rotate_secret(self) -> None:
        """Have another signing secret from now on; tokens signed with the old one are refused."""
        self.secret_rotation += 1
        self.save(update_fields=["secret_rotation"])
