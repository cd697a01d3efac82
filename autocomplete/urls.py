"""The site's addresses."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from autocomplete import health, views, widget
from autocomplete.api.classify import classify
from autocomplete.api.description import openapi
from autocomplete.api.phrases import phrases
from autocomplete.api.score import score_text
from autocomplete.api.suggest import suggest

urlpatterns = [
    path("", views.typing_page, name="typing_page"),
    path("keys/", views.keyboard_page, name="keyboard"),
    path("embed/", views.embed_page, name="embed"),
    path("inspector/", views.inspector, name="inspector"),
    path("api/v1/suggest", suggest, name="suggest"),
    path("api/v1/score", score_text, name="score"),
    path("api/v1/classify", classify, name="classify"),
    path("api/v1/phrases", phrases, name="phrases"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("widget/<str:version>/autocomplete.js", widget.script, name="widget"),
    path("admin/", admin.site.urls),
]
