from typing import Any

from django.db import migrations

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS, grant

MODELS = ("evaluationrun", "tuningrun")


# Changing a run is cancelling it; its texts are deleted with it.
def grant_jobs(apps: Any, schema_editor: Any) -> None:
    look = [f"view_{model}" for model in MODELS]
    run = [f"{verb}_{model}" for verb in ("add", "change", "delete") for model in MODELS]
    grant(apps, {VIEWERS: look, EDITORS: [*look, *run], PUBLISHERS: [*look, *run]})


class Migration(migrations.Migration):

    dependencies = [
        ('autocomplete', '0006_jobs'),
    ]

    operations = [
        migrations.RunPython(grant_jobs, migrations.RunPython.noop),
    ]
