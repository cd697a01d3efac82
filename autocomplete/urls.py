"""The site's addresses."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from autocomplete import views

urlpatterns = [
    path("", views.typing_page, name="typing_page"),
    path("inspector/", views.inspector, name="inspector"),
    path("admin/", admin.site.urls),
]
