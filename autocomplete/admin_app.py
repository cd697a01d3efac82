"""Django's admin application with this product's own front page."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class OperatorsAdminConfig(AdminConfig):
    default_site = "autocomplete.admin_site.OperatorsSite"
