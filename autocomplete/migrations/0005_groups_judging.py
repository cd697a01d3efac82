from typing import Any

from django.db import migrations

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS, grant

MODELS = ("classification", "category", "moderation")


# What these say counts at once, without a draft: so only publishers change them.
def grant_judging(apps: Any, schema_editor: Any) -> None:
    look = [f"view_{model}" for model in MODELS]
    change = [f"{verb}_{model}" for verb in ("add", "change", "delete") for model in MODELS]
    grant(apps, {VIEWERS: look, EDITORS: look, PUBLISHERS: [*look, *change]})


class Migration(migrations.Migration):

    dependencies = [
        ('autocomplete', '0004_judging'),
    ]

    operations = [
        migrations.RunPython(grant_judging, migrations.RunPython.noop),
    ]
